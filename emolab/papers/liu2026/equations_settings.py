"""What liu2026 sets in words: grades of emotions, sizes, the split, and how it measures."""

from math import sqrt

import numpy as np

from emolab.papers.ledger import Entry, differ, equal, fact, together
from emolab.papers.ledger import implementation as code
from emolab.papers.literal import normal

PAPER = "emolab.papers.liu2026.PAPER"


def _grades():
    grade, middle = (
        code("emolab.papers.liu2026.grades.grade_of"),
        code("emolab.papers.liu2026.grades.middle_of"),
    )
    lows = [k / 10 for k in range(9)]
    highs = [k / 10 for k in range(1, 9)] + [1.0]
    values = np.array([0.0, 0.05, 0.1, 0.25, 0.3, 0.5, 0.77, 0.8, 0.95, 1.0])
    above = [max(k for k in range(9) if lows[k] <= value) for value in values]
    below = [min(k for k in range(9) if value <= highs[k]) for value in values]
    widths = np.array(highs) - lows
    apart = int((grade(values) != grade(values, edge="below")).sum())
    middles = middle(np.arange(9))
    return together(
        equal(grade(values), above, what="above:"),
        equal(grade(values, edge="below"), below, what="below:"),
        fact(apart == 4, f"they differ on the {apart} of {len(values)} values that are inner edges"),
        equal(middles, [(low + high) / 2 for low, high in zip(lows, highs)], what="middles:"),
        fact(abs(widths[8] / widths[0] - 2) < 1e-9, f"disgust is {widths[8] / widths[0]:.0f} times as wide"),
    )


def _audio_settings():
    convention = code("emolab.audio.CONVENTIONS")["liu2026"]
    sound = normal(1, 16000)
    frames = 1 + (16000 - 400) // 160
    return together(
        fact(
            (convention.bands, convention.length, convention.hop) == (40, 0.025, 0.010),
            f"{convention.bands} filters, {1000 * convention.length:g} ms every {1000 * convention.hop:g} ms",
        ),
        fact(
            code("fbank")(sound, 16000, "liu2026").shape == (frames, 40),
            f"a second at 16 kHz gives {frames} frames of 40 energies",
        ),
    )


def _network_settings():
    paper = code(PAPER)
    network = code("emolab.models.CrossModalNetwork")(5, 6, 9, rng=0)  # its own defaults
    found = {
        "RNN": network.video.rnn.cells[0].Wh.value.shape[0],
        "LSTM": network.video.lstm.cells[0].Wh.value.shape[0],
        "projections": network.audio_own.project.W.value.shape[1],
        "attention": network.audio_video.Wq.value.shape[1],
    }
    asked = (paper.rnn, paper.lstm, paper.common, paper.attention)
    return together(
        fact(asked == (128, 256, 128, 64), f"preset: {asked}"),
        fact(tuple(found.values()) == (128, 256, 128, 64), f"network: {found}"),
        fact(network.audio_own.project.W.value.shape[0] == 5, "projections from what comes in"),
    )


def _decision_settings():
    paper = code(PAPER)
    network = code("emolab.models.CrossModalNetwork")(5, 6, 9, rnn=2, lstm=2, common=2, attention=2, rng=0)
    asked = (paper.audio_weight, paper.video_weight)
    return fact(asked == network.weights == (0.6, 0.4), f"beta {asked[0]}, chi {asked[1]}")


def _split():
    train, validation, test = code("emolab.papers.liu2026.eight_one_one")(900, rng=1)
    other = code("emolab.papers.liu2026.eight_one_one")(900, rng=2)[2]
    folds = [rows for _, rows in code("emolab.training.KFold")(5, rng=1).split(900)]
    sizes = (len(train), len(validation), len(test))
    parts = np.sort(np.concatenate([train, validation, test]))
    return together(
        fact(sizes == (720, 90, 90), f"8:1:1 of 900 is {sizes}"),
        fact((parts == np.arange(900)).all(), "no clip twice"),
        fact(not np.array_equal(np.sort(test), np.sort(other)), "shuffled by the seed"),
        fact(
            [len(rows) for rows in folds] == [180] * 5
            and (np.sort(np.concatenate(folds)) == np.arange(900)).all(),
            "five folds test 180 each, every clip once",
        ),
        fact(len(test) != len(folds[0]), "a figure of 90 clips is not one of 5 times 180"),
    )  # fmt: skip


def _labels():
    rng = np.random.default_rng(3)
    true = rng.integers(0, 9, 60)
    true[:9] = np.arange(9)  # every class is there
    return true, np.where(rng.random(60) < 0.6, true, rng.integers(0, 9, 60))


