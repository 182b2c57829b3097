"""Equations 16 to 21 of liu2026: reconstruction, the fused decision, and the loss."""

from math import tanh

import numpy as np

from emolab.papers.ledger import Entry, differ, equal, fact, together
from emolab.papers.ledger import implementation as code
from emolab.papers.literal import affine, normal, sigmoid, softmax

N, C, A, B = 3, 4, 5, 6  # clips, classes, features of the audio and of the video
NETWORK = "emolab.models.CrossModalNetwork"
BENDS = {"tanh": tanh, "sigmoid": sigmoid, "relu": lambda a: max(a, 0.0), None: lambda a: a}


def _network(activation="tanh"):
    sizes = {"rnn": 3, "lstm": B, "common": 4, "attention": 4}
    return code(NETWORK)(A, 2, C, activation=activation, rng=1, dtype=np.float64, **sizes)


def _rebuilt(layer, Xm, bend):
    dense = layer.layers[0]
    return np.array([[bend(a) for a in affine(dense.W.value.T, row, dense.b.value)] for row in Xm])


def _reconstruction():
    Xm, found, checks = normal(2, N, 8), {}, []
    for name, bend in BENDS.items():
        layer = _network(name).rebuild_audio
        found[name] = layer(Xm)
        checks.append(equal(found[name], _rebuilt(layer, Xm, bend), what=f"{name}:"))
    apart = min(abs(found[name] - found["tanh"]).max() for name in BENDS if name != "tanh")
    terms = [0.3] * 7  # the summand has no index: N times the same, over N
    return together(
        *checks,
        fact(apart > 0.01, f"tanh and the others are {apart:.2g} apart, at least"),
        fact(abs(sum(terms) / len(terms) - terms[0]) < 1e-12, "a mean of terms without index is the term"),
        fact(code("emolab.papers.liu2026.PAPER").activation == "tanh", "tanh is the default"),
    )


def _both_rebuilt():
    network = _network()
    sounds, pictures = normal(3, N, 4, A), normal(4, N, 3, 2)
    outputs = network(sounds, np.array([4, 4, 2]), pictures, np.array([3, 1, 3]))
    Xm = network.head.layers[0].cache.x
    return together(
        equal(outputs.rebuilt_audio, _rebuilt(network.rebuild_audio, Xm, tanh), what="audio:"),
        equal(outputs.rebuilt_video, _rebuilt(network.rebuild_video, Xm, tanh), what="video:"),
        fact(
            outputs.rebuilt_audio.shape == outputs.pooled_audio.shape
            and outputs.rebuilt_video.shape == outputs.pooled_video.shape,
            "each as wide as what it is to be",
        ),
    )


def _one_hot(labels):
    return np.array([[float(c == label) for c in range(C)] for label in labels])


def _made():
    """Decisions, what is rebuilt and what it should be, and labels."""
    drawn = (normal(5 + i, N, C) for i in range(3))
    decisions = [np.array([softmax(row) for row in logits]) for logits in drawn]
    rebuilt = normal(8, N, A), normal(9, N, A), normal(10, N, B), normal(11, N, B)
    return decisions, rebuilt, np.array([2, 0, 3])


def _squares(r, X):
    return sum((r[n][k] - X[n][k]) ** 2 for n in range(N) for k in range(r.shape[1])) / r.size


def _as_printed(Xa, Xb, rebuilt):
    """Equation 18 to the letter; what is rebuilt does not stand in it."""
    return ((Xa - Xb) ** 2).mean() + ((Xb - Xa) ** 2).mean()


