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
            (2, 3, 9, 5, 1, 7, 4, {"padding": "same"}),  # rows of 8 pixels or more: by rows
            (2, 9, 8, 4, 3, 5, 50, {"padding": (1, 2, 3, 2), "stride": (1, 2)}),
            (5, 9, 12, 3, 3, 3, 7, {"padding": (4, 1, 5, 0)}),
            (3, 11, 9, 6, 5, 2, 5, {"padding": (4, 0, 1, 1), "flip": True}),
            (30, 6, 31, 2, 2, 3, 3, {"stride": 3}),  # several pieces, pixels left over
            (2, 9, 3, 5, 7, 1, 4, {"padding": "same"}),
            (3, 12, 11, 20, 3, 3, 35, {"padding": (1, 0, 2, 3)}),  # from here on Winograd's, by tiles
            (2, 9, 13, 16, 3, 3, 16, {"padding": "same", "flip": True}),
            (7, 24, 24, 16, 3, 3, 17, {"padding": "same"}),  # several pieces
            (5, 6, 6, 19, 3, 3, 50, {"padding": "same"}),  # tiles of 3 x 3, by columns
            (9, 3, 3, 64, 3, 3, 33, {"padding": 1}),
            (8, 1, 1, 16, 3, 3, 16, {"padding": "same"}),
            (8, 2, 1, 40, 3, 3, 16, {"padding": 2}),
            (3, 12, 12, 260, 3, 3, 256, {"padding": "same"}),  # the backward by columns alone
        ]
    ]
    turned = draw(16, 18, 2, 10)[::-1].transpose(2, 3, 0, 1)
    taps = draw(32, 36, 3, 3)[::2, ::2, ::-1].transpose(3, 2, 1, 0)
    cases.append(((turned, draw(3, 3, 18, 16)[:, ::-1], draw(32)[::2]), {"padding": 1}))
    cases.append(((draw(2, 9, 8, 18), taps, None), {"padding": "same"}))
    cases.append(((draw(2, 5, 5, 2), draw(3, 3, 2, 2), None), {"padding": "same"}))
    x = draw(4, 12, 10, 6)[::2, ::2, ::-1, ::2]
    cases.append(((x, draw(3, 3, 4, 3).transpose(1, 0, 3, 2), draw(8)[::2]), {"flip": True}))
    return cases


def conv2d_inference(rng, dtype):
    cases = []
    for number, ((x, W, b), options) in enumerate(conv2d(rng, dtype)):
        scale, shift = rng.standard_normal((2, W.shape[3])).astype(dtype)
        if number % 3:
            options = options | {"scale": scale, "shift": shift}
        cases.append(((x, W, b), options | {"rectify": number % 2 == 0}))
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


def batch_norm_eval(rng, dtype):
    def drawn(C):
        return rng.standard_normal(C).astype(dtype), rng.uniform(0.1, 2, C).astype(dtype)

    return [((*args, *drawn(args[0].shape[-1])), options) for args, options in batch_norm(rng, dtype)] + [
        ((rng.standard_normal((rows, 3)).astype(dtype), *drawn(3), *drawn(3)), {}) for rows in (0, 1)
    ]


def relu(rng, dtype):
    draw = _draw(rng, dtype)
    values = rng.integers(-1, 2, (5, 7)).astype(dtype)
    values[2, 3] = float("nan")
    return [((x,), {}) for x in (draw(3, 4), values, draw(100, 700), draw(0, 3), draw(6, 8)[::2, ::-1])]


def relu_pair(rng, dtype):
    return [(args, {"at_zero": side}) for args, _ in relu(rng, dtype) for side in (0, 1)]


EXAMPLES = {
    "conv2d_forward": conv2d,
    "conv2d_inference": conv2d_inference,
    "conv1d_forward": conv1d,
    "max_pool_forward": max_pool,
    "avg_pool_forward": avg_pool,
    "batch_norm_forward": batch_norm,
    "batch_norm_eval_forward": batch_norm_eval,
    "relu": relu,
    "relu_forward": relu_pair,
}
