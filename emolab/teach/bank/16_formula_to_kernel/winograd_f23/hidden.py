import numpy as np

from emolab.teach.testing import close


def test_long_signals(answer, rng):
    """signals of even length are filtered whole"""
    for T in (8, 20, 2 * int(rng.integers(20, 90))):
        x, g = rng.standard_normal(T), rng.standard_normal(3)
        close(answer.filter_f23(x, g), np.correlate(x, g, "valid"), f"a signal of {T}")


def test_odd_lengths(answer, rng):
    """signals of odd length are too, down to three numbers"""
    for T in (3, 5, 7, 2 * int(rng.integers(20, 90)) + 1):
        x, g = rng.standard_normal(T), rng.standard_normal(3)
        close(answer.filter_f23(x, g), np.correlate(x, g, "valid"), f"a signal of {T}")


def test_products_make_the_outputs(answer, rng):
    """the two transforms by themselves give the tile's outputs by m1 + m2 + m3 and m2 - m3 - m4"""
    d, g = rng.standard_normal((2, 3, 4)), rng.standard_normal(3)
    m = np.asarray(answer.transform_input(d)) * np.asarray(answer.transform_taps(g))
    close(m[..., 0] + m[..., 1] + m[..., 2], d[..., :3] @ g, "y0 of windows of any number of axes")
    close(m[..., 1] - m[..., 2] - m[..., 3], d[..., 1:] @ g, "y1 of windows of any number of axes")


def test_linear(answer, rng):
    """the filter is linear in the signal and in the taps"""
    (x, other), (g, h) = rng.standard_normal((2, 11)), rng.standard_normal((2, 3))
    both = np.asarray(answer.filter_f23(x, g)) + np.asarray(answer.filter_f23(other, g))
    close(answer.filter_f23(x + other, g), both, "the sum of two signals")
    twice = np.asarray(answer.filter_f23(x, g)) + 2 * np.asarray(answer.filter_f23(x, h))
    close(answer.filter_f23(x, g + 2 * h), twice, "the sum of two filters")
