"""Equations 1 to 4 of liu2026: the intended forms, and what the printed ones give instead."""

import warnings

import numpy as np
import pytest

from emolab.audio import dct, dft, fbank, hz_to_mel, mel_filterbank, mel_to_hz, mfcc, mfcc_stages

RATE, M, L = 16000, 400, 40  # 25 ms


def voice(seconds=0.3):
    t = np.arange(int(RATE * seconds)) / RATE
    noise = np.random.default_rng(0).standard_normal(len(t))
    return 0.2 * np.sin(2 * np.pi * 150 * t * (1 + 0.2 * t)) + 0.03 * noise


def corners():
    return mel_to_hz(np.linspace(0, hz_to_mel(RATE / 2), L + 2))


def intended(x):
    """The four equations with loops, frame by frame."""
    f, rows = corners(), []
    for start in range(0, len(x) - M + 1, 160):
        frame = x[start : start + M]
        k, m = np.arange(M), np.arange(M)
        a = np.array([(frame * np.exp(-2j * np.pi * m * i / M)).sum() for i in k])  # 1, M terms
        log = []
        for l in range(1, L + 1):
            total = 0.0
            for i in range(M // 2 + 1):  # 3, to half the rate
                hz = i * RATE / M
                if f[l - 1] <= hz <= f[l]:
                    H = 2 * (hz - f[l - 1]) / ((f[l + 1] - f[l - 1]) * (f[l] - f[l - 1]))
                elif f[l] <= hz <= f[l + 1]:
                    H = 2 * (f[l + 1] - hz) / ((f[l + 1] - f[l - 1]) * (f[l + 1] - f[l]))
                else:
                    H = 0.0
                total += abs(a[i]) ** 2 * H
            log.append(np.log(total))
        l = np.arange(1, L + 1)
        rows.append([(log * np.cos(m * np.pi * (l - 0.5) / L)).sum() for m in range(1, L)])  # 4
    return np.array(rows)


def test_the_convention_is_the_intended_equations(each_backend):
    x = voice()
    wanted = intended(x)
    got = mfcc(x, RATE, "liu2026")
    assert got.shape == wanted.shape == (28, 39)
    assert np.abs(got - wanted).max() < 1e-9 * np.ptp(wanted)
    assert np.allclose(mfcc(x, RATE, "liu2026", over_time="sum"), wanted.sum(axis=0, keepdims=True))


def test_equation_1_as_printed_has_a_term_too_many():
    """A sum from 0 to M takes the first sample of the next frame into bin 0's phase."""
    x = voice()[: M + 1]
    printed = np.array([(x * np.exp(-2j * np.pi * np.arange(M + 1) * k / M)).sum() for k in range(M)])
    assert np.allclose(printed - dft(x[:M]), x[M])  # each bin is off by that sample
    assert np.abs(printed - dft(x[:M])).max() > 1e-3


def test_equation_2_as_intended_has_areas_of_1_and_is_slaneys():
    bank = mel_filterbank(RATE, 65536, L, norm="slaney")
    assert np.allclose(bank.sum(axis=1) * RATE / 65536, 1, atol=1e-3)
    f = corners()
    k = np.arange(65536 // 2 + 1) * RATE / 65536
    low, mid, high = f[:-2, None], f[1:-1, None], f[2:, None]
    rising = 2 * (k - low) / ((high - low) * (mid - low))
    falling = 2 * (high - k) / ((high - low) * (high - mid))
    literal = np.where((k >= low) & (k < mid), rising, 0) + np.where((k >= mid) & (k < high), falling, 0)
    assert np.abs(bank - literal).max() < 1e-15


def test_equation_2_as_printed_is_no_triangle():
    f = corners()
    k = np.arange(M // 2 + 1) * RATE / M
    printed = mel_filterbank(RATE, M, L, norm="printed")
    for l in (1, 7, 20, 40):
        low, mid, high = f[l - 1 : l + 2]
        rise = (k > low) & (k < mid)
        fall = (k >= mid) & (k < high)
        assert np.allclose(printed[l - 1][rise], 2 * (k[rise] - low) / (high - mid - low))
        assert np.allclose(printed[l - 1][fall], 2 * (mid - k[fall]) / ((high - low) * (mid - low)))
        assert not printed[l - 1][~rise & ~fall].any()
    assert printed.min() < -1e-3  # negative weights
    assert (printed.sum(axis=1) < 0).mean() > 0.5
    assert np.abs(printed - mel_filterbank(RATE, M, L, norm="slaney")).max() > 1


def test_mfcc_with_the_printed_filters_lose_their_bands_and_say_so():
    with pytest.warns(UserWarning, match="band energies are negative"):
        stages = mfcc_stages(voice(), RATE, "liu2026", mel_norm="printed")
    assert (stages.energies < 0).mean() > 0.5
    assert (stages.log == np.log(1e-10)).mean() > 0.5  # no logarithm: the floor
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isfinite(mfcc(voice(), RATE, "liu2026")).all()


def test_equation_3_as_printed_counts_the_mirror_twice():
    """Its sum runs over all M bins; those above half the rate are the same again, where no filter is."""
    stages = mfcc_stages(voice(), RATE, "liu2026")
    assert np.allclose(stages.log, fbank(voice(), RATE, "liu2026"))
    whole = np.abs(np.fft.fft(stages.frames, M)) ** 2
    assert np.allclose(whole[:, M // 2 + 1 :], whole[:, M // 2 - 1 : 0 : -1])
    mirrored = np.concatenate([stages.bank, stages.bank[:, M // 2 - 1 : 0 : -1]], axis=1)
    assert np.allclose((whole @ mirrored.T) / stages.energies, 2)  # ln 2 in every band, if mirrored


def test_equation_4_as_printed_begins_one_too_early():
    """From l = 0 to M - 1 a band that does not exist is taken in, and the last are missing."""
    log = fbank(voice(), RATE, "liu2026")[0]
    l = np.arange(0, L)  # the printed bounds, with L for M
    printed = np.array([(log * np.cos(m * np.pi * (l - 0.5) / L)).sum() for m in range(1, L)])
    got = dct(log[None], L - 1, "sum", 1)[0]
    assert np.allclose(got, mfcc(voice(), RATE, "liu2026")[0])
    assert np.abs(printed - got).max() > 1
    flat = np.ones(L)
    assert np.abs(dct(flat[None], L - 1, "sum", 1)).max() < 1e-10  # no shape, no cepstrum
    off = np.array([np.cos(m * np.pi * (l - 0.5) / L).sum() for m in range(1, L)])
    assert np.abs(off).max() > 1  # the printed sum sees a shape in a flat spectrum
    m = L  # the printed last order
    assert abs((log * np.cos(m * np.pi * (np.arange(1, L + 1) - 0.5) / L)).sum()) < 1e-9  # it is always zero
