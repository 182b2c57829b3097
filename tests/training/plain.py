"""A small world to train in: a plain momentum optimiser and a network of two dense layers."""

import numpy as np

from emolab.nn import Dense, Module


class Momentum:
    """Stochastic gradient descent with momentum, as short as it gets."""

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
            self.speed[name] *= self.momentum
            self.speed[name] -= self.learning_rate * parameter.grad
            parameter.value += self.speed[name]

    def state_dict(self):
        return {"t": self.t, "learning_rate": self.learning_rate, **{f"speed.{n}": v.copy() for n, v in self.speed.items()}}

    def load_state_dict(self, state):
        self.t, self.learning_rate = state["t"], state["learning_rate"]
        for name in self.speed:
            self.speed[name][...] = state[f"speed.{name}"]


class Two(Module):
    """Mean over the steps, dense, tanh with noise, dense."""

    def __init__(self, D, C, *, noise=0.1, rng=0, dtype=np.float32):
        self.rng = np.random.default_rng(rng)
        self.noise = noise
        self.first, self.second = Dense(D, 8, rng=self.rng, dtype=dtype), Dense(8, C, rng=self.rng, dtype=dtype)

    def forward(self, x, lengths=None):
        if lengths is not None:
            x = x.sum(axis=1) / lengths[:, None].astype(x.dtype)
        noise = self.noise * self.rng.standard_normal((len(x), 8)).astype(x.dtype) if self.training else 0
        self.h = np.tanh(self.first(x) + noise)
        return self.second(self.h)

    def backward(self, dy):
        return self.first.backward(self.second.backward(dy) * (1 - self.h**2))
