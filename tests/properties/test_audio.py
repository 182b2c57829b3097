"""What must hold for every signal: Parseval, linearity, inverses, shifts, window sums."""

import numpy as np
import pytest

pytest.importorskip("hypothesis", reason="hypothesis is not installed: pip install 'emolab[test]'")

from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

import emolab  # noqa: E402
from emolab.audio import (  # noqa: E402
    dct,
    delta,
    fft,
    frame,
    hamming,
    hann,
    ifft,
    irfft,
    mel_filterbank,
    mfcc,
    preemphasis,
    read_wav,
    resample,
    rfft,
    write_wav,
)
from emolab.core import FormatError  # noqa: E402
from emolab.core.errors import EmolabError  # noqa: E402

SEEDS = st.integers(0, 2**32 - 1)
PADS = st.sampled_from(["none", "end", "centre"])
BACKENDS = st.sampled_from(["numpy", "numba"])
few = settings(max_examples=40, deadline=None)


def draw(seed, *shape):
    return np.random.default_rng(seed).standard_normal(shape)


@few
@given(SEEDS, st.integers(1, 200), BACKENDS)
def test_parseval_and_inverse(seed, n, backend):
    x = draw(seed, 2, n)
    with emolab.use(backend):
        X = fft(x)
        assert np.allclose((np.abs(X) ** 2).sum(axis=1), n * (x**2).sum(axis=1))
        assert np.allclose(ifft(X), x, atol=1e-10)
        assert np.allclose(irfft(rfft(x), n), x, atol=1e-10)


@few
@given(SEEDS, st.integers(1, 100), st.floats(-3, 3), BACKENDS)
def test_fft_is_linear_and_shifts_turn_phases(seed, n, a, backend):
    x, y = draw(seed, 2, n)
    with emolab.use(backend):
        assert np.allclose(fft(a * x + y), a * fft(x) + fft(y), atol=1e-9)
        turn = np.exp(-2j * np.pi * np.arange(n) / n)
        assert np.allclose(fft(np.roll(x, 1)), turn * fft(x), atol=1e-9)


@few
@given(st.integers(2, 500), st.sampled_from([(hamming, 0.54), (hann, 0.5)]))
def test_window_sums(half, kind):
    window, mean = kind
    w = window(2 * half, periodic=True)
    assert np.isclose(w.sum(), mean * 2 * half)
    assert np.allclose(w[:half] + w[half:], 2 * mean)  # shifted by half, copies add up to a constant
    s = window(2 * half)
    assert np.allclose(s, s[::-1]) and s.max() <= 1


