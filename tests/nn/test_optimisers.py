import numpy as np
import pytest

import emolab
from emolab.nn import (
    SGD,
    Adam,
    AdamW,
    Dense,
    Module,
    Parameter,
    adam_step,
    adamw_step,
    clip_gradients,
    sgd_step,
)
from emolab.nn.optimiser import Optimiser

MAKERS = {
    "sgd": lambda p: SGD(p, 0.1),
    "nesterov": lambda p: SGD(p, 0.1, momentum=0.9, nesterov=True, weight_decay=0.01),
    "adam": lambda p: Adam(p, 0.1),
    "adamw": lambda p: AdamW(p, 0.1),
}


@pytest.fixture(params=MAKERS)
def maker(request):
    return MAKERS[request.param]


def parameters(rng, dtype=np.float64):
    return {name: Parameter(rng.standard_normal(shape).astype(dtype)) for name, shape in
            [("W", (4, 3)), ("b", (3,)), ("scale", ())]}  # fmt: skip


def steps(optimiser, rng, count):
    for _ in range(count):
        optimiser.zero_grad()
        for parameter in optimiser.parameters.values():
            parameter.grad += rng.standard_normal(parameter.value.shape)
        optimiser.step()


def values(entries):
    return {name: parameter.value.copy() for name, parameter in entries.items()}


def assert_equal(a, b):
    assert a.keys() == b.keys()
    for name in a:
        assert np.array_equal(a[name], b[name]), name


# --- the formulas, by numbers worked out by hand


def test_sgd_step_by_hand(each_backend):
    x, g, u = np.array([2.0]), np.array([0.5]), np.array([1.0])
    value, velocity = sgd_step(x, g, u, 0.1)
    assert value == pytest.approx(2 - 0.05) and velocity == 0.5
    value, velocity = sgd_step(x, g, u, 0.1, momentum=0.9)
    assert velocity == pytest.approx(1.4) and value == pytest.approx(2 - 0.14)
    value, velocity = sgd_step(x, g, u, 0.1, momentum=0.9, nesterov=True)
    assert velocity == pytest.approx(1.4) and value == pytest.approx(2 - 0.1 * (0.5 + 0.9 * 1.4))
    value, _ = sgd_step(x, g, u, 0.1, weight_decay=0.25)
    assert value == pytest.approx(2 - 0.1 * (0.5 + 0.25 * 2))


def test_adams_first_step_is_the_learning_rate_whatever_the_gradient(each_backend):
    for size in (1e-3, 1.0, 1e3):
        value, m, v = adam_step(np.zeros(1), np.array([size]), np.zeros(1), np.zeros(1), 1, 0.01)
        assert value == pytest.approx(-0.01, rel=1e-4)
        assert m == pytest.approx(0.1 * size) and v == pytest.approx(0.001 * size**2)


def test_adams_second_step_by_hand(each_backend):
    value, m, v = adam_step(np.array([1.0]), np.array([3.0]), np.array([0.2]), np.array([0.004]), 2, 0.01)
    m_hat, v_hat = 0.48 / (1 - 0.81), 0.012996 / (1 - 0.998001)
    assert m == pytest.approx(0.48) and v == pytest.approx(0.012996)
    assert value == pytest.approx(1 - 0.01 * m_hat / (np.sqrt(v_hat) + 1e-8), rel=1e-12)


def test_decay_through_the_gradient_is_not_decay_of_the_weight(each_backend):
    x, none = np.array([1.0, 100.0]), np.zeros(2)
    coupled = adam_step(x, none, none, none, 1, 0.01, weight_decay=0.1)[0]
    decoupled = adamw_step(x, none, none, none, 1, 0.01, weight_decay=0.1)[0]
    assert coupled == pytest.approx(x - 0.01)  # divided by its own size: the same step for both
    assert decoupled == pytest.approx(x * (1 - 0.001))


@pytest.mark.parametrize("function, count", [(sgd_step, 1), (adam_step, 2), (adamw_step, 2)])
def test_new_arrays_or_in_place_give_the_same(each_backend, function, count):
    rng = np.random.default_rng(3)
    arrays = [rng.random((6, 4)) for _ in range(2 + count)]
    t = () if count == 1 else (5,)
    before = [a.copy() for a in arrays]
    wanted = function(*arrays, *t)
    assert all(np.array_equal(a, b) for a, b in zip(arrays, before))
    strided = [np.empty((6, 8))[:, ::2] for _ in range(1 + count)]
    for got, want in zip(function(*arrays, *t, out=strided), wanted):
        assert np.array_equal(got, want)
    value, grad, *slots = arrays
    got = function(value, grad, *slots, *t, out=(value, *slots))
    assert got[0] is value
    for a, want in zip(got, wanted):
        assert np.array_equal(a, want)
    assert np.array_equal(grad, before[1])


