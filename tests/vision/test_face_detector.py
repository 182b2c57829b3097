"""The face detector on drawn faces, on what holds no face, and on what is no picture."""

import numpy as np
import pytest

import emolab
from emolab.core import ArgumentError, DataError, FileError, FormatError, NotFittedError, ShapeError
from emolab.core.files import load_arrays, save_arrays
from emolab.datasets import SyntheticClips
from emolab.vision import Box, FaceDetector, crop_face, image_pyramid, pyramid_sizes, resize, window_scores
from emolab.vision.face_detector import SHIPPED, mirrored
from emolab.vision.hog import hog_cells
from emolab.vision.hog_blocks import normalise_blocks


@pytest.fixture(scope="module")
def detector():
    return FaceDetector.load()


@pytest.fixture(scope="module")
def heads():
    """Frames (n, 96, 96) of drawn people that no detector was trained on, and their landmarks."""
    clips = list(SyntheticClips(6, 1, 77, 0.7, size=96, fps=2, seconds=0.6))[::6]
    frames = np.concatenate([clip.frames[:1] for clip in clips])
    return frames, np.concatenate([clip.extra["landmarks"][:1] for clip in clips])


def holds(box, points):
    """Whether a box has eyes and mouth inside, and is not much larger than the face."""
    inner = points[17:]
    low, high = inner.min(axis=0), inner.max(axis=0)
    slack = 0.15 * (high - low)
    return (
        box.left <= low[0] + slack[0] and box.left + box.width >= high[0] - slack[0]
        and box.top <= low[1] + slack[1] and box.top + box.height >= high[1] - slack[1]
        and box.height < 2.5 * (high - low).max()
    )  # fmt: skip


def scene(frames, side=200):
    """One frame on a plain ground, which its border continues."""
    pad = (side - 96) // 2
    return np.pad(frames, ((pad, pad), (pad, pad), (0, 0)), mode="edge")


def test_drawn_faces_are_found_where_they_are(detector, heads):
    frames, points = heads
    found = [detector(frame) for frame in frames]
    right = [bool(boxes) and holds(boxes[0], p) for boxes, p in zip(found, points)]
    assert np.mean(right) >= 0.9
    assert max(len(boxes) for boxes in found) <= 2


def test_a_box_moves_and_grows_with_its_face(detector, heads):
    image = scene(heads[0][0])
    box = detector(image)[0]
    moved = detector(np.roll(image, (20, -15), (0, 1)))[0]
    np.testing.assert_allclose(moved[:4], np.array(box[:4]) + [20, -15, 0, 0], atol=4)
    large = detector(resize(image, (400, 400)))[0]
    np.testing.assert_allclose(large[:4], 2 * np.array(box[:4]), atol=0.12 * large.height)


def test_kernels_and_formulas_find_the_same(detector, heads):
    found = []
    for backend in ("numpy", "numba"):
        with emolab.use(backend):
            found.append(detector(heads[0][1], threshold=-0.3))
    assert len(found[0]) == len(found[1]) > 0
    np.testing.assert_allclose(found[0], found[1], rtol=1e-3, atol=1e-3)


def test_boxes_are_sorted_and_the_threshold_cuts(detector, heads):
    boxes = detector(heads[0][2], threshold=-0.8)
    scores = [box.score for box in boxes]
    assert scores == sorted(scores, reverse=True) and all(type(box) is Box for box in boxes)
    assert all(box.score > 0.2 for box in detector(heads[0][2], threshold=0.2))
    assert detector(heads[0][2], threshold=99) == []


def test_sizes_bound_what_is_found(detector, heads):
    image = scene(heads[0][0])
    side = detector(image)[0].height
    assert all(box.height < 0.8 * side for box in detector(image, max_size=0.75 * side, threshold=-0.5))
    assert all(box.height > 1.2 * side for box in detector(image, min_size=1.3 * side, threshold=-0.5))
    small = resize(image, (100, 100))
    assert holds(detector(small, min_size=20)[0], (heads[1][0] + 52) / 2)


def test_no_face_is_an_empty_list(detector):
    rng = np.random.default_rng(0)
    assert detector(np.full((240, 320), 128, np.uint8)) == []
    assert detector(np.zeros((1, 1), np.uint8)) == []
    assert detector(np.zeros((300, 2, 3), np.float32)) == []
    assert detector(rng.integers(0, 256, (240, 320)).astype(np.uint8)) == []
    assert detector(np.add.outer(np.arange(240.0), np.zeros(320))) == []


def test_bad_pictures_are_named(detector):
    image = np.full((64, 64), 100.0)
    image[3, 4] = np.nan
    with pytest.raises(DataError, match="1 values of NaN"):
        detector(image)
    with pytest.raises(ShapeError, match="alpha"):
        detector(np.zeros((64, 64, 4), np.uint8))
    with pytest.raises(DataError, match="divide by 257"):
        detector(np.full((64, 64), 4000, np.uint16))
    with pytest.raises(DataError, match="scale must be 0 to 255"):
        detector(np.random.default_rng(0).random((64, 64)))
    with pytest.raises(ShapeError):
        detector(np.zeros((2, 64, 64, 3), np.uint8))
    for options in ({"step": 1.0}, {"min_size": 0}, {"threshold": np.nan}, {"min_size": 50, "max_size": 40}):
        with pytest.raises(ArgumentError):
            detector(np.zeros((64, 64), np.uint8), **options)
    with pytest.raises(ArgumentError, match="enlarge"):
        detector(np.zeros((2000, 2000), np.uint8), min_size=1)
    with pytest.raises(NotFittedError):
        FaceDetector()(np.zeros((64, 64), np.uint8))


