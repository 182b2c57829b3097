"""zhu2022: what is transferred and frozen when, what a stored file claims, and the tables."""

import numpy as np
import pytest

from emolab.core.errors import ArgumentError, FileError, FormatError
from emolab.models import VGG, load_weights, save_weights
from emolab.papers import zhu2022
from emolab.papers.zhu2022 import System
from emolab.papers.zhu2022.settings import PRESETS
from tests.papers.test_song2021_files import changed
from tests.papers.worlds import LABELS, apart, tiny_clips
from tests.papers.zhu2022_world import TINY, tiny_system


@pytest.fixture(scope="module")
def parts():
    clips = tiny_clips()
    return apart(clips)


@pytest.fixture(scope="module")
def read(parts):
    """Features of the training clips by both roads, and of the test clips."""
    return [tiny_system("joined").read(clips, False) for clips in parts]


@pytest.fixture(scope="module")
def saved(parts, read, tmp_path_factory):
    """Path of a joined system's file."""
    system = tiny_system("joined", epochs=1, face_epochs=1)
    system.train_on(read[0], parts[0].targets, LABELS, show=False)
    path = tmp_path_factory.mktemp("system") / "system.npz"
    system.save(path)
    return path


# transfer


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    """A VGG for other classes, in files of one and of three channels."""
    folder = tmp_path_factory.mktemp("weights")
    for channels in (1, 3):
        vgg = VGG("A", width=1 / 32, input_size=32, channels=channels, classes=7, rng=4)
        save_weights(vgg, folder / f"vgg{channels}.npz")
    return folder


@pytest.mark.parametrize("face, channels", [("lbp_vgg", 1), ("pca_vgg", 3)])
def test_transfer_frees_the_vgg_from_its_last_layers_down(parts, read, weights, tmp_path, face, channels):
    settings = {**TINY, "side": 32, "face": face, "free_head": 2, "free_block": 0, "epochs": 1}
    path = weights / f"vgg{channels}.npz"
    before = VGG("A", width=1 / 32, input_size=32, channels=channels, classes=7)
    load_weights(before, path)
    for epochs, head_moves in ((1, False), (2, True)):
        system = System("video", "paper", vgg_weights=path, **{**settings, "face_epochs": epochs})
        system.train_on(read[0], parts[0].targets, LABELS, show=False)
        vgg = system.face_network.vgg
        same = {k: np.array_equal(v, vgg.state_dict()[k]) for k, v in before.state_dict().items()
                if "layers.6" not in k}  # fmt: skip
        assert all(good for k, good in same.items() if k.startswith("blocks"))
        assert all(good != head_moves for k, good in same.items() if k.startswith("head") and k.endswith("W"))
        assert vgg.head.layers[6].b.value.shape == (3,)
    system.save(tmp_path / "system.npz")
    loaded = System.load(tmp_path / "system.npz")
    assert loaded.vgg == {"config": "A", "width": 1 / 32, "input_size": 32, "channels": channels,
                          "batch_norm": False, "hidden": None}  # fmt: skip
    assert np.array_equal(loaded.probabilities_of(read[1]), system.probabilities_of(read[1]))


def test_what_is_frozen_when_can_be_read():
    plan = System("joined", "paper", replace=2, vgg_weights="x.npz").plan()
    assert plan == [
        "face, trained from epoch 1: inner.head.layers.6, inner.head.layers.3",
        "face, trained from epoch 4: inner.head, inner.head.layers.3, inner.head.layers.6",
        "face, trained from epoch 8: inner.blocks.4, inner.head, inner.head.layers.3, inner.head.layers.6",
    ]
    plan = System("video", "row4", free_head=1, free_block=0, free_all=3).plan()
    assert plan[0] == "face, trained from epoch 1: inner.vgg.head, inner.vgg.head.layers.6, inner.descriptor"
    assert plan[1:] == ["face, trained from epoch 3: inner.vgg, inner.vgg.head.layers.6, inner.descriptor"]
    assert System("audio", "paper").plan() == tiny_system("joined").plan() == []


