import numpy as np

from emolab.teach.testing import close


def _arrays(rng, N=3, T=4, D=3, Q=2, A=5):
    return [rng.standard_normal(shape) for shape in ((N, T, D), (N, Q), (D, A), (Q, A), (A,))]


def test_one_unit_by_hand(answer, rng):
    """two steps 0 and 1, one unit and v = 2: the weights are those of the scores 0 and 2 tanh(1)"""
    x = np.array([[[0.0], [1.0]]])
    z = answer.soft_attention_forward(x, None, np.ones((1, 1)), None, np.array([2.0]))[0]
    raised = np.exp(2 * np.tanh(1.0))
    close(z, [[raised / (1 + raised)]], "z of the steps 0 and 1")


def test_even_attention(answer, rng):
    """with v = 0 all weights are 1/T, and z is the plain mean"""
    x, q, Wx, Wc, v = _arrays(rng)
    z = answer.soft_attention_forward(x, q, Wx, Wc, 0 * v)[0]
    close(z, x.mean(axis=1), "z with v = 0")


def test_who_asks_matters(answer, rng):
    """another query gives other weights"""
    x, q, Wx, Wc, v = _arrays(rng)
    one = np.asarray(answer.soft_attention_forward(x, q, Wx, Wc, v)[0])
    s = np.tanh(x @ Wx + (q @ Wc)[:, None]) @ v
    a = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
    close(one, (a[..., None] * x).sum(axis=1), "z with a query")


def test_shapes_of_the_gradients(answer, rng):
    """each gradient has the shape of what it is the gradient of"""
    inputs = _arrays(rng)
    z, cache = answer.soft_attention_forward(*inputs)
    found = answer.soft_attention_backward(np.ones(z.shape), cache)
    for name, gradient, like in zip(("dx", "dq", "dWx", "dWc", "dv"), found, inputs):
        close(np.shape(gradient), like.shape, f"the shape of {name}")
