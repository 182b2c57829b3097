"""The ledger of zhu2022: entries' checks, claims' audits, and wrong code that they find out."""

import functools

import numpy as np
import pytest

from emolab.papers.claims import claims
from emolab.papers.ledger import entries, implementation, swapped

ENTRIES = {entry.number: entry for entry in entries("zhu2022")}
CLAIMS = claims("zhu2022")


def negated_input_gate(right):
    def wrong(x, h, c, Wx, Wh, b):
        H = h.shape[1]
        sign = np.repeat([-1.0, 1, 1, 1], H)
        return right(x, h, c, Wx * sign, Wh * sign, b * sign)

    return wrong


def swapped_gates(right):
    """The forget gate where the input gate should be."""

    def wrong(x, h, c, Wx, Wh, b):
        i, f, *others = (np.arange(4 * h.shape[1]).reshape(4, -1)[k] for k in range(4))
        order = np.concatenate([f, i, *others])
        return right(x, h, c, Wx[:, order], Wh[:, order], b[order])

    return wrong


def without_bias(right):
    return lambda x, h0, c0, Wx, Wh, b, *more, **named: right(x, h0, c0, Wx, Wh, 0 * b, *more, **named)


def one_fewer_cell(right):
    return lambda *arrays, reach=4: right(*arrays, reach=max(1, reach - 1))


def over_features(right):
    """Statistics over the wrong axis."""

    def wrong(X):
        mean, deviation = right(X.T)
        return np.resize(mean, X.shape[1]), np.resize(deviation, X.shape[1])

    return wrong


def sample_variance(right):
    def wrong(X):
        mean, deviation = right(X)
        return mean, deviation * (len(X) / (len(X) - 1)) ** 0.5

    return wrong


def by_variance(right):
    return lambda X, mean, deviation: right(X, mean, deviation**2)


def unscaled_dot(right):
    def wrong(x, q, lengths=None):
        return right(x, q * x.shape[-1] ** 0.5, lengths)

    return wrong


def padding_counts(right):
    return lambda x, q, lengths=None: right(x, q)


def score_without_v(right):
    return lambda x, q, Wx, Wc, v, lengths=None: right(x, q, Wx, Wc, np.ones_like(v), lengths)


def query_forgotten(right):
    return lambda x, q, Wx, Wc, v, lengths=None: right(x, 0 * q, Wx, Wc, v, lengths)


def clockwise(right):
    def wrong(images, offsets, weights, *more):
        return right(images, np.roll(offsets[::-1], 1, 0), np.roll(weights[::-1], 1, 0), *more)

    return wrong


def one_point_late(right):
    return lambda bits, mapping="default": right(np.roll(bits, 1, axis=-1), mapping)


def strictly_brighter(right):
    return lambda bits, mapping="default": right(~bits, mapping)


def no_logarithm(right):
    def wrong(x, rate):
        found = right(x, rate)
        return found._replace(fbank=np.exp(found.fbank))

    return wrong


def other_statistics(right):
    return lambda name: right("own" if name == "training" else "training")


