"""The recogniser: windows and pictures to one timeline, with stand-ins for its two networks."""

import numpy as np
import pytest

from emolab.analysis import Recogniser
from emolab.core.errors import DataError, MissingModality
from emolab.datasets import Clip

CLASSES = tuple("abcdefg")


class Voice:
    """Hears a class by loudness: below 0.1 the first, else the second."""

    classes = CLASSES

    def probabilities(self, sound, sample_rate):
        if not np.any(sound):
            raise DataError("silent")
        return np.eye(7)[int(np.abs(sound).max() >= 0.1)]


class Face:
    """Sees a class by brightness: below 100 the third, else the fourth."""

    classes = CLASSES

    def probabilities(self, faces):
        assert faces.shape[1:3] == (48, 48)
        return np.eye(7)[2 + (faces.mean(axis=(1, 2, 3)) >= 100).astype(int)]


def whole_picture(self, clip, show):
    """Every picture of 5 a second is a face, but for those of one colour."""
    from emolab.analysis.recogniser import _pictures

    times, boxes = [], []
    for time, frame in _pictures(clip):
        times.append(time)
        boxes.append([0, 0, *frame.shape[:2]] if np.ptp(frame) else [np.nan] * 4)
    return np.array(times), np.array(boxes, float)


@pytest.fixture
def recogniser(monkeypatch):
    monkeypatch.setattr(Recogniser, "_boxes", whole_picture)
    return Recogniser(Face(), Voice())


def film(seconds=4, fps=10):
    """Dark pictures, then bright ones from the second half on."""
    frames = np.random.default_rng(0).integers(0, 60, (seconds * fps, 20, 24, 3)).astype(np.uint8)
    frames[len(frames) // 2 :] += 150
    return {"frames": frames, "fps": fps}


def sound(*levels, rate=1000):
    """A second of each level."""
    return {"sound": np.repeat(np.float32(levels), rate), "sample_rate": rate}


def test_the_voice_is_judged_in_windows_of_three_seconds(recogniser):
    line = recogniser.listen(**sound(0.05, 0.05, 0.05, 0.05, 0.5))
    assert line.start.tolist() == [0, 1, 2] and line.end.tolist() == [3, 4, 5]
    assert line.winner == ["a", "a", "b"]
    short = recogniser.listen(**sound(0.05))
    assert (short.start.tolist(), short.end.tolist()) == ([0], [1])


def test_silent_windows_are_left_open_and_silence_throughout_is_refused(recogniser):
    line = recogniser.listen(**sound(0, 0, 0, 0, 0.5))
    assert line.seen.tolist() == [False, False, True]
    with pytest.raises(DataError, match="silent"):
        recogniser.listen(**sound(0, 0))


def test_the_face_is_looked_at_five_times_a_second(recogniser):
    line = recogniser.watch(Clip(None, None, **film()))
    assert len(line.start) == 20 and line.winner == ["c"] * 10 + ["d"] * 10
    np.testing.assert_allclose(line.start, np.arange(20) / 5)


def test_both_are_fused_second_by_second(recogniser):
    found = recogniser.recognise(Clip(None, None, **film(), **sound(0.5, 0.5, 0.5, 0.5)))
    assert found.used == "joined" and found.note is None
    assert found.line.start.tolist() == [0, 1, 2, 3] and found.line.end[-1] == 4
    np.testing.assert_allclose(found.line.confidence[0], [0, 0.5, 0.5, 0, 0, 0, 0])
    np.testing.assert_allclose(found.line.confidence[3], [0, 0.5, 0, 0.5, 0, 0, 0])
    np.testing.assert_allclose(found.probabilities, [0, 0.5, 0.25, 0.25, 0, 0, 0])


def test_what_is_missing_is_said_and_the_other_judges(recogniser):
    flat = {"frames": np.full((8, 20, 20, 3), 90, np.uint8), "fps": 8}
    found = recogniser.recognise(Clip(None, None, name="flat", **flat, **sound(0.5)))
    assert found.used == "audio" and "flat: no face in any of its 5 pictures" in found.note
    found = recogniser.recognise(Clip(None, None, **film(), **sound(0)))
    assert found.used == "video" and "silent" in found.note and found.probabilities[2] == 0.5
    assert recogniser.recognise(Clip(None, None, **sound(0.5))).note is None
    with pytest.raises(DataError, match="no face.*silent"):
        recogniser.recognise(Clip(None, None, **flat, **sound(0)))


def test_pictures_without_a_face_leave_a_gap(recogniser):
    pictures = film()
    pictures["frames"][10:30] = 7
    line = recogniser.watch(Clip(None, None, **pictures))
    np.testing.assert_allclose(line.start, [0, 0.2, 0.4, 0.6, 0.8, 3, 3.2, 3.4, 3.6, 3.8])
    np.testing.assert_allclose(line.end[4], 1)
    pictures["frames"][:] = 7
    with pytest.raises(MissingModality):
        recogniser.watch(Clip(None, None, **pictures))
