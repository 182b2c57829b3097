"""Mel scales, filter banks, cosine transform, lifter and deltas against their formulas."""

import numpy as np
import pytest

from emolab.audio import dct, delta, hz_to_mel, lifter, mel_energies, mel_filterbank, mel_to_hz
from emolab.core import ArgumentError, DataError


def test_mel_scales_by_hand():
    assert np.isclose(hz_to_mel(1000), 999.9855, atol=1e-3)  # eq. 2.26
    assert np.isclose(hz_to_mel(700, "ln"), 1127 * np.log(2))
    assert np.allclose(hz_to_mel([0, 200, 1000, 6400], "slaney"), [0, 3, 15, 42])
    assert np.allclose(mel_to_hz([3, 15, 42], "slaney"), [200, 1000, 6400])


@pytest.mark.parametrize("scale", ["htk", "slaney", "ln"])
def test_mel_scales_invert(scale):
    f = np.linspace(0, 24000, 500)
    assert np.allclose(mel_to_hz(hz_to_mel(f, scale), scale), f, atol=1e-8)
    assert (np.diff(hz_to_mel(f, scale)) > 0).all()


def test_triangles_by_the_formula():
    rate, n_fft, bands = 8000, 64, 5
    c = mel_to_hz(np.linspace(hz_to_mel(100), hz_to_mel(3800), bands + 2))
    wanted = np.zeros((bands, 33))
    for j in range(1, bands + 1):
        for k in range(33):
            f = k * rate / n_fft
            up, down = (f - c[j - 1]) / (c[j] - c[j - 1]), (c[j + 1] - f) / (c[j + 1] - c[j])
            wanted[j - 1, k] = max(0, min(up, down))
    assert np.allclose(mel_filterbank(rate, n_fft, bands, 100, 3800), wanted, atol=1e-12)


def test_neighbouring_triangles_add_up_to_one():
    for slopes in ("hz", "mel"):
        bank = mel_filterbank(16000, 2048, 20, slopes=slopes)
        f = np.arange(1025) * 16000 / 2048
        c = mel_to_hz(np.linspace(0, hz_to_mel(8000), 22))
        inside = (f >= c[1]) & (f <= c[-2])
        assert np.allclose(bank.sum(axis=0)[inside], 1)


def test_slaney_norm_gives_equal_areas():
    bank = mel_filterbank(16000, 16384, 20, norm="slaney")
    assert np.allclose(bank.sum(axis=1) * 16000 / 16384, 1, atol=0.01)


def test_floor_corners_peak_on_a_bin():
    bank = mel_filterbank(16000, 512, 26, corners="floor")
    assert (bank.max(axis=1) == 1).all()
    assert (mel_filterbank(16000, 512, 26).max(axis=1) < 1).any()


def test_filter_bank_refusals():
    with pytest.raises(ArgumentError, match="8000"):
        mel_filterbank(16000, 512, fmax=9000)
    with pytest.raises(ArgumentError, match="fmin"):
        mel_filterbank(16000, 512, fmin=4000, fmax=4000)
    with pytest.raises(ArgumentError, match="sample_rate"):
        mel_filterbank(0, 512)
    with pytest.raises(ArgumentError, match="did you mean 'slaney'"):
        mel_filterbank(16000, 512, scale="slany")
    with pytest.warns(UserWarning, match="empty"):
        mel_filterbank(48000, 512, 128)


def test_energies_of_bands_by_the_formula(each_backend):
    rng = np.random.default_rng(0)
    frames, window, bank = rng.standard_normal((5, 30)), rng.random(30), rng.random((4, 17))
    X = np.fft.rfft(frames * window, 32)
    assert np.allclose(mel_energies(frames, window, bank, 32), np.abs(X) ** 2 @ bank.T)
    assert np.allclose(mel_energies(frames, window, bank, 32, power=1), np.abs(X) @ bank.T)


def test_dct_by_the_formula():
    s = np.random.default_rng(0).standard_normal((3, 7))
    for norm, scale in (("sum", 1), ("htk", np.sqrt(2 / 7))):
        got = dct(s, 4, norm)
        for k in range(4):
            wanted = sum(s[:, m - 1] * np.cos(np.pi * k * (m - 0.5) / 7) for m in range(1, 8))
            assert np.allclose(got[:, k], scale * wanted)
    assert np.allclose(dct(s, 3, "sum", first=1), dct(s, 4, "sum")[:, 1:])


def test_ortho_dct_is_a_rotation():
    s = np.random.default_rng(0).standard_normal((3, 9))
    assert np.allclose(np.linalg.norm(dct(s), axis=1), np.linalg.norm(s, axis=1))


def test_misprint_of_2_27_is_another_transform():
    # read from m = 0 on, as the printed bound suggests, a flat spectrum leaks into every odd order
    M, n = 26, np.arange(1, 14)[:, None]
    printed = np.cos(np.pi * n * (np.arange(0, M) - 0.5) / M).sum(axis=1)
    assert np.abs(dct(np.ones(M), 13, "sum", first=1)).max() < 1e-12
    assert np.abs(printed).max() > 1


def test_lifter_by_hand():
    c = np.ones((2, 4))
    wanted = [1, 1 + 11 * np.sin(np.pi / 22), 1 + 11 * np.sin(np.pi / 11), 1 + 11 * np.sin(3 * np.pi / 22)]
    assert np.allclose(lifter(c), wanted)
    assert np.allclose(lifter(c, first=1)[:, :3], wanted[1:])
    assert np.array_equal(lifter(c, 0), c)


def test_delta_by_hand():
    x = np.array([[0.0], [1], [4], [9], [16], [25]])
    got = delta(x, width=5, edges="repeat")
    assert np.isclose(got[2, 0], (1 * (9 - 1) + 2 * (16 - 0)) / 10)
    assert np.isclose(got[0, 0], (1 * (1 - 0) + 2 * (4 - 0)) / 10)
    line = np.arange(12.0)[:, None] * [1, -2]
    assert np.allclose(delta(line), [[1, -2]] * 12)
    assert np.allclose(delta(np.arange(12.0)[:, None] ** 2, order=2), 2)
    assert delta(x.astype(np.float32), 3).dtype == np.float32


def test_delta_refusals():
    with pytest.raises(DataError, match="8 frames"):
        delta(np.zeros((8, 2)))
    with pytest.raises(ArgumentError, match="odd"):
        delta(np.zeros((8, 2)), width=4)
    assert np.abs(delta(np.ones((1, 2)), edges="repeat")).max() < 1e-15
