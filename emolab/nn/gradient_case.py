"""Gradient cases: for every layer a small example that `emolab check` and the tests run."""

import importlib
import zlib
from typing import NamedTuple

import numpy as np

from emolab.core.errors import ArgumentError

GRADIENT_CASES = {}


class GradientCase(NamedTuple):
    """One example: what is built from a Generator, and the formulas whose gradient it shows to be right."""

    name: str
    covers: tuple  # ("dense_forward", "dense_backward")
    build: object  # build(rng) -> target, inputs, options of check_gradients
    module: str  # where it is written

    def prepare(self, seed=0):
        """Return (target, inputs, options) for a seed; the same seed builds the same example."""
        rng = np.random.default_rng([seed, zlib.crc32(self.name.encode())])
        target, inputs, options = self.build(rng)
        return target, inputs, {"rng": rng, **options}

    def check(self, seed=0):
        """Return the report of check_gradients on this example."""
        from emolab.nn.gradient_check import check_gradients

        target, inputs, options = self.prepare(seed)
        return check_gradients(target, inputs, **options)


def gradient_case(name, covers=()):
    """Register `case(rng) -> target, inputs, options` as a gradient case.

    target, inputs and options are those of `check_gradients`; arrays are float64 and small: the number
    of outputs times that of a tensor's entries at most 2,000 has the whole Jacobian checked.
    Example   @gradient_case("dense", covers=("dense_forward", "dense_backward"))
    Errors    ArgumentError where two cases bear one name
    """

    def register(build):
        other = GRADIENT_CASES.get(name)
        if other is not None and other.module != build.__module__:
            raise ArgumentError(f"gradient case {name!r} stands in {other.module} and in {build.__module__}")
        GRADIENT_CASES[name] = GradientCase(name, tuple(covers), build, build.__module__)
        return build

    return register


def gradient_cases():
    """Return {name: GradientCase} of all cases, after loading every module of emolab.nn.checks."""
    importlib.import_module("emolab.nn.checks")
    return dict(sorted(GRADIENT_CASES.items()))


def away_from(x, kinks=(0.0,), margin=0.1):
    """Move values that lie within `margin` of a kink out to the margin, each to its own side.

    Formula   x <- k + margin where 0 <= x - k < margin;  k - margin where -margin < x - k < 0
    Note      kinks must lie more than 2 margins apart
    """
    for kink in kinks:
        near = np.abs(x - kink) < margin
        x = np.where(near, kink + np.where(x < kink, -margin, margin), x)
    return x


def distinct(rng, shape, margin=0.1):
    """Random values of which any two differ by at least `margin`: no ties for a maximum to jump between.

    Formula   x = margin (permutation of 0..n-1 - (n - 1) / 2)
    """
    n = int(np.prod(shape))
    return margin * (rng.permutation(n).reshape(shape) - (n - 1) / 2)
