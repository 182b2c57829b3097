"""Sequential: modules one after the other, back in the other order."""

import numpy as np
import pytest

from emolab.core import ArgumentError
from emolab.nn import BatchNorm, Conv2d, Dense, Dropout, Flatten, MaxPool2d, ReLU, Sequential


def chain():
    return Sequential(
        Conv2d(1, 4, 3, padding="same", rng=0),
        BatchNorm(4),
        ReLU(),
        MaxPool2d(2),
        Flatten(),
        Dropout(0.5, rng=1),
        Dense(16, 3, rng=2),
    )


def test_forward_and_backward_by_hand():
    net = chain()
    x = np.random.default_rng(0).standard_normal((5, 4, 4, 1)).astype(np.float32)
    state = net.layers[5].rng.bit_generator.state
    y = net(x)
    dx = net.backward(np.ones_like(y))
    grads = {name: p.grad.copy() for name, p in net.parameters().items()}

    net.zero_grad()
    net.layers[5].rng.bit_generator.state = state
    step = x
    for layer in net.layers:
        step = layer(step)
    np.testing.assert_array_equal(step, y)
    dy = np.ones_like(y)
    for layer in net.layers[::-1]:
        dy = layer.backward(dy)
    np.testing.assert_array_equal(dy, dx)
    for name, p in net.parameters().items():
        np.testing.assert_array_equal(p.grad, grads[name])


def test_names_modes_and_parts():
    net = chain()
    assert list(net.parameters()) == [
        "layers.0.W", "layers.0.b", "layers.1.gamma", "layers.1.beta", "layers.6.W", "layers.6.b",
    ]  # fmt: skip
    assert list(net.buffers()) == ["layers.1.mean", "layers.1.variance"]
    assert list(net.generators()) == ["layers.5.rng"]
    net.eval()
    assert not any(layer.training for layer in net.layers)
    assert len(net) == 7 and net[6] is net.layers[6] and net[:2].layers == net.layers[:2]


def test_the_empty_chain_hands_on():
    x = np.ones((2, 3))
    assert Sequential()(x) is x and Sequential().backward(x) is x


def test_only_modules_are_taken():
    with pytest.raises(ArgumentError, match="entry 1 is .*ReLU.*not a Module"):
        Sequential(Flatten(), ReLU)
