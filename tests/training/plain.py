"""A small world to train in: clips whose mean tells the class, and a network of two dense layers."""

import numpy as np

from emolab.nn import Dense, Module


class Momentum:
    """Gradient descent with momentum, as short as it gets."""

    def __init__(self, parameters, learning_rate=0.1, momentum=0.9):
        self.parameters, self.learning_rate, self.momentum = parameters, learning_rate, momentum
        self.speed = {name: np.zeros_like(p.value) for name, p in parameters.items()}
        self.t = 0

    def zero_grad(self):
        for parameter in self.parameters.values():
            parameter.grad[...] = 0

    def step(self):
        self.t += 1
        for name, parameter in self.parameters.items():
            self.speed[name] = self.momentum * self.speed[name] - self.learning_rate * parameter.grad
            parameter.value += self.speed[name]

    def state_dict(self):
        speeds = {f"speed.{name}": value for name, value in self.speed.items()}
        return {"t": self.t, "learning_rate": self.learning_rate, **speeds}

    def load_state_dict(self, state):
        self.t, self.learning_rate = state["t"], state["learning_rate"]
        self.speed = {name: np.array(state[f"speed.{name}"]) for name in self.speed}


class Two(Module):
    """Mean over the steps, dense, tanh with noise, dense."""

    def __init__(self, D=4, C=3, *, noise=0.1, rng=0, dtype=np.float32):
        self.rng = np.random.default_rng(rng)
        self.noise = noise
        self.first = Dense(D, 8, rng=self.rng, dtype=dtype)
        self.second = Dense(8, C, rng=self.rng, dtype=dtype)

    def forward(self, x, lengths=None):
        if lengths is not None:
            x = x.sum(axis=1) / lengths[:, None].astype(x.dtype)
        noise = self.noise * self.rng.standard_normal((len(x), 8)).astype(x.dtype) if self.training else 0
        self.h = np.tanh(self.first(x) + noise)
        return self.second(self.h)

    def backward(self, dy):
        return self.first.backward(self.second.backward(dy) * (1 - self.h**2))


def clips_and_labels(n=60, seed=0, D=4, C=3):
    """Return n clips (T_i, D) and their classes."""
    rng = np.random.default_rng(seed)
    labels = np.arange(n) % C
    return [rng.standard_normal((rng.integers(3, 9), D)) + 2 * np.eye(D)[k] for k in labels], labels
