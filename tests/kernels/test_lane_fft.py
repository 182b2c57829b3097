"""Sixteen transforms side by side against the formula in float64: every length, scraps, strides, settings."""

import numba
import numpy as np
import pytest

import emolab
from emolab.audio.mel_energies import mel_energies as formula
from emolab.kernels.mel_energies import LARGEST, SMALLEST, mel_energies

BOUND = {np.float32: 1e-5, np.float64: 1e-13}  # a tenth of what kernels are asked for
compiled = pytest.mark.skipif(numba.config.DISABLE_JIT, reason="needs compiled kernels")


def wanted(frames, window, bank, *settings):
    with emolab.use("numpy"):
        return formula(*(x.astype(np.float64) for x in (frames, window, bank)), *settings)


def bands(rng, n_fft, dtype):
    """Dense bands, an empty one, one that begins late and one that ends early."""
    bank = rng.uniform(0, 1, (7, n_fft // 2 + 1))
    bank[2], bank[3, :9], bank[4, -5:] = 0, 0, 0
    return bank.astype(dtype)


@compiled
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("n_fft", [SMALLEST * 2**k for k in range(8)])
def test_every_length(n_fft, dtype):
    assert n_fft <= LARGEST
    rng = np.random.default_rng(n_fft)
    for T, K in ((1, n_fft), (8, n_fft), (16, n_fft - 1), (37, n_fft // 2 + 3), (3, 1)):
        frames, window = rng.standard_normal((T, K)).astype(dtype), rng.uniform(0, 1, K).astype(dtype)
        for settings in ((2,), (1,), (2, True, 0.97), (1, False, 0.5)):
            bank = bands(rng, n_fft, dtype)
            got = mel_energies(frames, window, bank, n_fft, *settings)
            want = wanted(frames, window, bank, n_fft, *settings)
            size = wanted(frames, window, bank, n_fft, settings[0]).max()  # before the mean is taken away
            assert got.dtype == dtype and got.shape == want.shape
            assert abs(got - want).max() <= BOUND[dtype] * size, (T, K, settings)
            assert (got[:, 2] == 0).all()


@compiled
def test_views_of_any_stride():
    rng = np.random.default_rng(0)
    signal = rng.standard_normal(5000).astype(np.float32)
    window, bank = np.hanning(400).astype(np.float32), bands(rng, 512, np.float32)
    overlapping = np.lib.stride_tricks.sliding_window_view(signal, 400)[::160]
    backwards = overlapping[:, ::-1]
    every_other = np.lib.stride_tricks.sliding_window_view(signal, 800)[::160, ::2]
    columns = np.asfortranarray(overlapping)
    for frames in (overlapping, backwards, every_other, columns, overlapping[::-1]):
        got, want = mel_energies(frames, window, bank, 512), wanted(frames, window, bank, 512)
        assert abs(got - want).max() <= 2e-6 * abs(want).max()


@compiled
def test_one_frame_does_not_touch_its_neighbours():
    rng = np.random.default_rng(1)
    frames, window = rng.standard_normal((40, 200)).astype(np.float32), np.ones(200, np.float32)
    bank = bands(rng, 256, np.float32)
    whole = mel_energies(frames, window, bank, 256)
    assert all((mel_energies(frames[i : i + 1], window, bank, 256) == whole[i]).all() for i in range(40))
    frames[7] = 1e30
    assert (np.delete(mel_energies(frames, window, bank, 256), 7, 0) == np.delete(whole, 7, 0)).all()


def test_other_lengths_go_through_scipy():
    rng = np.random.default_rng(2)
    for n_fft, K in ((400, 400), (1103, 1103), (32, 20), (512, 600)):
        frames, window = rng.standard_normal((5, K)), rng.uniform(0, 1, K)
        bank = bands(rng, n_fft, np.float64)
        for settings in ((2,), (1, True, 0.97)):
            got = mel_energies(frames, window, bank, n_fft, *settings)
            want = wanted(frames, window, bank, n_fft, *settings)
            np.testing.assert_allclose(got, want, rtol=1e-10, atol=1e-10)
