"""What must hold for all boxes, chains of boxes and pyramids."""

import numpy as np
import pytest

pytest.importorskip("hypothesis", reason="hypothesis is not installed: pip install 'emolab[test]'")

from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from emolab.vision import (  # noqa: E402
    box_cover,
    box_overlap,
    link_boxes,
    non_maximum_suppression,
    pyramid_sizes,
    smooth_boxes,
    track_boxes,
)

SEEDS = st.integers(0, 2**32 - 1)
few = settings(max_examples=60, deadline=None)


def some_boxes(seed, n):
    rng = np.random.default_rng(seed)
    return np.concatenate([rng.uniform(0, 60, (n, 2)), rng.uniform(5, 40, (n, 2))], axis=1), rng.random(n)


@few
@given(SEEDS, st.integers(1, 12))
def test_overlap_is_symmetric_and_one_with_itself(seed, n):
    boxes, _ = some_boxes(seed, n)
    overlap, cover = box_overlap(boxes, boxes), box_cover(boxes, boxes)
    np.testing.assert_allclose(overlap, overlap.T)
    np.testing.assert_allclose(np.diag(overlap), 1)
    assert (overlap >= 0).all() and (overlap <= cover + 1e-12).all() and (cover <= 1 + 1e-12).all()
    np.testing.assert_allclose(box_overlap(3 * boxes + [5, 7, 0, 0], 3 * boxes + [5, 7, 0, 0]), overlap)


@few
@given(SEEDS)
def test_overlap_counts_pixels(seed):
    rng = np.random.default_rng(seed)
    boxes = np.concatenate([rng.integers(0, 12, (5, 2)), rng.integers(1, 12, (5, 2))], axis=1).astype(float)
    y, x = np.mgrid[:24, :24]
    masks = np.array([(y >= t) & (y < t + h) & (x >= a) & (x < a + w) for t, a, h, w in boxes])
    common = (masks[:, None] & masks).sum((2, 3))
    union = (masks[:, None] | masks).sum((2, 3))
    np.testing.assert_allclose(box_overlap(boxes, boxes), common / union)
    areas = masks.sum((1, 2))
    np.testing.assert_allclose(box_cover(boxes, boxes), common / np.minimum(areas[:, None], areas))


@few
@given(SEEDS, st.integers(1, 30))
def test_suppression_keeps_boxes_apart_and_strikes_none_without_cause(seed, n):
    boxes, scores = some_boxes(seed, n)
    owner = non_maximum_suppression(boxes, scores)
    kept = np.flatnonzero(owner == np.arange(n))
    near = (box_overlap(boxes, boxes) > 0.3) | (box_cover(boxes, boxes) > 0.65)
    assert not (near[np.ix_(kept, kept)] & ~np.eye(len(kept), dtype=bool)).any()
    assert np.isin(owner, kept).all() and scores.argmax() in kept
    for i in range(n):
        assert near[i, owner[i]] and scores[owner[i]] >= scores[i]
    shuffle = np.random.default_rng(seed).permutation(n)
    again = non_maximum_suppression(boxes[shuffle], scores[shuffle])
    assert np.array_equal(shuffle[again], owner[shuffle])


@few
@given(SEEDS, st.integers(1, 25), st.integers(0, 4))
def test_chains_hold_every_find_once_and_miss_no_more_than_the_gap(seed, F, gap):
    rng = np.random.default_rng(seed)
    finds = [[(*box, 1.0) for box in some_boxes(rng, int(rng.integers(0, 4)))[0]] for _ in range(F)]
    chains = link_boxes(finds, gap)
    assert sum(len(chain) for chain in chains) == sum(len(found) for found in finds)
    for chain in chains:
        frames = sorted(chain)
        assert all(b - a <= gap + 1 for a, b in zip(frames, frames[1:]))
        assert all(chain[f] in finds[f] for f in frames)


@few
@given(SEEDS, st.integers(4, 30), st.floats(0, 4))
def test_a_face_that_stands_still_stays_where_it_is(seed, F, smooth):
    rng = np.random.default_rng(seed)
    box = (10.0, 20.0, 30.0, 40.0)
    seen = rng.random(F) < 0.6
    finds = [[(*box, 1.0)] if s else [] for s in seen]
    track = track_boxes(finds, gap=3, smooth=smooth)
    assert ((track.state == "found") == seen).all()
    there = track.state != "none"
    np.testing.assert_allclose(track.boxes[there], np.broadcast_to(box, (there.sum(), 4)))
    assert np.isnan(track.boxes[~there]).all()
    edges = np.flatnonzero(seen)
    inner = [b - a for a, b in zip(edges, edges[1:]) if b - a <= 4]
    assert there.sum() == seen.sum() + sum(inner) - len(inner)


@few
@given(SEEDS, st.floats(0.5, 4))
def test_smoothing_keeps_size_ratios_and_calms(seed, width):
    rng = np.random.default_rng(seed)
    boxes = np.array([50.0, 50, 20, 20]) + rng.standard_normal((40, 4))
    smooth = smooth_boxes(boxes, width)
    assert (smooth[:, 2:] > 0).all()
    assert np.abs(np.diff(smooth, axis=0)).mean() < np.abs(np.diff(boxes, axis=0)).mean()
    np.testing.assert_allclose(smooth_boxes(boxes[::-1], width)[::-1], smooth)


@few
@given(st.integers(1, 700), st.integers(1, 700), st.floats(1.05, 2), st.integers(0, 12))
def test_every_level_holds_a_window(H, W, step, border):
    sizes = pyramid_sizes((H, W), 40, step, border=border)
    assert all(min(size) + 2 * border >= 40 for size in sizes)
    assert bool(sizes) == (min(H, W) + 2 * border >= 40)
    assert all(a >= b for one, two in zip(sizes, sizes[1:]) for a, b in zip(one, two))
