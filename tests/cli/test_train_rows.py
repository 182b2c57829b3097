"""emolab train --row: a row of the paper's table of results in place of preset and modality."""

import re

import pytest

from emolab.cli.main import main
from emolab.papers import load_system

TINY = ("epochs=1", "hidden=8", "face_epochs=1", "filters=4", "frames_a_step=8")


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EMOLAB_CACHE", str(tmp_path / "cache"))


def train(*options, system="zhu2022", data="synthetic:3x1"):
    changes = [word for change in TINY for word in ("--set", change)]
    return main(["train", system, "--data", data, *changes, *map(str, options)])


@pytest.mark.parametrize("row, modality, setting, value, printed", [
    (1, "audio", "voice", "lstm", "54.20%"), (3, "video", "face", "lbph", "65.40%"),
])  # fmt: skip
def test_a_row_is_a_preset_and_a_modality(row, modality, setting, value, printed, capsys, tmp_path):
    assert train("--row", row) == 0
    out = capsys.readouterr().out
    assert re.search(rf"zhu2022, Table 1 row {row} .*, on the test set of CHEAVD 2.0: {printed}", out)
    system = load_system(tmp_path / "runs" / f"zhu2022-row{row}" / "system.npz")
    assert system.modality == modality and getattr(system.settings, setting) == value


def test_folds_of_a_row_stand_beside_what_is_printed(capsys):
    assert train("--row", 3, "--folds", 3, "--epochs", 1) == 0
    out = capsys.readouterr().out
    assert "emolab, 3 subject-disjoint folds" in out and "Table 1 row 3" in out and "65.40%" in out


@pytest.mark.parametrize("options, system, said", [
    (["--row", 3], "song2021", "--row 3: song2021 has no rows to choose from; choose with --preset"),
    (["--row", 3, "--preset", "laptop"], "zhu2022", "--row says the preset itself: leave --preset out"),
    (["--row", 3, "--modality", "video"], "zhu2022", "--row says the modality itself: leave --modality out"),
    (["--row", 6], "zhu2022", "--row 6: zhu2022 has the rows 1, 2, 3, 4, 5"),
    (["--row", 4], "zhu2022", "name its file with --vgg-weights"),
    (["--row", 3, "--vgg-weights", "x.npz"], "zhu2022", "would not be used: LBPH needs no VGG"),
])  # fmt: skip
def test_rows_that_cannot_be(options, system, said, capsys):
    assert main(["train", system, "--data", "synthetic:3x1", *map(str, options)]) != 0
    assert said in capsys.readouterr().err


def test_epochs_are_those_of_the_networks_that_are_trained(capsys, tmp_path):
    for modality, epochs in (("audio", (2, 30)), ("video", (12, 2)), ("joined", (2, 2))):
        options = ["--epochs", 2, "--modality", modality, "--preset", "laptop", "--set", "vgg_width=0.03125"]
        assert main(["train", "zhu2022", "--data", "synthetic:3x1", *map(str, options)]) == 0
        settings = load_system(tmp_path / "runs" / f"zhu2022-{modality}" / "system.npz").settings
        assert (settings.epochs, settings.face_epochs) == epochs, modality
