"""Dropout: its three scalings, frozen masks, and a generator that can be saved."""

import numpy as np
import pytest

from emolab.core import ArgumentError, ShapeError
from emolab.nn import Dropout, dropout_forward, dropout_mask

X = np.ones((400, 500))


@pytest.mark.parametrize(
    "scaling, trained, tested", [("inverted", 1 / 0.8, 1), ("test", 1, 0.8), ("none", 1, 1)]
)
def test_the_scalings(scaling, trained, tested):
    layer = Dropout(0.8, scaling=scaling, rng=0)
    y = layer(X)
    assert set(np.unique(y)) == {0, trained}
    assert abs((y != 0).mean() - 0.8) < 0.005  # p is the probability to keep; six standard deviations
    np.testing.assert_array_equal(layer.backward(X), y)
    layer.eval()
    np.testing.assert_array_equal(layer(X), tested * X)
    np.testing.assert_array_equal(layer.backward(X), tested * X)


def test_without_scaling_training_and_inference_differ():
    # song2021 2.35-2.38 prints no scale: what the next layer sees shrinks by p in training only
    for scaling, wanted in [("none", 0.5), ("inverted", 1), ("test", 1)]:
        layer = Dropout(0.5, scaling=scaling, rng=1)
        assert abs(layer(X).mean() / layer.eval()(X).mean() - wanted) < 0.02


def test_each_forward_draws_anew_and_a_mask_freezes_it():
    layer = Dropout(0.5, rng=3)
    x = np.ones((5, 20))
    assert not np.array_equal(layer(x), layer(x))
    layer.mask = layer.draw(x.shape)
    np.testing.assert_array_equal(layer(x), layer(x))
    np.testing.assert_array_equal(layer(x) != 0, layer.mask)
    layer.mask = None
    assert not np.array_equal(layer(x), layer(x))


def test_the_generator_is_found_and_its_state_repeats_the_masks():
    layer = Dropout(0.5, rng=np.random.default_rng(5))
    (generator,) = layer.generators().values()
    state = generator.bit_generator.state
    first = layer(X)
    generator.bit_generator.state = state
    np.testing.assert_array_equal(layer(X), first)


def test_the_mask_does_not_depend_on_the_dtype():
    x = np.ones((30, 30))
    a, b = Dropout(0.5, rng=7)(x), Dropout(0.5, rng=7)(x.astype(np.float32))
    assert b.dtype == np.float32
    np.testing.assert_array_equal(a, b)


def test_what_is_dropped_is_gone_even_if_it_is_no_number():
    y, _ = dropout_forward(np.array([np.inf, 1.0]), np.array([False, True]), 2.0)
    np.testing.assert_array_equal(y, [0, 2])


def test_keep_one_keeps_all():
    assert dropout_mask((100, 100), 1, 0).all()


def test_settings_that_cannot_be():
    for keep in (0, 1.5, -0.1, float("nan")):
        with pytest.raises(ArgumentError, match="keep is the probability to keep"):
            Dropout(keep)
    with pytest.raises(ArgumentError, match="scaling 'weights' is not known"):
        Dropout(0.5, scaling="weights")
    layer = Dropout(0.5)
    layer.mask = layer.draw((3, 4))
    with pytest.raises(ShapeError, match=r"the mask has shape \(3, 4\), x \(2, 4\)"):
        layer(np.ones((2, 4)))


@pytest.mark.parametrize("scaling", ["inverted", "test"])
def test_a_numpy_keep_does_not_widen_float32(scaling):
    layer = Dropout(np.float64(0.5), scaling=scaling)
    x = np.ones((2, 3), np.float32)
    assert layer(x).dtype == layer.backward(x).dtype == np.float32
    assert layer.eval()(x).dtype == layer.backward(x).dtype == np.float32
