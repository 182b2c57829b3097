"""Manifests: what a CSV may look like, and every way in which it cannot be used."""

import pytest

from datasets.trees import LFS, mp4, plant, wav
from emolab.core import ArgumentError, DataError, FileError, FormatError
from emolab.datasets import Manifest

FILES = {"a.wav": wav(), "sub/b.wav": wav(200), "c.mp4": mp4()}
GOOD = "path,label,subject,split\na.wav,happy,1,train\nsub/b.wav,sad,2,test\nc.mp4,calm,2,test\n"


@pytest.fixture
def tree(tmp_path):
    return plant(tmp_path, FILES)


def manifest(tree, text, encoding="utf-8"):
    path = tree / "clips.csv"
    path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
    return path


def test_a_manifest_lists_recordings(tree):
    clips = Manifest(manifest(tree, GOOD))
    assert clips.labels == ["happy", "sad", "calm"] and clips.subjects == ["1", "2", "2"]
    assert clips.label_set_name == "ravdess8" and clips[1].path == (tree / "sub/b.wav").resolve()
    assert clips.split("test").labels == ["sad", "calm"] and len(clips[0].sound) == 160
    with pytest.raises(ArgumentError, match="there are test, train"):
        clips.split("dev")


@pytest.mark.parametrize("modality", ["video", "both"])
def test_sound_alone_is_left_out_where_pictures_are_asked_for(tree, modality):
    clips = Manifest(manifest(tree, GOOD), modality)
    assert clips.labels == ["calm"] and clips[0].has_frames and clips[0].has_sound == (modality == "both")
    assert [path.name for path, _ in clips.skipped] == ["a.wav", "b.wav"]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + GOOD,
        GOOD.replace(",", ";"),
        GOOD.replace(",", "\t"),
        GOOD.replace("\n", "\r\n") + "\r\n\r\n",
        GOOD.replace("a.wav", '"a.wav"').replace(",happy", ", happy"),
        GOOD.replace("path,label", "Path,LABEL"),
    ],
)
def test_the_usual_dialects_are_read(tree, text):
    assert Manifest(manifest(tree, text)).labels == ["happy", "sad", "calm"]


def test_further_columns_go_to_extra_and_split_may_be_missing(tree):
    clips = Manifest(manifest(tree, "subject,path,label,age\n1,a.wav,happy,30\n"))
    assert clips[0].extra == {"age": "30"}


def test_absolute_paths(tree):
    clips = Manifest(manifest(tree, f"path,label,subject\n{tree / 'a.wav'},happy,1\n"))
    assert clips[0].path == (tree / "a.wav").resolve()


def test_a_collection_with_labels_of_its_own(tree):
    text = "path,label,subject\na.wav,bored,1\nsub/b.wav,awake,2\n"
    assert Manifest(manifest(tree, text)).label_set == ("awake", "bored")
    assert Manifest(manifest(tree, text), label_set=["bored", "awake"]).targets.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("path,label\na.wav,happy\n", DataError, "line 1: the column 'subject' is missing"),
        ("path,label,subject,label\na.wav,happy,1,sad\n", DataError, "'label' stands there more than once"),
        ("path,label,subject\n", DataError, "lists no recording"),
        ("", FormatError, "empty"),
        (b"\xff\xfe\x00garbage", FormatError, "UTF-8"),
        (b"path,label,subject\n\0,a,b\n", FormatError, "NUL"),
        ('path,label,subject\n"a.wav,happy,1\n', FormatError, "not a CSV"),
        ("path,label,subject\na.wav,happy\n", DataError, "line 2: 2 fields for 3 columns"),
        ("path,label,subject\na.wav,happy,1,x\n", DataError, "line 2: 4 fields for 3 columns"),
        (GOOD + "gone.wav,sad,1,test\n", DataError, r"line 5: there is no file .*gone\.wav"),
        (GOOD + "sub/../a.wav,sad,1,test\n", DataError, "line 5: .* stands on line 2 already"),
        (GOOD.replace("sad", "sadd"), DataError, "line 3: the label 'sadd' is not in the set"),
        (GOOD.replace("happy", ""), DataError, "line 2: label is empty"),
        (GOOD.replace("calm,2", "calm,"), DataError, "line 4: subject is empty"),
        (GOOD.replace("a.wav", ""), DataError, "line 2: path is empty"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(tree, text, error, said):
    with pytest.raises(error, match=said) as caught:
        Manifest(manifest(tree, text))
    assert "clips.csv" in str(caught.value)


def test_all_problems_are_told_at_once(tree):
    text = GOOD.replace("sad", "sadd").replace("a.wav", "gone.wav")
    with pytest.raises(DataError, match="(?s)line 2: there is no file.*line 3: the label 'sadd'"):
        Manifest(manifest(tree, text))
    many = "path,label,subject\n" + "".join(f"{i}.wav,sad,1\n" for i in range(20))
    with pytest.raises(DataError, match="and 12 more"):
        Manifest(manifest(tree, many))


def test_broken_recordings_are_skipped_by_name(tree):
    plant(tree, {"d.wav": LFS})
    with pytest.warns(UserWarning, match=r"d\.wav: a Git LFS pointer"):
        clips = Manifest(manifest(tree, GOOD + "d.wav,sad,1,train\n"))
    assert len(clips) == 3 and clips.skipped[0].path.name == "d.wav"


def test_options_and_missing_files(tree):
    with pytest.raises(FileError, match="clips.csv"):
        Manifest(tree / "clips.csv")
    with pytest.raises(ArgumentError, match="modality"):
        Manifest(manifest(tree, GOOD), "joined")
    with pytest.raises(ArgumentError, match="basic7"):
        Manifest(manifest(tree, GOOD), label_set="basic8")
    with pytest.raises(DataError, match="not in the set"):
        Manifest(manifest(tree, GOOD), label_set="basic7")


def test_a_folder_for_each_label(tmp_path):
    plant(
        tmp_path,
        {"happy/ann_1.wav": wav(), "happy/bob/x.wav": wav(), "sad/ann_2.wav": wav(), "sad/notes.txt": b"x",
         "top.wav": wav(), ".hidden/x_1.wav": wav()},
    )  # fmt: skip
    clips = Manifest.from_folder(tmp_path)
    assert clips.labels == ["happy", "happy", "sad"] and clips.subjects == ["ann", "bob", "ann"]
    assert isinstance(clips, Manifest) and clips.label_set_name == "ravdess8"
    assert {path.name for path, _ in clips.skipped} == {"notes.txt", "top.wav"}
    named = Manifest.from_folder(tmp_path, subject=lambda path: path.stem[-1])
    assert named.subjects == ["1", "x", "2"]


def test_folders_that_cannot_serve(tmp_path):
    with pytest.raises(DataError, match="a folder for each label"):
        Manifest.from_folder(tmp_path)
    plant(tmp_path, {"happy/ann1.wav": wav()})
    with pytest.raises(DataError, match=r"ann1\.wav: its subject cannot be told"):
        Manifest.from_folder(tmp_path)
    plant(tmp_path, {"happy/ann1.wav": wav(), "sadd/ann_1.wav": wav()})
    with pytest.raises(DataError, match="'sadd' is not in the label set"):
        Manifest.from_folder(tmp_path)
    with pytest.raises(FileError, match="no folder"):
        Manifest.from_folder(tmp_path / "nowhere")
    with pytest.raises(DataError, match="sound only"):
        Manifest.from_folder(tmp_path, "video", label_set=["happy", "sadd"], subject=lambda path: "1")
