"""song2021 2.14-2.23, executed: the LSTM gate by gate, and the GRU with its readings."""

import numpy as np

from emolab.papers.ledger import Entry, differ, equal, together
from emolab.papers.ledger import implementation as code
from emolab.papers.song2021.equations_perceptron import sigmoid

N, T, D, H = 3, 4, 5, 2
OPEN = 60.0  # as a bias: sigmoid and tanh of it are 1 in float64


class Weights:
    """W (H, D), U (H, H) and b (H,) of each gate by its name, in the columns' convention of print."""

    def __init__(self, gates, seed):
        rng = np.random.default_rng(seed)
        self.gates = gates
        self.x = rng.normal(size=(N, T, D))
        self.h0 = rng.normal(size=(N, H))
        self.c0 = rng.normal(size=(N, H))
        self.W = {gate: rng.normal(size=(H, D)) for gate in gates}
        self.U = {gate: rng.normal(size=(H, H)) for gate in gates}
        self.b = {gate: rng.normal(size=H) for gate in gates}

    def packed(self):
        """Wx (D, gates H), Wh (H, gates H), b (gates H,), as the code takes them."""
        Wx = np.concatenate([self.W[gate].T for gate in self.gates], axis=1)
        Wh = np.concatenate([self.U[gate].T for gate in self.gates], axis=1)
        return Wx, Wh, np.concatenate([self.b[gate] for gate in self.gates])

    def hold(self, gate, value):
        """Make a gate's sum the same number everywhere."""
        self.W[gate][...], self.U[gate][...], self.b[gate][...] = 0, 0, value

    def inside(self, gate, x, h):
        """The sum in a gate's activation for one example: W x_t + U h_(t-1) + b."""
        return self.W[gate] @ x + self.U[gate] @ h + self.b[gate]


def lstm_run(w, x=None):
    """What the code gives: h (N, T, H) and the last cells (N, H)."""
    h, cache = code("lstm_forward")(w.x if x is None else x, w.h0, w.c0, *w.packed())
    return h, cache.c_last


def lstm_literal(w, without=None):
    """2.14-2.19, one example and one step after the other."""
    h_all, last = np.empty((N, T, H)), np.empty((N, H))
    for n in range(N):
        h, c = w.h0[n], w.c0[n]
        for t in range(T):
            f, i, o = (sigmoid(w.inside(gate, w.x[n, t], h)) for gate in "fio")
            candidate = np.tanh(w.inside("g", w.x[n, t], h))
            c = f * c + i * candidate
            h = o * np.tanh(c)
            h_all[n, t] = h
        last[n] = c
    return h_all, last


def one_step(w):
    """What the code gives for the first step alone."""
    return lstm_run(w, w.x[:, :1])


def gate_at_start(w, gate, bend):
    """An activation of one gate's sum at the first step, (N, H)."""
    return np.array([bend(w.inside(gate, w.x[n, 0], w.h0[n])) for n in range(N)])


def _check_forget():
    w = Weights("ifgo", 14)
    w.hold("g", 0)  # nothing new comes in: c_1 = f c_0
    return equal(one_step(w)[1] / w.c0, gate_at_start(w, "f", sigmoid), what="c_1 / c_0 with no candidate:")


def _check_input():
    w = Weights("ifgo", 15)
    w.hold("g", OPEN)
    w.c0[...] = 0  # then c_1 = i
    return equal(one_step(w)[1], gate_at_start(w, "i", sigmoid), what="c_1 with candidate 1 and c_0 = 0:")


def _check_output():
    w = Weights("ifgo", 16)
    w.hold("f", OPEN)
    w.c0[...] = OPEN  # then tanh(c_1) = 1, h_1 = o
    return equal(one_step(w)[0][:, 0], gate_at_start(w, "o", sigmoid), what="h_1 with a full cell:")


def _check_candidate():
    w = Weights("ifgo", 17)
    w.hold("i", OPEN)
    w.c0[...] = 0  # then c_1 is the candidate
    return equal(
        one_step(w)[1], gate_at_start(w, "g", np.tanh), what="c_1 with an open input gate and c_0 = 0:"
    )


