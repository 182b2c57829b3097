"""The system of zhu2022: voice and face each to an emotion, and their decisions weighted."""

from pathlib import Path

import numpy as np

from emolab.core.errors import ArgumentError, FormatError
from emolab.fusion import weight_curve, weighted_scores
from emolab.learn import PCA, standardise_clips
from emolab.models import VGG, AttentionLSTM, LSTMClassifier, save_weights
from emolab.nn import Adam, CosineSchedule
from emolab.papers.face_frames import faces, move_and_mirror, spread_frames
from emolab.papers.roads import fit_options, mean_over_clips, places, probabilities
from emolab.papers.stored import check_claims
from emolab.papers.system import PaperSystem
from emolab.papers.zhu2022 import face, tables
from emolab.papers.zhu2022.features import voices
from emolab.papers.zhu2022.settings import PRESETS, WIDTHS
from emolab.papers.zhu2022.stored import VGG_SETTINGS, claims, is_vgg
from emolab.training import Histories, fit, plot_weight_curve, save_figure
from emolab.vision import to_gray


class System(PaperSystem):
    """zhu2022: an Attention-LSTM for the voice, VGG-16 on the coded face, and both decisions weighted.

    modality     "audio", "video" or "joined"
    preset       "paper", "laptop", "fer2013" (to pre-train the VGG), or "row1" to "row5" of Table 1; settings
                 changes single ones by name
    vgg_weights  file of the pre-trained VGG, which the paper's face road needs
    rng          seed of weights, order and dropout, or a Generator that draws one

    `curve` is the joined system's accuracy over the weight on the validation clips, a WeightCurve, after a
    training that had some. The networks are those that the single systems learn from the same seed.
    Example      system = System("audio"); system.train(clips); system.predict(others)
    """

    paper = "zhu2022"
    presets = PRESETS
    MORE = {"vgg": is_vgg}
    OPTIONS = ("vgg_weights",)
    ROWS = {
        1: ("row1", "audio"), 2: ("row2", "audio"), 3: ("row3", "video"), 4: ("row4", "video"),
        5: ("row5", "joined"),
    }  # fmt: skip

    def __init__(self, modality="joined", preset="laptop", *, vgg_weights=None, rng=0, **settings):
        super().__init__(modality, preset, rng=rng, **settings)
        s = self.settings
        self.starts_from_file = self.sees and face.needs_weights(s)
        if vgg_weights is not None and not self.starts_from_file:
            why = "with transfer=false the VGG starts from nothing"
            if not self.sees or s.face == "lbph":
                why = "LBPH needs no VGG" if self.sees else "the voice needs no VGG"
            raise ArgumentError(f"zhu2022 {modality}: vgg_weights would not be used: {why}")
        if modality == "joined" and not s.video_weight + s.voice_weight > 0:
            raise ArgumentError("zhu2022: video_weight and voice_weight are both 0; one must be above it")
        self.vgg_weights = None if vgg_weights is None else Path(vgg_weights)
        self.voice = self.face_network = self.curve = None
        self.vgg = None  # what builds the face's VGG: its own file may say other things than the settings

    @classmethod
    def printed_line(cls, preset, modality):
        """Return what the paper prints for a preset, as a line of text, or None."""
        whole = {("paper", "audio"): 2, ("paper", "video"): 4, ("paper", "joined"): 5}
        number = {**{row: n for n, row in cls.ROWS.items()}, **whole}.get((preset, modality))
        return None if number is None else tables.printed_line(number)

    @classmethod
    def epochs_of(cls, modality):
        """Return the settings that say how many epochs a modality's networks are trained."""
        found = {"audio": ("epochs",), "video": ("face_epochs",)}
        return found.get(modality, ("epochs", "face_epochs"))

    def check_options(self):
        """Say what is needed or does not fit, before any work."""
        if self.starts_from_file:
            face.pretrained_vgg(self.settings, 2, self.vgg_weights, 0)

    def plan(self):
        """Return what is frozen when, as lines of text."""
        schedule = face.freeze_schedule(self.settings) if self.sees else None
        return [] if schedule is None else [f"face, trained {line}" for line in str(schedule).splitlines()]

    def hear(self, clips, show=True):
        """Return the voice features of each clip, [(T, D)]."""
        return voices(clips, self.settings.features, self.settings.frames_a_step, show)

    def look(self, clips, show=True):
        """Return the grey face frames of each clip, [(F, S, S)]."""
        s = self.settings
        return [to_gray(frames) for frames in faces(clips, s.fps, s.side, s.crop, show)]

    def learn(self, features, targets, *, validation, folder, resume, show):
        """Train the voice's network, then the face's; see PaperSystem.train_on."""
        folders = places(folder, ("voice", "face"), resume)
        rng = np.random.default_rng(self.seed)
        rng_voice, rng_face = rng.spawn(2)  # so that neither depends on whether the other is trained
        histories = Histories()
        if self.hears:
            options = fit_options(folders["voice"], resume, show, "zhu2022 voice")
            histories["voice"] = self._learn_voice(features, targets, validation, rng_voice, options)
        if self.sees:
            options = fit_options(folders["face"], resume, show, "zhu2022 face")
            histories["face"] = self._learn_face(features, targets, validation, rng_face, options)
            if folder is not None and self.face_network.vgg is not None:
                save_weights(self.face_network.vgg, Path(folder) / "vgg.npz")
        self.curve = None
        if self.modality == "joined" and validation is not None:
            self.curve = self._weigh(*validation, folder, show)
        return histories if self.modality == "joined" else next(iter(histories.values()))

    def _learn_voice(self, features, targets, validation, rng, options):
        s = self.settings
        parts = [features["audio"]] + ([validation[0]["audio"]] if validation else [])
        if s.standardise == "own":
            parts = standardise_clips(parts, "own")
        self.voice = self._build_voice(rng)
        self.voice.settings = self.fixed()
        if s.standardise == "training":
            self.voice.standardise.fit(parts[0])
        steps = s.epochs * -(-len(targets) // s.batch_size)
        return fit(
            self.voice, parts[0], targets, validation=(parts[1], validation[1]) if validation else None,
            epochs=s.epochs, batch_size=s.batch_size, rng=rng, bucket=True,
            optimiser=Adam(self.voice.parameters(), s.learning_rate),
            schedule=CosineSchedule(s.learning_rate, steps), clip_norm=s.clip_norm or None,
            label_smoothing=s.label_smoothing, **options,
        )  # fmt: skip

    def _learn_face(self, features, targets, validation, rng, options):
        s, classes = self.settings, len(self.classes)
        frames, labels = spread_frames(features["video"], targets, s.frames_a_clip)
        if validation is not None:
            validation = spread_frames(validation[0]["video"], validation[1], s.frames_a_clip)
        vgg = None
        if self.starts_from_file:
            vgg = face.pretrained_vgg(s, classes, self.vgg_weights, rng)
        elif s.face != "lbph":
            vgg = face.fresh_vgg(s, classes, rng)
        self.vgg = None if vgg is None else {name: vgg.settings[name] for name in VGG_SETTINGS}
        network = self.face_network = face.build(s, classes, vgg, rng)
        face.fit_descriptor(network, frames)
        network.settings = self.fixed()
        steps = s.face_epochs * -(-len(labels) // s.batch_size)
        return fit(
            network, frames, labels, validation=validation, epochs=s.face_epochs, batch_size=s.batch_size,
            optimiser=Adam(network.parameters(), s.face_rate), schedule=CosineSchedule(s.face_rate, steps),
            label_smoothing=s.label_smoothing, augment=move_and_mirror if s.augment else None,
            freeze=face.freeze_schedule(s), rng=rng, **options,
        )  # fmt: skip

    def _build_voice(self, rng):
        s = self.settings
        common = {"hidden": s.hidden, "layers": s.layers, "keep": s.keep, "rng": rng}
        if s.voice == "lstm":
            return LSTMClassifier(WIDTHS[s.features], len(self.classes), **common)
        return AttentionLSTM(
            WIDTHS[s.features], len(self.classes), gates=s.gates, score=s.score,
            attention=s.attention or None, reach=s.reach, reads=s.reads, **common,
        )  # fmt: skip

    def _weigh(self, features, targets, folder, show):
        """Return the WeightCurve on validation clips, and draw it where there is a folder."""
        seen, heard = self._seen(features["video"], show), self._heard(features["audio"], show)
        curve = weight_curve(seen, heard, targets)
        if folder is not None:
            title = f"zhu2022 Eq 6 on {len(targets)} validation clips"
            save_figure(plot_weight_curve(curve, title), Path(folder) / "weights.png")
        return curve

    def judge(self, features, modality, show=False):
        """Return the probability of each class from what `read` gave, (N, C)."""
        if modality == "audio":
            return self._heard(features["audio"], show)
        if modality == "video":
            return self._seen(features["video"], show)
        s = self.settings
        total = s.video_weight + s.voice_weight
        weights = s.video_weight / total, s.voice_weight / total
        seen, heard = self._seen(features["video"], show), self._heard(features["audio"], show)
        return weighted_scores(seen, heard, weights)

    def _heard(self, sequences, show):
        """Voice features of clips -> probabilities (N, C); "own" statistics are those of these clips."""
        if self.settings.standardise == "own":
            (sequences,) = standardise_clips([sequences], "own")
        return probabilities(self.voice, list(sequences), "listening", show)

    def _seen(self, clips_frames, show):
        """Grey frames of clips -> the mean of their frames' probabilities (N, C)."""
        p = probabilities(self.face_network, np.concatenate(clips_frames), "looking", show)
        return mean_over_clips(p, clips_frames)

    def parts(self):
        """Return what a file keeps, {name: Module or learner}."""
        pca = None if self.face_network is None else self.face_network.pca
        found = {"voice": self.voice, "face": self.face_network, "pca": pca}
        return {name: part for name, part in found.items() if part is not None}

    def restore(self, stored, arrays, path):
        """Build the networks of a stored system, empty yet."""
        s, classes = self.settings, len(self.classes)
        if self.sees and (self.vgg is None) != (s.face == "lbph"):
            raise FormatError(f"{path}: its header gives vgg as {self.vgg!r} for a face of {s.face!r}")
        if self.vgg is not None and self.vgg["input_size"] != s.side:
            raise FormatError(
                f"{path}: its VGG sees {self.vgg['input_size']} pixels a side, its faces have {s.side}"
            )
        check_claims(path, arrays, claims(stored))
        if self.hears:
            self.voice = self._build_voice(np.random.default_rng(0)).eval()
        if self.sees:
            vgg = None if self.vgg is None else VGG(**self.vgg, classes=classes, keep=s.keep, rng=0)
            self.face_network = face.build(s, classes, vgg, np.random.default_rng(0)).eval()
            if s.face == "pca_vgg":
                self.face_network.pca = PCA(s.components)