MUTATIONS = {
    "window left out": ("1", "mel_energies", lambda f: lambda x, w, *more: f(x, np.ones_like(w), *more)),
    "magnitude for power": ("1", "mel_energies", lambda f: lambda *args: f(*args, power=1)),
    "a window one longer": ("2", "hamming", lambda f: lambda N, periodic=False: f(N, True)),
    "frames one sample late": ("2.1 frames", "frame", lambda f: lambda x, *more: f(np.roll(x, 1), *more)),
    "masks doubled": (
        "2.1 stems", "separate_voice",
        lambda f: lambda x, rate, mask: f(x, rate, mask=lambda *a: np.minimum(1, 1.1 * mask(*a))),
    ),
    "second differences left out": (
        "2.2 differences", "join_differences", lambda f: lambda c, orders=2, width=5: f(c, 1, width),
    ),
    "differences over three": (
        "2.2 differences", "join_differences", lambda f: lambda c, orders=2, width=5: f(c, orders, 3),
    ),
    "features without a logarithm": (
        "2.2", "zhu2022_features", no_logarithm,
    ),
    "order 0 left out": ("2.2 MFCC", "mfcc", lambda f: lambda x, rate, **k: f(x, rate, c0="none", **k)),
    "mean over the wrong axis": ("3", "feature_statistics", over_features),
    "mean added": ("3", "standardise", lambda f: lambda X, mean, deviation: f(X, -mean, deviation)),
    "divided by the variance": ("4", "standardise", by_variance),
    "deviation of a sample": ("4", "feature_statistics", sample_variance),
    "own for training statistics": (
        "2.3", "emolab.learn.StandardScaler", other_statistics,
    ),
    "no scale in the dot product": ("5", "dot_attention_forward", unscaled_dot),
    "padding gets weights": ("5", "dot_attention_forward", padding_counts),
    "v left out": ("5", "attention_weights_forward", score_without_v),
    "query left out": ("5", "soft_attention_forward", query_forgotten),
    "half a gradient": ("5", "dot_attention_backward", lambda f: lambda *a: tuple(g / 2 for g in f(*a))),
    "one reading fewer": (
        "Fig 2", "emolab.models.AttentionLSTM",
        lambda f: lambda *a, reads=4, **k: f(*a, reads=reads - 1, **k),
    ),
    "gates changed places": ("Fig 2, second LSTM", "lstm_step_forward", swapped_gates),
    "wrong sign of a gate": ("Fig 2, second LSTM", "lstm_step_forward", negated_input_gate),
    "bias left out": ("Fig 2, attention gates", "attention_gate_lstm_forward", without_bias),
    "one past cell fewer": ("Fig 2, attention gates", "attention_gate_lstm_forward", one_fewer_cell),
    "red for blue": ("3.1 grey", "to_gray", lambda f: lambda image: f(image[..., ::-1])),
    "circle the other way": ("3.1 patterns", "lbp_codes", clockwise),
    "label from the second point": ("3.1 labels", "lbp_labels", one_point_late),
    "darker for brighter": ("3.1 labels", "lbp_labels", strictly_brighter),
    "rows for columns": ("step 2", "block_counts", lambda f: lambda *args: f(*args).swapaxes(1, 2)),
    "weights forgotten": (
        "step 3", "emolab.vision.zhu2022_descriptor",
        lambda f: lambda x, s=None: f(x, s._replace(weights=None)),
    ),
    "scales backwards": (
        "step 4", "emolab.vision.multiscale_histogram",
        lambda f: lambda x, n, scales=(4, 2, 1): f(x, n, scales[::-1]),
    ),
    "smallest components": (
        "step 6", "gram_axes", lambda f: lambda X, n: tuple(a[-n:] for a in f(X, len(X) - 5)),
    ),
    "signs turned": ("step 6", "covariance_axes", lambda f: lambda X, n: (-f(X, n)[0], f(X, n)[1])),
    "sum for mean": (
        "Fig 5, input", "mean_decision_forward", lambda f: lambda a, b: (f(a, b)[0] + np.log(2), f(a, b)[1]),
    ),
    "another last label": ("Fig 5, input", "lbp_picture", lambda f: lambda x: f(x) * np.float32(255 / 256)),
    "two layers drawn anew": (
        "Fig 6, transfer", "emolab.models.transferred_vgg",
        lambda f: lambda *a, replace, **k: f(*a, replace=2, **k),
    ),
    "weights changed places": ("6", "weighted_scores", lambda f: lambda v, s: f(s, v)),
    "smallest for largest": ("6", "weighted_decision", lambda f: lambda v, s: f(-v, -s)),
    "voice's weight for the face's": (
        "6, weights", "weight_curve", lambda f: lambda v, s, *a, **k: f(s, v, *a, **k),
    ),
    "a layer too many": (
        "Table 1, row 1", "emolab.models.LSTMClassifier",
        lambda f: lambda *a, **k: f(*a, **{**k, "layers": 2}),
    ),
    "half a distance": ("Table 1, row 3", "chi_square_distance", lambda f: lambda a, b: f(a, b) / 2),
}  # fmt: skip


@pytest.mark.parametrize("what", MUTATIONS)
def test_wrong_code_is_found_out(what):
    number, name, wrong = MUTATIONS[what]
    assert name in ENTRIES[number].code, "a wrong one of what the entry names is put in"
    right = implementation(name)
    with swapped(name, functools.update_wrapper(wrong(right), right, updated=())):
        checked = ENTRIES[number].check()
    assert not checked.holds, f"{what}: {checked.said}"


ROWS = {  # of the paper's section in the specification: the entries and claims that stand for it
    "Eq 1": ["1"],
    "Eq 2": ["2", "2.1 frames"],
    "Eq 3, 4": ["3", "4", "2.3"],
    "Eq 5": ["5"],
    "Fig 2": ["Fig 2", "Fig 2, second LSTM", "Fig 2, attention gates"],
    "features": ["2.2", "2.2 MFCC", "2.2 differences", "2.1 stems"],
    "steps 1-6": [
        "3.1 grey", "3.1 patterns", "3.1 labels", *(f"step {i}" for i in range(1, 7)),
        ("Section 3.1, rotation", 1), ("Section 3.1, grey", 1),
    ],
    "Fig 4-6": ["Fig 5, input", "Fig 5, layers"],
    "transfer": ["Fig 6, transfer"],
    "Eq 6": ["6", "6, weights"],
    "FER2013 counts": [("Section 4.1, FER2013", 4)],
    "labels": [("Section 4.1, labels", 2)],
    "Table 1": ["Table 1, row 1", "Table 1, row 3", ("Table 1", 3), ("Tables 1 and 2", 1)],
    "Table 2": [("Table 2", 5), ("Section 4.3", 2)],
}  # fmt: skip


def test_every_row_of_the_specification_stands_in_the_ledger():
    stated = [part for parts in ROWS.values() for part in parts]
    assert {part for part in stated if isinstance(part, str)} == set(ENTRIES)
    counts = {}
    for claim in CLAIMS:
        counts[claim.number] = counts.get(claim.number, 0) + 1
    assert dict(part for part in stated if not isinstance(part, str)) == counts
