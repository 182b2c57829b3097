import json

import numpy as np
import pytest

import emolab
from emolab.nn import (
    Buffer,
    Dense,
    GradientError,
    Module,
    Parameter,
    check_gradients,
)
from emolab.nn.finite_differences import stencil, sweep_steps


def tanh_forward(x, W):
    y = np.tanh(x @ W)
    return y, (x, W, y)


def tanh_backward(dy, cache):
    x, W, y = cache
    d = dy * (1 - y**2)
    return d @ W.T, x.T @ d


def draw(*shapes, seed=0):
    rng = np.random.default_rng(seed)
    return tuple(rng.standard_normal(shape) for shape in shapes)


# --- differences


def test_stencil_is_exact_up_to_the_fourth_power_and_of_fourth_order_beyond():
    assert stencil(lambda t: 3 * t**4 + t**3 - 2 * t + 5, 0.1) == pytest.approx(-2, rel=1e-12)
    errors = [abs(stencil(lambda t: np.sin(t + 1), h) - np.cos(1)) for h in (0.1, 0.05)]
    assert errors[0] / errors[1] == pytest.approx(16, rel=0.02)


def test_the_sweep_finds_the_bottom_between_truncation_and_rounding():
    step, value, sweep = sweep_steps(lambda t: np.array([np.exp(1 + t)]))
    assert value[0] == pytest.approx(np.e, rel=1e-11)
    errors = dict(sweep)
    assert errors[step] == min(errors.values())
    assert errors[0.1] > 1e3 * errors[step] and errors[min(errors)] > 1e2 * errors[step]


def test_the_step_does_not_depend_on_the_backward():
    inputs = draw((3, 4), (4, 2))
    honest = check_gradients((tanh_forward, tanh_backward), inputs)
    wrong = check_gradients((tanh_forward, lambda dy, c: (dy @ c[1].T, c[0].T @ dy)), inputs)
    assert honest.passed and not wrong.passed
    assert [row.step for row in honest.rows] == [row.step for row in wrong.rows]


# --- what it accepts


@pytest.mark.parametrize("rows", [3, 400])
def test_jacobian_when_small_projections_when_large(rows):
    report = check_gradients((tanh_forward, tanh_backward), draw((rows, 5), (5, 7)))
    assert report.passed and bool(report), str(report)
    assert [row.name for row in report.rows] == ["x", "W"]
    assert {row.method for row in report.rows} == {"jacobian" if rows == 3 else "projections"}
    assert report.error < 1e-8


@pytest.mark.parametrize("place", [0, 777, 1999])
def test_one_wrong_entry_among_thousands_is_found(place):
    def wrong(dy, cache):
        dx, dW = tanh_backward(dy, cache)
        dx.flat[place] *= 1.001
        return dx, dW

    report = check_gradients((tanh_forward, wrong), draw((400, 5), (5, 7)))
    assert [row.name for row in report.rows if not row.passed] == ["x"]


def test_a_backward_that_is_right_for_a_sum_only_is_rejected():
    """softmax's gradient of a plain sum is 0: with dy of ones the missing term would not show."""

    def forward(x):
        e = np.exp(x - x.max(axis=-1, keepdims=True))
        y = e / e.sum(axis=-1, keepdims=True)
        return y, y

    def wrong(dy, y):
        return y * (dy - dy.mean(axis=-1, keepdims=True))

    def right(dy, y):
        return y * (dy - (dy * y).sum(axis=-1, keepdims=True))

    x = draw((3, 4))
    y = forward(*x)[1]
    assert np.allclose(wrong(np.ones_like(y), y), right(np.ones_like(y), y))
    assert check_gradients((forward, right), x).passed
    assert not check_gradients((forward, wrong), x).passed


def test_a_backward_that_is_not_linear_in_dy_is_rejected():
    report = check_gradients((lambda x: (2 * x, x), lambda dy, x: 2 * np.abs(dy)), draw((3, 2)))
    assert not report.passed


def test_every_row_of_the_jacobian_is_asked_for():
    """Wrong only where dy has a zero, which a random cotangent never has."""

    def wrong(dy, x):
        return 2 * dy + 1e-3 * (dy == 0)

    report = check_gradients((lambda x: (2 * x, x), wrong), draw((3, 2)))
    assert not report.passed and "of output" in report.rows[0].worst