def ring(rng, radius, place=(0.0, 0.0), shape=(50, 50), cut=99):
    """A noisy picture with a ring off its middle, which ends `cut` pixels below its own middle."""
    v, u = (np.mgrid[: shape[0], : shape[1]].T - (np.array(shape) - 1) / 2 - place).T
    line = (abs(np.hypot(v, u) - radius) < 3) & (v < cut)
    return 100 + 80.0 * line + 4 * rng.standard_normal(shape)


def test_it_learns_from_faces_and_pictures_without():
    """A ring is the "face" here; rings that are cut off, discs and noise are not."""
    rng = np.random.default_rng(4)
    patches = [ring(rng, rng.uniform(13.5, 15.5), rng.uniform(-1, 1, 2)) for _ in range(60)]
    pictures = [ring(rng, 14.5, rng.uniform(-30, 30, 2), (140, 140), 8) for _ in range(6)]
    pictures += [ring(rng, r) for r in (3, 5, 30)] + [ring(rng, 0, shape=(90, 90)) for _ in range(4)]
    plain, mined, again = (
        FaceDetector(threshold=0).fit(patches, pictures, rounds=r, first=8, rng=1) for r in (0, 2, 2)
    )
    assert plain.alarms_ == [] and len(mined.alarms_) == 2
    assert mined.alarms_[0] > 10 and mined.alarms_[1] < 3
    assert sum(len(plain(p)) for p in pictures) >= 4
    assert sum(len(mined(p)) for p in pictures) == 0
    assert np.array_equal(again.weights_, mined.weights_)
    picture = ring(rng, 14.5, (20, -30), (140, 160))
    boxes = mined(picture)
    assert len(boxes) == 1
    middle = np.array(boxes[0][:2]) + np.array(boxes[0][2:4]) / 2
    np.testing.assert_allclose(middle, [69.5 + 20, 79.5 - 30], atol=3)


def test_a_mirrored_machine_sees_mirrored_faces():
    detector, rng = FaceDetector(), np.random.default_rng(8)
    patches = 60 * rng.standard_normal((3, detector.patch, detector.patch)).cumsum(axis=2)
    plain, turned = detector.features(patches), detector.features(patches[:, :, ::-1])
    w = rng.standard_normal(plain.shape[1:]).astype(np.float32)
    scores = np.tensordot(turned, mirrored(w), 3)
    np.testing.assert_allclose(scores, np.tensordot(plain, w, 3), rtol=1e-4, atol=1e-4)
    assert abs(scores - np.tensordot(turned, w, 3)).max() > 0.1
    np.testing.assert_array_equal(mirrored(mirrored(w)), w)


def test_tilted_faces_have_a_machine_for_either_side():
    """A slanted cross is the "face": one side is learned, the other comes by the mirror."""
    rng = np.random.default_rng(6)

    def cross(tilt, place=(0.0, 0.0), shape=(50, 50)):
        v, u = (np.mgrid[: shape[0], : shape[1]].T - (np.array(shape) - 1) / 2 - place).T
        v, u = v * np.cos(tilt) - u * np.sin(tilt), u * np.cos(tilt) + v * np.sin(tilt)
        drawn = np.minimum(abs(v + 8), abs(u)) < 2.5
        return 100 + 80.0 * (drawn & (np.hypot(v, u) < 18)) + 4 * rng.standard_normal(shape)

    upright = [cross(0, rng.uniform(-1, 1, 2)) for _ in range(50)]
    tilted = [cross(0.45, rng.uniform(-1, 1, 2)) for _ in range(50)]
    pictures = [ring(rng, r, (5, 9), (140, 140)) for r in (5, 9, 14, 18, 25)]
    detector = FaceDetector(threshold=0).fit(upright, pictures, tilted=tilted, rounds=1, rng=1)
    assert detector.weights_.shape == (3, 7, 7, 36) and len(detector.alarms_) == 1
    one, two = (cross(tilt, (15, -20), (130, 150)) for tilt in (0.45, -0.45))
    scores = [max((box.score for box in detector(p)), default=-1) for p in (one, two)]
    assert min(scores) > 0.3
    lone = FaceDetector(threshold=0).fit(upright, pictures, rounds=1, rng=1)
    np.testing.assert_array_equal(lone.weights_[0], detector.weights_[0])
    assert max((box.score for box in lone(two)), default=-1) < scores[1]


