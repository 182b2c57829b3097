"""What zhu2022 says of the face's picture: grey, patterns of neighbours, blocks, scales, fewer components."""

import inspect
from math import cos, floor, pi, sin

import numpy as np

from emolab.papers.ledger import Entry, differ, equal, fact, together
from emolab.papers.ledger import implementation as code


def _grey():
    rng = np.random.default_rng(40)
    image = rng.uniform(0, 255, (4, 5, 3))
    whole = rng.integers(0, 256, (4, 5, 3)).astype(np.uint8)
    by = lambda x, w: w[0] * x[..., 0] + w[1] * x[..., 1] + w[2] * x[..., 2]  # noqa: E731
    luma = (0.299, 0.587, 0.114)
    rounded = np.floor(by(whole.astype(float), luma) + 0.5 + 1e-9)
    to_gray = code("to_gray")
    return together(
        equal(to_gray(image), by(image, luma)),
        equal(to_gray(whole), rounded, what="whole levels, rounded"),
        differ(by(image, (0.2125, 0.7154, 0.0721)), by(image, luma), what="other usual weights differ by"),
    )


def literal_bits(image, P, R):
    """Which of P places on a circle around each pixel are at least as bright, (H, W, P); black outside."""
    H, W = image.shape
    at = lambda i, j: image[i, j] if 0 <= i < H and 0 <= j < W else 0.0  # noqa: E731
    bits = np.zeros((H, W, P), bool)
    for i in range(H):
        for j in range(W):
            for p in range(P):
                # to 1e-5 of a pixel, as the most used program has it
                y, x = i + round(-R * sin(2 * pi * p / P), 5), j + round(R * cos(2 * pi * p / P), 5)
                u, t, top, left = y - floor(y), x - floor(x), floor(y), floor(x)
                upper = (1 - t) * at(top, left) + t * at(top, left + 1)
                lower = (1 - t) * at(top + 1, left) + t * at(top + 1, left + 1)
                bits[i, j, p] = (1 - u) * upper + u * lower >= image[i, j]
    return bits


def literal_label(bits, mapping):
    """The label of one circle of bits."""
    P = len(bits)
    number = lambda bits: sum(int(b) << p for p, b in enumerate(bits))  # noqa: E731
    n, changes = sum(bits), sum(bits[p] != bits[p - 1] for p in range(P))
    if mapping == "default":
        return number(bits)
    if mapping == "ri":
        return min(number([*bits[k:], *bits[:k]]) for k in range(P))
    if mapping == "riu2":
        return n if changes <= 2 else P + 1
    if changes > 2:
        return P * (P - 1) + 2
    if n in (0, P):
        return 0 if n == 0 else P * (P - 1) + 1
    start = next(p for p in range(P) if bits[p] and not bits[p - 1])
    return 1 + (n - 1) * P + (P - start) % P


def _patterns():
    rng = np.random.default_rng(41)
    image = rng.uniform(1, 255, (7, 8))
    codes = code("lbp_codes")
    checks = []
    for P, R in ((8, 1), (8, 2), (12, 1.5)):
        wanted = [[literal_label(bits, "default") for bits in row] for row in literal_bits(image, P, R)]
        offsets, weights = code("emolab.vision.lbp_neighbours")(P, float(R))
        checks.append(equal(codes(image[None], offsets, weights)[0], wanted, what=f"P {P}, R {R}"))
    lbp = code("emolab.vision.lbp")
    chosen = code("emolab.papers.zhu2022.PAPER")
    return together(
        *checks,
        equal(lbp(3 * image + 7, border="crop"), lbp(image, border="crop"), what="brighter by far"),
        fact((chosen.points, chosen.radius) == (8, 1.0), f"default P {chosen.points}, R {chosen.radius:g}"),
        fact(
            (lbp(image, radius=2) != lbp(image)).mean() > 0.05,
            f"R 2 gives {(lbp(image, radius=2) != lbp(image)).mean():.0%} of the pixels another label",
        ),
    )  # fmt: skip


def _mappings():
    rng = np.random.default_rng(42)
    bits = rng.random((60, 8)) < 0.6
    bits[:9] = np.arange(8) < np.arange(9)[:, None]  # all runs too
    labels, count = code("lbp_labels"), code("emolab.vision.label_count")
    image = rng.uniform(1, 255, (16, 16))
    lbp = code("emolab.vision.lbp")
    checks, turned = [], {}
    for mapping in ("default", "ri", "uniform", "riu2"):
        checks.append(
            equal(labels(bits, mapping), [literal_label(list(b), mapping) for b in bits], what=mapping)
        )
        sides = [
            np.bincount(lbp(picture, 8, 1, mapping, "crop").ravel(), minlength=count(8, mapping))
            for picture in (image, np.rot90(image))
        ]
        turned[mapping] = int(np.abs(sides[0] - sides[1]).sum()) // 2
    moved = ", ".join(f"{name} {n}" for name, n in turned.items())
    chosen = code("emolab.papers.zhu2022.PAPER")
    return together(
        *checks,
        fact(
            turned["ri"] == turned["riu2"] == 0 < min(turned["default"], turned["uniform"]),
            f"of 196 pixels, those that another bin counts in the picture turned by 90 degrees: {moved}",
        ),
        fact(
            (chosen.mapping, chosen.bins) == ("default", "uniform"),
            "default: the picture's 256, the bins' 59",
        ),
    )


