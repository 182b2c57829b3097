"""What stands in for CuPy refuses what CuPy refuses, and runs the text of its kernels."""

import importlib
import shutil
import subprocess

import cupy_stand_in as cupy
import numpy as np
import pytest
from cupy_raw_stand_in import COMPILER, RawModule, parameters

from emolab.kernels.cuda import raw

A = cupy.asarray(np.arange(6.0).reshape(2, 3))
N = np.ones(3)
KINDS = {  # the texts with every set of types that their callers name
    "lstm": [{"real": "float"}, {"real": "double"}],
    "gru": [{"real": "float"}, {"real": "double"}],
    "adam": [{"real": "float"}, {"real": "double"}],
    "max_pool": [{"real": "float", "tap": "unsigned char"}, {"real": "double", "tap": "int"}],
    "lbp": [
        {"pixel": "unsigned char", "label": "unsigned char"}, {"pixel": "double", "label": "unsigned int"},
    ],
}  # fmt: skip
TEXTS = [(name, kinds) for name, sets in KINDS.items() for kinds in sets]
needs_compiler = pytest.mark.skipif(COMPILER is None, reason="no C++ compiler: g++ or clang++")


@pytest.mark.parametrize(
    "refused",
    [
        lambda: A * N, lambda: N * A, lambda: A @ N, lambda: np.add(N, A), lambda: np.asarray(A),
        lambda: np.array([A, A]), lambda: A.__iadd__(N),
        lambda: np.concatenate([A[0], N]), lambda: np.where(True, A, 0), lambda: np.sum(A, initial=0),
        lambda: A.max(initial=0), lambda: np.add(A, A, where=A > 0), lambda: np.repeat(A, A[0].astype(int)),
        lambda: A.__setitem__(0, N), lambda: A[: A.sum()], lambda: np.isin(A, [1]), lambda: A * [1, 2, 3],
        lambda: np.minimum.reduce([A, A]), lambda: A.astype(object), lambda: np.spacing(A),
        lambda: np.apply_over_axes(np.sum, A, [0]), lambda: A.__index__(), lambda: A.flags.writeable,
    ],
)  # fmt: skip
def test_what_cupy_refuses_is_refused(refused):
    with pytest.raises((TypeError, NotImplementedError, AttributeError)):
        refused()


def test_results_stay_on_the_card():
    results = [
        A.sum(), A + 1, 2 * A, np.exp(A), A.max(axis=0), A[0, 0], np.stack([A, A]), A[A > 2], A[np.arange(2)],
        np.float32(2) * A, np.zeros_like(A, shape=(2,)), np.arange(3, like=A), np.fft.rfft(A),
        np.linalg.svd(A)[1], np.einsum("ij->i", A), np.split(A, 3, axis=1)[0],
    ]  # fmt: skip
    for result in results:
        assert isinstance(result, cupy.ndarray)
    assert float(A.sum()) == 15 and bool(A.any()) and type(A.get()) is np.ndarray


def test_views_share_memory():
    B = cupy.asarray(np.zeros((2, 3)))
    B[:, 1:].reshape(4)[...] = 5  # a copy: the slice cannot be a view of this shape
    B.T[0] = 7
    assert B.tolist() == [[7, 0, 0], [7, 0, 0]]


COUNT = """
extern "C" __global__ void add(long long count, int step, real scale, const real* x, real* y)
{
    PLACE(count)
    y[at] = x[at] * scale + step;
}
"""


@needs_compiler
def test_a_text_runs_and_its_arguments_are_held_to_its_parameters():
    code = raw.source(COUNT, {"real": "float"})
    kinds = [("long long", False), ("int", False), ("float", False), ("float", True), ("float", True)]
    assert parameters(code)["add"] == kinds
    kernel = RawModule(code=code).get_function("add")
    x, y = cupy.asarray(np.arange(300, dtype=np.float32)), cupy.zeros(301, np.float32)
    good = [np.int64(300), np.int32(1), np.float32(2), x, y]
    kernel((2,), (256,), good)
    assert y.tolist() == [2 * i + 1 for i in range(300)] + [0]
    others = [(0, np.int32(300)), (1, 1), (2, 2.0), (3, x.astype(float)), (4, y[::2]), (4, y.get())]
    for place, wrong in others:
        with pytest.raises(TypeError, match=f"argument {place}"):
            kernel((2,), (256,), [*good[:place], wrong, *good[place + 1 :]])
    with pytest.raises(TypeError, match="takes 5 arguments"):
        kernel((2,), (256,), good[:4])


@needs_compiler
def test_a_text_that_is_no_cpp_is_shown_with_the_compilers_words():
    with pytest.raises(RuntimeError, match="do not compile"):
        RawModule(code='extern "C" __global__ void broken(int* x) { x[0] = nothing; }')


def texts_with_kernels():
    folder = importlib.import_module("emolab.kernels.cuda").__path__
    names = [info.name for info in importlib.import_module("pkgutil").iter_modules(folder)]
    return {n for n in names if hasattr(importlib.import_module(f"emolab.kernels.cuda.{n}"), "TEXT")}


def test_all_texts_are_among_those_tried():
    assert texts_with_kernels() == KINDS.keys()


@pytest.mark.skipif(shutil.which("nvcc") is None, reason="no nvcc: NVIDIA's compiler is not here")
@pytest.mark.parametrize(("name", "kinds"), TEXTS, ids=[f"{n}-{'-'.join(k.values())}" for n, k in TEXTS])
def test_nvidias_compiler_takes_the_text(name, kinds, tmp_path):
    text = importlib.import_module(f"emolab.kernels.cuda.{name}").TEXT
    (tmp_path / "kernel.cu").write_text(raw.source(text, kinds))
    command = ["nvcc", "-ptx", "-Werror", "all-warnings", "-o", "kernel.ptx", "kernel.cu"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert all(f".entry {kernel}" in (tmp_path / "kernel.ptx").read_text() for kernel in parameters(text))
