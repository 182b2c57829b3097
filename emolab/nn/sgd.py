"""Stochastic gradient descent: against the gradient, with momentum if wanted."""

from emolab.core import formula
from emolab.core.errors import ArgumentError
from emolab.nn.optimiser import Optimiser, checked, into


@formula("song2021 2.39-2.44", "gu2025 SGD", kernel="sgd")
def sgd_step(
    value, grad, velocity, learning_rate=0.01, momentum=0.0, nesterov=False, weight_decay=0.0, out=None
):
    """One step of gradient descent; grad is the mean over the batch.

    Formula   g = grad + lambda x;   u <- mu u + g
              x <- x - eta u,  or with Nesterov's look ahead  x <- x - eta (g + mu u)
    Shapes    value, grad and velocity (..., n) -> value, velocity
    Note      2.42 prints x <- f(x) - eta f'(x), which mixes a value of f into x; 2.41 lacks f around its
              left side. Both are misprints. u holds no eta (as in PyTorch, unlike Keras): a schedule
              acts at once on the whole velocity. out takes (value, velocity) in place.
    """
    g = grad + weight_decay * value
    velocity = momentum * velocity + g
    ahead = g + momentum * velocity if nesterov else velocity
    return into(out, value - learning_rate * ahead, velocity)


class SGD(Optimiser):
    """Gradient descent over the parameters of a Module, or a {path: Parameter}."""

    slots = ("velocity",)

    def __init__(self, parameters, learning_rate=0.01, *, momentum=0.0, nesterov=False, weight_decay=0.0):
        super().__init__(parameters, learning_rate)
        self.momentum = checked(momentum, "momentum", "SGD", high=1.0)
        self.weight_decay = checked(weight_decay, "weight_decay", "SGD")
        self.nesterov = bool(nesterov)
        if self.nesterov and self.momentum == 0:
            raise ArgumentError("SGD: nesterov=True looks ahead along the momentum; set momentum above 0")

    def update(self, value, grad, velocity, *, t):
        """Move one parameter by sgd_step, in place."""
        sgd_step(
            value, grad, velocity, float(self.learning_rate), self.momentum, self.nesterov,
            self.weight_decay, out=(value, velocity),
        )  # fmt: skip
