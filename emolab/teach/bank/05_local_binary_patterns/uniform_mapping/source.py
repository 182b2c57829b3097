import numpy as np


def changes(bits):
    """How often the bit changes on the way once around each circle.

    bits      0 or 1 in the order of the circle, (..., P)
    Returns   U (...), whole numbers
    """
    # BEGIN SOLUTION
    bits = np.asarray(bits).astype(int)
    return np.abs(bits - np.roll(bits, 1, axis=-1)).sum(axis=-1)
    # END SOLUTION


def uniform_label(bits):
    """The label of each circle of bits among P (P - 1) + 3.

    bits      (..., P)
    Returns   labels (...), whole numbers
    """
    # BEGIN SOLUTION
    bits = np.asarray(bits).astype(int)
    P = bits.shape[-1]
    n = bits.sum(axis=-1)
    first = (bits == 1) & (np.roll(bits, 1, axis=-1) == 0)  # where the run of ones begins
    s = np.argmax(first, axis=-1)
    labels = 1 + (n - 1) * P + (-s) % P
    labels = np.where(n == 0, 0, labels)
    labels = np.where(n == P, P * (P - 1) + 1, labels)
    return np.where(changes(bits) <= 2, labels, P * (P - 1) + 2)
    # END SOLUTION
