"""Metrics and group folds against scikit-learn and SciPy."""

import warnings

import numpy as np
import pytest

from emolab.training import (
    GroupKFold,
    KFold,
    confusion_matrix,
    correlation,
    macro_f1,
    recall,
    unweighted_accuracy,
    weighted_accuracy,
)

metrics = pytest.importorskip("sklearn.metrics", reason="scikit-learn is not there; install emolab[peers]")
model_selection = pytest.importorskip("sklearn.model_selection", reason="install emolab[peers]")
stats = pytest.importorskip("scipy.stats")


@pytest.mark.parametrize("seed", range(20))
def test_metrics_agree(seed):
    rng = np.random.default_rng(seed)
    C, n = rng.integers(2, 9), rng.integers(1, 200)
    true, said = rng.integers(0, C, n), rng.integers(0, C, n)
    said = np.where(rng.random(n) < 0.6, true, said)
    labels = np.arange(max(true.max(), said.max()) + 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        np.testing.assert_array_equal(
            confusion_matrix(true, said), metrics.confusion_matrix(true, said, labels=labels)
        )
        assert weighted_accuracy(true, said) == metrics.accuracy_score(true, said)
        assert unweighted_accuracy(true, said) == pytest.approx(
            metrics.balanced_accuracy_score(true, said), rel=1e-12
        )
        assert macro_f1(true, said) == pytest.approx(metrics.f1_score(true, said, average="macro"), rel=1e-12)
        per_class = metrics.recall_score(true, said, labels=labels, average=None, zero_division=np.nan)
        np.testing.assert_allclose(recall(true, said), per_class, rtol=1e-12)


@pytest.mark.parametrize("seed", range(10))
def test_correlation_agrees(seed):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal(rng.integers(3, 300)) * 10.0 ** rng.integers(-5, 6) + rng.integers(-3, 4)
    y = x * rng.standard_normal() + rng.standard_normal(len(x))
    assert correlation(x, y) == pytest.approx(stats.pearsonr(x, y).statistic, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_folds_have_the_same_sizes(seed):
    rng = np.random.default_rng(seed)
    groups = rng.integers(0, 30, 400)
    peer = model_selection.GroupKFold(7).split(groups, groups=groups)
    ours = GroupKFold(7).split(groups, groups=groups)
    assert sorted(len(t) for _, t in ours) == sorted(len(t) for _, t in peer)
    peer = model_selection.KFold(6).split(groups)
    for (_, a), (_, b) in zip(KFold(6, shuffle=False).split(groups), peer):
        np.testing.assert_array_equal(a, b)
