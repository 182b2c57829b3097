"""What travels arrives as it was; what is no message is refused before anything is built from it."""

import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emolab.teach.sandbox.wire import Reference, WireError, decode, encode

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats(allow_nan=False)
    | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.lists(inner, max_size=4).map(tuple)
    | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(plain)
@settings(max_examples=150, deadline=None)
def test_plain_values_come_back(value):
    found = decode(encode(value))
    assert found == value and type(found) is type(value)


@pytest.mark.parametrize("dtype", ["?", "i1", "u2", ">i4", "i8", "f2", ">f4", "f8", "c8", "c16", "U3"])
@pytest.mark.parametrize("shape", [(), (0,), (3, 2), (2, 1, 4)])
def test_arrays_come_back(dtype, shape):
    values = np.arange(int(np.prod(shape))).reshape(shape).astype(dtype)
    for array in (values, values.T, np.asfortranarray(values)):
        found = decode(encode(array))
        assert found.shape == array.shape and found.dtype == array.dtype.newbyteorder("=")
        assert np.array_equal(found, array) and found.flags.writeable
    if dtype[-1] != "3":
        scalar = np.ones((), dtype)[()]
        assert type(decode(encode(scalar))) is type(scalar)


def test_a_generator_goes_on_where_it_stood():
    rng = np.random.default_rng(5)
    rng.standard_normal(3)
    found = decode(encode(rng))
    assert np.array_equal(found.standard_normal(4), rng.standard_normal(4))


def test_objects_stay_and_are_referred_to():
    kept = []

    def keep(value):
        kept.append(value)
        return Reference(len(kept) - 1, type(value).__name__, callable(value))

    raw = encode((1, object(), len), keep)
    found = decode(raw)
    assert found[1:] == (Reference(0, "object", False), Reference(1, "builtin_function_or_method", True))
    with pytest.raises(WireError, match="a object cannot be sent"):
        encode(object())


HUGE = struct.pack("<Q", 1 << 60)


@pytest.mark.parametrize("raw", [
    b"", b"?", b"N" + b"N", b"D123", b"S" + HUGE, b"L" + HUGE,
    b"U" + struct.pack("<Q", 200_001) + b"N" * 200_001,
    b"M" + struct.pack("<Q", 1) + b"NN", b"A" + struct.pack("<?BB2Q", 0, 2, 2, 1 << 40, 1 << 40) + b"f8",
    b"A" + struct.pack("<?BB1Q", 0, 1, 1, 1) + b"O" + bytes(8),
    b"A" + struct.pack("<?BB1Q", 0, 2, 1, 1) + b"V8" + bytes(8),
    b"A" + struct.pack("<?BB", 0, 2, 33) + bytes(8 * 33) + b"f8",
    b"A" + struct.pack("<?BB1Q", 1, 2, 1, 1) + b"f8" + bytes(8),
    b"A" + struct.pack("<?BB1Q", 0, 2, 1, 1) + b"U1" + b"\xff" * 4, b"L\1\0\0\0\0\0\0\0" * 40 + b"N",
    b"R" + encode([1, 2, 3]), b"R" + encode([1, 2, 7, 3]),
    b"R" + encode([1 << 200, 1, 0, 0]), b"R" + encode("x"),
])  # fmt: skip
def test_what_is_no_message_is_refused(raw):
    with pytest.raises(WireError):
        decode(raw)


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_no_bytes_do_harm(raw):
    try:
        decode(raw)
    except WireError:
        return
    assert raw


@given(plain, st.integers(0, 10_000), st.integers(0, 255))
@settings(max_examples=200, deadline=None)
def test_no_changed_byte_does_harm(value, place, byte):
    raw = bytearray(encode([value, np.arange(3.0)]))
    raw[place % len(raw)] = byte
    try:
        decode(bytes(raw))
    except WireError:
        return
    assert len(raw)


@pytest.mark.parametrize(
    "value", ["x" * (65 << 20), [0] * 300_000, np.zeros(9 << 20), 1 << 3000, np.array([object()])]
)
def test_what_is_too_large_or_strange_is_not_sent(value):
    with pytest.raises(WireError):
        encode(value)
