"""Votes for directions without an arc tangent a pixel, then pooling by the few weights that are not 0."""

import functools
import math

import numpy as np

from emolab.core.threads import run_pieces
from emolab.kernels.jit import jit

ZERO, HALF, ONE, PER_PI = np.float32(0), np.float32(0.5), np.float32(1), np.float32(1 / np.pi)
P0, P1, P2, P3 = (
    np.float32(0.999999898),
    np.float32(-0.333319597),
    np.float32(0.199692354),
    np.float32(-0.14016585),
)
P4, P5 = np.float32(0.099060969), np.float32(-0.0593671008)
P6, P7 = np.float32(0.0241661895), np.float32(-0.00466877331)
TIE = 1e-9
LINES = 32  # fewer rows than this are not worth a thread
POOLED = 8


def orientation_histograms(image, rows, columns, orientations=9, votes="nearest"):
    H, W, C = image.shape
    K, linear = orientations, votes == "linear"
    planes = np.ascontiguousarray(image.transpose(2, 0, 1))  # (C, H, W)
    low = np.empty((H, W), np.min_scalar_type(K))
    votes_low = np.empty((H, W), image.dtype)
    votes_high = np.empty((H, W) if linear else (0, 0), image.dtype)
    edges = _edges(K)

    half = image.dtype.type(0.5)
    single = image.dtype == np.float32
    few = image.dtype.type(K)

    def vote(start, stop):
        if linear:
            _votes_linear(planes, start, stop, few, half, single, low, votes_low, votes_high)
        else:
            _votes_nearest(planes, start, stop, edges, low, votes_low)

    run_pieces(vote, H, max(1, LINES * 512 // max(1, W)))
    row_starts, row_stops = _support(rows)
    column_starts, column_stops = _support(columns)
    rows, columns = (np.ascontiguousarray(w, image.dtype) for w in (rows, columns))
    h = np.empty((len(rows), len(columns), K), image.dtype)

    def pool(start, stop):
        _pool(
            low, votes_low, votes_high, linear, rows, row_starts, row_stops,
            columns, column_starts, column_stops, start, stop, h,
        )  # fmt: skip

    run_pieces(pool, len(rows), POOLED)
    return h


@functools.lru_cache(32)
def _edges(K):
    """Directions (cos, sin) where bins 1 to K-1 begin."""
    angles = [math.radians(k * 180 / K) for k in range(1, K)]
    return np.array([(math.cos(a), math.sin(a)) for a in angles]).reshape(-1, 2)


def _support(weights):
    """First and last + 1 place of each row that is not 0."""
    some = weights != 0
    starts = some.argmax(axis=1)
    stops = np.where(some.any(axis=1), weights.shape[1] - some[:, ::-1].argmax(axis=1), 0)
    return starts, stops


@jit
def _votes_nearest(planes, start, stop, edges, low, votes):
    W = planes.shape[2]
    gx, gy, other = np.zeros(W, planes.dtype), np.zeros(W, planes.dtype), np.zeros((2, W), planes.dtype)
    bins = np.empty(W, np.int64)
    for i in range(start, stop):
        _strongest(planes, i, gx, gy, other)
        _vote_nearest(gx, gy, edges, bins, low[i], votes[i])


@jit
def _votes_linear(planes, start, stop, K, half, single, low, votes_low, votes_high):
    W = planes.shape[2]
    gx, gy, other = np.zeros(W, planes.dtype), np.zeros(W, planes.dtype), np.zeros((2, W), planes.dtype)
    angle = np.empty(W, planes.dtype)
    for i in range(start, stop):
        _strongest(planes, i, gx, gy, other)
        if single:
            _half_turns_single(gx, gy, angle)
        else:
            _half_turns_double(gx, gy, angle)
        _vote_linear(gx, gy, angle, low[i], votes_low[i], votes_high[i], K, half)


@jit
def _strongest(planes, i, gx, gy, other):
    """The gradient of row i in the channel where it is largest, the first of equals."""
    _gradient(planes[0], i, gx, gy)
    for c in range(1, len(planes)):
        _gradient(planes[c], i, other[0], other[1])
        for j in range(len(gx)):
            x, y = other[0, j], other[1, j]
            if x * x + y * y > gx[j] * gx[j] + gy[j] * gy[j]:
                gx[j], gy[j] = x, y


@jit
def _gradient(plane, i, gx, gy):
    H, W = plane.shape
    before, here, after = plane[max(i - 1, 0)], plane[i], plane[min(i + 1, H - 1)]
    if 0 < i < H - 1:
        for j in range(W):
            gy[j] = after[j] - before[j]
    else:
        gy[:] = 0
    inner = gx[1 : W - 1]
    right, left = here[2:], here[: W - 2]
    for j in range(len(inner)):
        inner[j] = right[j] - left[j]


@jit
def _vote_nearest(gx, gy, edges, bins, low, votes):
    """The bin is the number of edges at or before the gradient, which is turned into the upper half."""
    slack = TIE * np.pi / (len(edges) + 1)
    bins[:] = 0
    for e in range(len(edges)):
        cosine, sine = edges[e, 0], edges[e, 1]
        for j in range(len(gx)):
            x, y = np.float64(gx[j]), np.float64(gy[j])
            level = slack * abs(x)
            down = (y < -level) | ((y <= level) & (x < 0))
            cross = y * cosine - x * sine
            bins[j] += np.int64((-cross if down else cross) >= -slack * (abs(x) + abs(y)))
    for j in range(len(gx)):
        low[j] = bins[j]
        votes[j] = np.sqrt(gx[j] * gx[j] + gy[j] * gy[j])


@jit
def _vote_linear(gx, gy, angle, low, votes_low, votes_high, K, half):
    """angle is in half turns, 0 to 1; K and half (1/2) come in the array's precision, to stay in it."""
    for j in range(len(gx)):
        t = angle[j] * K - half
        place = np.floor(t)
        share = t - place
        m = np.sqrt(gx[j] * gx[j] + gy[j] * gy[j])
        second = m * share
        votes_high[j] = second
        votes_low[j] = m - second
        low[j] = np.int32(place if place >= 0 else K - half - half)


@jit
def _half_turns_double(gx, gy, angle):
    for j in range(len(gx)):
        t = np.arctan2(gy[j], gx[j]) / np.pi
        t = t + 1.0 if t < 0 else t
        angle[j] = t if t < 1 else 0.0


@jit
def _half_turns_single(gx, gy, angle):
    """atan a = a P(a^2) for a in 0 to 1 (Chebyshev fit, error 1e-7), then the octants unfolded."""
    for j in range(len(gx)):
        x, y = abs(gx[j]), abs(gy[j])
        most = max(x, y)
        a = min(x, y) / (most if most > ZERO else ONE)
        u = a * a
        p = P7
        p = p * u + P6
        p = p * u + P5
        p = p * u + P4
        p = p * u + P3
        p = p * u + P2
        p = p * u + P1
        t = (p * u + P0) * a * PER_PI
        t = HALF - t if y > x else t
        across = (gx[j] < ZERO) != (gy[j] < ZERO)
        t = ONE - t if across else t
        angle[j] = t if t < ONE else ZERO


@jit
def _pool(low, votes_low, votes_high, linear, rows, row_starts, row_stops,
          columns, column_starts, column_stops, start, stop, h):  # fmt: skip
    W, K = low.shape[1], h.shape[2]
    line = np.empty((W, K), h.dtype)
    flat = line.reshape(-1)
    for r in range(start, stop):
        flat[:] = 0
        for i in range(row_starts[r], row_stops[r]):
            weight, own, first = rows[r, i], low[i], votes_low[i]
            for j in range(W):
                flat[j * K + np.int64(own[j])] += weight * first[j]
            if linear:
                second = votes_high[i]
                for j in range(W):
                    k = np.int64(own[j]) + 1
                    flat[j * K + (k if k < K else 0)] += weight * second[j]
        for s in range(h.shape[1]):
            cell = h[r, s]
            cell[:] = 0
            for j in range(column_starts[s], column_stops[s]):
                weight, pixel = columns[s, j], line[j]
                if K == 9:  # a known number of bins becomes vector code
                    for k in range(9):
                        cell[k] += weight * pixel[k]
                else:
                    for k in range(K):
                        cell[k] += weight * pixel[k]
