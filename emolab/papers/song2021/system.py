"""The system of song2021: voice, face or both to an emotion; trained, measured, saved and loaded whole."""

from pathlib import Path

import numpy as np

from emolab.core.cache import key_of
from emolab.core.errors import ArgumentError
from emolab.models import AttentionGRU, JoinedGRU, OneOfBoth
from emolab.nn import Adam, CosineSchedule, softmax
from emolab.papers.face_frames import faces
from emolab.papers.song2021 import face
from emolab.papers.song2021.features import voices
from emolab.papers.song2021.settings import PRESETS
from emolab.papers.song2021.stored import claims
from emolab.papers.song2021.tables import PRINTED
from emolab.papers.stored import check_claims
from emolab.papers.system import PaperSystem
from emolab.training import fit, predict_logits
from emolab.training.checkpoint import checkpoint_path

COEFFICIENTS = 13
PIXELS = ("standard", "keras", "torch")


class System(PaperSystem):
    """song2021: MFCC-GRU-attention for the voice, VGG-GRU-attention for the face, and both joined.

    modality     "audio", "video" or "joined"
    preset       "paper" (the thesis's settings) or "laptop"; settings changes single ones by name
    vgg_weights  file of pre-trained VGG weights, which the paper's face road needs
    rng          seed of weights, order and dropout, or a Generator that draws one

    Example      system = System("audio"); system.train(clips); system.predict(others)
    """

    paper = "song2021"
    presets = PRESETS
    MORE = {"pixels": PIXELS.__contains__}
    OPTIONS = ("vgg_weights",)
    printed = PRINTED

    def __init__(self, modality="joined", preset="laptop", *, vgg_weights=None, rng=0, **settings):
        super().__init__(modality, preset, rng=rng, **settings)
        if vgg_weights is not None and not (self.sees and self.settings.face_epochs == 0):
            why = "its VGG learns by itself unless face_epochs=0" if self.sees else "the voice needs no VGG"
            raise ArgumentError(f"song2021 {modality}: vgg_weights would not be used: {why}")
        self.vgg_weights = None if vgg_weights is None else Path(vgg_weights)
        self.network = None
        self.face_network, self.pixels = None, "standard"
        self._shared = False  # whether the face network is another system's

    def check_options(self):
        """Say what is needed or does not fit, before any work."""
        if self.sees and not self.settings.face_epochs:
            face.pretrained(self.settings, self.vgg_weights)

    def hear(self, clips, show=True):
        """Return the MFCC of each clip, [(T, 13)]."""
        return voices(clips, show)

    def look(self, clips, show=True):
        """Return the face frames of each clip, [(F, S, S, 3)]."""
        return faces(clips, self.settings.fps, self.settings.face, self.settings.crop, show)

    def _inputs(self, features, modality=None, show=False):
        """From what `read` gives to what the network takes, for one modality or both."""
        modality, parts = modality or self.modality, []
        if modality != "video":
            parts.append(list(features["audio"]))
        if modality != "audio":
            parts.append(self._face_vectors(features["video"], show))
        return tuple(parts)

    def _face_vectors(self, frames, show):
        if self.settings.face_epochs:
            return face.frame_features(self.face_network, self.pixels, frames, show)
        key = key_of(*self.face_network.vgg.state_dict().values())
        return face.kept_features(self.face_network, self.pixels, frames, key, show)

    def learn(self, features, targets, *, validation, folder, resume, show):
        """Train the face's VGG where it learns, then the network; see PaperSystem.train_on."""
        s, rng = self.settings, np.random.default_rng(self.seed)
        if self.sees:
            self._prepare_face(features["video"], targets, rng, folder, resume, show)
            if resume and _face_checkpoint(folder).exists():
                resume = checkpoint_path(folder).exists()  # else the face went on, and the rest begins
        inputs = self._inputs(features, show=show)
        self.network = self._build(rng)
        self.network.settings = self.fixed()
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

    def judge(self, features, modality, show=False):
        """Return the probability of each class from what `read` gave, (N, C)."""
        inputs = self._inputs(features, modality, show)
        if modality == self.modality:
            return softmax(predict_logits(self.network, inputs))
        return softmax(predict_logits(OneOfBoth(self.network, modality), inputs))

    @property
    def attends(self):
        """Whether there is an attention to show."""
        return self.settings.attend

    def attention(self, clips, features=None):
        """Return the attention over time: {"audio": [(T,)], "video": [(F,)]}, each summing to 1.

        None stands for what a clip has not.
        """
        self.check_trained()
        if not self.settings.attend:
            raise ArgumentError("this system was trained without attention")
        features = features or self.read(clips, False)
        if self.modality == "joined":
            encoders = {"audio": self.network.audio, "video": self.network.video}
        else:
            encoders = {self.modality: self.network.encoder}
        found = {}
        for name, encoder in encoders.items():
            there = [i for i, one in enumerate(features[name]) if one is not None]
            found[name] = [None] * len(features[name])
            if not there:
                continue
            (sequences,) = self._inputs({name: [features[name][i] for i in there]}, name)
            for i, x in zip(there, sequences):
                encoder(x[None], np.array([len(x)]))
                found[name][i] = encoder.weights[0]
        return found

    def parts(self):
        """Return what a file keeps, {name: Module}."""
        found = {"network": self.network, "face": self.face_network}
        return {name: part for name, part in found.items() if part is not None}

    def restore(self, stored, arrays, path):
        """Build the networks of a stored system, empty yet."""
        check_claims(path, arrays, claims(stored))
        if self.sees:
            own = bool(self.settings.face_epochs)
            outputs = np.atleast_2d(arrays.get("face/out.W", stored.classes)).shape[1]
            self.face_network = face.FaceNetwork(self.settings, outputs, batch_norm=own, rng=0)
            self.face_network.freeze().eval()
        self.network = self._build(np.random.default_rng(0))
        self.network.eval()


def _face_checkpoint(folder):
    return checkpoint_path(Path(folder) / "face")
