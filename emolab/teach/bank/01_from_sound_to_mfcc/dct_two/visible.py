import numpy as np

from emolab.teach.testing import close


def test_flat_has_no_shape(answer, rng):
    """a flat spectrum gives 0 in every order from 1 on"""
    close(answer.dct_two(np.full(26, 3.0), 13), np.zeros(13), "13 orders of a flat spectrum")


def test_one_band(answer, rng):
    """a single band m gives its own cosines, cos(pi n (m - 0.5) / M), unscaled"""
    s = np.array([0.0, 1, 0, 0])
    wanted = [np.cos(np.pi * n * 1.5 / 4) for n in (1, 2, 3)]
    close(answer.dct_two(s, 3), wanted, "band 2 of 4, orders 1 to 3")
