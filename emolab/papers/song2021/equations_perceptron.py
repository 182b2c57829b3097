"""song2021 2.1-2.12, executed: layers without activation, the activations, the loss."""

import numpy as np

from emolab.papers.ledger import Entry, differ, equal, fact, together
from emolab.papers.ledger import implementation as code


def affine(x, W, b):
    """Every sum written out: y_nk = sum over d of x_nd W_dk + b_k."""
    N, D = x.shape
    return np.array(
        [[sum(x[n, d] * W[d, k] for d in range(D)) + b[k] for k in range(len(b))] for n in range(N)]
    )


def layers():
    """Input (5, 4), and the weights and biases of a hidden and an output layer."""
    rng = np.random.default_rng(1)
    return (
        rng.normal(size=(5, 4)),
        rng.normal(size=(4, 6)),
        rng.normal(size=6),
        rng.normal(size=(6, 3)),
        rng.normal(size=3),
    )


def _check_hidden():
    x, Wj, bj, _, _ = layers()
    return equal(code("dense_forward")(x, Wj, bj)[0], affine(x, Wj, bj))


def _check_output():
    x, Wj, bj, Wk, bk = layers()
    dense = code("dense_forward")
    hidden = dense(x, Wj, bj)[0]
    return equal(dense(hidden, Wk, bk)[0], affine(affine(x, Wj, bj), Wk, bk))


def _check_linear():
    x, Wj, bj, Wk, bk = layers()
    dense = code("dense_forward")
    two = dense(dense(x, Wj, bj)[0], Wk, bk)[0]
    one = dense(x, Wj @ Wk, bj @ Wk + bk)[0]
    bent = dense(code("relu")(dense(x, Wj, bj)[0]), Wk, bk)[0]
    return together(
        equal(two, one, what="two layers against one with the product of both weights"),
        differ(bent, one, what="with a ReLU between them they differ by"),
    )


def _check_sigmoid():
    x = np.linspace(-6, 6, 25)
    return equal(code("sigmoid")(x), np.array([1 / (1 + np.exp(-value)) for value in x]))


def _check_sigmoid_slope():
    x = np.linspace(-4, 4, 17)
    y, cache = code("sigmoid_forward")(x)
    slope = code("sigmoid_backward")(np.ones(17), cache)
    measured = (sigmoid(x + 1e-5) - sigmoid(x - 1e-5)) / 2e-5
    return together(
        equal(slope, sigmoid(x) * (1 - sigmoid(x))),
        equal(slope, measured, 1e-8, "against the difference quotient"),
    )


def sigmoid(x):
    """2.4 as printed."""
    return 1 / (1 + np.exp(-x))


def _check_tanh():
    x = np.linspace(-4, 4, 25)
    return equal(code("tanh")(x), np.array([2 / (1 + np.exp(-2 * value)) - 1 for value in x]))


def _check_tanh_slope():
    x = np.linspace(-3, 3, 17)
    y, cache = code("tanh_forward")(x)
    slope = code("tanh_backward")(np.ones(17), cache)
    literal = 1 - (2 / (1 + np.exp(-2 * x)) - 1) ** 2
    measured = (np.tanh(x + 1e-5) - np.tanh(x - 1e-5)) / 2e-5
    return together(equal(slope, literal), equal(slope, measured, 1e-8, "against the difference quotient"))


def softmax_rows(x):
    """2.8 with the numerator's own index i, entry by entry."""
    return np.array(
        [
            [np.exp(row[i]) / sum(np.exp(row[j]) for j in range(len(row))) for i in range(len(row))]
            for row in x
        ]
    )


def _check_softmax():
    rng = np.random.default_rng(8)
    x = rng.normal(size=(5, 7))
    y = code("softmax")(x)
    # printed: j in the numerator is the sum's own index, so that all terms fall under it
    printed = np.array(
        [[sum(np.exp(row[j]) / np.exp(row).sum() for j in range(7)) for _ in row] for row in x]
    )
    return together(
        equal(y, softmax_rows(x)),
        equal(y.sum(axis=1), np.ones(5), what="sums of the rows against 1:"),
        fact(np.ptp(printed) < 1e-12, f"as printed every class gets {printed[0, 0]:.3f} whatever x is"),
    )  # fmt: skip


def _check_relu():
    x = np.array([-2.0, -0.5, 0.0, 0.5, 2.0, 3.0])
    literal = np.array([value if value >= 0 else 0.0 for value in x])
    printed = np.array([value if value < 0 else 0.0 for value in x])
    return together(
        equal(code("relu")(x), literal),
        equal(code("relu_forward")(x)[0], literal, what="with its cache"),
        fact(
            not printed[x > 0].any(),
            f"as printed {(x > 0).sum()} of {(x > 0).sum()} positive values become 0",
        ),
        differ(printed, literal),
    )


def _check_relu_slope():
    x = np.array([-2.0, -0.5, 0.0, 0.5, 2.0])
    forward, backward = code("relu_forward"), code("relu_backward")
    slope = backward(np.ones(5), forward(x)[1])
    away = x != 0
    measured = (np.maximum(x + 1e-6, 0) - np.maximum(x - 1e-6, 0)) / 2e-6
    other = backward(np.ones(5), forward(x, 0)[1])[2]
    return together(
        equal(slope, np.array([0.0 if value < 0 else 1.0 for value in x])),
        equal(slope[away], measured[away], 1e-8, "against the difference quotient away from 0"),
        fact(
            slope[2] == 1 and other == 0, f"slope at 0: {slope[2]:.0f} as printed, {other:.0f} with at_zero=0"
        ),
    )


def scores():
    """Logits (6, 4), one-hot labels (6, 4) and the classes (6,)."""
    rng = np.random.default_rng(11)
    classes = rng.integers(0, 4, 6)
    return rng.normal(size=(6, 4)), np.eye(4)[classes], classes


