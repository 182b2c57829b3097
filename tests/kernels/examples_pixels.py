"""Inputs on which the kernels of local patterns, gradients and boxes are held to their formulas."""

import numpy as np

from emolab.vision.dalal_triggs import dalal_triggs_weights
from emolab.vision.hog import cell_weights
from emolab.vision.hog_blocks import NORMS
from emolab.vision.lbp import BORDERS, lbp_neighbours
from emolab.vision.lbp_mapping import MAPPINGS


def lbp_codes(rng, dtype):
    whole = rng.integers(0, 256, (2, 13, 17))
    few = rng.integers(0, 3, (1, 40, 70)).astype(np.uint8)  # flat ground and ties
    wide = rng.random((1, 5, 2500)).astype(dtype)
    circles = [(8, 1), (16, 2), (5, 1.3), (1, 1), (24, 3), (40, 2.5)]
    found = [
        ((whole.astype(kind), *lbp_neighbours(P, R), mapping, border), {})
        for (P, R), kind in zip(circles, (np.uint8, np.uint16, dtype, bool, np.int64, dtype))
        for mapping in MAPPINGS
        for border in BORDERS
    ]
    found += [((few, *lbp_neighbours(P, R)), {}) for P, R in [(8, 1), (12, 2), (64, 100), (8, 1e6)]]
    odd = [wide, wide[:, ::-2, ::3], wide[:0], np.ones((3, 1, 1), dtype), wide[:, :, :1]]
    return found + [((stack, *lbp_neighbours(8, 1.5)), {"border": b}) for stack in odd for b in BORDERS[:2]]


def block_counts(rng, dtype):
    codes = rng.integers(0, 59, (3, 23, 31)).astype(np.uint8)
    found = [((codes, 59, blocks), {}) for blocks in [(8, 8), (1, 1), (23, 31), (3, 5)]]
    found += [((codes.astype(np.uint64)[:, ::-1, ::2], 60, (4, 4)), {}), ((codes[:0], 59, (2, 2)), {})]
    return found + [((rng.integers(0, 6, (1, 300, 400)), 6, (8, 8)), {})]


def orientation_histograms(rng, dtype):
    levels = rng.integers(0, 256, (45, 52, 3)).astype(dtype)
    steps = rng.integers(0, 3, (24, 24, 1)).astype(dtype)  # whole gradients: 0, 45, 90 and 135 degrees
    found = []
    for spread in ("box", "bilinear"):
        rows, columns = cell_weights(45, 8, spread), cell_weights(52, 6, spread)
        for votes in ("nearest", "linear"):
            for image in (levels, levels[..., 1:2], levels[..., ::-2], levels * 0 + 7):
                found.append(((image, rows, columns, 9, votes), {}))
    for K in (1, 2, 4, 8, 12, 180):
        found.append(((steps, cell_weights(24, 8), cell_weights(24, 8), K), {}))
        found.append(((steps, cell_weights(24, 8), cell_weights(24, 8), K, "linear"), {}))
    rows, columns = dalal_triggs_weights(45, 8, 2, 4.0), dalal_triggs_weights(52, 8, 2, 4.0)
    found.append(((levels.swapaxes(0, 1), columns, rows, 9, "linear"), {}))
    for H, W in [(1, 1), (1, 9), (9, 1), (2, 2)]:
        found.append(((levels[:H, :W], cell_weights(H, 1), cell_weights(W, 1)), {}))
    return found


def normalise_histograms(rng, dtype):
    cells = 20 * rng.random((6, 7, 9)).astype(dtype)
    cells[:3, :3] = 0
    blocks = np.lib.stride_tricks.sliding_window_view(cells, (3, 2), (0, 1)).transpose(0, 1, 3, 4, 2)
    found = [((blocks, norm), {}) for norm in NORMS]
    return found + [((blocks[::-2, :, :1, :1, ::4], norm, 1e-2), {}) for norm in NORMS]


def integral_image(rng, dtype):
    image = rng.random((9, 14)).astype(dtype)
    whole = rng.integers(0, 256, (12, 5)).astype(np.uint8)
    images = [
        image,
        image[::2, ::-3],
        image[:1, :1],
        image[:0],
        whole,
        whole.T,
        whole > 9,
        -whole.astype(int),
    ]
    return [((x,), {}) for x in images]


EXAMPLES = {
    "lbp_codes": lbp_codes,
    "block_counts": block_counts,
    "orientation_histograms": orientation_histograms,
    "normalise_histograms": normalise_histograms,
    "integral_image": integral_image,
}
