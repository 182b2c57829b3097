"""The runner of the benchmarks on tiny works: its table, its JSON, and what it says where it cannot time."""

import json
import re
import sys

import numpy as np
import pytest

import benchmarks.__main__ as runner
from benchmarks import timing
from benchmarks.row import measure
from benchmarks.table import duration, table
from benchmarks.timing import TooLong, alternate, spread
from benchmarks.work import Sides, Target, Work, at_least, relative

ROOF = {"flops": 100e9, "double": 50e9, "bytes": 10e9, "product": "emolab"}


@pytest.fixture(autouse=True)
def short(monkeypatch):
    """No pauses and no repeats: nothing here depends on how long anything takes."""
    monkeypatch.setattr(timing, "PAUSE", 0)
    monkeypatch.setattr(timing, "SAMPLE", 0)
    monkeypatch.setattr(runner, "measure_roof", lambda: ROOF)


def fixed(own=0.5, peer=1.0, **more):
    """Sides whose functions say how long they took."""
    return Sides(lambda: own, {"peer": lambda: peer, "slow peer": lambda: 3 * peer}, seconds=True, **more)


def work(name="tiny", prepare=lambda peer: fixed(), needs=None, target=None, large=False):
    return Work(name, f"{name} work", "size 3", prepare, needs, target, large)


def run(tmp_path, subjects, *arguments):
    path = tmp_path / "out.json"
    status = runner.main([*arguments, "--json", str(path)], subjects)
    return status, json.loads(path.read_text()) if path.exists() else None


def test_table_and_json_show_the_medians_the_ratio_and_the_target(tmp_path, capsys):
    subjects = {"one": [work("tiny", target=at_least(1.5)), work("missed", target=at_least(2.5))]}
    status, found = run(tmp_path, subjects)
    out, err = capsys.readouterr()
    assert status == 0
    line = next(line for line in out.splitlines() if line.startswith("tiny work"))
    assert re.split(r"\s{2,}", line) == [
        "tiny work", "size 3", "500 ms", "-", "peer", "1.00 s", "2.00 (2.00-2.00)", "1.5", "met"
    ]  # fmt: skip
    assert next(line for line in out.splitlines() if line.startswith("missed work")).endswith("not met")
    assert "tiny work" in err and "[2/2]" in err and "[2/2]" not in out  # progress goes to stderr
    row = found["rows"][0]
    assert (row["own"], row["peer"], row["ratio"], row["spread"]) == (0.5, "peer", 2.0, [2.0, 2.0])
    assert row["met"] is True and found["rows"][1]["met"] is False
    assert set(row["seconds"]) == {"emolab", "peer", "slow peer"}
    assert all(len(samples) == runner.ROUNDS >= 7 for samples in row["seconds"].values())
    assert found["machine"]["packages"]["numpy"] == np.__version__
    assert found["machine"]["cores"] >= 1 and found["machine"]["blas"]


def test_missing_peer_leaves_emolab_and_says_how_to_mend(tmp_path, capsys):
    def prepare(peer):
        assert peer is None
        return Sides(lambda: 0.25, {}, seconds=True)

    status, found = run(tmp_path, {"one": [work("alone", prepare, "no_such_peer", at_least(2))]})
    out = capsys.readouterr().out
    assert status == 0
    assert "no_such_peer is not installed: pip install 'emolab[peers]'" in out
    line = next(line for line in out.splitlines() if line.startswith("alone work"))
    assert "250 ms" in line and "no peer [1]" in line
    row = found["rows"][0]
    assert row["state"] == "no peer" and row["own"] == 0.25 and row["met"] is None and row["peer"] is None


def test_peer_that_is_there_is_handed_over():
    given = []
    measure(work(prepare=lambda peer: given.append(peer) or fixed(), needs="json"), 7)
    assert given == [json]


@pytest.mark.parametrize("typo, near", [("recurent", "recurrent"), ("gru-12", "gru-128")])
def test_unknown_name_ends_with_2_and_the_near_match(tmp_path, capsys, typo, near):
    status, found = run(tmp_path, {"recurrent": [work("gru-128")], "sound": [work("mfcc")]}, "--only", typo)
    assert status == 2 and found is None
    said = capsys.readouterr().err
    assert typo in said and f"did you mean {near}?" in said


