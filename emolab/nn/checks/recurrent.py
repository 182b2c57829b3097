"""Gradient cases of the recurrent layers: conventions, lengths, states at the start, stacks, directions."""

import numpy as np

from emolab.nn.gradient_case import gradient_case
from emolab.nn.gru import GRU, gru_backward, gru_forward
from emolab.nn.lstm import LSTM, lstm_backward, lstm_forward
from emolab.nn.module import Module
from emolab.nn.rnn import RNN, rnn_backward, rnn_forward
from emolab.nn.sequence import last_step, last_step_backward, reverse

LENGTHS = np.array([4, 1, 3])


def _arrays(rng, gates, states=1, N=3, T=4, D=2, H=3):
    shapes = [(N, T, D), *[(N, H)] * states, (D, gates * H), (H, gates * H), (gates * H,)]
    return tuple(rng.standard_normal(shape) for shape in shapes)


class StartedAt(Module):
    """A recurrent Module whose states at the start are inputs, so that their gradients are checked too."""

    def __init__(self, inner):
        self.inner = inner

    def forward(self, x, lengths, *states):
        """x and the states -> h."""
        return self.inner.forward(x, lengths, *states)

    def backward(self, dy):
        """dy -> dx and the gradients of the states."""
        dx = self.inner.backward(dy)
        return (dx, self.inner.dh0, self.inner.dc0) if hasattr(self.inner, "dc0") else (dx, self.inner.dh0)


@gradient_case("rnn", covers=("rnn_forward", "rnn_backward"))
def rnn(rng):
    """The pair, with lengths."""
    return (rnn_forward, rnn_backward), _arrays(rng, 1), {"settings": {"lengths": LENGTHS}}


@gradient_case("lstm", covers=("lstm_forward", "lstm_backward"))
def lstm(rng):
    """The pair, with lengths and both states at the start."""
    return (lstm_forward, lstm_backward), _arrays(rng, 4, states=2), {"settings": {"lengths": LENGTHS}}


def _gru(update, reset):
    covers = ("gru_forward", "gru_backward")

    @gradient_case(f"gru, update {update}, reset {reset}", covers=covers)
    def case(rng):
        arrays = _arrays(rng, 3)
        inputs = (*arrays, LENGTHS, update, reset, rng.standard_normal(9))
        return (gru_forward, gru_backward), inputs, {}

    return case


for _update in ("candidate", "past"):
    for _reset in ("before", "after"):
        _gru(_update, _reset)


@gradient_case("gru without lengths and recurrent bias", covers=("gru_forward", "gru_backward"))
def gru_bare(rng):
    """The pair where bh is not given."""
    return (gru_forward, gru_backward), _arrays(rng, 3), {"settings": {"reset": "after"}}


@gradient_case("gru, two layers both ways", covers=("gru_forward", "gru_backward"))
def gru_stack(rng):
    """Two layers in both directions, states at the start."""
    module = StartedAt(GRU(2, 2, layers=2, bidirectional=True, reset="after", rng=rng, dtype=np.float64))
    _spread(module, rng)
    return module, (rng.standard_normal((3, 4, 2)), LENGTHS, rng.standard_normal((4, 3, 2))), {}


@gradient_case("lstm, two layers both ways", covers=("lstm_forward", "lstm_backward"))
def lstm_stack(rng):
    """Two layers in both directions, both states at the start."""
    module = StartedAt(LSTM(2, 2, layers=2, bidirectional=True, rng=rng, dtype=np.float64))
    states = rng.standard_normal((4, 3, 2)), rng.standard_normal((4, 3, 2))
    return module, (rng.standard_normal((3, 4, 2)), LENGTHS, *states), {}


@gradient_case("rnn, two layers", covers=("rnn_forward", "rnn_backward"))
def rnn_stack(rng):
    """Two layers, states at the start."""
    module = StartedAt(RNN(2, 3, layers=2, rng=rng, dtype=np.float64))
    return module, (rng.standard_normal((3, 4, 2)), LENGTHS, rng.standard_normal((2, 3, 3))), {}


def _spread(module, rng):
    """Biases start at zero, where the recurrent one of a gate can hide: move them."""
    for parameter in module.parameters().values():
        parameter.value += 0.1 * rng.standard_normal(parameter.value.shape)


@gradient_case("last step", covers=("last_step", "last_step_backward"))
def last(rng):
    """The last step within each length."""
    pair = (
        lambda h: (last_step(h, LENGTHS), h.shape[1]),
        lambda dlast, T: last_step_backward(dlast, LENGTHS, T),
    )
    return pair, (rng.standard_normal((3, 4, 2)),), {}


@gradient_case("reverse", covers=("reverse",))
def reversal(rng):
    """Reversal within each length is its own adjoint."""
    pair = lambda x: (reverse(x, LENGTHS), None), lambda dy, _: reverse(dy, LENGTHS)
    return pair, (rng.standard_normal((3, 4, 2)),), {}
