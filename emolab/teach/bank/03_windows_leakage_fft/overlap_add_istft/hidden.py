import numpy as np

from emolab import audio, use
from emolab.teach.testing import close


def test_any_hop(answer, rng):
    """any hop will do, even one that does not divide the frame"""
    for T, K, hop in ((5, 8, 3), (1, 6, 6), (4, 10, 7)):
        frames = rng.standard_normal((T, K))
        with use("numpy"):
            wanted = audio.overlap_add(frames, hop)
        close(answer.overlap_add(frames, hop), wanted, f"{T} frames of {K}, hop {hop}")


def test_unseen_samples(answer, rng):
    """a sample that only weights of 0 saw is 0, not NaN"""
    window = audio.hann(8, periodic=True)  # its first weight is 0
    x = rng.standard_normal(32)
    X = audio.stft(x, 8, 2, window, pad="none")
    with use("numpy"):
        wanted = audio.istft(X, 8, 2, window, pad="none")
    y = np.asarray(answer.istft(X, 2, window))
    close(y, wanted, "all samples")
    close(y[0], 0.0, "the first sample")


def test_ends(answer, rng):
    """at the ends, where fewer windows are, the division still restores the level"""
    window = rng.uniform(0.2, 1, 12)
    x = rng.standard_normal(12 + 5 * 4)
    X = np.array([np.fft.rfft(x[s : s + 12] * window) for s in range(0, 21, 4)])
    close(answer.istft(X, 4, window), x, "the whole signal, with a window without zeros")


def test_nearest_after_a_change(answer, rng):
    """spectra that no signal has give the signal whose spectra are nearest"""
    window = audio.hann(16, periodic=True) + 0.05
    X = rng.standard_normal((6, 9)) + 1j * rng.standard_normal((6, 9))
    X[:, [0, 8]] = X[:, [0, 8]].real
    with use("numpy"):
        wanted = audio.istft(X, 16, 4, window, pad="none")
    close(answer.istft(X, 4, window), wanted, "random spectra")
