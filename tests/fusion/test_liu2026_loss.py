"""The loss of liu2026, and what its equations print wrongly."""

import numpy as np
import pytest

from emolab.core.errors import ArgumentError, DataError
from emolab.fusion import liu2026_loss_backward, liu2026_loss_forward


def parts(N=4, C=3, seed=0):
    rng = np.random.default_rng(seed)
    decisions = tuple(rng.dirichlet(np.ones(C), N) for _ in range(3))
    return decisions, tuple(rng.standard_normal((N, size)) for size in (5, 5, 2, 2)), rng.integers(0, C, N)


def test_term_by_term():
    (fused, audio, video), (ra, xa, rb, xb), labels = parts()
    truth = np.eye(3)[labels]
    wanted = ((ra - xa) ** 2).mean() + ((rb - xb) ** 2).mean()
    for n in range(4):
        for y, weight in ((fused, 1), (audio, 0.6), (video, 0.4)):
            wanted += weight * np.abs(y[n] - truth[n]).sum() / 4
    for given in (labels, truth):
        loss, _ = liu2026_loss_forward(fused, audio, video, ra, xa, rb, xb, given)
        assert loss == pytest.approx(wanted, rel=1e-12)


def test_all_right_is_zero():
    _, (ra, xa, rb, xb), labels = parts()
    right = np.eye(3)[labels]
    assert liu2026_loss_forward(right, right, right, xa, xa, xb, xb, labels)[0] == 0


def test_printed_18_is_another_loss_that_no_reconstruction_lowers():
    """(X_a - X_b)^2 + (X_b - X_a)^2: it needs both of one size, and does not hold r at all."""
    decisions, (ra, xa, rb, xb), labels = parts()
    rb, xb = ra + 1, xa + 2  # of one size, so that the printed form can be written at all
    printed = 2 * ((xa - xb) ** 2).mean()
    rebuilt = ((ra, rb), (xa, xb), (0 * xa, xb))
    values = [liu2026_loss_forward(*decisions, a, xa, b, xb, labels)[0] for a, b in rebuilt]
    classification = values[1]
    assert printed == 8 and all(abs(value - classification - printed) > 1 for value in values)
    assert values[1] < min(values[0], values[2])


def test_emotions_as_grades_would_put_anger_nearer_to_sadness_than_joy():
    """One-hot targets hold all errors alike; the paper's grades 0 to 1 do not."""
    _, features, _ = parts()
    features = tuple(f[:1] for f in features)
    losses = []
    for wrong in (1, 2):
        y = np.eye(3)[[wrong]]
        losses.append(liu2026_loss_forward(y, y, y, *features, np.array([0]))[0])
    assert losses[0] == losses[1]


def test_dtype_and_gradients_order():
    decisions, features, labels = parts()
    single = [a.astype(np.float32) for a in (*decisions, *features)]
    loss, cache = liu2026_loss_forward(*single, labels)
    gradients = liu2026_loss_backward(np.float32(1), cache)
    assert loss.dtype == np.float32 and [g.shape for g in gradients] == [a.shape for a in single]
    assert all(g.dtype == np.float32 for g in gradients)


def test_what_is_no_label_or_weight_is_said():
    decisions, features, labels = parts()
    with pytest.raises(DataError, match="label 3 in row 0"):
        liu2026_loss_forward(*decisions, *features, labels * 0 + 3)
    with pytest.raises(ArgumentError, match="weights"):
        liu2026_loss_forward(*decisions, *features, labels, weights=(-1, 2))