def cross_entropy(logits, y):
    """2.11 of each row's softmax, and the mean over the rows."""
    p = softmax_rows(logits)
    return np.mean([-sum(y[n, i] * np.log(p[n, i]) for i in range(y.shape[1])) for n in range(len(y))])


def _check_cross_entropy():
    z, y, classes = scores()
    forward = code("softmax_cross_entropy_forward")
    return together(
        equal(forward(z, y)[0], cross_entropy(z, y)),
        equal(forward(z, classes)[0], cross_entropy(z, y), what="with classes as numbers"),
    )


def _check_cross_entropy_slope():
    z, y, _ = scores()
    loss, cache = code("softmax_cross_entropy_forward")(z, y)
    slope = code("softmax_cross_entropy_backward")(1.0, cache) * len(z)  # of one row's loss, not of the mean
    printed, measured = y - softmax_rows(z), np.empty_like(z)
    for place in np.ndindex(*z.shape):
        step = np.zeros_like(z)
        step[place] = 1e-5
        measured[place] = (cross_entropy(z + step, y) - cross_entropy(z - step, y)) / 2e-5 * len(z)
    down, up = (cross_entropy(z - 0.1 * g, y) - cross_entropy(z, y) for g in (slope, printed))
    return together(
        equal(slope, softmax_rows(z) - y),
        equal(slope, measured, 1e-8, "against the difference quotient"),
        fact(
            down < 0 < up,
            f"a step against it changes the loss by {down:+.3f}, against the printed one by {up:+.3f}",
        ),
    )


ENTRIES = (
    Entry(
        "2.1", "hidden layer", "ok", "rows are examples, so the weights stand on the right",
        _check_hidden, code=("dense_forward",), printed=r"H = X W_j + b_j", section="2.2.1",
    ),
    Entry(
        "2.2", "output layer", "ok", "the same map once more",
        _check_output, code=("dense_forward",), printed=r"Y = H W_k + b_k", section="2.2.1",
    ),
    Entry(
        "2.3", "two layers without activation", "ok",
        "they are one linear map; a ReLU between them makes them more than that",
        _check_linear, code=("dense_forward", "relu"),
        printed=r"Y = (X W_j + b_j) W_k + b_k = X W_j W_k + b_j W_k + b_k", section="2.2.1",
    ),
    Entry(
        "2.4", "sigmoid", "ok", "the code extends the fraction for negative x, which changes rounding alone",
        _check_sigmoid, code=("sigmoid",), printed=r"f(x) = \frac{1}{1 + e^{-x}}", section="2.2.1",
    ),
    Entry(
        "2.5", "slope of the sigmoid", "ok", "from the output alone, which is all that the cache keeps",
        _check_sigmoid_slope, code=("sigmoid_forward", "sigmoid_backward"),
        printed=r"f'(x) = f(x) (1 - f(x))", section="2.2.1",
    ),
    Entry(
        "2.6", "hyperbolic tangent", "ok", "the sigmoid of 2x, stretched to -1..1",
        _check_tanh, code=("tanh",), printed=r"f(x) = \frac{2}{1 + e^{-2x}} - 1", section="2.2.1",
    ),
    Entry(
        "2.7", "slope of the hyperbolic tangent", "ok", "from the output alone",
        _check_tanh_slope, code=("tanh_forward", "tanh_backward"),
        printed=r"f'(x) = 1 - f(x)^2", section="2.2.1",
    ),
    Entry(
        "2.8", "softmax", "misprint",
        "the numerator's index is the sum's own, so that no class could differ from another",
        _check_softmax, code=("softmax",),
        printed=r"f(x)_i = \frac{e^{x_j}}{\sum_{j=1}^{K} e^{x_j}}",
        intended=r"f(x)_i = \frac{e^{x_i}}{\sum_{j=1}^{K} e^{x_j}}", section="2.2.1",
    ),
    Entry(
        "2.9", "rectified linear unit", "misprint",
        "its two conditions are swapped: the positive half would be cut, and 2.10 would not be its slope",
        _check_relu, code=("relu", "relu_forward"),
        printed=r"f(x) = \begin{cases} x & \text{if } x < 0 \\ 0 & \text{if } x \ge 0 \end{cases}",
        intended=r"f(x) = \begin{cases} 0 & \text{if } x < 0 \\ x & \text{if } x \ge 0 \end{cases}",
        section="2.2.1",
    ),
    Entry(
        "2.10", "slope of the rectified linear unit", "ok",
        "right for the unit that 2.9 intends; at 0 there is no slope, and the printed 1 is the default",
        _check_relu_slope, code=("relu_forward", "relu_backward"),
        printed=r"f'(x) = \begin{cases} 0 & \text{if } x < 0 \\ 1 & \text{if } x \ge 0 \end{cases}",
        section="2.2.1",
    ),
    Entry(
        "2.11", "cross-entropy", "ok",
        "of one example; training takes the mean over a batch, in natural logarithms",
        _check_cross_entropy, code=("softmax_cross_entropy_forward",),
        printed=r"L = -\sum_{i=1}^{C} y_i \log(\hat{y}_i)", section="2.3.1",
    ),
    Entry(
        "2.12", "slope of the cross-entropy by the softmax's input", "misprint",
        "the sign is turned: against the printed slope the loss climbs",
        _check_cross_entropy_slope, code=("softmax_cross_entropy_forward", "softmax_cross_entropy_backward"),
        printed=r"\frac{\partial \xi}{\partial z_i} = y_i - \hat{y}_i",
        intended=r"\frac{\partial \xi}{\partial z_i} = \hat{y}_i - y_i", section="2.3.1",
    ),
)  # fmt: skip
