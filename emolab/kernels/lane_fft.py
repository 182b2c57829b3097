"""The Fourier transform of as many frames at once as a vector has numbers, each frame in a lane of its own.

A vector of 64 bytes holds one sample of 16 frames (8 in float64), so that every step of the transform is
the formula's own, with vectors in place of numbers: no shuffles, no leftovers. Frames are turned into lanes
sixteen samples at a time in registers, weighed by the window on the way; even samples are taken for real
and odd ones for imaginary parts, which halves the length; a transform of radix 4 passes between two
buffers; the power of bin k and of its mirror come from one pair; and a band is the sum over its own bins.

Each step below is an intrinsic that writes down its vector instructions, because LLVM finds them in none
of the loops. x, y, z, p and e are flat arrays of one dtype, places in them count numbers. Jitted callers
only; where there is no JIT `mel_energies` goes the other way.
"""

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from emolab.kernels.turn_square import INDEX, SIDE, square_of_rows


class Lanes:
    """What the intrinsics emit with: loads, stores, and arithmetic on vectors of 64 bytes."""

    def __init__(self, context, builder, dtype):
        self.context, self.builder = context, builder
        self.size = dtype.bitwidth // 8
        self.side = SIDE[self.size]
        self.number = context.get_value_type(dtype)
        self.vector = ir.VectorType(self.number, self.side)
        name = f"llvm.fmuladd.v{self.side}f{8 * self.size}"
        kind = ir.FunctionType(self.vector, [self.vector] * 3)
        self.fused = builder.module.globals.get(name) or ir.Function(builder.module, kind, name)

    def data(self, kind, array):
        """The address of an array's first number."""
        return self.context.make_array(kind)(self.context, self.builder, array).data

    def at(self, base, place):
        """The address of the vector at a place."""
        return self.builder.bitcast(self.builder.gep(base, [place]), self.vector.as_pointer())

    def load(self, base, place):
        return self.builder.load(self.at(base, place), align=self.size)

    def store(self, value, base, place):
        self.builder.store(value, self.at(base, place), align=self.size)

    def complex(self, base, place):
        """Real and imaginary vector of the complex number at a place."""
        return self.load(base, place), self.load(base, self.builder.add(place, place.type(self.side)))

    def put(self, value, base, place):
        """Store a complex number."""
        self.store(value[0], base, place)
        self.store(value[1], base, self.builder.add(place, place.type(self.side)))

    def spread(self, number):
        """A vector with one number in all lanes."""
        undefined = ir.Constant(self.vector, ir.Undefined)
        one = self.builder.insert_element(undefined, number, INDEX(0))
        order = ir.Constant(ir.VectorType(INDEX, self.side), [INDEX(0)] * self.side)
        return self.builder.shuffle_vector(one, undefined, order)

    def number_at(self, base, place):
        """One number in all lanes, from memory."""
        return self.spread(self.builder.load(self.builder.gep(base, [place]), align=self.size))

    def plus(self, a, b):
        return self.builder.fadd(a[0], b[0]), self.builder.fadd(a[1], b[1])

    def minus(self, a, b):
        return self.builder.fsub(a[0], b[0]), self.builder.fsub(a[1], b[1])

    def turn(self, a):
        """j a."""
        return self.builder.fneg(a[1]), a[0]

    def multiply(self, a, w):
        """a w of complex numbers."""
        fused, builder = self.fused, self.builder
        real = builder.call(fused, [a[0], w[0], builder.fneg(builder.fmul(a[1], w[1]))])
        imaginary = builder.call(fused, [a[0], w[1], builder.fmul(a[1], w[0])])
        return real, imaginary

    def power(self, a):
        """|a|^2."""
        return self.builder.call(self.fused, [a[0], a[0], self.builder.fmul(a[1], a[1])])


def _flat(*arrays):
    """Whether all are arrays of one dtype that a vector can hold."""
    if not all(isinstance(array, types.Array) for array in arrays):
        return False
    return len({array.dtype for array in arrays}) == 1 and arrays[0].dtype in (types.float32, types.float64)


n = types.intp  # a place in an array, or a number of things


@intrinsic
def turn_weighed(typing, x, x_start, x_rows, w, w_start, y, y_start):
    """y[j, i] = x[i, j] w[j] in a square of 64 bytes a side; x's rows lie x_rows apart, y's side by side."""
    if not _flat(x, w, y):
        return None

    def emit(context, builder, signature, arguments):
        lanes = Lanes(context, builder, signature.args[0].dtype)
        bases = [lanes.data(signature.args[k], arguments[k]) for k in (0, 3, 5)]
        _, start, step, _, w_at, _, y_at = arguments
        rows = [
            lanes.load(bases[0], builder.add(start, builder.mul(step, step.type(i))))
            for i in range(lanes.side)
        ]
        for j, column in enumerate(square_of_rows(builder, lanes.side, rows)):
            weight = lanes.number_at(bases[1], builder.add(w_at, w_at.type(j)))
            lanes.store(builder.fmul(column, weight), bases[2], builder.add(y_at, y_at.type(j * lanes.side)))
        return context.get_dummy_value()

    return types.void(x, n, n, w, n, y, n), emit


