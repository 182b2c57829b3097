"""Gradient cases of what zhu2022 adds: attention gates, a step of the LSTM, dot scores, the mean decision."""

import numpy as np

from emolab.fusion.mean_decision import mean_decision_backward, mean_decision_forward
from emolab.nn.attention_gate_lstm import (
    AttentionGateLSTM,
    attention_gate_lstm_backward,
    attention_gate_lstm_forward,
)
from emolab.nn.checks.recurrent import StartedAt
from emolab.nn.dot_attention import DotAttention, dot_attention_backward, dot_attention_forward
from emolab.nn.gradient_case import gradient_case
from emolab.nn.lstm_step import lstm_step_backward, lstm_step_forward

LENGTHS = np.array([5, 2, 3])
GATES = ("attention_gate_lstm_forward", "attention_gate_lstm_backward")
DOT = ("dot_attention_forward", "dot_attention_backward")


def _gates(reach):
    @gradient_case(f"lstm with attention gates, reach {reach}", covers=GATES)
    def case(rng, N=3, T=5, D=2, H=2, A=3):
        shapes = [(N, T, D), (N, H), (N, H), (D, 3 * H), (H, 3 * H), (3 * H,), (H, A), (H, A), (A,)]
        arrays = tuple(rng.standard_normal(shape) for shape in shapes)
        settings = {"lengths": LENGTHS, "reach": reach}
        return (attention_gate_lstm_forward, attention_gate_lstm_backward), arrays, {"settings": settings}

    return case


for _reach in (2, 9):
    _gates(_reach)


@gradient_case("lstm with attention gates, both ways", covers=GATES)
def gates_both_ways(rng):
    """Both directions, both states at the start."""
    inner = AttentionGateLSTM(2, 2, bidirectional=True, attention=3, reach=3, rng=rng, dtype=np.float64)
    states = rng.standard_normal((2, 3, 2)), rng.standard_normal((2, 3, 2))
    return StartedAt(inner), (rng.standard_normal((3, 5, 2)), LENGTHS, *states), {}


@gradient_case("dot attention", covers=DOT)
def dot(rng):
    """The pair, with lengths."""
    arrays = rng.standard_normal((3, 5, 2)), rng.standard_normal((3, 2))
    return (dot_attention_forward, dot_attention_backward), arrays, {"settings": {"lengths": LENGTHS}}


@gradient_case("dot attention, Module", covers=DOT)
def dot_module(rng):
    """The Module, without lengths."""
    return DotAttention(), (rng.standard_normal((3, 4, 2)), rng.standard_normal((3, 2))), {}


@gradient_case("lstm step", covers=("lstm_step_forward", "lstm_step_backward"))
def step(rng, N=3, D=2, H=3):
    """One step, with gradients of both its state and its cell."""
    shapes = [(N, D), (N, H), (N, H), (D, 4 * H), (H, 4 * H), (4 * H,)]
    return (lstm_step_forward, lstm_step_backward), tuple(rng.standard_normal(s) for s in shapes), {}


@gradient_case("mean decision", covers=("mean_decision_forward", "mean_decision_backward"))
def mean_decision(rng):
    """Two classifiers' logits."""
    arrays = rng.standard_normal((3, 4)), rng.standard_normal((3, 4))
    return (mean_decision_forward, mean_decision_backward), arrays, {}
