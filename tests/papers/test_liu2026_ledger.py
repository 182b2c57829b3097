"""The ledger of liu2026: every check holds and bites, every claim is found as it is, nothing is left out."""

import numpy as np
import pytest

from emolab.papers.claims import claims
from emolab.papers.ledger import entries, implementation, swapped, verify
from emolab.papers.liu2026.claims import least_samples

KEY = "liu2026"
NUMBERS = [entry.number for entry in entries(KEY)]
CLAIMS = {claim.number: claim for claim in claims(KEY)}
NETWORK = "emolab.models.CrossModalNetwork"
# What the paper holds, row by row: the entries and claims that it became.
ROWS = {
    "equation 1": ["1", "frames"], "equation 2": ["2", "mel scale"], "equation 3": ["3"],
    "equation 4": ["4", "4, second line"],
    "IS11 in the text": [
        "Section 2.1.2, descriptors", "Section 2.1.2, functionals", "Section 2.1.2, IS11"
    ],
    "equations 5 to 7": ["5", "6", "7"], "SoundNet": ["SoundNet"],
    "equation 8": ["8", "8, first line", "RNN to LSTM"], "equations 9, 10": ["9", "10"],
    "the missing one": ["cell state"], "equation 11": ["11"], "equation 12": ["12"],
    "equation 13": ["13", "13, axis"], "equation 14": ["14", "14, projections"], "equation 15": ["15"],
    "equations 16, 17": ["16", "17"], "equation 18": ["18"], "equation 19": ["19"],
    "equation 20": ["20", "20, weights"], "equation 21": ["21"],
    "grades": ["grades", "Section 4.2, grades", "Section 4.2, widths"],
    "settings": [
        "settings, audio", "settings, networks", "settings, decision", "settings, split", "Section 4.2, split"
    ],
    "counts": [
        "Section 4.3.1, samples", "Section 4.3.1, groups", "Table 2, genders", "Table 2, clinical groups",
        "Section 4.3.4, IEMOCAP",
    ],
    "Figure 10": [
        "Figure 10, rows", "Figure 10, average", "Figure 10, most confused", "Figure 10, trust",
        "Figure 10, anxiety", "Figure 10, lowest", "Figure 10, samples of each emotion",
        "Figure 10, tested part",
    ],
    "Table 3": [
        "Table 3, every row", "Table 3, growth on its own data", "Table 3, growth on IEMOCAP",
        "Table 3, relative growth on its own data", "Table 3, relative growth on IEMOCAP", "Table 3, unit",
    ],
    "metrics": ["WA", "UA", "correlation", "confusion matrix", "Figures 7 to 9"],
}  # fmt: skip


def columns(order):
    """An LSTM whose gates read other columns than their own."""

    def wrong(real):
        def lstm(x, h0, c0, Wx, Wh, b=None, lengths=None):
            def turned(W):
                return np.concatenate([np.split(W, 4, axis=-1)[i] for i in order], axis=-1)

            return real(x, h0, c0, turned(Wx), turned(Wh), turned(b), lengths)

        return lstm

    return wrong


def late(real):
    def lstm(x, *rest):
        h, cache = real(x, *rest)
        return np.roll(h, 1, axis=1) * 0.999, cache

    return lstm


def unscaled(real):
    def attention(asks, answers, Wq, *rest, **settings):
        return real(asks, answers, Wq * Wq.shape[1] ** 0.5, *rest, **settings)

    return attention


def turned(real):
    def attention(asks, answers, Wq, Wk, *rest, **settings):
        return real(answers, asks, Wk, Wq, *rest, **settings)

    return attention


def one_axis(real):
    def attention(*given, over="answers", **settings):
        return real(*given, **settings)

    return attention


def loss(change):
    """The loss, of other inputs than it was given."""

    def wrong(real):
        def changed(fused, audio, video, ra, Xa, rb, Xb, labels, weights=(0.6, 0.4)):
            return real(*change(fused, audio, video, ra, Xa, rb, Xb, labels, weights))

        return changed

    return wrong


def first(result, change):
    return change(result[0]), *result[1:]