@few
@given(SEEDS, st.integers(1, 300), st.integers(1, 50), st.integers(1, 50), PADS)
def test_frames_hold_the_signal(seed, samples, length, hop, pad):
    x = draw(seed, samples)
    frames = frame(x, length, hop, pad)
    offset = length // 2 if pad == "centre" else 0
    padded = np.concatenate([np.zeros(offset), x, np.zeros(length + hop)])
    for t in range(len(frames)):
        assert np.array_equal(frames[t], padded[t * hop : t * hop + length])
    if pad == "none":
        assert len(frames) == max(0, 1 + (samples - length) // hop)
    if pad == "end":
        assert (len(frames) - 1) * hop + length >= samples
    if pad == "centre":
        assert len(frames) == 1 + (samples + 2 * offset - length) // hop


@few
@given(SEEDS, st.integers(1, 100), st.floats(0, 0.99))
def test_preemphasis_inverts(seed, n, a):
    x = draw(seed, n)
    y = preemphasis(x, a)
    back = np.zeros(n)
    for i in range(n):
        back[i] = y[i] + (a * back[i - 1] if i else 0)
    assert np.allclose(back, x)


@few
@given(st.integers(1, 60), st.sampled_from([8000, 16000, 44100]), st.sampled_from(["htk", "slaney", "ln"]))
def test_filters_are_triangles(bands, rate, scale):
    bank = mel_filterbank(rate, 8192, bands, scale=scale)
    assert (bank >= 0).all() and bank.max() <= 1
    peaks = bank.argmax(axis=1)
    assert (np.diff(peaks) > 0).all()
    for row, peak in zip(bank, peaks):
        assert (np.diff(row[: peak + 1]) >= 0).all() and (np.diff(row[peak:]) <= 0).all()


@few
@given(SEEDS, st.integers(1, 60))
def test_dct_keeps_energy_and_sees_level_in_order_0_only(seed, bands):
    s = draw(seed, 3, bands)
    assert np.allclose((dct(s) ** 2).sum(axis=1), (s**2).sum(axis=1))
    lifted = dct(s + 5) - dct(s)
    assert np.allclose(lifted[:, 1:], 0, atol=1e-9) and np.allclose(lifted[:, 0], 5 * np.sqrt(bands))


@few
@given(SEEDS, st.integers(3, 40), st.sampled_from([3, 5, 9]), st.sampled_from(["interp", "repeat"]))
def test_delta_is_linear_and_blind_to_constants(seed, frames, width, edges):
    if frames < width:
        frames += width
    x, y = draw(seed, 2, frames, 2)

    def d(features):
        return delta(features, width, edges=edges)

    assert np.allclose(d(x + 2 * y), d(x) + 2 * d(y))
    assert np.allclose(d(x + 7), d(x))
    assert np.allclose(d(x[::-1]), -d(x)[::-1])


@few
@given(SEEDS, st.floats(0.01, 0.9), st.sampled_from(["song2021", "htk", "librosa"]), BACKENDS)
def test_loudness_moves_only_order_0(seed, gain, convention, backend):
    x = 0.3 * draw(seed, 9000)
    with emolab.use(backend):
        difference = mfcc(gain * x, 16000, convention) - mfcc(x, 16000, convention)
    shape = {"song2021": slice(None), "htk": slice(0, 12), "librosa": slice(1, None)}[convention]
    assert np.abs(difference[:, shape]).max() < 1e-6


@few
@given(SEEDS, st.integers(1, 400), st.integers(1, 12), st.integers(1, 12), BACKENDS)
def test_resampling_is_linear_and_has_the_right_length(seed, samples, new, old, backend):
    x, y = draw(seed, 2, samples)
    with emolab.use(backend):
        assert len(resample(x, old, new)) == -(-samples * new // old)
        assert np.allclose(resample(x - 2 * y, old, new), resample(x, old, new) - 2 * resample(y, old, new))


@few
@given(SEEDS, st.integers(1, 50), st.integers(1, 4), st.sampled_from([8, 16, 24, 32]))
def test_wav_keeps_its_samples(tmp_path_factory, seed, samples, channels, bits):
    path = tmp_path_factory.getbasetemp() / "property.wav"
    top = 2 ** (bits - 1)
    signal = np.random.default_rng(seed).integers(-top, top, (samples, channels)) / top
    write_wav(path, signal, 16000, bits)
    assert np.array_equal(read_wav(path, channel="all", dtype=np.float64)[0], signal)


@settings(max_examples=200, deadline=None)
@given(SEEDS, st.integers(1, 6))
def test_damaged_headers_never_escape_as_other_errors(tmp_path_factory, seed, changes):
    path = tmp_path_factory.getbasetemp() / "damaged.wav"
    write_wav(path, np.linspace(-1, 1, 30).reshape(10, 3), 16000, 16)
    data = bytearray(path.read_bytes())
    rng = np.random.default_rng(seed)
    for place in rng.integers(0, 48, changes):
        data[place] = rng.integers(0, 256)
    path.write_bytes(bytes(data[: rng.integers(1, len(data) + 1)]))
    try:
        signal, rate = read_wav(path)
        assert np.isfinite(signal).all() and rate > 0
    except EmolabError as error:
        assert str(path) in str(error)
        assert isinstance(error, FormatError | ValueError)
