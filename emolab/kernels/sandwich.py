"""Y = M X M^T for small matrices X of vectors: the transforms of Winograd's convolution.

Each entry of X and Y is a run of channels, and M is known when the kernel is compiled: the whole product
becomes straight-line vector code, 16 channels (of float32) at a time, without zero terms. Numba's own
loops do not get there, because LLVM cannot know that the many runs do not overlap.

An image's tiles reach over its edge. No copy is made of such a tile: the places outside are exchanged for a
run of zeros where they are read, and for a run that nobody reads where they are written.
"""

import numpy as np
from llvmlite import ir
from numba import config, types
from numba.core import cgutils
from numba.extending import intrinsic

LANES = {4: 16, 8: 8}  # numbers in 64 bytes, by their size; LLVM splits them where vectors are shorter


def sandwich(matrices):
    """Return a function for jitted code that computes y = M x M^T for a run of channels.

    The function takes (m, x, start, rows, columns, y, start, rows, columns, channels): M is matrices[m]; the
    arrays are contiguous; the run of entry (i, j) begins at the flat place start + i * rows + j * columns.
    """
    matrices = _checked(matrices)
    if config.DISABLE_JIT:
        return _plain(matrices)

    @intrinsic
    def transform(typing, m, x, x_start, x_rows, x_columns, y, y_start, y_rows, y_columns, channels):
        return _typed(m, x, y) and (_signature(x, y), _emitter(matrices))

    return transform


def sandwich_of_image(matrices):
    """As `sandwich`; x is an image, of which the entries top <= i < bottom, left <= j < right exist.

    Further arguments: top, bottom, left, right and zeros, which stand for the others.
    """
    matrices = _checked(matrices)
    if config.DISABLE_JIT:
        return _plain(matrices, image="x")

    @intrinsic
    def transform(
        typing, m, x, x_start, x_rows, x_columns, y, y_start, y_rows, y_columns, channels,
        top, bottom, left, right, zeros,
    ):  # fmt: skip
        return _typed(m, x, y) and (_signature(x, y, zeros), _emitter(matrices, image="x"))

    return transform


def sandwich_to_image(matrices, add):
    """As `sandwich`; y is an image, of which the entries top <= i < bottom, left <= j < right exist.

    Further arguments: top, bottom, left, right, spare, which takes the others, bias, a run that is added to
    each entry, and floor, what entries are at least.
    add       y gets the result added, and bias and floor are not used
    """
    matrices = _checked(matrices)
    if config.DISABLE_JIT:
        return _plain(matrices, image="y", add=add)

    @intrinsic
    def transform(
        typing, m, x, x_start, x_rows, x_columns, y, y_start, y_rows, y_columns, channels,
        top, bottom, left, right, spare, bias, floor,
    ):  # fmt: skip
        return _typed(m, x, y) and (_signature(x, y, spare, bias, x.dtype), _emitter(matrices, "y", add))

    return transform


def _checked(matrices):
    return {m: np.asarray(matrix, np.float64) for m, matrix in matrices.items()}


def _typed(m, x, y):
    return isinstance(x, types.Array) and isinstance(y, types.Array) and x.dtype == y.dtype or None


def _signature(x, y, *spare):
    n = types.intp
    edges = (n, n, n, n, *spare) if spare else ()
    return types.void(n, x, n, n, n, y, n, n, n, n, *edges)


def _emitter(matrices, image=None, add=False):
    def emit(context, builder, signature, arguments):
        kinds = signature.args

        def data(k):
            return context.make_array(kinds[k])(context, builder, arguments[k]).data

        for key, matrix in matrices.items():
            chosen = builder.icmp_signed("==", arguments[0], arguments[0].type(key))
            with builder.if_then(chosen):
                x, y = Side(builder, data(1), arguments[2:5]), Side(builder, data(5), arguments[6:9])
                if image:
                    side, size = (x, matrix.shape[1]) if image == "x" else (y, matrix.shape[0])
                    side.bound(size, arguments[10:14], data(14))
                ends = (data(15), arguments[16]) if image == "y" and not add else None
                number = context.get_value_type(kinds[1].dtype)
                _emit_runs(
                    builder, number, kinds[1].dtype.bitwidth // 8, matrix, x, y, arguments[9], ends, add
                )
        return context.get_dummy_value()

    return emit


