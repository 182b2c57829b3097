"""Proof that the gradient check can fail: for every case, each gradient is sabotaged and must be rejected."""

import copy
import sys

import numpy as np
import pytest

import emolab
from emolab.core.registry import formulas
from emolab.nn import check_gradients, gradient_cases
from emolab.nn.gradient_target import GradientTarget
from emolab.nn.module import Module

CASES = gradient_cases()
HONEST = {}


def zeros(gradient, entry):
    return np.zeros_like(gradient)


def scaled(gradient, entry):
    return 1.01 * gradient


def one_entry(gradient, entry):
    wrong = np.array(gradient)
    wrong.flat[entry] *= 1.01
    return wrong


SABOTAGES = [zeros, scaled, one_entry]


def seen(case):
    target, inputs, options = case.prepare()
    kept = {key: options[key] for key in ("settings", "constant", "outputs", "freeze") if key in options}
    return GradientTarget(target, inputs, **kept)


def honest(name):
    """The honest report of a case, with its gradients for one cotangent; made once."""
    if name not in HONEST:
        report = CASES[name].check()
        target = seen(CASES[name])
        target.outputs()
        HONEST[name] = report, target.gradients(report.differences.cotangents[0])
    return HONEST[name]


def flat(value):
    if isinstance(value, tuple | list):
        return [leaf for item in value for leaf in flat(item)]
    return [value]


def sabotaged(case, name, sabotage, entry):
    """Return (target, inputs, options) of a case whose backward errs in one tensor's gradient."""
    target, inputs, options = case.prepare()
    view = seen(case)
    parameter = view.parameters.get(name) and target.parameters()[name.removeprefix("parameter ")]
    number = list(view.tensors).index(name)

    def spoil(returned):
        leaves = flat(returned)
        place = view.places[number] if len(leaves) == len(flat(view.inputs)) else number
        leaves[place] = sabotage(leaves[place], entry)
        return tuple(leaves)

    if isinstance(target, Module):
        target = copy.copy(target)  # a case without parameters builds one layer for all tests
        backward = target.backward

        def wrong(*dy):
            if parameter is None:
                return spoil(backward(*dy))
            before = parameter.grad.copy()
            returned = backward(*dy)
            parameter.grad[...] = before + sabotage(parameter.grad - before, entry)
            return returned

        target.backward = wrong
        return target, inputs, options
    forward, backward = target
    return (forward, lambda *dy: spoil(backward(*dy))), inputs, options


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("backend, seed", [("numpy", 0), ("numba", 1)])
def test_the_honest_case_passes(name, backend, seed):
    with emolab.use(backend):
        report = CASES[name].check(seed)
    assert report.passed, str(report)
    assert report.rows


@pytest.mark.parametrize("sabotage", SABOTAGES)
@pytest.mark.parametrize("name", CASES)
def test_the_sabotaged_case_is_rejected(name, sabotage):
    case = CASES[name]
    report, gradients = honest(name)
    assert report.passed, str(report)
    rng = np.random.default_rng(5)
    for tensor, gradient in gradients.items():
        size = np.abs(gradient)
        assert size.max() > 1e-6, f"{tensor}: its gradient is zero, so the case proves nothing"
        entry = rng.choice(np.flatnonzero(size > 1e-3 * size.max()))
        target, inputs, options = sabotaged(case, tensor, sabotage, entry)
        found = check_gradients(target, inputs, **{**options, "differences": report.differences})
        rejected = [row.name for row in found.rows if not row.passed]
        assert rejected == [tensor], f"{sabotage.__name__} in {tensor}: rejected {rejected}\n{found}"


def test_every_backward_has_a_case():
    covered = {name for case in CASES.values() for name in case.covers}
    missing = [name for name in formulas() if name.endswith("_backward") and name not in covered]
    assert not missing, f"no gradient case covers {', '.join(missing)}: add one to emolab/nn/checks"


@pytest.mark.parametrize("name", CASES)
def test_a_case_calls_what_it_says_it_covers(name):
    called = set()

    def note(frame, event, argument):
        if event == "call":
            called.add(frame.f_code.co_name)

    target = seen(CASES[name])
    with emolab.use("numpy"):
        before = sys.getprofile()
        sys.setprofile(note)
        try:
            y = target.outputs()
            target.gradients(np.ones_like(y))
        finally:
            sys.setprofile(before)
    missing = [function for function in CASES[name].covers if function not in called]
    assert not missing, f"{name} says that it covers {missing}, but never calls it"
