"""Gradient descent in one pass over memory: each number is read and written once."""

from emolab.core.threads import run_pieces
from emolab.kernels.jit import jit
from emolab.kernels.onepass import flat, put_back

NUMBERS = 1 << 18  # fewer than this are not worth a thread


def sgd_step(
    value, grad, velocity, learning_rate=0.01, momentum=0.0, nesterov=False, weight_decay=0.0, out=None
):
    arrays = flat("sgd_step", (value, grad, velocity), (0, 2), out)
    eta, mu, decay = (value.dtype.type(number) for number in (learning_rate, momentum, weight_decay))

    def piece(start, stop):
        _sgd(*(a[start:stop] for a in arrays), eta, mu, bool(nesterov), decay)

    run_pieces(piece, value.size, NUMBERS)
    return put_back((arrays[0], arrays[2]), value.shape, out)


@jit
def _sgd(value, grad, velocity, eta, mu, nesterov, decay):
    for i in range(len(value)):
        g = grad[i] + decay * value[i]
        u = mu * velocity[i] + g
        ahead = g + mu * u if nesterov else u
        velocity[i] = u
        value[i] = value[i] - eta * ahead
