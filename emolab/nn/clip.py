"""Gradient clipping: one factor for all gradients, so that their direction stays."""

import numpy as np

from emolab.core.errors import ArgumentError
from emolab.nn.module import Module
from emolab.nn.optimiser import must_be_finite


def clip_gradients(parameters, max_norm):
    """Scale all gradients down, in place, where their common norm is above max_norm.

    parameters  a Module or {path: Parameter}; frozen ones are passed over
    Formula     norm = sqrt(sum of all g^2);   g <- g max_norm / norm  where norm > max_norm
    Returns     the norm before, a float
    Errors      DataError, which names the first parameter whose gradient holds NaN or infinity
    """
    if not max_norm > 0:
        raise ArgumentError(f"clip_gradients: max_norm must be above 0, not {max_norm!r}")
    entries = parameters.parameters() if isinstance(parameters, Module) else parameters
    moving = {path: parameter for path, parameter in entries.items() if parameter.trainable}
    must_be_finite(moving)
    grads = [parameter.grad.reshape(-1) for parameter in moving.values()]
    # in float64, converted piece by piece: float32 squares would overflow at 1e19
    norm = float(np.sqrt(sum(np.einsum("i,i->", g, g, dtype=np.float64) for g in grads)))
    if norm > max_norm:
        for parameter in moving.values():
            parameter.grad *= max_norm / norm
    return norm
