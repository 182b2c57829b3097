"""song2021 2.28-2.30 and hard attention, executed."""

import numpy as np

from emolab.papers.ledger import Entry, differ, equal, fact, together
from emolab.papers.ledger import implementation as code
from emolab.papers.song2021.equations_perceptron import softmax_rows

N, T, D, Q, A = 3, 5, 4, 2, 6


def inputs():
    """x (N, T, D), h (N, Q), Wx (D, A), Wc (Q, A), v (A,), as the code takes them."""
    rng = np.random.default_rng(28)
    return [rng.normal(size=size) for size in ((N, T, D), (N, Q), (D, A), (Q, A), (A,))]


def scores(x, h, Wx, Wc, v):
    """2.28 with its v, number by number."""
    s = np.zeros((N, T))
    for n in range(N):
        for i in range(T):
            inside = Wc.T @ h[n] + Wx.T @ x[n, i]
            s[n, i] = sum(v[k] * np.tanh(inside[k]) for k in range(A))
    return s


def _check_score():
    x, h, Wx, Wc, v = inputs()
    a, _ = code("attention_weights_forward")(x, h, Wx, Wc, v)
    s = scores(x, h, Wx, Wc, v)
    printed = np.tanh(h[0] @ Wc + x[0, 0] @ Wx)  # no v: one number for each of the A units
    bare, _ = code("attention_weights_forward")(x, h, Wx[:, :1], Wc[:, :1], np.ones(1))
    return together(
        equal(np.log(a / a[:, :1]), s - s[:, :1], what="scores against the first step's"),
        fact(
            printed.shape == (A,), f"as printed a step has {printed.size} scores, of which no weight is told"
        ),
        fact(
            (bare.max(axis=1) / bare.min(axis=1)).max() <= np.e**2,
            f"with a single unit no weight can exceed another {np.e**2:.1f} times",
        ),
    )


def _check_weights():
    x, h, Wx, Wc, v = inputs()
    a, _ = code("attention_weights_forward")(x, h, Wx, Wc, v)
    lengths = np.array([5, 2, 3])
    short, _ = code("attention_weights_forward")(x, h, Wx, Wc, v, lengths)
    return together(
        equal(a, softmax_rows(scores(x, h, Wx, Wc, v))),
        fact(abs(a.sum(axis=1) - 1).max() < 1e-12, "they sum to 1"),
        fact(not short[1, 2:].any() and abs(short.sum(axis=1) - 1).max() < 1e-12, "0 past a sequence's end"),
    )


def _check_sum():
    x, h, Wx, Wc, v = inputs()
    z, cache = code("soft_attention_forward")(x, h, Wx, Wc, v)
    a = softmax_rows(scores(x, h, Wx, Wc, v))
    literal = np.array([sum(a[n, i] * x[n, i] for i in range(T)) for n in range(N)])
    return together(equal(z, literal), equal(cache.a, a, what="the weights that are kept:"))


def _check_hard():
    x, h, Wx, Wc, v = inputs()
    rng = np.random.default_rng(29)
    forward, backward = code("hard_attention_forward"), code("hard_attention_backward")
    a = softmax_rows(scores(x, h, Wx, Wc, v))
    many = 4000
    drawn, logp, _ = forward(np.repeat(x[:1], many, 0), np.repeat(h[:1], many, 0), Wx, Wc, v, None, rng)
    taken = (drawn[:, None] == x[:1]).all(axis=2)  # (many, T)
    gap = abs(taken.mean(axis=0) - a[0]).max()
    likely, _, _ = forward(x, h, Wx, Wc, v)
    u = rng.normal(size=(N, D))  # the loss of a step is u . z

    def expected(v):
        return (softmax_rows(scores(x, h, Wx, Wc, v)) * np.einsum("nd,ntd->nt", u, x)).sum()

    means = []
    for baseline in (0.0, 7.0):  # over all steps that can be drawn, each by its probability
        found = np.zeros(A)
        for i in range(T):
            z, _, cache = forward(x, h, Wx, Wc, v, None, None, np.full(N, i))
            loss = (u * z).sum(axis=1)
            found += backward(u, a[:, i] * (loss - baseline), cache)[4]
        means.append(found)
    measured = np.array([(expected(v + e) - expected(v - e)) / 2e-5 for e in 1e-5 * np.eye(A)])
    return together(
        fact(
            taken.any(axis=1).all() and gap < 4 * 0.5 / np.sqrt(many),
            f"{many} draws meet the weights within {gap:.3f}",
        ),
        equal(np.exp(logp[:1]), a[0][taken[0]], what="probability of the step drawn:"),
        equal(likely, x[np.arange(N), a.argmax(axis=1)], what="without a draw the likeliest step:"),
        equal(
            means[0], measured, 1e-7, "mean of the score-function gradient against the expected loss's slope"
        ),
        equal(means[1], means[0], what="whatever the baseline:"),
        differ(likely, np.einsum("nt,ntd->nd", a, x), what="soft attention differs by"),
    )


ENTRIES = (
    Entry(
        "2.28", "attention score", "misprint",
        "v is missing, so that the score would be a vector and its softmax no weight of a step",
        _check_score, code=("attention_weights_forward",),
        printed=r"s_i = \tanh(W_c h_{t-1} + W_x x_i)",
        intended=r"s_i = v^T \tanh(W_c h_{t-1} + W_x x_i)", section="2.6.1",
    ),
    Entry(
        "2.29", "attention weights", "ok", "the sum runs over the steps of the sequence, padding left out",
        _check_weights, code=("attention_weights_forward",),
        printed=r"a_i = \mathrm{softmax}(s_i) = \frac{e^{s_i}}{\sum e^{s_i}}", section="2.6.1",
    ),
    Entry(
        "2.30", "weighted sum", "ok", "a sum with weights of sum 1, so an average",
        _check_sum, code=("soft_attention_forward",), printed=r"Z = \sum a_i x_i", section="2.6.1",
    ),
    Entry(
        "hard attention", "one step, drawn by its weight", "silent",
        "how it is trained: a draw has no slope, so by the score function (REINFORCE) with a baseline",
        _check_hard, code=("hard_attention_forward", "hard_attention_backward"),
        printed=r"Z \sim x_i, a_i", section="2.6.2",
    ),
)  # fmt: skip
