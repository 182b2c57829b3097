"""Tanh and sigmoid of the kernels: their error, their ends, and NaN."""

import numba
import numpy as np
import pytest

from emolab.kernels.fast_tanh import sigmoid, tanh


@numba.njit
def both(x):
    a, b = np.empty_like(x), np.empty_like(x)
    for i in range(len(x)):
        a[i], b[i] = tanh(x[i]), sigmoid(x[i])
    return a, b


@pytest.mark.parametrize("dtype, relative", [(np.float32, 4e-7), (np.float64, 3e-16)])
def test_error(dtype, relative):
    x = np.concatenate([np.linspace(-20, 20, 40001), np.geomspace(1e-30, 1, 1000)]).astype(dtype)
    wide = x.astype(np.longdouble)
    a, b = both(x)
    assert a.dtype == b.dtype == dtype
    assert np.abs(a - np.tanh(wide)).max() <= relative
    inside = np.abs(wide) < 1e-2
    assert (np.abs(a - np.tanh(wide))[inside] <= relative * np.abs(wide[inside])).all()
    assert np.abs(b - 1 / (1 + np.exp(-wide))).max() <= relative
    assert np.abs(a).max() <= 1 and b.min() >= 0 and b.max() <= 1


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_ends_and_nan(dtype):
    a, b = both(np.array([-np.inf, np.inf, np.nan, 0], dtype))
    assert np.allclose(a[:2], [-1, 1], atol=3e-7) and np.allclose(b[:2], [0, 1], atol=3e-7)
    assert np.isnan(a[2]) and np.isnan(b[2])
    assert a[3] == 0 and b[3] == 0.5
