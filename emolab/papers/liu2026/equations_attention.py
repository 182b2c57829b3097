"""Equations 12 to 15 of liu2026: the common space, attention across the modalities, and the joined result."""

from math import sqrt

import numpy as np

from emolab.papers.ledger import Entry, differ, equal, fact, together
from emolab.papers.ledger import implementation as code
from emolab.papers.literal import affine, normal, softmax

D, TX, TY = 4, 3, 5  # of the common space; steps of x and of y


def _projection():
    X, W, a = normal(1, 6, TX), normal(2, D, 6), normal(3, D)  # columns for steps, as printed
    literal = np.array([affine(W, X[:, t], a) for t in range(TX)])  # rows for steps
    own = code("emolab.models.cross_modal_network.OwnDecision")(6, D, 2, rng=4, dtype=np.float64)
    own.project.W.value, own.project.b.value = W.T.copy(), a
    return together(
        equal(code("dense_forward")(X.T.copy(), W.T.copy(), a)[0], literal),
        equal(own(X.T[None])[0][0], literal, what="in the network:"),
        fact(literal.shape == (TX, D), "the steps stay, the features become those of the common space"),
    )


def _columns(Xx, Xy, axis="answers"):
    """Equation 13 as intended: Xx (D, Tx), Xy (D, Ty) -> (D, Ty), softmax over the steps of x by default."""
    scores = [
        [sum(Xx[d][i] * Xy[d][j] for d in range(len(Xx))) / sqrt(len(Xx)) for j in range(Xy.shape[1])]
        for i in range(Xx.shape[1])
    ]  # (Tx, Ty)
    scores = np.array(scores)
    if axis == "answers":
        weights = np.array([softmax(scores[:, j]) for j in range(Xy.shape[1])]).T
    else:
        weights = np.array([softmax(row) for row in scores])
    return np.array(
        [
            [sum(Xx[d][i] * weights[i][j] for i in range(Xx.shape[1])) for j in range(Xy.shape[1])]
            for d in range(len(Xx))
        ]
    )


def _standard(Xx, Xy, Wq, Wk, Wv):
    """Scaled dot-product attention with rows for steps: x asks, y answers."""
    Q, K, V = ([affine(W.T, step) for step in steps] for W, steps in ((Wq, Xx.T), (Wk, Xy.T), (Wv, Xy.T)))
    rows = []
    for q in Q:
        weights = softmax([sum(a * b for a, b in zip(q, k)) / sqrt(len(q)) for k in K])
        rows.append([sum(weights[j] * V[j][d] for j in range(len(V))) for d in range(len(V[0]))])
    return np.array(rows)


def _attend(Xx, Xy, **settings):
    """The library's reading of CMA(x, y) on projected features: y asks, x answers; columns for steps."""
    found, _ = code("cross_modal_attention_forward")(
        Xy.T[None].copy(), Xx.T[None].copy(), np.eye(len(Xy)), np.eye(len(Xx)), **settings
    )
    return found[0].T


def _breaks(product):
    try:
        product()
    except ValueError:
        return True
    return False


def _cross_modal():
    Xx, Xy = normal(5, D, TX), normal(6, D, TY)
    literal = _columns(Xx, Xy)
    return together(
        equal(_attend(Xx, Xy), literal),
        fact(literal.shape == (D, TY), "one column for each step of y"),
        fact(_breaks(lambda: Xx @ Xy), "without a transpose Xx Xy does not conform"),
        fact(_breaks(lambda: Xx.T @ Xy.T), "with both factors transposed neither"),
    )


def _axis():
    Xx, Xy = normal(7, D, TX), normal(8, D, TY)
    answers, asks = (_attend(Xx, Xy, over=axis) for axis in ("answers", "asks"))
    pooled = asks.mean(axis=1) * TY / TX
    return together(
        equal(answers, _columns(Xx, Xy, "answers"), what="over what answers:"),
        equal(asks, _columns(Xx, Xy, "asks"), what="over what asks:"),
        differ(asks, answers, what="the readings differ by"),
        equal(pooled, Xx.mean(axis=1), what="the mean of the second over time hears no attention,"),
        fact(code("emolab.papers.liu2026.PAPER").over == "answers", "the first is the default"),
    )


def _both_ways():
    Xa, Xb = normal(9, D, TX), normal(10, D, TY)
    weights = [normal(11 + i, D, 6) for i in range(3)]
    ask, answer = Xa.T[None].copy(), Xb.T[None].copy()
    standard = code("cross_modal_attention_forward")(ask, answer, *weights)[0][0]
    paper = _attend(Xa, Xb)
    layer = code("emolab.nn.CrossModalAttention")
    shapes = {
        reading: layer(D, D, 6, reading=reading, rng=0, dtype=np.float64)(ask, answer).shape[1]
        for reading in ("paper", "standard")
    }
    square = normal(14, D, TX)  # even with equal lengths
    return together(
        equal(paper, _columns(Xa, Xb), what="paper, a by b:"),
        equal(_attend(Xb, Xa), _columns(Xb, Xa), what="b by a:"),
        equal(standard, _standard(Xa, Xb, *weights), what="standard:"),
        fact(shapes == {"paper": TY, "standard": TX}, f"steps of the results: {shapes}"),
        fact(_breaks(lambda: Xa @ Xb.T), "with columns for steps X(X)^T does not conform"),
        fact(_breaks(lambda: square @ (square @ square.T)), "nor, at equal lengths, the outer product"),
        fact(_breaks(lambda: Xa.T @ (Xa.T @ Xb)), "with rows for steps the outer one does not"),
        fact(code("emolab.papers.liu2026.PAPER").reading == "paper", "the first is the default"),
    )


