"""Inference: where no backward follows, layers keep nothing for it and join their work."""

import threading
from contextlib import contextmanager

_own = threading.local()


@contextmanager
def inference():
    """Inside the block the calling thread's forwards are not followed by a backward.

    A convolution, the batch normalisation after it (in eval mode) and the ReLU become one pass, by
    `conv2d_inference`, and their caches are not made. Outputs are the same but for rounding.
    Example   with inference(): scores = model.eval().forward(x)
    """
    before = inferring()
    _own.on = True
    try:
        yield
    finally:
        _own.on = before


def inferring():
    """Return whether the calling thread is inside `inference`."""
    return getattr(_own, "on", False)
