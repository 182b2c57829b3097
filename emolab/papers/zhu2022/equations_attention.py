"""What zhu2022 says of its voice network: attention weights, two LSTMs, attention gates, the plain LSTM."""

import inspect

import numpy as np

from emolab.papers.ledger import Entry, differ, equal, fact, together
from emolab.papers.ledger import implementation as code
from emolab.papers.zhu2022 import literal


def _scores(x, q, Wx, Wc, v):
    """Additive scores of the steps of one sequence, unit by unit."""
    A = len(v)
    return [sum(v[j] * np.tanh(sum(q * Wc[:, j]) + sum(step * Wx[:, j])) for j in range(A)) for step in x]


def _read(x, weights):
    """sum over t of w_t x_t."""
    return sum(w * step for w, step in zip(weights, x))


def _attention_weights():
    rng = np.random.default_rng(30)
    x, q, v = rng.standard_normal((2, 5, 3)), rng.standard_normal((2, 3)), rng.standard_normal(4)
    Wx, Wc, dz = (rng.standard_normal(shape) for shape in ((3, 4), (3, 4), (2, 3)))
    lengths = np.array([5, 3])
    own = [(x[n, : lengths[n]], q[n]) for n in range(2)]
    additive = [literal.softmax(_scores(steps, asks, Wx, Wc, v)) for steps, asks in own]
    dot = [literal.softmax([sum(asks * step) / 3**0.5 for step in steps]) for steps, asks in own]
    weights = code("attention_weights_forward")(x, q, Wx, Wc, v, lengths)[0]
    read = code("soft_attention_forward")(x, q, Wx, Wc, v, lengths)[0]
    dot_forward = code("dot_attention_forward")
    z, cache = dot_forward(x, q, lengths)
    e = np.array(_scores(*own[0], Wx, Wc, v))
    same_index = np.exp(e) / (5 * np.exp(e))  # a sum over t of what has the same t is T times that
    chosen = inspect.signature(code("emolab.models.AttentionLSTM")).parameters["score"].default
    return together(
        equal(weights, [additive[0], [*additive[1], 0, 0]], what="additive weights"),
        equal(read, [_read(own[n][0], additive[n]) for n in range(2)], what="what they read"),
        equal(cache.a, [dot[0], [*dot[1], 0, 0]], what="dot-product weights"),
        equal(z, [_read(own[n][0], dot[n]) for n in range(2)], what="what they read"),
        literal.slopes_agree(
            lambda x, q: dot_forward(x, q, lengths)[0],
            [x, q],
            code("dot_attention_backward")(dz, cache),
            dz,
            rng,
        ),
        differ(cache.a, weights, what="the scores differ by"),
        fact(
            np.ptp(same_index) < 1e-12 and np.ptp(additive[0]) > 1e-3,
            "with the sum's index as the step's own every weight is 1/T: no attention at all",
        ),
        fact(chosen == "additive", f"default {chosen}"),
    )


def weights_of(*modules):
    """The arrays of the parameters of some modules, in order."""
    return [parameter.value for module in modules for parameter in module.parameters().values()]


def literal_attention_lstm(model, x, lengths, score, reads, reach):
    """The logits of an AttentionLSTM of one layer, sequence by sequence and step by step."""
    mean, deviation = model.standardise.mean.value, model.standardise.deviation.value
    cell = weights_of(model.listener.cells[0])
    decider, out = weights_of(model.decider), weights_of(model.out)
    found = []
    for sequence, length in zip(x, lengths):
        steps, zero = (sequence[:length] - mean) / deviation, np.zeros(len(cell[1]))
        if len(cell) == 3:
            a = literal.lstm(steps, *cell)
        else:
            a = literal.attention_gate_lstm(steps, zero, zero, *cell, reach)
        s, c = a[-1], zero
        for _ in range(reads):
            if score == "additive":
                e = _scores(a, s, *weights_of(model.attention))
            else:
                e = [sum(s * state) / len(s) ** 0.5 for state in a]
            s, c = literal.lstm_step(_read(a, literal.softmax(e)), s, c, *decider)
        found.append(s @ out[0] + out[1])
    return np.array(found)


def _model():
    rng = np.random.default_rng(31)
    x, lengths = rng.standard_normal((2, 5, 3)), np.array([5, 3])
    Model = code("emolab.models.AttentionLSTM")
    checks, outcomes = [], {}
    for gates in ("standard", "attention"):
        for score in ("additive", "dot"):
            settings = {"hidden": 4, "reads": 2, "reach": 3, "rng": 1, "dtype": np.float64}
            model = Model(3, 7, gates=gates, score=score, **settings).eval()
            model.standardise.fit([x[0], x[1, :3]])
            outcomes[gates, score] = model(x, lengths)
            wanted = literal_attention_lstm(model, x, lengths, score, reads=2, reach=3)
            checks.append(equal(outcomes[gates, score], wanted, what=f"{gates} gates, {score} score"))
    defaults = {p.name: p.default for p in inspect.signature(Model).parameters.values()}
    chosen = {name: defaults[name] for name in ("gates", "score", "reads", "hidden")}
    wanted = {"gates": "standard", "score": "additive", "reads": 4, "hidden": 128}
    both = outcomes["standard", "additive"], outcomes["attention", "additive"]
    return together(
        *checks, differ(both[1], both[0], what="from one seed the readings differ by"),
        fact(chosen == wanted, "defaults " + ", ".join(f"{k} {v}" for k, v in chosen.items())),
    )  # fmt: skip


