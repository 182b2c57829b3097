"""68 points of a face: the shipped cascade, and one that dlib trained, read from its file, beside dlib."""

import tempfile
from pathlib import Path

import numpy as np

from benchmarks.work import Sides, Target, Work, relative

SIDE = 240
BOX = (40, 40, 161, 161)


def works():
    """Return the rows."""
    face = f"1 face of 160 x 160 in {SIDE} x {SIDE}, grey"
    return [
        Work("face-points", "68 landmarks, the shipped model", face, _shipped, None, Target("below", 2e-3)),
        Work("face-points-dlib", "68 landmarks, dlib's own model", face, _dlibs, "dlib"),
    ]


def pictures(count, seed=0):
    """Return smooth grey pictures with 68 points each."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (count, SIDE // 20, SIDE // 20)).astype(np.uint8)
    images = np.repeat(np.repeat(coarse, 20, axis=1), 20, axis=2)
    angle = np.linspace(0, 2 * np.pi, 68, endpoint=False)
    ring = 120 + 60 * np.stack([np.cos(angle), np.sin(angle)], axis=-1)  # (68, 2)
    return images, ring + rng.normal(0, 8, (count, 1, 2)) + rng.normal(0, 3, (count, 68, 2))


def _shipped(_):
    from emolab.vision import LandmarkModel

    model, image = LandmarkModel.load(), pictures(1)[0][0]
    return Sides(lambda: model.predict(image, BOX), {})


def _dlibs(dlib):
    from emolab.vision import LandmarkModel

    if dlib is None:
        return _shipped(None)
    images, points = pictures(12)
    top, left, height, width = BOX
    rectangle = dlib.rectangle(left, top, left + width - 1, top + height - 1)
    options = dlib.shape_predictor_training_options()
    options.num_trees_per_cascade_level, options.oversampling_amount = 100, 5
    options.num_threads, options.be_verbose = 1, False
    marks = [[dlib.point(*(round(float(v)) for v in point)) for point in face] for face in points]
    faces = [[dlib.full_object_detection(rectangle, face)] for face in marks]
    predictor = dlib.train_shape_predictor(list(images), faces, options)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "peer.dat"
        predictor.save(str(path))
        model = LandmarkModel.load(path)
    image = images[3]

    def theirs():
        return np.array([(p.x, p.y) for p in predictor(image, rectangle).parts()], np.float32)

    gap = relative(model.predict(image, BOX), theirs())
    note = "dlib gives whole pixels, so that the results differ by up to half a one"
    return Sides(lambda: model.predict(image, BOX), {"dlib": theirs}, gap, bound=5e-3, note=note)
