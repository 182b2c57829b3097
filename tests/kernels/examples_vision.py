"""Inputs on which the kernels of pixels are held to their formulas."""

import numpy as np


def gray(rng, dtype):
    whole = rng.integers(0, 256, (7, 5, 3)).astype(np.uint8)
    return [
        ((rng.random((4, 6, 3)).astype(dtype),), {}),
        ((rng.random((2, 400, 300, 3)).astype(dtype)[:, ::2, ::-1],), {}),
        ((whole,), {}),
        ((whole[::2].astype(np.uint16),), {}),
        ((rng.random((0, 4, 3)).astype(dtype),), {}),
    ]


def resize_stack(rng, dtype):
    images = rng.random((2, 13, 17, 3)).astype(dtype)
    sizes = [(13, 17), (5, 6), (26, 34), (4, 31), (1, 1), (20, 3)]
    found = [
        ((images, size, method, antialias), {})
        for size in sizes
        for method in ("bilinear", "area", "nearest")
        for antialias in (True, False)
    ]
    whole = rng.integers(0, 256, (3, 12, 18, 1)).astype(np.uint8)
    found += [((whole, size), {"method": method}) for size in [(2, 3), (6, 9), (7, 40)] for method in METHODS]
    odd = [images[:, ::-2, ::3], images[:, :1, :1], images[:0]]
    return found + [((stack, (9, 8)), {}) for stack in odd]


METHODS = ("bilinear", "area", "nearest")
EXAMPLES = {"to_gray": gray, "resize_stack": resize_stack}
