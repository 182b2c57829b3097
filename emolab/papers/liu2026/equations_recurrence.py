"""Equations 8 to 11 of liu2026: what is made of the pictures' features over time."""

from math import tanh

import numpy as np

from emolab.papers.ledger import Entry, differ, equal, fact, together
from emolab.papers.ledger import implementation as code
from emolab.papers.literal import affine, gate_columns, lstm, normal, sigmoid

N, T, D, H = 2, 4, 3, 5
OPEN = 60.0  # a bias by which a gate or a candidate is 1 to the last digit


def _elman(x, s, U, W):
    """Equation 8's second line over one sequence; U (H, D), W (H, H)."""
    states = []
    for step in x:
        ux, ws = affine(U, step), affine(W, s)
        s = [tanh(a + b) for a, b in zip(ux, ws)]
        states.append(s)
    return np.array(states)


def _rnn():
    x, s0, U, W = normal(1, N, T, D), normal(2, N, H), normal(3, H, D), normal(4, H, H) / 2
    found = code("rnn_forward")(x, s0, U.T.copy(), W.T.copy())[0]
    literal = np.array([_elman(x[n], s0[n], U, W) for n in range(N)])
    later = code("rnn_forward")(x[:, 1:], found[:, 0], U.T.copy(), W.T.copy())[0]
    return together(
        equal(found, literal),
        equal(later, literal[:, 1:], what="going on from the first state:"),
        fact(
            not code("rnn_forward")(0 * x, 0 * s0, U.T.copy(), W.T.copy())[0].any(),
            "without biases silence leaves the state at 0",
        ),
    )


def _road():
    road = code("emolab.models.cross_modal_network.VideoRoad")
    return road(D, rnn=4, lstm=H, rng=5, dtype=np.float64)


def _outputs(road, x):
    """O_t of equation 8 for one sequence: the Elman network of a road, and g(V s_t)."""
    cell, dense = road.rnn.cells[0], road.out.layers[0]
    states = _elman(x, [0.0] * 4, cell.Wx.value.T, cell.Wh.value.T)
    return np.array([[tanh(a) for a in affine(dense.W.value.T, s)] for s in states])


def _output_layer():
    road, x = _road(), normal(6, N, T, D)
    literal = np.array([_outputs(road, x[n]) for n in range(N)])
    found = road.out(road.rnn(x))
    return together(
        equal(found, literal, what="g = tanh:"),
        differ(road.out.layers[0](road.rnn(x)), literal, what="without g it is another layer, off by"),
    )


def _roads_joined():
    road, x = _road(), normal(7, N, T, D)
    cell = road.lstm.cells[0]
    weights = cell.Wx.value, cell.Wh.value, cell.b.value
    literal, beside = [], []
    for n in range(N):
        outputs = _outputs(road, x[n])
        literal.append(lstm(outputs, np.zeros(H), np.zeros(H), *weights)[0])
        pictures = np.pad(x[n], [(0, 0), (0, 1)])  # what an LSTM beside the Elman network would read
        beside.append(lstm(pictures, np.zeros(H), np.zeros(H), *weights)[0])
    forget = cell.b.value[H : 2 * H]
    return together(
        equal(road(x), literal, what="the LSTM reads what the Elman network puts out:"),
        fact((forget == 1).all(), "its forget gates begin at a bias of 1"),
        differ(np.array(beside), np.array(literal), what="an LSTM on the pictures themselves gives"),
    )


def _cell(gate_bias=None):
    """One step of the LSTM: inputs, weights with chosen biases {gate: value}, and its gates by 9 and 10."""
    x, h, c = normal(8, N, 1, D), normal(9, N, H), normal(10, N, H)
    Wx, Wh, b = normal(11, D, 4 * H), normal(12, H, 4 * H), normal(13, 4 * H)
    for gate, value in (gate_bias or {}).items():
        place = "ifgo".index(gate)
        b[place * H : (place + 1) * H] = value
    gates = {}
    for gate in "ifgo":
        W, bias = gate_columns(Wx, Wh, b, gate, H)
        bend = tanh if gate == "g" else sigmoid
        gates[gate] = np.array([[bend(a) for a in affine(W, [*h[n], *x[n, 0]], bias)] for n in range(N)])
    return x, h, c, (Wx, Wh, b), gates


def _step(x, h, c, weights):
    y, cache = code("lstm_forward")(x, h, c, *weights)
    return y[:, 0], cache.c_last


