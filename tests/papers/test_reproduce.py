"""What `papers reproduce` measures on tiny collections, and what its table says."""

import json
from importlib import import_module

import numpy as np
import pytest

from emolab.core.errors import ArgumentError
from emolab.datasets import SyntheticClips
from emolab.papers import PAPERS
from emolab.papers.reproduce import planned, reproduce
from emolab.papers.reproduce.fusion_job import HOLDS_SINGLES, held_out, only
from emolab.papers.reproduce.printed import differs, printed_text
from tests.papers.reproduce_world import CHANGES, CORPUS, LABELS, write_all

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return write_all(tmp_path_factory.mktemp("data"))


def plan_of(papers, data, only, **more):
    settings = {
        "seeds": [0, 1],
        "changes": CHANGES,
        "synthetic": (4, 1),
        "corpus": CORPUS,
        "pictures": 2,
        **more,
    }
    return planned(papers, data, only=[only], **settings)


def measured(papers, data, only, out, **more):
    return reproduce(plan_of(papers, data, only, **more), out, show=False).lines


def test_ravdess_gives_random_folds_folds_with_actors_apart_and_the_leak(data, tmp_path):
    random, apart, leak = measured(["song2021"], data, "ravdess", tmp_path)
    assert (random.measured.n, apart.measured.n) == (10, 4)
    assert leak.measured.mean == pytest.approx(random.measured.mean - apart.measured.mean)
    assert leak.measured.unit == "points" and "the paper gives no figure" in leak.row.differs
    assert random.row.printed == "76.52 % (Table 4.4, RAVDESS)"
    assert random.row.differs.startswith("preset laptop") and "protocol:" in apart.row.differs
    assert "10 folds asked, 4 subjects there" in apart.measured.more
    kept = json.loads(apart.row.jobs[0].path(tmp_path).read_text())
    confusion = np.array(kept["more"]["confusion"])
    assert confusion.sum() == 24
    counts = confusion.sum(axis=1)
    folds = kept["values"]["accuracy"]  # four people with six clips each
    assert np.trace(confusion) / counts.sum() == pytest.approx(np.mean(folds))


def test_emodb_leaves_one_speaker_out(data, tmp_path):
    (line,) = measured(["zhu2022"], data, "emodb", tmp_path)
    assert line.measured.n == 3 and line.row.protocol == "one speaker left out at a time"
    assert "data: EMO-DB, not CHEAVD 2.0" in line.row.differs and "mean recall" in line.measured.more


def test_voices_are_judged_by_the_network_that_ships_and_by_the_reference(data, tmp_path):
    lines = measured(["song2021", "zhu2022"], data, "voice", tmp_path)
    assert len(lines) == 24 and all(line.row.paper is None for line in lines)
    network, reference = lines[:8], lines[16:]
    for random, apart, leak, emodb in (lines[i : i + 4] for i in range(0, 24, 4)):
        assert (random.measured.n, apart.measured.n, emodb.measured.n) == (10, 4, 3)
        assert leak.measured.mean == pytest.approx(random.measured.mean - apart.measured.mean)
    assert "own mean and deviation" in network[4].row.protocol and "own mean" not in network[0].row.protocol
    assert network[1].measured.mean > 50  # voices made by formula are told apart, chance is a third
    assert reference[1].measured.mean > 50


@pytest.mark.parametrize("paper", PAPERS)
def test_pairs_give_voice_face_and_both_and_say_that_they_are_made(data, tmp_path, paper):
    lines = [line for line in measured([paper], data, "pairs", tmp_path) if "RAVDESS" in line.row.what]
    assert [line.row.what.split(",")[0] for line in lines] == ["voice", "face", "voice and face"]
    for line in lines:
        assert line.measured.n == 2 and line.measured.of == "seed" and 0 <= line.measured.mean <= 100
        assert "each shows 2 clips of the face set" in line.measured.more
        assert "made pairs" in line.row.differs and "made pairs" in line.measured.more
    voice, face, both = (line.measured.mean for line in lines)
    verdict = "above both:" if both > max(voice, face) else "NOT above both:"
    assert f"; {verdict}" in lines[2].measured.more
    assert f"{both - voice:+.1f} points on the voice" in lines[2].measured.more


def test_the_synthetic_corpus_needs_no_data(tmp_path):
    lines = measured(["liu2026"], None, "synthetic", tmp_path, seeds=[3])
    assert len(lines) == 3 and all(line.measured.n == 1 for line in lines)
    assert lines[0].measured.deviation is None and "formula" in lines[0].row.differs


@pytest.mark.parametrize("paper", HOLDS_SINGLES)
def test_a_joined_system_that_holds_the_single_ones_judges_as_they_do(paper):
    System = import_module(f"emolab.papers.{paper}").System
    clips = SyntheticClips(4, 2, **CORPUS)
    changes = CHANGES[paper] | ({"densities": "fixed"} if paper == "liu2021" else {})
    train, test = (clips.subset(rows) for rows in held_out(clips, 0))
    joined = System("joined", "laptop", rng=0, **changes)
    joined.train(train, show=False)
    features = joined.read(test, False)
    for modality in ("audio", "video"):
        alone = System(modality, "laptop", rng=0, **changes)
        alone.train(train, show=False)
        p = alone.probabilities(test)
        assert np.array_equal(joined.probabilities_of(only(features, modality)), p)
        assert not np.array_equal(joined.probabilities_of(features), p)


