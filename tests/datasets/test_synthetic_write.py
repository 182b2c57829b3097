"""The synthetic corpus as files, and back through the loaders."""

import csv

import numpy as np
import pytest

from emolab.audio import read_wav
from emolab.core import ArgumentError, FileError
from emolab.core.files import load_arrays
from emolab.datasets import Manifest, Ravdess, SyntheticClips, write_clips
from emolab.vision import read_image


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    pytest.importorskip("av", reason="MP4 needs PyAV: install emolab[video]")
    folder = tmp_path_factory.mktemp("corpus") / "deep" / "corpus"
    clips = SyntheticClips(subjects=4, per_label=1, seed=2)
    return clips, folder, clips.write(folder)


def test_the_ravdess_loader_reads_what_was_written(written):
    clips, folder, _ = written
    audio, video, both = (Ravdess(folder, kind) for kind in ("audio", "video", "both"))
    for found in (audio, video, both):
        assert len(found) == len(clips) and found.counts() == clips.counts()
        assert sorted(set(found.subjects)) == sorted(set(clips.subjects))
    for clip in clips.choose(subject="03"):
        a, b = (found.choose(label=clip.label, subject="03")[0] for found in (audio, both))
        assert a.sample_rate == b.sample_rate == 16000
        assert np.abs(a.sound - clip.sound).max() <= 1 / 32768
        assert b.frames.shape == clip.frames.shape and b.fps == pytest.approx(7.5)
        assert np.abs(b.frames.astype(int) - clip.frames).mean() < 6
        n = min(len(b.sound), len(clip.sound))
        assert abs(len(b.sound) - len(clip.sound)) < 1100
        assert np.corrcoef(b.sound[:n], clip.sound[:n])[0, 1] > 0.95
        assert a.extra["sex"] == clip.extra["sex"] and a.extra["intensity"] == clip.extra["intensity"]


def test_one_file_is_decoded_once_for_sound_and_pictures(written, monkeypatch):
    import emolab.vision

    _, folder, _ = written
    calls, read = [], emolab.vision.read_video
    monkeypatch.setattr(emolab.vision, "read_video", lambda *a, **k: calls.append(a) or read(*a, **k))
    first, second = Ravdess(folder, "both")[:2]
    assert len(first.sound) and len(first.frames) and len(second.frames) and len(second.sound)
    assert len(calls) == 2
    soundtrack = Manifest(folder / "manifest.csv", "audio")[0]
    np.testing.assert_array_equal(soundtrack.sound, first.sound)


def test_the_manifest_lists_everything_with_a_split_by_subject(written):
    clips, folder, path = written
    assert path == folder / "manifest.csv"
    found = Manifest(path, "both")
    assert found.labels == clips.labels and found.subjects == clips.subjects and not found.skipped
    assert set(found.split("test").subjects) == {"04"}
    assert set(found.split("train").subjects) == {"01", "02", "03"}
    with open(path, encoding="utf-8") as file:
        assert next(csv.reader(file)) == ["path", "label", "subject", "split"]


def test_pictures_and_truth_are_exact(written):
    clips, folder, _ = written
    clip = clips.choose(label="fearful", subject="02")[0]
    pictures = sorted((folder / "frames" / "02-01-06-01-01-01-02").iterdir())
    assert [p.name for p in pictures] == [f"{i + 1:04d}.png" for i in range(len(clip.frames))]
    for picture, frame in zip(pictures, clip.frames):
        assert np.array_equal(read_image(picture), frame)
    arrays, header = load_arrays(folder / "truth" / "01-06-01-01-01-02.npz")
    assert np.array_equal(arrays["landmarks"], clip.extra["landmarks"])
    assert np.array_equal(arrays["pitch"], clip.extra["pitch"]) and header["pitch_rate"] == 100
    assert header["label"] == "fearful"


def test_takes_fill_ravdess_names(tmp_path):
    clips = SyntheticClips(subjects=1, per_label=8, label_set=["sad"], seconds=0.5)
    clips.write(tmp_path, kinds="wav")
    found = Ravdess(tmp_path)
    assert len(found) == 8
    for clip in found:
        mine = [c for c in clips if np.abs(c.sound[:500] - clip.sound[:500]).max() < 1e-4]
        assert len(mine) == 1 and mine[0].extra["intensity"] == clip.extra["intensity"]
        assert mine[0].extra["repetition"] == clip.extra["repetition"]


def test_plain_names_serve_any_labels(tmp_path):
    clips = SyntheticClips(subjects=2, per_label=5, label_set=["trust", "neutral"], seconds=0.5)
    path = clips.write(tmp_path, names="plain", kinds=["wav"])
    found = Manifest(path, label_set=["trust", "neutral"])
    assert len(found) == 20 and not (tmp_path / "frames").exists()
    sound, rate = read_wav(tmp_path / "wav" / "02_trust_05.wav")
    assert rate == 16000 and len(sound) >= 6000


@pytest.mark.parametrize(
    ("options", "writing", "said"),
    [
        ({"per_label": 5, "label_set": ["neutral"]}, {}, "4 takes of neutral"),
        ({"subjects": 25, "per_label": 1}, {}, "24 actors"),
        ({"label_set": ["happiness"]}, {}, "no 'happiness'"),
        ({}, {"names": "fancy"}, "names"),
        ({}, {"kinds": ("wav", "mp3")}, "mp3"),
        ({}, {"kinds": ()}, "kinds"),
    ],
)
def test_what_cannot_be_written_is_said_before_anything_is(tmp_path, options, writing, said):
    with pytest.raises(ArgumentError, match=said):
        SyntheticClips(**{"subjects": 1, "per_label": 1, **options}).write(tmp_path / "out", **writing)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "out").write_text("a file stands here")
    with pytest.raises(FileError, match="cannot write"):
        SyntheticClips(subjects=1, per_label=1).write(tmp_path / "out", kinds="wav")


def test_recordings_are_not_written_again(written, tmp_path):
    with pytest.raises(ArgumentError, match="not a synthetic clip"):
        write_clips(Ravdess(written[1])[:1], tmp_path)


def test_a_part_of_the_corpus_is_written_too(tmp_path):
    part = SyntheticClips(subjects=2, per_label=1).choose(label="happy", subject="01")
    part.write(tmp_path, kinds=("wav",))
    assert len(Ravdess(tmp_path)) == len(part) == 1
