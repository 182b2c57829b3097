"""Inputs on which the kernels of separation are held to their formulas."""


def median_filter(rng, dtype):
    def draw(*shape):
        return rng.standard_normal(shape).astype(dtype)

    ties = rng.integers(0, 4, (5, 60)).astype(dtype)
    return [
        ((draw(40), 7), {}),
        ((draw(30, 21), 5), {"axis": 0}),
        ((draw(30, 21), 5), {"axis": 1}),
        ((draw(2, 3, 17), 9), {"axis": -2}),  # wider than the axis: mirrored more than once
        ((draw(4, 6), 31), {}),
        ((ties, 7), {}),
        ((draw(8, 40)[::2, ::3], 3), {}),
        ((draw(3, 5), 1), {}),
        ((draw(0, 5), 3), {}),
    ]


def overlap_add(rng, dtype):
    def draw(*shape):
        return rng.standard_normal(shape).astype(dtype)

    shapes = [(5, 8, 2), (4, 7, 3), (1, 6, 6), (3, 5, 9), (0, 4, 2), (6, 1, 1)]
    return [((draw(T, K), hop), {}) for T, K, hop in shapes] + [((draw(12, 20)[::2, ::2], 4), {})]


EXAMPLES = {"median_filter": median_filter, "overlap_add": overlap_add}
