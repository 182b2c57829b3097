"""What gu2025 makes of a picture: histograms of gradients, where a face is, and the face enlarged."""

import inspect
from math import atan2, degrees

import numpy as np

from emolab.papers.ledger import Entry, equal, fact, together
from emolab.papers.ledger import implementation as code


def _defaults(function):
    return {p.name: p.default for p in inspect.signature(function).parameters.values()}


def _slopes(image):
    """Differences of the neighbours below and above, right and left; 0 at the border."""
    H, W = image.shape
    gy, gx = np.zeros((H, W)), np.zeros((H, W))
    for i in range(H):
        for j in range(W):
            gy[i, j] = image[i + 1, j] - image[i - 1, j] if 0 < i < H - 1 else 0
            gx[i, j] = image[i, j + 1] - image[i, j - 1] if 0 < j < W - 1 else 0
    return gy, gx


def _votes(gy, gx, K):
    """The length of each slope, in the bin of its direction."""
    V = np.zeros((*gy.shape, K))
    for i, j in np.ndindex(gy.shape):
        angle = degrees(atan2(gy[i, j], gx[i, j])) % 180
        V[i, j, int(angle / (180 / K)) % K] = (gx[i, j] ** 2 + gy[i, j] ** 2) ** 0.5
    return V


def _hog():
    rng = np.random.default_rng(90)
    image = rng.uniform(0, 255, (24, 32))
    gy, gx = _slopes(image)
    votes = _votes(gy, gx, 9)
    cells = np.zeros((3, 4, 9))
    for i, j in np.ndindex(image.shape):
        cells[i // 8, j // 8] += votes[i, j] / 64
    blocks = []
    for s in range(2):
        v = cells[:, s : s + 3].ravel()
        v = v / (sum(v**2) + 1e-10) ** 0.5
        v = np.minimum(v, 0.2)
        blocks.append(v / (sum(v**2) + 1e-10) ** 0.5)
    own = code("image_gradient")(image[..., None])
    pool = [np.kron(np.eye(n), np.ones(8)) / 8 for n in (3, 4)]
    hog = code("emolab.vision.hog")
    window = rng.uniform(0, 255, (128, 64))
    sizes = [len(hog(window, name)) for name in ("skimage", "dalal-triggs")]
    chosen = code("emolab.vision.FaceDetector")().settings
    return together(
        equal(tuple(g[..., 0] for g in own), (gy, gx), what="slopes"),
        equal(code("orientation_votes")(gy[..., None], gx[..., None]), votes, what="votes"),
        equal(code("orientation_histograms")(image[..., None], *pool), cells, what="cells"),
        equal(
            code("normalise_histograms")(code("emolab.vision.hog_blocks.blocks_of")(cells)).reshape(2, -1),
            blocks, what="blocks",
        ),
        equal(hog(image), np.concatenate(blocks), what="together"),
        fact(sizes == [14 * 6 * 81, 3780], f"of 64 by 128 pixels {sizes[0]} values, or {sizes[1]}"),
        fact((chosen["cells"], chosen["cell"]) == (8, 5), "the detector's window: 8 by 8 cells of 5 pixels"),
    )  # fmt: skip


def _areas(a, b):
    """(common area, area of the first, of the second) of two boxes."""
    high = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    wide = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return max(high, 0) * max(wide, 0), a[2] * a[3], b[2] * b[3]


def _suppressed(boxes, scores, overlap, cover):
    """Which box strikes each: the best of those left, one after the other."""
    owner, left = [-1] * len(boxes), sorted(range(len(boxes)), key=lambda i: -scores[i])
    while left:
        best = left[0]
        for i in list(left):
            common, a, b = _areas(boxes[best], boxes[i])
            if i == best or common / (a + b - common) > overlap or common / min(a, b) > cover:
                owner[i] = best
                left.remove(i)
    return owner


def _detection():
    rng = np.random.default_rng(91)
    boxes = np.concatenate([rng.uniform(0, 20, (12, 2)), rng.uniform(5, 15, (12, 2))], axis=1)
    scores = rng.standard_normal(12)
    areas = [[_areas(a, b) for b in boxes] for a in boxes]
    overlap = [[c / (a + b - c) for c, a, b in row] for row in areas]
    cover = [[c / min(a, b) for c, a, b in row] for row in areas]
    blocks, weights, bias = (
        rng.standard_normal((5, 6, 3)),
        rng.standard_normal((2, 2, 3, 3)),
        rng.standard_normal(2),
    )
    windows = [
        [
            [bias[m] + sum((blocks[r : r + 2, c : c + 3] * weights[m]).ravel()) for c in range(4)]
            for r in range(4)
        ]
        for m in range(2)
    ]
    image = rng.integers(0, 256, (5, 6))
    sums = [[image[:i, :j].sum() for j in range(7)] for i in range(6)]
    S = code("integral_image")(image)
    suppress = code("non_maximum_suppression")
    chosen = code("emolab.vision.FaceDetector")()
    return together(
        equal(code("window_scores")(blocks, weights, bias), windows, what="scores of windows"),
        equal(code("box_overlap")(boxes, boxes), overlap, what="overlap"),
        equal(code("box_cover")(boxes, boxes), cover, what="cover"),
        equal(suppress(boxes, scores), _suppressed(boxes, scores, 0.3, 0.65), what="which stay"),
        equal(S, sums, what="sums"),
        equal(code("box_sum")(S, 1, 2, 3, 2), image[1:4, 2:4].sum(), what="sum of a box"),
        fact(chosen.threshold == 0.5, f"default threshold {chosen.threshold:g}"),
    )


def _machine():
    rng = np.random.default_rng(92)
    X, y = rng.standard_normal((8, 3)), np.array([1.0, -1] * 4)
    penalty, alpha, w = np.full(8, 0.5), np.zeros(8), np.zeros(3)
    a, v, worst = alpha.copy(), w.copy(), 0.0
    for i in range(8):
        G = y[i] * sum(v * X[i]) - 1 + a[i] / (2 * penalty[i])
        worst = max(worst, abs(min(G, 0) if a[i] == 0 else G))
        after = max(0.0, a[i] - G / (sum(X[i] ** 2) + 1 / (2 * penalty[i])))
        v, a[i] = v + (after - a[i]) * y[i] * X[i], after
    run = code("svm_pass")
    found = run(X, y, penalty, alpha, w, np.arange(8))
    for _ in range(200):
        alpha, w, _ = run(X, y, penalty, alpha, w, np.arange(8))

    def loss(w):
        return (w @ w) / 2 + sum(penalty[i] * max(0, 1 - y[i] * (w @ X[i])) ** 2 for i in range(8))

    least = min(loss(w + 1e-3 * rng.standard_normal(3)) for _ in range(50))
    return together(
        equal(found[:2], (a, v)),
        equal(found[2], worst, what="violation"),
        fact(loss(w) <= least, f"after 200 passes the loss is {loss(w):.4f}; 50 places around it are above"),
    )


def _picture():
    rng = np.random.default_rng(93)
    image = rng.integers(0, 256, (40, 50, 3)).astype(np.uint8)
    crop = code("emolab.vision.crop_face")
    paper = code("emolab.papers.gu2025.PAPER")
    small = code("emolab.papers.gu2025.Settings")(face_width=1 / 64)
    engine = code("emolab.papers.gu2025.engines.FaceEngine")(small, 7, rng=1)
    found = engine.normalise(image[None])
    x = image.astype(float)
    large = crop(image, (8, 10, 20, 20), paper.side, paper.margin)
    beyond = crop(image, (-2, 4, 10, 10), 10)
    return together(
        equal(crop(image, (8, 10, 20, 20), 20), image[8:28, 10:30], what="the box as it is"),
        equal(crop(image, (10, 12, 20, 20), 24, 0.1), image[8:32, 10:34], what="with a tenth around it"),
        equal(beyond, image[np.maximum(np.arange(-2, 8), 0), 4:14], what="beyond the edge"),
        fact(large.shape == (96, 96, 3), "default 96 pixels with a tenth around the box"),
        equal(found[0], (x - x.mean()) / x.std(), 1e-5, "mean 0 and deviation 1 but for"),
    )


ENTRIES = (
    Entry(
        "HOG", "histograms of oriented gradients", "silent",
        "named and no more: 9 directions, cells of 8 pixels, blocks of 3 cells, clipped at 0.2; another "
        "convention beside it; the detector has settings of its own",
        _hog, ("image_gradient", "orientation_votes", "orientation_histograms", "normalise_histograms",
               "emolab.vision.hog"),
        intended=r"h_k = \sum_{\theta \in k} \sqrt{g_x^2 + g_y^2}, \quad v \leftarrow \frac{v}"
        r"{\sqrt{|v|^2 + \epsilon^2}}",
        section="2.2",
    ),
    Entry(
        "face detection", "a window that slides over HOG of all sizes", "silent",
        "how faces are found in HOG is not said: linear machines on each window, and of windows that overlap "
        "the best stays",
        _detection, ("window_scores", "box_overlap", "box_cover", "non_maximum_suppression", "integral_image",
                     "box_sum"),
        intended=r"s = b + \sum_{i,j} W_{ij} \cdot v_{ij}, \quad \mathrm{face} : s > 0.5", section="2.2",
    ),
    Entry(
        "face detection, training", "the linear machine on HOG", "silent",
        "not said: a support vector machine with squared hinge loss, by descent in its dual",
        _machine, ("svm_pass",),
        intended=r"\min_w \frac{|w|^2}{2} + \sum_i C_i \max(0, 1 - y_i w \cdot x_i)^2", section="2.2",
    ),
    Entry(
        "face picture", "the face enlarged and normalised", "silent",
        "neither the size nor the norm is given: 96 pixels, mean 0 and deviation 1 in each picture",
        _picture, ("emolab.vision.crop_face", "emolab.papers.gu2025.engines.FaceEngine"),
        intended=r"x = \frac{x - \bar{x}}{\sigma_x}", section="2.4",
    ),
)  # fmt: skip
