"""Dispatch: which face of a component runs, and what is checked before it does."""

import numpy as np
import pytest

import emolab
from emolab.core import registry
from emolab.core.errors import ArgumentError, MissingExtra, ShapeError
from emolab.nn import dense_backward, dense_forward


def inputs():
    rng = np.random.default_rng(0)
    return rng.normal(size=(3, 4)), rng.normal(size=(4, 5)), rng.normal(size=5)


def maker(cache):
    return type(cache).__module__


def test_the_backend_chooses_the_face():
    with emolab.use("numpy"):
        assert maker(dense_forward(*inputs())[1]) == "emolab.nn.dense"
    with emolab.use("numba"):
        assert maker(dense_forward(*inputs())[1]) == "emolab.kernels.dense"


def test_a_cache_goes_back_to_the_face_that_made_it(monkeypatch):
    with emolab.use("numba"):
        y, cache = dense_forward(*inputs())
    called = []
    monkeypatch.setattr("emolab.kernels.dense.matmul", lambda a, b: called.append(a) or a @ b)
    with emolab.use("numpy"):
        dense_backward(np.ones_like(y), cache)
    assert called


def test_use_restores_inside_with_and_rejects_unknown_names():
    before = emolab.backend()
    with emolab.use("numpy"):
        assert emolab.backend() == "numpy"
    assert emolab.backend() == before
    with pytest.raises(ArgumentError, match="nump.*numba, numpy, cupy"):
        emolab.use("nump")
    assert emolab.backend() == before


def test_cupy_that_is_not_there_is_named_with_the_mend():
    try:
        import cupy  # noqa: F401
    except ImportError:
        with pytest.raises(MissingExtra, match=r"pip install 'emolab\[gpu\]'"):
            emolab.use("cupy")
    else:
        pytest.skip("CuPy is installed here")


def test_arrays_of_another_kind_stay_with_the_formula():
    class Foreign(np.ndarray):
        pass

    Foreign.__module__ = "cupy.stand_in"
    x, W, b = inputs()
    with emolab.use("numba"):
        _, cache = dense_forward(x.view(Foreign), W, b)
    assert maker(cache) == "emolab.nn.dense"


def test_shapes_of_the_docstring_are_held_before_the_work():
    x, W, b = inputs()
    with pytest.raises(
        ShapeError, match=r"W has shape \(3, 5\); its axis 0 \(D\) must be 4, because D is 4 in x"
    ):
        dense_forward(x, W[:3], b)
    with pytest.raises(ShapeError, match=r"b has 2 axes, shape \(5, 1\); it must be \(H,\)"):
        dense_forward(x, W, b=b[:, None])


def test_one_name_cannot_stand_for_two_formulas():
    def dense_forward():
        """Another one."""

    with pytest.raises(ArgumentError, match="stands in"):
        registry.formula()(dense_forward)


def test_every_formula_has_an_equation_or_a_source_and_a_docstring():
    for name, entry in registry.formulas().items():
        text = entry.function.__doc__ or ""
        assert text, f"{name} has no docstring"
        assert entry.equations or "Source" in text or "Formula" in text, (
            f"{name} names no equation and no source"
        )
