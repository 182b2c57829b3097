"""Recurrent weights in PyTorch's layout, turned into ours."""

import re

import numpy as np

from emolab.core.checks import one_of
from emolab.core.errors import FormatError

GATES = {"rnn": 1, "lstm": 4, "gru": 3}
_NAME = re.compile(r"(weight|bias)_(ih|hh)_l(\d+)(_reverse)?$")


def from_torch_layout(state, kind):
    """Turn a state dict of torch.nn.RNN, LSTM or GRU into one of our RNN, LSTM or GRU.

    state     {"weight_ih_l0": array (gates H, D), ...}, as NumPy arrays
    kind      "rnn", "lstm" or "gru"; the GRU is one of update="past", reset="after"
    Returns   {"cells.0.Wx": array (D, gates H), ...} for load_state_dict
    Errors    FormatError, which names what is missing or foreign
    Note      PyTorch's GRU orders its gates r, z, n, ours z, r, n; the LSTM's order i, f, g, o is the
              same. Where the recurrent bias is only ever added to that of the inputs (RNN, LSTM), b is
              their sum; the GRU keeps it as bh. Weights without biases become zeros.
    """
    gates = GATES[one_of("kind", kind, tuple(GATES))]
    if foreign := [name for name in state if not _NAME.match(name)]:
        raise FormatError(f"{foreign[0]!r} is no weight of a recurrent layer in PyTorch's layout")
    directions = 2 if any(name.endswith("_reverse") for name in state) else 1
    layers = 1 + max((int(_NAME.match(name)[3]) for name in state), default=0)
    found = {}
    for cell in range(layers * directions):
        end = f"_l{cell // directions}" + "_reverse" * (cell % directions)
        if missing := [name + end for name in ("weight_ih", "weight_hh") if name + end not in state]:
            raise FormatError(f"the weights lack {missing[0]}, so they are not those of {layers} layers")
        Wx, Wh = (_turn(state[name + end], gates).T for name in ("weight_ih", "weight_hh"))
        zero = np.zeros(Wx.shape[1], Wx.dtype)
        b, bh = (_turn(state.get(name + end, zero), gates) for name in ("bias_ih", "bias_hh"))
        biases = {"b": b, "bh": bh} if kind == "gru" else {"b": b + bh}
        for name, value in {"Wx": Wx, "Wh": Wh, **biases}.items():
            found[f"cells.{cell}.{name}"] = np.ascontiguousarray(value)
    return found


def _turn(array, gates):
    """Rows r, z, n as z, r, n; others stay."""
    if gates != 3:
        return np.asarray(array)
    r, z, n = np.split(np.asarray(array), 3)
    return np.concatenate([z, r, n])
