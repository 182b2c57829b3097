"""Weight starts: their variance, their bounds, orthogonality, seeds."""

import numpy as np
import pytest

from emolab.core import ShapeError
from emolab.nn import glorot_normal, glorot_uniform, he_normal, he_uniform, orthogonal
from emolab.nn.initialise import fans

STARTS = [glorot_normal, glorot_uniform, he_normal, he_uniform, orthogonal]
WANTED = {"glorot": lambda fan_in, fan_out: 2 / (fan_in + fan_out), "he": lambda fan_in, fan_out: 2 / fan_in}


def test_fans_of_dense_and_convolution():
    assert fans((4, 7)) == (4, 7)
    assert fans((3, 5, 4, 7)) == (60, 105)
    assert fans((9, 4, 7)) == (36, 63)
    with pytest.raises(ShapeError, match=r"\(4,\)"):
        fans((4,))


@pytest.mark.parametrize("shape", [(400, 150), (3, 3, 50, 120)])
@pytest.mark.parametrize("start", [glorot_normal, glorot_uniform, he_normal, he_uniform])
def test_variance_and_bounds(start, shape):
    W = start(shape, 0, np.float64)
    variance = WANTED[start.__name__.split("_")[0]](*fans(shape))
    assert W.shape == shape
    # 54,000 entries or more: six standard deviations of a mean and of a variance
    assert abs(W.mean()) < 6 * np.sqrt(variance / W.size)
    assert abs(W.var() / variance - 1) < 6 * np.sqrt(2 / W.size)
    if start.__name__.endswith("uniform"):
        bound = np.sqrt(3 * variance)
        assert 0.999 * bound < np.abs(W).max() <= bound
    else:
        assert np.abs(W).max() > 3.5 * np.sqrt(variance)


@pytest.mark.parametrize("shape", [(5, 5), (8, 3), (3, 8)])
def test_orthogonal(shape):
    W = orthogonal(shape, 1, np.float64)
    product = W.T @ W if shape[0] >= shape[1] else W @ W.T
    np.testing.assert_allclose(product, np.eye(min(shape)), atol=1e-14)


@pytest.mark.parametrize("start", STARTS)
def test_a_seed_repeats_and_a_generator_moves_on(start):
    np.testing.assert_array_equal(start((4, 6), 3), start((4, 6), np.random.default_rng(3)))
    rng = np.random.default_rng(3)
    assert not np.array_equal(start((4, 6), rng), start((4, 6), rng))
    assert start((4, 6)).dtype == np.float32 and start((4, 6), dtype=np.float64).dtype == np.float64


def test_orthogonal_takes_matrices_only():
    with pytest.raises(ShapeError, match=r"orthogonal.*\(3, 4, 5\)"):
        orthogonal((3, 4, 5))
