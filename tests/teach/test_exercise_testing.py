"""close, gradient and raises say what is wrong, and let pass what is right."""

import numpy as np
import pytest

from emolab import nn
from emolab.teach.answer import AnswerError
from emolab.teach.testing import Miss, close, gradient, raises


@pytest.mark.parametrize("actual, expected", [
    (1.0, 1), (np.float32(1), 1.0 + 1e-8), ([1, 2], np.array([1.0, 2.0])), (True, 1), (None, None),
    ("a", "a"),
    ((np.ones(2), 3), (np.ones(2), 3.0)), ({"a": 1}, {"a": 1}), (np.zeros((0, 2)), np.zeros((0, 2))),
    (1e9 + 1, 1e9), (np.array([np.nan, 1]), np.array([np.nan, 1])),
    (1j, 1j), ([np.ones(2), np.ones(3)], [np.ones(2), np.ones(3)]),
])  # fmt: skip
def test_close_lets_pass(actual, expected):
    close(actual, expected, "w")
    with pytest.raises(Miss, match="^w"):
        close(actual if isinstance(actual, str) else "no", "other", "w")


@pytest.mark.parametrize("actual, expected, said", [
    (2.0, 1.0, "it is 2, it should be 1"),
    (np.ones((2, 3)), np.ones((3, 2)), r"shape is \(2, 3\), it should be \(3, 2\)"),
    (np.array([1, np.nan]), np.ones(2), r"at \[1\] it is nan"),
    (np.array([1, np.inf]), np.ones(2), r"at \[1\] it is inf"),
    (np.array([0, 1.0]), np.array([0, np.nan]), r"at \[1\]"), (None, 1.0, "None, where numbers should be"),
    ("1", 1.0, "'1', where numbers"), ([[1], [2, 3]], 1.0, "different shapes"), (1.0, None, "should be None"),
    ((1, 2), (1, np.ones(2), 3), "should be 3 values"), ({"a": 1}, {"b": 1}, "a dict with b"),
    ({"a": 1}, {"a": 2}, "w, a: it is 1"), ((np.ones(2), 1), (np.ones(2), 2), "w, value 1"),
    (np.array([1.0, 2, 3]), np.array([1.0, 2, 3.1]), r"at \[2\] it is 3, it should be 3.1"),
    (1e-3, 0.0, "it is 0.001"), ((), (9,), r"it is \(\), it should be \(9,\)"),
])  # fmt: skip
def test_close_says_what_differs(actual, expected, said):
    with pytest.raises(Miss, match=said):
        close(actual, expected, "w")


def inputs(rng):
    return {"x": rng.standard_normal((4, 3)), "W": rng.standard_normal((3, 2)), "b": rng.standard_normal(2)}


def test_gradient_accepts_a_right_backward_and_large_inputs():
    rng = np.random.default_rng(0)
    gradient(nn.dense_forward, nn.dense_backward, inputs(rng))
    many = {"x": rng.standard_normal((30, 20)), "W": rng.standard_normal((20, 9)), "b": np.zeros(9)}
    gradient(nn.dense_forward, nn.dense_backward, many)
    with pytest.raises(Miss, match="dW is 1.01 times"):
        gradient(nn.dense_forward, wrong(1, lambda g: 1.01 * g), many)


def wrong(k, change):
    def backward(dy, cache):
        found = list(nn.dense_backward(dy, cache))
        found[k] = change(found[k])
        return tuple(found)

    return backward


@pytest.mark.parametrize("k, change, said", [
    (0, lambda g: -g, "dx is right but for its sign"),
    (1, lambda g: g / 4, "dW is 0.25 times what it should be"),
    (2, np.zeros_like, "db is zero"), (1, lambda g: g.T, r"dW has shape \(2, 3\), W has \(3, 2\)"),
    (0, lambda g: g + np.eye(4, 3), "dx is wrong: at"), (0, lambda g: g * np.nan, "dx is not finite"),
    (2, lambda g: None, "db is None, where numbers should be"),
])  # fmt: skip
def test_gradient_says_how_it_is_wrong(k, change, said):
    with pytest.raises(Miss, match=f"^the dense layer: {said}"):
        gradient(nn.dense_forward, wrong(k, change), inputs(np.random.default_rng(0)), "the dense layer")


def test_gradient_takes_losses_constants_and_caches_of_any_kind():
    labels = np.array([0, 2, 1])
    logits = np.random.default_rng(0).standard_normal((3, 4))

    def backward(dloss, cache):
        return nn.softmax_cross_entropy_backward(dloss, cache)

    gradient(nn.softmax_cross_entropy_forward, backward, {"logits": logits, "labels": labels})
    x = np.random.default_rng(1).standard_normal(5)
    gradient(lambda x, k: x**2 * k, lambda dy, x, k: 2 * x * dy * k, {"x": x, "k": 3})
    gradient(lambda x, c: (x * c, c), lambda dy, c: dy * c, {"x": x, "c": x + 1}, constant=("c",))

    def two_backward(dsum, dproduct, cache):
        return dsum + dproduct * cache[1], dsum + dproduct * cache[0]

    gradient(lambda a, b: (a + b, a * b, (a, b)), two_backward, {"a": x, "b": x**2})
    with pytest.raises(Miss, match="returns 1 gradients, it should be those of a, b"):
        gradient(lambda a, b: (a + b, 0), lambda dy, c: dy, {"a": x, "b": x})


def test_raises():
    def call(kinds):
        raise AnswerError(kinds, "words")

    raises(ValueError, lambda: call(["ShapeError", "ValueError", "Exception"]), "w")
    with pytest.raises(Miss, match="w: it raises TypeError, it should be ValueError"):
        raises(ValueError, lambda: call(["TypeError", "Exception"]), "w")
    with pytest.raises(Miss, match="w: it returns 3, it should raise ValueError"):
        raises(ValueError, lambda: 3, "w")