def test_only_takes_subjects_and_rows(tmp_path):
    subjects = {"a": [work("a1"), work("a2")], "b": [work("b1"), work("b2")]}
    _, found = run(tmp_path, subjects, "--only", "b2", "a")
    assert [row["name"] for row in found["rows"]] == ["a1", "a2", "b2"]


def test_list_times_nothing(tmp_path, capsys):
    status, found = run(tmp_path, {"a": [work("a1", prepare=None)]}, "--list")
    assert status == 0 and found is None
    assert "a1" in capsys.readouterr().out


def test_folder_that_is_not_there_is_said_before_anything_is_timed(tmp_path, capsys):
    path = tmp_path / "none" / "out.json"
    assert runner.main(["--json", str(path)], {"a": [work(prepare=None)]}) == 2
    assert "there is no folder" in capsys.readouterr().err


def test_quick_leaves_large_works_out_and_says_so(tmp_path, capsys):
    subjects = {"a": [work("small"), work("big", prepare=None, large=True)]}
    status, found = run(tmp_path, subjects, "--quick")
    assert status == 0 and [row["name"] for row in found["rows"]] == ["small"]
    assert found["left_out"] == ["big work size 3"]
    assert "Left out by --quick, being large: big work size 3" in capsys.readouterr().out
    assert len(found["rows"][0]["seconds"]["emolab"]) == 7


def test_quick_leaves_out_what_would_take_too_long(tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "QUICK", 60.0)
    long = work("long", lambda peer: fixed(100.0))
    subjects = {"a": [long, work("short", lambda peer: fixed(0.01, 0.01))]}
    status, found = run(tmp_path, subjects, "--quick")
    assert status == 0
    assert [row["state"] for row in found["rows"]] == ["left out", "done"]
    assert "7 rounds would take" in found["rows"][0]["said"]


def test_row_is_not_even_prepared_when_the_time_is_over():
    row = measure(work(prepare=None), 7, most=0)
    assert row["state"] == "left out" and row["said"] == "the time of the whole run was over"


def test_sides_that_disagree_are_void(tmp_path, capsys):
    wrong = work("wrong", lambda peer: fixed(difference=0.5), target=at_least(1))
    status, found = run(tmp_path, {"a": [wrong]})
    assert status == 1
    row = found["rows"][0]
    assert row["state"] == "void" and "differ by 5.0e-01" in row["said"] and row["met"] is None
    assert "ratio" not in row
    assert measure(work(prepare=lambda peer: fixed(difference=float("nan"))), 7)["state"] == "void"
    assert measure(work(prepare=lambda peer: fixed(difference=1e-5)), 7)["state"] == "done"
    assert "void" in capsys.readouterr().out


def test_row_that_fails_does_not_take_the_others_with_it(tmp_path, capsys):
    def broken(peer):
        raise RuntimeError("no memory for that")

    status, found = run(tmp_path, {"a": [work("bad", broken), work("good")]})
    assert status == 1
    assert [row["state"] for row in found["rows"]] == ["failed", "done"]
    assert "RuntimeError: no memory for that" in capsys.readouterr().out


def test_stop_keeps_the_rows_so_far(tmp_path, capsys):
    def stop(peer):
        raise KeyboardInterrupt

    status, found = run(tmp_path, {"a": [work("first"), work("second", stop), work("third")]})
    assert status == 1 and found["stopped"] and [row["name"] for row in found["rows"]] == ["first"]
    assert "Stopped by Ctrl-C" in capsys.readouterr().out


