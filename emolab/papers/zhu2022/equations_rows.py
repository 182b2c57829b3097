"""What zhu2022 measures its own roads by: the rows of Table 1 with other features and networks."""

import numpy as np

from emolab.papers.ledger import Entry, equal, fact, together
from emolab.papers.ledger import implementation as code
from emolab.papers.zhu2022 import literal
from emolab.papers.zhu2022.equations_attention import weights_of
from emolab.papers.zhu2022.equations_face import literal_bits, literal_counts, literal_label


def _plain_lstm():
    rng = np.random.default_rng(34)
    x, lengths = rng.standard_normal((2, 5, 3)), np.array([5, 3])
    Model = code("emolab.models.LSTMClassifier")
    model = Model(3, 7, hidden=4, rng=1, dtype=np.float64).eval()
    model.standardise.fit([x[0], x[1, :3]])
    mean, deviation = model.standardise.mean.value, model.standardise.deviation.value
    cell, (W, b) = weights_of(model.road.lstm.cells[0]), weights_of(model.out)
    wanted = []
    for n in range(2):
        wanted.append(literal.lstm((x[n, : lengths[n]] - mean) / deviation, *cell)[-1] @ W + b)
    rows = code("emolab.papers.zhu2022.settings.TABLE_1")
    first, second = ((rows[name].voice, rows[name].features) for name in ("row1", "row2"))
    return together(
        equal(model(x, lengths), wanted),
        fact(first == ("lstm", "mfcc") and second == ("attention_lstm", "all"), f"rows {first} and {second}"),
        fact(rows["row1"].hidden == 128, f"default {rows['row1'].hidden} units"),
    )


def _lbph():
    rng = np.random.default_rng(49)
    faces = rng.uniform(1, 255, (2, 19, 20))
    wanted = []
    for face in faces:
        bits = literal_bits(face, 8, 1)[1:-1, 1:-1]
        codes = np.array([[literal_label(list(b), "default") for b in row] for row in bits])
        counts = literal_counts(codes[:16, :16], 256, 8, 8)
        wanted.append((counts / counts.sum(axis=2, keepdims=True)).ravel())
    found = code("emolab.vision.lbph")(faces)
    a, b = found
    chi = 2 * sum((x - y) ** 2 / (x + y) for x, y in zip(a, b) if x + y > 0)
    model = code("emolab.models.HistogramCNN")(256, 7, filters=2, rng=1).eval()
    row = code("emolab.papers.zhu2022.settings.TABLE_1")["row3"]
    return together(
        equal(found, wanted, what="histograms"),
        equal(code("chi_square_distance")(a, b), chi, what="distance of two faces"),
        fact(model(found.astype(np.float32)).shape == (2, 7), "a network of three convolutions takes them"),
        fact((row.face, row.filters) == ("lbph", 32), f"default {row.filters} filters"),
    )


ENTRIES = (
    Entry(
        "Table 1, row 1", "the plain LSTM on MFCC", "silent",
        "named and no more: the class comes from the last state; 128 units, as in the other rows",
        _plain_lstm, ("emolab.models.LSTMClassifier",), intended=r"y = h_T W + b", section="4.3",
    ),
    Entry(
        "Table 1, row 3", "LBPH and a convolutional network", "silent",
        "named and no more: the histograms of the usual face recogniser, as a grid of 8 by 8 of 256 channels",
        _lbph, ("chi_square_distance", "emolab.vision.lbph", "emolab.models.HistogramCNN"),
        intended=r"d(a, b) = 2 \sum_l \frac{(a_l - b_l)^2}{a_l + b_l}", section="4.3",
    ),
)  # fmt: skip
