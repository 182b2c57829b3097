import numpy as np


def rnn_forward(x, h0, Wx, Wh, b):
    """x (N, T, D), h0 (N, H), Wx (D, H), Wh (H, H), b (H,) -> h (N, T, H), cache."""
    # BEGIN SOLUTION
    states = [h0]
    for t in range(x.shape[1]):
        states.append(np.tanh(x[:, t] @ Wx + states[-1] @ Wh + b))
    return np.stack(states[1:], axis=1), (x, states, Wx, Wh)
    # END SOLUTION


def rnn_backward(dh, cache):
    """dh (N, T, H) -> dx (N, T, D), dh0 (N, H), dWx (D, H), dWh (H, H), db (H,)."""
    # BEGIN SOLUTION
    x, states, Wx, Wh = cache
    dx, dWx, dWh, db = np.zeros_like(x), np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(Wh[0])
    sent = np.zeros_like(states[0])
    for t in reversed(range(x.shape[1])):
        da = (dh[:, t] + sent) * (1 - states[t + 1] ** 2)  # (N, H)
        dx[:, t] = da @ Wx.T
        dWx += x[:, t].T @ da
        dWh += states[t].T @ da
        db += da.sum(axis=0)
        sent = da @ Wh.T
    return dx, sent, dWx, dWh, db
    # END SOLUTION
