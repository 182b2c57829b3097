import numpy as np

from emolab import audio
from emolab.teach.testing import Miss, close


def as_printed(s, L):
    """The printed sum, from 0 to M - 1."""
    m, n = np.arange(len(s)), np.arange(1, L + 1)
    return np.cos(np.pi * n[:, None] * (m - 0.5) / len(s)) @ s


def test_waves_do_not_mix(answer, rng):
    """a wave of k half turns over the spectrum has the coefficient M / 2 at n = k, and 0 elsewhere"""
    M = int(rng.integers(12, 50))
    k = int(rng.integers(1, 9))
    wave = np.cos(np.pi * k * (np.arange(M) + 0.5) / M)
    expected = np.where(np.arange(1, 11) == k, M / 2, 0)
    close(answer.mended(wave, 10), expected, f"a wave of {k} half turns, M = {M}")


def test_reversed_bands(answer, rng):
    """reading the bands backwards changes the sign of every other coefficient"""
    s = rng.standard_normal(int(rng.integers(8, 30)))
    signs = (-1.0) ** np.arange(1, 8)
    close(answer.mended(s[::-1].copy(), 7), signs * answer.mended(s, 7), "C(n) of the reversed spectrum")


def test_the_case_tells_them_apart(answer, rng):
    """for the case the mended C(n) is 0 and the printed one is not"""
    for M, n in ((26, 1), (26, 4), (20, 7), (13, 2)):
        s = np.asarray(answer.case(M, n), float)
        if s.shape != (M,):
            raise Miss(f"the case has shape {s.shape}, it should be a spectrum of {M} bands")
        C = float(audio.dct(s[None], n, "sum", first=1)[0, -1])
        close(C + 1, 1.0, f"1 + the mended C({n}) of the case, M = {M}")
        if not abs(as_printed(s, n)[-1]) >= 0.1:
            raise Miss(f"the printed C({n}) of the case is 0 too, M = {M}: the case does not tell them apart")
