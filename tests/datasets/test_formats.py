"""Which collection a folder is: told by its files' names, or refused with what was found."""

import pickle

import numpy as np
import pytest

from datasets.test_ckplus import sequence
from datasets.test_iemocap import session
from datasets.test_meld import meld
from datasets.test_mosi import part
from datasets.test_named_files import OTHER, SETS
from datasets.trees import mp4, picture, plant, speech, wav
from emolab.core import ArgumentError, DataError, FileError
from emolab.datasets import CKPlus, Fer2013, Iemocap, Manifest, Meld, Mosi, Ravdess
from emolab.datasets.formats import FORMATS, detect_format, open_folder

TREES = {loader: {name: content, OTHER[loader]: content} for loader, (name, _, content) in SETS.items()} | {
    Ravdess: {speech(1): wav(), speech(2): wav()},
    CKPlus: sequence(),
    Fer2013: {f"train/angry/{i}.png": picture(size=(48, 48), seed=i) for i in range(3)},
    Iemocap: session({"F000": "neu"}),
    Meld: meld(),
    Mosi: {"aligned.pkl": pickle.dumps({"train": part()})},
}  # fmt: skip
NAMES = {loader: name for name, loader in FORMATS.items()}


@pytest.mark.parametrize("loader", TREES)
def test_each_collection_is_found_in_any_parent_folder(tmp_path, loader):
    plant(tmp_path, {f"data/unpacked/{name}": content for name, content in TREES[loader].items()})
    assert detect_format(tmp_path) == NAMES[loader]
    clips = open_folder(tmp_path)
    assert type(clips) is loader and len(clips) > 0
    assert type(open_folder(tmp_path, NAMES[loader])) is loader


def test_every_public_loader_has_a_format():
    assert set(TREES) | {Manifest} == set(FORMATS.values())
    for loader in FORMATS.values():
        assert loader.TITLE and set(loader.OFFERS) <= {"audio", "video", "both", "features"}


def test_a_collection_without_the_modality_is_refused(tmp_path):
    plant(tmp_path, {"03a01Fa.wav": wav()})
    for modality in ("video", "both"):
        with pytest.raises(ArgumentError, match="EMO-DB has audio, not"):
            open_folder(tmp_path, modality=modality)
    with pytest.raises(ArgumentError, match="'emodbb' is none of ravdess, emodb"):
        open_folder(tmp_path, "emodbb")


def test_manifests_and_folders_of_labels(tmp_path):
    plant(tmp_path, {"a.wav": wav(), "manifest.csv": b"path,label,subject\na.wav,happy,1\n"})
    assert detect_format(tmp_path) == "manifest" == detect_format(tmp_path / "manifest.csv")
    assert open_folder(tmp_path).labels == open_folder(tmp_path / "manifest.csv").labels == ["happy"]
    plant(tmp_path / "b", {"happy/ann_1.wav": wav(), "sad/bob_1.mp4": mp4(), "sad/bob_2.png": picture()})
    assert detect_format(tmp_path / "b") == "folder"
    assert open_folder(tmp_path / "b").subjects == ["ann", "bob"]
    stills = open_folder(tmp_path / "b", modality="video")
    assert [clip.path.suffix for clip in stills] == [".mp4", ".png"]
    assert stills[1].frames.shape == (1, 8, 6, 3)


def test_a_manifest_of_pictures(tmp_path):
    plant(tmp_path, {"a.png": picture(), "m.csv": b"path,label,subject\na.png,happy,1\n"})
    (clip,) = Manifest(tmp_path / "m.csv", "video")
    assert clip.has_frames and not clip.has_sound
    with pytest.raises(DataError, match="a picture without sound"):
        Manifest(tmp_path / "m.csv")


def test_single_files(tmp_path):
    faces = np.zeros((2, 48, 48), np.uint8)
    np.savez(tmp_path / "f.npz", train_images=faces, train_labels=np.arange(2))
    plant(tmp_path, {"f.csv": b"emotion,pixels,Usage\n", "x.wav": wav()})
    assert detect_format(tmp_path / "f.npz") == detect_format(tmp_path / "f.csv") == "fer2013"
    assert len(open_folder(tmp_path / "f.npz")) == 2
    with pytest.raises(ArgumentError, match=r"single \.wav file is no collection"):
        detect_format(tmp_path / "x.wav")
    with pytest.raises(FileError, match="no such file"):
        detect_format(tmp_path / "y")


def test_two_collections_in_one_folder_are_not_guessed_between(tmp_path):
    plant(tmp_path, {"03a01Fa.wav": wav(), speech(1): wav()})
    with pytest.raises(DataError, match=r"RAVDESS \(1 files\), EMO-DB \(1 files\)"):
        open_folder(tmp_path)
    assert len(open_folder(tmp_path, "emodb")) == 1


def test_nothing_fits(tmp_path):
    plant(tmp_path, {"notes.txt": b"hello"})
    with pytest.raises(DataError) as caught:
        open_folder(tmp_path)
    assert "EMO-DB" in caught.value.__notes__[0] and "folder for each label" in str(caught.value)
