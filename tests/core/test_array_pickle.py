"""Pickles of arrays: what Python writes comes back, and nothing else is ever built or run."""

import io
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from emolab.core import FormatError
from emolab.core.array_pickle import read_array_pickle

PROTOCOLS = range(2, pickle.HIGHEST_PROTOCOL + 1)


def check_same(a, b):
    if isinstance(b, np.ndarray):
        assert isinstance(a, np.ndarray) and a.dtype == b.dtype and a.shape == b.shape
        if b.dtype.hasobject:
            for x, y in zip(a.ravel(), b.ravel()):
                check_same(x, y)
        else:
            np.testing.assert_array_equal(a, b)
    elif isinstance(b, dict):
        assert list(a) == list(b)
        for key in b:
            check_same(a[key], b[key])
    elif isinstance(b, list | tuple):
        assert len(a) == len(b)
        for x, y in zip(a, b):
            check_same(x, y)
    else:
        assert a == b and type(a) is type(b)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_what_python_writes_comes_back(protocol):
    shared = np.arange(6.0).reshape(2, 3)
    tree = {
        "float": shared, "again": shared,
        "turned": np.asfortranarray(shared), "int": np.arange(3, dtype=">i2"),
        "text": np.array(["ab", "cde"]), "bytes": np.array([b"x", b"yz"]), "empty": np.zeros((0, 5), "f4"),
        "things": np.array(["a", None, 3], object), "scalar": np.float32(2.5), "bool": np.array(True),
        "list": [1, -2, 3.5, True, None, "ä", b"\x00\xff", (1, "b")], "long": 2**80, 7: {"a": []},
    }  # fmt: skip
    check_same(read_array_pickle(pickle.dumps(tree, protocol), "f"), tree)


@settings(max_examples=40, deadline=None)
@given(
    arrays.arrays(
        st.sampled_from(["f4", "f8", "i8", "u1", ">f8", "c8", "U3", "?"]),
        arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
    ),
    st.sampled_from(PROTOCOLS),
)
def test_any_array_comes_back(array, protocol):
    check_same(read_array_pickle(io.BytesIO(pickle.dumps([array], protocol)), "f"), [array])


class Runs:
    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


def hostile(tmp_path):
    import os
    import subprocess

    yield "posix.mkdir|nt.mkdir", Runs(os.mkdir, str(tmp_path / "ran"))
    yield "[.]Popen", Runs(subprocess.Popen, ["touch", str(tmp_path / "ran")])
    yield "builtins.eval|__builtin__.eval", Runs(eval, "1 + 1")
    yield "builtins.set|__builtin__.set|EMPTY_SET", {1, 2}
    yield "builtins.complex|__builtin__.complex", 1j
    yield "numpy.*fromfile", Runs(np.fromfile, "/etc/passwd")
    yield "records", np.zeros(2, [("a", "f4")])
    yield "M8|datetime64", np.zeros(2, "M8[s]")


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_nothing_else_is_built_and_the_message_names_it(tmp_path, protocol):
    import re

    for said, thing in hostile(tmp_path):
        with pytest.raises(FormatError) as caught:
            read_array_pickle(pickle.dumps({"a": thing}, protocol), "bad.pkl")
        assert re.search(said, str(caught.value)) and "bad.pkl" in str(caught.value), caught.value
    assert not (tmp_path / "ran").exists()


def test_the_hostile_pickle_is_truly_hostile(tmp_path):
    """Python's own reader runs it: the test above can fail."""
    pickle.loads(pickle.dumps(next(hostile(tmp_path))[1]))
    assert (tmp_path / "ran").exists()


def test_sizes_are_held_against_the_bytes():
    good = pickle.dumps(np.arange(6, dtype="u1").reshape(2, 3), 2)
    place = good.index(b"K\x02K\x03\x86")
    with pytest.raises(FormatError, match=r"claims shape \(200, 3\), 600 bytes, but 6"):
        read_array_pickle(good[: place + 1] + b"\xc8" + good[place + 2 :], "f")
    huge = b"\x80\x04\x8e" + (2**60).to_bytes(8, "little") + b"abc."
    with pytest.raises(FormatError, match="f is not a whole pickle"):
        read_array_pickle(huge, "f")


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_cut_or_damaged_pickle_ends_in_a_format_error(protocol):
    whole = pickle.dumps({"a": np.arange(50.0), "b": ["x"] * 5, "c": {"d": np.array(["u"])}}, protocol)
    for end in range(0, len(whole) - 1, 7):
        with pytest.raises(FormatError):
            read_array_pickle(whole[:end], "f")
    rng = np.random.default_rng(0)
    endings = set()
    for _ in range(300):
        damaged = bytearray(whole)
        for place in rng.integers(0, len(whole), 2):
            damaged[place] = rng.integers(0, 256)
        try:
            read_array_pickle(bytes(damaged), "f")
            endings.add("value")
        except FormatError:
            endings.add("error")
    assert endings == {"value", "error"}


def test_names_without_content_are_refused():
    for text in (b"cnumpy\nndarray\n.", b"]cnumpy\nndarray\na.", b"cnumpy\ndtype\nU\x02f4\x85R."):
        with pytest.raises(FormatError):
            read_array_pickle(b"\x80\x02" + text, "f")


def test_a_file_is_read_from_where_it_stands():
    file = io.BytesIO(b"head" + pickle.dumps([1, 2]))
    file.seek(4)
    assert read_array_pickle(file, "f") == [1, 2]