def _reconstruction_loss():
    _, (ra, Xa, rb, Xb), labels = _made()
    right = _one_hot(labels)
    loss = code("liu2026_loss_forward")

    def value(ra, rb):
        return loss(right, right, right, ra, Xa, rb, Xb, labels)[0]

    same = normal(12, N, A)  # a video as wide as the audio, so that the printed form conforms
    printed = [_as_printed(Xa, same, r) for r in (ra, Xa)]
    try:
        Xa - Xb
        conforms = True
    except ValueError:
        conforms = False
    return together(
        equal(value(ra, rb), _squares(ra, Xa) + _squares(rb, Xb)),
        equal(code("mse_forward")(ra, Xa)[0], _squares(ra, Xa), what="one part:"),
        fact(value(Xa, Xb) == 0, "0 where both are rebuilt"),
        fact(not conforms, f"audio minus video, {A} against {B} features, does not conform"),
        fact(
            printed[0] == printed[1] > 0,
            f"where it does, it is {printed[0]:.2f} whatever is rebuilt: no network can lower it",
        ),
    )


def _decision():
    (joint, audio, video), _, _ = _made()
    found = code("liu2026_decision_forward")(joint, audio, video)[0]
    beta, chi = 0.6, 0.4
    literal = [
        [1 / (1 + beta + chi) * (joint[n][c] + beta * audio[n][c] + chi * video[n][c]) for c in range(C)]
        for n in range(N)
    ]
    shares = np.array([1, beta, chi]) / (1 + beta + chi)
    return together(
        equal(found, literal),
        equal(found.sum(axis=1), np.ones(N), what="distributions stay distributions:"),
        equal(shares, [0.5, 0.3, 0.2], what="shares of .5, .3 and .2:"),
    )


def _absolute(prediction, labels):
    return sum(abs(prediction[n][c] - (labels[n] == c)) for n in range(N) for c in range(C)) / N


def _classification_loss():
    decisions, (_, Xa, _, Xb), labels = _made()
    loss, back = code("liu2026_loss_forward"), code("liu2026_loss_backward")
    found, cache = loss(*decisions, Xa, Xa, Xb, Xb, labels)
    parts = [_absolute(y, labels) for y in decisions]
    literal = parts[0] + 0.6 * parts[1] + 0.4 * parts[2]
    gradients = back(1.0, cache)
    printed = parts[0] + 0.6 * parts[1]  # S stands for one modality
    step, moved = 1e-6, [y.copy() for y in decisions]
    moved[2][0, 1] += step
    slope = (loss(*moved, Xa, Xa, Xb, Xb, labels)[0] - found) / step
    numbers = [code("l1_forward")(np.array([guess]), np.array([0.0]))[0] for guess in (1.0, C - 1.0)]
    mistakes = [
        loss(_one_hot([guess]), *[_one_hot([0])] * 2, Xa[:1], Xa[:1], Xb[:1], Xb[:1], np.array([0]))[0]
        for guess in (1, C - 1)
    ]
    return together(
        equal(found, literal),
        equal(gradients[2][0, 1], slope, 1e-6, what="gradient of the video's decision:"),
        differ(printed, literal, what="with one modality alone it is off by"),
        fact(all(g.any() for g in gradients[:3]), "all three decisions have a gradient"),
        fact(
            numbers[0] != numbers[1] and mistakes[0] == mistakes[1],
            f"on class numbers one mistake costs {numbers[0]:g}, another {numbers[1]:g}; on one-hot rows "
            f"both {mistakes[0]:g}",
        ),
    )


def _unimodal_weights():
    decisions, (_, Xa, _, Xb), labels = _made()
    loss = code("liu2026_loss_forward")
    default = loss(*decisions, Xa, Xa, Xb, Xb, labels)[0]
    equal_weights = loss(*decisions, Xa, Xa, Xb, Xb, labels, (1.0, 1.0))[0]
    paper = code("emolab.papers.liu2026.PAPER")
    return together(
        fact((paper.own_audio, paper.own_video) == (0.6, 0.4), "those of the decision are the default"),
        equal(default, loss(*decisions, Xa, Xa, Xb, Xb, labels, (0.6, 0.4))[0], what="in the loss:"),
        differ(equal_weights, default, what="weights of 1 change it by"),
    )


