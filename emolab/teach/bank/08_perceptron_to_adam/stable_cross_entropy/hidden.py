import numpy as np

from emolab import nn
from emolab.teach.testing import close, gradient


def test_gradient(answer, rng):
    """the gradient is that of the loss, by differences"""
    labels = rng.integers(0, 5, 6)
    gradient(
        lambda z: float(answer.softmax_cross_entropy(z, labels)[0]),
        lambda dy, z: dy * np.asarray(answer.softmax_cross_entropy(z, labels)[1]),
        {"z": rng.standard_normal((6, 5))},
        "the gradient of the loss",
    )


def test_as_library(answer, rng):
    """loss and gradient of a batch are those of the library"""
    z, labels = 4 * rng.standard_normal((7, 3)), rng.integers(0, 3, 7)
    loss, dz = answer.softmax_cross_entropy(z, labels)
    wanted = nn.softmax_cross_entropy(z, labels)
    close(loss, wanted[0], "the loss")
    close(dz, wanted[1], "the gradient")


def test_repeated(answer, rng):
    """the same rows twice have the same loss, and half the gradient each"""
    z, labels = rng.standard_normal((4, 3)), rng.integers(0, 3, 4)
    loss, dz = answer.softmax_cross_entropy(z, labels)
    twice, more = answer.softmax_cross_entropy(np.concatenate([z, z]), np.concatenate([labels, labels]))
    close(twice, loss, "the loss of the batch twice")
    close(np.asarray(more)[:4], np.asarray(dz) / 2, "the gradient of the batch twice")


def test_shifted(answer, rng):
    """a number added to all scores of a row changes nothing, however large or small"""
    z, labels = rng.standard_normal((3, 4)), rng.integers(0, 4, 3)
    loss, dz = answer.softmax_cross_entropy(z + np.array([[800.0], [-900.0], [5.0]]), labels)
    wanted = nn.softmax_cross_entropy(z, labels)
    close(loss, wanted[0], "the loss of shifted rows")
    close(dz, wanted[1], "the gradient of shifted rows")