@intrinsic
def radix_four(typing, x, start, step, w, w_start, y, y_start, y_step):
    """One butterfly of a transform by decimation in frequency, its outputs in their final order.

    y_0 = a + c + b + d;  y_1 = w_1 (a - c - j (b - d));  y_2 = w_2 (a + c - b - d);
    y_3 = w_3 (a - c + j (b - d));  a, b, c, d = x, `step` apart; w_1, w_2, w_3 from w_start on
    """
    if not _flat(x, w, y):
        return None

    def emit(context, builder, signature, arguments):
        lanes = Lanes(context, builder, signature.args[0].dtype)
        source, weights, target = (lanes.data(signature.args[k], arguments[k]) for k in (0, 3, 5))
        _, at, step, _, w_at, _, y_at, y_step = arguments
        a, b, c, d = (
            lanes.complex(source, builder.add(at, builder.mul(step, step.type(i)))) for i in range(4)
        )
        w = [
            tuple(lanes.number_at(weights, builder.add(w_at, w_at.type(2 * i + part))) for part in (0, 1))
            for i in range(3)
        ]
        even, odd = lanes.plus(a, c), lanes.minus(a, c)
        other, turned = lanes.plus(b, d), lanes.turn(lanes.minus(b, d))
        outputs = (
            lanes.plus(even, other),
            lanes.multiply(lanes.minus(odd, turned), w[0]),
            lanes.multiply(lanes.minus(even, other), w[1]),
            lanes.multiply(lanes.plus(odd, turned), w[2]),
        )
        for i, value in enumerate(outputs):
            lanes.put(value, target, builder.add(y_at, builder.mul(y_step, y_step.type(i))))
        return context.get_dummy_value()

    return types.void(x, n, n, w, n, y, n, n), emit


@intrinsic
def radix_two(typing, x, start, step, y, y_start, y_step):
    """The last butterfly of a length that is no power of 4: y_0 = a + b, y_1 = a - b."""
    if not _flat(x, y):
        return None

    def emit(context, builder, signature, arguments):
        lanes = Lanes(context, builder, signature.args[0].dtype)
        source, target = (
            lanes.data(signature.args[0], arguments[0]),
            lanes.data(signature.args[3], arguments[3]),
        )
        _, at, step, _, y_at, y_step = arguments
        a, b = lanes.complex(source, at), lanes.complex(source, builder.add(at, step))
        lanes.put(lanes.plus(a, b), target, y_at)
        lanes.put(lanes.minus(a, b), target, builder.add(y_at, y_step))
        return context.get_dummy_value()

    return types.void(x, n, n, y, n, n), emit


@intrinsic
def mirror_powers(typing, z, k, m, w, w_start, p, p_k, p_m):
    """Powers of bin k and its mirror out of the half-length transform of even samples + j odd samples.

    E = (Z_k + conj Z_m) / 2;  O = (Z_k - conj Z_m) / 2j;  p_k = |E + w O|^2;  p_m = |E - w O|^2
    """
    if not _flat(z, w, p):
        return None

    def emit(context, builder, signature, arguments):
        lanes = Lanes(context, builder, signature.args[0].dtype)
        source, weights, target = (lanes.data(signature.args[k], arguments[k]) for k in (0, 3, 5))
        _, at_k, at_m, _, w_at, _, p_k, p_m = arguments
        (kr, ki), (mr, mi) = lanes.complex(source, at_k), lanes.complex(source, at_m)
        w = tuple(lanes.number_at(weights, builder.add(w_at, w_at.type(part))) for part in (0, 1))
        half = lanes.spread(lanes.number(0.5))
        even = builder.fmul(half, builder.fadd(kr, mr)), builder.fmul(half, builder.fsub(ki, mi))
        odd = builder.fmul(half, builder.fadd(ki, mi)), builder.fmul(half, builder.fsub(mr, kr))
        turned = lanes.multiply(odd, w)
        lanes.store(lanes.power(lanes.plus(even, turned)), target, p_k)
        lanes.store(lanes.power(lanes.minus(even, turned)), target, p_m)
        return context.get_dummy_value()

    return types.void(z, n, n, w, n, p, n, n), emit


@intrinsic
def band_sum(typing, p, first, count, b, b_start, e, e_start):
    """e = sum over `count` bins from `first` on of b p, a vector of as many frames."""
    if not _flat(p, b, e):
        return None

    def emit(context, builder, signature, arguments):
        lanes = Lanes(context, builder, signature.args[0].dtype)
        powers, weights, target = (lanes.data(signature.args[k], arguments[k]) for k in (0, 3, 5))
        _, first, count, _, b_at, _, e_at = arguments
        total = cgutils.alloca_once_value(
            builder, ir.Constant(lanes.vector, [lanes.number(0.0)] * lanes.side)
        )
        with cgutils.for_range(builder, count) as loop:
            place = builder.mul(builder.add(first, loop.index), first.type(lanes.side))
            weight = lanes.number_at(weights, builder.add(b_at, loop.index))
            found = builder.call(lanes.fused, [lanes.load(powers, place), weight, builder.load(total)])
            builder.store(found, total)
        lanes.store(builder.load(total), target, e_at)
        return context.get_dummy_value()

    return types.void(p, n, n, b, n, e, n), emit
