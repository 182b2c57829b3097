"""song2021 2.13, padding and pooling, executed: the layers of the image networks."""

import numpy as np

from emolab.papers.ledger import Entry, differ, equal, fact, together
from emolab.papers.ledger import implementation as code


def picture():
    """One grey picture (6, 7) and a kernel (3, 2)."""
    rng = np.random.default_rng(13)
    return rng.normal(size=(6, 7)), rng.normal(size=(3, 2))


def convolved(I, K):
    """2.13 at every (u, v) where the whole kernel meets the picture."""
    (H, W), (h, w) = I.shape, K.shape
    y = np.zeros((H - h + 1, W - w + 1))
    for u in range(h - 1, H):
        for v in range(w - 1, W):
            for i in range(H):
                for j in range(W):
                    if 0 <= u - i < h and 0 <= v - j < w:
                        y[u - h + 1, v - w + 1] += I[i, j] * K[u - i, v - j]
    return y


def correlated(I, K):
    """The kernel as it lies: sum over i, j of I(u + i, v + j) K(i, j)."""
    (H, W), (h, w) = I.shape, K.shape
    places = range(H - h + 1), range(W - w + 1)
    return np.array([[(I[u : u + h, v : v + w] * K).sum() for v in places[1]] for u in places[0]])


def one_channel(layer, I, K, **settings):
    """Run a layer of images on one picture and one kernel."""
    return layer(I[None, :, :, None], K[:, :, None, None], None, **settings)[0][0, :, :, 0]


def _check_convolution():
    I, K = picture()
    two, one = code("conv2d_forward"), code("conv1d_forward")
    kept, turned = one_channel(two, I, K), one_channel(two, I, K, flip=True)
    row, taps = I[0], K[:, 0]
    over_time = one(row[None, :, None], taps[:, None, None], None, flip=True)[0][0, :, 0]
    return together(
        equal(turned, convolved(I, K), what="flip=True against 2.13"),
        equal(kept, correlated(I, K), what="default against the sum without turning"),
        equal(one_channel(two, I, K[::-1, ::-1]), turned, what="turned weights, default"),
        equal(over_time, convolved(row[:, None], taps[:, None])[:, 0], what="over time"),
        differ(turned, kept, what="the readings differ by"),
    )


def _check_padding():
    I, _ = picture()
    rng = np.random.default_rng(14)
    K = rng.normal(size=(3, 3))
    around = np.zeros((8, 9))
    around[1:-1, 1:-1] = I
    layer = code("conv2d_forward")
    same, valid = one_channel(layer, I, K, padding="same"), one_channel(layer, I, K, padding="valid")
    return together(
        equal(same, correlated(around, K), what="zeros around the picture"),
        equal(one_channel(layer, I, K, padding=1), same, what="padding=1"),
        fact(
            same.shape == I.shape and valid.shape == (4, 5),
            f"{I.shape}: same {same.shape}, valid {valid.shape}",
        ),
        equal(same[1:-1, 1:-1], valid, what="inside"),
    )


GRID = np.arange(1.0, 17).reshape(1, 4, 4, 1)  # the example of Figures 2.8 and 2.9


def windows(I, take):
    """A number from each 2 x 2 window, 2 apart."""
    H, W = I.shape
    return np.array([[take(I[u : u + 2, v : v + 2]) for v in range(0, W - 1, 2)] for u in range(0, H - 1, 2)])


def _check_max_pool():
    I, _ = picture()
    pool = code("max_pool_forward")
    return together(
        equal(pool(GRID, 2, 2)[0][0, :, :, 0], np.array([[6.0, 8], [14, 16]]), what="Figure 2.8"),
        equal(pool(I[None, :, :, None], 2, 2)[0][0, :, :, 0], windows(I, np.max)),
    )


def _check_average_pool():
    I, _ = picture()
    pool = code("avg_pool_forward")
    return together(
        equal(pool(GRID, 2, 2)[0][0, :, :, 0], np.array([[3.5, 5.5], [11.5, 13.5]]), what="Figure 2.9"),
        equal(pool(I[None, :, :, None], 2, 2)[0][0, :, :, 0], windows(I, np.mean)),
    )


def _check_global_pool():
    rng = np.random.default_rng(21)
    x = rng.normal(size=(2, 3, 4, 5))
    pool = code("global_pool_forward")
    mean, largest = np.zeros((2, 5)), np.full((2, 5), -np.inf)
    for n, u, v, c in np.ndindex(*x.shape):
        mean[n, c] += x[n, u, v, c] / 12
        largest[n, c] = max(largest[n, c], x[n, u, v, c])
    return together(
        equal(pool(x)[0], mean, what="mean"), equal(pool(x, "max")[0], largest, what="largest"),
        differ(mean, largest, what="both differ by"),
    )  # fmt: skip


ENTRIES = (
    Entry(
        "2.13", "convolution", "ambiguous",
        "the kernel is turned in print; networks learn it and leave it as it lies, which is the default",
        _check_convolution, code=("conv2d_forward", "conv1d_forward"),
        printed=r"(I * K)(u, v) = \sum_i \sum_j I(i, j) \cdot K(u - i, v - j)",
        intended=r"y(u, v) = \sum_i \sum_j I(u + i, v + j) \cdot K(i, j)",
        readings={"flip=False": "cross-correlation, as networks have it",
        "flip=True": "convolution, as printed"},
        section="2.4.1",
    ),
    Entry(
        "2.4.1 padding", "zeros around the picture", "ok", "padding \"same\" keeps the size at stride 1",
        _check_padding, code=("conv2d_forward",), section="2.4.1",
    ),
    Entry(
        "2.4.3 max pooling", "largest entry of each window", "ok", "the numbers of Figure 2.8 come out",
        _check_max_pool, code=("max_pool_forward",), section="2.4.3",
        intended=r"y(u, v) = \max_{i, j} x(u s + i, v s + j)",
    ),
    Entry(
        "2.4.3 average pooling", "mean of each window", "ok", "the numbers of Figure 2.9 come out",
        _check_average_pool, code=("avg_pool_forward",), section="2.4.3",
        intended=r"y(u, v) = \frac{1}{k^2} \sum_{i, j} x(u s + i, v s + j)",
    ),
    Entry(
        "2.4.3 global pooling", "one number a channel", "ok", "mean or largest entry, both are named",
        _check_global_pool, code=("global_pool_forward",), section="2.4.3",
    ),
)  # fmt: skip
