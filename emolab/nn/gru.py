"""The gated recurrent unit: two gates decide what of the past is kept and what of it the candidate sees."""

from typing import NamedTuple

import numpy as np

from emolab.core import formula
from emolab.core.checks import one_of
from emolab.nn.module import Parameter
from emolab.nn.recurrent_stack import Cell, Recurrent, recurrent_start
from emolab.nn.sequence import STEPS, masked, step_mask
from emolab.nn.sigmoid import sigmoid


class GRUCache(NamedTuple):
    """What the backward needs; past[:, t] is the state that step t started from."""

    x: np.ndarray  # (N, T, D), zero past the ends
    mask: np.ndarray | None  # (N, T, 1)
    Wx: np.ndarray  # (D, 3H)
    Wh: np.ndarray  # (H, 3H)
    past: np.ndarray  # (N, T, H)
    z: np.ndarray  # (N, T, H)
    r: np.ndarray  # (N, T, H)
    new: np.ndarray  # (N, T, H), the candidate
    u: np.ndarray  # (N, T, H), h U_n + bh_n; needed only where the reset comes after
    update: str
    reset: str
    biases: tuple  # whether b and bh were given


@formula("song2021 2.20-2.23", kernel="gru")
def gru_forward(x, h0, Wx, Wh, b=None, lengths=None, update="candidate", reset="before", bh=None):
    """Gated recurrent unit over a batch of sequences.

    Formula   z, r = sigmoid(x_t Wx + h_{t-1} Wh + b)
              n = tanh(x_t Wx + (r * h_{t-1}) Wh + b)           reset="before", as printed
              n = tanh(x_t Wx + b + r * (h_{t-1} Wh + bh))      reset="after", PyTorch and Keras
              h_t = (1 - z) * h_{t-1} + z * n                   update="candidate", as printed
              h_t = z * h_{t-1} + (1 - z) * n                   update="past", PyTorch and Keras
    Shapes    x (N, T, D), h0 (N, H), Wx (D, 3H), Wh (H, 3H), b and bh (3H,), lengths (N,)
              -> h (N, T, H), cache
    Note      gates in the order z, r, n, each with its own third of the columns. bh is added to every
              recurrent product; None means zeros, as for b. h is zero past a sequence's own length, and
              what the padding holds changes neither results nor gradients.
              2.22 is a misprint: its left side is the candidate and lacks its hat. The paper has no
              biases.
    """
    one_of("update", update, ("candidate", "past"))
    one_of("reset", reset, ("before", "after"))
    N, T, _ = x.shape
    H = len(Wh)
    mask = step_mask(lengths, N, T)
    x = masked(x, mask)
    zero = np.zeros_like(Wh, shape=3 * H)
    xz, xr, xn = np.split(x @ Wx + (zero if b is None else b), 3, axis=-1)  # (N, T, H) each
    Uz, Ur, Un = np.split(Wh, 3, axis=1)  # (H, H) each
    bz, br, bn = np.split(zero if bh is None else bh, 3)  # (H,) each
    past, z, r, new, u, h = (np.empty_like(xz) for _ in range(6))  # (N, T, H)
    state = h0  # (N, H)
    for t in range(T):
        past[:, t] = state
        z[:, t] = sigmoid(xz[:, t] + state @ Uz + bz)
        r[:, t] = sigmoid(xr[:, t] + state @ Ur + br)
        if reset == "before":
            new[:, t] = np.tanh(xn[:, t] + (r[:, t] * state) @ Un + bn)
        else:
            u[:, t] = state @ Un + bn
            new[:, t] = np.tanh(xn[:, t] + r[:, t] * u[:, t])
        if update == "candidate":
            state = (1 - z[:, t]) * state + z[:, t] * new[:, t]  # (N, H)
        else:
            state = z[:, t] * state + (1 - z[:, t]) * new[:, t]
        h[:, t] = state
    given = (b is not None, bh is not None)
    return masked(h, mask), GRUCache(x, mask, Wx, Wh, past, z, r, new, u, update, reset, given)


