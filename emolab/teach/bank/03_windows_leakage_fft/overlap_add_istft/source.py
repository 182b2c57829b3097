import numpy as np


def overlap_add(frames, hop):
    """Lay frames over one another, `hop` samples apart, and add.

    frames    (T, K), T at least 1
    Returns   x ((T - 1) hop + K,)
    """
    # BEGIN SOLUTION
    T, K = frames.shape
    x = np.zeros((T - 1) * hop + K)
    for t in range(T):
        x[t * hop : t * hop + K] += frames[t]
    return x
    # END SOLUTION


def istft(X, hop, window):
    """The signal whose short-time spectra are nearest to X (Griffin and Lim).

    X         spectra of T frames, np.fft.rfft(frame * window) each, (T, K // 2 + 1)
    window    (K,), K even
    Returns   x ((T - 1) hop + K,), 0 where no window has any weight
    """
    # BEGIN SOLUTION
    frames = np.fft.irfft(X, len(window))  # (T, K)
    total = overlap_add(frames * window, hop)
    squares = overlap_add(np.tile(window**2, (len(X), 1)), hop)
    seen = squares > 1e-10 * squares.max()
    return np.where(seen, total / np.where(seen, squares, 1), 0)
    # END SOLUTION
