"""The heart of every matrix product: one tile of the result held in vector registers over the whole sum.

A tile is ROWS x (VECTORS vectors): for each k, the vectors of b's row are loaded, each value of a's column
is spread over a vector, and every pair is one fused multiply-add. Nothing is stored before the sum is done,
so that per k only 8 + 3 loads stand beside 24 multiply-adds of 16 float32 (on a CPU with AVX-512). LLVM
does not find this form by itself in a triple loop; here it is written down in its own language.

`multiply_tile` can be called from jitted functions alone. It emits one function for each height up to ROWS
and each width up to VECTORS, so that a tile at the edge costs what it holds.
"""

import platform
from typing import NamedTuple

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.registry import cpu_target
from numba.extending import intrinsic


class Tile(NamedTuple):
    """The largest tile that the registers hold."""

    rows: int
    vectors: int
    vector_bytes: int


def tile_for(machine, features):
    """Return the Tile of a CPU, by `platform.machine()` and LLVM's list of features ("+avx2,-avx512f,...").

    All accumulators, the vectors of b's row and one value of a have to fit: 24 + 3 + 1 of 32 registers,
    or 12 + 2 + 1 of 16.
    """
    present = set(features.split(","))
    if "+avx512f" in present:
        return Tile(8, 3, 64)
    if "+avx2" in present:
        return Tile(6, 2, 32)
    if machine.lower() in ("aarch64", "arm64"):
        return Tile(8, 3, 16)
    return Tile(6, 2, 16)


# Numba's own view of the CPU, which is also the key of its cache on disk: a cache made for another CPU,
# and so for another tile, is never read.
ROWS, VECTORS, VECTOR_BYTES = tile_for(
    platform.machine(), cpu_target.target_context.codegen().magic_tuple()[2]
)


BYTE = ir.IntType(8)


@intrinsic
def multiply_tile(typingctx, a, a_row, a_col, panels, start, K, out, out_row, out_col, rows, vectors, n, add):
    """One tile: out = a @ panel, or out += a @ panel where add is true; jitted callers only.

    a, out            addresses of the tiles' first values
    a_row, a_col, out_row, out_col   bytes from one row or column to the next; any sign
    panels, start     (.,) array that holds the panel, and the index where it begins: for each k the
                      values of b's row, `vectors` whole vectors long, zeros beyond n
    K                 terms of the sum
    rows, vectors, n  height from 1 to ROWS, width from 1 to VECTORS, and columns that exist
    """
    dtype = getattr(panels, "dtype", None)
    if dtype not in (types.float32, types.float64) or panels.layout != "C":
        return None
    size = types.intp
    signature = types.void(
        size, size, size, panels, size, size, size, size, size, size, size, size, types.boolean
    )  # fmt: skip

    def emit(context, builder, signature, args):
        array = context.make_array(signature.args[3])(context, builder, args[3])
        panel = builder.gep(array.data, [args[4]])
        function = _dispatch(builder.module, context.get_data_type(dtype), args[0].type)
        flag = builder.zext(args[12], ir.IntType(8)) if args[12].type.width < 8 else args[12]
        address = builder.ptrtoint(panel, args[0].type)
        builder.call(function, [*args[:3], address, *args[5:12], flag])
        return context.get_dummy_value()

    return signature, emit