def _gates():
    x, h, c, weights, gates = _cell({"g": OPEN})  # the candidate is 1, so that c shows the input gate
    _, empty = _step(x, h, 0 * c, weights)
    y, full = _step(x, h, c, weights)
    return together(
        equal((full - empty) / c, gates["f"], 1e-9, what="forget gate:"),
        equal(empty, gates["i"], what="input gate:"),
        equal(y / np.tanh(full), gates["o"], 1e-9, what="output gate:"),
    )


def _candidate():
    x, h, c, weights, gates = _cell({"i": OPEN, "f": -OPEN})  # c is the candidate
    _, found = _step(x, h, c, weights)
    W, bias = gate_columns(*weights, "g", H)
    turned = [tanh(a) for a in affine(W, [*x[0, 0], *h[0]], bias)]
    return together(
        equal(found, gates["g"]),
        differ(turned, found[0], what="with [x, h] for [h, x] it differs by"),
    )


def _cell_state():
    x, h, c, weights, gates = _cell()
    _, found = _step(x, h, c, weights)
    literal = [
        [gates["f"][n][k] * c[n][k] + gates["i"][n][k] * gates["g"][n][k] for k in range(H)] for n in range(N)
    ]
    coupled = gates["f"] * c + (1 - gates["f"]) * gates["g"]
    return together(
        equal(found, literal),
        differ(coupled, found, what="1 - f in the input gate's place would change it by"),
    )


def _hidden_state():
    x, h, c, weights, gates = _cell()
    y, last = _step(x, h, c, weights)
    sequence = normal(14, N, T, D)
    whole, cache = code("lstm_forward")(sequence, h, c, *weights)
    literal = [lstm(sequence[n], h[n], c[n], *weights) for n in range(N)]
    return together(
        equal(y, gates["o"] * np.tanh(last), what="one step:"),
        equal(whole, np.array([states for states, _ in literal]), what="a sequence:"),
        equal(cache.c_last, np.array([cells for _, cells in literal]), what="its last cells:"),
    )


ENTRIES = (
    Entry(
        "8", "Elman network", "ok", "it has no biases; the library's may have them, or none",
        _rnn, ("rnn_forward",), section="2.2",
        printed=r"\begin{aligned} O_t &= g(V \cdot s_t) \\ s_t &= f(U \cdot x_t + W \cdot s_{t-1}) "
        r"\end{aligned}",
    ),
    Entry(
        "8, first line", "output layer of the Elman network", "silent",
        "g is not given: tanh, as f",
        _output_layer, ("emolab.models.cross_modal_network.VideoRoad",), section="2.2",
        printed=r"O_t = g(V \cdot s_t)", intended=r"O_t = \tanh(V s_t)",
    ),
    Entry(
        "RNN to LSTM", "how both recurrent networks are joined", "silent",
        "the text gives one after the other: the LSTM reads what the Elman network puts out",
        _roads_joined, ("emolab.models.cross_modal_network.VideoRoad",), section="2.2",
    ),
    Entry(
        "9", "gates of the LSTM", "ok", "the common form: forget, input and output gate",
        _gates, ("lstm_forward",), section="2.2",
        printed=r"\begin{aligned} f_t &= \sigma(W_f \cdot [h_{t-1}, x_t] + b_f) \\ "
        r"i_t &= \sigma(W_i \cdot [h_{t-1}, x_t] + b_i) \\ o_t &= \sigma(W_o \cdot [h_{t-1}, x_t] + b_o) "
        r"\end{aligned}",
    ),
    Entry(
        "10", "candidate of the LSTM", "ok", "the common form: from the state before and the input",
        _candidate, ("lstm_forward",), section="2.2",
        printed=r"\tilde{c}_t = \tanh(W_c \cdot [h_{t-1}, x_t] + b_c)",
    ),
    Entry(
        "cell state", "what the cell becomes", "silent",
        "no equation makes c_t of the gates and the candidate: the usual sum",
        _cell_state, ("lstm_forward",), section="2.2",
        intended=r"c_t = f_t * c_{t-1} + i_t * \tilde{c}_t",
    ),
    Entry(
        "11", "state that the LSTM gives on", "ok",
        "the common form: the output gate lets the bent cell through",
        _hidden_state, ("lstm_forward",), section="2.2",
        printed=r"h_t = o_t * \tanh(c_t)",
    ),
)  # fmt: skip