def _check_cell():
    w = Weights("ifgo", 18)
    f, i, g = (gate_at_start(w, gate, np.tanh if gate == "g" else sigmoid) for gate in "fig")
    return together(
        equal(one_step(w)[1], f * w.c0 + i * g, what="c_1"),
        equal(lstm_run(w)[1], lstm_literal(w)[1], what=f"c_{T} after {T} steps"),
    )


def _check_state():
    w = Weights("ifgo", 19)
    o, c = gate_at_start(w, "o", sigmoid), one_step(w)[1]
    return together(
        equal(one_step(w)[0][:, 0], o * np.tanh(c), what="h_1"),
        equal(lstm_run(w)[0], lstm_literal(w)[0], what=f"h_1 to h_{T}"),
    )


def gru_run(w, x=None, **settings):
    """What the code gives without biases, h (N, T, H)."""
    Wx, Wh, _ = w.packed()
    return code("gru_forward")(w.x if x is None else x, w.h0, Wx, Wh, **settings)[0]


def gru_weights(seed):
    """Weights without biases, as printed."""
    w = Weights("zrn", seed)
    for bias in w.b.values():
        bias[...] = 0
    return w


def candidate_before(w, x, r, h):
    """2.22: the reset acts on the past before its weights."""
    return np.tanh(w.W["n"] @ x + w.U["n"] @ (r * h))


def candidate_after(w, x, r, h):
    """The other reading: on the product of both."""
    return np.tanh(w.W["n"] @ x + r * (w.U["n"] @ h))


def gru_literal(w, candidate=candidate_before, update="candidate"):
    """2.20-2.23, one example and one step after the other."""
    found = np.empty((N, T, H))
    for n in range(N):
        h = w.h0[n]
        for t in range(T):
            x = w.x[n, t]
            z, r = sigmoid(w.inside("z", x, h)), sigmoid(w.inside("r", x, h))
            new = candidate(w, x, r, h)
            h = (1 - z) * h + z * new if update == "candidate" else z * h + (1 - z) * new
            found[n, t] = h
    return found


def _check_gru_output():
    w = gru_weights(20)
    printed, other = gru_run(w), gru_run(w, update="past")
    shut = gru_weights(20)
    shut.W["z"] *= -1
    shut.U["z"] *= -1  # 1 - sigmoid(a) is sigmoid(-a): then both readings agree in the first step
    return together(
        equal(printed, gru_literal(w), what="candidate gets z, the default:"),
        equal(other, gru_literal(w, update="past"), what="past gets z:"),
        differ(other, printed, what="the readings differ by"),
        equal(
            gru_run(shut, update="past")[:, 0],
            printed[:, 0],
            what="one is the other with z's weights negated:",
        ),
    )


def _check_update_gate():
    w = gru_weights(21)
    w.W["n"][...], w.U["n"][...] = 0, 0  # a candidate of 0: h_1 = (1 - z) h_0
    z = gate_at_start(w, "z", sigmoid)
    return together(
        equal(1 - gru_run(w)[:, 0] / w.h0, z, what="1 - h_1 / h_0 with candidate 0:"),
        equal(gru_run(w, update="past")[:, 0] / w.h0, z, what="h_1 / h_0 where the past gets z:"),
    )


def full_update(w):
    """The code's first step with z = 1, by a bias: h_1 is the candidate."""
    Wx, Wh, b = w.packed()
    b[:H] = OPEN
    return lambda **settings: code("gru_forward")(w.x[:, :1], w.h0, Wx, Wh, b, **settings)[0][:, 0]


def _check_candidate_state():
    w = gru_weights(22)
    first = full_update(w)
    r = gate_at_start(w, "r", sigmoid)
    before, after = (
        np.array([candidate(w, w.x[n, 0], r[n], w.h0[n]) for n in range(N)])
        for candidate in (candidate_before, candidate_after)
    )
    printed = np.empty((N, T, H))  # 2.22 to the letter gives the state itself, and 2.20 has no candidate
    for n in range(N):
        h = w.h0[n]
        for t in range(T):
            h = candidate_before(w, w.x[n, t], sigmoid(w.inside("r", w.x[n, t], h)), h)
            printed[n, t] = h
    return together(
        equal(first(), before, what="reset before U, the default:"),
        equal(first(reset="after"), after, what="reset after U:"),
        equal(gru_run(w, reset="after"), gru_literal(w, candidate_after), what=f"after U, {T} steps:"),
        differ(after, before, what="the readings differ by"),
        differ(printed, gru_literal(w), what="with the state on the left z has no say, which differs by"),
    )


