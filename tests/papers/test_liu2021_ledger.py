"""The ledger of liu2021: every check holds and bites, every claim is found as it is, nothing is left out."""

from dataclasses import replace

import numpy as np
import pytest

from emolab.papers.claims import claims
from emolab.papers.ledger import entries, implementation, swapped, verify

KEY = "liu2021"
NUMBERS = [entry.number for entry in entries(KEY)]
CLAIMS = {claim.number: claim for claim in claims(KEY)}
PAPER, SYSTEM = "emolab.papers.liu2021.PAPER", "emolab.papers.liu2021.System"
SELECTOR, SVC = "emolab.learn.ChiSquareSelector", "emolab.learn.SVC"
CNN, INCEPTION = "emolab.models.CNNLSTM", "emolab.models.InceptionResNetV2"
LSTM = "emolab.models.LSTMClassifier"
# What the paper holds, row by row: the entries and claims that it became.
ROWS = {
    "CNN-LSTM": ["Fig 2", "Fig 2, pool", "recurrent dropout"],
    "Inception-ResNet-v2": ["Fig 3", "Fig 3, feature"],
    "STFT features of faces": ["STFT", "Facial Expression Feature Extraction, STFT"],
    "LSTM": ["Fig 4, within", "Fig 4, across", "Fig 4, steps"],
    "equation 1": ["1", "1, binarising"],
    "selection": ["selection", "selection, place", "Figure 8, selection"],
    "Fig 5": ["Fig 5"],
    "fusion": ["fusion", "fusion, classifiers"],
    "weight 0.57": ["Fig 6"],
    "equation 2": ["2", "Figure 7"],
    "training": ["dropout 0.99", "settings", "iterations", "70/30", "zero padding"],
    "Table 2": ["Table 2, best layer", "Table 2, dropout", "Table 2 and Table 3, video"],
    "Table 3": [
        "Table 3, average of voice", "Table 3, average of video", "Table 3, average of joined",
        "Table 3, weighted", "Table 3, joined", "Table 3, disgust", "Table 3, fear",
        "Table 3, lowest of the voice", "Figure 8, single modality", "Figure 8, both",
    ],
    "MOSI": [
        "Table 1, segments of a video", "Table 1, segments", "MOSI, sentences", "MOSI, individuals",
        "MOSI, videos", "MOSI, labels",
    ],
    "MELD": [
        "MELD, faces of six characters", "MELD, faces from fewest to most", "MELD, faces a character",
        "MELD, seasons",
    ],
    "results": [
        "Figure 6, MOSI", "Figure 6, MELD", "Figure 9, MELD", "Figure 9, disgust",
        "Figure 9 and Table 3, disgust", "Figure 9 and Table 3, all emotions", "Figure 9, MOSI",
    ],
}  # fmt: skip


def scored(change):
    """A selector whose scores, or what it keeps by them, are not equation 1's."""

    def wrong(real):
        class Selector(real):
            def fit(self, X, y):
                super().fit(X, y)
                change(self, X, y)
                return self

        return Selector

    return wrong


def smallest(selector, X, y):
    selector.scores_ = selector.class_scores_.min(axis=1)


def means(selector, X, y):
    selector.medians_ = X.mean(axis=0)


def worst(selector, X, y):
    count = len(selector.kept_)
    selector.kept_ = np.sort(np.argsort(selector.scores_, kind="stable")[:count])


def deaf_to_lengths(real):
    class Network(real):
        def forward(self, x, lengths=None):
            return super().forward(x)

    return Network


def seen_late(real):
    class Network(real):
        def forward(self, x, lengths=None):
            return super().forward(x[:, ::-1])

    return Network


def without_intercept(real):
    class Machine(real):
        def decision_function(self, X):
            return super().decision_function(X) - self.intercept_

    return Machine


def one_step(real):
    class System(real):
        def _steps(self, vectors):
            return super()._steps(vectors)[:, ::-1]

    return System


