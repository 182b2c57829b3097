"""Formulas that run on CuPy arrays, with inputs: the kernels' examples and the gradient cases."""

import copy
import importlib
import pkgutil
import zlib
from pathlib import Path

import numpy as np

import emolab
from emolab.core.registry import formulas
from emolab.nn.gradient_case import gradient_cases
from emolab.nn.module import Module

FORMULAS = formulas()


def all_examples():
    """The examples of all kernels, {formula: builder}."""
    found = {}
    for module in pkgutil.iter_modules([str(Path(__file__).parent / "kernels")]):
        if module.name.startswith("examples_"):
            found |= importlib.import_module(f"kernels.{module.name}").EXAMPLES
    return found


EXAMPLES = all_examples()


def leaves(value):
    """All arrays and numbers of a nested value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, tuple | list):
        return [leaf for item in value for leaf in leaves(item)]
    return [] if value is None else [value]


def moved(value, move):
    """A nested value with its arrays moved; Generators are copied, so that two runs draw the same."""
    if isinstance(value, dict):
        return {key: moved(part, move) for key, part in value.items()}
    if isinstance(value, tuple | list) and not hasattr(value, "_fields"):
        return type(value)(moved(part, move) for part in value)
    if isinstance(value, np.random.Generator):
        return copy.deepcopy(value)
    return move(value) if isinstance(value, np.ndarray) else value


def without_cache(output):
    """The results of a formula that may also return a cache, and the cache."""
    if isinstance(output, tuple) and output and hasattr(type(output[-1]), "_fields"):
        return output[:-1], output[-1]
    return output, None


def random_like(result, rng):
    """A gradient for every array of a result, as NumPy's."""
    return [
        rng.standard_normal(np.shape(y)).astype(y.dtype) for y in leaves(result)
        if hasattr(y, "dtype") and y.dtype.kind == "f"
    ]  # fmt: skip


def run_example(name, args, kwargs, move, face):
    """[results, gradients] of an example; `face` takes a formula and gives what is called."""
    result, cache = without_cache(face(FORMULAS[name])(*moved(args, move), **moved(kwargs, move)))
    backward = FORMULAS.get(name.replace("_forward", "_backward")) if "_forward" in name else None
    if backward is None or cache is None:
        return [result]
    dys = random_like(result, np.random.default_rng(5))
    return [result, face(backward)(*moved(dys, move), cache)]


def run_case(name, move, where):
    """[outputs, gradients, gradients of the parameters] of a gradient case; `where` is "numpy" or "cupy"."""
    with emolab.use("numpy"):
        target, inputs, options = gradient_cases()[name].prepare(3)
    rng = np.random.default_rng(5)
    inputs, settings = moved(inputs, move), moved(dict(options.get("settings") or {}), move)
    if isinstance(target, Module):
        target.to(where)
        if options.get("freeze"):
            options["freeze"](target)
        result = target.forward(*inputs, **settings)
        picked = result if isinstance(result, tuple | list) else (result,)
        if options.get("outputs") is not None:
            picked = tuple(picked[i] for i in options["outputs"])
        dys = moved(random_like(picked, rng), move)
        return [result, target.backward(*dys), [p.grad for p in target.parameters().values()]]
    if options.get("freeze"):
        options["freeze"](target)
    forward, backward = target
    *result, cache = forward(*inputs, **settings)
    picked = result if options.get("outputs") is None else [result[i] for i in options["outputs"]]
    if isinstance(picked[0], tuple):
        picked = picked[0]
    return [result, backward(*moved(random_like(picked, rng), move), cache)]


def example_rng(name):
    """The Generator of a formula's examples."""
    return np.random.default_rng(zlib.crc32(name.encode()))
