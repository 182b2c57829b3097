"""The library on CuPy arrays: each formula once with NumPy, once on a card or on what stands in for one."""

import importlib
import sys

import cupy_stand_in
import numpy as np
import pytest
from cupy_calls import CALLS, run_call
from cupy_cases import EXAMPLES, FORMULAS, example_rng, leaves, run_case, run_example
from cupy_networks import NETWORKS, run_network
from cupy_raw_stand_in import COMPILER

import emolab
from emolab.core.registry import Formula
from emolab.nn.gradient_case import gradient_cases

TOLERANCE = {4: 1e-4, 8: 1e-9}  # of the largest value, by the bytes of a number
ON_THE_PROCESSOR = {  # formulas with a kernel that are not for a card, and why
    "best_path": "one path, frame after frame: nothing runs side by side",
    "cascade_shapes": "trees of a landmark file, each step asks the one before",
    "unpack_integers": "reads bytes of a landmark file",
    "is09_functionals": "IS09 follows another program step by step; its pitch is a recursion over frames",
    "smo": "two samples a step, each step asks the one before",
}
COVERED_ROOMS = ("nn", "models", "fusion")
FROM_NUMBERS = {"align_weights"}  # no array goes in; what takes its weights moves them


def real_card():
    """Whether CuPy and a GPU are here."""
    try:
        return importlib.import_module("cupy").cuda.runtime.getDeviceCount() > 0
    except Exception:  # whatever an import or a driver may say
        return False


REAL = real_card()


@pytest.fixture(params=["stand-in", "cupy"] if REAL else ["stand-in"])
def card(request, monkeypatch):
    """The module whose arrays are tried; without a compiler the stand-in runs no raw kernels."""
    if request.param == "cupy":
        return importlib.import_module("cupy")
    monkeypatch.setitem(sys.modules, "cupy", cupy_stand_in)
    if COMPILER is None:
        monkeypatch.setattr(Formula, "cuda_function", lambda self: None)
    return cupy_stand_in


def assert_same(got, wanted, card, where):
    """Equal numbers, shapes and dtypes, and every array on the card."""
    got, wanted = leaves(got), leaves(wanted)
    assert len(got) == len(wanted), where
    for i, (a, b) in enumerate(zip(got, wanted)):
        if not isinstance(b, np.ndarray | np.generic):
            assert a == pytest.approx(b, rel=1e-9), f"{where}, result {i}"
            continue
        assert isinstance(a, card.ndarray), f"{where}, result {i} is a {type(a).__name__}, not on the card"
        a = a.get()
        assert a.shape == b.shape and a.dtype == b.dtype, f"{where}, result {i}: {a.shape} {a.dtype}"
        if b.size == 0 or b.dtype.kind not in "fc":
            assert np.array_equal(a, b), f"{where}, result {i}"
            continue
        assert np.array_equal(np.isnan(a), np.isnan(b)), f"{where}, result {i}: NaN in other places"
        finite = np.isfinite(b)
        assert np.array_equal(a[~finite & ~np.isnan(b)], b[~finite & ~np.isnan(b)]), f"{where}, result {i}"
        error = np.max(np.abs(a[finite] - b[finite]), initial=0) / np.max(np.abs(b[finite]), initial=1e-30)
        allowed = TOLERANCE[b.real.dtype.itemsize]
        assert error <= allowed, f"{where}, result {i}: off by {error:.1e} of the largest value"


def stay(array):
    return array


def check_examples(name, dtype, card, face):
    for number, (args, kwargs) in enumerate(EXAMPLES[name](example_rng(name), dtype)):
        with emolab.use("numpy"):
            wanted = run_example(name, args, kwargs, stay, lambda entry: entry.function)
            got = run_example(name, args, kwargs, card.asarray, face)
        assert_same(got, wanted, card, f"{name}, example {number}")


@pytest.mark.parametrize("dtype", [np.float32, np.float64], ids=["float32", "float64"])
@pytest.mark.parametrize("name", sorted(EXAMPLES.keys() - ON_THE_PROCESSOR.keys()))
def test_a_formula_runs_unchanged(name, dtype, card):
    check_examples(name, dtype, card, lambda entry: entry.function)


@pytest.mark.parametrize("dtype", [np.float32, np.float64], ids=["float32", "float64"])
@pytest.mark.parametrize("name", sorted(name for name in EXAMPLES if FORMULAS[name].cuda_function()))
def test_a_cuda_twin_equals_its_formula(name, dtype, card):
    if card is cupy_stand_in and COMPILER is None and not name.endswith("fft"):
        pytest.skip("no C++ compiler (g++ or clang++) to run the kernels' text with")
    check_examples(name, dtype, card, lambda entry: Formula.cuda_function(entry) or entry.function)


@pytest.mark.parametrize("backend", ["numba", "cupy"])
@pytest.mark.parametrize("name", sorted(gradient_cases()))
def test_a_layer_runs_unchanged(name, backend, card):
    with emolab.use("numpy"):
        wanted = run_case(name, stay, "numpy")
    with emolab.use(backend):
        assert_same(run_case(name, card.asarray, "cupy"), wanted, card, name)


@pytest.mark.filterwarnings("ignore:SoundNet")
@pytest.mark.parametrize("name", sorted(NETWORKS))
def test_a_network_runs_unchanged(name, card):
    with emolab.use("numpy"):
        wanted = run_network(name, stay, "numpy")
    with emolab.use("numba"):
        assert_same(run_network(name, card.asarray, "cupy"), wanted, card, name)


@pytest.mark.parametrize("name", sorted(CALLS))
def test_a_call_gives_what_it_gives_in_numpy(name, card):
    with emolab.use("numpy"):
        wanted = run_call(name, stay)
    with emolab.use("numba"):  # CuPy arrays in, CuPy arrays out
        moved = run_call(name, lambda value: card.asarray(value) if isinstance(value, np.ndarray) else value)
    assert_same(moved, wanted, card, name)
    with emolab.use("cupy"):  # NumPy arrays are moved
        assert_same(run_call(name, stay), wanted, card, name)


def test_every_formula_of_these_rooms_is_tried():
    covered = {name for case in gradient_cases().values() for name in case.covers} | EXAMPLES.keys()
    covered |= {name.replace("_forward", "_backward") for name in EXAMPLES}
    covered |= {name.split()[0] for name in CALLS} | FROM_NUMBERS
    for name, entry in FORMULAS.items():
        if entry.module.split(".")[1] in COVERED_ROOMS:
            assert name in covered, f"{name} is tried on no CuPy array: add a call to tests/cupy_calls.py"


@pytest.mark.parametrize("name", sorted(ON_THE_PROCESSOR))
def test_what_stays_on_the_processor_exists(name):
    assert name in EXAMPLES and ON_THE_PROCESSOR[name]
    assert FORMULAS[name].cuda_function() is None


@pytest.mark.skipif(not REAL, reason="no CuPy with a CUDA GPU is here: pip install 'emolab[gpu]'")
def test_a_real_card_is_among_what_is_tried(card):
    assert isinstance(card.asarray([1.0]), card.ndarray)
