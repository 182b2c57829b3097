"""One step of the LSTM by itself, for networks whose next input depends on the state."""

from typing import NamedTuple

import numpy as np

from emolab.core import formula
from emolab.nn.sigmoid import sigmoid


class LSTMStepCache(NamedTuple):
    """What the backward needs."""

    x: np.ndarray  # (N, D)
    h: np.ndarray  # (N, H), before the step
    c: np.ndarray  # (N, H), before the step
    Wx: np.ndarray  # (D, 4H)
    Wh: np.ndarray  # (H, 4H)
    gates: tuple  # i, f, g, o, each (N, H)
    bent: np.ndarray  # (N, H), tanh of the new cell


@formula("zhu2022 Fig 2, second LSTM")
def lstm_step_forward(x, h, c, Wx, Wh, b):
    """One step of long short-term memory.

    Formula   i, f, o = sigmoid(x Wx + h Wh + b);  g = tanh(x Wx + h Wh + b)
              c' = f * c + i * g;  h' = o * tanh(c')
    Shapes    x (N, D), h and c (N, H), Wx (D, 4H), Wh (H, 4H), b (4H,) -> h (N, H), c (N, H), cache
    Note      `lstm_forward` over a sequence of one step; here the cell is an output with a gradient of its
              own. Gates in the order i, f, g, o.
    """
    i, f, g, o = np.split(x @ Wx + h @ Wh + b, 4, axis=1)  # (N, H) each
    i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
    after = f * c + i * g  # (N, H)
    bent = np.tanh(after)
    return o * bent, after, LSTMStepCache(x, h, c, Wx, Wh, (i, f, g, o), bent)


@formula("zhu2022 Fig 2, second LSTM")
def lstm_step_backward(dh, dc, cache):
    """Gradients of one step, from those of its state and its cell.

    Formula   e = dc' + dh' * o * (1 - tanh(c')^2);  d ai = e * g * i (1 - i);  d af = e * c * f (1 - f)
              d ag = e * i * (1 - g^2);  d ao = dh' * tanh(c') * o (1 - o);  dc = e * f
    Shapes    dh and dc (N, H)
              -> dx (N, D), dh (N, H), dc (N, H), dWx (D, 4H), dWh (H, 4H), db (4H,)
    """
    x, h, c, Wx, Wh, (i, f, g, o), bent = cache
    e = dc + dh * o * (1 - bent**2)  # (N, H)
    da = np.concatenate(
        [e * g * i * (1 - i), e * c * f * (1 - f), e * i * (1 - g**2), dh * bent * o * (1 - o)], axis=1
    )  # (N, 4H)
    return da @ Wx.T, da @ Wh.T, e * f, x.T @ da, h.T @ da, da.sum(axis=0)
