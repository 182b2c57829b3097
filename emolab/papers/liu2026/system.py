"""The system of liu2026: voice and face joined by attention across them, and three decisions fused."""

import numpy as np

from emolab.core.errors import ArgumentError, FormatError
from emolab.models import BimodalLSTM, CrossModalNetwork, LSTMClassifier, OneRoad
from emolab.nn import Adam, CosineSchedule, softmax
from emolab.papers.face_frames import faces
from emolab.papers.liu2026.features import (
    aligned,
    fresh_soundnet,
    is_width,
    pretrained_soundnet,
    voices,
    width,
)
from emolab.papers.liu2026.grades import grades_of_labels, middle_of
from emolab.papers.liu2026.one_state import OneState
from emolab.papers.liu2026.settings import PRESETS
from emolab.papers.liu2026.stored import claims
from emolab.papers.liu2026.tables import PRINTED_LINE
from emolab.papers.roads import fit_options, goes_on, places
from emolab.papers.song2021.face import FaceNetwork, frame_features, learn_frames
from emolab.papers.stored import check_claims
from emolab.papers.system import PaperSystem
from emolab.training import correlation, fit, predict_logits


class System(PaperSystem):
    """liu2026: MFCC, IS09 and SoundNet for the voice, RNN and LSTM for the face, attention across both.

    modality         "audio" or "video" (an LSTM), or "joined" (the paper's network)
    preset           "paper" (the paper's settings) or "laptop"; settings changes single ones by name
    soundnet_weights file of a trained SoundNet: sound8.npy, or one that `save_weights` wrote. Without it MFCC
                     and IS09 alone are heard
    rng              seed of weights and order, or a Generator that draws one

    Example      system = System(); system.train(clips); system.predict(others)
    """

    paper = "liu2026"
    presets = PRESETS
    MORE = {"soundnet_width": is_width}
    OPTIONS = ("soundnet_weights",)

    def __init__(self, modality="joined", preset="laptop", *, soundnet_weights=None, rng=0, **settings):
        super().__init__(modality, preset, rng=rng, **settings)
        if odd := _heads_that_do_not_fit(self.settings):
            raise ArgumentError(f"liu2026: {odd}")
        self.network = self.face_network = self.soundnet = self.soundnet_width = None
        if soundnet_weights is not None:
            if not self.hears:
                raise ArgumentError("liu2026 video: soundnet_weights would not be used: nothing is heard")
            self.soundnet, self.soundnet_width = pretrained_soundnet(soundnet_weights)

    @classmethod
    def printed_line(cls, preset, modality):
        """Return what Figure 10 prints, as a line of text, for what it is of."""
        return PRINTED_LINE if (preset, modality) == ("paper", "joined") else None

    @classmethod
    def epochs_of(cls, modality):
        """Return the settings that say how many epochs a modality's networks are trained."""
        return ("epochs",) if modality == "audio" else ("epochs", "face_epochs")

    def plan(self):
        """Return what is heard, where something of the paper's is missing, as lines of text."""
        if not self.hears or self.soundnet is not None:
            return []
        return ["heard: MFCC and IS09; no SoundNet, whose weights --soundnet-weights would name"]

    def hear(self, clips, show=True):
        """Return the audio features of each clip, [(T, D)]."""
        rate = self.settings.fps if self.settings.steps == "video" else None
        return voices(clips, rate, self.soundnet, show)

    def look(self, clips, show=True):
        """Return the face frames of each clip, [(F, S, S, 3)]."""
        return faces(clips, self.settings.fps, self.settings.face, self.settings.crop, show)

    def learn(self, features, targets, *, validation, folder, resume, show):
        """Train the face's VGG on single frames, then the network; see PaperSystem.train_on."""
        s, rng = self.settings, np.random.default_rng(self.seed)
        if self.sees:
            self._learn_face(features["video"], targets, rng.spawn(1)[0], folder, resume, show)
        inputs = self._inputs(features, self.modality, show)
        self.network = self._build(rng)
        for standardise, sequences in zip(self._standardisers(), inputs):
            standardise.fit(sequences)
        if validation is not None:
            validation = self._inputs(validation[0], self.modality), validation[1]
        batches = max(1, -(-len(targets) // s.batch_size))
        self.network.settings = self.fixed()
        return fit(
            self.network, inputs, targets, validation=validation, epochs=s.epochs, batch_size=s.batch_size,
            optimiser=Adam(self.network.parameters(), s.learning_rate),
            schedule=CosineSchedule(s.learning_rate, s.epochs * batches), clip_norm=s.clip_norm or None,
            rng=rng, **fit_options(folder, resume, show, f"liu2026 {self.modality}"),
        )  # fmt: skip

    def _learn_face(self, frames, targets, rng, folder, resume, show):
        folder = places(folder, ("face",), resume)["face"]
        self.face_network = learn_frames(
            self.settings, frames, targets, len(self.classes), rng, show, folder, goes_on(folder, resume)
        )

    def _inputs(self, features, modality, show=False):
        """From what `read` gives to what the network takes, for one modality or both."""
        inputs = {}
        if modality != "audio":
            inputs["video"] = frame_features(self.face_network, "standard", features["video"], show)
        if modality != "video":
            inputs["audio"] = list(features["audio"])
        if modality == "joined" and self.settings.steps == "video":
            pairs = zip(inputs["audio"], inputs["video"])
            inputs["audio"] = [aligned(x, len(seen)) for x, seen in pairs]
        return tuple(inputs[name] for name in ("audio", "video") if name in inputs)

    def _build(self, rng):
        s, classes = self.settings, len(self.classes)
        Da = width(self.soundnet_width)
        Dv = self.face_network.vgg.feature_size if self.sees else None
        if self.modality != "joined":
            return LSTMClassifier(Dv if self.sees else Da, classes, hidden=s.lstm, rng=rng)
        if s.network == "lstm":
            return BimodalLSTM(Da, Dv, classes, hidden=s.lstm, dense=s.common, rng=rng)
        return CrossModalNetwork(
            Da, Dv, classes, rnn=s.rnn, lstm=s.lstm, common=s.common, attention=s.attention, heads=s.heads,
            reading=s.reading, over=s.over, activation=s.activation, weights=(s.audio_weight, s.video_weight),
            own_weights=(s.own_audio, s.own_video), rng=rng,
        )  # fmt: skip

    def _standardisers(self):
        """What each of the network's inputs goes through first."""
        network = self.network
        if self.modality != "joined":
            return (network.standardise,)
        audio = network.audio if self.settings.network == "lstm" else network
        return audio.standardise, network.video.standardise

    def judge(self, features, modality, show=False):
        """Return the probability of each class from what `read` gave, (N, C)."""
        inputs, network = self._inputs(features, modality, show), self.network
        if modality != self.modality:
            alone = OneState if self.settings.network == "lstm" else OneRoad
            network = alone(network, modality)
        return softmax(predict_logits(network, inputs))

    def measure(self, true, probabilities):
        """Return the metrics, and the correlation of true and predicted emotions as grades from 0 to 1.

        Note      liu2026 orders nine emotions from trust to disgust; each counts as the middle of its grade.
                  Clips that are, or are taken for, an emotion without a grade (neutral, calm) are no part of
                  it: `correlation_clips` are. None where one side is constant
        """
        grades = grades_of_labels(self.classes)
        both = np.stack([grades[true], grades[probabilities.argmax(axis=1)]])  # (2, N)
        both = both[:, (both >= 0).all(axis=0)]
        varies = all(len(np.unique(one)) > 1 for one in both)
        r = correlation(*middle_of(both)) if varies else None
        found = super().measure(true, probabilities)
        return {**found, "correlation": r, "correlation_clips": both.shape[1]}

    def parts(self):
        """Return what a file keeps, {name: Module}."""
        found = {"network": self.network, "face": self.face_network, "soundnet": self.soundnet}
        return {name: part for name, part in found.items() if part is not None}

    def restore(self, stored, arrays, path):
        """Build the networks of a stored system, empty yet."""
        if self.soundnet_width is not None and not self.hears:
            raise FormatError(f"{path}: its header gives a SoundNet for a system that hears nothing")
        if odd := _heads_that_do_not_fit(self.settings):
            raise FormatError(f"{path}: in its header {odd}")
        check_claims(path, arrays, claims(stored))
        if self.sees:
            self.face_network = FaceNetwork(self.settings, len(self.classes), rng=0).freeze().eval()
        if self.soundnet_width is not None:
            self.soundnet = fresh_soundnet(self.soundnet_width)
        self.network = self._build(np.random.default_rng(0)).eval()


def _heads_that_do_not_fit(settings):
    """What is wrong with the number of heads, or None."""
    if settings.attention % settings.heads:
        return f"heads is {settings.heads}, which does not divide attention, {settings.attention}"
    return None
