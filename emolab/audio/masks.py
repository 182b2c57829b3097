"""Masks: how much of each cell of a spectrogram belongs to one of two sources."""

import numpy as np

from emolab.audio.options import positive
from emolab.core import formula


@formula()
def soft_mask(own, other, power=2.0, halved=True):
    """Share of one source in each cell, by the sizes of both.

    halved    cells where both are 0 count half for either; else for none
    Formula   M = own^p / (own^p + other^p)
    Shapes    own and other (T, F) -> M (T, F), 0 to 1
    Note      Both are divided by the larger first, so that no power under- or overflows.
    """
    power = positive("soft_mask: power", power)
    largest = np.maximum(own, other)  # (T, F)
    empty = largest < np.finfo(own.dtype).tiny
    largest = np.where(empty, 1, largest)
    a, b = (own / largest) ** power, (other / largest) ** power
    return np.where(empty, 0.5 if halved else 0, a / np.where(empty, 1, a + b)).astype(own.dtype)


@formula("Boll 1979")
def noise_floor_mask(power, quantile=0.3, excess=2.0, least=0.05):
    """What stands above the steady floor of each bin.

    quantile  of the frames' power in each bin: its floor
    excess    the floor times this is taken off
    least     the mask does not fall below: what is cut to zero twitters
    Formula   M = max(1 - excess floor_f / P_tf, least^2)^(1/2),  floor_f = quantile over t of P_tf
    Shapes    power (T, F) -> M (T, F)
    """
    floor = np.quantile(power, quantile, axis=0)  # (F,)
    part = excess * floor / np.maximum(power, np.finfo(power.dtype).tiny)  # (T, F)
    return np.sqrt(np.maximum(1 - part, least**2)).astype(power.dtype)
