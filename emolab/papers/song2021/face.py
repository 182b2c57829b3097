"""The face road of song2021: frames through a frozen VGG, one vector a frame."""

import numpy as np

from emolab.core.cache import cached, key_of
from emolab.core.errors import ArgumentError
from emolab.core.progress import progress
from emolab.models import VGG, load_weights, vgg_input
from emolab.nn import Adam, CosineSchedule, Dense, Module
from emolab.papers.face_frames import move_and_mirror, spread_frames
from emolab.training import fit
from emolab.vision import to_gray

BATCH = 64
FRAMES_A_CLIP = 5  # of each clip's frames, spread evenly, from which the VGG learns
SMOOTHING = 0.1  # of the labels, while it learns them: a single frame does not always show the emotion


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


def face_input(frames, convention):
    """Return frames (F, S, S, 3), uint8 RGB, as the VGG expects them, float32.

    convention  "standard": grey, with mean 0 and deviation 1 in each picture, so that light and skin count
                little; else one of `vgg_input`
    """
    if convention != "standard":
        return vgg_input(frames, convention)
    grey = to_gray(frames).astype(np.float32)  # (F, S, S)
    grey -= grey.mean(axis=(1, 2), keepdims=True)
    grey /= np.maximum(grey.std(axis=(1, 2), keepdims=True), 1)
    return np.repeat(grey[..., None], 3, axis=-1)


def convention_of_file(path):
    """Return the pixel convention that goes with a weights file's layout."""
    ending = str(path).lower().rsplit(".", 1)[-1]
    return {"h5": "keras", "hdf5": "keras", "keras": "keras"}.get(ending, "torch")


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
    return network, convention_of_file(path)


def learn_frames(settings, clips_frames, targets, classes, rng, show=True, folder=None, resume=False):
    """Train a FaceNetwork on single frames of the training clips, and freeze it.

    clips_frames  list of (F, S, S, 3), uint8;  targets (n,) the clips' classes
    folder        where its checkpoint goes, from which resume goes on, as in `fit`
    """
    chosen, labels = spread_frames(clips_frames, targets, FRAMES_A_CLIP)
    network = FaceNetwork(settings, classes, rng=rng)
    steps = settings.face_epochs * -(-len(labels) // settings.batch_size)
    fit(
        network, face_input(chosen, "standard"), labels,
        epochs=settings.face_epochs, batch_size=settings.batch_size,
        optimiser=Adam(network.parameters(), settings.face_rate),
        schedule=CosineSchedule(settings.face_rate, steps), rng=rng, label_smoothing=SMOOTHING,
        augment=move_and_mirror, folder=folder, resume=resume,
        progress="VGG learns frames" if show else False,
    )  # fmt: skip
    return network.freeze().eval()


def frame_features(network, convention, clips_frames, show=True):
    """Return the VGG's feature vector of every frame: a list of (F, D), float32."""
    flat = np.concatenate(clips_frames)
    parts = []
    for start in progress(range(0, len(flat), BATCH), "VGG features", unit="batches", wanted=show):
        parts.append(network.vgg(face_input(flat[start : start + BATCH], convention)))
    ends = np.cumsum([len(frames) for frames in clips_frames])
    return np.split(np.concatenate(parts), ends[:-1])


def kept_features(network, convention, clips_frames, weights_key, show=True):
    """As `frame_features`, kept on disk by the frames' and the weights' content."""
    key = key_of("vgg", convention, weights_key, [key_of(frames) for frames in clips_frames])

    def compute():
        found = frame_features(network, convention, clips_frames, show)
        return {"flat": np.concatenate(found), "lengths": np.array([len(x) for x in found])}

    kept = cached("song2021-vgg", key, compute)
    return np.split(kept["flat"], np.cumsum(kept["lengths"])[:-1])
