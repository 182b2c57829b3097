"""Adam in one pass over memory, where the formula makes about ten."""

import numpy as np

from emolab.core.threads import run_pieces
from emolab.kernels.jit import jit
from emolab.kernels.onepass import flat, put_back

NUMBERS = 1 << 18  # fewer than this are not worth a thread


def adam_step(
    value, grad, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8, weight_decay=0.0,
    out=None,
):  # fmt: skip
    arrays = flat("adam_step", (value, grad, m, v), (0, 2, 3), out)
    settings = (
        beta1, 1 - beta1, beta2, 1 - beta2, learning_rate / (1 - beta1**t), 1 / (1 - beta2**t),
        epsilon, weight_decay,
    )  # fmt: skip
    numbers = [value.dtype.type(number) for number in settings]

    def piece(start, stop):
        _adam(*(a[start:stop] for a in arrays), *numbers)

    run_pieces(piece, value.size, NUMBERS)
    return put_back((arrays[0], *arrays[2:]), value.shape, out)


@jit
def _adam(value, grad, m, v, beta1, rest1, beta2, rest2, rate, unbias, epsilon, decay):
    for i in range(len(value)):
        g = grad[i] + decay * value[i]
        first = beta1 * m[i] + rest1 * g
        second = beta2 * v[i] + rest2 * g * g
        m[i] = first
        v[i] = second
        value[i] = value[i] - rate * first / (np.sqrt(unbias * second) + epsilon)
