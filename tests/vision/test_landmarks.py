"""LandmarkModel: it learns, is the same again, goes on after a break, and says what is wrong."""

import numpy as np
import pytest

from emolab.core import ArgumentError, DataError, FileError, FormatError, NotFittedError, ShapeError
from emolab.core.files import load_arrays, save_arrays
from emolab.vision import LandmarkModel, interocular_error

SMALL = {"stages": 3, "trees": 20, "depth": 3, "pixels": 80, "starts": 2}


def blobs(count, seed=0, size=40):
    """Dark discs with a bright dot inside: pictures, boxes and 5 points."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:size, :size]
    images, points = [], []
    for _ in range(count):
        cx, cy, r, dx = rng.uniform(16, 24), rng.uniform(16, 24), rng.uniform(8, 12), rng.uniform(-3, 3)
        picture = 190 - 120 * (np.hypot(x - cx, y - cy) < r) + 100 * (np.hypot(x - cx - dx, y - cy) < 3)
        images.append(np.clip(picture + rng.normal(0, 4, (size, size)), 0, 255).astype(np.uint8))
        points.append([(cx - r, cy), (cx + r, cy), (cx, cy - r), (cx, cy + r), (cx + dx, cy)])
    return np.array(images), np.tile([8.0, 8, 24, 24], (count, 1)), np.array(points)


@pytest.fixture(scope="module")
def model():
    return LandmarkModel(**SMALL).fit(*blobs(150), rng=1)


def error(model, images, boxes, points):
    found = np.stack([model.predict(image, box) for image, box in zip(images, boxes)])
    return np.linalg.norm(found - points, axis=-1).mean()


def test_it_learns_what_moves(model, each_backend):
    images, boxes, points = blobs(40, seed=9)
    guess = np.linalg.norm(points - blobs(150)[2].mean(axis=0), axis=-1).mean()
    assert error(model, images, boxes, points) < 0.35 * guess


def test_the_same_seed_gives_the_same_bytes(model, tmp_path):
    again = LandmarkModel(**SMALL).fit(*blobs(150), rng=1)
    other = LandmarkModel(**SMALL).fit(*blobs(150), rng=2)
    for name, one in (("a", model), ("b", again), ("c", other)):
        one.save(tmp_path / f"{name}.npz")
    a, b, c = ((tmp_path / f"{name}.npz").read_bytes() for name in "abc")
    assert a == b != c


def test_saved_and_loaded_it_is_the_same(model, tmp_path, each_backend):
    path = tmp_path / "model.npz"
    model.save(path)
    loaded = LandmarkModel.load(path)
    assert loaded.settings == model.settings and np.array_equal(loaded.leaves_, model.leaves_)
    assert load_arrays(path)[0]["leaves"].dtype == np.int8
    image, box = blobs(1, 5)[0][0], (8, 8, 24, 24)
    assert np.array_equal(loaded.predict(image, box), model.predict(image, box))
    assert "5 points, 3 stages of 20 trees of 8 leaves" in repr(loaded)


def test_backends_see_the_same(model):
    import emolab

    images, boxes, _ = blobs(30, 3)
    found = {}
    for name in ("numpy", "numba"):
        with emolab.use(name):
            found[name] = np.stack([model.predict(i, b) for i, b in zip(images, boxes)])
    assert np.array_equal(found["numpy"], found["numba"])


def test_a_broken_off_training_goes_on(model, tmp_path):
    path = tmp_path / "stages.npz"
    whole = LandmarkModel(**SMALL).fit(*blobs(150), rng=1, checkpoint=path)
    arrays, header = load_arrays(path)
    save_arrays(path, {name: array[:1] for name, array in arrays.items()}, header)
    resumed = LandmarkModel(**SMALL).fit(*blobs(150), rng=1, checkpoint=path)
    for one in (whole, resumed):
        assert np.array_equal(one.leaves_, model.leaves_) and np.array_equal(one.mean_, model.mean_)
        assert np.array_equal(one.pairs_, model.pairs_)
    with pytest.raises(FormatError, match="checkpoint of another training"):
        LandmarkModel(**SMALL).fit(*blobs(150), rng=2, checkpoint=path)
    with pytest.raises(FormatError, match="checkpoint of another training"):
        LandmarkModel(**SMALL).fit(*blobs(149), rng=1, checkpoint=path)


def test_one_face_or_many(model, each_backend):
    image = blobs(1, 5)[0][0]
    boxes = np.array([[8.0, 8, 24, 24], [6, 9, 26, 25], [-4, -4, 30, 30]])
    many = model.predict(image, boxes)
    assert many.shape == (3, 5, 2) and many.dtype == np.float32
    for box, points in zip(boxes, many):
        one = model.predict(image, tuple(box))
        assert one.shape == (5, 2) and np.array_equal(one, points)
    assert model.predict(image, boxes[:0]).shape == model.predict(image, []).shape == (0, 5, 2)
    scored = [(*box, 0.7) for box in boxes]  # as FaceDetector gives them
    assert np.array_equal(model.predict(image, scored), many)
    assert np.array_equal(model.predict(image, scored[1]), many[1])


def test_colour_depth_and_dtype_do_not_matter(model, each_backend):
    image, box = blobs(1, 5)[0][0], (8, 8, 24, 24)
    found = model.predict(image, box)
    for other in (np.repeat(image[..., None], 3, -1), image.astype(float), image.astype(np.int32)):
        assert np.array_equal(model.predict(other, box), found)
    assert np.array_equal(model.predict(np.ascontiguousarray(image.T).T, box), found)


def test_what_predict_refuses(model):
    image = blobs(1, 5)[0][0]
    box = (8, 8, 24, 24)
    with pytest.raises(NotFittedError, match="not trained"):
        LandmarkModel().predict(image, box)
    for wrong in (image[None, ..., None], np.zeros((4, 4, 4)), np.zeros(9), np.zeros((0, 5))):
        with pytest.raises(ShapeError, match="image has shape"):
            model.predict(wrong, box)
    hole = image.astype(float)
    hole[3, 3] = np.nan
    with pytest.raises(DataError, match="1 values of NaN"):
        model.predict(hole, box)
    for scale, match in ((1 / 255, "from 0 to 1"), (257.0, "0 to 255"), (-1.0, "0 to 255")):
        with pytest.raises(DataError, match=match):
            model.predict(image * scale, box)
    with pytest.raises(DataError, match="0 to 255"):
        model.predict(image.astype(np.uint16) * 257, box)
    with pytest.raises(ArgumentError, match="dtype"):
        model.predict(image.astype(str), box)
    for outside in ((50, 8, 9, 9), (8, 40, 9, 9), (-20, 8, 20, 9), (8, -30, 9, 9)):
        with pytest.raises(ArgumentError, match="outside the image of 40 x 40"):
            model.predict(image, outside)
    for small in ((8, 8, 1, 9), (8, 8, 9, -9), (8, np.nan, 9, 9), (8, 8, np.inf, 9)):
        with pytest.raises(ArgumentError, match="at least 2 x 2"):
            model.predict(image, small)
    for wrong in ((1, 2, 3), np.zeros((2, 3)), 5):
        with pytest.raises(ShapeError, match="top, left, height, width"):
            model.predict(image, wrong)
    for wrong in (None, "face"):
        with pytest.raises(ArgumentError, match="box must be"):
            model.predict(image, wrong)
    for flat in (np.full((40, 40), 255, np.uint8), np.zeros((40, 40)), np.zeros((1, 1, 3), np.uint8)):
        with pytest.raises(DataError, match="one value alone"):
            model.predict(flat, (0, 0, 24, 24))


def test_what_fit_and_the_constructor_refuse():
    images, boxes, points = blobs(6)
    small = LandmarkModel(**SMALL)
    for bad, match in (
        ((images[0], boxes, points), "images has shape"),
        ((images, boxes[:5], points), "boxes has shape"),
        ((images[:5], boxes, points), "which"),
        ((images, boxes, points[..., :1]), "points has shape"),
    ):
        with pytest.raises(ShapeError, match=match):
            small.fit(*bad)
    with pytest.raises(ArgumentError, match="which must hold"):
        small.fit(images, boxes, points, which=np.arange(1, 7))
    with pytest.raises(DataError, match="too few"):
        small.fit(images[:1], boxes[:1], points[:1])
    with pytest.raises(DataError, match="must be finite"):
        small.fit(images, boxes, np.where(points == points[2, 1], np.nan, points))
    with pytest.raises(DataError, match="one place"):
        small.fit(images, boxes, np.ones_like(points))
    with pytest.raises(DataError, match="NaN"):
        small.fit(np.full((6, 9, 9), np.nan), boxes, points)
    for settings in (
        {"trees": 0},
        {"depth": 2.5},
        {"depth": 13},
        {"shrinkage": 0},
        {"shift": 0.9},
        {"zoom": np.nan},
    ):
        with pytest.raises(ArgumentError, match=next(iter(settings))):
            LandmarkModel(**settings)


def test_files_that_are_no_model(model, tmp_path):
    path = tmp_path / "model.npz"

    def saved(header=None, **changed):
        model.save(path)
        arrays, own = load_arrays(path)
        arrays |= changed
        arrays = {name: a for name, a in arrays.items() if a is not None}
        save_arrays(path, arrays, {**own, **(header or {})})
        return path

    for header, changed, match in (
        ({"model": "SVC"}, {}, "holds SVC"),
        ({"grey": "red"}, {}, "its grey is 'red'"),
        (None, {"pairs": None}, "lacks pairs"),
        (None, {"steps": np.ones((2, 2), np.float32)}, "do not fit together"),
        (None, {"mean": np.zeros((4, 2), np.float32)}, "do not fit together"),
        (None, {"mean": np.zeros((5, 2), np.float32)}, "one place"),
        (None, {"anchors": np.full((3, 80), 5)}, "anchors must be"),
        (None, {"deltas": np.full((3, 80, 2), np.nan)}, "deltas holds NaN"),
    ):
        with pytest.raises(FormatError, match=match):
            LandmarkModel.load(saved(header, **changed))
    assert LandmarkModel.load(saved())
    path.write_bytes(path.read_bytes()[:900])
    with pytest.raises(FormatError, match="not a whole .npz"):
        LandmarkModel.load(path)
    with pytest.raises(FileError, match="no such file"):
        LandmarkModel.load(tmp_path / "absent.npz")
    with pytest.raises(NotFittedError, match="nothing to save"):
        LandmarkModel().save(path)


def test_interocular_error_is_what_it_says():
    truth = np.random.default_rng(0).random((2, 68, 2)) * 50
    truth[:, 36], truth[:, 45] = [10, 20], [40, 60]  # 50 apart
    found = truth + [3, 4]
    np.testing.assert_allclose(interocular_error(found, truth), 0.1)
    assert np.isclose(interocular_error(found[0], truth[0]), 0.1)
    with pytest.raises(ShapeError, match="68, 2"):
        interocular_error(found[:, :5], truth[:, :5])
    with pytest.raises(DataError, match="eye corners"):
        interocular_error(found, np.zeros_like(truth))
