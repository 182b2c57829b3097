"""The networks of zhu2022's Table 1 that are no Attention-LSTM and no VGG: a plain LSTM, a CNN on LBPH."""

import numpy as np
import pytest

from emolab.core.errors import ArgumentError
from emolab.models import HistogramCNN, LSTMClassifier
from emolab.nn import check_gradients
from emolab.vision import lbph


def test_the_gradients_of_the_plain_lstm():
    rng = np.random.default_rng(0)
    network = LSTMClassifier(3, 2, hidden=3, layers=2, keep=0.5, rng=1, dtype=np.float64)
    check_gradients(network, (rng.standard_normal((4, 5, 3)), np.array([5, 2, 1, 3]))).raise_if_failed()


def test_the_plain_lstm_reads_each_clip_to_its_own_end():
    rng = np.random.default_rng(0)
    network = LSTMClassifier(3, 2, hidden=4, rng=1).eval()
    x = rng.standard_normal((2, 6, 3)).astype(np.float32)
    both = network(x, np.array([6, 4]))
    np.testing.assert_allclose(both[1:], network(x[1:, :4], None), rtol=1e-5)
    x[1, 4:] = 7  # padding
    np.testing.assert_allclose(network(x, np.array([6, 4])), both, rtol=1e-6)


def test_the_gradients_of_the_cnn_on_histograms():
    rng = np.random.default_rng(0)
    network = HistogramCNN(3, 2, grid=4, filters=2, keep=0.5, rng=1, dtype=np.float64)
    check_gradients(network, (rng.random((3, 4 * 4 * 3)),)).raise_if_failed()


def test_the_cnn_takes_what_lbph_gives():
    faces = np.random.default_rng(0).integers(0, 256, (5, 48, 48)).astype(np.uint8)
    h = lbph(faces, dtype=np.float32)
    network = HistogramCNN(256, 7, rng=0).eval()
    assert network(h).shape == (5, 7) and network.layers[0].W.value.shape == (1, 1, 256, 32)
    blocks = h.reshape(5, 8, 8, 256)
    assert (np.square(network.scale * blocks).mean(axis=3) <= 1).all()  # as its docstring has it
    moved = blocks.copy()
    moved[:, 0, 0], moved[:, 7, 7] = blocks[:, 7, 7], blocks[:, 0, 0]
    assert not np.allclose(network(moved.reshape(5, -1)), network(h))  # where a histogram stands counts


@pytest.mark.parametrize("grid", [3, 6, 0])
def test_a_grid_that_two_pools_do_not_halve(grid):
    with pytest.raises(ArgumentError, match=f"grid is {grid}; two pools need a multiple of 4"):
        HistogramCNN(256, 7, grid=grid)
