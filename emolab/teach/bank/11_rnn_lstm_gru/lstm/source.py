import numpy as np


def sigmoid(a):
    """1 / (1 + exp(-a)), without overflow."""
    return 0.5 * (1 + np.tanh(0.5 * a))


def lstm_forward(x, h0, c0, Wx, Wh, b):
    """x (N, T, D), h0 and c0 (N, H), Wx (D, 4H), Wh (H, 4H), b (4H,) -> h (N, T, H), cache."""
    # BEGIN SOLUTION
    h, c, states, steps = h0, c0, [], []
    for t in range(x.shape[1]):
        i, f, g, o = np.split(x[:, t] @ Wx + h @ Wh + b, 4, axis=1)  # (N, H) each
        i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
        past_h, past_c = h, c
        c = f * past_c + i * g
        h = o * np.tanh(c)
        steps.append((past_h, past_c, i, f, g, o, np.tanh(c)))
        states.append(h)
    return np.stack(states, axis=1), (x, Wx, Wh, steps)
    # END SOLUTION


def lstm_backward(dh, cache):
    """dh (N, T, H) -> dx (N, T, D), dh0 (N, H), dc0 (N, H), dWx (D, 4H), dWh (H, 4H), db (4H,)."""
    # BEGIN SOLUTION
    x, Wx, Wh, steps = cache
    dx, dWx, dWh, db = np.zeros_like(x), np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(Wh[0])
    dh_sent, dc_sent = np.zeros_like(dh[:, 0]), np.zeros_like(dh[:, 0])
    for t in reversed(range(x.shape[1])):
        past_h, past_c, i, f, g, o, bent = steps[t]
        error = dh[:, t] + dh_sent
        dc = dc_sent + error * o * (1 - bent**2)
        dai, daf = dc * g * i * (1 - i), dc * past_c * f * (1 - f)
        dag, dao = dc * i * (1 - g**2), error * bent * o * (1 - o)
        da = np.concatenate([dai, daf, dag, dao], axis=1)  # (N, 4H)
        dx[:, t] = da @ Wx.T
        dWx += x[:, t].T @ da
        dWh += past_h.T @ da
        db += da.sum(axis=0)
        dh_sent = da @ Wh.T
        dc_sent = dc * f
    return dx, dh_sent, dc_sent, dWx, dWh, db
    # END SOLUTION
