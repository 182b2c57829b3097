"""The twelve functionals of IS09 on contours whose answer is known."""

import numpy as np
import pytest
import scipy.stats

from emolab.audio import IS09_FUNCTIONALS, is09_functionals

pytestmark = pytest.mark.usefixtures("each_backend")


def named(contour):
    return dict(zip(IS09_FUNCTIONALS, is09_functionals(np.asarray(contour)[:, None])[0]))


def test_a_line():
    f = named(2.0 + 0.5 * np.arange(11))
    assert f["max"] == 7 and f["min"] == 2 and f["range"] == 5 and f["maxPos"] == 10 and f["minPos"] == 0
    assert f["amean"] == 4.5 and f["linregc1"] == pytest.approx(0.5) and f["linregc2"] == pytest.approx(2)
    assert f["linregerrQ"] == pytest.approx(0, abs=1e-24) and f["stddev"] == pytest.approx(0.5 * np.sqrt(10))
    assert f["skewness"] == pytest.approx(0, abs=1e-12)


def test_against_scipy():
    x = np.random.default_rng(0).gamma(2.0, size=200)
    f = named(x)
    fit = np.polyfit(np.arange(200), x, 1)
    assert np.allclose([f["linregc1"], f["linregc2"]], fit, rtol=1e-9)
    assert f["linregerrQ"] == pytest.approx(np.mean((x - np.polyval(fit, np.arange(200))) ** 2))
    assert f["stddev"] == pytest.approx(x.std())
    assert f["skewness"] == pytest.approx(scipy.stats.skew(x))
    assert f["kurtosis"] == pytest.approx(scipy.stats.kurtosis(x, fisher=False))


def test_the_first_of_equals_counts():
    f = named([1.0, 3, 0, 3, 0, 1])
    assert (f["maxPos"], f["minPos"]) == (1, 2)


@pytest.mark.parametrize("frames", [1, 2, 30])
def test_a_constant_has_no_shape(frames):
    f = named(np.full(frames, 0.3, np.float32))
    assert f["max"] == f["min"] == f["amean"] == f["linregc2"] == np.float32(0.3)
    assert not any(f[name] for name in IS09_FUNCTIONALS if name not in ("max", "min", "amean", "linregc2"))


def test_the_mean_is_rounded_as_the_contour_is():
    """A tiny slope on a large value: a mean in float64 would give another slope than openSMILE's."""
    x = (1000 + np.random.default_rng(1).standard_normal(301)).astype(np.float32)
    t = np.arange(301.0)
    mean = np.float32(x.mean(dtype=np.float64))
    spread = (t**2).sum() - t.sum() ** 2 / 301
    rounded = ((t * x).sum() - float(mean) * t.sum()) / spread
    exact = ((t * x).sum() - x.mean(dtype=np.float64) * t.sum()) / spread
    assert named(x)["linregc1"] == pytest.approx(rounded, rel=1e-9)
    assert abs(rounded - exact) > 1e-6 * abs(exact)


def test_no_frame_gives_nan():
    y = is09_functionals(np.empty((0, 3), np.float32))
    assert y.shape == (3, 12) and np.isnan(y).all()
