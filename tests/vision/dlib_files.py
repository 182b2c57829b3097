"""Writes small shape predictors as dlib would, to have files to read."""

import numpy as np


def packed(value):
    size = max((abs(value).bit_length() + 7) // 8, 1)
    return bytes([size | (0x80 if value < 0 else 0)]) + abs(value).to_bytes(size, "little")


def packed_float(value):
    mantissa, exponent = np.frexp(float(value))
    whole, exponent = int(mantissa * 2**24), int(exponent) - 24
    while whole and whole % 256 == 0:
        whole, exponent = whole // 256, exponent + 8
    return packed(whole) + packed(exponent)


def column(values):
    return packed(-len(values)) + packed(-1) + b"".join(map(packed_float, values))


def predictor(rng, L=5, S=2, T=3, depth=2, P=8):
    """The arrays of a random cascade."""
    J = 2**depth - 1
    return {
        "mean": rng.random((L, 2)).astype(np.float32),
        "anchors": rng.integers(0, L, (S, P)),
        "deltas": (0.2 * rng.standard_normal((S, P, 2))).astype(np.float32),
        "pairs": rng.integers(0, P, (S, T, J, 2)),
        "thresholds": rng.uniform(-60, 60, (S, T, J)).astype(np.float32),
        "leaves": (0.02 * rng.standard_normal((S, T, J + 1, L, 2))).astype(np.float32),
    }


def dlib_bytes(a):
    """The file of such arrays."""
    S, T, J = a["thresholds"].shape
    parts = [packed(1), column(a["mean"].ravel()), packed(S)]
    for s in range(S):
        parts.append(packed(T))
        for t in range(T):
            parts.append(packed(J))
            for j in range(J):
                first, second = a["pairs"][s, t, j]
                parts += [packed(int(first)), packed(int(second)), packed_float(a["thresholds"][s, t, j])]
            parts.append(packed(J + 1))
            parts += [column(leaf.ravel()) for leaf in a["leaves"][s, t]]
    parts.append(packed(S))
    for row in a["anchors"]:
        parts += [packed(len(row)), *(packed(int(v)) for v in row)]
    parts.append(packed(S))
    for row in a["deltas"]:
        parts += [packed(len(row)), *(packed_float(v) for v in row.ravel())]
    return b"".join(parts)
