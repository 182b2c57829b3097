"""Files: whole or not at all, no pickles, no claims that bytes do not hold."""

import io
import os
import zipfile

import numpy as np
import pytest

from emolab.core import cache
from emolab.core.errors import FileError, FormatError
from emolab.core.files import atomic_write, load_arrays, save_arrays, write_json

ARRAYS = {"w": np.arange(6.0).reshape(2, 3), "layers.0.b": np.ones(4, np.float32), "n": np.array(3)}


def test_arrays_and_header_come_back(tmp_path):
    path = tmp_path / "new" / "a.npz"
    save_arrays(path, ARRAYS | {"f": np.asfortranarray(ARRAYS["w"]), "e": np.zeros((0, 3))}, {"model": "VGG"})
    arrays, header = load_arrays(path)
    assert header == {"format": 1, "model": "VGG"}
    for name, array in ARRAYS.items():
        assert arrays[name].dtype == array.dtype and np.array_equal(arrays[name], array)
    assert np.array_equal(arrays["f"], ARRAYS["w"]) and arrays["e"].shape == (0, 3)
    assert np.array_equal(np.load(path, allow_pickle=False)["w"], ARRAYS["w"])  # any NumPy reads it


def test_equal_content_gives_equal_bytes(tmp_path):
    for name in "ab":
        save_arrays(tmp_path / name, ARRAYS, {"model": "x"})
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_an_error_while_writing_leaves_the_old_file_and_no_rest(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(RuntimeError), atomic_write(path, "w") as file:
        file.write("half")
        raise RuntimeError
    assert path.read_text() == "old" and os.listdir(tmp_path) == ["a.txt"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="cannot write .*file"):
        write_json(tmp_path / "file" / "x.json", {})


@pytest.mark.parametrize("keep", [0, 10, 0.3, 0.9, -1])
def test_a_file_cut_short_is_named(tmp_path, keep):
    path = tmp_path / "a.npz"
    save_arrays(path, ARRAYS, {})
    data = path.read_bytes()
    path.write_bytes(data[: int(keep * len(data)) if isinstance(keep, float) else keep])
    with pytest.raises(FormatError, match="a.npz"):
        load_arrays(path)


def test_flipped_bytes_are_noticed(tmp_path):
    path = tmp_path / "a.npz"
    save_arrays(path, {"w": np.zeros(1000)}, {})
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(FormatError, match="a.npz"):
        load_arrays(path)


def test_missing_and_folders_are_file_errors(tmp_path):
    with pytest.raises(FileError, match="no such file"):
        load_arrays(tmp_path / "none.npz")
    with pytest.raises(FileError, match="is a folder"):
        load_arrays(tmp_path)


def npz_with(tmp_path, content):
    path = tmp_path / "bad.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("w.npy", content)
    return path


def test_a_pickle_inside_is_refused(tmp_path):
    stream = io.BytesIO()
    np.save(stream, np.array([{"a": 1}], object), allow_pickle=True)
    with pytest.raises(FormatError, match="holds a pickle"):
        load_arrays(npz_with(tmp_path, stream.getvalue()))
    with pytest.raises(FormatError, match="Python objects"):
        save_arrays(tmp_path / "c.npz", {"o": np.array([None])}, {})


def test_a_size_that_the_bytes_do_not_hold_takes_no_memory(tmp_path):
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        stream, {"descr": "<f8", "fortran_order": False, "shape": (10**7, 10**5)}
    )
    with pytest.raises(FormatError, match=r"claims shape \(10000000, 100000\)"):
        load_arrays(npz_with(tmp_path, stream.getvalue() + b"12345678"))
    with pytest.raises(FormatError, match="not a .npy array"):
        load_arrays(npz_with(tmp_path, b"text"))


def test_cached_results_are_found_by_content_and_mended_when_broken(tmp_path, monkeypatch):
    monkeypatch.setenv("EMOLAB_CACHE", str(tmp_path))
    calls = []

    def compute():
        calls.append(1)
        return {"x": np.arange(3)}

    key = cache.key_of(b"sound", {"hop": 5}, np.zeros(2))
    assert key != cache.key_of(b"sound", {"hop": 6}, np.zeros(2))
    assert key != cache.key_of(b"sound", {"hop": 5}, np.zeros(2, np.float32))
    for _ in range(2):
        assert np.array_equal(cache.cached("mfcc", key, compute)["x"], np.arange(3))
    assert len(calls) == 1
    next(tmp_path.rglob("*.npz")).write_bytes(b"broken")
    cache.cached("mfcc", key, compute)
    assert len(calls) == 2 and np.array_equal(cache.cached("mfcc", key, compute)["x"], np.arange(3))
