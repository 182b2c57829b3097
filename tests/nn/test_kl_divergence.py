"""The Kullback-Leibler divergence."""

import numpy as np
import pytest

from emolab.core.errors import DataError, ShapeError
from emolab.nn import kl_divergence, kl_divergence_forward, softmax, softmax_cross_entropy

rng = np.random.default_rng(0)
LOGITS, TARGETS = rng.standard_normal((5, 3, 4)), rng.dirichlet(np.ones(4), (5, 3))


def test_it_is_the_sum_over_classes_and_the_mean_over_rows():
    p = softmax(LOGITS)
    loss, _ = kl_divergence(LOGITS, TARGETS)
    assert loss == pytest.approx((TARGETS * np.log(TARGETS / p)).sum(axis=-1).mean(), rel=1e-12)


def test_it_is_zero_where_the_student_is_the_teacher_and_positive_elsewhere():
    loss, dlogits = kl_divergence(np.log(TARGETS) + 3, TARGETS)
    assert abs(loss) < 1e-12 and np.abs(dlogits).max() < 1e-12
    assert kl_divergence(LOGITS, TARGETS)[0] > 0


def test_its_gradient_is_that_of_the_cross_entropy():
    _, wanted = softmax_cross_entropy(LOGITS.reshape(15, 4), TARGETS.reshape(15, 4))
    np.testing.assert_allclose(kl_divergence(LOGITS, TARGETS)[1].reshape(15, 4), wanted, rtol=1e-10)


def test_certain_teachers_and_large_logits():
    certain = np.eye(4)[[0, 3]]
    logits = np.array([[500.0, -500, 0, 0], [0, 0, 0, 900]])
    assert kl_divergence(logits, certain)[0] == 0
    assert kl_divergence(-logits, certain)[0] == pytest.approx((1000 + 900 + np.log(3)) / 2)
    loss, dlogits = kl_divergence(logits.astype(np.float32), certain)
    assert loss.dtype == dlogits.dtype == np.float32


def test_what_is_no_teacher_is_said():
    with pytest.raises(DataError, match=r"row \(1, 2\) of targets is no distribution"):
        wrong = TARGETS.copy()
        wrong[1, 2, 0] += 0.1
        kl_divergence_forward(LOGITS, wrong)
    with pytest.raises(DataError, match="no distribution"):
        kl_divergence_forward(LOGITS[0], np.full((3, 4), np.nan))
    with pytest.raises(ShapeError, match="for each row|targets"):
        kl_divergence_forward(LOGITS, TARGETS[..., :3])
    with pytest.raises(DataError, match="no row"):
        kl_divergence_forward(LOGITS[:0], TARGETS[:0])
