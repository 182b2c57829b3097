import numpy as np

import emolab
from emolab import nn
from emolab.teach.testing import close, gradient

NAMES = ("x", "q", "Wx", "Wc", "v")


def _arrays(rng, N=2, T=4, D=3, Q=2, A=3):
    return [rng.standard_normal(shape) for shape in ((N, T, D), (N, Q), (D, A), (Q, A), (A,))]


def formula(*inputs):
    """The library's z and cache, by its formula: a kernel would have to be loaded first."""
    with emolab.use("numpy"):
        return nn.soft_attention_forward(*inputs)


def test_gradients_with_a_query(answer, rng):
    """dx, dq, dWx, dWc and dv are what the differences give"""
    inputs = dict(zip(NAMES, _arrays(rng)))
    gradient(answer.soft_attention_forward, answer.soft_attention_backward, inputs, "soft attention")


def test_gradients_of_short_clips(answer, rng):
    """with lengths, steps past the end get no gradient, and the others the right one"""
    inputs = dict(zip(NAMES, _arrays(rng, N=3)), lengths=np.array([4, 1, 2]))
    forward, backward = answer.soft_attention_forward, answer.soft_attention_backward
    gradient(forward, backward, inputs, "soft attention of clips of 4, 1 and 2 steps")


def test_what_is_behind_the_end(answer, rng):
    """steps past a clip's end change nothing, also if they are NaN"""
    x, q, Wx, Wc, v = _arrays(rng)
    lengths = np.array([2, 4])
    z = formula(x, q, Wx, Wc, v, lengths)[0]
    close(answer.soft_attention_forward(x, q, Wx, Wc, v, lengths)[0], z, "z of clips of 2 and 4 steps")
    spoiled = x.copy()
    spoiled[0, 2:] = np.nan
    close(answer.soft_attention_forward(spoiled, q, Wx, Wc, v, lengths)[0], z, "z with NaN behind the end")


def test_nobody_asks(answer, rng):
    """without a query dq and dWc are None, and the others are as they should be"""
    x, _, Wx, _, v = _arrays(rng)
    z, cache = answer.soft_attention_forward(x, None, Wx, None, v)
    dz = rng.standard_normal((2, 3))
    dx, dq, dWx, dWc, dv = answer.soft_attention_backward(dz, cache)
    with emolab.use("numpy"):
        wanted = nn.soft_attention_backward(dz, formula(x, None, Wx, None, v)[1])
    close((dq, dWc), (None, None), "dq and dWc without a query")
    close((dx, dWx, dv), (wanted[0], wanted[2], wanted[4]), "dx, dWx and dv without a query")
