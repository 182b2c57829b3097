"""The gradient check: a hand-written backward against central differences of its own forward."""

from typing import NamedTuple

import numpy as np

from emolab.core.errors import ArgumentError, DataError, EmolabError
from emolab.nn.finite_differences import SMALL, probe
from emolab.nn.gradient_target import GradientTarget


class GradientError(EmolabError, AssertionError):
    """A backward is not the derivative of its forward; the message names the worst entry."""


class GradientRow(NamedTuple):
    """What the check found for one tensor."""

    name: str
    shape: tuple
    method: str  # "jacobian" or "projections"
    step: float
    error: float  # the largest relative error
    passed: bool
    worst: str  # where, analytic and numeric value
    note: str  # what else is wrong, "" for nothing


class GradientReport:
    """The rows of a check, one a tensor; true where all passed.

    passed    whether every row passed
    error     the largest relative error of all
    sweeps    {name: ((step, estimated error), ...)}, for a plot of error against step
    frozen    names of what was not differentiated
    """

    def __init__(self, target, rows, tolerance, differences, frozen):
        self.target = target
        self.rows = tuple(rows)
        self.tolerance = tolerance
        self.differences = differences
        self.frozen = tuple(frozen)
        self.passed = all(row.passed for row in self.rows)
        self.error = max(row.error for row in self.rows)
        self.sweeps = {name: probes.sweep for name, probes in differences.probes.items()}

    def __bool__(self):
        return self.passed

    def __str__(self):
        lines = [f"{self.target}: {'passed' if self.passed else 'FAILED'}, worst error {self.error:.1e}"]
        for row in self.rows:
            verdict = "passed" if row.passed else "FAILED"
            lines.append(
                f"  {row.name:<12} {str(row.shape):<16} {row.method:<11} step {row.step:.0e}  "
                f"error {row.error:.1e}  {verdict}"
            )
            if not row.passed:
                lines.append(f"    {row.worst}" + (f"; {row.note}" if row.note else ""))
        return "\n".join(lines)

    def raise_if_failed(self):
        """Return the report where all is well.

        Errors    GradientError, which names the tensor, the worst entry and both of its values
        """
        if not self.passed:
            row = max((row for row in self.rows if not row.passed), key=lambda row: row.error)
            raise GradientError(
                f"{self.target}: the gradient of {row.name} is wrong by {row.error:.1e} (allowed "
                f"{self.tolerance:.0e}): {row.worst}" + (f"; {row.note}" if row.note else "")
            )
        return self

    def as_dict(self):
        """Return the report as plain values for JSON; an infinite error is None."""
        rows = [{**row._asdict(), "shape": list(row.shape), "error": _finite(row.error)} for row in self.rows]
        return {
            "target": self.target, "passed": self.passed, "error": _finite(self.error),
            "tolerance": self.tolerance, "frozen": list(self.frozen), "rows": rows,
        }  # fmt: skip


def _finite(number):
    return number if np.isfinite(number) else None


class Differences(NamedTuple):
    """All numerical derivatives of a target: they depend on the forward alone."""

    probes: dict  # {name: Probes}
    cotangents: np.ndarray  # (2, outputs), random


def check_gradients(
    target, inputs, *, rng=0, tolerance=1e-7, settings=None, constant=(), outputs=None, freeze=None,
    margin=None, full=2000, projections=8, samples=32, differences=None,
):  # fmt: skip
    """Hold a backward against fourth-order central differences of its forward, in float64.

    target      a Module: forward(*inputs), backward(*dy) returns the gradient of its input, or a tuple in
                the order of the inputs, and adds to the parameters'; or a pair of functions:
                forward(*inputs) -> (y, cache), backward(dy, cache) -> gradients in the order of the inputs
    inputs      tuple; float64 arrays are differentiated, integers, None and numbers are passed through
    settings    keyword arguments of the forward
    constant    names of float64 inputs that have no gradient, such as a mask
    outputs     positions of the outputs that backward takes a dy for; all floating ones unless told
    freeze      freeze(target), called before every forward; Generators and running statistics are put
                back in any case, so that a dropout mask stays the same
    margin      no number moves further than this; inputs drawn further than it from a kink never cross
                it (see away_from and distinct in emolab.nn.gradient_case)
    full        up to this many entries the whole Jacobian is compared, else random projections and
                sampled single entries
    differences an earlier report's, to check another backward of the same forward without new ones

    Formula     error = |a - n| / max(|a|, |n|, largest |n| / 100, rounding of y / step), each entry
    Returns     GradientReport
    Errors      ArgumentError for anything but float64, for a forward that differs when called twice
    Note        Also held: backward called twice adds twice, forward and backward leave the inputs alone,
                and gradients have their tensor's shape and dtype. The target is left as it was.
    """
    rng = np.random.default_rng(rng)
    seen = GradientTarget(target, inputs, settings, constant, outputs, freeze)
    grads = {name: parameter.grad.copy() for name, parameter in seen.parameters.items()}
    try:
        _must_repeat(seen)
        if differences is None:
            limits = {"margin": margin, "full": full, "projections": projections, "samples": samples}
            differences = _differentiate(seen, rng, tolerance, limits)
        rows = _compare(seen, differences, tolerance)
    finally:
        seen.restore()
        for name, parameter in seen.parameters.items():
            parameter.grad[...] = grads[name]
    return GradientReport(seen.name, rows, tolerance, differences, seen.frozen)


