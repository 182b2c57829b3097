"""A clip and a collection of clips: lazy, hashable by content, choosable, and honest about labels."""

import pickle

import numpy as np
import pytest

from datasets.trees import plant, wav
from emolab.core import ArgumentError, DataError, FileError
from emolab.datasets import LABEL_SETS, Clip, Clips, label_set, map_labels
from emolab.datasets.labels import MAPS


def some(labels="aabbc", subjects="12121"):
    return Clips([Clip(label, subject) for label, subject in zip(labels, subjects)], list("abc"))


def test_a_clip_is_read_when_it_is_touched(tmp_path, monkeypatch):
    import emolab.audio

    calls = []
    read = emolab.audio.read_wav
    monkeypatch.setattr(emolab.audio, "read_wav", lambda path: calls.append(path) or read(path))
    path = plant(tmp_path, {"a.wav": wav(samples=100, rate=8000)}) / "a.wav"
    clip = Clip("happy", "1", path=path, sound_path=path)
    assert clip.has_sound and not calls
    assert clip.sample_rate == 8000 and len(clip.sound) == 100 and clip.duration == 100 / 8000
    assert len(calls) == 1
    clip.release()
    np.testing.assert_allclose(clip.sound * 32768, np.arange(100))
    assert len(calls) == 2


def test_a_clip_says_what_it_has_not():
    with pytest.raises(DataError, match="no sound"):
        _ = Clip("a", "1").sound
    with pytest.raises(DataError, match="no pictures"):
        _ = Clip("a", "1").frames
    with pytest.raises(ArgumentError, match="sample_rate"):
        Clip("a", "1", sound=np.zeros(3))
    with pytest.raises(ArgumentError, match="fps"):
        Clip("a", "1", frames=np.zeros((1, 2, 2, 3)))


def test_a_clip_from_arrays():
    clip = Clip("a", "1", sound=np.ones(5), sample_rate=10, frames=np.ones((2, 4, 4, 3)), fps=2)
    assert clip.sound.dtype == np.float32 and clip.frames.dtype == np.uint8
    clip.release()
    assert clip.duration == 0.5 and clip.fps == 2 and clip.frames.shape == (2, 4, 4, 3)


def test_the_key_follows_the_content(tmp_path):
    files = {"a.wav": wav(), "b.wav": wav(), "c.wav": wav(161)}
    plant(tmp_path, files)
    a, b, c = (Clip("x", "1", path=tmp_path / n, sound_path=tmp_path / n).content_key() for n in files)
    assert a == b != c
    clip = Clip("x", "1", sound_path=tmp_path / "a.wav")
    before = clip.content_key()
    (tmp_path / "a.wav").write_bytes(wav(200))
    assert clip.content_key() != before
    keys = {Clip("x", "1", frames_path=tmp_path / "b.wav", fps=fps).content_key() for fps in (None, 5, 7.5)}
    assert len(keys) == 3
    values = ((1, 8), (2, 8), (1, 9))
    mine = {Clip("x", "1", sound=np.full(4, v), sample_rate=rate).content_key() for v, rate in values}
    assert len(mine) == 3
    (tmp_path / "a.wav").unlink()
    with pytest.raises(FileError, match="a.wav"):
        clip.content_key()


def test_a_clip_travels_without_what_was_decoded(tmp_path):
    path = plant(tmp_path, {"a.wav": wav(50000)}) / "a.wav"
    clip = Clip("a", "1", path=path, sound_path=path)
    assert len(clip.sound) == 50000 and len(pickle.dumps(clip)) < 2000
    assert np.array_equal(pickle.loads(pickle.dumps(clip)).sound, clip.sound)


def test_a_collection_is_a_sequence():
    clips = some()
    assert len(clips) == 5 and [c.label for c in clips] == clips.labels == list("aabbc")
    assert clips.subjects == list("12121") and clips.targets.tolist() == [0, 0, 1, 1, 2]
    assert clips[-1].label == "c" and clips[1:3].labels == ["a", "b"]
    assert clips.counts() == {"a": 2, "b": 2, "c": 1}
    assert clips.subset([4, 0]).labels == ["c", "a"]
    assert clips.subset(np.array([True, False, False, False, True])).labels == ["a", "c"]
    with pytest.raises(ArgumentError, match="mask"):
        clips.subset(np.array([True]))


def test_choosing_by_label_and_subject():
    clips = some()
    assert clips.choose(label="a").subjects == ["1", "2"]
    assert clips.choose(label=["a", "c"], subject="1").labels == ["a", "c"]
    with pytest.raises(ArgumentError, match="label 'z'"):
        clips.choose(label="z")
    with pytest.raises(ArgumentError, match="subject '9'"):
        clips.choose(subject=["1", "9"])


def test_a_label_outside_the_set_is_named():
    with pytest.raises(DataError, match="'b' is not in the label set"):
        Clips([Clip("a", "1"), Clip("b", "1")], ["a"])


def test_relabelling_counts_what_it_drops():
    clips = Clips([Clip(label, "1") for label in ("calm", "happy", "calm", "neutral")], "ravdess8")
    other = clips.relabel("basic7")
    assert other.labels == ["happiness", "neutral"] and other.label_set == LABEL_SETS["basic7"]
    assert other.dropped == {"calm": 2} and "dropped by the label map: calm: 2" in other.report()
    assert clips.labels == ["calm", "happy", "calm", "neutral"]
    two = clips.relabel({"calm": "low", "neutral": "low", "happy": "high"})
    assert two.counts() == {"low": 3, "high": 1} and not two.dropped
    assert other.choose(label="neutral").dropped == {"calm": 2}


@pytest.mark.parametrize(("source", "target"), MAPS)
def test_every_map_goes_from_set_to_set(source, target):
    table = MAPS[source, target]
    assert set(table) <= set(LABEL_SETS[source]) and set(table.values()) <= set(LABEL_SETS[target])
    merged = sorted(old for old, new in table.items() if list(table.values()).count(new) > 1)
    assert merged == (["excitement", "happiness"] if source == "iemocap10" else [])  # no other map merges
    mapped = map_labels(LABEL_SETS[source], source, target)
    assert mapped.dropped.total() == len(LABEL_SETS[source]) - len(table)
    if (target, source) in MAPS:
        assert MAPS[target, source] == {new: old for old, new in table.items()}


def test_label_sets_and_maps_refuse_what_they_do_not_know():
    assert label_set(["b", "a"]) == ("b", "a") and [
        len(LABEL_SETS[name]) for name in ("basic7", "ravdess8", "liu2026_9", "iemocap4", "sentiment3")
    ] == [7, 8, 9, 4, 3]
    for wrong, said in (("basic8", "basic7, ravdess8"), ([], "empty"), (["a", "a"], "more than once")):
        with pytest.raises(ArgumentError, match=said):
            label_set(wrong)
    with pytest.raises(ArgumentError, match="no map"):
        map_labels(["a"], ["a"], "basic7")
    with pytest.raises(DataError, match="'joy' is not in the set"):
        map_labels(["joy"], "ravdess8", "basic7")
