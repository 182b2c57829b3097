"""Shape predictors that dlib trained and wrote: read, and the same points found."""

import numpy as np
import pytest

dlib = pytest.importorskip(
    "dlib", reason="dlib is not installed: pip install dlib-bin, or dlib where there is a compiler"
)

from emolab.vision import LandmarkModel, to_gray  # noqa: E402

RNG = np.random.default_rng(3)


def blobs(count=12, size=60):
    """Pictures of a bright blob with a dark one in it, the box around it, and 5 points."""
    y, x = np.mgrid[:size, :size]
    for _ in range(count):
        cx, cy, r = RNG.uniform(25, 35), RNG.uniform(25, 35), RNG.uniform(10, 16)
        picture = 60 + 120 * (np.hypot(x - cx, y - cy) < r) - 90 * (np.hypot(x - cx + 4, y - cy) < r / 3)
        colour = picture[..., None] * [1.0, 0.9, 0.7] + RNG.normal(0, 9, (size, size, 3))
        points = np.array([(cx - r, cy), (cx + r, cy), (cx, cy - r), (cx, cy + r), (cx - 4, cy)])
        left, top, right, bottom = (int(v) for v in (cx - r, cy - r, cx + r + 3, cy + r + 1))
        yield np.clip(colour, 0, 255).astype(np.uint8), (left, top, right, bottom), points


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    faces = list(blobs())
    options = dlib.shape_predictor_training_options()
    options.cascade_depth, options.tree_depth, options.num_trees_per_cascade_level = 4, 3, 12
    options.feature_pool_size, options.oversampling_amount, options.be_verbose = 60, 6, False
    options.num_threads = 1
    objects = [
        [
            dlib.full_object_detection(
                dlib.rectangle(*box), [dlib.point(*(round(float(v)) for v in p)) for p in points]
            )
        ]
        for _, box, points in faces
    ]
    predictor = dlib.train_shape_predictor([image for image, *_ in faces], objects, options)
    path = tmp_path_factory.mktemp("dlib") / "blob.dat"
    predictor.save(str(path))
    return predictor, path


@pytest.mark.parametrize("colour", [True, False])
def test_points_are_dlibs(trained, each_backend, colour):
    predictor, path = trained
    model = LandmarkModel.load(path)
    assert model.leaves_.shape == (4, 12, 8, 5, 2) and model.anchors_.shape == (4, 60)
    for image, (left, top, right, bottom), _ in blobs(20):
        image = image if colour else to_gray(image)
        for dx in (-8, 0, 18):  # the last reaches beyond the picture
            rectangle = dlib.rectangle(left + dx, top, right + dx, bottom)
            theirs = [(p.x, p.y) for p in predictor(image, rectangle).parts()]
            box = (top, left + dx, bottom - top + 1, right - left + 1)
            ours = model.predict(image, box)
            assert np.abs(ours - theirs).max() <= 0.5 + 1e-3  # dlib gives whole pixels
