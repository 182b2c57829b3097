"""Inputs on which the audio kernels are held to their formulas."""

import numpy as np


def _real(rng, dtype):
    def draw(*shape):
        return rng.standard_normal(shape).astype(dtype)

    return draw


def _complex(rng, dtype):
    def draw(*shape):
        x = rng.standard_normal(shape) + 1j * rng.standard_normal(shape)
        return x.astype(np.result_type(dtype, np.complex64))

    return draw


def _lengths(draw):
    strided = draw(6, 40)[::2, ::3]
    cases = [((draw(*shape),), {}) for shape in [(8,), (3, 64), (2, 3, 12), (5, 31), (0, 16), (2, 1)]]
    named = [((draw(3, 20), n), {}) for n in (32, 15)] + [((draw(4, 9),), {"n": 18})]
    return [*cases, ((strided,), {}), *named]


def fft(rng, dtype):
    return _lengths(_real(rng, dtype)) + _lengths(_complex(rng, dtype))


def rfft(rng, dtype):
    return _lengths(_real(rng, dtype))


def irfft(rng, dtype):
    draw = _complex(rng, dtype)
    lengths = [(9, None), (9, 16), (9, 17), (9, 12), (9, 40), (17, 31), (2, 1)]
    return [((draw(3, K),), {"n": n}) for K, n in lengths] + [((draw(6, 18)[::2, ::2],), {})]


def mel_energies(rng, dtype):
    draw = _real(rng, dtype)
    cases = []
    sizes = [(3, 20, 32, 4, 2), (700, 50, 64, 13, 1), (1, 64, 64, 1, 2), (0, 10, 16, 3, 2)]
    for T, K, n_fft, M, power in sizes:
        cases.append(((draw(T, K), draw(K), np.abs(draw(M, n_fft // 2 + 1)), n_fft, power), {}))
    frames = np.lib.stride_tricks.sliding_window_view(draw(5000), 400)[::7]  # overlapping, read only
    cases.append(((frames, draw(400), np.abs(draw(26, 257)), 512), {"power": 2}))
    return cases + [
        ((draw(5, 30) + 3, draw(30), np.abs(draw(4, 17)), 32), {"centre": True, "a": 0.97}),
        ((frames, draw(400), np.abs(draw(26, 257)), 512, 1), {"a": 0.5}),
        ((draw(3, 40), draw(40), np.abs(draw(4, 17)), 32), {"centre": True}),
    ]


def polyphase(rng, dtype):
    draw = _real(rng, dtype)
    sizes = [(100, 31, 1, 3), (101, 61, 3, 1), (57, 201, 160, 147), (3, 81, 7, 5), (1, 9, 2, 3)]
    return [((draw(S), draw(L), up, down), {}) for S, L, up, down in [*sizes, (20, 1, 5, 2)]] + [
        ((draw(300)[::3], draw(41)[::-1], 4, 9), {})
    ]


EXAMPLES = {
    "fft": fft, "ifft": fft, "rfft": rfft, "irfft": irfft, "mel_energies": mel_energies,
    "polyphase": polyphase,
}  # fmt: skip
