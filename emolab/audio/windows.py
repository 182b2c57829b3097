"""Windows: the weights that fade a frame out at both ends."""

import numpy as np

from emolab.audio.options import one_of, whole
from emolab.core import formula
from emolab.core.errors import ShapeError

WINDOWS = ("hamming", "hann", "povey", "rectangular")


def _cosine(where, length, edge, periodic):
    length = whole(where, length)
    if length == 1:
        return np.ones(1)
    N = length if periodic else length - 1
    return edge - (1 - edge) * np.cos(2 * np.pi * np.arange(length) / N)  # (length,)


@formula("song2021 2.25", "zhu2022 2")
def hamming(length, periodic=False):
    """Hamming window.

    periodic  False: symmetric, first and last weight are equal, as printed; True: the next weight would be
              the first again, as a DFT wants it
    Formula   w(n) = 0.54 - 0.46 cos(2 pi n / N),  n = 0..length - 1
              N = length - 1 where symmetric, length where periodic
    Shapes    -> w (length,)
    Note      As printed, n runs from 0 to N: that window is symmetric and has N + 1 points.
    """
    return _cosine("hamming: length", length, 0.54, periodic)


@formula()
def hann(length, periodic=False):
    """Hann window.

    periodic  as `hamming`'s
    Formula   w(n) = 0.5 - 0.5 cos(2 pi n / N),  n = 0..length - 1
    Shapes    -> w (length,)
    """
    return _cosine("hann: length", length, 0.5, periodic)


@formula()
def povey(length, periodic=False):
    """Povey's window, Kaldi's own: between Hamming's and Hann's, but zero at the edges.

    periodic  as `hamming`'s
    Formula   w(n) = (0.5 - 0.5 cos(2 pi n / N))^0.85,  n = 0..length - 1
    Shapes    -> w (length,)
    """
    return np.maximum(_cosine("povey: length", length, 0.5, periodic), 0) ** 0.85


def window_weights(window, length, periodic=False):
    """Return the weights of a window given by its name, or by the weights themselves.

    Errors    ArgumentError for an unknown name; ShapeError where the weights are not `length` many
    """
    if isinstance(window, str):
        one_of("window", window, WINDOWS)
        if window == "rectangular":
            return np.ones(whole("window length", length))
        return {"hamming": hamming, "hann": hann, "povey": povey}[window](length, periodic)
    weights = np.asarray(window, dtype=np.float64)
    if weights.shape != (length,):
        raise ShapeError(f"window: the weights have shape {weights.shape}; the frames have {length} samples")
    return weights
