"""The two engines of gu2025: a network each, with what its input is made into before."""

import numpy as np

from emolab.models import FourBlockVoiceNetwork, ResidualFaceNetwork
from emolab.nn import Module
from emolab.nn.standardise import Standardise
from emolab.papers.gu2025.hearing import PROSODY, frames_of
from emolab.papers.gu2025.seeing import VECTOR
from emolab.vision import to_gray


class Engine(Module):
    """A network whose input is normalised, and in training made noisy; there is no gradient below it.

    noise     deviation of what is added to each normalised value in training
    """

    def __init__(self, network, noise, rng):
        self.network, self.noise = network, noise
        self.rng = np.random.default_rng(rng)

    def forward(self, x, v=None):
        """x (N, ...), v (N, V) or None -> logits (N, C)."""
        x = self.normalise(x)
        if self.training and self.noise:
            x = x + self.noise * self.rng.standard_normal(x.shape, np.float32)
        return self.network(x, v)

    def backward(self, dy):
        """dlogits (N, C); there is nothing below."""
        self.network.backward_to_parameters(dy)


class VoiceEngine(Engine):
    """Windows of a log-mel spectrogram and their prosody to classes.

    Shapes    x (N, W, M), v (N, 50) or None -> logits (N, C)
    """

    def __init__(self, settings, classes, *, rng=None):
        rng = np.random.default_rng(rng)
        s = settings
        network = FourBlockVoiceNetwork(
            classes, input_size=(frames_of(s.width), s.bands), width=s.voice_width,
            vector=PROSODY if s.prosody else 0, keep=s.keep, rng=rng,
        )  # fmt: skip
        super().__init__(network, s.noise, rng)
        self.bands = Standardise(s.bands)

    def normalise(self, x):
        """Each band by its mean and deviation over the training windows."""
        return self.bands(x)

    def fit_statistics(self, x, v=None):
        """Learn them from training windows, and those of the prosody."""
        self.bands.fit([x.reshape(-1, x.shape[-1])])
        _fit_vector(self.network, v)


class FaceEngine(Engine):
    """Faces and what their landmarks tell to classes.

    Shapes    x (N, S, S, 3), uint8, v (N, V) or None -> logits (N, C)
    """

    def __init__(self, settings, classes, *, rng=None):
        rng = np.random.default_rng(rng)
        s = settings
        self.colour = s.colour
        network = ResidualFaceNetwork(
            classes, channels=3 if s.colour else 1, width=s.face_width, stride=s.stride,
            vector=VECTOR[s.landmarks], rng=rng,
        )  # fmt: skip
        super().__init__(network, s.face_noise, rng)

    def normalise(self, x):
        """Mean 0 and deviation 1 in each picture, so that light and skin count little."""
        x = (x if self.colour else to_gray(x)[..., None]).astype(np.float32)
        x -= x.mean(axis=(1, 2, 3), keepdims=True)
        x /= np.maximum(x.std(axis=(1, 2, 3), keepdims=True), 1)
        return x

    def fit_statistics(self, x, v=None):
        """Learn the mean and deviation of the landmarks' features."""
        _fit_vector(self.network, v)


def _fit_vector(network, v):
    if v is not None:
        network.join.standardise.fit([v])
