"""The one test that holds every kernel to its formula: random shapes, dtypes and strides."""

import importlib
import pkgutil
import zlib
from pathlib import Path

import numpy as np
import pytest

import emolab
from emolab.core.registry import formulas

TOLERANCE = {np.float32: 1e-4, np.float64: 1e-9}


def all_examples():
    found = {}
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name.startswith("examples_"):
            found |= importlib.import_module(f"kernels.{module.name}").EXAMPLES
    return found


FORMULAS = formulas()
WITH_KERNEL = {name: entry for name, entry in FORMULAS.items() if entry.kernel}
EXAMPLES = all_examples()


def leaves(value):
    if isinstance(value, tuple | list):
        return [leaf for item in value for leaf in leaves(item)]
    return [] if value is None else [np.asarray(value)]


def assert_close(got, wanted, dtype, where):
    got, wanted = leaves(got), leaves(wanted)
    assert len(got) == len(wanted), where
    for i, (a, b) in enumerate(zip(got, wanted)):
        assert a.shape == b.shape, f"{where}, result {i}: {a.shape} for {b.shape}"
        assert a.dtype == b.dtype, f"{where}, result {i}: {a.dtype} for {b.dtype}"
        if b.size == 0:
            continue
        assert np.array_equal(np.isnan(a), np.isnan(b)), f"{where}, result {i}: NaN in other places"
        scale = max(np.nanmax(np.abs(b)), 1e-30)
        error = np.nanmax(np.abs(a - b.astype(np.result_type(b, float)))) / scale
        assert error <= TOLERANCE[dtype], f"{where}, result {i}: off by {error:.2e} of the largest value"


def result(output):
    """The value of a function that may also return a cache."""
    if isinstance(output, tuple) and output and hasattr(type(output[-1]), "_fields"):
        return output[:-1], output[-1]
    return output, None


@pytest.mark.parametrize("dtype", [np.float32, np.float64], ids=["float32", "float64"])
@pytest.mark.parametrize("name", [n for n in WITH_KERNEL if not n.endswith("_backward")])
def test_kernel_equals_formula(name, dtype):
    entry = WITH_KERNEL[name]
    assert name in EXAMPLES, f"{name} has a kernel, but no example in tests/kernels/examples_*.py"
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    cases = EXAMPLES[name](rng, dtype)
    assert cases
    backward = FORMULAS.get(name.replace("_forward", "_backward")) if "_forward" in name else None
    for number, (args, kwargs) in enumerate(cases):
        where = f"{name}, example {number}"
        seeds = [np.random.default_rng(7), np.random.default_rng(7)]
        calls = [
            {key: seed if isinstance(value, np.random.Generator) else value for key, value in kwargs.items()}
            for seed in seeds
        ]
        wanted, cache = result(entry.function(*args, **calls[0]))
        got, kernel_cache = result(entry.kernel_function()(*args, **calls[1]))
        assert_close(got, wanted, dtype, where)
        if backward is None or cache is None:
            continue
        dys = [rng.standard_normal(np.shape(y)).astype(np.asarray(y).dtype) for y in leaves(wanted)]
        with emolab.use("numpy"):
            gradients = backward.function(*dys, cache)
        made_by_kernel = type(kernel_cache).__module__.startswith("emolab.kernels")
        twin = backward.kernel_function() if made_by_kernel else backward.function
        assert_close(twin(*dys, kernel_cache), gradients, dtype, f"{where}, backward")


def test_every_kernel_stands_in_its_module():
    for name, entry in WITH_KERNEL.items():
        assert callable(entry.kernel_function()), name
