"""AdamW: Adam whose weight decay acts on the weights alone, not through the gradient's statistics."""

from emolab.core import formula
from emolab.nn.optimiser import Optimiser, checked, into


@formula("song2021 2.45-2.50", kernel="adamw")
def adamw_step(
    value, grad, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8, weight_decay=1e-2,
    out=None,
):  # fmt: skip
    """One step of Adam with decoupled weight decay; t counts the steps from 1.

    Formula   m <- beta1 m + (1 - beta1) g;    v <- beta2 v + (1 - beta2) g^2
              m^ = m / (1 - beta1^t);          v^ = v / (1 - beta2^t)
              x <- x - alpha lambda x - alpha m^ / (sqrt(v^) + epsilon)
    Shapes    value, grad, m and v (..., n) -> value, m, v
    Note      Every weight shrinks by the same part alpha lambda; in adam_step a weight with large
              gradients would shrink less.
    Source    Loshchilov and Hutter 2019
    """
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad * grad
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    value = value - learning_rate * weight_decay * value
    return into(out, value - learning_rate * m_hat / (v_hat**0.5 + epsilon), m, v)


class AdamW(Optimiser):
    """AdamW over the parameters of a Module, or a {path: Parameter}."""

    slots = ("m", "v")

    def __init__(
        self, parameters, learning_rate=1e-3, *, beta1=0.9, beta2=0.999, epsilon=1e-8, weight_decay=1e-2
    ):
        super().__init__(parameters, learning_rate)
        self.beta1 = checked(beta1, "beta1", "AdamW", high=1.0)
        self.beta2 = checked(beta2, "beta2", "AdamW", high=1.0)
        self.epsilon = checked(epsilon, "epsilon", "AdamW")
        self.weight_decay = checked(weight_decay, "weight_decay", "AdamW")

    def update(self, value, grad, m, v, *, t):
        """Move one parameter by adamw_step, in place."""
        adamw_step(
            value, grad, m, v, t, float(self.learning_rate), self.beta1, self.beta2, self.epsilon,
            self.weight_decay, out=(value, m, v),
        )  # fmt: skip
