"""Local binary patterns against scikit-image, label by label, but where rounding decides a tie there."""

import numpy as np
import pytest

feature = pytest.importorskip("skimage.feature", reason="the peer scikit-image: install emolab[peers]")

from emolab.vision import lbp, lbp_neighbours  # noqa: E402

RNG = np.random.default_rng(17)
NAMES = {"default": "default", "ri": "ror", "uniform": "nri_uniform", "riu2": "uniform"}
IMAGES = {
    "noise": RNG.integers(0, 256, (60, 75)).astype(np.uint8),
    "smooth": (1000 * np.sin(np.mgrid[:50, :40][0] / 5.1) * np.cos(np.mgrid[:50, :40][1] / 7.3)).astype(int),
    "16 bits": RNG.integers(0, 65536, (31, 64)).astype(np.uint16),
    "floats": RNG.random((40, 41)),
}


def near_a_tie(image, points, radius):
    """Pixels with a point of the circle whose value is the centre's but for rounding."""
    offsets, weights = lbp_neighbours(points, radius)
    reach = int(np.abs(offsets).max()) + 1
    padded = np.pad(image.astype(float), reach)
    found = np.zeros(image.shape, bool)
    H, W = image.shape
    for point, weight in zip(offsets + reach, weights):
        value = sum(w * padded[i : i + H, j : j + W] for (i, j), w in zip(point, weight))
        found |= (np.abs(value - image) < 1e-7 * np.ptp(image)) & (np.count_nonzero(weight) > 1)
    return found


@pytest.mark.filterwarnings("ignore:Applying .local_binary_pattern. to floating-point")
@pytest.mark.parametrize("mapping", NAMES)
@pytest.mark.parametrize("points, radius", [(8, 1), (16, 2), (24, 3), (5, 1.3), (12, 2.5), (1, 1), (8, 40)])
def test_labels_are_skimage_s(points, radius, mapping, each_backend):
    for name, image in IMAGES.items():
        theirs = feature.local_binary_pattern(image, points, radius, NAMES[mapping])
        ours = lbp(image, points, float(radius), mapping)
        sure = ~near_a_tie(image, points, float(radius))
        assert np.array_equal(ours[sure], theirs[sure]), name
        assert sure.mean() > 0.95 or name == "smooth"


@pytest.mark.filterwarnings("ignore:Applying .local_binary_pattern. to floating-point")
def test_flat_ground_flickers_there_and_not_here(each_backend):
    flickers = 0
    for level in np.arange(1, 60) / 7:
        image = np.full((12, 12), level)
        assert (lbp(image, 16, 2)[2:-2, 2:-2] == 65535).all()
        flickers += (feature.local_binary_pattern(image, 16, 2)[3:-3, 3:-3] != 65535).any()
    assert flickers