def test_a_patch_has_the_features_that_the_window_sees():
    detector, rng = FaceDetector(), np.random.default_rng(3)
    P, cell = detector.patch, 5
    image = rng.integers(0, 256, (P + 4 * cell, P + 2 * cell)).astype(np.uint8)
    patch = image[2 * cell : 2 * cell + P, cell : cell + P]
    cells = hog_cells(image.astype(np.float32), cell, votes="linear", spread="bilinear")
    blocks = normalise_blocks(cells, 2, epsilon=2.0)[3:10, 2:9].reshape(7, 7, 36)
    np.testing.assert_allclose(detector.features(patch[None])[0], blocks, atol=1e-6)
    with pytest.raises(ShapeError, match="patches"):
        detector.features(image[None])


def test_the_pyramid_halves_and_keeps_places():
    assert pyramid_sizes((80, 160), 40, 2.0) == [(80, 160), (40, 80)]
    assert pyramid_sizes((80, 160), 40, 2.0, min_size=20) == [(160, 320), (80, 160), (40, 80)]
    assert pyramid_sizes((80, 160), 40, 2.0, max_size=50) == [(80, 160)]
    assert pyramid_sizes((39, 500), 40) == []
    image = np.zeros((80, 80), np.float32)
    image[40:50, 20:30] = 1
    for level, (down, right) in image_pyramid(image, [(80, 80), (40, 40), (25, 31)], border=6):
        rows, columns = np.nonzero(level > 0.5)
        assert abs((rows.mean() + 0.5 - 6) * down - 45) < 1
        assert abs((columns.mean() + 0.5 - 6) * right - 25) < 1


def test_window_scores_are_dot_products(each_backend):
    rng = np.random.default_rng(2)
    blocks, weights = rng.standard_normal((9, 8, 5)), rng.standard_normal((2, 3, 4, 5))
    scores = window_scores(blocks, weights, np.array([0.5, -1]))
    assert scores.shape == (2, 7, 5)
    assert np.isclose(scores[1, 6, 2], (blocks[6:9, 2:6] * weights[1]).sum() - 1)


def test_it_comes_back_from_its_file(detector, heads, tmp_path):
    detector.save(tmp_path / "d.npz", {"why": "test"})
    assert FaceDetector.load(tmp_path / "d.npz")(heads[0][0]) == detector(heads[0][0])
    assert SHIPPED.stat().st_size < 1_000_000
    with pytest.raises(FileError):
        FaceDetector.load(tmp_path / "none.npz")
    save_arrays(tmp_path / "other.npz", {"a": np.zeros(3)}, {"model": "LandmarkModel"})
    with pytest.raises(FormatError, match="LandmarkModel"):
        FaceDetector.load(tmp_path / "other.npz")
    arrays, header = load_arrays(tmp_path / "d.npz")
    for broken in (
        {"bias": arrays["bias"]}, arrays | {"weights": arrays["weights"][:, 1:]},
        arrays | {"weights": np.full_like(arrays["weights"], np.nan)},
    ):  # fmt: skip
        save_arrays(tmp_path / "broken.npz", broken, header)
        with pytest.raises(FormatError):
            FaceDetector.load(tmp_path / "broken.npz")


def test_crop_face_cuts_a_square_and_repeats_the_border():
    image = np.arange(60 * 80, dtype=np.float32).reshape(60, 80) / 20
    box = Box(10, 20, 24, 24, 1.0)
    np.testing.assert_array_equal(crop_face(image, box, 24), image[10:34, 20:44])
    np.testing.assert_array_equal(crop_face(image, box, 36, margin=0.25), image[4:40, 14:50])
    corner = crop_face(image, (-6, -6, 24, 24), 24)
    np.testing.assert_array_equal(corner[6:, 6:], image[:18, :18])
    assert (corner[:6, :6] == image[0, 0]).all()
    colour = crop_face(np.zeros((60, 80, 3), np.uint8) + np.arange(80, dtype=np.uint8)[:, None], box)
    assert colour.shape == (48, 48, 3) and colour.dtype == np.uint8
    for options in ({"size": 0}, {"margin": -0.5}):
        with pytest.raises(ArgumentError):
            crop_face(image, box, **options)
    with pytest.raises(ArgumentError, match="outside"):
        crop_face(image, (100, 100, 20, 20))
    with pytest.raises(ShapeError):
        crop_face(np.zeros(5), box)


def test_a_video_gives_one_box_a_frame(detector):
    clip = SyntheticClips(1, 1, 78, 0.3, size=96, fps=10, seconds=1.2)[0]
    frames = clip.frames.copy()
    frames[4:6] = 90  # two frames without a face
    frames[-1] = 90
    track = detector.track(frames)
    assert track.boxes.shape == (len(frames), 4)
    assert (track.state[4:6] == "filled").all() and track.state[-1] == "none"
    assert (track.state[[0, 1, 2, 3, 6, 7]] == "found").all()
    assert np.isnan(track.boxes[-1]).all() and np.isfinite(track.boxes[:-1]).all()
    assert np.isnan(track.scores[4:6]).all()
    with pytest.raises(DataError, match="frame 1: "):
        detector.track([frames[0], np.full((64, 64), np.nan)])
    assert detector.track([]).boxes.shape == (0, 4)
