"""PyTorch files: what is read, and that nothing but tensors can come out of them."""

import io
import os
import pickle
import struct
import zipfile

import numpy as np
import pytest

from emolab.core import FormatError
from emolab.models.tensor_pickle import read_tensor_pickle
from emolab.models.torch_file import OLD_HEAD, read_torch
from models.torch_bytes import group, name, number, state, tensor, text, write_zip

SIX = np.arange(6, dtype="<f4")


def test_a_zip_of_tensors(tmp_path):
    tree = state(
        a=tensor("0", (2, 3)), turned=tensor("0", (3, 2), (1, 3)), part=tensor("0", (2,), (2,), 6, 1)
    )
    found = read_torch(write_zip(tmp_path / "w.pt", tree, {"0": SIX}))
    assert found["a"].tolist() == [[0, 1, 2], [3, 4, 5]] and found["a"].dtype == np.float32
    assert found["turned"].tolist() == [[0, 3], [1, 4], [2, 5]]
    assert found["part"].tolist() == [1, 3]


def test_big_endian_and_a_part_of_a_checkpoint(tmp_path):
    tree = (
        b"\x80\x02}("
        + text("epoch")
        + number(3)
        + text("state_dict")
        + state(a=tensor("0", (6,)))[2:-1]
        + b"u."
    )
    found = read_torch(write_zip(tmp_path / "w.pt", tree, {"0": SIX.astype(">f4")}, order="big"))
    assert found["a"].tolist() == [0, 1, 2, 3, 4, 5]


def old_file(tree, storages, keys=None):
    listed = b"\x80\x02](" + b"".join(text(key) for key in keys or storages) + b"e."
    body = b"".join(struct.pack("<q", len(data)) + data.tobytes() for data in storages.values())
    system = b"\x80\x02}" + text("little_endian") + b"\x88s."
    return OLD_HEAD + b"\x80\x02M\xe9\x03." + system + tree + listed + body


