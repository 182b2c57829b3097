"""Inputs on which the kernels of the feed-forward layers are held to their formulas."""


def _draw(rng, dtype):
    return lambda *shape: rng.standard_normal(shape).astype(dtype)


def conv2d(rng, dtype):
    draw = _draw(rng, dtype)
    cases = [
        ((draw(N, H, W, Cin), draw(kh, kw, Cin, Cout), draw(Cout)), options)
        for N, H, W, Cin, kh, kw, Cout, options in [
            (2, 7, 5, 3, 3, 3, 4, {}),
            (3, 7, 9, 2, 3, 3, 5, {"padding": "same"}),
            (2, 8, 7, 3, 3, 3, 2, {"padding": "same", "stride": 2}),
            (2, 8, 7, 3, 2, 4, 2, {"padding": (1, 0, 2, 3), "stride": (3, 2), "flip": True}),
            (9, 6, 6, 5, 1, 1, 7, {}),
            (2, 6, 5, 4, 1, 1, 3, {"stride": 2}),
            (1, 2, 2, 1, 5, 5, 1, {"padding": 4}),
            (2, 3, 4, 2, 1, 5, 2, {"padding": (1, 1, 4, 4), "stride": (1, 3)}),
            (40, 12, 11, 3, 3, 3, 6, {"padding": 1}),  # several pieces and blocks
            (0, 5, 5, 2, 3, 3, 2, {}),
        ]
    ]
    cases.append(((draw(2, 5, 5, 2), draw(3, 3, 2, 2), None), {"padding": "same"}))
    x = draw(4, 12, 10, 6)[::2, ::2, ::-1, ::2]
    cases.append(((x, draw(3, 3, 4, 3).transpose(1, 0, 3, 2), draw(8)[::2]), {"flip": True}))
    return cases


def conv1d(rng, dtype):
    draw = _draw(rng, dtype)
    return [
        ((draw(N, T, Cin), draw(K, Cin, Cout), draw(Cout)), options)
        for N, T, Cin, K, Cout, options in [
            (2, 9, 3, 3, 4, {}),
            (3, 10, 2, 4, 2, {"padding": "same", "stride": 2}),
            (2, 5, 1, 5, 3, {"padding": (4, 0), "flip": True}),
            (2, 7, 3, 1, 2, {"stride": 3}),
            (2, 3, 2, 7, 2, {"padding": 2}),
            (60, 40, 3, 5, 2, {}),
            (0, 5, 2, 3, 2, {}),
        ]
    ] + [((draw(4, 9, 3).transpose(0, 2, 1), draw(3, 9, 2), None), {"padding": 1})]


def pool(rng, dtype):
    draw = _draw(rng, dtype)
    x = draw(2, 7, 6, 3)
    ties = rng.integers(0, 3, (3, 9, 8, 4)).astype(dtype)
    return [
        ((x, 2), {}),
        ((x, (3, 2)), {"stride": (1, 2)}),
        ((x, 3), {"stride": 2, "padding": "same"}),
        ((ties, 3), {"stride": 1, "padding": 1}),
        ((ties, (2, 4)), {"stride": (3, 1), "padding": (1, 0, 3, 2)}),
        ((draw(1, 1, 1, 1), 1), {}),
        ((draw(0, 4, 4, 2), 2), {}),
        ((draw(4, 8, 8, 6)[::2, ::-1, ::2, ::3], 2), {}),
    ]


def max_pool(rng, dtype):
    broken = rng.standard_normal((1, 4, 4, 2)).astype(dtype)
    broken[0, 1, 2, 0] = float("nan")
    return pool(rng, dtype) + [((broken, 2), {})]


def avg_pool(rng, dtype):
    cases = pool(rng, dtype)
    return cases + [(args, options | {"count_padding": True}) for args, options in cases]


def batch_norm(rng, dtype):
    draw = _draw(rng, dtype)
    return [
        ((draw(*lead, C) * 3 + 5, draw(C), draw(C)), options)
        for lead, C, options in [
            ((5,), 4, {}),
            ((6,), 1, {"eps": 1e-3}),
            ((3, 7), 5, {}),
            ((2, 8, 6), 3, {}),
            ((5000,), 40, {}),  # several pieces
        ]
    ] + [((draw(8, 6, 4)[::2, :, ::2], draw(4)[::2], draw(2)), {})]


def relu(rng, dtype):
    draw = _draw(rng, dtype)
    values = rng.integers(-1, 2, (5, 7)).astype(dtype)
    values[2, 3] = float("nan")
    return [((x,), {}) for x in (draw(3, 4), values, draw(100, 700), draw(0, 3), draw(6, 8)[::2, ::-1])]


def relu_pair(rng, dtype):
    return [(args, {"at_zero": side}) for args, _ in relu(rng, dtype) for side in (0, 1)]


EXAMPLES = {
    "conv2d_forward": conv2d,
    "conv1d_forward": conv1d,
    "max_pool_forward": max_pool,
    "avg_pool_forward": avg_pool,
    "batch_norm_forward": batch_norm,
    "relu": relu,
    "relu_forward": relu_pair,
}
