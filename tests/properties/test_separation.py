"""What must hold for every signal: the way back, masks that share, stems that add up."""

import warnings

import numpy as np
import pytest

pytest.importorskip("hypothesis", reason="hypothesis is not installed: pip install 'emolab[test]'")

from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

import emolab  # noqa: E402
from emolab.audio import (  # noqa: E402
    SeparationWarning,
    hpss,
    istft,
    median_filter,
    overlap_add,
    repeating_mask,
    separate_voice,
    si_sdr,
    soft_mask,
    stft,
)
from emolab.nn.upsample import (  # noqa: E402
    depth_to_space_backward,
    depth_to_space_forward,
    upsample_backward,
    upsample_forward,
)

SEEDS = st.integers(0, 2**32 - 1)
BACKENDS = st.sampled_from(["numpy", "numba"])
few = settings(max_examples=30, deadline=None)


def draw(seed, *shape):
    return np.random.default_rng(seed).standard_normal(shape)


@few
@given(SEEDS, st.integers(4, 90), st.integers(1, 40), st.integers(1, 400), BACKENDS)
def test_there_and_back(seed, n_fft, hop, samples, backend):
    hop = min(hop, max(1, n_fft // 2))
    x = draw(seed, samples)
    with emolab.use(backend):
        X = stft(x, n_fft, hop, "hamming")
        back = istft(X, n_fft, hop, "hamming", length=samples)
    sure = max(0, (len(X) - 1) * hop + n_fft - n_fft // 2)
    assert np.allclose(back[:sure], x[:sure], atol=1e-9)


@few
@given(SEEDS, st.integers(1, 12), st.integers(1, 20), st.integers(1, 25), BACKENDS)
def test_overlap_add_is_the_transpose_of_framing(seed, T, K, hop, backend):
    frames, x = draw(seed, T, K), draw(seed + 1, (T - 1) * hop + K)
    with emolab.use(backend):
        added = overlap_add(frames, hop)
    cut = np.stack([x[t * hop : t * hop + K] for t in range(T)])
    assert np.isclose(added @ x, (frames * cut).sum())


@few
@given(SEEDS, st.integers(1, 40), st.integers(0, 12), BACKENDS)
def test_the_median_keeps_order(seed, n, half, backend):
    x, width = draw(seed, n), 2 * half + 1
    with emolab.use(backend):
        y = median_filter(x, width)
        assert np.isin(y, x).all()  # an odd window has one of its own values in the middle
        assert np.array_equal(median_filter(np.exp(x), width), np.exp(y))
        assert np.array_equal(median_filter(x[::-1].copy(), width), y[::-1])


@few
@given(SEEDS, st.integers(1, 30), st.integers(1, 30), st.floats(0.5, 6))
def test_masks_share_each_cell(seed, T, F, power):
    S = np.abs(draw(seed, T, F))
    M_h, M_p = hpss(S, 5, 7, power)
    assert np.allclose(M_h + M_p, 1) and M_h.min() >= 0
    turned = hpss(S.T.copy(), 7, 5, power)
    assert np.allclose(turned[1].T, M_h)  # time and frequency swap their parts
    assert np.allclose(soft_mask(S, 2 * S, power), 1 / (1 + 2**power))


@few
@given(SEEDS, st.integers(1, 50), st.integers(1, 6), st.integers(1, 60))
def test_what_repeats_is_all_and_nothing_more(seed, T, F, period):
    V = np.abs(draw(seed, T, F)) + 1e-3
    M = repeating_mask(V, period)
    assert M.shape == V.shape and M.min() >= 0 and M.max() <= 1 + 1e-12
    loop = np.tile(V[: max(1, T // 3)], (5, 1))
    assert np.allclose(repeating_mask(loop, max(1, T // 3)), 1)


@few
@given(SEEDS, st.floats(0.01, 100), st.floats(-10, 10))
def test_si_sdr_ignores_level_and_offset(seed, gain, offset):
    target, error = draw(seed, 2, 50)
    estimate = target + 0.3 * error
    assert np.isclose(si_sdr(gain * estimate + offset, target), si_sdr(estimate, target))
    assert np.isclose(si_sdr(estimate, gain * target), si_sdr(estimate, target))


@few
@given(SEEDS, st.integers(1, 3), st.integers(1, 3), st.integers(1, 4), st.integers(1, 4))
def test_upsampling_backward_is_the_transpose(seed, sh, sw, H, W):
    for forward, backward, channels in (
        (upsample_forward, upsample_backward, 2),
        (depth_to_space_forward, depth_to_space_backward, 2 * sh * sw),
    ):
        x = draw(seed, 2, H, W, channels)
        y, cache = forward(x, (sh, sw))
        dy = draw(seed + 1, *y.shape)
        assert np.isclose((y * dy).sum(), (x * backward(dy, cache)).sum())


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.integers(1024, 6000), st.sampled_from(["unet", "hpss", "repet", "combined"]), BACKENDS)
def test_stems_add_up(seed, samples, method, backend):
    x = draw(seed, samples)
    with emolab.use(backend), warnings.catch_warnings():
        warnings.simplefilter("ignore", SeparationWarning)
        stems = separate_voice(x, 16000, method)
    assert np.allclose(stems.voice + stems.rest, x, atol=1e-12)
    assert (np.sum(stems.voice**2) < 1.05 * np.sum(x**2)) and isinstance(stems.said, str)
