"""Random views of pictures: nothing asked changes nothing, a shift and a turn are those asked for."""

import numpy as np
import pytest
from scipy import ndimage

from emolab.core.errors import ArgumentError
from emolab.training.views import RandomViews, bilinear

STILL = {"turn": 0, "scale": 0, "move": 0, "mirror": False, "light": 0, "hide": 0}


def pictures(n=6, side=20):
    return np.random.default_rng(0).standard_normal((n, side, side, 2)).astype(np.float32)


def test_nothing_asked_changes_nothing():
    x = pictures()
    (y,) = RandomViews(**STILL)((x,), np.random.default_rng(1))
    assert y.dtype == x.dtype
    np.testing.assert_allclose(y, x, atol=1e-6)


def test_mirrored_or_not():
    x = pictures(40)
    (y,) = RandomViews(**{**STILL, "mirror": True})((x,), np.random.default_rng(1))
    same = [np.allclose(a, b, atol=1e-6) for a, b in zip(x, y)]
    turned = [np.allclose(a[:, ::-1], b, atol=1e-6) for a, b in zip(x, y)]
    assert all(np.logical_xor(same, turned)) and 10 < sum(same) < 30


def test_between_the_pixels_as_scipy():
    x = pictures()
    rng = np.random.default_rng(2)
    rows, columns = rng.uniform(-3, 23, (2, 6, 9, 11))
    y = bilinear(x, rows, columns)
    for n in range(6):
        for c in range(2):
            places = rows[n], columns[n]
            wanted = ndimage.map_coordinates(x[n, :, :, c], places, order=1, mode="nearest")
            np.testing.assert_allclose(y[n, :, :, c], wanted, atol=1e-5)


def test_turned_about_the_centre_and_scaled():
    views = RandomViews(**{**STILL, "turn": 30, "scale": 0.2})
    rows, columns = views.places(500, 21, np.random.default_rng(3))
    np.testing.assert_allclose(rows[:, 10, 10], 10, atol=1e-9)
    np.testing.assert_allclose(columns[:, 10, 10], 10, atol=1e-9)
    across = columns[:, 10, 20] - 10 + 1j * (rows[:, 10, 20] - 10)
    angle, length = np.rad2deg(np.angle(across)), 10 / abs(across)
    assert 28 < abs(angle).max() <= 30.001 and 0.79 < length.min() < 0.82 and 1.18 < length.max() < 1.21


def test_a_square_is_hidden_and_the_light_changes():
    x = np.ones((300, 20, 20, 1), np.float32)
    (y,) = RandomViews(**{**STILL, "hide": 0.5})((x,), np.random.default_rng(4))
    areas = (y == 0).sum(axis=(1, 2, 3))
    assert set(np.unique(areas)) == {side**2 for side in range(11)} and set(np.unique(y)) == {0, 1}
    (z,) = RandomViews(**{**STILL, "light": 0.3})((x,), np.random.default_rng(4))
    assert 0.4 < z.min() < 0.6 and 1.4 < z.max() < 1.6 and (np.ptp(z, axis=(1, 2, 3)) < 1e-6).all()


def test_the_same_seed_gives_the_same_views():
    x = pictures()
    first, second, other = (RandomViews()((x,), np.random.default_rng(seed))[0] for seed in (5, 5, 6))
    assert (first == second).all() and not (first == other).all() and np.isfinite(first).all()


@pytest.mark.parametrize("wrong", [{"turn": -1}, {"scale": 1.0}, {"hide": -0.1}, {"light": np.nan}])
def test_wrong_ranges_are_named(wrong):
    with pytest.raises(ArgumentError, match=next(iter(wrong))):
        RandomViews(**wrong)
