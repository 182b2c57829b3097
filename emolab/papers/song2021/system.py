"""The system of song2021: voice, face or both to an emotion; trained, measured, saved and loaded whole."""

from dataclasses import asdict
from pathlib import Path

import numpy as np

from emolab.core.cache import key_of
from emolab.core.errors import ArgumentError, DataError, NotFittedError
from emolab.core.files import load_arrays, save_arrays
from emolab.models import AttentionGRU, JoinedGRU
from emolab.nn import Adam, CosineSchedule, softmax
from emolab.papers.song2021 import face
from emolab.papers.song2021.features import faces, voices
from emolab.papers.song2021.settings import MODALITIES, settings_of
from emolab.papers.song2021.stored import KIND, fill, read_header
from emolab.training import (
    confusion_matrix,
    fit,
    macro_f1,
    predict_logits,
    unweighted_accuracy,
    weighted_accuracy,
)
from emolab.training.checkpoint import checkpoint_path, make_room

COEFFICIENTS = 13


class System:
    """song2021: MFCC-GRU-attention for the voice, VGG-GRU-attention for the face, and both joined.

    modality     "audio", "video" or "joined"
    preset       "paper" (the thesis's settings) or "laptop"; settings changes single ones by name
    vgg_weights  file of pre-trained VGG weights, which the paper's face road needs
    rng          seed of weights, order and dropout, or a Generator that draws one

    Example      system = System("audio"); system.train(clips); system.predict(others)
    """

    def __init__(self, modality="joined", preset="laptop", *, vgg_weights=None, rng=0, **settings):
        if modality not in MODALITIES:
            raise ArgumentError(f"modality {modality!r} is none of {', '.join(MODALITIES)}")
        self.modality = modality
        self.settings = settings_of(preset, settings)
        if vgg_weights is not None and not (self.sees and self.settings.face_epochs == 0):
            why = "its VGG learns by itself unless face_epochs=0" if self.sees else "the voice needs no VGG"
            raise ArgumentError(f"song2021 {modality}: vgg_weights would not be used: {why}")
        self.vgg_weights = None if vgg_weights is None else Path(vgg_weights)
        self.seed = _seed(rng)
        self.classes = None
        self.network = None
        self.face_network, self.pixels = None, "standard"
        self._shared = False  # whether the face network is another system's

    # what goes in

    @property
    def hears(self):
        """Whether sound is used."""
        return self.modality != "video"

    @property
    def sees(self):
        """Whether pictures are used."""
        return self.modality != "audio"

    def read(self, clips, show=True):
        """Return the features that need no training: {"audio": [(T, 13)], "video": [(F, S, S, 3)]}.

        Errors    DataError for no clip at all, and one that names a clip that cannot be used
        """
        if len(clips) == 0:
            raise DataError("there is no clip to read; give at least one")
        found = {}
        if self.hears:
            found["audio"] = voices(clips, show)
        if self.sees:
            found["video"] = faces(clips, self.settings, show)
        return found

    def _inputs(self, features, show=False):
        """From what `read` gives to what the network takes."""
        parts = []
        if self.hears:
            parts.append(list(features["audio"]))
        if self.sees:
            parts.append(self._face_vectors(features["video"], show))
        return tuple(parts)

    def _face_vectors(self, frames, show):
        if self.settings.face_epochs:
            return face.frame_features(self.face_network, self.pixels, frames, show)
        key = key_of(*self.face_network.vgg.state_dict().values())
        return face.kept_features(self.face_network, self.pixels, frames, key, show)

    # training

    def train(self, clips, *, validation=None, folder=None, resume=False, show=True):
        """Train on clips, and return the History; validation clips are only looked at.

        folder    where the checkpoint of each epoch goes, that of the face's VGG to face/ below it; resume
                  goes on from them
        Errors    as `fit`, and DataError, naming a clip that cannot be used
        """
        held_out = None
        if validation is not None:
            held_out = self.read(validation, show), _targets(validation, clips.label_set)
        return self.train_on(
            self.read(clips, show), clips.targets, clips.label_set,
            validation=held_out, folder=folder, resume=resume, show=show,
        )  # fmt: skip

    def train_on(self, features, targets, classes, *, validation=None, folder=None, resume=False, show=True):
        """As `train`, from what `read` gave; validation is (features, targets)."""
        s, rng = self.settings, np.random.default_rng(self.seed)
        self.classes = tuple(classes)
        if len(np.unique(targets)) < 2:
            raise DataError("all clips are of one class; with one class there is nothing to tell apart")
        if folder is not None and not resume:
            make_room(folder, keep_aside=True)  # what an earlier training left is not to be gone on with
        if self.sees:
            self._prepare_face(features["video"], targets, rng, folder, resume, show)
            if resume and _face_checkpoint(folder).exists():
                resume = checkpoint_path(folder).exists()  # else the face went on, and the rest begins
        inputs = self._inputs(features, show)
        self.network = self._build(rng)
        # what a checkpoint must have been made with, for a resume to go on from it
        fixed = {"modality": self.modality, "seed": self.seed, "classes": self.classes}
        self.network.settings = {**fixed, **asdict(s)}
        joined = self.modality == "joined"
        encoders = (self.network.audio, self.network.video) if joined else (self.network.encoder,)
        for encoder, sequences in zip(encoders, inputs):
            encoder.standardise.fit(sequences)
        if validation is not None:
            validation = (self._inputs(validation[0]), validation[1])
        batches = max(1, -(-len(targets) // s.batch_size))
        return fit(
            self.network, inputs, targets, validation=validation, epochs=s.epochs, batch_size=s.batch_size,
            optimiser=Adam(self.network.parameters(), s.learning_rate),
            schedule=CosineSchedule(s.learning_rate, s.epochs * batches),
            label_smoothing=s.label_smoothing, clip_norm=s.clip_norm or None, rng=rng,
            folder=folder, resume=resume, progress=f"song2021 {self.modality}" if show else False,
        )  # fmt: skip

    def share_face(self, other):
        """Use the face network of a system trained on the same clips with the same seed; returns self.

        It is what this system would learn itself: only the time is saved.
        """
        self.face_network, self.pixels, self._shared = other.face_network, other.pixels, True
        return self

    def _prepare_face(self, frames, targets, rng, folder, resume, show):
        if self._shared:
            return
        if not self.settings.face_epochs:
            self.face_network, self.pixels = face.pretrained(self.settings, self.vgg_weights)
            return
        rng = rng.spawn(1)[0]  # the rest of the training does not depend on how much of it the face used
        kept = _face_checkpoint(folder) if folder is not None else None
        self.face_network = face.learn_frames(
            self.settings, frames, targets, len(self.classes), rng, show,
            kept and kept.parent, bool(resume and kept and kept.exists()),
        )  # fmt: skip
        self.pixels = "standard"

    def _encoder_settings(self, modality):
        s = self.settings
        return {
            "hidden": s.audio_hidden if modality == "audio" else s.video_hidden,
            "layers": s.audio_layers if modality == "audio" else s.video_layers,
            "attention": s.attention or None, "dense": s.dense, "attend": s.attend,
            "update": s.update, "reset": s.reset,
        }  # fmt: skip

    def _build(self, rng):
        widths = {"audio": COEFFICIENTS}
        if self.sees:
            widths["video"] = self.face_network.vgg.feature_size
        if self.modality == "joined":
            return JoinedGRU(
                widths["audio"], widths["video"], len(self.classes), keep=self.settings.keep, rng=rng,
                audio=self._encoder_settings("audio"), video=self._encoder_settings("video"),
            )  # fmt: skip
        return AttentionGRU(
            widths[self.modality], len(self.classes), batch_norm=self.settings.batch_norm, rng=rng,
            **self._encoder_settings(self.modality),
        )  # fmt: skip

    # use

    def probabilities(self, clips, show=False):
        """Return the probability of each class for each clip, (N, C)."""
        self._trained()
        return self.probabilities_of(self.read(clips, show), show)

    def probabilities_of(self, features, show=False):
        """As `probabilities`, from what `read` gave."""
        self._trained()
        return softmax(predict_logits(self.network, self._inputs(features, show)))

    def predict(self, clips):
        """Return the most probable label of each clip, a list of strings."""
        return [self.classes[i] for i in self.probabilities(clips).argmax(axis=1)]

    def evaluate(self, clips, show=False):
        """Return the metrics on clips: WA, UA, macro F1 and the confusion matrix, rows true.

        Errors    DataError where a clip's label was not among those of the training
        """
        self._trained()
        true = _targets(clips, self.classes)
        return self.measure(true, self.probabilities(clips, show))

    def measure(self, true, probabilities):
        """Return the metrics of predictions, as `evaluate`."""
        n, predicted = len(self.classes), probabilities.argmax(axis=1)
        return {
            "clips": len(true),
            "weighted_accuracy": weighted_accuracy(true, predicted, n),
            "unweighted_accuracy": unweighted_accuracy(true, predicted, n),
            "macro_f1": macro_f1(true, predicted, n),
            "classes": list(self.classes),
            "confusion": confusion_matrix(true, predicted, n).tolist(),
        }

    def attention(self, clips, features=None):
        """Return the attention over time: {"audio": [(T,)], "video": [(F,)]}, each summing to 1."""
        self._trained()
        if not self.settings.attend:
            raise ArgumentError("this system was trained without attention")
        features = features or self.read(clips, False)
        inputs = self._inputs(features)
        parts = {"audio": getattr(self.network, "audio", None), "video": getattr(self.network, "video", None)}
        if self.modality != "joined":
            parts = {self.modality: self.network.encoder}
        found = {name: [] for name in parts}
        for name, sequences in zip(parts, inputs):
            for x in sequences:
                parts[name](x[None], np.array([len(x)]))
                found[name].append(parts[name].weights[0])
        return found

    def _trained(self):
        if self.network is None:
            raise NotFittedError("this song2021 system is not trained yet: call train, or System.load a file")

    # files

    def save(self, path):
        """Write the whole system, weights and settings, to one .npz."""
        self._trained()
        arrays = {f"network/{name}": value for name, value in self.network.state_dict().items()}
        if self.face_network is not None:
            arrays |= {f"face/{name}": value for name, value in self.face_network.state_dict().items()}
        header = {
            "kind": KIND, "modality": self.modality, "settings": asdict(self.settings), "seed": self.seed,
            "classes": self.classes, "pixels": self.pixels,
        }  # fmt: skip
        save_arrays(path, arrays, header)

    @classmethod
    def load(cls, path):
        """Read a system that `save` wrote.

        Errors    FileError where it is missing; FormatError where it is of another kind, or broken
        """
        arrays, header = load_arrays(path)
        stored = read_header(path, arrays, header)
        system = cls(stored.modality, rng=stored.seed)
        system.settings, system.classes, system.pixels = stored.settings, stored.classes, stored.pixels
        if system.sees:
            own = bool(system.settings.face_epochs)
            outputs = np.atleast_2d(arrays.get("face/out.W", stored.classes)).shape[1]
            system.face_network = face.FaceNetwork(system.settings, outputs, batch_norm=own, rng=0)
            fill(system.face_network, arrays, "face/", path)
            system.face_network.freeze().eval()
        system.network = system._build(np.random.default_rng(0))
        fill(system.network, arrays, "network/", path)
        system.network.eval()
        return system


def _face_checkpoint(folder):
    return checkpoint_path(Path(folder) / "face")


def _seed(rng):
    if isinstance(rng, np.random.Generator):
        return int(rng.integers(2**32))
    if isinstance(rng, bool) or not isinstance(rng, int | np.integer) or rng < 0:
        raise ArgumentError(f"song2021: the seed must be a whole number from 0, not {rng!r}")
    return int(rng)


def _targets(clips, classes):
    """Each clip's place in the classes, by name: (N,)."""
    place = {label: i for i, label in enumerate(classes)}
    if strange := sorted(set(clips.labels) - place.keys()):
        raise DataError(f"label {strange[0]!r} was not in training, which had {', '.join(classes)}")
    return np.array([place[label] for label in clips.labels], np.int64)
