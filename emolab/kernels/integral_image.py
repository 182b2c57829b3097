"""The integral image in one pass."""

import numpy as np

from emolab.kernels.jit import jit


def integral_image(image):
    H, W = image.shape
    S = np.zeros((H + 1, W + 1), float if image.dtype.kind == "f" else np.int64)
    _sums(image.astype(np.uint8) if image.dtype.kind == "b" else image, S)
    return S


@jit
def _sums(image, S):
    for i in range(image.shape[0]):
        line, before, here = image[i], S[i], S[i + 1]
        total = S[0, 0]
        for j in range(len(line)):
            total += line[j]
            here[j + 1] = before[j + 1] + total
