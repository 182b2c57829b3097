"""Inputs on which the kernels of prosody are held to their formulas."""

import numpy as np


def best_path(rng, dtype):
    cases = []
    for T, C in [(1, 3), (40, 6), (0, 4), (200, 13), (7, 1)]:
        octave = rng.uniform(6, 9, (T, C)).astype(dtype)
        octave[:, 0] = np.nan
        strength = rng.standard_normal((T, C)).astype(dtype)
        strength[:, 1:][rng.random((T, C - 1)) < 0.2] = -np.inf
        cases.append(((strength, octave), {}))
    wide = rng.standard_normal((60, 20)).astype(dtype)
    return [
        *cases,
        ((wide[::3, ::4], rng.uniform(6, 9, (20, 5)).astype(dtype)), {"jump_cost": 1.0, "switch_cost": 0.0}),
    ]


EXAMPLES = {"best_path": best_path}
