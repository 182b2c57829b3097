"""Gradient cases of what liu2026 adds: attention across modalities, means over steps, its losses."""

import numpy as np

from emolab.fusion.liu2026_loss import liu2026_loss_backward, liu2026_loss_forward
from emolab.nn.cross_modal_attention import (
    CrossModalAttention,
    cross_modal_attention_backward,
    cross_modal_attention_forward,
)
from emolab.nn.gradient_case import away_from, gradient_case
from emolab.nn.kl_divergence import KLDivergence, kl_divergence_backward, kl_divergence_forward
from emolab.nn.mean_steps import mean_steps_backward, mean_steps_forward

ASKS, ANSWERS = np.array([4, 1, 3]), np.array([2, 5, 1])
ATTENTION = (cross_modal_attention_forward, cross_modal_attention_backward)
NAMES = ("cross_modal_attention_forward", "cross_modal_attention_backward")
KL = ("kl_divergence_forward", "kl_divergence_backward")


def _attention(reading, over):
    @gradient_case(f"cross-modal attention, {reading}, over {over}", covers=NAMES)
    def case(rng, N=3, T=4, S=5, D=2, E=3, A=4):
        arrays = tuple(rng.standard_normal(shape) for shape in [(N, T, D), (N, S, E), (D, A), (E, A)])
        Wv = rng.standard_normal((E, A)) if reading == "standard" else None
        settings = {"asks_lengths": ASKS, "answers_lengths": ANSWERS, "heads": 2, "over": over}
        return ATTENTION, (*arrays, Wv), {"settings": settings}

    return case


def _module(reading):
    @gradient_case(f"CrossModalAttention, {reading}", covers=NAMES)
    def case(rng):
        module = CrossModalAttention(2, 3, 2, reading=reading, rng=rng, dtype=np.float64)
        inputs = rng.standard_normal((3, 4, 2)), rng.standard_normal((3, 5, 3)), ASKS, ANSWERS
        return module, inputs, {}

    return case


for _reading in ("paper", "standard"):
    _module(_reading)
    for _over in ("answers", "asks"):
        _attention(_reading, _over)


@gradient_case("mean over steps", covers=("mean_steps_forward", "mean_steps_backward"))
def mean_steps(rng):
    """Lengths of one's own."""
    x = rng.standard_normal((3, 4, 2))
    return (mean_steps_forward, mean_steps_backward), (x,), {"settings": {"lengths": ASKS}}


@gradient_case("kl_divergence", covers=KL)
def kl_divergence(rng):
    """Distributions at every step, one of them with a class of probability 0."""
    targets = rng.dirichlet(np.ones(4), (3, 2))
    targets[1, 0] = [0, 0.5, 0.25, 0.25]
    inputs = 2 * rng.standard_normal((3, 2, 4)), targets
    return (kl_divergence_forward, kl_divergence_backward), inputs, {"constant": ("targets",)}


@gradient_case("KLDivergence", covers=KL)
def kl_divergence_module(rng):
    """The loss as a module."""
    inputs = rng.standard_normal((5, 3)), rng.dirichlet(np.ones(3), 5)
    return KLDivergence(), inputs, {"constant": ("targets",)}


@gradient_case("liu2026_loss", covers=("liu2026_loss_forward", "liu2026_loss_backward"))
def liu2026_loss(rng, N=4, C=3):
    """Decisions away from 0 and 1, where the absolute value bends."""
    decisions = tuple(0.5 + away_from(0.2 * rng.standard_normal((N, C)), (-0.5, 0.5), 0.2) for _ in range(3))
    features = tuple(rng.standard_normal((N, size)) for size in (5, 5, 2, 2))
    settings = {"weights": (0.9, 0.2)}
    inputs = (*decisions, *features, rng.integers(0, C, N))
    return (liu2026_loss_forward, liu2026_loss_backward), inputs, {"settings": settings, "margin": 0.2}
