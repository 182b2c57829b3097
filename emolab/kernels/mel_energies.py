"""Energies of bands, sixteen frames at once in the lanes of a vector, or by SciPy's transform in blocks."""

from functools import lru_cache

import numba
import numpy as np
import scipy.fft

from emolab.core.threads import run_pieces
from emolab.kernels.jit import jit
from emolab.kernels.lane_fft import band_sum, mirror_powers, radix_four, radix_two, turn_weighed
from emolab.kernels.turn_square import SIDE
from emolab.kernels.workspace import workspace

POINTS = 2**15  # samples in a block of SciPy's
LEAST = 256  # fewer frames are not worth a thread
SMALLEST, LARGEST = 64, 8192  # lengths of a transform in lanes


def mel_energies(frames, window, bank, n_fft, power=2, centre=False, a=0.0):
    dtype = np.result_type(frames, window, bank)
    energies = np.empty((len(frames), len(bank)), dtype)
    inside = bool(centre or a)
    lanes = dtype in (np.float32, np.float64) and n_fft & (n_fft - 1) == 0 and SMALLEST <= n_fft <= LARGEST
    if lanes and frames.shape[1] <= n_fft and not numba.config.DISABLE_JIT:
        window, bank = np.ascontiguousarray(window, dtype), np.ascontiguousarray(bank, dtype)
        frames = frames.astype(dtype, copy=False)
        plain = frames.strides[1] == frames.itemsize and frames.strides[0] % frames.itemsize == 0

        settings = bool(centre), dtype.type(a), power == 1, inside or not plain
        fixed = window, bank, _reach(bank), _plan(n_fft, dtype.char), settings
        side, K = SIDE[dtype.itemsize], frames.shape[1]

        def piece(start, stop):
            x, y = (workspace(f"lanes {name}", (n_fft * side,), dtype) for name in "xy")
            ready = workspace("lanes frames", (side, K), dtype)
            sums = workspace("lanes sums", (len(bank) * side,), dtype)
            _in_lanes(frames[start:stop], *fixed, x, y, ready, sums, energies[start:stop])

    else:

        def piece(start, stop):
            _in_blocks(frames[start:stop], window, bank, n_fft, power, centre, a, energies[start:stop])

    run_pieces(piece, len(frames), LEAST)
    return energies


@lru_cache(maxsize=16)
def _plan(n_fft, char):
    """Weights of all butterflies, stage after stage, and those of the mirror: flat arrays."""
    weights, n = [], n_fft // 2
    while n >= 4:
        p = np.arange(n // 4)[:, None]
        w = np.exp(-2j * np.pi * p * np.array([1, 2, 3]) / n)  # (n / 4, 3)
        weights.append(np.stack([w.real, w.imag], axis=-1).ravel())
        n //= 4
    mirror = np.exp(-2j * np.pi * np.arange(n_fft // 4 + 1) / n_fft)
    mirror = np.stack([mirror.real, mirror.imag], axis=-1).ravel()
    return np.concatenate(weights).astype(char), mirror.astype(char)


@jit
def _reach(bank):
    """First bin of each band, and how many bins up to its last: (M, 2)."""
    M, F = bank.shape
    reach = np.zeros((M, 2), np.intp)
    for m in range(M):
        first, last = 0, F
        while first < F and bank[m, first] == 0:
            first += 1
        while last > first and bank[m, last - 1] == 0:
            last -= 1
        reach[m, 0], reach[m, 1] = first, last - first
    return reach


@jit
def _in_lanes(frames, window, bank, reach, plan, settings, x, y, ready, sums, energies):
    """A vector's worth of frames after the other; the last ones with empty lanes beside them."""
    centre, a, magnitude, copied = settings
    T = len(frames)
    F = bank.shape[1]
    side = len(ready)
    n_fft = len(x) // side
    flat = bank.reshape(-1)
    for t in range(0, T, side):
        count = min(side, T - t)
        block = frames[t : t + side]
        if copied or count < side:
            _prepare(block, centre, a, ready)
            ready[count:] = 0
            block = ready[::1]
        _turn(block, window, x)
        in_x = _transform(x, y, plan[0], n_fft // 2, side)
        z, p = (x, y) if in_x else (y, x)
        half = n_fft // 2
        for k in range(n_fft // 4 + 1):
            m = (half - k) % half
            mirror_powers(z, 2 * side * k, 2 * side * m, plan[1], 2 * k, p, side * k, side * (half - k))
        if magnitude:
            for i in range(F * side):
                p[i] = np.sqrt(p[i])
        for m in range(len(bank)):
            band_sum(p, reach[m, 0], reach[m, 1], flat, m * F + reach[m, 0], sums, m * side)
        for i in range(count):
            for m in range(len(bank)):
                energies[t + i, m] = sums[m * side + i]


@jit
def _prepare(frames, centre, a, out):
    """Centre and pre-emphasise frames in one pass."""
    K = frames.shape[1]
    for t in range(frames.shape[0]):
        mean = frames[t, 0] * 0
        if centre:
            for k in range(K):
                mean += frames[t, k]
            mean /= K
        rest = mean * (1 - a)
        out[t, 0] = frames[t, 0] * (1 - a) - rest
        for k in range(1, K):
            out[t, k] = frames[t, k] - a * frames[t, k - 1] - rest


@jit
def _turn(block, window, x):
    """As many frames as there are lanes, side by side in them and weighed; zeros behind their end."""
    side, K = block.shape
    step = block.strides[0] // block.itemsize
    whole = K // side * side
    for k in range(0, whole, side):
        turn_weighed(block, k, step, window, k, x, k * side)
    for k in range(whole, K):
        for i in range(side):
            x[k * side + i] = block[i, k] * window[k]
    x[K * side :] = 0


@jit
def _transform(x, y, weights, n, side):
    """The transform of n complex numbers in x, through y and back; whether the last stage ended in x."""
    pair, stride, at, in_x = 2 * side, 1, 0, True
    while n >= 4:
        m = n // 4
        source, target = (x, y) if in_x else (y, x)
        for p in range(m):
            for q in range(stride):
                radix_four(
                    source, pair * (q + stride * p), pair * stride * m, weights, at + 6 * p,
                    target, pair * (q + stride * 4 * p), pair * stride,
                )  # fmt: skip
        at += 6 * m
        n, stride, in_x = m, 4 * stride, not in_x
    if n == 2:
        source, target = (x, y) if in_x else (y, x)
        for q in range(stride):
            radix_two(source, pair * q, pair * stride, target, pair * q, pair * stride)
        in_x = not in_x
    return in_x


def _in_blocks(frames, window, bank, n_fft, power, centre, a, energies):
    """Blocks that stay in the second-level cache, each one FFT and one product."""
    rows = max(1, POINTS // n_fft)
    columns = np.ascontiguousarray(bank.T)  # (F, M)
    ready = np.empty((rows, frames.shape[1]), energies.dtype)
    for i in range(0, len(frames), rows):
        j = min(i + rows, len(frames))
        if centre or a:
            _prepare(frames[i:j], bool(centre), energies.dtype.type(a), ready)
            weighed = ready[: j - i] * window
        else:
            weighed = frames[i:j] * window
        X = scipy.fft.rfft(weighed, n_fft, workers=1)  # (rows, F)
        spectrum = X.real**2
        spectrum += X.imag**2
        if power == 1:
            np.sqrt(spectrum, out=spectrum)
        np.matmul(spectrum, columns, out=energies[i:j])
