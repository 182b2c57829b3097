"""Grey and resizing against scikit-image, Pillow and PyTorch."""

import numpy as np
import pytest

transform = pytest.importorskip("skimage.transform", reason="the peer scikit-image: install emolab[peers]")
torch = pytest.importorskip("torch", reason="the peer PyTorch: install emolab[peers]")

from PIL import Image  # noqa: E402

from emolab.vision import resize, to_gray  # noqa: E402

RNG = np.random.default_rng(11)
SIZES = [(48, 48), (20, 64), (90, 31), (3, 3), (128, 160)]


@pytest.mark.parametrize("size", SIZES)
def test_plain_bilinear_is_skimage_s(size, each_backend):
    image = RNG.random((60, 80, 3))
    theirs = transform.resize(image, size, order=1, mode="edge", anti_aliasing=False)
    np.testing.assert_allclose(resize(image, size, antialias=False), theirs, atol=1e-12)


@pytest.mark.parametrize("antialias", [True, False])
@pytest.mark.parametrize("size", SIZES)
def test_bilinear_is_torch_s_without_aligned_corners(size, antialias, each_backend):
    images = RNG.random((2, 60, 80, 3))
    channels_first = torch.from_numpy(images.transpose(0, 3, 1, 2).copy())
    theirs = torch.nn.functional.interpolate(
        channels_first, size=size, mode="bilinear", align_corners=False, antialias=antialias
    )
    ours = resize(images, size, antialias=antialias)
    np.testing.assert_allclose(ours, theirs.numpy().transpose(0, 2, 3, 1), atol=1e-12)


def test_area_and_nearest_are_torch_s(each_backend):
    images = RNG.random((2, 60, 80, 3))
    channels_first = torch.from_numpy(images.transpose(0, 3, 1, 2).copy())
    for size, method, theirs in [((15, 20), "area", "area"), ((7, 113), "nearest", "nearest-exact")]:
        expected = torch.nn.functional.interpolate(channels_first, size=size, mode=theirs)
        np.testing.assert_allclose(
            resize(images, size, method), expected.numpy().transpose(0, 2, 3, 1), atol=1e-12
        )


@pytest.mark.parametrize("size", SIZES)
def test_whole_numbers_are_pillow_s_within_a_level(size, each_backend):
    image = RNG.integers(0, 256, (60, 80, 3)).astype(np.uint8)
    theirs = np.asarray(Image.fromarray(image).resize(size[::-1], Image.Resampling.BILINEAR))
    assert np.abs(resize(image, size).astype(int) - theirs).max() <= 1


def test_grey_is_pillow_s_within_a_level(each_backend):
    image = RNG.integers(0, 256, (60, 80, 3)).astype(np.uint8)
    theirs = np.asarray(Image.fromarray(image).convert("L")).astype(int)
    assert np.abs(to_gray(image) - theirs).max() <= 1
