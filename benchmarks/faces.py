"""Faces found in a picture of 640 x 480, beside the 100 ms that a video can spare; the linear machine."""

import numpy as np

from benchmarks.work import Sides, Target, Work, at_least


def works():
    """Return the rows."""
    return [
        Work("find-faces", "faces in a picture", "640 x 480, from 43", _faces, None, Target("below", 0.1)),
        Work("linear-svm", "linear SVM, squared hinge", "4,000 x 500, C 0.01", _svm, "sklearn.svm",
             at_least(1)),
    ]  # fmt: skip


def scene(rng):
    """A picture full of edges: clouds, blots and a drawn face, (480, 640, 3) uint8."""
    from emolab.datasets import SyntheticClips

    y, x = np.mgrid[:480, :640]
    image = np.full((480, 640), 127.0)
    for _ in range(150):
        cy, cx = rng.uniform(0, 480), rng.uniform(0, 640)
        ry, rx = rng.uniform(4, 60, 2)
        image[((y - cy) / ry) ** 2 + ((x - cx) / rx) ** 2 < 1] = rng.uniform(0, 255)
    image = np.clip(image + 6 * rng.standard_normal(image.shape), 0, 255)
    picture = np.repeat(image[..., None], 3, axis=2).astype(np.uint8)
    picture[150:246, 250:346] = SyntheticClips(1, 1, 7, 0.3, size=96, fps=2, seconds=0.5)[0].frames[0]
    return picture


def _faces(_):
    from emolab.vision import FaceDetector

    detector, picture = FaceDetector.load(), scene(np.random.default_rng(0))
    found = len(detector(picture))
    return Sides(lambda: detector(picture), {}, note=f"{found} found; steps of 1.2")


def _svm(peer):
    from emolab.learn import LinearSVC

    rng = np.random.default_rng(0)
    X = rng.standard_normal((4000, 500))
    y = (X @ rng.standard_normal(500) + 10 * rng.standard_normal(4000) > 0).astype(int)

    def own():
        return LinearSVC(0.01, tol=1e-3, rng=0).fit(X, y)

    if peer is None:
        return Sides(own, {})

    def theirs():
        return peer.LinearSVC(C=0.01, tol=1e-3, dual=True, random_state=0).fit(X, y)

    one, two = own().coef_, theirs().coef_[0]
    return Sides(own, {"scikit-learn": theirs}, float(abs(one - two).max() / abs(two).max()), bound=1e-2)
