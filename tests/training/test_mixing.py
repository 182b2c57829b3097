"""Mixed pairs: blends, the loss of two labels and its gradient, and a training that runs with them."""

import numpy as np
import pytest

from emolab.core.errors import ArgumentError
from emolab.nn import SGD, Dense, softmax_cross_entropy
from emolab.training import fit
from emolab.training.mixing import MixedPairs

RNG = np.random.default_rng(0)


def test_a_blend_is_between_two_clips_of_the_batch():
    x = RNG.standard_normal((6, 3, 2)).astype(np.float32)
    (y,) = MixedPairs(alpha=1.0, share=1.0)((x,), np.random.default_rng(1))
    assert y.dtype == x.dtype and not np.allclose(x, y)
    np.testing.assert_allclose(y.mean(axis=0), x.mean(axis=0), atol=1e-6)  # each clip is in it once
    for row in y:  # on the line from one clip to another
        assert min(off_line(row, a, b) for a in x for b in x) < 1e-5


def off_line(row, a, b):
    d = (b - a).ravel()
    s = d @ (row - a).ravel() / max(d @ d, 1e-12)
    return np.abs(row - a - np.clip(s, 0, 1) * (b - a)).max()


def test_the_loss_is_that_of_both_labels_and_its_gradient_holds():
    mix = MixedPairs(alpha=1.0, share=1.0)
    draw = np.random.default_rng(2)
    mix((RNG.standard_normal((5, 4)),), draw)
    pairs = s, order = mix._pairs
    logits, labels = RNG.standard_normal((5, 3)), np.array([0, 2, 1, 1, 0])
    soft = s * np.eye(3)[labels] + (1 - s) * np.eye(3)[labels[order]]
    soft = 0.9 * soft + 0.1 / 3
    wanted = -(soft * np.log(np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True))).sum(axis=1).mean()
    loss, dlogits = mix.loss(logits, labels, smoothing=0.1)
    np.testing.assert_allclose(loss, wanted, rtol=1e-12)
    for place in np.ndindex(5, 3):
        step = np.zeros((5, 3))
        step[place] = 1e-5
        sides = []
        for moved in (logits + step, logits - step):
            mix._pairs = pairs
            sides.append(mix.loss(moved, labels, smoothing=0.1)[0])
        np.testing.assert_allclose(dlogits[place], (sides[0] - sides[1]) / 2e-5, rtol=1e-6, atol=1e-9)


def test_other_batches_and_validation_have_the_loss_as_ever():
    logits, labels = RNG.standard_normal((5, 3)), np.array([0, 2, 1, 1, 0])
    wanted = softmax_cross_entropy(logits, labels)[0]
    mix, never = MixedPairs(share=1.0), MixedPairs(share=0.0, augment=lambda inputs, rng: (inputs[0] + 1,))
    x = RNG.standard_normal((5, 4))
    mix((x,), np.random.default_rng(0))
    assert mix.loss(logits, labels)[0] != wanted
    assert mix.loss(logits, labels)[0] == wanted  # the blend counts once
    (y,) = never((x,), np.random.default_rng(0))
    np.testing.assert_array_equal(y, x + 1)
    assert never.loss(logits, labels)[0] == wanted


def test_a_network_learns_from_blends_and_the_seed_decides():
    labels = RNG.integers(0, 3, 90)
    x = (np.eye(3)[labels] + 0.2 * RNG.standard_normal((90, 3))).astype(np.float32)

    def learned():
        mix, net = MixedPairs(share=0.7), Dense(3, 3, rng=0)
        fit(
            net, x, labels, epochs=20, batch_size=9, optimiser=SGD(net.parameters(), 0.5), augment=mix,
            loss=mix.loss, label_smoothing=0.1, rng=1, progress=False,
        )  # fmt: skip
        return net(x)

    assert (learned().argmax(axis=1) == labels).mean() > 0.95
    np.testing.assert_array_equal(learned(), learned())


@pytest.mark.parametrize("options", [{"alpha": 0}, {"share": 1.5}])
def test_what_cannot_be_drawn(options):
    with pytest.raises(ArgumentError):
        MixedPairs(**options)
