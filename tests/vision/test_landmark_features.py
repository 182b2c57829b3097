"""Landmark sequences: what pose takes away, what an expression changes, motion."""

import numpy as np
import pytest

from emolab.core.errors import ArgumentError, DataError, ShapeError
from emolab.vision import (
    LandmarkModel,
    landmark_features,
    landmark_geometry,
    landmark_names,
    normalise_landmarks,
)

FACE = 100 * LandmarkModel.load().mean_.astype(np.float64)  # (68, 2), the mean face


def turned(points, degrees, scale, shift):
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return scale * points @ np.array([[c, s], [-s, c]]) + shift


def of(x, name):
    return x[..., landmark_names().index(name)]


def test_the_faces_own_frame():
    p = normalise_landmarks(FACE)
    right, left = p[36:42].mean(axis=0), p[42:48].mean(axis=0)
    np.testing.assert_allclose([right, left], [[-0.5, 0], [0.5, 0]], atol=1e-12)
    assert p[8, 1] > p[33, 1] > 0  # y grows downwards: the chin lies below the nose


@pytest.mark.parametrize("degrees, scale, shift", [(0, 3, (5, -9)), (25, 1, (0, 0)), (-170, 0.2, (300, 40))])
def test_place_size_and_turn_count_for_nothing(degrees, scale, shift):
    moved = turned(FACE, degrees, scale, np.array(shift))
    np.testing.assert_allclose(normalise_landmarks(moved), normalise_landmarks(FACE), atol=1e-9)
    np.testing.assert_allclose(landmark_geometry(moved), landmark_geometry(FACE), atol=1e-9)


def test_what_an_expression_changes():
    still = landmark_geometry(FACE)
    assert still.shape == (22,) and len(landmark_names()) == 22 == len(set(landmark_names()))
    eyes = np.linalg.norm(FACE[42:48].mean(axis=0) - FACE[36:42].mean(axis=0))
    smile = FACE.copy()
    smile[48] += [-0.1 * eyes, -0.1 * eyes]
    smile[54] += [0.1 * eyes, -0.1 * eyes]
    x = landmark_geometry(smile)
    assert of(x, "mouth_width") > of(still, "mouth_width") + 0.15
    for side in ("right", "left"):
        np.testing.assert_allclose(
            of(x, f"{side}_corner_up") - of(still, f"{side}_corner_up"), 0.1, rtol=0.05
        )
        assert of(x, f"{side}_cheek") < of(still, f"{side}_cheek")
    gape = FACE.copy()
    gape[[57, 66, 8], 1] += 0.3 * eyes
    assert of(landmark_geometry(gape), "lips_apart") > of(still, "lips_apart") + 0.2
    assert of(landmark_geometry(gape), "jaw_drop") > of(still, "jaw_drop") + 0.2
    raised = FACE.copy()
    raised[17:27, 1] -= 0.15 * eyes
    higher = landmark_geometry(raised) > still + 0.1
    assert {n for n, h in zip(landmark_names(), higher) if h} >= {"right_brow_middle", "left_brow_inner"}
    assert abs(of(still, "right_eye_open") - of(still, "left_eye_open")) < 0.05


def test_motion_is_the_change_a_second():
    eyes = np.linalg.norm(FACE[42:48].mean(axis=0) - FACE[36:42].mean(axis=0))
    faces = np.repeat(FACE[None], 9, axis=0)
    faces[:, 66, 1] += 0.05 * eyes * np.arange(9)  # the lower lip sinks
    even = landmark_features(faces, 25.0)
    np.testing.assert_allclose(of(even.motion, "lips_apart"), 25 * 0.05, rtol=0.02)
    np.testing.assert_allclose(of(even.motion, "mouth_width"), 0, atol=1e-12)
    keep = [0, 1, 4, 5, 8]  # frames without a face are left out
    gaps = landmark_features(faces[keep], np.array(keep) / 25.0)
    np.testing.assert_allclose(of(gaps.motion, "lips_apart"), 25 * 0.05, rtol=0.02)
    assert even.joined().shape == (9, 44) and even.summary().shape == (88,)
    np.testing.assert_allclose(even.summary()[:22], even.geometry.mean(axis=0))
    single = landmark_features(faces[:1].astype(np.float32), 25)
    assert not single.motion.any() and single.geometry.dtype == np.float32
    assert np.isfinite(single.summary()).all()


def test_what_it_refuses():
    faces = np.repeat(FACE[None], 3, axis=0)
    broken = faces.copy()
    broken[1, 5, 0] = np.nan
    flat = np.ones((3, 68, 2))
    for points, time, error, words in (
        (faces[:, :60], 25, ShapeError, "must be 68"),
        (broken, 25, DataError, r"\(1, 5, 0\); leave out frames"),
        (flat, 25, DataError, "both eyes"),
        (faces[:0], 25, DataError, "no frame"),
        (faces, 0, ArgumentError, "frames a second"),
        (faces, [0, 1], ArgumentError, "3 rising"),
        (faces, [0, 2, 1], ArgumentError, "rising"),
    ):
        with pytest.raises(error, match=words):
            landmark_features(points, time)
