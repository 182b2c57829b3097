"""Pictures whose light and contrast are taken out, each by itself."""

import numpy as np


def standard_picture(frames):
    """Grey frames as pictures of mean 0 and deviation 1 each, for a network to see.

    Formula   y = (x - mean(x)) / max(deviation(x), 1)
    Shapes    frames (N, H, W), grey levels from 0 to 255 -> (N, H, W, 1), float32
    Note      below a deviation of 1 level there is nothing to see, and noise is not made large
    """
    x = frames.astype(np.float32)
    x -= x.mean(axis=(1, 2), keepdims=True)
    x /= np.maximum(x.std(axis=(1, 2), keepdims=True), 1)
    return x[..., None]