def test_shapes_that_do_not_fit(each_backend):
    with pytest.raises(emolab.ShapeError, match="grad has shape"):
        sgd_step(np.zeros((3, 2)), np.zeros((3, 4)), np.zeros((3, 2)))
    with emolab.use("numba"), pytest.raises(emolab.ShapeError, match="differ in shape"):
        sgd_step(np.zeros((3, 2)), np.zeros((1, 2)), np.zeros((3, 2)))


# --- the misprints


def descend(update, start, count=200):
    x = start
    for _ in range(count):
        x = update(x)
    return x


def test_printed_2_42_does_not_descend():
    f, slope = lambda x: (x - 3.0) ** 2 + 1, lambda x: 2 * (x - 3.0)
    eta = 0.05

    def ours(x):
        return float(sgd_step(np.array([x]), np.array([slope(x)]), np.zeros(1), eta)[0][0])

    assert descend(ours, 0.0) == pytest.approx(3.0, abs=1e-6)
    x = 2.9
    printed = f(x) - eta * slope(x)
    assert f(printed) > f(x) > f(ours(x))  # printed: one step away from the minimum, ours towards it
    assert abs(descend(lambda x: f(x) - eta * slope(x), 2.9, 5) - 3.0) > 0.5


def test_2_41_needs_f_around_its_left_side():
    f, slope = lambda x: (x - 3.0) ** 2 + 1, lambda x: 2 * (x - 3.0)
    x, alpha = 0.0, 0.1
    assert f(x - alpha * slope(x)) <= f(x)  # as meant
    x = 4.0
    f2, slope2 = lambda x: -(x**2) / 2, lambda x: -x
    assert f2(x) - alpha * slope2(x) > f2(x)  # as printed: false on a falling slope
    assert f2(x - alpha * slope2(x)) <= f2(x)


