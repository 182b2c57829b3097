"""The similarity, the tree and the cascade against their definitions, computed the long way."""

import numpy as np
import pytest
from kernels.examples_landmarks import cascade

from emolab.core import DataError, ShapeError
from emolab.vision.cascade_fit import draw_pixels, draw_questions, fit_stage, run_stage
from emolab.vision.regression_tree import grow_tree, tree_leaves
from emolab.vision.shape_cascade import cascade_shapes, sample_pixels, to_box, to_image
from emolab.vision.similarity_transform import similarity_transform

RNG = np.random.default_rng(4)


def test_similarity_leaves_the_smallest_error():
    a, b = RNG.standard_normal((2, 9, 2))
    R, t = similarity_transform(a, b)
    c, s = R[0, 0], R[1, 0]
    np.testing.assert_allclose(R, [[c, -s], [s, c]])
    system = np.zeros((18, 4))  # b = (c, s, tx, ty) in least squares
    system[::2], system[1::2] = np.c_[a, np.ones(9), np.zeros(9)], np.c_[a[:, ::-1], np.zeros(9), np.ones(9)]
    system[::2, 1] *= -1
    best = np.linalg.lstsq(system, b.ravel(), rcond=None)[0]
    np.testing.assert_allclose([c, s, *t], best, atol=1e-12)


def test_similarity_of_a_stack_is_that_of_each():
    a, b = RNG.standard_normal((2, 4, 3, 6, 2))
    R, t = similarity_transform(a, b)
    assert R.shape == (4, 3, 2, 2) and t.shape == (4, 3, 2)
    one = similarity_transform(a[2, 1], b[2, 1])
    np.testing.assert_allclose(R[2, 1], one[0])
    np.testing.assert_allclose(t[2, 1], one[1])
    assert similarity_transform(a.astype(np.float32), b.astype(np.float32))[0].dtype == np.float32
    with pytest.raises(DataError, match="one place"):
        similarity_transform(np.ones((5, 2)), a[0, 0, :5])
    with pytest.raises(ShapeError, match="must be 2"):
        similarity_transform(np.ones((5, 3)), np.ones((5, 3)))


def slow_leaf(v, pairs, thresholds):
    node = 0
    while node < len(thresholds):
        i, j = pairs[node]
        node = 2 * node + (1 if v[i] - v[j] > thresholds[node] else 2)
    return node - len(thresholds)


def test_leaves_one_by_one():
    values = RNG.integers(0, 256, (9, 50)).astype(np.float32)
    pairs, thresholds = RNG.integers(0, 9, (15, 2)), RNG.uniform(-64, 64, 15).astype(np.float32)
    wanted = [slow_leaf(values[:, n], pairs, thresholds) for n in range(50)]
    assert tree_leaves(values, pairs, thresholds).tolist() == wanted
    assert len(set(wanted)) > 4


def squared(residuals):
    return ((residuals - residuals.mean(axis=0)) ** 2).sum() if len(residuals) else 0.0


def test_each_question_is_the_best_of_its_candidates():
    values, residuals = RNG.integers(0, 256, (8, 200)).astype(float), RNG.standard_normal((200, 6))
    residuals[:, 0] += values[3] > values[5]
    candidates, cuts = RNG.integers(0, 8, (7, 10, 2)), RNG.uniform(-64, 64, (7, 10))
    pairs, thresholds, leaf, answers = grow_tree(values, residuals, candidates, cuts)
    assert np.array_equal(leaf, tree_leaves(values, pairs, thresholds))
    members = {0: np.arange(200)}
    for node in range(7):
        here, errors = members[node], []
        for (i, j), cut in zip(candidates[node], cuts[node]):
            left = values[i, here] - values[j, here] > cut
            errors.append(squared(residuals[here[left]]) + squared(residuals[here[~left]]))
        best = int(np.argmin(errors))
        assert np.array_equal(pairs[node], candidates[node, best]) and thresholds[node] == cuts[node, best]
        left = values[pairs[node, 0], here] - values[pairs[node, 1], here] > thresholds[node]
        members[2 * node + 1], members[2 * node + 2] = here[left], here[~left]
    for k in range(8):
        np.testing.assert_allclose(answers[k], residuals[leaf == k].mean(axis=0))


def test_a_leaf_that_none_reaches_answers_nothing():
    values, residuals = np.zeros((2, 5)), np.ones((5, 4))
    pairs, _, leaf, answers = grow_tree(values, residuals, np.zeros((3, 2, 2), int), np.full((3, 2), 9.0))
    assert leaf.tolist() == [3] * 5 and not answers[:3].any() and (answers[3] == 1).all()


