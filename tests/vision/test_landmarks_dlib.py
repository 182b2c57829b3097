"""dlib's shape predictors: what is read, and what is refused before anything is allocated."""

import numpy as np
import pytest

from emolab.core import FileError, FormatError
from emolab.vision import LandmarkModel
from emolab.vision.dlib_shape import read_dlib_shape, unpack_integers
from vision.dlib_files import dlib_bytes, packed, packed_float, predictor

RNG = np.random.default_rng(8)


def test_packed_numbers(each_backend):
    numbers = [0, 1, -1, 127, 128, 255, 256, -256, 65535, 2**24, -(2**40), 2**63 - 1]
    data = np.frombuffer(b"".join(map(packed, numbers)), np.uint8)
    values, end = unpack_integers(data)
    assert values.tolist() == numbers and end == len(data)
    values, end = unpack_integers(data[:-1])
    assert values.tolist() == numbers[:-1] and end == len(data) - 9
    for broken in (b"\x00", b"\x09" + bytes(9), b"\x11\x01", b"\x02\x01", b"\x08" + b"\xff" * 8):
        values, end = unpack_integers(np.frombuffer(b"\x01\x07" + broken, np.uint8))
        assert values.tolist() == [7] and end == 2
    mantissa, exponent = unpack_integers(np.frombuffer(packed_float(-0.15625), np.uint8))[0]
    assert mantissa * 2.0**exponent == -0.15625


def test_every_array_comes_back(tmp_path, each_backend):
    wanted = predictor(RNG, L=6, S=3, T=4, depth=3, P=11)
    wanted["leaves"][0, 0, 0] = 0
    path = tmp_path / "small.dat"
    path.write_bytes(dlib_bytes(wanted))
    got = read_dlib_shape(path)
    assert got.keys() == wanted.keys()
    for name, array in wanted.items():
        assert np.array_equal(got[name], array) and got[name].shape == array.shape, name
    model = LandmarkModel.load(path)
    image = RNG.integers(0, 256, (40, 40)).astype(np.uint8)
    found = model.predict(image, (5, 5, 20, 20))
    model.save(tmp_path / "again.npz")  # without rounding: these leaves have no step
    again = LandmarkModel.load(tmp_path / "again.npz")
    assert again.grey == "mean" and np.array_equal(again.predict(image, (5, 5, 20, 20)), found)


def test_cut_anywhere_it_is_refused(tmp_path):
    whole = dlib_bytes(predictor(RNG, L=2, S=1, T=2, depth=1, P=3))
    path = tmp_path / "cut.dat"
    for length in range(2, len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(FormatError, match="cut.dat"):
            read_dlib_shape(path)
    path.write_bytes(whole + b"\x01\x01")
    with pytest.raises(FormatError, match="1 numbers follow"):
        read_dlib_shape(path)


def damaged(change, **shape):
    arrays = predictor(RNG, **shape)
    change(arrays)
    return dlib_bytes(arrays)


def test_what_is_refused(tmp_path):
    path = tmp_path / "model.dat"

    def refused(content, match):
        path.write_bytes(content)
        with pytest.raises(FormatError, match=match):
            LandmarkModel.load(path)

    good = dlib_bytes(predictor(RNG))
    refused(b"\x01\x02" + good[2:], "neither an .npz nor a shape predictor")
    refused(b"a text that is none", "it is text")
    refused(b"", "empty")
    huge = packed(1) + packed(-(2**40)) + packed(-1) + bytes(64)
    refused(huge, "begins no whole packed number|claims")
    refused(packed(1) + packed(-(2**40)) + packed(-1) + packed(3) * 9, "claims 2199023255552 numbers, but 9")
    refused(packed(1) + packed(-7) + packed(-1) + packed(3) * 20, "7 x 1; it must be a column")
    column = packed(-4) + packed(-1) + packed(3) * 8
    refused(packed(1) + column + packed(2**30) + packed(2**30) + packed(15) + packed(1) * 30, "claims")
    refused(packed(1) + column + packed(1) + packed(1) + packed(4) + packed(1) * 90, "full trees are read")
    refused(damaged(lambda a: a["anchors"].__setitem__((0, 0), 5), L=5), "anchors must be .* 0 to 4")
    refused(damaged(lambda a: a["pairs"].__setitem__((0, 0, 0, 0), 8), P=8), "pairs must be .* 0 to 7")
    refused(damaged(lambda a: a["mean"].fill(0.5)), "one place")
    infinite = packed(1) + packed(32000)
    refused(packed(1) + packed(-2) + packed(-1) + infinite * 2 + packed(1) * 40, "infinity or NaN")
    beyond = packed(1) + packed(2000)
    refused(packed(1) + packed(-2) + packed(-1) + beyond * 2 + packed(1) * 40, "beyond float32")
    with pytest.raises(FileError, match="no such file"):
        LandmarkModel.load(tmp_path / "absent.dat")


def test_trees_of_unlike_size_are_refused(tmp_path):
    arrays = predictor(RNG, S=2, T=1)
    good = dlib_bytes(arrays)
    head = packed(1) + packed(-10) + packed(-1) + b"".join(map(packed_float, arrays["mean"].ravel()))
    at = len(head) + len(packed(2))
    assert good[at : at + 2] == packed(1)
    path = tmp_path / "unlike.dat"
    leaf = packed(-10) + packed(-1)
    place = good.index(leaf, at)  # the first leaf's size
    path.write_bytes(good[:place] + packed(-9) + good[place + 2 :])
    with pytest.raises(FormatError, match="not all its trees have 3 questions and 4 answers of 10"):
        read_dlib_shape(path)
