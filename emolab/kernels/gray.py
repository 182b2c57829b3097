"""Grey from colour in one pass over the pixels."""

import numpy as np

from emolab.core.threads import run_pieces
from emolab.kernels.jit import jit

PIXELS = 65536  # fewer than this are not worth a thread


def to_gray(image):
    pixels = np.ascontiguousarray(image).reshape(-1, 3)
    grey = np.empty(len(pixels), image.dtype)
    mix = _mix_integers if image.dtype.kind in "iu" else _mix_floats
    run_pieces(lambda start, stop: mix(pixels[start:stop], grey[start:stop]), len(pixels), PIXELS)
    return grey.reshape(image.shape[:-1])


@jit
def _mix_integers(pixels, grey):
    for i in range(len(pixels)):
        red, green, blue = np.int64(pixels[i, 0]), np.int64(pixels[i, 1]), np.int64(pixels[i, 2])
        grey[i] = (299 * red + 587 * green + 114 * blue + 500) // 1000


@jit
def _mix_floats(pixels, grey):
    for i in range(len(pixels)):
        grey[i] = 0.299 * pixels[i, 0] + 0.587 * pixels[i, 1] + 0.114 * pixels[i, 2]
