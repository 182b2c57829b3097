"""FER2013: the CSV and its variants, the .npz, the folders; and subjects that nobody knows."""

import warnings

import numpy as np
import pytest

from datasets.trees import LFS, picture, plant, reasons_of
from emolab.core import ArgumentError, DataError, FileError, FormatError
from emolab.datasets import Fer2013
from emolab.training import GroupKFold

RNG = np.random.default_rng(0)
FACES = RNG.integers(0, 256, (7, 48, 48)).astype(np.uint8)


def row(number, *fields, usage="Training"):
    pixels = " ".join(map(str, FACES[number].ravel()))
    return ",".join([str(number), f'"{pixels}"', *([usage] if usage else []), *fields])


def table(lines, head="emotion,pixels,Usage"):
    return ("\n".join([head, *lines]) + "\n").encode()


def save(path, **arrays):
    np.savez_compressed(path, **arrays)
    return path


def test_the_csv(tmp_path):
    usages = ["Training"] * 3 + ["PublicTest"] * 2 + ["PrivateTest"] * 2
    plant(tmp_path, {"in/fer2013.csv": table([row(i, usage=u) for i, u in enumerate(usages)])})
    for where in (tmp_path, tmp_path / "in" / "fer2013.csv"):
        clips = Fer2013(where)
        assert clips.labels == ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"]
        assert clips.label_set == tuple(clips.labels) and clips[1].name == "fer2013-3"
        assert len(clips.split("PublicTest")) == 2 and clips.split("PrivateTest").labels[-1] == "neutral"
        np.testing.assert_array_equal(clips[4].frames, np.repeat(FACES[4][None, ..., None], 3, axis=-1))
    with pytest.raises(ArgumentError, match="there are PrivateTest, PublicTest, Training"):
        clips.split("Test")


def test_variants_of_the_csv(tmp_path):
    head = "emotion, Usage, pixels"
    pixels = " ".join(map(str, FACES[2].ravel()))
    plant(tmp_path, {"icml_face_data.csv": table([f"2,PublicTest,{pixels}"], head)})
    assert Fer2013(tmp_path)[0].extra == {"split": "PublicTest"} and Fer2013(tmp_path)[0].label == "fear"
    plant(tmp_path / "b", {"train.csv": b"\xef\xbb\xbf" + table([row(1, usage=None)], "emotion,pixels")})
    assert Fer2013(tmp_path / "b")[0].extra == {"split": "Training"}
    plant(tmp_path / "c", {"mine.csv": table([row(1, usage=None)], "emotion,pixels")})
    assert Fer2013(tmp_path / "c")[0].extra == {"split": None}
    plant(tmp_path / "d", {"test.csv": table([f'"{pixels}"'], "pixels")})
    with pytest.raises(DataError, match="line 1: the column 'emotion' is missing; there are pixels"):
        Fer2013(tmp_path / "d")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("0,1 2 3,Training", "3 grey levels; there must be 2304"),
        (row(0).replace(" ", " 300 ", 1)[:-40] + '",Training', "grey levels"),
        ("7," + row(0)[2:], "the emotion is 7"),
        ("x," + row(0)[2:], "invalid literal"),
        ("0," + row(0)[2:].replace(" ", " abc ", 1), "invalid literal"),
        ("0", "1 fields for 3 columns"),
        (row(0, "more", "fields"), "5 fields for 3 columns"),
    ],
)
def test_a_broken_row_is_left_out_with_its_line(tmp_path, line, said):
    plant(tmp_path, {"fer2013.csv": table([row(1), line, row(2)])})
    with pytest.warns(UserWarning, match="line 3"):
        clips = Fer2013(tmp_path)
    assert clips.labels == ["disgust", "fear"]
    assert "line 3" in clips.broken[0].reason and said in clips.broken[0].reason


def test_the_npz(tmp_path):
    save(
        tmp_path / "f.npz", train_images=FACES, train_labels=np.arange(7), public_images=FACES[:2],
        public_labels=np.array([3, 3]), label_names=np.array(["anger", "disgust", "fear", "happy", "sad",
        "surprise", "neutral"]),
    )  # fmt: skip
    clips = Fer2013(tmp_path)
    assert len(clips) == 9 and len(clips.split("Training")) == 7
    assert clips.split("PublicTest").labels == ["happy", "happy"] and clips[8].name == "public-00001"
    np.testing.assert_array_equal(clips[8].frames[0, ..., 1], FACES[1])
    assert sorted(map(sorted, clips.repeated())) == [
        ["public-00000", "train-00000"], ["public-00001", "train-00001"],
    ]  # fmt: skip
    assert clips.blank == []


