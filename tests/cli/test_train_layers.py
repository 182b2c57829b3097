"""emolab train liu2021: its options, and the comparison of layers."""

import json

import pytest

from emolab.cli.main import main
from emolab.papers import load_system
from emolab.papers.liu2021.tables import TABLE_2
from tests.papers.liu2021_world import TINY

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EMOLAB_CACHE", str(tmp_path / "cache"))


def train(*options, system="liu2021"):
    changes = [word for name, value in TINY.items() for word in ("--set", f"{name}={value}")]
    words = ["train", system, "--preset", "laptop", "--data", "synthetic:3x1", *map(str, options)]
    return main(words + (changes if system == "liu2021" else []))


def test_a_row_a_layer_stands_beside_what_is_printed(capsys, tmp_path):
    assert train("--modality", "video", "--compare-layers") == 0
    out = capsys.readouterr().out
    rows = json.loads((tmp_path / "runs/liu2021-video-layers/layers.json").read_text())
    assert [row["layer"] for row in rows] == list(TABLE_2)
    for row in rows:
        line = next(line for line in out.splitlines() if line.startswith(row["layer"] + " "))
        assert f"{row['accuracy']:.2f}%" in line and f"{TABLE_2[row['layer']]:.2f}%" in line
    assert "the very same as" in out
    assert train("--modality", "video", "--compare-layers", "--resume", "--json") == 0
    assert json.loads(capsys.readouterr().out) == rows


def test_trained_weights_of_the_face_can_be_started_from(capsys, tmp_path):
    assert train("--modality", "video", "--out", "first") == 0
    assert train("--modality", "video", "--out", "second", "--face-weights", "first/face.npz") == 0
    assert "liu2021, Table 3, printed" in capsys.readouterr().out
    assert [load_system(f"{name}/system.npz").pixels for name in ("first", "second")] == ["standard", "unit"]


@pytest.mark.parametrize("options, system, said", [
    (["--compare-layers"], "liu2021", "liu2021 joined has no layers to compare"),
    (["--compare-layers"], "song2021", "song2021 joined has no layers to compare"),
    (["--compare-layers", "--folds", 2], "liu2021", "measures on people held out"),
    (["--compare-layers", "--modality", "audio", "--hold-out", 0], "liu2021", "nobody is held out"),
    (["--face-weights", "x.npz"], "song2021", "--face-weights: song2021 has no use for it"),
    (["--vgg-weights", "x.npz"], "liu2021", "--vgg-weights: liu2021 has no use for it"),
    (["--face-weights", "x.npz"], "liu2021", "x.npz"),
])  # fmt: skip
def test_options_that_cannot_be(options, system, said, capsys):
    assert train(*options, system=system) != 0
    assert said in capsys.readouterr().err