def _second_lstm():
    rng = np.random.default_rng(32)
    x, h, c = (rng.standard_normal((2, n)) for n in (3, 4, 4))
    Wx, Wh, b = rng.standard_normal((3, 16)), rng.standard_normal((4, 16)), rng.standard_normal(16)
    step = code("lstm_step_forward")
    wanted = [literal.lstm_step(x[n], h[n], c[n], Wx, Wh, b) for n in range(2)]
    *found, cache = step(x, h, c, Wx, Wh, b)
    dh, dc = rng.standard_normal((2, 2, 4))
    gradients = code("lstm_step_backward")(dh, dc, cache)
    both = lambda *arrays: np.concatenate(step(*arrays)[:2], axis=1)  # noqa: E731
    return together(
        equal(tuple(found), tuple(np.array(side) for side in zip(*wanted))),
        literal.slopes_agree(both, [x, h, c, Wx, Wh, b], gradients, np.concatenate([dh, dc], axis=1), rng),
    )


def _attention_gates():
    rng = np.random.default_rng(33)
    x, h0, c0 = (rng.standard_normal(shape) for shape in ((2, 5, 3), (2, 4), (2, 4)))
    Wx, Wh, b = rng.standard_normal((3, 12)), rng.standard_normal((4, 12)), rng.standard_normal(12)
    Wc, Wq, v, dh = (rng.standard_normal(shape) for shape in ((4, 4), (4, 4), (4,), (2, 5, 4)))
    run = code("attention_gate_lstm_forward")
    arrays = [x, h0, c0, Wx, Wh, b, Wc, Wq, v]
    found, cache = run(*arrays)
    wanted = [literal.attention_gate_lstm(x[n], h0[n], c0[n], *arrays[3:], 4) for n in range(2)]
    gradients = code("attention_gate_lstm_backward")(dh, cache)
    one, four = run(*arrays, reach=1)[0], run(*arrays, reach=4)[0]
    # the common LSTM whose input gate is 1 less its forget gate: sigmoid(-z) = 1 - sigmoid(z)
    turned = lambda W: np.concatenate([-W[..., :4], W[..., :4], W[..., 4:]], axis=-1)  # noqa: E731
    common = code("lstm_forward")(x, h0, c0, turned(Wx), turned(Wh), turned(b))[0]
    chosen = inspect.signature(run).parameters["reach"].default
    return together(
        equal(found, wanted),
        literal.slopes_agree(lambda *arrays: run(*arrays)[0], arrays, gradients, dh, rng),
        equal(one, common, what="with one past cell it is the LSTM with i = 1 - f but for"),
        differ(four, one, what="with four it differs from that by"),
        fact(chosen == 4, f"default {chosen} past cells"),
    )


ENTRIES = (
    Entry(
        "5", "attention weights", "ambiguous",
        "the sum runs over the index of the step itself, and the score is never defined: additive by "
        "default, or a scaled dot product",
        _attention_weights,
        (
            "attention_weights_forward", "soft_attention_forward", "dot_attention_forward",
            "dot_attention_backward",
        ),
        printed=r"w^{<k,t>} = \frac{\exp(e^{<k,t>})}{\sum_{t=1}^{T} \exp(e^{<k,t>})}",
        intended=r"w_{k,t} = \frac{\exp(e_{k,t})}{\sum_{u=1}^{T} \exp(e_{k,u})}",
        readings={
            'score="additive"': "e is v . tanh(s W + a W') of what asks and the step",
            'score="dot"': "e is s . a over the root of their size",
        },
        section="2.4",
    ),
    Entry(
        "Fig 2", "LSTM, attention, LSTM, class", "ambiguous",
        "the figure draws common LSTMs, the prose turns two of their gates into attention gates; how often "
        "the second one reads, and where it starts, is not said",
        _model, ("emolab.models.AttentionLSTM",),
        intended=r"a = \mathrm{LSTM}(x), \quad z_k = \sum_{t=1}^{T} w_{k,t} a_t, \quad "
        r"s_k, c_k = \mathrm{LSTM}(z_k; s_{k-1}, c_{k-1}), \quad y = s_K W + b",
        readings={
            'gates="standard"': "the common LSTM with its four gates, as drawn",
            'gates="attention"': "one attention gate in place of the forget and the input gate, as told",
        },
        section="2.4",
    ),
    Entry(
        "Fig 2, second LSTM", "one step of the LSTM that decides", "ok",
        "drawn, not printed: the common step, whose cell goes on to the next reading",
        _second_lstm, ("lstm_step_forward", "lstm_step_backward"),
        intended=r"c' = f \odot c + i \odot g, \quad h' = o \odot \tanh(c')", section="2.4",
    ),
    Entry(
        "Fig 2, attention gates", "the LSTM with attention gates", "silent",
        "told in words without a formula: the last four cells are weighed by attention, and one gate parts "
        "what stays from what is new",
        _attention_gates, ("attention_gate_lstm_forward", "attention_gate_lstm_backward"),
        intended=r"m_t = \sum_{k=1}^{4} w_{t,k} c_{t-k}, \quad "
        r"c_t = a_t \odot m_t + (1 - a_t) \odot g_t, \quad h_t = o_t \odot \tanh(c_t)",
        section="2.4",
    ),
)  # fmt: skip
