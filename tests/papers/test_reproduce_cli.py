"""The command `emolab papers reproduce`."""

import json

import pytest

from emolab.cli.main import main
from emolab.cli.papers_reproduce import seeds_of
from emolab.core.errors import ArgumentError
from emolab.papers.reproduce import job, latency_job
from tests.papers.reproduce_world import write_emodb


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """An empty folder to work in, and no collection named by the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EMOLAB_DATA", raising=False)
    monkeypatch.setenv("COLUMNS", "200")


def quick_latency(*asked, volumes, **more):
    seconds = {str(v): {"features": 1.0, "judging": 0.5, "total": 1.5, "total by LSTM": 2} for v in volumes}
    return {"values": {str(v): [1.5 / v] for v in volumes}, "more": {"seconds": seconds}}


def test_list_says_what_there_is_to_do_and_does_nothing(capsys, tmp_path):
    write_emodb(tmp_path / "data" / "emodb")
    asked = [
        "papers",
        "reproduce",
        "song2021",
        "--data",
        "data",
        "--list",
        "--only",
        "emodb",
        "--only",
        "own",
    ]
    assert main(asked) == 0
    out = capsys.readouterr().out
    assert "0 of 1 jobs done" in out and "RAVDESS, films: there is no folder ravdess" in out
    assert "1 jobs, 0 of them done in runs/reproduced" in out and not (tmp_path / "runs").exists()
    assert main([*asked, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["jobs"] for row in rows] == [1, 0, 0] and "zenodo" in rows[1]["missing"]


def test_the_table_is_printed_and_written_and_a_second_run_has_nothing_to_do(capsys, monkeypatch, tmp_path):
    from emolab.papers.reproduce import plan_singles

    monkeypatch.setattr(plan_singles, "latency", quick_latency)
    assert main(["papers", "reproduce", "liu2026", "--only", "latency", "--out", "figures"]) == 0
    out, err = capsys.readouterr()
    assert (
        "3.0 ms (1 run of 500 clips)" in out
        and "21 ms (own; LSTM 48), 19 ms (IEMOCAP; LSTM 48) (Table 3)" in out
    )
    assert "job 1 of 1: latency-liu2026" in err and (tmp_path / "figures" / "table.md").is_file()
    assert main(["papers", "reproduce", "liu2026", "--only", "latency", "--out", "figures", "--json"]) == 0
    out, err = capsys.readouterr()
    assert "1 of 1 jobs are done, 0 to do" in err and len(json.loads(out)["rows"]) == 5


def test_ctrl_c_says_how_to_go_on(capsys, monkeypatch):
    from emolab.papers.reproduce import plan_singles

    def stop(*asked, **more):
        raise KeyboardInterrupt

    monkeypatch.setattr(plan_singles, "latency", stop)
    assert main(["papers", "reproduce", "liu2026", "--only", "latency", "--out", "my figures"]) == 1
    err = capsys.readouterr().err
    again = "emolab papers reproduce liu2026 --out 'my figures' --seeds 0-4 --preset laptop --only latency"
    assert f"stopped; what is done is in my figures. To go on from there: {again}" in err


@pytest.mark.parametrize(
    "asked, said",
    [
        (["liu2025"], "no paper is called 'liu2025'; did you mean liu2026?"),
        (["--only", "latancy"], "did you mean latency?"),
        (["--only", "qqqq"], "there are fer2013, voice, ravdess, emodb, pairs, synthetic, latency, own"),
        (["--seeds", "0-x"], "--seeds 0-x: write whole numbers"),
        (["--data", "nowhere"], "--data nowhere: there is no such folder"),
    ],
)
def test_wrong_use_is_told(capsys, asked, said):
    assert main(["papers", "reproduce", *asked, "--list"]) == 2
    assert said in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_told_before_any_work(capsys, monkeypatch, tmp_path):
    from emolab.papers.reproduce import plan_singles

    (tmp_path / "taken").write_text("a file")
    monkeypatch.setattr(plan_singles, "latency", lambda *asked, **more: pytest.fail("work was begun"))
    assert main(["papers", "reproduce", "liu2026", "--only", "latency", "--out", "taken"]) == 1
    assert "cannot write" in capsys.readouterr().err


def test_seeds():
    assert seeds_of("0-4") == [0, 1, 2, 3, 4] and seeds_of("3, 1,3-4") == [3, 1, 4]
    for text in ("", "1-", "4-2", "-1"):
        with pytest.raises(ArgumentError, match="--seeds"):
            seeds_of(text)


def test_the_volumes_are_those_of_the_paper():
    assert latency_job.VOLUMES == (100, 200, 300, 400, 500) and job.VERSION == 1
