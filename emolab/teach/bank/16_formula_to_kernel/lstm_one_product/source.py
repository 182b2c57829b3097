import numpy as np


def gates(a):
    """Sigmoid of the quarters i, f and o, tanh of g, by one call of np.tanh. (N, 4H) -> (N, 4H)"""
    # BEGIN SOLUTION
    scale = np.repeat([0.5, 0.5, 1.0, 0.5], a.shape[1] // 4)
    return np.tanh(a * scale) * scale + (1 - scale)
    # END SOLUTION


def lstm(x, h0, c0, Wx, Wh, b):
    """All steps of an LSTM, the products with the inputs taken before the loop.

    x (N, T, D), h0 and c0 (N, H), Wx (D, 4H), Wh (H, 4H), b (4H,) -> h (N, T, H), c (N, H)
    """
    # BEGIN SOLUTION
    N, T, D = x.shape
    sums = x.reshape(N * T, D) @ Wx + b
    sums = sums.reshape(N, T, -1)
    h, c, states = h0, c0, []
    for t in range(T):
        i, f, g, o = np.split(gates(sums[:, t] + h @ Wh), 4, axis=1)
        c = f * c + i * g
        h = o * np.tanh(c)
        states.append(h)
    return np.stack(states, axis=1), c
    # END SOLUTION
