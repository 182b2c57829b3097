import numpy as np

from emolab import nn
from emolab.teach.testing import close, gradient


def _arrays(rng, N, T, D, d):
    return rng.standard_normal((N, T, D)), *(rng.standard_normal((D, d)) for _ in range(3))


def test_root_of_the_width(answer, rng):
    """the scores are divided by the root of d, whatever D is"""
    for D, d in ((3, 8), (8, 3)):
        inputs = _arrays(rng, 2, 5, D, d)
        y = nn.self_attention_forward(*inputs)[0]
        close(answer.self_attention_forward(*inputs)[0], y, f"y with D = {D} and d = {d}")


def test_equal_steps(answer, rng):
    """each step that asks takes a mean of those that answer: the rows of a sum to 1"""
    x, Wq, Wk, Wv = _arrays(rng, 2, 1, 3, 4)
    x = np.repeat(x, 5, axis=1)
    x[:, 2] = 3 * x[:, 2]  # a step that asks louder
    y = nn.self_attention_forward(x, Wq, Wk, Wv)[0]
    close(answer.self_attention_forward(x, Wq, Wk, Wv)[0], y, "y where one step asks louder than the others")


def test_shuffled_steps(answer, rng):
    """shuffled steps give results that are shuffled alike"""
    x, *weights = _arrays(rng, 2, 6, 3, 4)
    turn = rng.permutation(6)
    y = np.asarray(answer.self_attention_forward(x, *weights)[0])
    close(answer.self_attention_forward(x[:, turn], *weights)[0], y[:, turn], "y of the shuffled steps")


def test_all_gradients(answer, rng):
    """dx, dWq, dWk and dWv are what the differences give"""
    names = ("x", "Wq", "Wk", "Wv")
    inputs = dict(zip(names, _arrays(rng, 2, 3, 3, 2)))
    gradient(answer.self_attention_forward, answer.self_attention_backward, inputs, "self-attention")