def printed_adam_step(value, grad, m, v, t, rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """2.46 as printed, the rest as ours."""
    m = beta1 * v + (1 - beta2) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return value - rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def test_printed_2_46_climbs_where_adam_descends():
    def run(function):
        state = np.array([-3.0]), np.zeros(1), np.zeros(1)
        for t in range(1, 401):
            state = function(state[0], 2 * state[0], state[1], state[2], t, 0.05)
        return abs(state[0][0])

    assert run(lambda value, grad, m, v, t, rate: adam_step(value, grad, m, v, t, rate)) < 1e-2
    assert run(printed_adam_step) > 3.0  # v is never negative: it pushes one way whatever the slope


# --- the classes


def test_every_optimiser_finds_the_least_squares_solution(each_backend, maker):
    rng = np.random.default_rng(0)
    layer = Dense(3, 2, rng=rng, dtype=np.float64)
    x = rng.standard_normal((50, 3))
    wanted = rng.standard_normal((3, 2))
    optimiser = maker(layer)
    for t in range(600):
        optimiser.zero_grad()
        layer.backward((layer.forward(x) - x @ wanted) / len(x))
        optimiser.learning_rate = 0.1 * 0.99**t
        optimiser.step()
    assert np.abs(layer.W.value - wanted).max() < 0.05
    assert np.abs(layer.b.value).max() < 0.05


def test_updates_stay_in_the_arrays_that_are_there(each_backend, maker):
    rng = np.random.default_rng(0)
    entries = parameters(rng)
    held = {name: parameter.value for name, parameter in entries.items()}
    before = values(entries)
    steps(maker(entries), rng, 2)
    for name, parameter in entries.items():
        assert parameter.value is held[name]
        assert not np.array_equal(parameter.value, before[name])


def test_frozen_parameters_are_passed_over_and_thaw_as_new(each_backend, maker):
    rng = np.random.default_rng(0)
    entries = parameters(rng)
    before = values(entries)
    entries["b"].trainable = False
    entries["b"].grad[...] = np.nan  # nobody looks
    optimiser = maker(entries)
    entries["W"].grad[...] = 1
    optimiser.step()
    assert np.array_equal(entries["b"].value, before["b"])
    assert not np.array_equal(entries["W"].value, before["W"])
    entries["b"].trainable = True
    entries["b"].grad[...] = 1
    optimiser.step()
    assert np.isfinite(entries["b"].value).all()
    assert optimiser.steps == {"W": 2, "scale": 2, "b": 1}


def test_float32_stays_float32_under_a_numpy_rate(each_backend, maker):
    rng = np.random.default_rng(0)
    entries = parameters(rng, np.float32)
    optimiser = maker(entries)
    optimiser.learning_rate = np.float64(0.01)
    steps(optimiser, rng, 2)
    assert {p.value.dtype for p in entries.values()} == {np.dtype(np.float32)}
    assert {a.dtype for slot in optimiser.arrays.values() for a in slot.values()} == {np.dtype(np.float32)}


def test_resume_is_bit_identical(each_backend, maker, tmp_path):
    from emolab.core.files import load_arrays, save_arrays

    whole = parameters(np.random.default_rng(0), np.float32)
    optimiser = maker(whole)
    rng = np.random.default_rng(1)
    steps(optimiser, rng, 5)
    optimiser.learning_rate = 0.07
    save_arrays(tmp_path / "state.npz", optimiser.state_dict(), {})
    middle = values(whole)
    state_of_rng = rng.bit_generator.state
    steps(optimiser, rng, 5)
    resumed = {name: Parameter(value) for name, value in middle.items()}
    other = maker(resumed)
    other.load_state_dict(load_arrays(tmp_path / "state.npz")[0])
    assert other.learning_rate == 0.07
    rng.bit_generator.state = state_of_rng
    steps(other, rng, 5)
    assert_equal(values(whole), values(resumed))
    assert_equal(optimiser.state_dict(), other.state_dict())


def test_one_thread_or_two_give_the_same_bits():
    rng = np.random.default_rng(0)
    arrays = [rng.random(300_000, np.float32) for _ in range(4)]
    before = emolab.threads()
    found = []
    try:
        for count in (1, 2):
            emolab.set_threads(count)
            found.append(adam_step(*arrays, 3))
    finally:
        emolab.set_threads(before)
    for a, b in zip(*found):
        assert np.array_equal(a, b)


@pytest.mark.parametrize(
    "change, said",
    [
        (lambda state: state.pop("learning_rate"), "lacks learning_rate"),
        (lambda state: state.pop("v/W"), "lacks v/W"),
        (lambda state: state.update(velocity=1), "holds velocity"),
        (lambda state: state.update({"m/W": np.zeros((2, 2))}), r"m/W has shape \(2, 2\)"),
        (lambda state: state.update({"steps/x": 1, "m/x": 0, "v/x": 0}), "a model with x"),
    ],
)
def test_a_state_that_does_not_fit_changes_nothing(change, said):
    rng = np.random.default_rng(0)
    optimiser = Adam(parameters(rng))
    steps(optimiser, rng, 1)
    before = optimiser.state_dict()
    state = optimiser.state_dict()
    state["learning_rate"] = 5.0
    change(state)
    with pytest.raises(emolab.FormatError, match=said):
        optimiser.load_state_dict(state)
    assert_equal(optimiser.state_dict(), before)


@pytest.mark.parametrize("bad, said", [(np.nan, "NaN"), (np.inf, "infinity"), (-np.inf, "infinity")])
def test_a_gradient_that_is_not_finite_is_named_before_anything_changes(maker, bad, said):
    rng = np.random.default_rng(0)
    entries = parameters(rng)
    before = values(entries)
    entries["b"].grad[1] = bad
    with pytest.raises(emolab.DataError, match=f"gradient of b holds {said}"):
        maker(entries).step()
    with pytest.raises(emolab.DataError, match=f"gradient of b holds {said}"):
        clip_gradients(entries, 1.0)
    assert_equal(values(entries), before)


def test_settings_that_cannot_be():
    entries = parameters(np.random.default_rng(0))
    for make, said in [
        (lambda: SGD(entries, -1), "learning_rate"),
        (lambda: SGD(entries, "fast"), "learning_rate"),
        (lambda: SGD(entries, np.nan), "learning_rate"),
        (lambda: SGD(entries, momentum=1.0), "momentum"),
        (lambda: SGD(entries, nesterov=True), "nesterov"),
        (lambda: Adam(entries, beta1=1.0), "beta1"),
        (lambda: Adam(entries, beta2=-0.1), "beta2"),
        (lambda: AdamW(entries, weight_decay=-1), "weight_decay"),
        (lambda: Adam({}), "no parameters"),
        (lambda: Adam(Module()), "no parameters"),
        (lambda: clip_gradients(entries, 0), "max_norm"),
    ]:
        with pytest.raises(emolab.ArgumentError, match=said):
            make()


def test_clipping_keeps_the_direction_and_reports_the_norm():
    entries = parameters(np.random.default_rng(0))
    entries["W"].grad[...] = 3
    entries["b"].grad[...] = [0, 4, 0]
    entries["scale"].trainable = False
    entries["scale"].grad[...] = 1e6
    wanted = np.sqrt(12 * 9 + 16)
    assert clip_gradients(entries, 1000.0) == pytest.approx(wanted)
    assert entries["W"].grad[0, 0] == 3
    assert clip_gradients(entries, 2.0) == pytest.approx(wanted)
    assert clip_gradients(entries, 2.0) == pytest.approx(2.0)
    assert entries["b"].grad[1] / entries["W"].grad[0, 0] == pytest.approx(4 / 3)
    assert entries["scale"].grad == 1e6


def test_clipping_large_float32_gradients_does_not_overflow():
    entries = {"W": Parameter(np.zeros(4, np.float32))}
    entries["W"].grad[...] = 1e25
    assert clip_gradients(entries, 1.0) == pytest.approx(2e25, rel=1e-6)
    assert entries["W"].grad == pytest.approx(np.full(4, 0.5))


def test_the_base_class_says_that_it_moves_nothing():
    optimiser = Optimiser(parameters(np.random.default_rng(0)), 0.1)
    with pytest.raises(TypeError, match="defines no update"):
        optimiser.step()
