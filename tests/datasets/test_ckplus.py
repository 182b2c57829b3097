"""CK+: sequences, their Emotion files and landmarks, and every way in which they can be wrong."""

import numpy as np
import pytest

from datasets.trees import LFS, picture, plant, reasons_of
from emolab.core import ArgumentError, DataError, FormatError
from emolab.datasets import CKPlus, ckplus_landmarks
from emolab.datasets.labels import LABEL_SETS


def sequence(subject="S005", number="001", frames=3, emotion=b"   3.0000000e+00\n", root=""):
    stem = f"{subject}/{number}/{subject}_{number}_"
    files = {f"{root}cohn-kanade-images/{stem}{i:08d}.png": picture(seed=i) for i in range(1, frames + 1)}
    if emotion is not None:
        files[f"{root}Emotion/{stem}{frames:08d}_emotion.txt"] = emotion
    return files


def test_the_last_picture_is_the_apex(tmp_path):
    plant(tmp_path, sequence(root="extended/"))
    (clip,) = clips = CKPlus(tmp_path)
    assert (clip.label, clip.subject, clip.name) == ("disgust", "S005", "S005_001")
    assert clip.path.stem == "S005_001_00000003" and clip.frames.shape == (1, 8, 6, 3) and not clips.skipped


def test_every_number_has_its_emotion_and_order_is_that_of_subjects(tmp_path):
    for number in range(8):
        plant(tmp_path, sequence(f"S{9 - number:03d}", emotion=f" {number}.0000000e+00 ".encode()))
    clips = CKPlus(tmp_path)
    assert clips.labels == list(LABEL_SETS["ckplus8"])[::-1] and clips.subjects == sorted(clips.subjects)
    assert clips.relabel("basic7").dropped == {"contempt": 1}


def test_whole_sequences_and_first_pictures_as_neutral(tmp_path):
    plant(tmp_path, sequence(frames=4))
    (clip,) = CKPlus(tmp_path, "sequence")
    assert clip.frames.shape == (4, 8, 6, 3) and clip.fps == 30
    both = CKPlus(tmp_path, neutral=True)
    assert both.labels == ["disgust", "neutral"] and both[1].path.stem.endswith("1")
    assert len(set(both.subjects)) == 1 and len({c.content_key() for c in both}) == 2
    for wrong in ({"frames": "all"}, {"frames": "sequence", "neutral": True}):
        with pytest.raises(ArgumentError):
            CKPlus(tmp_path, **wrong)


def test_a_sequence_without_emotion_file_is_not_labelled(tmp_path):
    plant(tmp_path, sequence() | sequence(number="002", emotion=None))
    clips = CKPlus(tmp_path)
    assert len(clips) == 1 and "not labelled" in reasons_of(clips)["002"]
    plant(tmp_path, {"Emotion/S007/003/S007_003_00000009_emotion.txt": b"1.0"})
    assert "pictures are not here" in reasons_of(CKPlus(tmp_path))["003"]


def test_a_folder_of_a_label_serves_where_there_is_no_emotion_file(tmp_path):
    plant(tmp_path, {f"CK+48/sadness/S010_004_0000001{i}.png": picture(seed=i) for i in (7, 8, 9)})
    (clip,) = CKPlus(tmp_path)
    assert clip.label == "sadness" and clip.path.stem.endswith("19")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"), (LFS, "LFS"), (b"happy", "no list of numbers"), (b"8.0", "holds 8"),
        (b"2.5", "holds 2.5"), (b"1 2", "2 numbers"), (b"nan", "there must be 1"),
    ],
)  # fmt: skip
def test_a_broken_emotion_file_is_reported(tmp_path, content, said):
    plant(tmp_path, sequence() | sequence("S006", emotion=content))
    with pytest.warns(UserWarning, match="S006_001_00000003_emotion"):
        clips = CKPlus(tmp_path)
    assert len(clips) == 1 and said in reasons_of(clips)["S006_001_00000003_emotion.txt"]


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "empty"), (LFS, "LFS"), (b"text", "not a PNG"), (picture()[:40], "cut short")]
)
def test_a_broken_picture_is_reported(tmp_path, content, said):
    files = sequence() | sequence("S006")
    files["cohn-kanade-images/S006/001/S006_001_00000003.png"] = content
    plant(tmp_path, files)
    with pytest.warns(UserWarning, match="S006_001_00000003.png"):
        clips = CKPlus(tmp_path)
    assert clips.subjects == ["S005"] and said in reasons_of(clips)["S006_001_00000003.png"]
    with pytest.warns(UserWarning):
        whole = CKPlus(tmp_path, "sequence")
    assert [len(clip.pictures) for clip in whole] == [3, 2]


def test_landmarks(tmp_path):
    files = sequence()
    points = np.arange(136.0).reshape(68, 2)
    text = "\n".join(f"  {x:.7e}  {y:.7e}" for x, y in points).encode()
    files["Landmarks/S005/001/S005_001_00000003_landmarks.txt"] = text
    plant(tmp_path, files)
    np.testing.assert_array_equal(ckplus_landmarks(CKPlus(tmp_path)[0]), points[None])
    with pytest.raises(DataError, match="no landmark file"):
        ckplus_landmarks(CKPlus(tmp_path, "sequence")[0])
    plant(tmp_path, {"Landmarks/S005/001/S005_001_00000003_landmarks.txt": text[:500]})
    with pytest.raises(FormatError, match="there must be 136"):
        ckplus_landmarks(CKPlus(tmp_path)[0])


def test_pictures_of_other_sizes_in_a_sequence_are_named(tmp_path):
    files = sequence()
    files["cohn-kanade-images/S005/001/S005_001_00000002.png"] = picture(size=(9, 6))
    (clip,) = CKPlus(plant(tmp_path, files), "sequence")
    with pytest.raises(DataError, match="S005_001_00000002"):
        _ = clip.frames


def test_nothing_found_names_what_was_looked_for(tmp_path):
    plant(tmp_path, {"notes.txt": b"hello"})
    with pytest.raises(DataError, match=r"no CK\+ clip(?s:.*)_emotion\.txt(?s:.*)notes\.txt"):
        CKPlus(tmp_path)