def literal_counts(codes, labels, rows, columns):
    """How often each label occurs in each block, pixel by pixel."""
    H, W = codes.shape
    counts = np.zeros((rows, columns, labels))
    for i in range(H):
        for j in range(W):
            r = next(r for r in range(rows) if i < (r + 1) * H // rows)
            s = next(s for s in range(columns) if j < (s + 1) * W // columns)
            counts[r, s, codes[i, j]] += 1
    return counts


def _regions():
    rng = np.random.default_rng(43)
    faces = rng.uniform(1, 255, (2, 32, 32))
    describe, Settings = code("emolab.vision.zhu2022_descriptor"), code("emolab.vision.LbpSettings")
    weights = Settings().weights
    weighted = describe(faces, Settings(scales=()))
    even = describe(faces, Settings(weights=None, scales=()))
    apart = [np.abs(x[0] - x[1]).sum() / x.sum() for x in (weighted, even)]
    return together(
        fact(weights.shape == (8, 8), f"{weights.size} regions, weights 0 to {weights.max():g}"),
        equal(
            weighted.reshape(2, 64, 59).sum(axis=2), np.tile(weights.ravel(), (2, 1)), what="sums of blocks"
        ),
        fact((weights == weights[:, ::-1]).all(), "both halves of the face weigh the same"),
        fact(code("emolab.papers.zhu2022.PAPER").block_weights, "the weights are on by default"),
        fact(
            abs(apart[0] - apart[1]) > 1e-3,
            f"two random faces are {apart[0]:.3f} apart with them, {apart[1]:.3f} without",
        ),
    )


def _block_histograms():
    rng = np.random.default_rng(44)
    codes = rng.integers(0, 10, (2, 19, 21))
    counts = np.array([literal_counts(one, 10, 8, 8) for one in codes])
    weights = rng.uniform(0, 4, (8, 8))
    histogram = code("emolab.vision.block_histogram")
    wanted = [
        [weights[r, s] * one[r, s] / one[r, s].sum() for r in range(8) for s in range(8)] for one in counts
    ]
    return together(
        equal(code("block_counts")(codes, 10, (8, 8)), counts, what="counts"),
        equal(histogram(codes, 10, (8, 8), weights), np.reshape(wanted, (2, -1)), what="weighted shares"),
    )


def _first_vector():
    rng = np.random.default_rng(45)
    face = rng.uniform(1, 255, (16, 16))
    describe, Settings = code("emolab.vision.zhu2022_descriptor"), code("emolab.vision.LbpSettings")
    weights = Settings().weights
    bits = literal_bits(face, 8, 1)
    checks, sizes = [], {}
    for mapping, labels in (("default", 256), ("uniform", 59)):
        codes = np.array([[literal_label(list(b), mapping) for b in row] for row in bits])
        counts = literal_counts(codes, labels, 8, 8)
        wanted = np.concatenate([weights[r, s] * counts[r, s] / 4 for r in range(8) for s in range(8)])
        found = describe(face, Settings(mapping=mapping, scales=()))
        checks.append(equal(found, wanted, what=mapping))
        sizes[labels] = len(found)
    return together(
        *checks,
        fact(sizes == {256: 16384, 59: 3776}, f"64 blocks of 256 or 59 bins: {sizes[256]}, {sizes[59]}"),
        fact(code("emolab.papers.zhu2022.PAPER").bins == "uniform", "default 59 bins"),
    )  # fmt: skip


def _scales():
    rng = np.random.default_rng(46)
    codes = rng.integers(0, 6, (17, 18))
    multiscale = code("emolab.vision.multiscale_histogram")
    found, more = multiscale(codes, 6), multiscale(codes, 6, (8, 4, 2, 1))
    wanted = []
    for side in (4, 2, 1):
        counts = literal_counts(codes, 6, side, side)
        wanted += [counts[r, s] / counts[r, s].sum() for r in range(side) for s in range(side)]
    chosen = inspect.signature(multiscale).parameters["scales"].default
    return together(
        equal(found, np.concatenate(wanted)),
        fact(chosen == (4, 2, 1), "default 16, 4 and 1 parts, from small to large"),
        fact(len(more) == 85 * 6, f"with 64 parts before them {len(more) // 6} histograms in place of 21"),
    )


def _joined_vector():
    rng = np.random.default_rng(47)
    face = rng.uniform(1, 255, (16, 17))
    describe, Settings = code("emolab.vision.zhu2022_descriptor"), code("emolab.vision.LbpSettings")
    codes = code("emolab.vision.lbp")(face, 8, 1, "uniform")
    blocks = code("emolab.vision.block_histogram")(codes, 59, (8, 8), Settings().weights)
    scales = code("emolab.vision.multiscale_histogram")(codes, 59)
    found = describe(face)
    size = code("emolab.papers.zhu2022.face.descriptor_size")(code("emolab.papers.zhu2022.PAPER"))
    return together(
        equal(found, [*blocks, *scales]),
        fact(len(found) == size == 85 * 59, f"(64 + 21) times 59 are {len(found)} values"),
    )


def _components():
    rng = np.random.default_rng(48)
    X = rng.standard_normal((12, 7)) @ rng.standard_normal((7, 7)) * np.geomspace(4, 0.5, 7)
    centred = X - X.mean(axis=0)
    covariance = np.zeros((7, 7))
    for row in centred:
        covariance += np.outer(row, row)
    values, vectors = np.linalg.eigh(covariance)
    axes = np.array([v * np.sign(v[np.abs(v).argmax()]) for v in vectors[:, ::-1].T])[:3]
    squares = values[::-1][:3]
    start = rng.standard_normal((12, 7))
    PCA = code("emolab.learn.PCA")
    share = np.cumsum(values[::-1]) / values.sum()
    chosen = code("emolab.papers.zhu2022.PAPER").components
    return together(
        equal(code("covariance_axes")(centred, 3), (axes, squares), what="by the features' products"),
        equal(code("gram_axes")(centred, 3), (axes, squares), what="by the samples'"),
        equal(
            code("randomised_axes")(centred, start, 3),
            (axes, squares),
            bound=1e-6,
            what="by random directions",
        ),
        equal(PCA(3).fit(X).transform(X), centred @ axes.T, what="components"),
        fact(chosen == 64, f"default {chosen} components"),
        fact(
            share[0] < share[2] < 1,
            "here 1, 2, 3 of 7 explain " + ", ".join(f"{value:.0%}" for value in share[:3]),
        ),
    )


ENTRIES = (
    Entry(
        "3.1 grey", "grey levels of the face", "silent",
        "grey is taken for granted: the luma of BT.601, as most programs have it",
        _grey, ("to_gray",), intended=r"Y = 0.299 R + 0.587 G + 0.114 B", section="3.1",
    ),
    Entry(
        "3.1 patterns", "local binary patterns on a circle", "silent",
        "neither the number of neighbours nor the radius is given: 8 on a circle of radius 1",
        _patterns, ("lbp_codes",),
        intended=r"L = \sum_{p=0}^{P-1} b_p 2^p, \quad b_p = \begin{cases} 1 & g_p \ge g_c \\ 0 & g_p < g_c "
        r"\end{cases}",
        section="3.1",
    ),
    Entry(
        "3.1 labels", "from a circle of bits to a label", "ambiguous",
        "rotation invariance is claimed of the circle, which alone does not give it: two of four mappings "
        "have it; the picture keeps all 256 labels, the histograms 59",
        _mappings, ("lbp_labels",),
        readings={
            'mapping="default"': "all 2^P numbers; the default of the coded picture",
            'mapping="uniform"': "59 labels at P = 8; the default of the histograms",
            'mapping="ri"': "the smallest number over all rotations",
            'mapping="riu2"': "how many bits are set, where they stand in one run",
        },
        section="3.1",
    ),
    Entry(
        "step 1", "64 regions with fixed weights", "silent",
        "the weights are not given: brows, eyes and mouth weigh 2 to 4, the rim 0 to 1",
        _regions, ("emolab.vision.zhu2022_descriptor", "emolab.vision.LbpSettings"), section="3.1",
    ),
    Entry(
        "step 2", "histograms of the blocks, weighted", "ok",
        "each block's counts over its pixels, times its weight",
        _block_histograms, ("block_counts", "emolab.vision.block_histogram"),
        intended=r"x_b = w_b \frac{c_b}{\sum_l c_{b,l}}", section="3.1",
    ),
    Entry(
        "step 3", "all blocks' histograms joined", "silent",
        "the number of bins is not given: 64 times 59 values unless told otherwise, or 64 times 256",
        _first_vector, ("emolab.vision.zhu2022_descriptor",), intended=r"x = (x_1, \dots, x_{64})",
        section="3.1",
    ),
    Entry(
        "step 4", "the whole picture cut at growing scales", "silent",
        "the scales are not given: 4 by 4, 2 by 2, and the whole",
        _scales, ("emolab.vision.multiscale_histogram",),
        intended=r"y = (h_{4 \times 4}, h_{2 \times 2}, h_{1 \times 1})", section="3.1",
    ),
    Entry(
        "step 5", "both vectors joined", "ok", "side by side, blocks first",
        _joined_vector, ("emolab.vision.zhu2022_descriptor",), intended=r"z = (x, y)", section="3.1",
    ),
    Entry(
        "step 6", "principal components", "silent",
        "how many are kept is not given: 64 of 5,015",
        _components, ("covariance_axes", "gram_axes", "randomised_axes", "emolab.learn.PCA"),
        intended=r"p = V (z - \bar{z}), \quad \frac{1}{N - 1} \sum_n (z_n - \bar{z}) (z_n - \bar{z})^T v_i = "
        r"\lambda_i v_i",
        section="3.1",
    ),
)  # fmt: skip
