"""MOSI: pickles that are read without running them, lengths, silence, and what else a pickle may hold."""

import os
import pickle

import numpy as np
import pytest

from datasets.trees import LFS, plant
from emolab.core import ArgumentError, DataError, FileError, FormatError
from emolab.datasets import Mosi

SCORES = np.array([-2.4, 0.0, 1.0, 3.0], np.float32)


def part(scores=SCORES, steps=5, **more):
    n, rng = len(scores), np.random.default_rng(0)
    return {
        "id": [f"video{i // 2}$_${i}" for i in range(n)], "regression_labels": scores,
        "text": rng.standard_normal((n, steps, 3)).astype(np.float32),
        "audio": rng.standard_normal((n, steps, 2)).astype(np.float32),
        "vision": rng.standard_normal((n, steps, 4)).astype(np.float32),
        "raw_text": np.array(["HELLO"] * n), "audio_lengths": [2] * n, "vision_lengths": np.full(n, 3),
    } | more  # fmt: skip


def save(path, tree, protocol=4):
    path.write_bytes(pickle.dumps(tree, protocol))
    return path


@pytest.mark.parametrize("protocol", range(2, 6))
def test_a_pickle_with_lengths(tmp_path, protocol):
    tree = {"train": part(), "valid": part(SCORES[:2]), "test": part(SCORES[2:])}
    save(tmp_path / "aligned_50.pkl", tree, protocol)
    for where in (tmp_path, tmp_path / "aligned_50.pkl"):
        clips = Mosi(where)
        assert len(clips) == 8 and clips.labels[:4] == ["negative", "neutral", "positive", "positive"]
    clip = clips[3]
    assert (
        (clip.subject, clip.name) == ("video1", "video1$_$3") and not clip.has_sound and not clip.has_frames
    )
    assert clip.extra == {"split": "train", "score": 3.0}
    assert {name: array.shape for name, array in clip.features.items()} == {
        "text": (5, 3), "audio": (2, 2), "vision": (3, 4),
    }  # fmt: skip
    np.testing.assert_array_equal(clip.features["audio"], tree["train"]["audio"][3, :2])
    assert clips.split("valid").labels == ["negative", "neutral"] and "not emotion" in clips.note


def test_label_sets(tmp_path):
    path = save(tmp_path / "m.pkl", {"test": part()})
    two, seven = Mosi(path, "sentiment2"), Mosi(path, "sentiment7")
    assert two.labels == ["negative", "positive", "positive"] and two.dropped == {"score 0": 1}
    assert seven.labels == ["-2", "0", "1", "3"]
    with pytest.raises(ArgumentError, match="sentiment9"):
        Mosi(path, "sentiment9")
    with pytest.raises(ArgumentError, match="no map"):
        two.relabel("basic7")


def test_the_older_layout(tmp_path):
    rows = np.array([[b"vid", b"0.0", b"1.5"], [b"vid", b"1.5", b"2"]])
    tree = {"train": part(SCORES[:2], id=rows)}
    del tree["train"]["audio_lengths"], tree["train"]["vision_lengths"], tree["train"]["regression_labels"]
    tree["train"]["labels"] = SCORES[:2].reshape(2, 1, 1)
    clips = Mosi(save(tmp_path / "mosi_data.pkl", tree, 2))
    assert clips.subjects == ["vid", "vid"] and clips[1].name == "vid-1.5-2"
    assert clips[0].features["audio"].shape == (5, 2)


def test_silence_becomes_zero_and_is_counted(tmp_path):
    sound = np.ones((4, 5, 2), np.float32)
    sound[1, 0, 1] = sound[1, 4, 0] = -np.inf
    clips = Mosi(save(tmp_path / "m.pkl", {"train": part(audio=sound, audio_lengths=[5] * 4)}))
    assert clips.minus_infinity == 2
    np.testing.assert_array_equal(clips[1].features["audio"][[0, 4]], [[1, 0], [0, 1]])


@pytest.mark.parametrize(("kind", "value"), [("audio", np.nan), ("audio", np.inf), ("vision", -np.inf)])
def test_nan_and_other_infinities_are_named(tmp_path, kind, value):
    broken = part()
    broken[kind][2, 0, 0] = value
    clips = Mosi(save(tmp_path / "m.pkl", {"train": broken}))
    with pytest.raises(DataError, match=rf"video1\$_\$2: NaN or infinity in its {kind}"):
        _ = clips[2].features
    assert clips[1].features[kind].shape[1] > 0


class Runs:
    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return os.mkdir, (self.path,)


def test_nothing_in_a_pickle_is_run(tmp_path):
    path = save(tmp_path / "m.pkl", {"train": part(), "extra": Runs(tmp_path / "ran")})
    with pytest.raises(FormatError, match=r"m\.pkl: the pickle asks for (posix|nt)\.mkdir, which is not run"):
        Mosi(path)
    assert not (tmp_path / "ran").exists()
    pickle.loads(path.read_bytes())
    assert (tmp_path / "ran").exists()  # Python's own reader does run it


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({"regression_labels": None}, FormatError, "neither regression_labels nor labels"),
        ({"regression_labels": ["a"] * 4}, FormatError, "no numbers"),
        ({"regression_labels": np.array([0, 0, 0, 9.0])}, DataError, "label 3 is 9.0"),
        ({"regression_labels": np.array([0, np.nan, 0, 0])}, DataError, "label 1 is nan"),
        ({"audio": np.zeros((3, 5, 2), "f4")}, DataError, "audio holds 3 segments, there are 4 labels"),
        ({"vision": np.zeros((4, 5), "f4")}, FormatError, "vision is \\(4, 5\\)"),
        ({"text": np.array(["a"] * 4)}, FormatError, "text is"),
        ({"audio_lengths": [1, 2, 3]}, FormatError, "whole number for each of the 4"),
        ({"vision_lengths": [1, 2, 3, 6]}, DataError, r"vision_lengths\[3\] is 6; there are 5"),
        ({"id": ["a"]}, FormatError, "id must name each of the 4"),
        ({"id": None}, FormatError, "id must name"),
        ({"text": None, "audio": None, "vision": None}, FormatError, "holds none of text"),
    ],
)
def test_parts_that_do_not_fit(tmp_path, change, error, said):
    with pytest.raises(error, match=said):
        Mosi(save(tmp_path / "m.pkl", {"train": part(**change)}))


@pytest.mark.parametrize("tree", [{}, {"a": 1}, [1, 2], {"train": [1]}, np.zeros(3)])
def test_another_pickle_is_refused(tmp_path, tree):
    with pytest.raises(FormatError, match="m.pkl: looked for a pickle"):
        Mosi(save(tmp_path / "m.pkl", tree))


def test_broken_files_and_folders(tmp_path):
    for content in (b"", LFS, b"text", pickle.dumps({"train": part()})[:-200]):
        plant(tmp_path, {"m.pkl": content})
        with pytest.raises(FormatError, match="m.pkl"):
            Mosi(tmp_path)
    plant(tmp_path, {"n.pkl": b"x"})
    with pytest.raises(DataError, match="m.pkl, .*n.pkl; name one file"):
        Mosi(tmp_path)
    with pytest.raises(FileError, match="no such file"):
        Mosi(tmp_path / "o.pkl")
    with pytest.raises(DataError, match="no .pkl"):
        Mosi(plant(tmp_path / "empty", {"a.txt": b"x"}))