def test_a_vgg_that_was_trained_here_can_be_transferred(parts, read, tmp_path):
    learned = tiny_system("video")
    learned.train_on(read[0], parts[0].targets, LABELS, folder=tmp_path, show=False)
    path = tmp_path / "vgg.npz"
    system = System("video", "paper", vgg_weights=path, **{**TINY, "side": 32, "face_epochs": 1})
    system.check_options()
    system.train_on(read[0], parts[0].targets, LABELS, show=False)
    first = "blocks.0.layers.0.W"
    own, other = (one.face_network.vgg.state_dict()[first] for one in (system, learned))
    assert np.array_equal(own, other)
    with pytest.raises(ArgumentError, match="sees 32 x 32 pixels, faces here have 48: set side=32"):
        System("video", "paper", vgg_weights=path).check_options()


def test_the_paper_s_faces_need_a_weights_file():
    with pytest.raises(ArgumentError, match=r"--vgg-weights.*set face=lbp_vgg .*transfer=false.*laptop"):
        System("joined", "paper").check_options()
    with pytest.raises(FileError, match="no-such.npz"):
        System("video", "row4", vgg_weights="no-such.npz").check_options()
    System("audio", "paper").check_options()
    System("video", "row3").check_options()


# what the file claims


@pytest.mark.parametrize("setting, value", [
    ("hidden", 10**7), ("layers", 10**9), ("attention", 10**9), ("features", "mfcc"), ("voice", "lstm"),
    ("gates", "attention"), ("score", "dot"), ("face", "lbph"), ("face", "pca_vgg"), ("side", 64),
])  # fmt: skip
def test_a_header_that_claims_other_sizes(saved, tmp_path, setting, value):
    path = tmp_path / "lie.npz"
    settings = {**System.load(saved).settings.__dict__, setting: value}
    with pytest.raises(FormatError, match="lie.npz"):
        System.load(changed(saved, path, {"settings": settings}))


@pytest.mark.parametrize("change", [
    None, {"width": 8.0}, {"width": -1}, {"input_size": 512}, {"input_size": 33}, {"channels": 3},
    {"config": "D"}, {"config": "Z"}, {"batch_norm": False}, {"batch_norm": 1}, {"more": 1},
])  # fmt: skip
def test_a_header_that_claims_another_vgg(saved, tmp_path, change):
    path = tmp_path / "lie.npz"
    vgg = None if change is None else {**System.load(saved).vgg, **change}
    with pytest.raises(FormatError, match="lie.npz"):
        System.load(changed(saved, path, {"vgg": vgg}))


# the tables


def test_the_tables_hold_what_the_prose_says_of_them():
    tables = zhu2022.tables
    for (higher, lower), gain in tables.GAINS.items():
        assert tables.TABLE_1[higher].accuracy - tables.TABLE_1[lower].accuracy == pytest.approx(gain)
    assert sum(row.samples for row in tables.TABLE_2) == tables.TABLE_2_SAMPLES
    assert sum(row.right for row in tables.TABLE_2) == tables.TABLE_2_RIGHT
    rates = [100 * row.right / row.samples for row in tables.TABLE_2]
    assert [round(rate, 1) for rate in rates] == [row.accuracy for row in tables.TABLE_2]
    # printed as the accuracy of all samples, it is the mean of the classes: WA is another number
    assert round(float(np.mean(rates)), 1) == tables.TABLE_2_PRINTED == tables.TABLE_1[5].accuracy
    assert round(100 * tables.TABLE_2_RIGHT / tables.TABLE_2_SAMPLES, 2) == 80.87
    # "other emotions more than 80 %" but for disgust and surprised: scared is below
    assert [row.name for row in tables.TABLE_2 if row.accuracy < 80] == ["disgust", "scared", "surprised"]
    counts = tables.FER2013
    assert counts["training"] + counts["validation"] + counts["test"] == counts["all"] == 35887
    assert tables.FER2013_PRINTED["training"] == counts["training"] - 1


def test_rows_and_presets_go_together():
    for number, (preset, modality) in System.ROWS.items():
        assert preset in PRESETS.presets and modality == zhu2022.tables.TABLE_1[number].modality
        assert f"row {number} " in System.printed_line(preset, modality)
    assert "78.50%" in System.printed_line("paper", "joined")
    assert System.printed_line("laptop", "joined") is None and System.printed_line("row1", "video") is None
    row1, row2, row3, row4, row5 = (PRESETS.presets[f"row{n}"] for n in range(1, 6))
    assert (row1.features, row1.voice) == ("mfcc", "lstm") and (row3.face, row4.face) == ("lbph", "pca_vgg")
    assert row2 == zhu2022.PAPER and row5 == row4
    assert (row5.video_weight, row5.voice_weight) == (0.6, 0.4)
