"""song2021 2.31-2.38, executed: batch normalisation and dropout."""

import numpy as np

from emolab.papers.ledger import Checked, Entry, differ, equal, fact, together
from emolab.papers.ledger import implementation as code

M, C = 7, 3  # rows of the batch, channels


def batch():
    """x (M, C), gamma and beta (C,)."""
    rng = np.random.default_rng(31)
    return rng.normal(2, 3, size=(M, C)), rng.normal(size=C), rng.normal(size=C)


def means(x):
    """2.31, sum by sum."""
    return np.array([sum(x[i, c] for i in range(M)) / M for c in range(C)])


def variances(x):
    """2.32, sum by sum."""
    return np.array([sum((x[i, c] - means(x)[c]) ** 2 for i in range(M)) / M for c in range(C)])


def _check_mean():
    x, gamma, beta = batch()
    y, cache = code("batch_norm_forward")(x, gamma, beta)
    return together(
        equal(cache.mean, means(x)), equal(y.mean(axis=0), beta, what="mean of y against beta:")
    )  # fmt: skip


def _check_variance():
    x, gamma, beta = batch()
    y, cache = code("batch_norm_forward")(x, gamma, beta, 1e-30)
    sample = variances(x) * M / (M - 1)
    return together(
        equal(cache.variance, variances(x)),
        equal(y.std(axis=0), abs(gamma), what="deviation of y against |gamma|:"),
        differ(sample, variances(x), what="divided by m - 1 it differs by"),
    )


def _check_normalised():
    x, _, _ = batch()
    y, _ = code("batch_norm_forward")(x, np.ones(C), np.zeros(C), 0.5)
    literal = np.array(
        [[(x[i, c] - means(x)[c]) / np.sqrt(variances(x)[c] + 0.5) for c in range(C)] for i in range(M)]
    )
    kept, _ = code("batch_norm_eval_forward")(x, np.ones(C), np.zeros(C), means(x), variances(x), 0.5)
    outside = (x - means(x)) / (np.sqrt(variances(x)) + 0.5)
    return together(
        equal(y, literal), equal(kept, literal, what="with kept statistics"),
        differ(outside, literal, what="with epsilon outside the root it differs by"),
    )  # fmt: skip


def _check_scaled():
    x, gamma, beta = batch()
    y, _ = code("batch_norm_forward")(x, gamma, beta)
    literal = gamma * (x - means(x)) / np.sqrt(variances(x) + 1e-5) + beta
    kept, _ = code("batch_norm_eval_forward")(x, gamma, beta, means(x), variances(x))
    undone, _ = code("batch_norm_forward")(x, np.sqrt(variances(x) + 1e-5), means(x))
    return together(
        equal(y, literal), equal(kept, literal, what="with kept statistics"),
        equal(undone, x, what="gamma and beta can undo it:"),
    )  # fmt: skip


def _check_mask():
    draw = code("emolab.nn.dropout.dropout_mask")
    n, found = 20000, []
    for p in (0.2, 0.5, 0.8):
        share = draw((n,), p, 35).mean()
        spread = np.sqrt(p * (1 - p) / n)
        found.append(fact(abs(share - p) < 4 * spread, f"p = {p}: {share:.3f} are kept"))
    return together(*found)


def _check_dropped():
    rng = np.random.default_rng(36)
    y, mask, p = rng.normal(size=(4, 6)), rng.random((4, 6)) < 0.8, 0.8
    literal = np.array([[y[i, j] if mask[i, j] else 0.0 for j in range(6)] for i in range(4)])
    forms = {  # what comes out while training, and afterwards
        "inverted": (literal / p, y), "test": (literal, p * y), "none": (literal, y)
    }  # fmt: skip
    checks: list[Checked] = [equal(code("dropout_forward")(y, mask)[0], literal)]
    for scaling, (training, testing) in forms.items():
        layer = code("emolab.nn.Dropout")(p, scaling=scaling)
        layer.mask = mask
        checks.append(equal(layer(y), training, what=f"{scaling}, training:"))
        checks.append(equal(layer.eval()(y), testing, what=f"{scaling}, testing:"))
        expected = p * y * (1 / p if scaling == "inverted" else 1)  # the mean over all masks
        gap = abs(testing / expected - 1).max()
        checks.append(fact((gap < 1e-12) == (scaling != "none"), f"testing is off the mean by {gap:.0%}"))
    checks.append(fact(code("emolab.nn.Dropout")().scaling == "inverted", "default: inverted"))
    return together(*checks)


