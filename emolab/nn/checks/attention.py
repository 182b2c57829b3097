"""Gradient cases of soft, hard and self-attention."""

import numpy as np

from emolab.nn.gradient_case import gradient_case
from emolab.nn.hard_attention import hard_attention_backward, hard_attention_forward
from emolab.nn.self_attention import SelfAttention, self_attention_backward, self_attention_forward
from emolab.nn.soft_attention import (
    SoftAttention,
    attention_weights_backward,
    attention_weights_forward,
    soft_attention_backward,
    soft_attention_forward,
)

LENGTHS = np.array([4, 1, 3])


def _arrays(rng, N=3, T=4, D=2, Q=3, A=3):
    return tuple(rng.standard_normal(shape) for shape in [(N, T, D), (N, Q), (D, A), (Q, A), (A,)])


@gradient_case("attention weights", covers=("attention_weights_forward", "attention_weights_backward"))
def weights(rng):
    """The weights alone, with a query and lengths."""
    pair = attention_weights_forward, attention_weights_backward
    return pair, _arrays(rng), {"settings": {"lengths": LENGTHS}}


@gradient_case("soft attention", covers=("soft_attention_forward", "soft_attention_backward"))
def soft(rng):
    """The pair, with a query and lengths."""
    pair = soft_attention_forward, soft_attention_backward
    return pair, _arrays(rng), {"settings": {"lengths": LENGTHS}}


@gradient_case("soft attention, no query", covers=("soft_attention_forward", "soft_attention_backward"))
def soft_alone(rng):
    """The Module, without a query."""
    return SoftAttention(2, 3, rng=rng, dtype=np.float64), (rng.standard_normal((3, 4, 2)),), {}


@gradient_case("soft attention, asked", covers=("soft_attention_forward", "soft_attention_backward"))
def soft_asked(rng):
    """The Module, with a query and lengths."""
    module = SoftAttention(2, 3, query=3, rng=rng, dtype=np.float64)
    return module, (rng.standard_normal((3, 4, 2)), rng.standard_normal((3, 3)), LENGTHS), {}


@gradient_case("hard attention", covers=("hard_attention_forward", "hard_attention_backward"))
def hard(rng):
    """A frozen draw: through the step taken and through the logarithm of its probability."""
    pair = hard_attention_forward, hard_attention_backward
    return pair, _arrays(rng), {"settings": {"lengths": LENGTHS, "rng": np.random.default_rng(3)}}


@gradient_case("self-attention", covers=("self_attention_forward", "self_attention_backward"))
def itself(rng):
    """The pair, two heads and lengths."""
    arrays = tuple(rng.standard_normal(shape) for shape in [(3, 4, 2)] + [(2, 4)] * 3)
    pair = self_attention_forward, self_attention_backward
    return pair, arrays, {"settings": {"lengths": LENGTHS, "heads": 2}}


@gradient_case("self-attention, one head", covers=("self_attention_forward", "self_attention_backward"))
def itself_alone(rng):
    """The Module, one head."""
    return SelfAttention(2, 3, rng=rng, dtype=np.float64), (rng.standard_normal((3, 4, 2)),), {}
