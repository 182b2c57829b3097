"""The trained recogniser of faces: grey pictures of 48 x 48 pixels, a VGG and its weights."""

from pathlib import Path

import numpy as np

from emolab.core.errors import ShapeError
from emolab.datasets.labels import LABEL_SETS
from emolab.models.shipped import WEIGHTS, network_of
from emolab.models.vgg import VGG
from emolab.nn import inference, softmax

SHIPPED = WEIGHTS / "face_vgg.npz"
SIDE = 48
BATCH = 64


class FaceRecogniser:
    """A VGG and what it needs around it: pictures of faces to the seven basic emotions.

    Example   FaceRecogniser.load().probabilities(faces)
    """

    classes = LABEL_SETS["basic7"]

    def __init__(self, network):
        self.network = network.eval()

    @classmethod
    def load(cls, path=None):
        """Read a recogniser's weights; None gives those that come with the library.

        Errors    FileError for a missing file; FormatError for weights of another network
        """
        path = SHIPPED if path is None else Path(path)
        wanted = {"input_size": SIDE, "channels": 1, "classes": len(cls.classes), "top": True}
        return cls(network_of(path, VGG, "face recogniser", wanted=wanted))

    def probabilities(self, faces):
        """Return the probability of each class for each face, the mean over it and its mirror: (N, 7).

        Shapes    faces (N, 48, 48) or (N, 48, 48, 3), from 0 to 255
        """
        from emolab.vision import to_gray
        from emolab.vision.standard_picture import standard_picture

        faces = np.asarray(faces)
        if faces.shape[1:] not in {(SIDE, SIDE), (SIDE, SIDE, 3)}:
            raise ShapeError(f"faces has shape {faces.shape}; it must be (N, 48, 48) or (N, 48, 48, 3)")
        x = standard_picture(to_gray(faces) if faces.ndim == 4 else faces)
        with inference():
            parts = [self._both(x[i : i + BATCH]) for i in range(0, len(x), BATCH)]
        return np.concatenate(parts) if parts else np.empty((0, len(self.classes)), np.float32)

    def _both(self, x):
        return (softmax(self.network(x)) + softmax(self.network(np.ascontiguousarray(x[:, :, ::-1])))) / 2