@pytest.mark.parametrize(
    ("arrays", "said"),
    [
        ({"a": FACES}, "looked for NAME_images"),
        ({"train_images": FACES}, "train_labels must hold"),
        ({"train_images": FACES, "train_labels": np.arange(6)}, "each of 7 images"),
        ({"train_images": FACES, "train_labels": np.arange(7.0)}, "whole number"),
        ({"train_images": FACES, "train_labels": np.arange(1, 8)}, r"train_labels\[6\] is 7"),
        ({"train_images": FACES[:, 1:], "train_labels": np.arange(7)}, "must be uint8"),
        ({"train_images": FACES / 255, "train_labels": np.arange(7)}, "must be uint8"),
        (
            {"train_images": FACES, "train_labels": np.arange(7), "label_names": np.array(["x"])},
            "label_names",
        ),
        ({"train_images": np.array([{}], object), "train_labels": np.arange(1)}, "pickle"),
    ],
)
def test_an_npz_of_another_kind(tmp_path, arrays, said):
    with pytest.raises(FormatError, match=said):
        Fer2013(save(tmp_path / "f.npz", **arrays))


@pytest.mark.parametrize("content", [b"", LFS, b"text", b"PK\x03\x04 cut"])
def test_a_broken_npz(tmp_path, content):
    plant(tmp_path, {"fer.npz": content})
    with pytest.raises(FormatError, match="fer.npz"):
        Fer2013(tmp_path)


def test_folders_of_pictures(tmp_path):
    plant(tmp_path, {
        "archive/train/angry/1.png": picture(size=(48, 48)),
        "archive/train/happy/2.jpg": picture("JPEG", (48, 48)),
        "archive/test/neutral/3.png": picture(size=(48, 48)), "archive/validation/sadness/4.png": picture(),
        "archive/train/bored/5.png": picture(), "archive/readme.txt": b"hello",
    })  # fmt: skip
    clips = Fer2013(tmp_path)
    assert [(c.label, c.extra["split"]) for c in clips] == [
        ("neutral", "Test"), ("angry", "Training"), ("happy", "Training"), ("sad", "PublicTest"),
    ]  # fmt: skip
    assert set(reasons_of(clips)) == {"5.png", "readme.txt"} and clips[1].frames.shape == (1, 48, 48, 3)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "empty"), (LFS, "LFS"), (b"text", "not a JPEG"), (picture("JPEG")[:-9], "cut short")],
)
def test_a_broken_picture_is_reported_by_name(tmp_path, content, said):
    plant(tmp_path, {"train/angry/1.jpg": picture("JPEG"), "train/angry/2.jpg": content})
    with pytest.warns(UserWarning, match="2.jpg"):
        clips = Fer2013(tmp_path)
    assert len(clips) == 1 and said in reasons_of(clips)["2.jpg"]


def test_nothing_found_and_several_files(tmp_path):
    plant(tmp_path, {"a.csv": b"path,label,subject\n"})
    with pytest.raises(DataError, match="no FER2013 clip; looked for a CSV with the columns emotion,pixels"):
        Fer2013(tmp_path)
    with pytest.raises(FileError, match="no such file"):
        Fer2013(tmp_path / "nothing.csv")
    plant(tmp_path, {"fer2013.csv": table([row(1)]), "b.npz": b"x"})
    with pytest.raises(DataError, match="several files"):
        Fer2013(tmp_path)


def test_subjects_are_unknown_and_every_result_can_say_so(tmp_path):
    plant(tmp_path, {"fer2013.csv": table([row(i) for i in range(7)])})
    clips = Fer2013(tmp_path)
    assert set(clips.subjects) == {None} and clips.people == []
    for said in (clips.note, repr(clips), clips.report(), clips.relabel("basic7").note):
        assert "subjects are unknown" in said
    with pytest.raises(DataError, match="names no subject; 7 clips lack one"):
        list(GroupKFold(2).split(clips, groups=clips.subjects))
    with pytest.raises(ArgumentError, match="none known"):
        clips.choose(subject="1")
    assert len(clips.choose(label="sad")) == 1


def test_blank_pictures_are_kept_and_named(tmp_path):
    faces = FACES[:3].copy()
    faces[1] = 0
    clips = Fer2013(save(tmp_path / "f.npz", train_images=faces, train_labels=np.arange(3)))
    assert len(clips) == 3 and clips.blank == ["train-00001"]


def test_the_real_pictures(data_folder):
    folder = data_folder / "fer2013"
    if not folder.is_dir():
        pytest.skip(f"no FER2013 at {folder}")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        clips = Fer2013(folder)
    assert len(clips.split("Training")) == 28709 and len(clips.split("PublicTest")) == 3589
    assert clips.split("Training").counts() == {
        "angry": 3995, "disgust": 436, "fear": 4097, "happy": 7215, "sad": 4830, "surprise": 3171,
        "neutral": 4965,
    }  # fmt: skip
    assert clips.relabel("basic7").counts()["happiness"] == clips.counts()["happy"]
