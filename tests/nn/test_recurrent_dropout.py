"""Recurrent dropout: one mask a sequence on the past state, and the common LSTM in inference."""

import numpy as np
import pytest

from emolab.core.errors import ArgumentError, ShapeError
from emolab.nn import LSTM, RecurrentDropoutLSTM, dropped_lstm_forward, lstm_forward, sigmoid

LENGTHS = np.array([4, 2, 5])


def arrays(N=3, T=5, D=2, H=4, seed=0):
    rng = np.random.default_rng(seed)
    shapes = [(N, T, D), (N, H), (N, H), (D, 4 * H), (H, 4 * H), (4 * H,)]
    return [rng.standard_normal(shape) for shape in shapes]


def test_by_hand():
    x, h, c, Wx, Wh, b = arrays()
    r = np.random.default_rng(1).random(h.shape) < 0.6
    got, cache = dropped_lstm_forward(x, h, c, r, Wx, Wh, b, None, 1 / 0.6)
    for t in range(x.shape[1]):
        i, f, g, o = np.split(x[:, t] @ Wx + (h * r / 0.6) @ Wh + b, 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        np.testing.assert_allclose(got[:, t], h, rtol=1e-12)
    np.testing.assert_allclose(cache.c_last, c, rtol=1e-12)


@pytest.mark.parametrize("lengths", [None, LENGTHS], ids=["whole", "padded"])
def test_a_mask_that_keeps_all_is_the_common_lstm(lengths, each_backend):
    x, h, c, Wx, Wh, b = arrays()
    wanted, cache = lstm_forward(x, h, c, Wx, Wh, b, lengths)
    got, own = dropped_lstm_forward(x, h, c, np.ones(h.shape, bool), Wx, Wh, b, lengths)
    np.testing.assert_allclose(got, wanted, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(own.c_last, cache.c_last, rtol=1e-12)


def test_inference_and_keep_1_are_the_common_lstm(each_backend):
    x = arrays()[0]
    common, dropped = LSTM(2, 4, layers=2, rng=0), RecurrentDropoutLSTM(2, 4, keep=0.5, layers=2, rng=1)
    dropped.load_state_dict(common.state_dict())
    wanted = common(x, LENGTHS)
    np.testing.assert_array_equal(dropped.eval()(x, LENGTHS), wanted)
    np.testing.assert_array_equal(dropped.backward(wanted), common.backward(wanted))
    assert np.abs(dropped.train()(x, LENGTHS) - wanted).max() > 1e-3
    all_kept = RecurrentDropoutLSTM(2, 4, keep=1, layers=2, rng=1)
    all_kept.load_state_dict(common.state_dict())
    np.testing.assert_array_equal(all_kept(x, LENGTHS), wanted)


def test_each_sequence_has_its_own_mask_and_each_forward_new_ones():
    layer = RecurrentDropoutLSTM(2, 4, keep=0.5, rng=0, dtype=np.float64)
    x = np.repeat(arrays(N=1)[0], 6, axis=0)  # six times the same sequence
    first, second = layer(x), layer(x)
    assert len(np.unique(first[:, -1, 0])) > 1 and np.abs(first - second).max() > 1e-3
    assert len(np.unique(first[:, 0, 0])) == 1  # nothing past to drop
    again = RecurrentDropoutLSTM(2, 4, keep=0.5, rng=0, dtype=np.float64)
    np.testing.assert_array_equal(again(x), first)


def test_a_state_that_is_dropped_passes_nothing_back():
    layer = RecurrentDropoutLSTM(2, 3, keep=0.5, rng=0, dtype=np.float64)
    layer.cells[0].mask = np.array([[True, False, True]] * 3)
    x, h0, c0 = arrays(H=3)[:3]
    layer(x, None, h0[None], c0[None])
    layer.backward(np.ones((3, 5, 3)))
    assert not layer.dh0[..., 1].any() and layer.dh0[..., [0, 2]].all() and layer.dc0.all()
    layer.cells[0].mask = np.ones((2, 3), bool)
    with pytest.raises(ShapeError, match=r"mask has shape \(2, 3\)"):
        layer(x)


def test_the_mean_over_masks_is_near_the_whole_state():
    """Scaled by 1 / keep, so that a linear reading of the past keeps its mean."""
    x, h, c, Wx, Wh, b = arrays(N=1, T=1)
    Wh *= 1e-3  # nearly linear
    rng = np.random.default_rng(0)
    whole = lstm_forward(x, h, c, Wx, Wh, b)[0]
    none = dropped_lstm_forward(x, h, c, np.zeros(h.shape, bool), Wx, Wh, b)[0]
    many = [x, h, c, rng.random((4000, 4)) < 0.8]
    many[:3] = (np.repeat(a, 4000, axis=0) for a in many[:3])
    mean = dropped_lstm_forward(*many, Wx, Wh, b, None, 1 / 0.8)[0].mean(axis=0)
    assert np.abs(mean - whole[0]).max() < 0.1 * np.abs(none - whole).max()


@pytest.mark.parametrize("keep", [0, -0.1, 1.1])
def test_what_is_refused(keep):
    with pytest.raises(ArgumentError, match="keep"):
        RecurrentDropoutLSTM(2, 3, keep=keep)
