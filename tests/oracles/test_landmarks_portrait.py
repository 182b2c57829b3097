"""The shipped landmark model on one photograph, though it has only ever seen drawings."""

import numpy as np
import pytest

pytest.importorskip("skimage", reason="scikit-image is not installed: pip install 'emolab[peers]'")

from skimage.data import astronaut  # noqa: E402

from emolab.vision import LandmarkModel  # noqa: E402

BY_EYE = {  # read off the picture, x and y in pixels: corners of the eyes, base of the nose, mouth, chin
    36: (193.7, 101.7), 39: (212.0, 103.0), 42: (238.3, 104.2), 45: (259.2, 103.0),
    33: (225.8, 131.3), 48: (203.0, 139.7), 54: (246.3, 139.2), 8: (227.5, 178.7),
}  # fmt: skip
EYES = 65.5


def test_eyes_nose_mouth_and_chin_of_a_portrait():
    model, picture, errors = LandmarkModel.load(), astronaut(), []
    for side in (84, 92, 100, 108, 116):
        for down in (-8, -4, 0, 4, 8):
            for right in (-8, 0, 8):
                box = (132 + down - side / 2, 226 + right - side / 2, side, side)
                found = model.predict(picture, box)
                errors.append(np.mean([np.hypot(*(found[i] - p)) for i, p in BY_EYE.items()]) / EYES)
    assert np.median(errors) < 0.12  # the card says how often it is worse