def undropped(real):
    def lstm(x, h0, c0, r, *rest):
        return real(x, h0, c0, np.ones_like(r), *rest)

    return lstm


def unscaled(real):
    def lstm(*given):
        return real(*given[:-1])

    return lstm


MUTATIONS = [
    ("Fig 2", CNN, lambda real: lambda *a, **k: real(*a, pool=3, **k)),
    ("Fig 2", CNN, lambda real: lambda *a, **k: real(*a, **{"filters": 64, **k})),
    ("Fig 2", CNN, seen_late),
    ("Fig 2, pool", CNN, lambda real: lambda *a, pool=2, **k: real(*a, pool=2, **k)),
    ("recurrent dropout", "dropped_lstm_forward", undropped),
    ("recurrent dropout", "dropped_lstm_forward", unscaled),
    ("STFT", "stft", lambda real: lambda x, n, hop, **k: real(x, n, hop + 1, **k)),
    ("Fig 3", INCEPTION, lambda real: lambda *a, **k: real(*a, blocks=(5, 10, 4), **k)),
    ("Fig 3", INCEPTION, lambda real: lambda *a, **k: real(*a, scales=(0.17, 0.2, 0.2), **k)),
    ("Fig 3, feature", PAPER, lambda real: replace(real, face_layer="pool")),
    ("Fig 4, within", LSTM, deaf_to_lengths),
    ("Fig 4, across", SYSTEM, one_step),
    ("Fig 4, steps", LSTM, lambda real: lambda *a, **k: real(*a, layers=2, **k)),
    ("1", "chi_square", lambda real: lambda f, c: real(f, c) / len(f)),
    ("1", "chi_square", lambda real: lambda f, c: np.sqrt(real(f, c))),
    ("1", SELECTOR, scored(smallest)),
    ("1, binarising", SELECTOR, scored(means)),
    ("selection", SELECTOR, scored(worst)),
    ("selection", PAPER, lambda real: replace(real, share=0.25)),
    ("selection, place", SYSTEM, lambda real: lambda m, p, selects: real(m, p, selects="each")),
    ("Fig 5", "rbf_kernel", lambda real: lambda X, Z, gamma: np.sqrt(real(X, Z, gamma))),
    ("Fig 5", "polynomial_kernel", lambda real: lambda X, Z, g, c, d: real(X, Z, g, 0.0, d)),
    ("Fig 5", "linear_kernel", lambda real: lambda X, Z: real(X, Z) - 1),
    ("Fig 5", "smo", lambda real: lambda *a, **k: (real(*a, **k)[0], -real(*a, **k)[1], None)),
    ("Fig 5", SVC, without_intercept),
    ("fusion", "lambda_measure", lambda real: lambda g: 0.0),
    ("fusion", "choquet_integral", lambda real: lambda h, g: np.tensordot(g / g.sum(), h, 1)),
    ("fusion", "sugeno_integral", lambda real: lambda h, g: real(1 - h, g)),
    ("fusion, classifiers", "choquet_integral", lambda real: lambda h, g: real(h, g[::-1])),
    ("Fig 6", "emolab.fusion.learn_densities", lambda real: lambda h, t: real(h, t, total=1)),
    ("2", "softmax_cross_entropy_forward", lambda real: lambda y, t: (real(y, t)[0] * 2, real(y, t)[1])),
    ("2", "softmax_cross_entropy_backward", lambda real: lambda d, cache: -real(d, cache)),
    ("dropout 0.99", "dropout_forward", lambda real: lambda x, mask, scale: real(x, mask)),
    ("dropout 0.99", "dropout_forward", lambda real: lambda x, mask, scale: real(x, ~mask, scale)),
    ("settings", PAPER, lambda real: replace(real, batch_size=32)),
    ("iterations", PAPER, lambda real: replace(real, epochs=24)),
    ("70/30", SYSTEM, lambda real: lambda m, p: real(m, p, held=0.2)),
    ("zero padding", LSTM, deaf_to_lengths),
    ("zero padding", CNN, deaf_to_lengths),
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
