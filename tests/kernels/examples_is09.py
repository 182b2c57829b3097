"""Inputs on which the kernels of IS09 are held to their formulas."""

import numpy as np


def is09_zcr(rng, dtype):
    digital = np.round(rng.standard_normal((9, 77)) * 0.8).astype(dtype)  # zeros among them
    overlapping = np.lib.stride_tricks.sliding_window_view(digital.ravel(), 40)[::13]  # read only
    frames = [digital, overlapping, digital[::2, ::3], np.zeros((2, 30), dtype), digital[:, :3], digital[:0]]
    return [((x,), {}) for x in frames]


def _lags(rng, dtype):
    x = rng.standard_normal((11, 60)).astype(dtype)
    wave = np.cos(np.arange(128) * 0.4 + rng.standard_normal((5, 1)), dtype=dtype)
    return [x, x[::2, ::2], wave, np.zeros((2, 20), dtype), x[:0]]


def is09_voicing(rng, dtype):
    return [((np.abs(x), skip), {}) for x in _lags(rng, dtype) for skip in (0, 5)]


def is09_pitch(rng, dtype):
    return [((x, np.float32(1 / 8000), skip), {}) for x in _lags(rng, dtype) for skip in (0, 5)]


def is09_smooth_pitch(rng, dtype):
    lags = rng.integers(20, 90, 300)
    f0 = (8000 / lags * (rng.random(300) < 0.7)).astype(dtype)
    steady = np.repeat([0, 200, 0, 120, 280, 0], 9).astype(dtype)
    return [((x,), {}) for x in (f0, f0[::3], steady, f0[:1], f0[:0])]


def is09_functionals(rng, dtype):
    x = rng.standard_normal((50, 7)).astype(dtype)
    steps = np.round(x)  # many ties
    flat = np.zeros((6, 2), dtype)
    return [((y,), {}) for y in (x, x[::3, ::2], steps, flat, x[:1], x[:2], x[:, :0])]


EXAMPLES = {
    "is09_zcr": is09_zcr, "is09_voicing": is09_voicing, "is09_pitch": is09_pitch,
    "is09_smooth_pitch": is09_smooth_pitch, "is09_functionals": is09_functionals,
}  # fmt: skip
