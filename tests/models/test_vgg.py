"""VGG A to E: the table's layers, sizes from 32 to 224, freezing, and what is refused."""

import numpy as np
import pytest

from emolab.core import ArgumentError, ShapeError
from emolab.models import VGG, vgg_input
from emolab.nn import LRN, BatchNorm, Conv2d, Dense, MaxPool2d

RNG = np.random.default_rng(2)
LITTLE = {"width": 1 / 32, "classes": 5}


def images(n=3, side=32, dtype=np.float32):
    return RNG.standard_normal((n, side, side, 3)).astype(dtype)


@pytest.mark.parametrize(
    "config, weight_layers, ones",
    [("A", 11, 0), ("A-LRN", 11, 0), ("B", 13, 0), ("C", 16, 3), ("D", 16, 0), ("E", 19, 0)],
)
def test_layers_are_those_of_the_table(config, weight_layers, ones):
    model = VGG(config, input_size=32, **LITTLE)
    layers = [layer for _, layer in model.modules()]
    convolutions = [layer for layer in layers if isinstance(layer, Conv2d)]
    assert len(convolutions) + sum(isinstance(layer, Dense) for layer in layers) == weight_layers
    assert sum(layer.W.value.shape[0] == 1 for layer in convolutions) == ones
    assert sum(isinstance(layer, MaxPool2d) for layer in layers) == 5
    assert sum(isinstance(layer, LRN) for layer in layers) == (config == "A-LRN")
    assert [block.layers[0].W.value.shape[3] for block in model.blocks] == [2, 4, 8, 16, 16]


@pytest.mark.parametrize("config, count", [("D", 14_714_688), ("E", 20_024_384)])
def test_the_full_width_has_the_published_number_of_weights(config, count):
    model = VGG(config, input_size=48, top=False)
    assert sum(parameter.value.size for parameter in model.parameters().values()) == count
    assert model.feature_size == 512 and model.side == 1  # 1 x 1 x 512 of 48 x 48


@pytest.mark.parametrize("side, left", [(32, 1), (47, 1), (48, 1), (64, 2), (224, 7)])
def test_five_pools_halve_any_size(side, left):
    model = VGG("A", width=1 / 64, input_size=side, classes=4, rng=0).eval()
    assert model.feature_size == left**2 * 8
    x = images(2, side)
    assert model.features(x).shape == (2, left**2 * 8) and model(x).shape == (2, 4)


def test_without_top_the_output_is_the_features():
    model = VGG("B", input_size=32, top=False, width=1 / 32, rng=0)
    x = images()
    assert np.array_equal(model(x), model.features(x)) and model(x).shape == (3, 16)
    assert model.backward(np.ones((3, 16), np.float32)).shape == x.shape


@pytest.mark.parametrize("count", [1, 3, 5])
@pytest.mark.parametrize("batch_norm", [False, True])
def test_frozen_blocks_stay_and_the_rest_learns_the_same(count, batch_norm):
    settings = dict(config="D", input_size=32, batch_norm=batch_norm, keep=1, rng=7, dtype=float, **LITTLE)
    free, frozen = VGG(**settings), VGG(frozen=count, **settings)
    assert frozen.frozen_blocks() == count
    for i, block in enumerate(free.blocks):  # the same function: statistics are the running ones
        if i < count:
            block.eval()
    x, dy = images(120, dtype=float), RNG.standard_normal((120, 5))  # more than one portion
    free_state = frozen.train().state_dict()
    y = frozen(x)
    if not batch_norm:
        np.testing.assert_allclose(y, free(x), rtol=1e-9)
        free.backward(dy)
    assert frozen.backward(dy) is None
    for path, parameter in frozen.parameters().items():
        below = path.startswith(tuple(f"blocks.{i}." for i in range(count)))
        assert parameter.trainable != below
        if below:
            assert not parameter.grad.any(), path
        elif not batch_norm:
            wanted = free.parameters()[path].grad
            np.testing.assert_allclose(parameter.grad, wanted, rtol=1e-7, atol=1e-9)
    for path, buffer in frozen.buffers().items():
        below = path.startswith(tuple(f"blocks.{i}." for i in range(count)))
        assert np.array_equal(buffer.value, free_state[path]) == below, path
    kept = [layer.cache for block in frozen.blocks[:count] for layer in block.layers]
    assert all(cache is None for cache in kept)


