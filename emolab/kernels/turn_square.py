"""Turning a square of one vector's width in registers: row i becomes column i.

Sixteen rows of float32 are loaded, neighbours exchange halves in four steps of shuffles, and sixteen
columns are stored. A loop would move one number at a time, and a cache line for each.
"""

from llvmlite import ir
from numba import config, types
from numba.extending import intrinsic

SIDE = {4: 16, 8: 8}  # by the size of a number: 64 bytes

INDEX = ir.IntType(32)


def square_of_rows(builder, side, rows):
    """Return the columns of the square whose rows are given, as vectors."""
    step = side // 2
    while step:
        turned = list(rows)
        for i in range(side):
            if i & step:
                continue
            # of rows i and i + step: exchange the upper right with the lower left blocks of step x step
            first = [k if not k & step else side + k - step for k in range(side)]
            second = [k + step if not k & step else side + k for k in range(side)]
            for place, order in ((i, first), (i + step, second)):
                mask = ir.Constant(ir.VectorType(INDEX, side), [INDEX(k) for k in order])
                turned[place] = builder.shuffle_vector(rows[i], rows[i + step], mask)
        rows = turned
        step //= 2
    return rows


@intrinsic
def turn_square(typing, x, x_start, x_rows, y, y_start, y_rows):
    """y[j, i] = x[i, j] in a square of 64 bytes a side; places and steps count numbers in flat arrays."""
    if not isinstance(x, types.Array) or not isinstance(y, types.Array) or x.dtype != y.dtype:
        return None
    n = types.intp
    signature = types.void(x, n, n, y, n, n)

    def emit(context, builder, signature, arguments):
        number = context.get_value_type(signature.args[0].dtype)
        size = signature.args[0].dtype.bitwidth // 8
        side = SIDE[size]
        kind = ir.VectorType(number, side)

        def spot(k, i):
            base = context.make_array(signature.args[k])(context, builder, arguments[k]).data
            start, step = arguments[k + 1 : k + 3]
            address = builder.gep(base, [builder.add(start, builder.mul(step, step.type(i)))])
            return builder.bitcast(address, kind.as_pointer())

        rows = [builder.load(spot(0, i), align=size) for i in range(side)]
        for i, column in enumerate(square_of_rows(builder, side, rows)):
            builder.store(column, spot(3, i), align=size)
        return context.get_dummy_value()

    return signature, emit


if config.DISABLE_JIT:

    def turn_square(x, x_start, x_rows, y, y_start, y_rows):  # noqa: F811
        """The same in NumPy."""
        side = SIDE[x.itemsize]
        for i in range(side):
            for j in range(side):
                y.reshape(-1)[y_start + j * y_rows + i] = x.reshape(-1)[x_start + i * x_rows + j]
