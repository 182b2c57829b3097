"""Y = M X M^T for small matrices X of vectors: the transforms of Winograd's convolution.

Each entry of X and Y is a run of channels, and M is known when the kernel is compiled: the whole product
becomes straight-line vector code, 16 channels (of float32) at a time, without zero terms. Numba's own
loops do not get there, because LLVM cannot know that the many runs do not overlap.
"""

import numpy as np
from llvmlite import ir
from numba import config, types
from numba.core import cgutils
from numba.extending import intrinsic

LANES = {4: 16, 8: 8}  # numbers in 64 bytes, by their size; LLVM splits them where vectors are shorter


def sandwich(matrices, add=False):
    """Return a function for jitted code that computes y = M x M^T for a run of channels.

    The function takes (m, x, start, rows, columns, y, start, rows, columns, channels): M is matrices[m]; the
    arrays are contiguous, and the run of entry (i, j) begins at the flat place start + i * rows + j * columns.
    add       add to y instead of writing to it
    """
    matrices = {m: np.asarray(matrix, np.float64) for m, matrix in matrices.items()}
    if config.DISABLE_JIT:
        return _plain(matrices, add)

    @intrinsic
    def transform(typing, m, x, x_start, x_rows, x_columns, y, y_start, y_rows, y_columns, channels):
        if not isinstance(x, types.Array) or not isinstance(y, types.Array) or x.dtype != y.dtype:
            return None
        n = types.intp
        signature = types.void(n, x, n, n, n, y, n, n, n, n)

        def emit(context, builder, signature, arguments):
            for key, matrix in matrices.items():
                chosen = builder.icmp_signed("==", arguments[0], arguments[0].type(key))
                with builder.if_then(chosen):
                    _emit_runs(context, builder, signature.args, arguments, matrix, add)
            return context.get_dummy_value()

        return signature, emit

    return transform


def _emit_runs(context, builder, kinds, arguments, matrix, add):
    """Emit a loop over whole vectors of channels and one over the channels that are left."""
    number = context.get_value_type(kinds[1].dtype)
    size = kinds[1].dtype.bitwidth // 8
    source = context.make_array(kinds[1])(context, builder, arguments[1]).data
    target = context.make_array(kinds[5])(context, builder, arguments[5]).data
    channels = arguments[9]
    width = channels.type(LANES[size])
    whole = builder.mul(builder.sdiv(channels, width), width)
    for kind, start, stop, step in (
        (ir.VectorType(number, LANES[size]), channels.type(0), whole, width),
        (number, whole, channels, channels.type(1)),
    ):
        with cgutils.for_range_slice(builder, start, stop, step, channels.type, inc=True) as (c, _):
            _emit_one(builder, kind, size, source, arguments[2:5], target, arguments[6:9], c, matrix, add)


def _emit_one(builder, kind, size, source, x_places, target, y_places, c, matrix, add):
    def spot(base, places, i, j):
        start, rows, columns = places
        offset = builder.add(builder.mul(rows, c.type(i)), builder.mul(columns, c.type(j)))
        address = builder.gep(base, [builder.add(builder.add(start, offset), c)])
        return builder.bitcast(address, kind.as_pointer())

    outer, inner = matrix.shape
    left = []  # M x, column by column
    for j in range(inner):
        column = [builder.load(spot(source, x_places, i, j), align=size) for i in range(inner)]
        left.append(_product(builder, kind, matrix, column))
    for i in range(outer):
        y = _product(builder, kind, matrix, [left[j][i] for j in range(inner)])
        for j in range(outer):
            address = spot(target, y_places, i, j)
            value = builder.fadd(builder.load(address, align=size), y[j]) if add else y[j]
            builder.store(value, address, align=size)


def _product(builder, kind, matrix, x):
    """Emit matrix @ x for a list of vectors; zeros are left out, ones are not multiplied."""
    results = []
    for row in matrix:
        total = None
        for weight, value in zip(row, x):
            if weight == 0:
                continue
            factor = weight if total is None else abs(weight)
            if factor != 1:
                value = builder.fmul(value, _constant(kind, factor), flags=("contract",))
            if total is None:
                total = value
            else:
                join = builder.fadd if weight > 0 else builder.fsub
                total = join(total, value, flags=("contract",))
        results.append(total)
    return results


def _constant(kind, value):
    return (
        ir.Constant(kind, [value] * kind.count)
        if isinstance(kind, ir.VectorType)
        else ir.Constant(kind, value)
    )


def _plain(matrices, add):
    """The same on NumPy arrays, for NUMBA_DISABLE_JIT."""

    def transform(m, x, x_start, x_rows, x_columns, y, y_start, y_rows, y_columns, channels):
        matrix = matrices[m].astype(x.dtype)
        outer, inner = matrix.shape
        source = _places(inner, x_start, x_rows, x_columns, channels)
        target = _places(outer, y_start, y_rows, y_columns, channels)
        product = np.einsum("ip,jq,pqc->ijc", matrix, matrix, x.reshape(-1)[source])
        flat = y.reshape(-1)
        flat[target] = flat[target] + product if add else product

    return transform


def _places(count, start, rows, columns, channels):
    i = np.arange(count)
    return start + i[:, None, None] * rows + i[None, :, None] * columns + np.arange(channels)
