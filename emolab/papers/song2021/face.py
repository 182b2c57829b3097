"""The face road of song2021: frames through a frozen VGG, one vector a frame."""

import numpy as np

from emolab.core.cache import cached, key_of
from emolab.core.errors import ArgumentError
from emolab.core.progress import progress
from emolab.models import VGG, load_weights, vgg_input
from emolab.nn import Adam, CosineSchedule, Dense, Module
from emolab.training import fit

BATCH = 64
FRAMES_A_CLIP = 6  # of each clip's frames, spread evenly, from which the VGG learns


class FaceNetwork(Module):
    """VGG with one dense layer on its last feature map, which tells the emotion of a single frame.

    Shapes    x (N, S, S, 3) -> logits (N, C)
    """

    def __init__(self, settings, classes, *, batch_norm=True, rng=None):
        rng = np.random.default_rng(rng)
        self.vgg = VGG(
            settings.vgg, width=settings.vgg_width, input_size=settings.face, top=False,
            batch_norm=batch_norm, rng=rng,
        )  # fmt: skip
        self.out = Dense(self.vgg.feature_size, classes, rng=rng)

    def forward(self, x):
        """x (N, S, S, 3) -> logits (N, C)."""
        return self.out(self.vgg(x))

    def backward(self, dy):
        """dlogits (N, C) -> dx (N, S, S, 3)."""
        return self.vgg.backward(self.out.backward(dy))


def pixels_of_file(path):
    """Return the pixel convention that goes with a weights file's layout."""
    ending = str(path).lower().rsplit(".", 1)[-1]
    return {"h5": "keras", "hdf5": "keras", "pt": "torch", "pth": "torch"}.get(ending, "unit")


def pretrained(settings, path):
    """Return a FaceNetwork whose VGG has the weights of a file, frozen, and its pixel convention.

    Errors    ArgumentError where no file is named; FormatError where it does not fit
    """
    if path is None:
        raise ArgumentError(
            "song2021's face road stands on a VGG16 with ImageNet weights: name the file with --vgg-weights "
            "(Keras .h5, PyTorch .pth or .safetensors), or take --preset laptop, whose small VGG learns the "
            "training clips' own frames"
        )
    network = FaceNetwork(settings, 1, batch_norm=False, rng=0)
    load_weights(network.vgg, path)
    network.freeze().eval()
    return network, pixels_of_file(path)


def learn_frames(settings, clips_frames, targets, classes, rng, show=True):
    """Train a FaceNetwork on single frames of the training clips, and freeze it.

    clips_frames  list of (F, S, S, 3), uint8;  targets (n,) the clips' classes
    """
    chosen, labels = [], []
    for frames, target in zip(clips_frames, targets):
        rows = np.unique(np.linspace(0, len(frames) - 1, FRAMES_A_CLIP).round().astype(int))
        chosen.append(frames[rows])
        labels += [target] * len(rows)
    network = FaceNetwork(settings, classes, rng=rng)
    steps = settings.face_epochs * max(1, len(labels) // settings.face_batch)
    fit(
        network, vgg_input(np.concatenate(chosen), "unit"), np.array(labels), epochs=settings.face_epochs,
        batch_size=settings.face_batch, optimiser=Adam(network.parameters(), settings.face_rate),
        schedule=CosineSchedule(settings.face_rate, steps), rng=rng,
        progress="face frames" if show else False,
    )  # fmt: skip
    return network.freeze().eval()


def frame_features(network, convention, clips_frames, show=True):
    """Return the VGG's feature vector of every frame: a list of (F, D), float32."""
    lengths = [len(frames) for frames in clips_frames]
    flat = np.concatenate(clips_frames)
    parts = []
    starts = range(0, len(flat), BATCH)
    for start in progress(starts, "VGG features", unit="batches", wanted=show):
        x = vgg_input(flat[start : start + BATCH], convention)
        parts.append(network.vgg(x))
    return np.split(np.concatenate(parts), np.cumsum(lengths)[:-1])


def kept_features(network, convention, clips_frames, weights_key, show=True):
    """As `frame_features`, kept on disk by the frames' and the weights' content."""
    key = key_of("vgg", convention, weights_key, [key_of(frames) for frames in clips_frames])

    def compute():
        found = frame_features(network, convention, clips_frames, show)
        return {"flat": np.concatenate(found), "lengths": np.array([len(x) for x in found])}

    kept = cached("song2021-vgg", key, compute)
    return np.split(kept["flat"], np.cumsum(kept["lengths"])[:-1])
