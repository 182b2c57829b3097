"""Dispatch on CuPy arrays, with what stands in for CuPy: which face runs, what is moved, what comes back."""

import importlib.machinery
import sys
import types
from typing import NamedTuple

import cupy_stand_in
import numpy as np
import pytest

import emolab
from emolab import nn
from emolab.core import registry
from emolab.core.backend import as_array, like, on_card, to_card, to_host
from emolab.core.errors import ArgumentError, MissingExtra
from emolab.kernels.cuda import raw
from emolab.nn.module import Parameter


class TwinCache(NamedTuple):
    """What a twin for CuPy arrays keeps."""

    x: object


TwinCache.__module__ = "emolab.kernels.cuda.doubled"


@pytest.fixture
def cupy(monkeypatch):
    monkeypatch.setitem(sys.modules, "cupy", cupy_stand_in)
    return cupy_stand_in


@pytest.fixture
def doubled(monkeypatch, cupy):
    """A formula with a twin for CuPy arrays: (forward, backward, the twins' calls)."""
    calls = []
    name = "emolab.kernels.cuda.doubled"
    twin = types.ModuleType(name)
    twin.__spec__ = importlib.machinery.ModuleSpec(name, None)
    twin.doubled_forward = lambda x, k=2: (calls.append(x), (x * k, TwinCache(x)))[1]
    twin.doubled_backward = lambda dy, cache: (calls.append(dy), dy * 2)[1]
    monkeypatch.setitem(sys.modules, name, twin)
    monkeypatch.setattr(registry, "FORMULAS", dict(registry.FORMULAS))

    class Cache(NamedTuple):
        x: object

    @registry.formula(kernel="doubled")
    def doubled_forward(x, k=2):
        """Twice.

        Shapes    x (N, D) -> y (N, D), cache
        """
        return x * k, Cache(x)

    @registry.formula(kernel="doubled")
    def doubled_backward(dy, cache):
        """Twice."""
        return 2 * dy

    return doubled_forward, doubled_backward, calls


X = np.arange(6.0).reshape(2, 3)


def test_cupy_arrays_go_to_the_twin_and_its_cache_comes_back_to_it(doubled, cupy):
    forward, backward, calls = doubled
    for backend in ("numpy", "cupy"):
        with emolab.use(backend):
            y, cache = forward(cupy.asarray(X))
            assert isinstance(y, cupy.ndarray) and isinstance(cache, TwinCache)
            assert isinstance(backward(y, cache), cupy.ndarray)
    assert len(calls) == 4


def test_numpy_arrays_stay_with_numpy_unless_the_backend_is_cupy(doubled, cupy):
    forward, _, calls = doubled
    with emolab.use("numpy"):
        assert type(forward(X)[0]) is np.ndarray and not calls
    with emolab.use("cupy"):
        assert isinstance(forward(x=X)[0], cupy.ndarray)
    assert isinstance(calls[0], cupy.ndarray)


def test_shapes_are_checked_for_cupy_arrays_too(doubled, cupy):
    with pytest.raises(emolab.core.ShapeError, match="doubled_forward: x has 1 axis"):
        doubled[0](cupy.asarray(X[0]))


def test_without_a_twin_the_formula_runs_also_for_arrays_in_a_list(cupy):
    card = cupy.asarray(X)
    with emolab.use("numba"):
        y, cache = nn.dense_forward(card, card.T, card[:, 0])
        assert isinstance(y, cupy.ndarray) and type(cache).__module__ == "emolab.nn.dense"
        assert all(isinstance(gradient, cupy.ndarray) for gradient in nn.dense_backward(y, cache))
    with emolab.use("cupy"):
        assert isinstance(emolab.fusion.sugeno_integral([X / 9, X / 8], [0.4, 0.5]), cupy.ndarray)


def test_a_kernels_cache_stays_with_the_kernel(cupy):
    with emolab.use("numba"):
        y, cache = nn.dense_forward(X, X.T, X[:, 0])
    with emolab.use("cupy"):
        assert all(type(gradient) is np.ndarray for gradient in nn.dense_backward(y, cache))


def test_helpers_move_arrays(cupy):
    card = to_card(X)
    assert on_card(card) and not on_card(X) and to_host(X) is X
    assert np.array_equal(to_host(card), X)
    assert isinstance(like(card, [1, 2], np.float32), cupy.ndarray) and type(like(X, [1, 2])) is np.ndarray
    assert as_array(card) is card and type(as_array([1, 2])) is np.ndarray
    with emolab.use("cupy"):
        assert isinstance(as_array([1, 2]), cupy.ndarray)


def test_cupy_that_is_not_there_is_named_with_the_mend(monkeypatch):
    monkeypatch.setitem(sys.modules, "cupy", None)
    for ask in (lambda: emolab.use("cupy"), lambda: to_card(X), lambda: nn.Dense(2, 3).to("cupy")):
        with pytest.raises(MissingExtra, match=r"pip install 'emolab\[gpu\]'"):
            ask()


def test_a_module_moves_to_the_card_and_back(cupy):
    layer = nn.Dense(3, 2, rng=0)
    state = layer.state_dict()
    assert isinstance(layer.to("cupy")(cupy.asarray(X)), cupy.ndarray)
    assert isinstance(layer.W.grad, cupy.ndarray)
    saved = layer.state_dict()
    assert all(type(saved[name]) is np.ndarray and np.array_equal(saved[name], state[name]) for name in state)
    layer.load_state_dict({name: value + 1 for name, value in state.items()})
    assert np.array_equal(layer.to("numpy").W.value, state["W"] + 1)


def test_modules_are_made_where_the_backend_is(cupy):
    with emolab.use("cupy"):
        layer = nn.LSTM(3, 2, rng=0)
        assert all(isinstance(p.value, cupy.ndarray) for p in layer.parameters().values())
    assert isinstance(Parameter(cupy.asarray(X)).value, cupy.ndarray)
    assert all(type(p.value) is np.ndarray for p in nn.LSTM(3, 2, rng=0).parameters().values())


def test_an_optimiser_saves_numpy_arrays_and_goes_on_on_the_card(cupy):
    layer = nn.Dense(3, 2, rng=0).to("cupy")
    optimiser = nn.Adam(layer)
    for parameter in layer.parameters().values():
        parameter.grad += 1
    optimiser.step()
    state = optimiser.state_dict()
    assert all(type(state[name]) is np.ndarray for name in ("m/W", "v/b"))
    again = nn.Adam(layer)
    again.load_state_dict(state)
    assert isinstance(again.arrays["m"]["W"], cupy.ndarray)
    again.step()


def test_raw_kernels_refuse_other_numbers(cupy):
    with pytest.raises(ArgumentError, match="float32 and float64, not float16"):
        raw.real(np.dtype(np.float16))


def test_nothing_starts_for_no_item(monkeypatch, cupy):
    monkeypatch.setattr(cupy, "RawModule", lambda **settings: pytest.fail("compiled"))
    raw.launch("", "nothing", 0)
