"""The shipped landmark model on drawn people whom it never saw, at sizes that it was not trained on."""

import numpy as np
import pytest

from emolab.datasets import SyntheticClips
from emolab.vision import LandmarkModel, interocular_error, resize
from emolab.vision.landmarks import SHIPPED


@pytest.fixture(scope="module")
def clips():
    return [(clip.frames, clip.extra["landmarks"]) for clip in SyntheticClips(4, 1, 31, 0.7, size=96, fps=2)]


def boxes_of(points, rng):
    """A detector's boxes: the square around the face, shifted and scaled a little, (F, 4)."""
    low, high = points.min(axis=1)[:, ::-1], points.max(axis=1)[:, ::-1]  # as y and x
    side = (high - low).max(axis=1, keepdims=True) * rng.uniform(0.95, 1.2, (len(points), 1))
    centre = (low + high) / 2 + side * rng.uniform(-0.06, 0.06, low.shape)
    return np.concatenate([centre - side / 2, side, side], axis=1)


@pytest.mark.parametrize("size", [48, 96, 200])
def test_below_five_per_cent_on_new_people(clips, size):
    model, rng, errors = LandmarkModel.load(), np.random.default_rng(size), []
    for frames, points in clips:
        frames = resize(frames, (size, size))
        points = (points + 0.5) * (size / 96) - 0.5
        found = np.stack([model.predict(f, box) for f, box in zip(frames, boxes_of(points, rng))])
        errors.extend(interocular_error(found, points))
    errors = np.array(errors)
    assert len(errors) > 60
    assert errors.mean() < (0.025 if size > 48 else 0.04) and (errors < 0.05).mean() > 0.9


def test_it_follows_the_mouth_and_the_lids(clips):
    """Not the mean face alone: openings found and true go together."""
    model, rng, found, true = LandmarkModel.load(), np.random.default_rng(0), [], []
    for frames, points in clips:
        for frame, truth, box in zip(frames, points, boxes_of(points, rng)):
            guess = model.predict(frame, box)
            for shape, to in ((guess, found), (truth, true)):
                to.append(
                    [shape[66, 1] - shape[62, 1], shape[41, 1] - shape[37, 1], shape[54, 0] - shape[48, 0]]
                )
    found, true = np.array(found), np.array(true)
    for opening in range(3):
        assert np.corrcoef(found[:, opening], true[:, opening])[0, 1] > 0.75


def test_it_is_small_and_has_a_card():
    assert SHIPPED.stat().st_size < 4_000_000
    card = SHIPPED.with_suffix(".md").read_text(encoding="utf-8")
    for word in ("Data", "Licence", "Protocol", "Figures", "fail"):
        assert word in card, word