def test_freezing_and_fine_tuning():
    model = VGG("A", input_size=32, frozen=True, keep=1, rng=0, **LITTLE)
    dy = np.ones((3, 5), np.float32)
    model(images())
    assert model.backward(dy) is None
    model.freeze_blocks(4)
    model(images())
    model.backward(dy)
    grads = {path: parameter.grad.any() for path, parameter in model.parameters().items()}
    assert grads["blocks.4.layers.0.W"] and not grads["blocks.3.layers.0.W"]
    model.freeze_blocks(False)
    model(images())
    assert model.backward(dy).shape == (3, 32, 32, 3)
    assert model.blocks[0].layers[0].W.grad.any()
    for count in (6, -1, "two"):
        with pytest.raises(ArgumentError, match="5 blocks"):
            model.freeze_blocks(count)


def test_frozen_batch_norm_keeps_its_statistics_in_training():
    model = VGG("A", input_size=32, batch_norm=True, frozen=2, rng=0, **LITTLE).train()
    model(images())
    norms = [[m for m in block.layers if isinstance(m, BatchNorm)] for block in model.blocks]
    assert all(not m.mean.value.any() for block in norms[:2] for m in block)
    assert all(m.mean.value.any() for block in norms[2:] for m in block)


def test_the_dense_layers_have_the_units_asked_for():
    model = VGG("A", width=1 / 16, input_size=32, classes=5, hidden=11, rng=0)
    assert [layer.W.value.shape for layer in model.head.layers[::3]] == [(32, 11), (11, 11), (11, 5)]
    assert model.settings["hidden"] == 11 and VGG("A", width=1 / 16, input_size=32).settings["hidden"] is None


def test_same_seed_same_weights_and_an_empty_batch():
    a, b = (VGG("C", input_size=32, rng=3, frozen=5, **LITTLE) for _ in range(2))
    for (path, one), other in zip(a.state_dict().items(), b.state_dict().values()):
        assert np.array_equal(one, other), path
    assert a.eval()(images(0)).shape == (0, 5)


@pytest.mark.parametrize(
    "settings, said",
    [
        ({"config": "F"}, "A, A-LRN, B, C, D, E"),
        ({"input_size": 31}, "five pools halve"),
        ({"input_size": 48.0}, "whole number"),
        ({"hidden": 0}, "hidden must be a whole number"),
        ({"width": 0}, "width"),
        ({"frozen": 9}, "5 blocks"),
    ],
)
def test_what_is_refused(settings, said):
    with pytest.raises(ArgumentError, match=said):
        VGG(**{"width": 1 / 64, "input_size": 32, **settings})


@pytest.mark.parametrize("shape", [(2, 48, 48, 3), (2, 32, 32, 1), (32, 32, 3)])
def test_images_of_another_shape_are_named(shape):
    model = VGG("A", input_size=32, **LITTLE)
    with pytest.raises(ShapeError, match=r"must be \(N, 32, 32, 3\)"):
        model(np.zeros(shape, np.float32))


def test_input_conventions():
    image = np.array([[[255, 0, 128]]], np.uint8)
    np.testing.assert_allclose(vgg_input(image)[0, 0], [128 - 103.939, -116.779, 255 - 123.68], rtol=1e-6)
    torch = [(1 - 0.485) / 0.229, -0.456 / 0.224, (128 / 255 - 0.406) / 0.225]
    np.testing.assert_allclose(vgg_input(image, "torch")[0, 0], torch, rtol=1e-6)
    np.testing.assert_allclose(vgg_input(image, "unit")[0, 0], [1, -1, 128 / 127.5 - 1], atol=1e-6)
    assert vgg_input(image).dtype == np.float32
    with pytest.raises(ArgumentError, match="keras, torch, unit"):
        vgg_input(image, "caffe")