def _total():
    decisions, (ra, Xa, rb, Xb), labels = _made()
    found = code("liu2026_loss_forward")(*decisions, ra, Xa, rb, Xb, labels)[0]
    parts = [_absolute(y, labels) for y in decisions]
    rebuilding = _squares(ra, Xa) + _squares(rb, Xb)
    return equal(found, parts[0] + 0.6 * parts[1] + 0.4 * parts[2] + rebuilding)


ENTRIES = (
    Entry(
        "16", "each modality rebuilt from the fused features", "ambiguous",
        "D and the activation are not given, and the summand has no index: a dense layer with tanh",
        _reconstruction, (NETWORK,), section="3.1",
        printed=r"G_\phi^\delta(X_m) = \sigma\left(\frac{1}{N^\delta} \sum_{i=1}^{N^\delta} "
        r"D(X_m, \Phi_\phi^\delta) + a_\phi\right)",
        intended=r"G^\delta(X_m) = \sigma(W^\delta X_m + a^\delta)",
        readings={
            "activation='tanh'": "a dense layer, then tanh",
            "activation='sigmoid'": "then the logistic function",
            "activation='relu'": "then ReLU",
            "activation=None": "the dense layer alone",
        },
    ),
    Entry(
        "17", "what is rebuilt of both modalities", "ok",
        "repeats the last lines of 16: one network for each modality, both from the same fused features",
        _both_rebuilt, (NETWORK,), section="3.1",
        printed=r"\begin{aligned} r_{X^a} &= G_\phi^{X^a}(X_m) \\ r_{X^b} &= G_\phi^{X^b}(X_m) \end{aligned}",
    ),
    Entry(
        "18", "reconstruction loss", "misprint",
        "audio minus video, twice: what is rebuilt does not stand in it; it is to be held against its own "
        "modality",
        _reconstruction_loss, ("liu2026_loss_forward", "mse_forward"), section="3.1",
        printed=r"\begin{aligned} L_{REC} &= L_{REC}(X^a) + L_{REC}(X^b) \\ "
        r"&= (X^a - X^b)^2 + (X^b - X^a)^2 \end{aligned}",
        intended=r"L_{REC} = \mathrm{MSE}(r_{X^a}, X^a) + \mathrm{MSE}(r_{X^b}, X^b)",
    ),
    Entry(
        "19", "fused decision", "ok", "with 0.6 and 0.4 the shares are .5, .3 and .2",
        _decision, ("liu2026_decision_forward",), section="3.2",
        printed=r"\hat{y}_m = \frac{1}{1 + \beta + \chi} (y_m + \beta y_{X^a} + \chi y_{X^b})",
    ),
    Entry(
        "20", "loss of the decisions", "misprint",
        "the sum over both modalities is missing; classes are names, so that the targets are one-hot",
        _classification_loss, ("liu2026_loss_forward", "liu2026_loss_backward", "l1_forward"), section="3.2",
        printed=r"L_c = \frac{1}{N} \sum_i^N (|\hat{y}_m^i - \hat{y}_m^{i*}| + "
        r"M_S^i \cdot |y_S^i - y_S^{i*}|)",
        intended=r"L_c = \frac{1}{N} \sum_{i=1}^N \left(|\hat{y}_m^i - y^{i*}|_1 + "
        r"\sum_{S \in \{a, b\}} M_S |y_S^i - y^{i*}|_1\right)",
    ),
    Entry(
        "20, weights", "what a modality's own decision counts in the loss", "silent",
        "M is not given: the decision's 0.6 and 0.4",
        _unimodal_weights, ("liu2026_loss_forward",), section="3.2",
        intended=r"M_a = 0.6, \quad M_b = 0.4",
    ),
    Entry(
        "21", "total loss", "ok", "both losses count alike",
        _total, ("liu2026_loss_forward",), section="3.2",
        printed=r"L = L_c + L_{REC}",
    ),
)  # fmt: skip
