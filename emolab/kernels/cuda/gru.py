"""The gated recurrent unit on a card: its gates and its state in one pass each, products between them."""

from typing import NamedTuple

import numpy as np

from emolab.core.checks import one_of
from emolab.kernels.cuda.raw import contiguous, launch, real
from emolab.kernels.cuda.recurrent_layout import by_batch, by_time, mask_of, opened, rows

TEXT = """
__device__ __forceinline__ real sigmoid(real x)
{
    real small = exp(x < 0 ? x : -x);
    return (x < 0 ? small : (real)1) / (1 + small);
}

__device__ __forceinline__ real blend(int z_is_new, real z, real past, real fresh)
{
    return z_is_new ? (1 - z) * past + z * fresh : z * past + (1 - z) * fresh;
}

extern "C" __global__
void gru_gates(long long count, int H, real* gates, const real* recurrent, const real* bh, const real* past,
               real* reset_past)
{
    PLACE(count)
    const long long n = at / H, k = at % H;
    real* a = gates + n * 3 * H + k;
    const real* r = recurrent + n * 2 * H + k;
    a[0] = sigmoid(a[0] + r[0] + bh[k]);
    a[H] = sigmoid(a[H] + r[H] + bh[H + k]);
    reset_past[at] = a[H] * past[at];
}

extern "C" __global__
void gru_state(long long count, int H, int z_is_new, real* gates, const real* inner, const real* bh,
               const real* past, real* h)
{
    PLACE(count)
    const long long n = at / H, k = at % H;
    real* a = gates + n * 3 * H + k;
    a[2 * H] = tanh(a[2 * H] + inner[at] + bh[2 * H + k]);
    h[at] = blend(z_is_new, a[0], past[at], a[2 * H]);
}

extern "C" __global__
void gru_step(long long count, int H, int z_is_new, real* gates, const real* recurrent, const real* bh,
              const real* past, real* u, real* h)
{
    PLACE(count)
    const long long n = at / H, k = at % H;
    real* a = gates + n * 3 * H + k;
    const real* r = recurrent + n * 3 * H + k;
    a[0] = sigmoid(a[0] + r[0] + bh[k]);
    a[H] = sigmoid(a[H] + r[H] + bh[H + k]);
    u[at] = r[2 * H] + bh[2 * H + k];
    a[2 * H] = tanh(a[2 * H] + a[H] * u[at]);
    h[at] = blend(z_is_new, a[0], past[at], a[2 * H]);
}

extern "C" __global__
void gru_back(long long count, int H, int z_is_new, int after, const real* dh, real* carry, const real* gates,
              const real* past, const real* u, real* da, real* inner)
{
    PLACE(count)
    const long long first = at / H * 3 * H + at % H;
    const real* a = gates + first;
    real* d = da + first;
    const real z = a[0], r = a[H], fresh = a[2 * H], g = dh[at] + carry[at];
    const real change = z_is_new ? fresh - past[at] : past[at] - fresh;
    const real dfresh = g * (z_is_new ? z : 1 - z) * (1 - fresh * fresh);
    d[0] = g * change * z * (1 - z);
    d[2 * H] = dfresh;
    carry[at] = g * (z_is_new ? 1 - z : z);
    if (after) {
        d[H] = dfresh * u[at] * r * (1 - r);
        real* s = inner + first;
        s[0] = d[0];
        s[H] = d[H];
        s[2 * H] = r * dfresh;
    }
}

extern "C" __global__
void gru_back_reset(long long count, int H, const real* dreset, const real* gates, const real* past,
                    real* carry, real* da)
{
    PLACE(count)
    const long long first = at / H * 3 * H + at % H;
    const real r = gates[first + H];
    da[first + H] = dreset[at] * past[at] * r * (1 - r);
    carry[at] += dreset[at] * r;
}
"""