def test_settings_states_integers_and_none_are_passed_through():
    def forward(x, state, labels, extra, *, scale):
        h, c = state
        return x * h, scale * c + x[labels].sum(), labels, (x, h, labels, scale)

    def backward(dy, dc, dlabels, cache):
        x, h, labels, scale = cache
        assert dlabels is None
        dx = dy * h
        np.add.at(dx, labels, dc.sum())
        return dx, (dy * x, scale * dc), None, None

    x, h, c = draw(4, 4, 4)
    inputs = (x, (h, c), np.array([0, 2, 2]), None)
    report = check_gradients((forward, backward), inputs, settings={"scale": 3.0})
    assert report.passed, str(report)
    assert [row.name for row in report.rows] == ["x", "state[0]", "state[1]"]


def test_constant_inputs_are_named_and_reported():
    def forward(x, mask):
        return x * mask, mask

    inputs = draw(5, 5)
    pair = (forward, lambda dy, mask: (dy * mask, None))
    with pytest.raises(emolab.ArgumentError, match="returned None for mask"):
        check_gradients(pair, inputs)
    report = check_gradients(pair, inputs, constant=("mask",))
    assert report.passed and report.frozen == ("mask",)
    with pytest.raises(emolab.ArgumentError, match="no input; there are x, mask"):
        check_gradients(pair, inputs, constant=("musk",))


def test_chosen_outputs():
    class Context(Module):
        def forward(self, x):
            self.x = x
            return x**2, x + 1  # the second is for looking at

        def backward(self, dy):
            return 2 * self.x * dy

    with pytest.raises(TypeError):
        check_gradients(Context(), draw(4))
    assert check_gradients(Context(), draw(4), outputs=(0,)).passed


# --- modules


class Scale(Module):
    """y = x w, with ways to be wrong."""

    def __init__(self, fault=""):
        self.w = Parameter(np.array([1.0, -2.0, 0.5]))
        self.seen = Buffer(np.zeros(1))
        self.rng = np.random.default_rng(3)
        self.fault, self.drift = fault, 0.0

    def forward(self, x):
        self.mask = self.rng.random(x.shape) < 0.7
        self.seen.value += 1
        self.x = x.copy()
        if self.fault == "moves its input":
            x *= 1.0001
        if self.fault == "drifts":
            self.drift += 1e-3
        return x * self.w.value * self.mask + self.drift

    def backward(self, dy):
        added = (dy * self.x * self.mask).sum(axis=0)
        if self.fault == "overwrites":
            self.w.grad[...] = added
        elif self.fault == "parameter shape":
            self.w.grad = np.zeros((1, 3)) + added
        else:
            self.w.grad += added
        dx = dy * self.w.value * self.mask
        if self.fault == "spoils its cache":
            self.x *= 0
        if self.fault == "shape":
            return dx.sum(axis=0)
        if self.fault == "dtype":
            return dx.astype(np.float32)
        if self.fault == "nan":
            dx[1, 2] = np.nan
        return dx


def test_a_module_with_frozen_dropout_is_left_as_it_was():
    layer = Scale()
    layer.w.grad[...] = [1, 2, 3]
    state, (x,) = layer.rng.bit_generator.state, draw((4, 3))
    report = check_gradients(layer, (x,))
    assert report.passed, str(report)
    assert [row.name for row in report.rows] == ["x", "w"]
    assert layer.rng.bit_generator.state == state
    assert layer.seen.value == 0
    assert np.array_equal(layer.w.value, [1.0, -2.0, 0.5]) and np.array_equal(layer.w.grad, [1, 2, 3])
    assert np.array_equal(x, draw((4, 3))[0])


@pytest.mark.parametrize(
    "fault, tensor, said",
    [
        ("overwrites", "w", r"add with \+="),
        ("spoils its cache", "w", "leave the cache as it is"),
        ("shape", "x", r"shape \(3,\), it has \(4, 3\)"),
        ("parameter shape", "w", r"shape \(1, 3\), it has \(3,\)"),
        ("dtype", "x", "is float32, it is float64"),
        ("nan", "x", r"NaN or infinity, first at \(1, 2\)"),
    ],
)
def test_faults_beyond_numbers_are_named(fault, tensor, said):
    report = check_gradients(Scale(fault), draw((4, 3)))
    rows = {row.name: row for row in report.rows}
    assert not rows[tensor].passed and not report
    with pytest.raises(GradientError, match=said):
        report.raise_if_failed()