class Side:
    """The addresses of one side's runs, computed once for all its channels."""

    def __init__(self, builder, base, places):
        self.builder, self.base, self.places = builder, base, places
        self.inside = None

    def bound(self, size, edges, spare):
        """Let the entries outside the edges be those of `spare`."""
        builder = self.builder

        def within(low, high):
            return [
                builder.and_(
                    builder.icmp_signed(">=", low.type(i), low), builder.icmp_signed("<", low.type(i), high)
                )
                for i in range(size)
            ]

        rows, columns = within(*edges[:2]), within(*edges[2:])
        self.inside = [[builder.and_(row, column) for column in columns] for row in rows]
        self.spare = spare

    def run(self, i, j):
        """Return the address of the first channel of entry (i, j)."""
        builder = self.builder
        start, rows, columns = self.places
        offset = builder.add(builder.mul(rows, start.type(i)), builder.mul(columns, start.type(j)))
        address = builder.gep(self.base, [builder.add(start, offset)])
        return builder.select(self.inside[i][j], address, self.spare) if self.inside else address


def _emit_runs(builder, number, size, matrix, x, y, channels, ends, add):
    """Emit a loop over whole vectors of channels and one over the channels that are left."""
    outer, inner = matrix.shape
    sources = [[x.run(i, j) for j in range(inner)] for i in range(inner)]
    targets = [[y.run(i, j) for j in range(outer)] for i in range(outer)]
    width = channels.type(LANES[size])
    whole = builder.mul(builder.sdiv(channels, width), width)
    for kind, start, stop, step in (
        (ir.VectorType(number, LANES[size]), channels.type(0), whole, width),
        (number, whole, channels, channels.type(1)),
    ):
        with cgutils.for_range_slice(builder, start, stop, step, channels.type, inc=True) as (c, _):

            def spot(run, kind=kind, c=c):
                return builder.bitcast(builder.gep(run, [c]), kind.as_pointer())

            def load(run, spot=spot):
                return builder.load(spot(run), align=size)

            left = []  # M x, column by column
            for j in range(inner):
                column = [load(sources[i][j]) for i in range(inner)]
                left.append(_product(builder, kind, matrix, column))
            bias, floor = (load(ends[0]), _spread_over(builder, kind, ends[1])) if ends else (None, None)
            for i in range(outer):
                row = _product(builder, kind, matrix, [left[j][i] for j in range(inner)])
                for value, run in zip(row, targets[i]):
                    if add or ends:
                        value = builder.fadd(load(run) if add else bias, value)
                    if ends:  # NaN stays NaN
                        value = builder.select(builder.fcmp_ordered("<", value, floor), floor, value)
                    builder.store(value, spot(run), align=size)


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


def _spread_over(builder, kind, value):
    if not isinstance(kind, ir.VectorType):
        return value
    nothing, index = ir.Constant(kind, ir.Undefined), ir.IntType(32)
    order = ir.Constant(ir.VectorType(index, kind.count), [index(0)] * kind.count)
    return builder.shuffle_vector(builder.insert_element(nothing, value, index(0)), nothing, order)


def _constant(kind, value):
    return ir.Constant(kind, [value] * kind.count if isinstance(kind, ir.VectorType) else value)


def _plain(matrices, image=None, add=False):
    """The same on NumPy arrays, for NUMBA_DISABLE_JIT."""

    def transform(
        m, x, x_start, x_rows, x_columns, y, y_start, y_rows, y_columns, channels,
        top=0, bottom=9, left=0, right=9, spare=None, bias=None, floor=None,
    ):  # fmt: skip
        matrix = matrices[m].astype(x.dtype)
        outer, inner = matrix.shape
        i, j = np.ogrid[: max(matrix.shape), : max(matrix.shape)]
        inside = (i >= top) & (i < bottom) & (j >= left) & (j < right)
        source = _places(inner, x_start, x_rows, x_columns, channels)
        taken = np.zeros(source.shape, x.dtype)
        here = inside[:inner, :inner] if image == "x" else np.ones((inner, inner), bool)
        taken[here] = x.reshape(-1)[source[here]]
        product = np.einsum("ip,jq,pqc->ijc", matrix, matrix, taken)
        here = inside[:outer, :outer] if image == "y" else np.ones((outer, outer), bool)
        target, flat = _places(outer, y_start, y_rows, y_columns, channels)[here], y.reshape(-1)
        more = flat[target] if add else 0 if bias is None else bias[:channels]
        flat[target] = more + product[here]
        if floor is not None and not add:
            flat[target] = np.maximum(flat[target], floor)

    return transform


def _places(count, start, rows, columns, channels):
    i = np.arange(count)
    return start + i[:, None, None] * rows + i[None, :, None] * columns + np.arange(channels)