class GRUCache(NamedTuple):
    """What the backward needs, time first."""

    x: np.ndarray  # (T, N, D), zero past the ends
    mask: np.ndarray | None  # (T, N, 1)
    Wx: np.ndarray  # (D, 3H)
    Wh: np.ndarray  # (H, 3H)
    h: np.ndarray  # (T+1, N, H), the first is h0
    gates: np.ndarray  # (T, N, 3H): z, r, the candidate
    inner: np.ndarray  # (T, N, H): r * h_{t-1} for the reset before the product, h_{t-1} U_n + bh_n after
    update: str
    reset: str
    biases: tuple  # whether b and bh were given


def gru_forward(x, h0, Wx, Wh, b=None, lengths=None, update="candidate", reset="before", bh=None):
    one_of("update", update, ("candidate", "past"))
    one_of("reset", reset, ("before", "after"))
    N, T, _ = x.shape
    H = len(Wh)
    dtype = np.result_type(x, h0, Wx, Wh)
    kind = {"real": real(dtype)}
    _, mask = mask_of(x, lengths)
    steps, Wx, Wh = by_time(x, mask, dtype), contiguous(Wx, dtype), contiguous(Wh, dtype)
    added = np.zeros_like(Wh, shape=(3 * H,)) if bh is None else contiguous(bh, dtype)
    gates = steps @ Wx if b is None else steps @ Wx + b  # (T, N, 3H)
    h = opened(contiguous(h0, dtype), T)
    inner = np.empty_like(h[1:])
    z_is_new = int(update == "candidate")
    Uzr, Un = contiguous(Wh[:, : 2 * H]), contiguous(Wh[:, 2 * H :])
    for t in range(T):
        past = h[t]
        if reset == "before":
            launch(TEXT, "gru_gates", N * H, H, gates[t], past @ Uzr, added, past, inner[t], **kind)
            sums = inner[t] @ Un  # (N, H)
            launch(TEXT, "gru_state", N * H, H, z_is_new, gates[t], sums, added, past, h[t + 1], **kind)
        else:
            arrays = gates[t], past @ Wh, added, past, inner[t], h[t + 1]
            launch(TEXT, "gru_step", N * H, H, z_is_new, *arrays, **kind)
    given = (b is not None, bh is not None)
    return by_batch(h[1:], mask), GRUCache(steps, mask, Wx, Wh, h, gates, inner, update, reset, given)


def gru_backward(dh, cache):
    x, mask, Wx, Wh, h, gates, inner, update, reset, given = cache
    T, N, H = inner.shape
    after, z_is_new = int(reset == "after"), int(update == "candidate")
    kind = {"real": real(gates.dtype)}
    dh = by_time(dh, mask, gates.dtype)
    da = np.empty_like(gates)  # (T, N, 3H)
    ds = np.empty_like(gates) if after else da  # gradient of h_{t-1} Wh + bh, where it is another
    carry = np.zeros_like(inner, shape=(N, H))
    for t in range(T - 1, -1, -1):
        arrays = dh[t], carry, gates[t], h[t], inner[t], da[t], ds[t]
        launch(TEXT, "gru_back", N * H, H, z_is_new, after, *arrays, **kind)
        if after:
            carry += ds[t] @ Wh.T
        else:
            dreset = contiguous(da[t][:, 2 * H :] @ Wh[:, 2 * H :].T)  # gradient of r * h, (N, H)
            launch(TEXT, "gru_back_reset", N * H, H, dreset, gates[t], h[t], carry, da[t], **kind)
            carry += da[t][:, : 2 * H] @ Wh[:, : 2 * H].T
    flat, past = rows(da), rows(h[:-1])  # (T N, 3H), (T N, H)
    if after:
        dWh, dbh = past.T @ rows(ds), rows(ds).sum(axis=0)
    else:
        dWh = np.concatenate([past.T @ flat[:, : 2 * H], rows(inner).T @ flat[:, 2 * H :]], axis=1)
        dbh = flat.sum(axis=0)
    db = flat.sum(axis=0) if given[0] else None
    gradients = by_batch(da @ Wx.T, None), carry, rows(x).T @ flat, dWh, db
    return gradients + ((dbh,) if given[1] else ())