MUTATIONS = [
    ("1", "dft", lambda real: lambda x: np.conj(real(x))),
    ("1", "rfft", lambda real: lambda x: real(np.append(x[1:], x[0]))),
    ("2", "mel_filterbank", lambda real: lambda *a, norm=None: real(*a)),
    ("mel scale", "hz_to_mel", lambda real: lambda f: 1127 * np.log10(1 + f / 700)),
    ("3", "mel_energies", lambda real: lambda *a: real(*a, power=1)),
    ("3", "fbank", lambda real: lambda *a: real(*a) / np.log(10)),
    ("4", "dct", lambda real: lambda s, n, norm, first: real(s, n, norm, first - 1)),
    ("4, second line", "mfcc", lambda real: lambda *a, over_time="keep", **k: real(*a, **k)),
    ("SoundNet", "kl_divergence_forward", lambda real: lambda y, t: first(real(y, t), lambda v: v * len(y))),
    ("5", "is09", lambda real: lambda *a: np.roll(real(*a), 1)),
    ("7", "align_to", lambda real: lambda x, lengths, steps: real(x[:, ::-1], lengths, steps)),
    ("7", "join_features_forward", lambda real: lambda *parts: real(*parts[::-1])),
    ("8", "rnn_forward", lambda real: lambda x, h0, Wx, Wh: real(x, h0, Wx, Wh.T.copy())),
    ("8", "rnn_forward", lambda real: lambda x, h0, Wx, Wh: real(x, 0 * h0, Wx, Wh)),
    ("9", "lstm_forward", columns((1, 0, 2, 3))),
    ("10", "lstm_forward", columns((0, 1, 3, 2))),
    ("cell state", "lstm_forward", lambda real: lambda x, h, c, *w: real(x, h, 0 * c, *w)),
    ("11", "lstm_forward", late),
    ("12", "dense_forward", lambda real: lambda x, W, b: real(x, W, 0 * b)),
    ("13", "cross_modal_attention_forward", unscaled),
    ("13, axis", "cross_modal_attention_forward", one_axis),
    ("14", "cross_modal_attention_forward", turned),
    ("14, projections", "cross_modal_attention_forward", lambda real: lambda *a, heads=1: real(*a)),
    ("15", "mean_steps_forward", lambda real: lambda x, lengths=None: real(x)),
    ("16", NETWORK, lambda real: lambda *a, activation, **k: real(*a, activation="tanh", **k)),
    ("18", "liu2026_loss_forward", loss(lambda f, a, v, ra, Xa, rb, Xb, *r: (f, a, v, Xa, Xa, rb, Xb, *r))),
    ("18", "mse_forward", lambda real: lambda r, X: first(real(r, X), lambda v: v / 2)),
    ("19", "liu2026_decision_forward", lambda real: lambda *y: real(*y, weights=(0.4, 0.6))),
    ("20", "liu2026_loss_forward", loss(lambda *a: (*a[:-1], (0.6, 0.0)))),
    ("20", "liu2026_loss_backward", lambda real: lambda d, cache: tuple(-g for g in real(d, cache))),
    ("21", "liu2026_loss_forward", loss(lambda f, a, v, ra, Xa, rb, Xb, *r: (f, a, v, ra, Xa, Xb, Xb, *r))),
    ("grades", "emolab.papers.liu2026.grades.grade_of", lambda real: lambda v, edge="above": real(v)),
    ("settings, split", "emolab.training.KFold", lambda real: lambda k, **s: real(k + 1, **s)),
    ("WA", "weighted_accuracy", lambda real: implementation("unweighted_accuracy")),
    ("UA", "unweighted_accuracy", lambda real: implementation("weighted_accuracy")),
    ("correlation", "correlation", lambda real: lambda x, y: real(x, y) ** 2),
    ("confusion matrix", "confusion_matrix", lambda real: lambda t, p, n: real(p, t, n)),
]


@pytest.mark.parametrize(("number", "name", "wrong"), MUTATIONS)
def test_a_wrong_implementation_is_found_out(number, name, wrong):
    real = implementation(name)
    with swapped(name, wrong(real)):
        (verified,) = verify(KEY, [number])
    assert not verified.holds, verified.said


def test_every_row_is_an_entry_or_a_claim():
    listed = [number for numbers in ROWS.values() for number in numbers]
    assert sorted(listed) == sorted([*NUMBERS, *CLAIMS])


def test_the_fewest_samples_of_a_row_of_rates():
    assert least_samples([0.5, 0.5]) == 2
    assert least_samples([0.33, 0.67]) == 3
    assert least_samples([0.5, 0.6]) is None  # no whole counts round to a row that sums to 1.1
