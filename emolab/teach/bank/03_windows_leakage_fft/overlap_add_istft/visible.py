import numpy as np

from emolab.teach.testing import close


def test_sums(answer, rng):
    """where frames overlap they add up"""
    frames = np.array([[1.0, 2, 3], [10, 20, 30]])
    close(answer.overlap_add(frames, 1), [1, 12, 23, 30], "two frames of 3, one sample apart")
    close(answer.overlap_add(frames, 3), [1, 2, 3, 10, 20, 30], "side by side")


def test_exact(answer, rng):
    """what was not changed comes back exactly, in the middle where all windows are"""
    x = np.sin(0.3 * np.arange(80)) + 0.1 * np.arange(80)
    window = 0.54 - 0.46 * np.cos(2 * np.pi * np.arange(16) / 16)
    X = np.array([np.fft.rfft(x[s : s + 16] * window) for s in range(0, 65, 4)])
    close(np.asarray(answer.istft(X, 4, window))[16:64], x[16:64], "80 samples there and back")