def _check_reset_gate():
    w = gru_weights(23)
    w.W["n"][...] = 0
    w.U["n"][...] = np.eye(H)  # then the candidate is tanh(r h_0)
    w.h0[...] = np.clip(w.h0, -1, 1)
    r = gate_at_start(w, "r", sigmoid)
    return together(
        equal(np.arctanh(full_update(w)()) / w.h0, r, what="r from the candidate:"),
        equal(np.arctanh(full_update(w)(reset="after")) / w.h0, r, what="with reset after U:"),
    )


ENTRIES = (
    Entry(
        "2.14", "LSTM, forget gate", "ok", "seen by itself where the candidate is held at 0",
        _check_forget, code=("lstm_forward",),
        printed=r"f_t = \sigma_g(W_f x_t + U_f h_{t-1} + b_f)", section="2.4.5",
    ),
    Entry(
        "2.15", "LSTM, input gate", "ok", "seen by itself where the candidate is held at 1",
        _check_input, code=("lstm_forward",),
        printed=r"i_t = \sigma_g(W_i x_t + U_i h_{t-1} + b_i)", section="2.4.5",
    ),
    Entry(
        "2.16", "LSTM, output gate", "ok", "seen by itself where the cell is full",
        _check_output, code=("lstm_forward",),
        printed=r"o_t = \sigma_g(W_o x_t + U_o h_{t-1} + b_o)", section="2.4.5",
    ),
    Entry(
        "2.17", "LSTM, candidate", "ok",
        "its bend is the hyperbolic tangent, which the paper only names by its index",
        _check_candidate, code=("lstm_forward",),
        printed=r"\hat{c}_t = \sigma_c(W_c x_t + U_c h_{t-1} + b_c)", section="2.4.5",
    ),
    Entry(
        "2.18", "LSTM, cell", "ok", "the prose gives the cells a tilde, the equations none",
        _check_cell, code=("lstm_forward",),
        printed=r"c_t = f_t \circ c_{t-1} + i_t \circ \hat{c}_t", section="2.4.5",
    ),
    Entry(
        "2.19", "LSTM, state", "ok", "the whole recurrence is run",
        _check_state, code=("lstm_forward",), printed=r"h_t = o_t \circ \sigma_h(c_t)", section="2.4.5",
    ),
    Entry(
        "2.20", "GRU, output", "ambiguous",
        "whether z weighs the candidate (print, Chung) or the past (PyTorch, Keras)",
        _check_gru_output, code=("gru_forward",),
        printed=r"h_t^j = (1 - z_t^j) \odot h_{t-1}^j + z_t^j \odot \hat{h}_t^j",
        readings={
            'update="candidate"': "z weighs the candidate, as printed",
            'update="past"': "z weighs the past, as PyTorch and Keras",
        },
        section="2.4.5",
    ),
    Entry(
        "2.21", "GRU, update gate", "ok",
        "without a bias, which the symbols' list names; the code takes one or none",
        _check_update_gate, code=("gru_forward",),
        printed=r"z_t^j = \sigma(W_z x_t + U_z h_{t-1})^j", section="2.4.5",
    ),
    Entry(
        "2.22", "GRU, candidate", "misprint",
        "the left side lacks its hat, so that the update gate would have no say; the reset stands before U",
        _check_candidate_state, code=("gru_forward",),
        printed=r"h_t^j = \tanh(W x_t + U(r_t \odot h_{t-1}))^j",
        intended=r"\hat{h}_t^j = \tanh(W x_t + U(r_t \odot h_{t-1}))^j",
        readings={
            'reset="before"': "on the past before U, as printed",
            'reset="after"': "on the product with U, as PyTorch",
        },
        section="2.4.5",
    ),
    Entry(
        "2.23", "GRU, reset gate", "ok", "without a bias, as 2.21",
        _check_reset_gate, code=("gru_forward",),
        printed=r"r_t^j = \sigma(W_r x_t + U_r h_{t-1})^j", section="2.4.5",
    ),
)  # fmt: skip
