import numpy as np

from emolab import audio
from emolab.teach.testing import close


def test_ends_are_small(answer, rng):
    """the ends are 0.54 - 0.46 = 0.08"""
    length = int(rng.integers(5, 40))
    close(answer.hamming(length)[0], 0.08, "w at n = 0, where the cosine is 1")


def test_any_length(answer, rng):
    """windows of even and odd length are those of the formula"""
    for length in (int(k) for k in rng.integers(2, 600, 4)):
        close(answer.hamming(length), audio.hamming(length), f"the window of {length} points")


def test_symmetric(answer, rng):
    """read backwards the window is the same"""
    w = np.asarray(answer.hamming(int(rng.integers(10, 60))))
    close(w[::-1], w, "the window read backwards")