def _weighted():
    true, predicted = _labels()
    right = sum(a == b for a, b in zip(true, predicted))
    return equal(code("weighted_accuracy")(true, predicted), right / len(true))


def _unweighted():
    true, predicted = _labels()
    recalls = []
    for c in range(9):
        there = [b for a, b in zip(true, predicted) if a == c]
        recalls.append(sum(b == c for b in there) / len(there))
    rng, even = np.random.default_rng(4), np.repeat(np.arange(9), 10)
    guesses = rng.integers(0, 9, 90)
    return together(
        equal(code("unweighted_accuracy")(true, predicted), sum(recalls) / 9),
        differ(
            code("weighted_accuracy")(true, predicted), code("unweighted_accuracy")(true, predicted),
            what="of uneven classes the weighted one differs by",
        ),
        equal(
            code("weighted_accuracy")(even, guesses), code("unweighted_accuracy")(even, guesses),
            what="of even classes, as 100 each, both are the same:",
        ),
    )  # fmt: skip


def _pearson(x, y):
    mx, my = sum(x) / len(x), sum(y) / len(y)
    dx, dy = [a - mx for a in x], [b - my for b in y]
    return sum(a * b for a, b in zip(dx, dy)) / sqrt(sum(a * a for a in dx) * sum(b * b for b in dy))


def _correlation():
    true, predicted = _labels()
    rng = np.random.default_rng(5)
    order = rng.permutation(9)  # emotions are names: they may be counted in any order
    found = code("correlation")(true, predicted)
    return together(
        equal(found, _pearson(true.tolist(), predicted.tolist())),
        differ(
            code("correlation")(order[true], order[predicted]), found,
            what="the same answers, the emotions counted in another order, differ by",
        ),
    )  # fmt: skip


def _confusion():
    true, predicted = _labels()
    literal = np.zeros((9, 9))
    for a, b in zip(true, predicted):
        literal[a, b] += 1
    found = code("confusion_matrix")(true, predicted, 9)
    return together(
        equal(found, literal),
        equal(
            np.diag(found).sum() / found.sum(), code("weighted_accuracy")(true, predicted),
            what="its diagonal is the weighted accuracy:",
        ),
    )  # fmt: skip


ENTRIES = (
    Entry(
        "grades", "nine emotions as intervals of 0 to 1", "ambiguous",
        "each inner edge belongs to two grades, and the last is twice as wide as the others",
        _grades, ("emolab.papers.liu2026.grades.grade_of", "emolab.papers.liu2026.grades.middle_of"),
        section="4.2",
        printed=r"[0, 0.1], [0.1, 0.2], \dots, [0.7, 0.8], [0.8, 1.0]",
        readings={
            "edge='above'": "an edge belongs to the grade above it",
            "edge='below'": "an edge belongs to the grade below it",
        },
    ),
    Entry(
        "settings, audio", "filters and frames", "ok", "40 filters, 25 ms every 10 ms",
        _audio_settings, ("fbank", "mfcc"), section="4.2",
    ),
    Entry(
        "settings, networks", "sizes of the networks", "ok",
        "RNN 128, LSTM 256, projections 128, attention 64",
        _network_settings, ("emolab.models.CrossModalNetwork", PAPER), section="4.2",
    ),
    Entry(
        "settings, decision", "weights of the decision", "ok",
        "beta 0.6 for the audio, chi 0.4 for the video",
        _decision_settings, ("emolab.models.CrossModalNetwork", PAPER), section="4.2",
        printed=r"\beta = 0.6, \quad \chi = 0.4",
    ),
    Entry(
        "settings, split", "what is trained on and what is tested", "ambiguous",
        "both an 8:1:1 split and five folds are named, and no figure says which it comes from",
        _split, ("emolab.papers.liu2026.eight_one_one", "emolab.training.KFold"), section="4.2",
        readings={
            "8:1:1": "shuffled, a tenth to validate on, a tenth to test on",
            "five folds": "each clip is tested once",
        },
    ),
    Entry(
        "WA", "weighted accuracy", "ok", "right clips of all clips",
        _weighted, ("weighted_accuracy",), section="4.3.1",
    ),
    Entry(
        "UA", "unweighted accuracy", "ok", "mean of the classes' recalls",
        _unweighted, ("unweighted_accuracy",), section="4.3.2",
    ),
    Entry(
        "correlation", "correlation of predicted and true emotions", "ok",
        "Pearson's, of the middles of their grades; it changes with the order in which they are counted",
        _correlation, ("correlation",), section="4.3.3",
    ),
    Entry(
        "confusion matrix", "who was taken for whom", "ok", "rows are the truth",
        _confusion, ("confusion_matrix",), section="4.3.5",
    ),
)  # fmt: skip
