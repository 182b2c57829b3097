"""The best way through candidates that change from frame to frame: dynamic programming for pitch."""

import numpy as np

from emolab.core import formula


@formula(kernel="best_path")
def best_path(strength, octave, jump_cost=0.35, switch_cost=0.14):
    """Index of one candidate for each frame, so that the whole path is worth the most.

    strength  what each candidate is worth; -inf where there is none
    octave    log2 of its frequency; NaN for the candidate "unvoiced"
    Formula   D_1 = s_1;  D_t(j) = s_t(j) + max over i of D_{t-1}(i) - cost(i, j)
              cost(i, j) = jump_cost |octave_i - octave_j| where both are voiced, 0 where neither is, else
              switch_cost
    Shapes    strength (T, C), octave (T, C) -> chosen (T,)
    Source    Boersma 1993; Viterbi
    """
    T = len(strength)
    back = np.zeros(strength.shape, np.int64)  # (T, C)
    chosen = np.zeros(T, np.int64)
    if T == 0:
        return chosen
    voiced = ~np.isnan(octave)  # (T, C)
    height = np.where(voiced, octave, 0)
    D = strength[0].astype(np.float64)  # (C,)
    for t in range(1, T):
        both = voiced[t - 1][:, None] & voiced[t]  # (C, C), from i to j
        one = voiced[t - 1][:, None] != voiced[t]
        jump = np.abs(height[t - 1][:, None] - height[t])
        worth = D[:, None] - np.where(both, jump_cost * jump, np.where(one, switch_cost, 0))
        back[t] = worth.argmax(axis=0)
        D = strength[t] + worth.max(axis=0)
    chosen[-1] = D.argmax()
    for t in range(T - 1, 0, -1):
        chosen[t - 1] = back[t, chosen[t]]
    return chosen