@formula("song2021 2.20-2.23", kernel="gru")
def gru_backward(dh, cache):
    """Gradients of the gated recurrent unit, through time from the last step to the first.

    Formula   g = dh_t + what step t + 1 sent back
              az, ar, an are the sums inside the gates' and the candidate's activation:
              d az = g * (n - h_{t-1}) * z (1 - z), its sign turned for update="past"
              d an = g * (weight of n) * (1 - n^2)
              d ar = d r * r (1 - r),  d r = (d an Un^T) * h_{t-1} before, d an * (h_{t-1} Un + bh) after
              dWx = sum of x_t^T d a;  dWh = sum of h_{t-1}^T d a, where the candidate's third has
              r * h_{t-1} for h_{t-1} (before) or r * d an for d an (after)
    Shapes    dh (N, T, H)
              -> dx (N, T, D), dh0 (N, H), dWx (D, 3H), dWh (H, 3H), db (3H,), and dbh (3H,) with bh
    Note      db is None where b was not given, dbh is left out where bh was not. dh past a sequence's
              end is not read.
    """
    x, mask, Wx, Wh, past, z, r, new, u, update, reset, given = cache
    T = x.shape[1]
    dh = masked(dh, mask)
    Uz, Ur, Un = np.split(Wh, 3, axis=1)  # (H, H) each
    daz, dar, dan = (np.empty_like(z) for _ in range(3))  # (N, T, H)
    keep = 1 - z if update == "candidate" else z  # the weight of the past, (N, T, H)
    sign = 1 if update == "candidate" else -1
    carry = np.zeros_like(past, shape=(len(x), len(Wh)))  # (N, H)
    for t in range(T - 1, -1, -1):
        g = dh[:, t] + carry  # (N, H)
        daz[:, t] = sign * g * (new[:, t] - past[:, t]) * z[:, t] * (1 - z[:, t])
        dan[:, t] = g * (1 - keep[:, t]) * (1 - new[:, t] ** 2)
        if reset == "before":
            dreset = dan[:, t] @ Un.T  # gradient of r * h, (N, H)
            dr = dreset * past[:, t]
            through_new = dreset * r[:, t]
        else:
            dr = dan[:, t] * u[:, t]
            through_new = (dan[:, t] * r[:, t]) @ Un.T
        dar[:, t] = dr * r[:, t] * (1 - r[:, t])
        carry = g * keep[:, t] + through_new + daz[:, t] @ Uz.T + dar[:, t] @ Ur.T  # (N, H)
    da = np.concatenate([daz, dar, dan], axis=-1)  # (N, T, 3H)
    dUzr = np.tensordot(past, da[..., : 2 * len(Wh)], STEPS)  # (H, 2H)
    if reset == "before":
        dUn = np.tensordot(r * past, dan, STEPS)  # (H, H)
        dbh = da.sum(axis=(0, 1))  # (3H,)
    else:
        dUn = np.tensordot(past, r * dan, STEPS)
        dbh = np.concatenate([daz, dar, r * dan], axis=-1).sum(axis=(0, 1))
    dWx = np.tensordot(x, da, STEPS)  # (D, 3H)
    dWh = np.concatenate([dUzr, dUn], axis=1)  # (H, 3H)
    db = da.sum(axis=(0, 1)) if given[0] else None
    return (da @ Wx.T, carry, dWx, dWh, db) + ((dbh,) if given[1] else ())


class GRUCell(Cell):
    """One layer of GRU in one direction; b for the inputs, bh for the recurrent products (reset="after")."""

    def __init__(self, D, H, *, update="candidate", reset="before", rng=None, dtype=np.float32):
        self.update = one_of("update", update, ("candidate", "past"))
        self.reset = one_of("reset", reset, ("before", "after"))
        Wx, Wh = recurrent_start(D, H, 3, rng, dtype)
        self.Wx = Parameter(Wx)
        self.Wh = Parameter(Wh)
        self.b = Parameter(np.zeros(3 * H, dtype))
        if reset == "after":
            self.bh = Parameter(np.zeros(3 * H, dtype))

    def forward(self, x, lengths, h0):
        """x (N, T, D), h0 (N, H) -> h (N, T, H)."""
        bh = self.bh.value if self.reset == "after" else None
        weights = self.Wx.value, self.Wh.value, self.b.value
        h, self.cache = gru_forward(x, h0, *weights, lengths, self.update, self.reset, bh)
        return h

    def backward(self, dh):
        """dh (N, T, H) -> dx (N, T, D), dh0 (N, H)."""
        dx, dh0, *gradients = gru_backward(dh, self.cache)
        self.add(gradients)
        return dx, dh0


class GRU(Recurrent):
    """Layers of gated recurrent units, each above the other, in one or both directions.

    update, reset  the two conventions of gru_forward; "past" and "after" are PyTorch's
    Start          Wx Glorot uniform and Wh orthogonal, gate by gate; biases zero
    """

    def __init__(
        self, D, H, *, layers=1, bidirectional=False, update="candidate", reset="before", rng=None,
        dtype=np.float32,
    ):  # fmt: skip
        rng = np.random.default_rng(rng)
        settings = {"update": update, "reset": reset, "rng": rng, "dtype": dtype}
        self.stack(D, H, layers, bidirectional, lambda size: GRUCell(size, H, **settings))
