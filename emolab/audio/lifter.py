"""Liftering: high cepstral orders raised to the size of the low ones."""

import numpy as np

from emolab.audio.options import whole
from emolab.core import formula
from emolab.core.backend import like


def lifter_weights(n, L=22, first=0):
    """Return the weights of the orders first..first + n - 1, (n,); ones for L = 0."""
    if whole("lifter: L", L, least=0) == 0:
        return np.ones(n)
    return 1 + L / 2 * np.sin(np.pi * np.arange(first, first + n) / L)


@formula()
def lifter(cepstra, L=22, first=0):
    """Weigh cepstral coefficients by half a sine wave; L = 0 changes nothing.

    first     the order of the first coefficient
    Formula   c'_k = (1 + L/2 sin(pi k / L)) c_k
    Shapes    cepstra (..., n) -> y (..., n)
    """
    weights = lifter_weights(cepstra.shape[-1], L, first)
    return cepstra * like(cepstra, weights, np.result_type(cepstra, np.float32))
