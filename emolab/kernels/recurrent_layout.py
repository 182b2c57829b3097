"""What the recurrent kernels share: the batch's cut, the order of its rows, and the products over many steps.

Each piece of the batch runs by itself from the first step to the last, its longest sequences first. So the
sequences that reach step t are a run at the top, and the rows of all steps, one step after the other, hold
no padding: (M, .) with M the sum of the lengths. A step is then one product of a run of rows with weights
that were packed once; the products that need no step before them (with the inputs, and those of the
gradients) are taken over blocks of steps, small enough to meet again what the steps left in the cache.
"""

from typing import NamedTuple

import numpy as np

from emolab.core.checks import checked_lengths
from emolab.core.threads import run_pieces
from emolab.kernels.jit import jit
from emolab.kernels.packed_product import aligned_empty, multiply_packed, pack_columns_into, panels_size

BLOCK = 256  # rows of a block of steps


class Steps(NamedTuple):
    """Where the rows of a piece lie: row starts[t] + i of (M, .) is step t of sequence rows[i]."""

    rows: np.ndarray  # (n,), from the longest sequence to the shortest
    counts: np.ndarray  # (T,), how many sequences reach step t
    starts: np.ndarray  # (T + 1,)


def over_batch(piece, N):
    """Run piece(start, stop) over two, four or eight equal parts of the batch (one where N is small)."""
    if N == 0:
        return [piece(0, 0)]
    count = 1 if N < 12 else 2 if N < 64 else 4 if N < 128 else 8
    return run_pieces(piece, N, least=1, most=count)


def contiguous(dtype, *arrays):
    """Every array of one dtype and in C order, None kept; nothing is copied that fits already."""
    return [None if a is None else np.ascontiguousarray(a, dtype) for a in arrays]


def opened(x, lengths, *arrays):
    """Return the lengths of all sequences, then x and the arrays in one dtype; all but x in C order."""
    dtype = np.result_type(x, *(a for a in arrays if a is not None))
    return checked_lengths(lengths, *x.shape[:2]), np.asarray(x, dtype), *contiguous(dtype, *arrays)


def steps_of(lengths, start, stop):
    """Return the Steps of the sequences from start to stop."""
    own = lengths[start:stop]
    order = np.argsort(-own, kind="stable")
    counts = np.searchsorted(-own[order], -np.arange(own.max(initial=0)))
    return Steps(start + order, counts, np.concatenate([[0], np.cumsum(counts)]))


def empty_rows(steps, dtype, *sizes):
    """Return an array (M, *size) for each of the sizes."""
    return [np.empty((steps.starts[-1], *size), dtype) for size in sizes]


def in_order(parts):
    """Add up the pieces' sums, tuple by tuple, always in the same order."""
    total = list(parts[0])
    for part in parts[1:]:
        for k, value in enumerate(part):
            total[k] = total[k] + value
    return total


@jit
def to_rows(x, rows, counts, starts, out):
    """out (M, D) <- x (N, T, D)."""
    for t in range(len(counts)):
        for i in range(counts[t]):
            row, at = rows[i], starts[t] + i
            for d in range(out.shape[1]):
                out[at, d] = x[row, t, d]


@jit
def block_after(starts, first):
    """Return the step after the block of steps that begins at `first`."""
    last = first + 1
    while last < len(starts) - 1 and starts[last + 1] - starts[first] <= BLOCK:
        last += 1
    return last


@jit
def block_before(starts, last):
    """Return the first step of the block of steps that ends before `last`."""
    first = last - 1
    while first > 0 and starts[last] - starts[first - 1] <= BLOCK:
        first -= 1
    return first


@jit
def block_rows(starts):
    """Return the most rows that a block has."""
    return max(BLOCK, starts[min(1, len(starts) - 1)])


@jit
def sum_inputs(x, Wx, columns, bias, sums):
    """sums (R, G) <- bias (G,), and x (R, D) @ Wx (D, columns) added to the first columns."""
    for i in range(sums.shape[0]):
        for k in range(sums.shape[1]):
            sums[i, k] = bias[k]
    multiply_packed(x, Wx, columns, sums[:, :columns], True)


@jit
def block_panels(rows, columns, like):
    """Return room for the panels of a block."""
    return aligned_empty(panels_size(rows, columns, like.itemsize), like)


@jit
def add_products(da, inputs, panels, total):
    """total (G, D) += da (R, G)^T @ inputs (R, D).

    Down a column of da the reads go from row to row: where these lie 4 KiB apart, all fall into the same few
    lines of the cache. So the callers' rows are a bit longer than what they hold.
    """
    pack_columns_into(inputs, panels)
    multiply_packed(da.T, panels, inputs.shape[1], total, True)


@jit
def add_rows(da, total):
    """total (G,) += the sum of da (R, G) over its rows."""
    part = np.zeros_like(total)
    for i in range(da.shape[0]):
        for k in range(da.shape[1]):
            part[k] += da[i, k]
    for k in range(len(total)):
        total[k] += part[k]


@jit
def add_block(da, x, past, panels, dWx, dWh, db):
    """Add what a block gives to dWx (G, D), dWh (G, H) and db (G,), where all meet the same da (R, G)."""
    add_products(da, x, panels, dWx)
    add_products(da, past, panels, dWh)
    add_rows(da, db)


@jit
def send_back(da, Wx, rows, counts, starts, first, last, block, dx):
    """dx (N, T, D) at the steps of a block <- da (R, G) @ Wx (D, G)^T, of which Wx has the panels."""
    D = dx.shape[2]
    multiply_packed(da, Wx, D, block[: len(da)], False)
    for t in range(first, last):
        for i in range(counts[t]):
            row, at = rows[i], starts[t] - starts[first] + i
            for d in range(D):
                dx[row, t, d] = block[at, d]


def empty_past_ends(x, shape, lengths):
    """Return an array for results (N, T, .) of x's dtype: zeros where some steps will not be written."""
    whole = bool((lengths == shape[1]).all())
    return np.empty(shape, x.dtype) if whole else np.zeros(shape, x.dtype)