def test_people_are_held_out_whole():
    clips = SyntheticClips(8, 1, **CORPUS)
    train, test = held_out(clips, 5)
    people = np.array(clips.subjects)
    assert len(set(people[test])) == 2 and not set(people[test]) & set(people[train])
    assert sorted([*train, *test]) == list(range(len(clips)))
    assert any(held_out(clips, seed)[1].tolist() != test.tolist() for seed in range(5))
    assert only({"audio": [1, 2], "video": [3, 4]}, "audio") == {"audio": [1, 2], "video": [None, None]}


def test_faces_of_fer2013_are_learned_and_measured_on_the_published_parts(data, tmp_path, monkeypatch):
    from emolab.models import VGG, save_weights
    from emolab.papers.reproduce import face_job, plan_singles

    monkeypatch.setattr(plan_singles, "shipped_weights", lambda: None)
    shipped, road = measured(["zhu2022"], data, "fer2013", tmp_path)
    assert shipped.measured is None and "tools/train_face_network.py" in shipped.why
    assert road.measured.n == 1 and "24 pictures" in road.measured.more
    path = tmp_path / "face_vgg.npz"
    network = VGG("A", width=1 / 32, input_size=48, channels=1, classes=7, batch_norm=True, rng=0)
    save_weights(network, path)
    monkeypatch.setattr(plan_singles, "shipped_weights", lambda: path)
    shipped, _ = measured(["zhu2022"], data, "fer2013", tmp_path)
    assert shipped.row.paper is None and "25 pictures" in shipped.measured.more
    assert face_job.shipped_weights() is None or face_job.shipped_weights().name == "face_vgg.npz"


def test_latency_has_a_row_for_each_volume(tmp_path):
    lines = measured(["liu2026"], None, "latency", tmp_path, volumes=(3, 5))
    assert [line.row.what for line in lines] == ["latency, data volume 3", "latency, data volume 5"]
    assert all(line.measured.unit == "ms" and line.measured.mean > 0 for line in lines)
    assert (
        "features" in lines[0].measured.more
        and "by the LSTM" in lines[0].measured.more
        and lines[0].row.printed == "none printed"
    )
    (row, *_) = planned(["liu2026"], only=["latency"])
    assert row.printed == "17 ms (own; LSTM 39), 16 ms (IEMOCAP; LSTM 40) (Table 3)"


def test_what_is_missing_names_what_to_fetch(tmp_path):
    (tmp_path / "data" / "EMO-DB").mkdir(parents=True)
    rows = planned(PAPERS, tmp_path / "data", only=["ravdess", "emodb", "pairs", "own"])
    assert all(row.missing and not row.jobs for row in rows)
    by_group = {row.group: row.missing for row in rows}
    assert "there is no folder ravdess in" in by_group["ravdess"] and "zenodo.1188976" in by_group["ravdess"]
    assert "no EMO-DB clip" in by_group["emodb"] and "fetch the WAV files" in by_group["emodb"]
    assert "fer2013.csv" in by_group["pairs"]
    assert all("no --data is given" in row.missing for row in planned(["gu2025"], only=["own"]))


def test_the_table_stands_in_three_files(data, tmp_path):
    rows = plan_of(["song2021"], data, "synthetic", seeds=[0]) + planned(["gu2025"], only=["own"])
    found = reproduce(rows, tmp_path, show=False, about={"seeds": "0"})
    text = (tmp_path / "table.md").read_text()
    assert [path.name for path in found.files][:2] == ["table.md", "table.json"]
    heading = next(line for line in text.splitlines() if line.startswith("| paper"))
    body = [line for line in text.splitlines() if line.startswith(("| song2021", "| gu2025"))]
    assert len(body) == 4 and {line.count(" | ") for line in body} == {heading.count(" | ")}
    assert "not measured" in body[3] and "98.65 % (Section 3.1, CK+)" in body[3] and "- seeds: 0" in text
    stored = json.loads((tmp_path / "table.json").read_text())
    assert stored["rows"][0]["ours"]["unit"] == "%" and stored["rows"][3]["not_measured"].startswith("CK+")


def test_the_page_escapes_and_marks_what_is_not_measured(tmp_path):
    pytest.importorskip("jinja2", reason="pages need jinja2; install emolab[report]")
    from emolab.papers.reproduce.table import HEADING, page

    cells = ("-", "a <b>", "1.00 %", "not measured", "p", "d", "n")
    text = page([cells], {"seeds": "0"})
    assert "a &lt;b&gt;" in text and '<td class="figure none">not measured</td>' in text
    assert text.count('<th scope="col">') == len(HEADING) and "http" not in text


def test_what_differs_names_data_protocol_and_preset():
    text = differs("song2021", "audio", "EMO-DB", "other", preset="laptop")
    assert text.startswith("data: EMO-DB, not RAVDESS; protocol: other, not ten random folds")
    assert text.endswith("preset laptop: smaller networks than the paper's")
    assert differs("song2021", "audio", "RAVDESS", "ten random folds, actors mixed", preset="paper") == ""
    assert printed_text("gu2025", "audio") == "none printed"


def test_a_typo_in_only_and_a_folder_that_is_not_there_are_told():
    with pytest.raises(ArgumentError, match="--only latencie: .* did you mean latency"):
        planned(["liu2026"], only=["latencie"])
    with pytest.raises(ArgumentError, match="there is no such folder"):
        planned(["liu2026"], "/nowhere/at/all")
    assert LABELS == CORPUS["label_set"]
