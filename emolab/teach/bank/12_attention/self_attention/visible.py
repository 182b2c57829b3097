import numpy as np

from emolab.teach.testing import close


def _arrays(rng, N=2, T=4, D=3, d=5):
    return rng.standard_normal((N, T, D)), *(rng.standard_normal((D, d)) for _ in range(3))


def test_one_step(answer, rng):
    """a sequence of one step answers itself: y is its value"""
    x, Wq, Wk, Wv = _arrays(rng, T=1)
    close(answer.self_attention_forward(x, Wq, Wk, Wv)[0], x @ Wv, "y of sequences of one step")


def test_no_queries(answer, rng):
    """where nothing is asked, Wq = 0, each step takes the plain mean of the values"""
    x, Wq, Wk, Wv = _arrays(rng)
    mean = np.repeat((x @ Wv).mean(axis=1, keepdims=True), 4, axis=1)
    close(
        answer.self_attention_forward(x, 0 * Wq, Wk, Wv)[0], mean, "y with Wq = 0, where all weights are 1/T"
    )


def test_shapes(answer, rng):
    """each gradient has the shape of what it is the gradient of"""
    x, Wq, Wk, Wv = _arrays(rng)
    y, cache = answer.self_attention_forward(x, Wq, Wk, Wv)
    found = answer.self_attention_backward(np.ones((2, 4, 5)), cache)
    for name, gradient, like in zip(("dx", "dWq", "dWk", "dWv"), found, (x, Wq, Wk, Wv)):
        close(np.shape(gradient), np.shape(like), f"the shape of {name}")
