"""HOG and integral images against scikit-image."""

import numpy as np
import pytest

feature = pytest.importorskip("skimage.feature", reason="the peer scikit-image: install emolab[peers]")
transform = pytest.importorskip("skimage.transform", reason="the peer scikit-image: install emolab[peers]")

from emolab.vision import hog, integral_image  # noqa: E402

RNG = np.random.default_rng(8)
IMAGE = RNG.integers(0, 256, (70, 93)).astype(np.uint8)
SETTINGS = [
    {},
    {"orientations": 12, "cell": (6, 9), "block": (2, 3)},
    {"orientations": 4, "cell": 5, "block": 1, "norm": "L1"},
    {"norm": "L2"},
    {"norm": "L1-sqrt", "root": True},
]
NAMES = {
    "cell": "pixels_per_cell",
    "block": "cells_per_block",
    "norm": "block_norm",
    "root": "transform_sqrt",
}


def theirs(image, **settings):
    pairs = {k: (v, v) if k in ("cell", "block") and isinstance(v, int) else v for k, v in settings.items()}
    axis = -1 if image.ndim == 3 else None
    return feature.hog(image, channel_axis=axis, **{NAMES.get(k, k): v for k, v in pairs.items()})


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_hog_is_skimage_s(settings, each_backend):
    for image in (IMAGE, IMAGE.astype(np.uint16) * 257, np.stack([IMAGE, IMAGE[::-1], IMAGE // 2], -1)):
        wanted = theirs(image, **settings)
        np.testing.assert_allclose(hog(image, dtype=float, **settings), wanted, atol=2e-6)
        np.testing.assert_allclose(hog(image, **settings), wanted, atol=5e-6)


def test_smooth_pictures_too(each_backend):
    image = transform.resize(RNG.random((9, 12)), (128, 160), order=3)
    np.testing.assert_allclose(hog(image), theirs(image), atol=1e-6)
    np.testing.assert_allclose(hog(IMAGE / 255), theirs(IMAGE / 255), atol=2e-6)


def test_rounding_moves_votes_there_and_not_here(each_backend):
    """Divided by 255, equal gradients are no longer equal to the last bit: 45 degrees falls below its bin."""
    settings = {"orientations": 12, "cell": 8, "block": 1}
    np.testing.assert_allclose(hog(IMAGE / 255, **settings), hog(IMAGE, **settings, dtype=float), atol=1e-4)
    assert np.abs(theirs(IMAGE / 255, **settings) - theirs(IMAGE, **settings)).max() > 1e-3


def test_integral_image_is_skimage_s(each_backend):
    np.testing.assert_allclose(integral_image(IMAGE)[1:, 1:], transform.integral_image(IMAGE))
