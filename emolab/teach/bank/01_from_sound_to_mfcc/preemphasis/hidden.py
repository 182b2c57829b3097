import numpy as np

from emolab import audio
from emolab.teach.testing import close


def test_each_frame_alone(answer, rng):
    """frames of a stack do not touch one another: time is the last axis"""
    frames = rng.standard_normal((4, 9))
    close(answer.preemphasis(frames), audio.preemphasis(frames), "a stack of 4 frames")
    close(
        answer.preemphasis(frames[None])[0, 2],
        audio.preemphasis(frames[2]),
        "the third frame of a deeper stack",
    )


def test_any_a(answer, rng):
    """a signal is filtered as 1 - a z^-1 says, for any a"""
    x, a = rng.standard_normal(200), float(rng.uniform(-1, 1))
    close(answer.preemphasis(x, a), audio.preemphasis(x, a), f"200 samples, a = {a:.3f}")


def test_linear(answer, rng):
    """the filter is linear: twice the signal gives twice the result, and sums stay sums"""
    x, z = rng.standard_normal((2, 50))
    parts = 2 * np.asarray(answer.preemphasis(x)) + np.asarray(answer.preemphasis(z))
    close(answer.preemphasis(2 * x + z), parts, "2 x + z filtered, against both filtered by themselves")
    close(answer.preemphasis(x), audio.preemphasis(x), "and x by itself")
