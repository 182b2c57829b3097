"""The curve over the weight of a fused decision, and its picture."""

import numpy as np
import pytest

from emolab.core.errors import ArgumentError, DataError, ShapeError
from emolab.fusion import weight_curve, weighted_decision
from emolab.training import plot_weight_curve, save_figure, unweighted_accuracy, weighted_accuracy


def two_sides(n=300, K=7, seed=0):
    """Two classifiers that err in different clips; classes of unlike size."""
    rng = np.random.default_rng(seed)
    labels = rng.choice(K, n, p=np.arange(1, K + 1) / np.arange(1, K + 1).sum())
    sides = [rng.random((n, K)) ** power for power in (2, 3)]
    for side, extra in zip(sides, (0.5, 0.4)):
        side[np.arange(n), labels] += extra
    return (*(side / side.sum(axis=1, keepdims=True) for side in sides), labels)


def test_each_point_is_the_accuracy_of_that_decision():
    video, voice, labels = two_sides()
    curve = weight_curve(video, voice, labels, steps=11)
    for w, accuracy, unweighted in zip(*curve):
        found = weighted_decision(video, voice, (w, 1 - w))
        np.testing.assert_allclose(accuracy, weighted_accuracy(labels, found, 7), rtol=1e-12)
        np.testing.assert_allclose(unweighted, unweighted_accuracy(labels, found, 7), rtol=1e-12)
    assert curve.accuracy[0] == (voice.argmax(axis=1) == labels).mean()
    assert curve.accuracy[-1] == (video.argmax(axis=1) == labels).mean()
    weight, best = curve.best()
    assert 0 < weight < 1 and best > max(curve.accuracy[0], curve.accuracy[-1])
    assert curve.best("unweighted")[1] == curve.unweighted.max()


def test_of_equal_weights_the_printed_one():
    sure = np.eye(3)[[0, 1, 2, 0]]
    curve = weight_curve(sure, sure, np.array([0, 1, 2, 0]))
    assert curve.best() == (0.6, 1.0) and curve.best(near=0.25)[0] == 0.25


def test_what_it_refuses():
    video, voice, labels = two_sides(20)
    with pytest.raises(ShapeError, match="must be 7"):
        weight_curve(video, voice[:, :3], labels)
    with pytest.raises(ShapeError, match="labels"):
        weight_curve(video, voice, labels[:5])
    with pytest.raises(DataError, match="from 0 to 6"):
        weight_curve(video, voice, labels + 3)
    with pytest.raises(DataError, match="no sample"):
        weight_curve(video[:0], voice[:0], labels[:0])
    with pytest.raises(DataError, match="NaN"):
        weight_curve(np.full_like(video, np.nan), voice, labels)
    for call in (
        lambda: weight_curve(video, voice, labels, 1),
        lambda: weight_curve(*two_sides()).best("f1"),
    ):
        with pytest.raises(ArgumentError):
            call()


def test_the_picture(tmp_path):
    curve = weight_curve(*two_sides())
    figure = plot_weight_curve(curve, "validation")
    axes = figure.axes[0]
    drawn = axes.lines[0].get_xydata()
    np.testing.assert_allclose(drawn, np.stack([curve.weights, 100 * curve.accuracy], axis=1))
    assert "0.6, printed" in [text.get_text() for text in axes.texts]
    assert save_figure(figure, tmp_path / "curve.png").stat().st_size > 5000
    legend = [text.get_text() for text in axes.get_legend().get_texts()]
    assert legend[0] == f"all clips: {100 * curve.best()[1]:.1f} % at {curve.best()[0]:.2f}"
    assert not plot_weight_curve(curve, printed=None).axes[0].texts