def test_changing_an_input_in_place_is_named():
    def backward(dy, x):
        dx = 2 * dy * x
        x += 1e-9
        return dx

    report = check_gradients((lambda x: (x**2, x), backward), draw(4))
    assert "backward changes it in place" in report.rows[0].note
    with pytest.raises(emolab.ArgumentError, match="forward of Scale changes x in place"):
        check_gradients(Scale("moves its input"), draw((4, 3)))


def test_randomness_must_be_held_still():
    with pytest.raises(emolab.ArgumentError, match="hold its randomness still with freeze="):
        check_gradients(Scale("drifts"), draw((4, 3)))

    def still(layer):
        layer.drift = 0.0

    report = check_gradients(Scale("drifts"), draw((4, 3)), freeze=still)
    assert report.passed, str(report)


def test_frozen_and_shared_parameters():
    layer = Dense(3, 3, rng=0, dtype=np.float64)
    layer.b.trainable = False
    report = check_gradients(layer, draw((2, 3)))
    assert [row.name for row in report.rows] == ["x", "W"] and report.frozen == ("b",)

    class Twice(Module):
        def __init__(self):
            self.one = Dense(3, 3, rng=0, dtype=np.float64)
            self.two = Dense(3, 3, rng=1, dtype=np.float64)
            self.two.W = self.one.W

        def forward(self, x):
            return self.two(self.one(x))

        def backward(self, dy):
            return self.one.backward(self.two.backward(dy))

    report = check_gradients(Twice(), draw((2, 3)))
    assert report.passed, str(report)
    assert [row.name for row in report.rows] == ["x", "one.W", "one.b", "two.b"]


# --- wrong use


def test_wrong_use_is_said():
    pair = (tanh_forward, tanh_backward)
    x, W = draw((2, 3), (3, 2))
    for target, inputs, error, said in [
        (pair, (x.astype(np.float32), W), emolab.ArgumentError, "x is float32; .* float64 only"),
        (Dense(3, 2), (x,), emolab.ArgumentError, "W is float32"),
        (tanh_forward, (x, W), emolab.ArgumentError, "must be a Module or a"),
        (pair, (x * np.nan, W), emolab.DataError, "x holds NaN"),
        ((lambda x: (np.log(x - 100), 0), tanh_backward), (x,), emolab.DataError, "outputs of .* hold NaN"),
        ((lambda x: x, tanh_backward), (x,), emolab.ArgumentError, r"must return \(y, cache\)"),
        ((lambda x: (x.astype("f4"), 0), tanh_backward), (x,), emolab.ArgumentError, "must keep the dtype"),
        ((lambda x: (x > 0, 0), tanh_backward), (x,), emolab.ArgumentError, "no float64 output"),
        ((tanh_forward, lambda dy, c: (dy,)), (x, W), emolab.ShapeError, r"1 gradients for 2 inputs \(x, "),
        (pair, (np.array([1, 2]),), emolab.ArgumentError, "no float64 input or parameter"),
    ]:
        with np.errstate(all="ignore"), pytest.raises(error, match=said):
            check_gradients(target, inputs)


def test_the_report_names_the_worst_entry():
    def wrong(dy, cache):
        dx, dW = tanh_backward(dy, cache)
        dW[2, 1] += 0.5 * dy.sum()
        return dx, dW

    report = check_gradients((tanh_forward, wrong), draw((2, 3), (3, 2)))
    said = r"tanh_forward: the gradient of W .*W\[2, 1\].*analytic .* numeric"
    with pytest.raises(GradientError, match=said):
        report.raise_if_failed()
    assert "FAILED" in str(report) and json.loads(json.dumps(report.as_dict()))["passed"] is False
    good = check_gradients((tanh_forward, tanh_backward), draw((2, 3), (3, 2)))
    assert good.raise_if_failed() is good and "FAILED" not in str(good)
    assert set(good.sweeps) == {"x", "W"} and len(good.sweeps["x"]) > 5


def test_earlier_differences_serve_another_backward_of_the_same_forward():
    calls = []

    def counted(x, W):
        calls.append(1)
        return tanh_forward(x, W)

    inputs = draw((3, 4), (4, 2))
    first = check_gradients((counted, tanh_backward), inputs)
    many = len(calls)
    second = check_gradients((counted, tanh_backward), inputs, differences=first.differences)
    assert second.error == first.error
    assert len(calls) - many < many / 20


def test_the_same_seed_gives_the_same_report():
    inputs = draw((30, 5), (5, 7))
    one, two, other = (check_gradients((tanh_forward, tanh_backward), inputs, rng=s) for s in (4, 4, 5))
    assert one.rows == two.rows != other.rows
