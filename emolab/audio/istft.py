"""The way back from a short-time Fourier transform to the signal, exact where nothing was changed."""

import numpy as np

from emolab.audio.fft import irfft
from emolab.audio.options import one_of, whole
from emolab.audio.windows import window_weights
from emolab.core import ArgumentError, ShapeError, formula

PADDING = ("none", "end", "centre")
LEAST = 1e-8  # of the largest sum of squared weights; below it nothing can be recovered


@formula(kernel="istft")
def overlap_add(frames, hop):
    """Lay frames over one another, `hop` apart, and add.

    Formula   x[m] = sum over t of frame_t[m - t hop]
    Shapes    frames (T, K) -> x ((T-1) hop + K,)
    """
    hop = whole("overlap_add: hop", hop)
    T, K = frames.shape
    parts = -(-K // hop)  # each frame as `parts` pieces of hop samples
    filled = np.zeros_like(frames, shape=(T, parts * hop))
    filled[:, :K] = frames
    pieces = filled.reshape(T, parts, hop)
    total = np.zeros_like(frames, shape=(T + parts, hop))
    for p in range(parts):
        total[p : p + T] += pieces[:, p]
    return total.reshape(-1)[: max(T - 1, 0) * hop + (K if T else 0)]


@formula()
def istft(X, n_fft=2048, hop=None, window="hann", periodic=True, pad="centre", length=None):
    """Signal whose short-time Fourier transform is nearest to X; settings as in `stft`.

    length    samples of the signal, None: as many as the frames cover
    Formula   x[m] = sum over t of w[m - t hop] irfft(X_t)[m - t hop] / sum over t of w[m - t hop]^2
    Shapes    X (T, n_fft//2+1) -> x (length,)
    Errors    ShapeError where X has another number of bins; ArgumentError where the windows leave gaps
    Source    Griffin and Lim 1984: the least-squares solution; exact for an X that `stft` made
    Note      Samples that no window saw, or with weight 0 only, are lost: the first of pad "none" with a
              Hann window. They are 0.
    """
    n_fft = whole("istft: n_fft", n_fft)
    hop = max(1, n_fft // 4) if hop is None else whole("istft: hop", hop)
    one_of("istft: pad", pad, PADDING)
    if X.shape[1] != n_fft // 2 + 1:
        raise ShapeError(f"istft: X has {X.shape[1]} bins; n_fft {n_fft} needs {n_fft // 2 + 1}")
    if hop > n_fft:
        raise ArgumentError(f"istft: hop {hop} exceeds the frames of {n_fft}; samples in between are lost")
    frames = irfft(X, n_fft)  # (T, n_fft)
    weights = window_weights(window, n_fft, periodic).astype(frames.dtype)  # (n_fft,)
    total = overlap_add(frames * weights, hop)  # (S+,)
    squares = overlap_add(np.broadcast_to(weights**2, frames.shape), hop)  # (S+,)
    x = np.where(squares > LEAST * (weights**2).max(), total / np.maximum(squares, LEAST), 0)
    x = x.astype(frames.dtype)[n_fft // 2 if pad == "centre" else 0 :]
    if length is None:
        return x[: max(0, len(x) - n_fft // 2)] if pad == "centre" else x
    out = np.zeros_like(x, shape=whole("istft: length", length, 0))
    out[: min(len(x), len(out))] = x[: len(out)]
    return out
