"""The face road of liu2021: single frames through Inception-ResNet-v2, from which a feature is taken."""

import numpy as np

from emolab.models import InceptionResNetV2, load_weights, vgg_input
from emolab.models.feature_head import FeatureHead
from emolab.nn import Module
from emolab.papers.song2021.face import face_input

STAGES = ("stem", "blocks_a", "reduction_a", "blocks_b", "reduction_b", "blocks_c", "last")


class FaceNetwork(Module):
    """Frames as they are to classes, by Inception-ResNet-v2.

    pixels    "standard": grey, with mean 0 and deviation 1 in each picture; "unit": colours from -1 to 1, as
              published weights saw them
    Shapes    frames (N, S, S, 3), uint8 -> logits (N, C); there is no gradient of the frames
    """

    def __init__(self, inner, pixels):
        self.inner, self.pixels = inner, pixels

    def inputs(self, frames):
        """frames (N, S, S, 3), uint8 -> x, float32."""
        convert = face_input if self.pixels == "standard" else vgg_input
        return convert(frames, self.pixels)

    def forward(self, frames):
        """frames (N, S, S, 3) -> logits (N, C)."""
        return self.inner(self.inputs(frames))

    def backward(self, dy):
        """dlogits (N, C); there is nothing below."""
        self.inner.backward_to_parameters(dy)

    def features(self, frames, layer):
        """frames (N, S, S, 3) -> what one layer leaves (N, F)."""
        return self.inner.features(self.inputs(frames), layer)


def fresh(settings, classes, rng=None, *, hidden=True):
    """Return the Inception-ResNet-v2 of the settings."""
    s = settings
    return InceptionResNetV2(
        classes, layout=s.layout, blocks=(s.blocks_a, s.blocks_b, s.blocks_c), width=s.width,
        hidden=s.dense if hidden else None, keep=s.face_keep, rng=rng,
    )  # fmt: skip


def pretrained(settings, classes, path, rng=None):
    """Return it with a file's weights up to the mean, and new layers from there on.

    Errors    FileError where there is no file; FormatError where it is of another network
    """
    rng = np.random.default_rng(rng)
    network = fresh(settings, classes, rng, hidden=False)
    for name in STAGES:
        if getattr(network, name).parameters():
            load_weights(network, path, only=name)
    own = {"hidden": settings.dense, "keep": settings.face_keep, "rng": rng}
    network.head = FeatureHead(network.feature_size, classes, **own)
    network.settings["hidden"] = settings.dense
    return network