def test_results_go_to_a_file_of_their_own_without_json(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(runner, "RESULTS", tmp_path / "results")
    assert runner.main([], {"a": [work()]}) == 0
    (path,) = (tmp_path / "results").glob("*.json")
    assert str(path) in capsys.readouterr().out
    assert json.loads(path.read_text())["rows"][0]["name"] == "tiny"


def test_functions_take_turns_and_nobody_always_follows_the_same():
    order = []
    functions = {name: lambda name=name: order.append(name) for name in "abc"}
    times = alternate(functions, 7)
    rounds = ["".join(order[i : i + 3]) for i in range(len(order) - 21, len(order), 3)]
    assert rounds == ["abc", "bca", "cab", "abc", "bca", "cab", "abc"]
    assert all(times[name].shape == (7,) for name in "abc")


def test_spread_is_that_of_the_rounds():
    ratio, low, high = spread(np.array([1.0, 1.0, 2.0, 2.0]), np.array([2.0, 3.0, 4.0, 6.0]))
    assert ratio == 3.5 / 1.5 and (low, high) == (2.0, 3.0)


def test_too_long_says_how_long():
    with pytest.raises(TooLong, match="7 rounds would take 140 s"):
        alternate({"a": lambda: 20.0}, 7, seconds=True, most=60)


@pytest.mark.parametrize(
    "target, own, peer, met",
    [
        (Target("ratio", 1.5), 2, 3, True), (Target("ratio", 1.5), 2, 2.9, False),
        (Target("ratio", 1.5), 2, None, None), (Target("adds", 0.05), 0.14, 0.1, True),
        (Target("adds", 0.05), 0.16, 0.1, False), (Target("adds", 0.05), 0.16, None, None),
        (Target("below", 1.0), 0.9, None, True), (Target("below", 1.0), 1.1, None, False),
    ],
)  # fmt: skip
def test_targets(target, own, peer, met):
    assert target.met(own, peer) is met


def test_difference_is_a_share_of_the_largest_value():
    assert relative(np.array([1.0, 4.5]), np.array([1.0, 5.0])) == pytest.approx(0.1)
    assert relative(np.zeros(3), np.zeros(2)) == float("inf")


def test_durations_have_a_unit():
    assert [duration(s) for s in (12.34, 1.234, 0.1234, 0.0123, 2.5e-5)] == [
        "12.3 s", "1.23 s", "123 ms", "12.3 ms", "25.0 us"
    ]  # fmt: skip


def test_same_remark_of_two_rows_stands_once():
    rows = [measure(work(name, lambda peer: fixed(note="said once")), 7) for name in "ab"]
    assert [line for line in table(rows) if "said once" in line] == ["[1] said once"]


def test_every_subject_names_its_rows_without_loading_a_peer():
    before = set(sys.modules)
    works = [work for own in runner.known_works().values() for work in own]
    assert len({work.name for work in works} | set(runner.SUBJECTS)) == len(works) + len(runner.SUBJECTS)
    assert not {"torch", "librosa"} & (set(sys.modules) - before)
    assert sum(work.target is not None for work in works) >= 12


def test_import_row_measures_processes_of_its_own():
    """The one real row that needs no peer and little time."""
    from benchmarks.startup import works

    row = measure(works()[0], 7)
    assert row["state"] == "done" and row["peer"] == "import numpy" and row["own"] > 0
    assert "import emolab loads none of numba" in row["said"]


def test_quick_gives_rows_with_a_target_their_time_first():
    works = [work(f"t{i}", target=at_least(1)) for i in range(6)] + [work(f"n{i}") for i in range(50)]
    assert runner._share(works, 120) == 120 * runner.SHARE / 6
    assert runner._share(works[5:], 40) == 40
    assert runner._share(works[6:], 100) == 100 * runner.SHARE / 50


def test_memory_is_measured_once_and_shown_in_bytes(tmp_path, capsys):
    calls = []
    sides = Sides(lambda: calls.append(1) or 5e6, {"half as many": lambda: 4.9e6}, memory=True)
    row = measure(Work("m", "peak", "few", lambda _: sides, None, at_least(0.9)), 7)
    assert calls == [1] and row["met"] and row["seconds"]["emolab"] == [5e6]
    assert "5 MB" in table([row])[2] and "met" in table([row])[2]


def test_peak_is_that_of_the_process_alone():
    from benchmarks.memory import _peak

    held = bytearray(300 << 20)  # of this process, which does not count
    small, large = _peak("print(peak())")(), _peak("x = bytearray(200 << 20); print(peak())")()
    assert len(held) and small < 150e6 and 190e6 < large - small < 230e6
