"""Adam: each number gets a step of its own, sized by its gradients' mean and spread."""

from emolab.core import formula
from emolab.nn.optimiser import Optimiser, checked, into


@formula("song2021 2.45-2.50", kernel="adam")
def adam_step(
    value, grad, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8, weight_decay=0.0,
    out=None,
):  # fmt: skip
    """One step of Adam; t counts the steps from 1.

    Formula   g = grad + lambda x
              m <- beta1 m + (1 - beta1) g;    v <- beta2 v + (1 - beta2) g^2
              m^ = m / (1 - beta1^t);          v^ = v / (1 - beta2^t)
              x <- x - alpha m^ / (sqrt(v^) + epsilon)
    Shapes    value, grad, m and v (..., n) -> value, m, v
    Note      2.46 prints beta1 v + (1 - beta2) g for m: two misprints. Weight decay is not in the
              paper; here it is part of g, so it is divided by sqrt(v^) too: see adamw_step.
    Source    Kingma and Ba 2015
    """
    g = grad + weight_decay * value
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * g
    m_hat = m / (1 - beta1**t)  # without it the first steps would lean towards 0, where m began
    v_hat = v / (1 - beta2**t)
    return into(out, value - learning_rate * m_hat / (v_hat**0.5 + epsilon), m, v)


class Adam(Optimiser):
    """Adam over the parameters of a Module, or a {path: Parameter}."""

    slots = ("m", "v")

    def __init__(
        self, parameters, learning_rate=1e-3, *, beta1=0.9, beta2=0.999, epsilon=1e-8, weight_decay=0.0
    ):
        super().__init__(parameters, learning_rate)
        self.beta1 = checked(beta1, "beta1", "Adam", high=1.0)
        self.beta2 = checked(beta2, "beta2", "Adam", high=1.0)
        self.epsilon = checked(epsilon, "epsilon", "Adam")
        self.weight_decay = checked(weight_decay, "weight_decay", "Adam")

    def update(self, value, grad, m, v, *, t):
        """Move one parameter by adam_step, in place."""
        adam_step(
            value, grad, m, v, t, float(self.learning_rate), self.beta1, self.beta2, self.epsilon,
            self.weight_decay, out=(value, m, v),
        )  # fmt: skip
