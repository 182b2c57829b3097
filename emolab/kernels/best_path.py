"""The best path in one loop over frames and pairs of candidates."""

import numpy as np

from emolab.kernels.jit import jit


@jit
def _best_path(strength, octave, jump_cost, switch_cost):
    T, C = strength.shape
    back = np.zeros((T, C), np.int64)
    chosen = np.zeros(T, np.int64)
    old = strength[0].astype(np.float64)
    new = np.empty(C)
    for t in range(1, T):
        for j in range(C):
            here = octave[t, j]
            best, place = -np.inf, 0
            for i in range(C):
                there = octave[t - 1, i]
                cost = 0.0
                if np.isnan(here) != np.isnan(there):
                    cost = switch_cost
                elif not np.isnan(here):
                    cost = jump_cost * abs(there - here)
                if old[i] - cost > best:
                    best, place = old[i] - cost, i
            back[t, j] = place
            new[j] = strength[t, j] + best
        old[:] = new
    chosen[T - 1] = np.argmax(old)
    for t in range(T - 1, 0, -1):
        chosen[t - 1] = back[t, chosen[t]]
    return chosen


def best_path(strength, octave, jump_cost=0.35, switch_cost=0.14):
    if len(strength) == 0:
        return np.zeros(0, np.int64)
    return _best_path(strength, octave, float(jump_cost), float(switch_cost))
