"""Networks that bring a loss of their own, and outputs beside the logits."""

from typing import NamedTuple

import numpy as np
import pytest

from emolab.core.errors import ArgumentError
from emolab.nn import softmax, softmax_cross_entropy
from emolab.training import fit, predict, predict_logits, predict_outputs, predict_probabilities
from training.plain import Two, clips_and_labels


class Outputs(NamedTuple):
    logits: np.ndarray  # (N, C)
    doubled: np.ndarray  # (N, C)


class WithLoss(Two):
    """The same network; its loss is half the cross-entropy of the logits, half that of twice the logits."""

    def forward(self, x, lengths=None):
        logits = super().forward(x, lengths)
        return Outputs(logits, 2 * logits)

    def backward(self, dlogits, ddoubled=None):
        return super().backward(dlogits if ddoubled is None else dlogits + 2 * ddoubled)

    def loss(self, outputs, labels):
        losses, gradients = zip(*(softmax_cross_entropy(logits, labels) for logits in outputs))
        return sum(losses) / 2, Outputs(*(gradient / 2 for gradient in gradients))


def by_hand(logits, labels):
    """The same loss of the logits alone."""
    (plain, d1), (doubled, d2) = (softmax_cross_entropy(scale * logits, labels) for scale in (1, 2))
    return (plain + doubled) / 2, d1 / 2 + d2


@pytest.fixture
def task():
    return clips_and_labels()


SETTINGS = {"epochs": 4, "batch_size": 16, "progress": False, "rng": 3}


def test_the_own_loss_trains_and_validates(task):
    whole, plain = WithLoss(), Two()
    history = fit(whole, *task, validation=task, **SETTINGS)
    wanted = fit(plain, *task, validation=task, loss=by_hand, **SETTINGS)
    np.testing.assert_allclose(history.loss, wanted.loss, rtol=1e-6)
    np.testing.assert_allclose(history.validation_loss, wanted.validation_loss, rtol=1e-6)
    np.testing.assert_array_equal(history.validation_accuracy, wanted.validation_accuracy)
    for name, value in whole.state_dict().items():
        np.testing.assert_allclose(value, plain.state_dict()[name], rtol=1e-5, atol=1e-6)


def test_a_given_loss_sees_the_logits_alone(task):
    whole, plain = WithLoss(), Two()
    history = fit(whole, *task, loss=softmax_cross_entropy, label_smoothing=0.1, **SETTINGS)
    wanted = fit(plain, *task, label_smoothing=0.1, **SETTINGS)
    assert list(history.loss) == list(wanted.loss)


def test_outputs_come_in_the_order_of_the_clips(task):
    clips, _ = task
    network = WithLoss(noise=0)
    outputs = predict_outputs(network, clips, batch_size=7)
    assert type(outputs) is Outputs and network.training
    np.testing.assert_array_equal(outputs.logits, predict_logits(network, clips, batch_size=7))
    np.testing.assert_array_equal(outputs.doubled, 2 * outputs.logits)
    for row in (0, 17, 59):
        alone = predict_logits(network, clips[row : row + 1])
        np.testing.assert_allclose(outputs.logits[row], alone[0], rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(predict(network, clips), predict_logits(network, clips).argmax(axis=1))
    assert predict_probabilities(network, clips).shape == softmax(outputs.logits).shape


def test_settings_of_the_cross_entropy_do_not_vanish(task):
    with pytest.raises(ArgumentError, match="WithLoss brings a loss of its own"):
        fit(WithLoss(), *task, label_smoothing=0.1, **SETTINGS)
    with pytest.raises(ArgumentError, match="class_weights"):
        fit(WithLoss(), *task, class_weights=np.ones(3), **SETTINGS)