def test_places_follow_the_shape(each_backend):
    image = RNG.integers(0, 256, (30, 40)).astype(np.uint8)
    mean = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    box = np.array([[3.0, 5.0, 11.0, 21.0]])  # the unit square spans rows 3 to 13, columns 5 to 25
    anchors, deltas = np.array([0, 1, 2]), np.array([[0.5, 0.0], [0.0, 0.5], [-2.0, 0.0]])
    values = sample_pixels(image[None], np.zeros(1, int), box, mean[None], mean, anchors, deltas)
    assert values.tolist() == [[image[3, 15], image[8, 25], 0]]  # the last lies beyond the edge
    turned = np.array([[[0.0, 0.0], [0.0, 1.0], [-1.0, 0.0]]]) * 0.4 + [0.5, 0.5]
    values = sample_pixels(image[None], np.zeros(1, int), box, turned, mean, anchors[:2], deltas[:2])
    # R turns (0.5, 0) into (0, 0.2) and (0, 0.5) into (-0.2, 0)
    assert values.tolist() == [[image[3 + 7, 5 + 10], image[3 + 9, 5 + 6]]]


def test_the_cascade_tree_by_tree(each_backend):
    images, which, boxes, start, mean, anchors, deltas, pairs, thresholds, leaves = cascade(RNG, np.float64)
    wanted = start.copy()
    for n in range(len(which)):
        for s in range(len(leaves)):
            one = slice(n, n + 1)
            v = sample_pixels(images, which[one], boxes[one], wanted[one], mean, anchors[s], deltas[s])[0]
            v = v.astype(float)
            for t in range(leaves.shape[1]):
                wanted[n] += leaves[s, t, slow_leaf(v, pairs[s, t], thresholds[s, t])]
    got = cascade_shapes(images, which, boxes, start, mean, anchors, deltas, pairs, thresholds, leaves)
    np.testing.assert_allclose(got, wanted, atol=1e-12)
    with pytest.raises(IndexError):
        cascade_shapes(images, which + 9, boxes, start, mean, anchors, deltas, pairs, thresholds, leaves)
    with pytest.raises(IndexError):
        cascade_shapes(images, which, boxes, start, mean, anchors, deltas, pairs + 20, thresholds, leaves)


def test_boxes_and_back():
    points, boxes = RNG.random((3, 5, 2)), RNG.uniform(5, 60, (3, 4))
    np.testing.assert_allclose(to_box(to_image(points, boxes), boxes), points)
    corners = to_image(np.array([[[0.0, 0.0], [1.0, 1.0]]]), np.array([[2.0, 3.0, 10.0, 20.0]]))
    assert corners.tolist() == [[[3, 2], [22, 11]]]  # centres of the first and the last pixel


def test_pixels_and_questions_are_drawn_as_said():
    mean = RNG.random((6, 2))
    anchors, deltas = draw_pixels(mean, 500, np.random.default_rng(0))
    places = mean[anchors] + deltas
    assert np.array_equal(((places[:, None] - mean) ** 2).sum(-1).argmin(1), anchors)
    assert (places > mean.min(0) - 0.1001).all() and (places < mean.max(0) + 0.1001).all()
    places = np.linspace([0, 0], [1, 0], 6)
    pairs, cuts = draw_questions(places, (400, 100), 0.3, np.random.default_rng(0))
    assert (pairs[..., 0] != pairs[..., 1]).all() and abs(cuts).max() <= 64
    seen = np.bincount((pairs[..., 0] * 6 + pairs[..., 1]).ravel(), minlength=36).reshape(6, 6) / 40000
    wanted = np.exp(-np.abs(places[:, :1] - places[:, 0]) / 0.3) * (1 - np.eye(6))
    np.testing.assert_allclose(seen, wanted / wanted.sum(), atol=0.004)


def test_each_tree_is_fitted_to_what_those_before_left():
    images = RNG.integers(0, 256, (60, 30, 30)).astype(np.uint8)
    which, boxes, mean = np.arange(60), np.tile([2.0, 3, 25, 22], (60, 1)), RNG.random((4, 2))
    shapes = np.broadcast_to(mean, (60, 4, 2)).copy()
    targets = shapes + 0.1 * RNG.standard_normal(shapes.shape)
    settings = {"pixels": 30, "trees": 5, "depth": 2, "candidates": 6, "locality": 0.3, "shrinkage": 0.5}
    rng = np.random.default_rng(0)
    stage = fit_stage(images, which, boxes, shapes, targets, mean, settings, rng)
    values = sample_pixels(images, which, boxes, shapes, mean, stage.anchors, stage.deltas)
    values, residuals = values.T.astype(np.float32), targets - shapes
    for t in range(5):
        leaf = tree_leaves(values, stage.pairs[t], stage.thresholds[t])
        whole = stage.leaves[t] / stage.steps[t]
        assert np.abs(whole - np.rint(whole)).max() < 1e-4 and np.abs(whole).max() < 127.01
        for k in np.unique(leaf):
            wanted = 0.5 * residuals[leaf == k].mean(axis=0)
            assert np.abs(stage.leaves[t, k] - wanted).max() < 0.51 * stage.steps[t]
        residuals = residuals - stage.leaves[t][leaf]
    moved = run_stage(images, which, boxes, shapes, mean, stage)
    np.testing.assert_allclose(targets - moved, residuals, atol=1e-6)
