"""Inputs on which the recurrent and attention kernels are held to their formulas."""

import itertools


def sequences(rng, dtype, gates, N, T, D, H, states=1):
    def draw(*shape):
        return rng.standard_normal(shape).astype(dtype)

    small = dtype(1 if H < 10 else H**-0.5)  # so that many steps of many units do not end in chaos
    weights = draw(D, gates * H) * small, draw(H, gates * H) * small, draw(gates * H)
    return (draw(N, T, D), *(draw(N, H) for _ in range(states)), *weights)


SIZES = [(1, 1, 1, 1), (3, 4, 2, 5), (13, 6, 3, 2), (65, 3, 2, 3), (0, 3, 2, 2), (7, 1, 33, 33), (9, 2, 7, 1)]
BLOCKS = [(33, 40, 5, 33), (2100, 2, 1, 1)]  # several blocks of steps; a step that is more than a block


def gru(rng, dtype):
    cases = [(sequences(rng, dtype, 3, *size), {}) for size in SIZES]
    for update, reset in itertools.product(("candidate", "past"), ("before", "after")):
        arrays = sequences(rng, dtype, 3, 14, 7, 3, 4)
        settings = {"update": update, "reset": reset, "lengths": rng.integers(1, 8, 14)}
        cases.append((arrays, settings))
        cases.append((arrays, {**settings, "bh": arrays[-1][::-1]}))
    for N, T, D, H in BLOCKS:
        for update, reset in (("candidate", "before"), ("past", "after")):
            settings = {"update": update, "reset": reset, "lengths": rng.integers(1, T + 1, N)}
            cases.append((sequences(rng, dtype, 3, N, T, D, H), settings))
    x, h0, Wx, Wh, b = sequences(rng, dtype, 3, 12, 8, 6, 4)
    cases.append(((x[:, ::-2, ::2], h0, Wx[::2], Wh.copy(order="F")), {"b": None}))
    return cases


def plain(gates, states):
    def build(rng, dtype):
        cases = [(sequences(rng, dtype, gates, *size, states), {}) for size in SIZES]
        arrays = sequences(rng, dtype, gates, 14, 7, 3, 4, states)
        cases += [(arrays, {"lengths": rng.integers(1, 8, 14)}), (arrays[:-1], {})]
        for N, T, D, H in BLOCKS:
            lengths = {"lengths": rng.integers(1, T + 1, N)}
            cases.append((sequences(rng, dtype, gates, N, T, D, H, states), lengths))
        x, *firsts, Wx, Wh, b = sequences(rng, dtype, gates, 12, 8, 6, 4, states)
        cases.append(((x[:, ::-2, ::2], *firsts, Wx[::2], Wh.copy(order="F"), b[::-1]), {}))
        return cases

    return build


def soft_attention(rng, dtype):
    def draw(*shape):
        return rng.standard_normal(shape).astype(dtype)

    cases = []
    sizes = [(1, 1, 1, 1, 1), (3, 4, 2, 5, 2), (13, 6, 3, 2, 4), (65, 3, 2, 3, 1), (0, 3, 2, 2, 2)]
    for N, T, D, A, Q in [*sizes, (7, 1, 33, 7, 33), (5, 300, 3, 33, 2)]:
        x, q, Wx, Wc, v = draw(N, T, D), draw(N, Q), draw(D, A), draw(Q, A), draw(A)
        lengths = rng.integers(1, T + 1, N)
        cases += [((x, q, Wx, Wc, v), {}), ((x, None, Wx, None, v), {}), ((x, q, Wx, Wc, v, lengths), {})]
    x, Wx, v = draw(12, 8, 6), draw(4, 3), draw(6)
    cases.append(((x[:, ::-2, ::2], draw(2, 12).T, Wx[:3].T[:, ::-1][:3], draw(2, 3), v[::2]), {}))
    return cases


EXAMPLES = {
    "rnn_forward": plain(gates=1, states=1),
    "lstm_forward": plain(gates=4, states=2),
    "gru_forward": gru,
    "soft_attention_forward": soft_attention,
}
