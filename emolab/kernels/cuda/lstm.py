"""Long short-term memory on a card: two launches a step, one product and one pass for all gates."""

from typing import NamedTuple

import numpy as np

from emolab.kernels.cuda.raw import contiguous, launch, real
from emolab.kernels.cuda.recurrent_layout import by_batch, by_time, mask_of, opened, rows

TEXT = """
__device__ __forceinline__ real sigmoid(real x)
{
    real small = exp(x < 0 ? x : -x);
    return (x < 0 ? small : (real)1) / (1 + small);
}

extern "C" __global__
void lstm_step(long long count, int H, real* gates, const real* recurrent, const real* past_c, real* c,
               real* bent, real* h)
{
    PLACE(count)
    const long long first = at / H * 4 * H + at % H;
    real* a = gates + first;
    const real* r = recurrent + first;
    const real i = sigmoid(a[0] + r[0]), f = sigmoid(a[H] + r[H]);
    const real g = tanh(a[2 * H] + r[2 * H]), o = sigmoid(a[3 * H] + r[3 * H]);
    a[0] = i;
    a[H] = f;
    a[2 * H] = g;
    a[3 * H] = o;
    c[at] = f * past_c[at] + i * g;
    bent[at] = tanh(c[at]);
    h[at] = o * bent[at];
}

extern "C" __global__
void lstm_step_back(long long count, int H, const real* dh, const real* carry_h, real* carry_c,
                    const real* gates, const real* past_c, const real* bent, real* da)
{
    PLACE(count)
    const long long first = at / H * 4 * H + at % H;
    const real* a = gates + first;
    real* d = da + first;
    const real i = a[0], f = a[H], g = a[2 * H], o = a[3 * H];
    const real back = dh[at] + carry_h[at];
    const real dc = carry_c[at] + back * o * (1 - bent[at] * bent[at]);
    d[0] = dc * g * i * (1 - i);
    d[H] = dc * past_c[at] * f * (1 - f);
    d[2 * H] = dc * i * (1 - g * g);
    d[3 * H] = back * bent[at] * o * (1 - o);
    carry_c[at] = dc * f;
}
"""


class LSTMCache(NamedTuple):
    """What the backward needs, time first."""

    x: np.ndarray  # (T, N, D), zero past the ends
    mask: np.ndarray | None  # (T, N, 1)
    Wx: np.ndarray  # (D, 4H)
    Wh: np.ndarray  # (H, 4H)
    h: np.ndarray  # (T+1, N, H), the first is h0
    c: np.ndarray  # (T+1, N, H)
    gates: np.ndarray  # (T, N, 4H)
    bent: np.ndarray  # (T, N, H), tanh(c_t)
    biased: bool
    c_last: np.ndarray  # (N, H)


def lstm_forward(x, h0, c0, Wx, Wh, b=None, lengths=None):
    N, T, _ = x.shape
    dtype = np.result_type(x, h0, c0, Wx, Wh)
    ends, mask = mask_of(x, lengths)
    steps, Wx, Wh = by_time(x, mask, dtype), contiguous(Wx, dtype), contiguous(Wh, dtype)
    gates = steps @ Wx if b is None else steps @ Wx + b  # (T, N, 4H)
    h, c = opened(contiguous(h0, dtype), T), opened(contiguous(c0, dtype), T)
    bent = np.empty_like(h[1:])
    for t in range(T):
        recurrent = h[t] @ Wh  # (N, 4H)
        arrays = gates[t], recurrent, c[t], c[t + 1], bent[t], h[t + 1]
        launch(TEXT, "lstm_step", N * len(Wh), len(Wh), *arrays, real=real(dtype))
    c_last = c[ends, np.arange(N)]  # (N, H)
    cache = LSTMCache(steps, mask, Wx, Wh, h, c, gates, bent, b is not None, c_last)
    return by_batch(h[1:], mask), cache


def lstm_backward(dh, cache):
    x, mask, Wx, Wh, h, c, gates, bent, biased, _ = cache
    T, N, H = bent.shape
    dh = by_time(dh, mask, gates.dtype)
    da = np.empty_like(gates)
    carry_h, carry_c = (np.zeros_like(bent, shape=(N, H)) for _ in range(2))
    for t in range(T - 1, -1, -1):
        arrays = dh[t], carry_h, carry_c, gates[t], c[t], bent[t], da[t]
        launch(TEXT, "lstm_step_back", N * H, H, *arrays, real=real(gates.dtype))
        carry_h = da[t] @ Wh.T
    flat = rows(da)  # (T N, 4H)
    dWx, dWh = rows(x).T @ flat, rows(h[:-1]).T @ flat
    return by_batch(da @ Wx.T, None), carry_h, carry_c, dWx, dWh, flat.sum(axis=0) if biased else None