@intrinsic
def copy_vector(typingctx, target, source, like):
    """Copy one vector of like's dtype from the address `source` to `target`; jitted callers only."""
    dtype = getattr(like, "dtype", None)
    if dtype not in (types.float32, types.float64):
        return None

    def emit(context, builder, signature, args):
        value = context.get_data_type(dtype)
        vector = ir.VectorType(value, VECTOR_BYTES // _bytes(value)).as_pointer()
        found = builder.load(builder.inttoptr(args[1], vector), align=_bytes(value))
        builder.store(found, builder.inttoptr(args[0], vector), align=_bytes(value))
        return context.get_dummy_value()

    return types.void(types.intp, types.intp, like), emit


def _new(module, name, kind):
    """Return the function of this name and whether it is still to be written; it is never inlined."""
    known = module.globals.get(name)
    if known is not None:
        return known, False
    function = ir.Function(module, kind, name)
    function.linkage = "linkonce_odr"
    function.attributes.add("noinline")
    function.attributes.add("nounwind")
    return function, True


def _suffix(value):
    return f"{value}_{ROWS}x{VECTORS}x{VECTOR_BYTES}"


def _dispatch(module, value, size):
    """Emit the choice of the height and width; edges go through a small tile of their own."""
    kind = ir.FunctionType(ir.VoidType(), [size] * 11 + [ir.IntType(8)])
    function, missing = _new(module, f"emolab_tile_{_suffix(value)}", kind)
    if not missing:
        return function
    a, a_row, a_col, panel, K, out, out_row, out_col, rows, vectors, n, add = function.args
    builder = ir.IRBuilder(function.append_basic_block("entry"))
    lanes = VECTOR_BYTES // _bytes(value)
    small = builder.alloca(ir.ArrayType(value, ROWS * VECTORS * lanes))
    small.align = VECTOR_BYTES
    small_address = builder.ptrtoint(small, size)
    small_row = builder.mul(vectors, size(VECTOR_BYTES))
    whole = builder.and_(
        builder.icmp_signed("==", out_col, size(_bytes(value))),
        builder.icmp_signed("==", n, builder.mul(vectors, size(lanes))),
    )
    aim = builder.select(whole, out, small_address)
    aim_row = builder.select(whole, out_row, small_row)
    aim_add = builder.select(whole, add, add.type(0))
    after = function.append_basic_block("after")
    case = builder.switch(
        builder.add(builder.mul(rows, size(VECTORS)), vectors), function.append_basic_block("never")
    )
    with builder.goto_block(case.default):
        builder.branch(after)
    for height in range(1, ROWS + 1):
        for width in range(1, VECTORS + 1):
            block = function.append_basic_block(f"tile_{height}x{width}")
            case.add_case(size(height * VECTORS + width), block)
            with builder.goto_block(block):
                tile = _tile(module, value, size, height, width)
                builder.call(tile, [a, a_row, a_col, panel, K, aim, aim_row, aim_add])
                builder.branch(after)
    builder.position_at_end(after)
    with builder.if_then(builder.not_(whole)):
        _copy_tile(
            builder,
            value,
            (rows, small_row, out_row),
            (n, size(_bytes(value)), out_col),
            small_address,
            out,
            builder.icmp_unsigned("!=", add, add.type(0)),
        )
    builder.ret_void()
    return function


def _copy_tile(builder, value, rows, columns, source, target, adding):
    """Emit a loop over (count, bytes in source, bytes in target) both ways, along target's memory."""
    far = [
        builder.select(builder.icmp_signed("<", x, x.type(0)), builder.neg(x), x)
        for x in (rows[2], columns[2])
    ]
    turned = builder.icmp_signed("<", *far)
    outer, inner = (
        [builder.select(turned, x, y) for x, y in zip(*pair)] for pair in ((columns, rows), (rows, columns))
    )
    with cgutils.for_range(builder, outer[0]) as i:
        source = builder.add(source, builder.mul(i.index, outer[1]))
        target = builder.add(target, builder.mul(i.index, outer[2]))
        with cgutils.for_range(builder, inner[0]) as j:
            found = builder.add(source, builder.mul(j.index, inner[1]))
            found = builder.load(builder.inttoptr(found, value.as_pointer()))
            place = builder.add(target, builder.mul(j.index, inner[2]))
            place = builder.inttoptr(place, value.as_pointer())
            with builder.if_else(adding) as (then, otherwise):
                with then:
                    builder.store(builder.fadd(builder.load(place), found), place)
                with otherwise:
                    builder.store(found, place)


def _prefetch(module):
    name = "llvm.prefetch.p0"
    kind = ir.FunctionType(ir.VoidType(), [BYTE.as_pointer(), *[ir.IntType(32)] * 3])
    return module.globals.get(name) or ir.Function(module, kind, name)


def _bytes(value):
    return 4 if isinstance(value, ir.FloatType) else 8


def _tile(module, value, size, rows, vectors):
    """Emit the sum of one tile of rows x vectors, and its store."""
    kind = ir.FunctionType(ir.VoidType(), [size] * 7 + [ir.IntType(8)])
    function, missing = _new(module, f"emolab_tile_{rows}_{vectors}_{_suffix(value)}", kind)
    if not missing:
        return function
    a, a_row, a_col, panel, K, out, out_row, add = function.args
    item = _bytes(value)
    lanes = VECTOR_BYTES // item
    vector = ir.VectorType(value, lanes)
    zeros = ir.Constant(vector, [value(0.0)] * lanes)
    name = f"llvm.fmuladd.v{lanes}f{8 * item}"  # one instruction where the CPU has it, else two
    fused = module.globals.get(name) or ir.Function(module, ir.FunctionType(vector, [vector] * 3), name)

    entry, head, body, end = (function.append_basic_block(part) for part in ("entry", "head", "body", "end"))
    builder = ir.IRBuilder(entry)
    firsts = [builder.add(a, builder.mul(a_row, size(i))) for i in range(rows)]
    for i in range(rows):  # out comes nearer while the sum runs
        for line in range(0, vectors * VECTOR_BYTES, 64):
            place = builder.add(out, builder.add(builder.mul(out_row, size(i)), size(line)))
            builder.call(
                _prefetch(module),
                [builder.inttoptr(place, BYTE.as_pointer()), *(ir.IntType(32)(x) for x in (1, 3, 1))],
            )
    builder.branch(head)

    builder.position_at_end(head)
    k, a_at, b_at = (builder.phi(size) for _ in range(3))
    sums = [[builder.phi(vector) for _ in range(vectors)] for _ in range(rows)]
    for phi, first in ((k, size(0)), (a_at, size(0)), (b_at, panel)):
        phi.add_incoming(first, entry)
    for row in sums:
        for phi in row:
            phi.add_incoming(zeros, entry)
    builder.cbranch(builder.icmp_signed("<", k, K), body, end)

    builder.position_at_end(body)
    b = [
        builder.load(
            builder.inttoptr(builder.add(b_at, size(j * VECTOR_BYTES)), vector.as_pointer()),
            align=VECTOR_BYTES,
        )
        for j in range(vectors)
    ]
    for first, row in zip(firsts, sums):
        one = builder.load(builder.inttoptr(builder.add(first, a_at), value.as_pointer()))
        spread = builder.insert_element(ir.Constant(vector, ir.Undefined), one, ir.IntType(32)(0))
        order = ir.Constant(ir.VectorType(ir.IntType(32), lanes), [ir.IntType(32)(0)] * lanes)
        spread = builder.shuffle_vector(spread, ir.Constant(vector, ir.Undefined), order)
        for phi, part in zip(row, b):
            phi.add_incoming(builder.call(fused, [spread, part, phi]), body)
    for phi, step in ((k, size(1)), (a_at, a_col), (b_at, size(vectors * VECTOR_BYTES))):
        phi.add_incoming(builder.add(phi, step), body)
    builder.branch(head)

    builder.position_at_end(end)
    places = [
        [
            builder.inttoptr(
                builder.add(out, builder.add(builder.mul(out_row, size(i)), size(j * VECTOR_BYTES))),
                vector.as_pointer(),
            )
            for j in range(vectors)
        ]
        for i in range(rows)
    ]  # fmt: skip
    with builder.if_else(builder.icmp_unsigned("!=", add, add.type(0))) as (then, otherwise):
        for branch, adding in ((then, True), (otherwise, False)):
            with branch:
                for row, found in zip(places, sums):
                    for place, total in zip(row, found):
                        if adding:
                            total = builder.fadd(builder.load(place, align=item), total)
                        builder.store(total, place, align=item)
    builder.ret_void()
    return function
