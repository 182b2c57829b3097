import numpy as np

from emolab import audio
from emolab.teach.testing import close


def test_loudness(answer, rng):
    """the same added to all bands changes nothing: loudness is order 0, which is left out"""
    s = rng.standard_normal(20)
    close(answer.dct_two(s + 5, 6), audio.dct(s, 6, "sum", first=1), "log energies raised by 5 in all bands")


def test_fewer_is_a_beginning(answer, rng):
    """fewer coefficients are the first of more: L is no part of the cosines"""
    s = rng.standard_normal(24)
    close(answer.dct_two(s, 5), audio.dct(s, 24, "sum", first=1)[:5], "5 of 24 orders")


def test_stack(answer, rng):
    """each frame of a stack is transformed by itself, along the last axis"""
    s = rng.standard_normal((3, 7, 12))
    close(answer.dct_two(s, 8), audio.dct(s, 8, "sum", first=1), "a stack of 3 x 7 frames of 12 bands")


def test_orders_are_apart(answer, rng):
    """a spectrum that is the cosine of one order gives M / 2 there and 0 in all others"""
    M, order = 16, int(rng.integers(2, 12))
    s = np.cos(np.pi * order * (np.arange(1, M + 1) - 0.5) / M)
    close(
        answer.dct_two(s, 12),
        M / 2 * (np.arange(1, 13) == order),
        f"the cosine of order {order} over 16 bands",
    )