def _heads():
    Xx, Xy = normal(15, D, TX), normal(16, D, TY)
    literal = np.concatenate([_columns(Xx[d : d + 2], Xy[d : d + 2]) for d in (0, 2)])
    return together(
        fact(code("emolab.papers.liu2026.PAPER").heads == 1, "one projection is the default"),
        equal(_attend(Xx, Xy, heads=2), literal, what="two, each with half of the columns:"),
        differ(literal, _attend(Xx, Xy), what="which differ from one by"),
    )


def _pooled_and_joined():
    ab, ba = normal(17, 2, TY, D), normal(18, 2, TX, D)
    lengths = np.array([TY, 2])
    pool, join = code("mean_steps_forward"), code("join_features_forward")
    joined = join(pool(ab, lengths)[0], pool(ba)[0])[0]
    literal = [
        [sum(ab[n, t, d] for t in range(lengths[n])) / lengths[n] for d in range(D)]
        + [sum(ba[n, t, d] for t in range(TX)) / TX for d in range(D)]
        for n in range(2)
    ]
    last = np.concatenate([ab[[0, 1], lengths - 1], ba[:, -1]], axis=1)
    return together(
        equal(joined, literal),
        fact(_breaks(lambda: np.concatenate([ab, ba], axis=2)), f"{TY} and {TX} steps cannot be joined"),
        differ(last, literal, what="the last steps in place of the means differ by"),
    )


ENTRIES = (
    Entry(
        "12", "projections to a common space", "ok", "printed with columns for steps; the library has rows",
        _projection, ("dense_forward", "emolab.models.cross_modal_network.OwnDecision"), section="3.1",
        printed=r"\begin{aligned} \tilde{X}^a &= M_{X^a} X^a + a_{X^a} \\ "
        r"\tilde{X}^b &= M_{X^b} X^b + a_{X^b} \end{aligned}",
    ),
    Entry(
        "13", "cross-modal attention", "misprint",
        "the superscript t is explained as the projection's number, and the product needs a transpose",
        _cross_modal, ("cross_modal_attention_forward",), section="3.1",
        printed=r"X_{x,y} = CMA(x, y) = \tilde{X}_x \mathrm{softmax}\left("
        r"\frac{\tilde{X}_x^t (\tilde{X}_y^t)}{\sqrt{d}}\right)",
        intended=r"X_{x,y} = \tilde{X}_x \mathrm{softmax}\left("
        r"\frac{\tilde{X}_x^\top \tilde{X}_y}{\sqrt{d}}\right)",
    ),
    Entry(
        "13, axis", "which axis the softmax runs over", "ambiguous",
        "not said; over the steps that answer, each step that asks takes a mean of them, as is usual",
        _axis, ("cross_modal_attention_forward",), section="3.1",
        printed=r"\mathrm{softmax}\left(\frac{\tilde{X}_x^t (\tilde{X}_y^t)}{\sqrt{d}}\right)",
        readings={
            "over='answers'": "each step that asks takes a mean of those that answer",
            "over='asks'": "each step that answers deals itself out",
        },
    ),
    Entry(
        "14", "cross-modal attention both ways", "misprint",
        "X(X)^T conforms neither with columns for steps nor with rows; equation 13's product is meant, or "
        "the standard attention",
        _both_ways, ("cross_modal_attention_forward", "emolab.nn.CrossModalAttention"), section="3.1",
        printed=r"\begin{aligned} X_{X^a,X^b} &= \tilde{X}_{X^a}^i \mathrm{softmax}\left("
        r"\frac{\tilde{X}_{X^a}^i (\tilde{X}_{X^b}^i)^T}{\sqrt{d}}\right) \\ X_{X^b,X^a} &= "
        r"\tilde{X}_{X^b}^i \mathrm{softmax}\left(\frac{\tilde{X}_{X^b}^i (\tilde{X}_{X^a}^i)^T}{\sqrt{d}}"
        r"\right) \end{aligned}",
        intended=r"\begin{aligned} X_{X^a,X^b} &= \tilde{X}_{X^a} \mathrm{softmax}\left("
        r"\frac{\tilde{X}_{X^a}^\top \tilde{X}_{X^b}}{\sqrt{d}}\right) \\ X_{X^b,X^a} &= "
        r"\tilde{X}_{X^b} \mathrm{softmax}\left(\frac{\tilde{X}_{X^b}^\top \tilde{X}_{X^a}}{\sqrt{d}}"
        r"\right) \end{aligned}",
        readings={
            "reading='paper'": "what answers is key and value at once: X softmax(X^T Y / sqrt d)",
            "reading='standard'": "softmax(Q K^T / sqrt d) V, with three projections",
        },
    ),
    Entry(
        "14, projections", "how many linear projections there are", "silent",
        "the i-th of them is named, their number is not: one",
        _heads, ("cross_modal_attention_forward",), section="3.1",
    ),
    Entry(
        "15", "the two results joined", "silent",
        "they have the steps of one and of the other modality: each is pooled over time first",
        _pooled_and_joined, ("mean_steps_forward", "join_features_forward"), section="3.1",
        printed=r"X_m = X_{X^a,X^b} \oplus X_{X^b,X^a}",
    ),
)  # fmt: skip