def test_the_file_of_before_2020(tmp_path):
    path = tmp_path / "w.pth"
    data = old_file(state(a=tensor("7", (2, 3), old=True)), {"7": SIX})
    path.write_bytes(data)
    assert read_torch(path)["a"].tolist() == [[0, 1, 2], [3, 4, 5]]
    for cut in (len(data) - 1, len(data) - 30, len(data) // 2, 40):
        path.write_bytes(data[:cut])
        with pytest.raises(FormatError, match="w.pth"):
            read_torch(path)
    path.write_bytes(old_file(state(a=tensor("7", (2, 3), count=2**40, old=True)), {"7": SIX}))
    with pytest.raises(FormatError, match=f"claims 6 numbers here, {2**40} before"):
        read_torch(path)


class Runs:
    """What a malicious file brings."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


def hostile(tmp_path):
    mark = tmp_path / "ran"
    yield "posix.system|nt.system", pickle.dumps(Runs(os.system, f"touch {mark}"), 2)
    yield "posix.system|nt.system", pickle.dumps(Runs(os.system, f"touch {mark}"), 4)
    yield "builtins.eval", pickle.dumps({"a": Runs(eval, f"open({str(mark)!r}, 'w')")}, 5)
    yield (
        "__builtin__.exec",
        b"\x80\x02c__builtin__\nexec\n" + group(text(f"open({str(mark)!r}, 'w')")) + b"R.",
    )
    yield "INST", b"(" + text(f"touch {mark}") + b"ios\nsystem\n."
    yield "OBJ", b"(" + name("collections", "OrderedDict") + text("x") + b"o."
    yield "NEWOBJ", b"\x80\x02" + name("collections", "OrderedDict") + b")\x81."
    yield "EXT1", b"\x80\x02\x82\x01."
    yield "torch.load", state(a=name("torch", "load") + group(text("x")) + b"R")
    yield "torch.storage._load_from_bytes", state(a=name("torch.storage", "_load_from_bytes") + b")R")
    yield "builds no tensor", state(a=text("os") + group(text("x")) + b"R")
    yield "builds no tensor", state(a=name("torch", "FloatStorage") + b")R")
    yield "key of type tuple", b"\x80\x02}" + b")" + b"\x86" * 0 + text("x") + b"s."
    yield "dict belongs", b"\x80\x02]" + text("x") + text("y") + b"s."
    yield "NoneType where", state(a=b"N}b")
    yield "whole pickle", b"\x80\x02\x85."
    yield "whole pickle", b"\x80\x02h\x05."
    yield "whole pickle", b"\x80\x02X\xff\xff\xff\x7fshort."
    yield "whole pickle", b"\xff\xfe\xfd"
    yield "whole pickle", b"\x80\x02}"


def test_nothing_runs_and_the_message_names_what_was_wanted(tmp_path):
    import re

    for said, tree in hostile(tmp_path):
        path = write_zip(tmp_path / "bad.pt", tree, {"0": SIX})
        with pytest.raises(FormatError) as caught:
            read_torch(path)
        assert re.search(said, str(caught.value)) and "bad.pt" in str(caught.value), (said, caught.value)
        path.write_bytes(OLD_HEAD + b"\x80\x02M\xe9\x03.\x80\x02}." + tree)
        with pytest.raises(FormatError):
            read_torch(path)
    assert not (tmp_path / "ran").exists()


def test_the_hostile_files_are_truly_hostile(tmp_path):
    """Python's own reader runs the first of them: the test above can fail."""
    _, tree = next(hostile(tmp_path))
    pickle.load(io.BytesIO(tree))
    assert (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    "bad, said",
    [
        (tensor("0", (2, 4)), "claims 8 numbers, 32 bytes, but 24"),
        (tensor("0", (2, 4), count=6), r"shape \(2, 4\), but only 6"),
        (tensor("0", (3,), (3,), count=6), "only 6"),
        (tensor("0", (3,), (1,), count=6, offset=4), "only 6"),
        (tensor("0", (10**12,), (0,), count=6), "only 6"),
        (tensor("0", (2, 2), (-1, 1), count=6), "whole numbers from 0"),
        (tensor("0", (-2,), (1,), count=6), "whole numbers from 0"),
        (tensor("0", (2, 3), (1,), count=6), "do not fit"),
        (tensor("0", (6,), count=-6), "a storage of -6"),
        (tensor("0", (2**40,), count=2**40), "claims"),
        (tensor("5", (6,)), "data/5 is missing"),
        (tensor("../../etc/passwd", (6,)), "is missing"),
    ],
)
def test_sizes_that_the_bytes_do_not_hold(tmp_path, bad, said):
    path = write_zip(tmp_path / "w.pt", state(a=bad), {"0": SIX})
    with pytest.raises(FormatError, match=said):
        read_torch(path)


def test_a_zip_bomb_and_a_truncated_zip(tmp_path):
    tree = state(a=tensor("0", (10**6,)))
    path = write_zip(tmp_path / "w.pt", tree, {"0": np.zeros(10**6, "f4")}, compress=zipfile.ZIP_DEFLATED)
    assert read_torch(path)["a"].shape == (10**6,)  # compressed, but true
    data = bytearray(path.read_bytes())
    place = data.rindex(b"PK\x01\x02")  # the last entry of the index: its size is made a lie
    data[place + 24 : place + 28] = struct.pack("<I", 2**32 - 2)
    path.write_bytes(data)
    with pytest.raises(FormatError, match="more than it holds"):
        read_torch(path)
    for share in (0.1, 0.5, 0.95):
        path.write_bytes(bytes(data[: int(len(data) * share)]))
        with pytest.raises(FormatError, match="cut short"):
            read_torch(path)


def test_files_without_tensors(tmp_path):
    for tree in (b"\x80\x02}.", b"\x80\x02K\x05.", b"\x80\x02}" + text("a") + number(1) + b"s."):
        with pytest.raises(FormatError, match="no state dict"):
            read_torch(write_zip(tmp_path / "w.pt", tree, {}))
    with zipfile.ZipFile(tmp_path / "w.pt", "w") as archive:
        archive.writestr("word/document.xml", "x")
    with pytest.raises(FormatError, match="not one of PyTorch"):
        read_torch(tmp_path / "w.pt")


def test_random_damage_never_escapes(tmp_path):
    """Whatever a flipped byte does to the pickle, it ends in a value or a FormatError."""
    rng = np.random.default_rng(0)
    tree = bytearray(state(a=tensor("0", (2, 3)), b=tensor("0", (6,))))
    endings = set()
    for _ in range(400):
        damaged = bytearray(tree)
        for place in rng.integers(0, len(tree), 2):
            damaged[place] = rng.integers(0, 256)
        try:
            read_tensor_pickle(io.BytesIO(bytes(damaged)), "damaged")
            endings.add("value")
        except FormatError:
            endings.add("error")
    assert endings == {"value", "error"}
