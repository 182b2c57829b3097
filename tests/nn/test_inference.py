"""Inside `inference` outputs are the same, and nothing is kept for a backward."""

import threading

import numpy as np
import pytest

from emolab.models import VGG
from emolab.nn import BatchNorm, Conv2d, MaxPool2d, ReLU, Sequential, inference, inferring

pytestmark = pytest.mark.usefixtures("each_backend")


def chain(kernel, bias, rng):
    norm = BatchNorm(18, dtype=np.float64)
    for entry in (norm.gamma, norm.beta, norm.mean, norm.variance):
        entry.value[...] = rng.uniform(-1, 1, 18) + 2 * (entry is norm.variance)
    first = Conv2d(16, 18, kernel, padding="same", bias=bias, rng=rng, dtype=np.float64)
    last = Conv2d(18, 5, 1, rng=rng, dtype=np.float64)
    for conv in (first, last):
        if conv.b:
            conv.b.value[...] = rng.standard_normal(conv.b.value.shape)
    return Sequential(first, norm, ReLU(), MaxPool2d(2), last, ReLU())


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("kernel, bias", [(3, False), (3, True), ((1, 5), False), (1, True)])
def test_outputs_are_the_same(kernel, bias, training):
    rng = np.random.default_rng(2)
    model = chain(kernel, bias, rng).train(training)
    x = rng.standard_normal((4, 12, 10, 16))
    wanted = model.forward(x)
    with inference():
        got = model.forward(x)
    assert (wanted == 0).any() and (wanted > 0).any()
    np.testing.assert_allclose(got, wanted, rtol=1e-9, atol=1e-12)


def test_a_convolution_keeps_nothing():
    rng = np.random.default_rng(2)
    model = chain(3, True, rng).eval()
    x = rng.standard_normal((4, 12, 10, 16))
    model.forward(x)
    with inference():
        model.forward(x)
    assert model[0].cache is None and model[4].cache is None


def test_nan_is_carried_through_the_rectifier():
    model = Sequential(Conv2d(1, 1, 1, rng=0), ReLU()).eval()
    with inference():
        y = model.forward(np.array([np.nan, 1, -1], np.float32).reshape(1, 1, 3, 1))
    assert np.isnan(y).sum() == 1


def test_it_ends_with_the_block_and_stays_in_its_thread():
    seen = []
    with inference():
        with inference():
            pass
        assert inferring()
        other = threading.Thread(target=lambda: seen.append(inferring()))
        other.start()
        other.join()
    assert seen == [False] and not inferring()
    with pytest.raises(ZeroDivisionError), inference():
        raise ZeroDivisionError
    assert not inferring()


def test_vgg_is_the_same_with_and_without():
    model = VGG("A", width=1 / 4, input_size=32, classes=3, batch_norm=True, rng=0, dtype=np.float64).eval()
    x = np.random.default_rng(1).standard_normal((3, 32, 32, 3))
    wanted = model.forward(x)
    with inference():
        np.testing.assert_allclose(model.forward(x), wanted, rtol=1e-9, atol=1e-12)
