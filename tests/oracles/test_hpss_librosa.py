"""Median filter, masks, both parts, and the inverse transform as SciPy and librosa have them."""

import numpy as np
import pytest

librosa = pytest.importorskip("librosa", reason="librosa is not installed: pip install 'emolab[peers]'")

import scipy.ndimage  # noqa: E402
import scipy.signal  # noqa: E402

from emolab.audio import hpss, istft, median_filter, soft_mask, stft  # noqa: E402


def draw(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


@pytest.mark.parametrize("width", [1, 3, 9, 31])
@pytest.mark.parametrize("axis", [0, 1])
def test_median_filter_is_scipys(each_backend, width, axis):
    x = draw(40, 23)
    size = (width, 1) if axis == 0 else (1, width)
    assert np.array_equal(median_filter(x, width, axis), scipy.ndimage.median_filter(x, size, mode="reflect"))


@pytest.mark.parametrize(("power", "halved"), [(2.0, True), (1.0, False), (3.5, True)])
def test_soft_mask_is_librosas(power, halved):
    own, other = np.abs(draw(30, 20)), np.abs(draw(30, 20, seed=1))
    own[3], other[3] = 0, 0
    theirs = librosa.util.softmask(own, other, power=power, split_zeros=halved)
    assert np.allclose(soft_mask(own, other, power, halved), theirs, rtol=1e-12)


@pytest.mark.parametrize(("widths", "power", "margin"), [((31, 31), 2.0, 1.0), ((17, 9), 1.5, 3.0)])
def test_hpss_is_librosas(each_backend, widths, power, margin):
    S = np.abs(stft(draw(20000), 512))  # (T, F)
    theirs = librosa.decompose.hpss(S.T, kernel_size=widths, power=power, margin=margin, mask=True)
    for own, their in zip(hpss(S, *widths, power, margin), theirs):
        assert np.abs(own - their.T).max() < 1e-12


@pytest.mark.parametrize(("n_fft", "hop"), [(512, 128), (512, 200), (400, 100)])
def test_istft_of_a_changed_transform_is_librosas(each_backend, n_fft, hop):
    x = draw(8000)
    X = stft(x, n_fft, hop) * np.random.default_rng(1).random((8000 // hop + 1, n_fft // 2 + 1))
    theirs = librosa.istft(X.T, n_fft=n_fft, hop_length=hop, length=len(x), dtype=np.float64)
    assert np.abs(istft(X, n_fft, hop, length=len(x)) - theirs).max() < 1e-12


def test_istft_is_scipys():
    x = draw(4096)
    _, _, Z = scipy.signal.stft(x, nperseg=256, noverlap=192, boundary="zeros", padded=False)
    _, theirs = scipy.signal.istft(Z * 0.5, nperseg=256, noverlap=192)
    own = istft(stft(x, 256, 64) * 0.5, 256, 64, length=len(x))
    assert np.abs(own - theirs[: len(x)]).max() < 1e-12