def network():
    """y (4, 6), mask, W (6, 3) and b (3,)."""
    rng = np.random.default_rng(37)
    return rng.normal(size=(4, 6)), rng.random((4, 6)) < 0.5, rng.normal(size=(6, 3)), rng.normal(size=3)


def next_input(y, mask, W, b):
    """2.37 on the entries that are left, sum by sum."""
    return np.array(
        [[sum(W[j, i] * y[n, j] for j in range(6) if mask[n, j]) + b[i] for i in range(3)] for n in range(4)]
    )


def _check_next_input():
    y, mask, W, b = network()
    z, _ = code("dense_forward")(code("dropout_forward")(y, mask)[0], W, b)
    return equal(z, next_input(y, mask, W, b))


def _check_next_output():
    y, mask, W, b = network()
    z, _ = code("dense_forward")(code("dropout_forward")(y, mask)[0], W, b)
    literal = next_input(y, mask, W, b)
    return together(
        equal(code("relu")(z), np.where(literal >= 0, literal, 0), what="f a ReLU:"),
        equal(code("sigmoid")(z), 1 / (1 + np.exp(-literal)), what="f a sigmoid:"),
    )


ENTRIES = (
    Entry(
        "2.31", "mean of the batch", "ok", "channel by channel",
        _check_mean, code=("batch_norm_forward",),
        printed=r"\mu_B = \frac{1}{m} \sum_{i=1}^{m} x_i", section="2.7",
    ),
    Entry(
        "2.32", "variance of the batch", "ok", "divided by m, not m - 1",
        _check_variance, code=("batch_norm_forward",),
        printed=r"\sigma_B^2 = \frac{1}{m} \sum_{i=1}^{m} (x_i - \mu_B)^2", section="2.7",
    ),
    Entry(
        "2.33", "normalised input", "ok", "epsilon under the root; its value is not given, 1e-5 by default",
        _check_normalised, code=("batch_norm_forward", "batch_norm_eval_forward"),
        printed=r"\hat{x}_i = \frac{x_i - \mu_B}{\sqrt{\sigma_B^2 + \epsilon}}", section="2.7",
    ),
    Entry(
        "2.34", "scale and shift", "ok",
        "what is learned; in use the kept mean and variance stand for the batch's",
        _check_scaled, code=("batch_norm_forward", "batch_norm_eval_forward"),
        printed=r"y_i = \gamma \hat{x}_i + \beta \equiv BN_{\gamma, \beta}(x_i)", section="2.7",
    ),
    Entry(
        "2.35", "dropout, the mask", "ok",
        "by 2.36 p is the probability to keep; elsewhere it is that to drop",
        _check_mask, code=("emolab.nn.dropout.dropout_mask",),
        printed=r"r_j^{(l)} \sim \mathrm{Bernoulli}(p)", section="2.8",
    ),
    Entry(
        "2.36", "dropout, the masked output", "ambiguous",
        "no scale is given, so that testing would see larger sums than training; inverted is the default",
        _check_dropped, code=("dropout_forward", "emolab.nn.Dropout"),
        printed=r"\tilde{y}^{(l)} = r^{(l)} * y^{(l)}",
        intended=r"\tilde{y}^{(l)} = \frac{1}{p} \, r^{(l)} * y^{(l)}",
        readings={
            'scaling="inverted"': "1 / p while training",
            'scaling="test"': "p while testing",
            'scaling="none"': "nothing, as printed",
        },
        section="2.8",
    ),
    Entry(
        "2.37", "dropout, the next layer's input", "ok", "dropped entries add nothing",
        _check_next_input, code=("dropout_forward", "dense_forward"),
        printed=r"z_i^{(l+1)} = w_i^{(l+1)} \tilde{y}^{l} + b_i^{(l+1)}", section="2.8",
    ),
    Entry(
        "2.38", "dropout, the next layer's output", "ok", "any activation",
        _check_next_output, code=("dropout_forward", "dense_forward", "relu", "sigmoid"),
        printed=r"y_i^{(l+1)} = f(z_i^{(l+1)})", section="2.8",
    ),
)  # fmt: skip
