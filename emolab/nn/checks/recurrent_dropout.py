"""Gradient cases of the LSTM with recurrent dropout."""

import numpy as np

from emolab.nn.checks.recurrent import StartedAt
from emolab.nn.dropout import dropout_mask
from emolab.nn.gradient_case import gradient_case
from emolab.nn.recurrent_dropout import RecurrentDropoutLSTM, dropped_lstm_backward, dropped_lstm_forward

LENGTHS = np.array([5, 2, 3])
COVERS = ("dropped_lstm_forward", "dropped_lstm_backward")


@gradient_case("lstm with recurrent dropout", covers=COVERS)
def pair(rng, N=3, T=5, D=2, H=2):
    """The pair, with a mask drawn once, lengths and both states at the start."""
    shapes = [(N, T, D), (N, H), (N, H), (D, 4 * H), (H, 4 * H), (4 * H,)]
    x, h0, c0, *weights = (rng.standard_normal(shape) for shape in shapes)
    inputs = x, h0, c0, dropout_mask((N, H), 0.6, rng), *weights, LENGTHS, 1 / 0.6
    return (dropped_lstm_forward, dropped_lstm_backward), inputs, {}


@gradient_case("lstm with recurrent dropout, both ways", covers=COVERS)
def both_ways(rng):
    """Both directions, each with its own mask, both states at the start."""
    inner = RecurrentDropoutLSTM(2, 2, keep=0.7, bidirectional=True, rng=rng, dtype=np.float64)
    states = rng.standard_normal((2, 2, 2)), rng.standard_normal((2, 2, 2))
    return StartedAt(inner), (rng.standard_normal((2, 4, 2)), LENGTHS[1:] + 1, *states), {}
