"""How liu2021 trains: equation 2 and the settings of its experiment."""

from math import ceil, log, log2

import numpy as np

from emolab.papers.ledger import Entry, differ, equal, fact, together
from emolab.papers.ledger import implementation as code
from emolab.papers.literal import normal, softmax

PAPER = "emolab.papers.liu2021.PAPER"
SYSTEM = "emolab.papers.liu2021.System"


def _cross_entropy():
    sentences, C = [3, 1, 2], 4  # of each video
    logits = [normal(1 + i, count, C) for i, count in enumerate(sentences)]
    rng = np.random.default_rng(5)
    labels = [rng.integers(0, C, count) for count in sentences]
    total = 0.0
    for i, count in enumerate(sentences):
        for j in range(count):
            p = softmax(logits[i][j])
            total += sum(float(labels[i][j] == c) * log2(p[c]) for c in range(C))
    literal = -total / sum(sentences)
    every, named = np.concatenate(logits), np.concatenate(labels)
    loss, cache = code("softmax_cross_entropy_forward")(every, named)
    gradient = code("softmax_cross_entropy_backward")(1.0, cache)
    step, moved = 1e-6, every.copy()
    moved[0, 1] += step
    slope = (code("softmax_cross_entropy_forward")(moved, named)[0] - loss) / step
    even = code("softmax_cross_entropy_forward")(np.zeros((5, 5)), np.arange(5))[0]
    return together(
        equal(loss / log(2), literal, what="in bits:"),
        equal(gradient[0, 1], slope, 1e-5, what="its gradient, but for the same factor:"),
        equal(even / log(2), log2(5), what="chance of five classes is log2 5:"),
        fact(abs(0.22 * log(2) - 0.152) < 5e-4, f"0.22 bits are {0.22 * log(2):.4f} nats"),
    )


def _dropout():
    paper, x = code(PAPER), np.abs(normal(6, 1, 300)) + 0.1
    found, kept = {}, {}
    for keep in (0.99, 0.01):
        layer = code("emolab.nn.Dropout")(keep, rng=7)
        layer.mask = layer.draw(x.shape)
        y, _ = code("dropout_forward")(x, layer.mask, 1 / keep)
        literal = [[x[0, k] / keep if layer.mask[0, k] else 0.0 for k in range(300)]]
        found[keep], kept[keep] = equal(y, literal, what=f"keep {keep}:"), int(layer.mask.sum())
        if not equal(layer(x), literal).holds:
            return fact(False, f"the layer with keep {keep} is not its formula")
    return together(
        *found.values(),
        fact(kept[0.99] > 290 and kept[0.01] < 12, f"of 300 units {kept[0.99]} or {kept[0.01]} are left"),
        fact(paper.keep == 0.99, "0.99 is what is kept, by default"),
    )


def _built(rng=0):
    system = code(SYSTEM)("audio", "paper")
    system.classes = tuple("abcde")
    return system._build_voice(rng)


def _settings():
    paper, network = code(PAPER), _built()
    return together(
        fact(
            (paper.dense, paper.batch_size, paper.epochs) == (300, 50, 500), "dense 300, batches of 50, 500"
        ),
        fact(network.head.dense.W.value.shape == (256, 300), "256 states to the dense layer of 300"),
        fact(network.head.out.W.value.shape == (300, 5), "and on to the classes"),
        fact(network.head.dropout.keep == 0.99, "dropout before it"),
    )


def _iterations():
    paper = code(PAPER)
    learned = round(0.7 * 1435)  # of MOSI's sentences for training and validation
    steps = ceil(learned / paper.batch_size)
    passes = paper.epochs / steps
    return together(
        fact(paper.epochs == 500, "500 passes are the default"),
        fact(steps == 21, f"{learned} sentences are {steps} batches of {paper.batch_size} a pass"),
        fact(
            passes < 30,
            f"500 batches would be {passes:.0f} passes, 500 passes are {500 * steps} batches",
        ),
    )


def _held_back():
    system = code(SYSTEM)("joined", "paper")
    targets = np.repeat(np.arange(5), [20, 30, 10, 40, 50])
    rows, held = system._split(targets, np.random.default_rng(8))
    counts = [int((targets[held] == c).sum()) for c in range(5)]
    return together(
        equal(counts, [6, 9, 3, 12, 15], what=f"of each class alike {counts}:"),
        equal(np.sort(np.concatenate([rows, held])), np.arange(150), what="no clip twice:"),
        fact(system.settings.held == 0.3, f"{len(rows)} of 150 are learned from, {len(held)} held back"),
    )


def _padding():
    build = code("emolab.models.LSTMClassifier")
    network = build(3, 4, hidden=5, rng=9, dtype=np.float64).eval()
    voice = code("emolab.models.CNNLSTM")(3, 4, filters=5, hidden=6, rng=10, dtype=np.float64).eval()
    x, lengths = normal(11, 2, 8, 3), np.array([8, 5])
    zero, other = x.copy(), x.copy()
    zero[1, 5:], other[1, 5:] = 0, 99
    checks = []
    for name, model in (("LSTM", network), ("CNN-LSTM", voice)):
        alone = model(x[1:, :5])[0]
        checks += [
            equal(model(zero, lengths)[1], alone, what=f"{name}, padded with zeros:"),
            equal(model(other, lengths)[1], alone, what="with anything else:"),
            differ(model(zero)[1], alone, what="with zeros that count as steps it is off by"),
        ]
    return together(*checks)


ENTRIES = (
    Entry(
        "2", "cross-entropy over all sentences", "ok",
        "base 2 only scales it: 0.22 bits are 0.152 nats; training descends the natural one",
        _cross_entropy, ("softmax_cross_entropy_forward", "softmax_cross_entropy_backward"),
        section="Experiment and Analysis",
        printed=r"\mathrm{loss} = -\frac{1}{\sum_{i=1}^M L_i} \sum_{i=1}^M \sum_{j=1}^{L_i} \sum_{c=1}^C "
        r"y_{i,c}^j \log_2 \hat{y}_{i,c}^j",
    ),
    Entry(
        "dropout 0.99", "what is dropped", "ambiguous",
        "99 percent dropped would leave 3 of 300 units: it is read as the share that is kept",
        _dropout, ("dropout_forward", "emolab.nn.Dropout"), section="Experiment and Analysis",
        readings={"keep=0.99": "99 of 100 entries are kept", "keep=0.01": "99 of 100 entries are dropped"},
    ),
    Entry(
        "settings", "dense layer, batches, iterations", "ok",
        "dense 300, batches of 50, 500 iterations; of which network the dense layer is, is not said: of both",
        _settings, (SYSTEM, PAPER), section="Experiment and Analysis",
    ),
    Entry(
        "iterations", "what an iteration is", "silent", "batches or passes, it is not said: passes",
        _iterations, (PAPER,), section="Experiment and Analysis",
    ),
    Entry(
        "70/30", "training and validation", "ok",
        "0.3 of each class is held back, and the classifiers' densities are learned from it",
        _held_back, (SYSTEM,), section="Experiment and Analysis",
    ),
    Entry(
        "zero padding", "sequences of unequal length", "ok", "what fills up a sequence changes nothing",
        _padding, ("emolab.models.LSTMClassifier", "emolab.models.CNNLSTM"),
        section="Experiment and Analysis",
    ),
)  # fmt: skip
