import numpy as np


def sigmoid(a):
    """1 / (1 + exp(-a))."""
    return 1 / (1 + np.exp(-a))


def gru(x, h0, Wx, Wh):
    """x (N, T, D), h0 (N, H), Wx (D, 3H), Wh (H, 3H) -> h (N, T, H)."""
    # BEGIN SOLUTION
    (Wz, Wr, Wn), (Uz, Ur, Un) = np.split(Wx, 3, axis=1), np.split(Wh, 3, axis=1)
    h, states = h0, []
    for t in range(x.shape[1]):
        z = sigmoid(x[:, t] @ Wz + h @ Uz)  # (N, H)
        r = sigmoid(x[:, t] @ Wr + h @ Ur)
        new = np.tanh(x[:, t] @ Wn + (r * h) @ Un)
        h = (1 - z) * h + z * new
        states.append(h)
    return np.stack(states, axis=1)
    # END SOLUTION
