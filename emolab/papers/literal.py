"""Steps that several papers print, index by index: what the checks of the ledgers compare with."""

from math import exp, tanh

import numpy as np


def sigmoid(a):
    """The logistic function of one number."""
    return 1 / (1 + exp(-a)) if a >= 0 else exp(a) / (1 + exp(a))


def softmax(scores):
    """Softmax of a list of numbers."""
    top = max(scores)
    powers = [exp(score - top) for score in scores]
    return [power / sum(powers) for power in powers]


def affine(W, x, b=None):
    """W x + b of one column x, W a row for each output."""
    return [
        sum(W[i][j] * x[j] for j in range(len(x))) + (0 if b is None else b[i]) for i in range(len(W))
    ]  # fmt: skip


def gate_columns(Wx, Wh, b, gate, H):
    """The matrix over [h, x] and the bias of one gate, as papers write them, from columns i, f, g, o."""
    place = slice("ifgo".index(gate) * H, ("ifgo".index(gate) + 1) * H)
    return np.concatenate([Wh[:, place], Wx[:, place]]).T, b[place]  # (H, H + D), (H,)


def lstm(x, h, c, Wx, Wh, b):
    """LSTM over one sequence x (T, D), gate by gate and unit by unit: all h (T, H), and the last c (H,)."""
    H, found = len(h), []
    weights = {gate: gate_columns(Wx, Wh, b, gate, H) for gate in "ifgo"}
    for t in range(len(x)):
        a = {gate: affine(W, [*h, *x[t]], bias) for gate, (W, bias) in weights.items()}
        i, f, o = ([sigmoid(value) for value in a[gate]] for gate in "ifo")
        g = [tanh(value) for value in a["g"]]
        c = [f[k] * c[k] + i[k] * g[k] for k in range(H)]
        h = [o[k] * tanh(c[k]) for k in range(H)]
        found.append(h)
    return np.array(found), np.array(c)


def convolve(x, W, b, stride=1, before=0, after=0):
    """Convolution over the steps of one sequence x (T, Cin), W (K, Cin, Cout), with zeros around it."""
    padded = np.concatenate([np.zeros((before, x.shape[1])), x, np.zeros((after, x.shape[1]))])
    steps = (len(padded) - len(W)) // stride + 1
    y = np.empty((steps, W.shape[2]))
    for t in range(steps):
        for out in range(W.shape[2]):
            y[t, out] = b[out] + (padded[t * stride : t * stride + len(W)] * W[:, :, out]).sum()
    return y


def normal(seed, *shape):
    """Normal numbers of a shape."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=shape)
