"""Inputs on which the one-pass kernels of the optimisers are held to their formulas."""

import numpy as np

SHAPES = [(1,), (7,), (3, 5), (0, 4), (2, 3, 3, 4), (600_001,)]  # the last in several pieces


def arrays(rng, dtype, shape, spread):
    """Value, gradient, a signed slot, and a slot of squares if wanted."""
    drawn = [rng.standard_normal(shape).astype(dtype) for _ in range(3)]
    return (*drawn, np.square(rng.standard_normal(shape)).astype(dtype)) if spread else tuple(drawn)


def adam(rng, dtype):
    other = {"beta2": 0.5, "epsilon": 1e-3, "weight_decay": 0.1}
    settings = [{}, {"learning_rate": 0.3, "beta1": 0.0}, other]
    cases = [
        ((*arrays(rng, dtype, shape, True), t), kwargs)
        for shape in SHAPES
        for t, kwargs in zip((1, 2, 1000), settings)
    ]
    strided = tuple(a[::2, ::3].T for a in arrays(rng, dtype, (20, 30), True))
    return [*cases, ((*strided, 3), {})]


def sgd(rng, dtype):
    settings = [
        {},
        {"momentum": 0.9, "weight_decay": 0.01},
        {"learning_rate": 0.5, "momentum": 0.8, "nesterov": True},
    ]
    cases = [(arrays(rng, dtype, shape, False), kwargs) for shape in SHAPES for kwargs in settings]
    strided = tuple(a[::2, ::3].T for a in arrays(rng, dtype, (20, 30), False))
    return [*cases, (strided, {"momentum": 0.5})]


EXAMPLES = {"sgd_step": sgd, "adam_step": adam, "adamw_step": adam}