def _must_repeat(seen):
    before = {name: array.copy() for name, array in seen.tensors.items()}
    first = seen.outputs()
    if not np.isfinite(first).all():
        raise DataError(f"check_gradients: the outputs of {seen.name} hold NaN or infinity")
    for name, array in seen.tensors.items():
        if not np.array_equal(array, before[name]):
            array[...] = before[name]
            raise ArgumentError(f"check_gradients: the forward of {seen.name} changes {name} in place")
    if not np.array_equal(first, seen.outputs()):
        raise ArgumentError(
            f"check_gradients: {seen.name} returns other numbers when called again with the same inputs; "
            "hold its randomness still with freeze="
        )


def _differentiate(seen, rng, tolerance, limits):
    cotangents = rng.standard_normal((2, len(seen.outputs())))
    probes = {
        name: probe(array, seen.outputs, rng, tolerance=tolerance, **limits)
        for name, array in seen.tensors.items()
    }
    return Differences(probes, cotangents)


def _compare(seen, differences, tolerance):
    before = {name: array.copy() for name, array in seen.tensors.items()}
    cotangents = differences.cotangents
    seen.outputs()
    first = seen.gradients(cotangents[0])
    again = seen.gradients(cotangents[0])
    second = seen.gradients(cotangents[1])
    altered = [name for name, array in seen.tensors.items() if not np.array_equal(array, before[name])]
    for name, array in seen.tensors.items():
        array[...] = before[name]
    rows = {}
    for name, array in seen.tensors.items():
        note = _note(first[name], again[name], array, altered, name)
        if note:
            rows[name] = GradientRow(
                name, array.shape, differences.probes[name].method, differences.probes[name].step,
                float("inf"), False, f"{name} as a whole", note,
            )  # fmt: skip
    whole = [n for n, p in differences.probes.items() if p.method == "jacobian" and n not in rows]
    jacobians = {name: [] for name in whole}
    if whole:
        seen.outputs()
        for k in range(cotangents.shape[1]):
            one = np.zeros(cotangents.shape[1])
            one[k] = 1
            gradients = seen.gradients(one)
            for name in whole:
                jacobians[name].append(gradients[name].ravel())
    for name in seen.tensors:
        if name in rows:
            continue
        random = np.stack([first[name].ravel(), second[name].ravel()])  # (2, size)
        jacobian = np.stack(jacobians[name]) if name in jacobians else None  # (outputs, size)
        rows[name] = _row(name, seen.tensors[name].shape, differences, random, jacobian, tolerance)
    return [rows[name] for name in seen.tensors]


def _note(gradient, again, array, altered, name):
    """Say what is wrong with a gradient before any number is compared."""
    if gradient.shape != array.shape:
        return f"its gradient has shape {gradient.shape}, it has {array.shape}"
    if gradient.dtype != array.dtype:
        return f"its gradient is {gradient.dtype}, it is {array.dtype}"
    if not np.isfinite(gradient).all():
        return f"its gradient holds NaN or infinity, first at {_index(~np.isfinite(gradient))}"
    if name in altered:
        return "backward changes it in place"
    if not np.allclose(again, gradient, rtol=1e-12, atol=1e-12 * np.abs(gradient).max(initial=0)):
        return "a second backward does not give the same again: add with +=, and leave the cache as it is"
    return ""


def _index(mask):
    return tuple(int(i) for i in np.argwhere(mask)[0])


def _row(name, shape, differences, random, jacobian, tolerance):
    probes = differences.probes[name]
    found = []  # (error, where, analytic, numeric) of each kind of comparison
    projected = probes.values @ differences.cotangents.T  # (lines, 2)
    floor = probes.floor * np.linalg.norm(differences.cotangents, axis=1).max()  # rounding of a weighted sum
    count = 0 if probes.signs is None else len(probes.signs)
    if count:
        along = np.stack([random @ direction.astype(np.float64) for direction in probes.signs])  # (lines, 2)
        found.append(_worst(along, projected[:count], floor, lambda k, c: f"direction {k}"))
    single = random[:, probes.entries].T  # (entries, 2)
    found.append(_worst(single, projected[count:], floor, _place(name, shape, probes.entries)))
    if jacobian is not None:
        label = _place(name, shape, probes.entries, "of output {}")
        found.append(_worst(jacobian.T, probes.values, probes.floor, label))
    error, where, analytic, numeric = max(found, key=lambda item: item[0])
    note = ""
    if error > tolerance and probes.unsettled > tolerance:
        note = (
            f"the differences themselves settle to {probes.unsettled:.1e} only: is there a kink within "
            "reach? draw the inputs away from it and set margin="
        )
    worst = f"{where}: analytic {analytic:.10g}, numeric {numeric:.10g}"
    return GradientRow(name, shape, probes.method, probes.step, error, error <= tolerance, worst, note)


def _place(name, shape, entries, suffix=""):
    def label(k, c):
        index = tuple(int(i) for i in np.unravel_index(entries[k], shape))
        return f"{name}[{', '.join(map(str, index))}] {suffix.format(c)}".strip()

    return label


def _worst(analytic, numeric, floor, label):
    if analytic.size == 0:
        return 0.0, "empty", 0.0, 0.0
    scale = max(SMALL * np.abs(numeric).max(), floor)
    relative = np.abs(analytic - numeric) / np.maximum(np.maximum(np.abs(analytic), np.abs(numeric)), scale)
    relative = np.where(np.isnan(relative), np.inf, relative)
    k, c = np.unravel_index(np.argmax(relative), relative.shape)
    return float(relative[k, c]), label(k, c), analytic[k, c], numeric[k, c]
