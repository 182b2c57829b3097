"""The system of gu2025: voice and face each to confidences over time, fused, and their statistics."""

import numpy as np

from emolab.analysis import fuse_timelines, on_windows
from emolab.analysis import timeline as checked_timeline
from emolab.core.errors import ArgumentError, FormatError
from emolab.fusion import weighted_scores
from emolab.nn import SGD, CosineSchedule
from emolab.papers.face_frames import move_and_mirror, spread_frames
from emolab.papers.gu2025.engines import FaceEngine, VoiceEngine
from emolab.papers.gu2025.hearing import heard, voices
from emolab.papers.gu2025.seeing import looks, measured, seen
from emolab.papers.gu2025.settings import PRESETS
from emolab.papers.gu2025.statistics import statistics
from emolab.papers.gu2025.stored import claims
from emolab.papers.roads import fit_options, mean_over_clips, places, probabilities
from emolab.papers.stored import check_claims
from emolab.papers.system import PaperSystem, modality_of
from emolab.training import Histories, fit


class System(PaperSystem):
    """gu2025: a four-block network on windows of the voice, a residual one on faces and their landmarks.

    modality     "audio", "video" or "joined"
    preset       "paper" or "laptop"; settings changes single ones by name
    rng          seed of weights, order and noise, or a Generator that draws one

    A clip's probabilities are the mean over its windows, or its faces; `timeline` keeps them apart.
    The engines of the joined system are those that the single ones learn from the same seed.
    Example      system = System(); system.train(clips); system.statistics(clip).percent
    """

    paper = "gu2025"
    presets = PRESETS

    def __init__(self, modality="joined", preset="laptop", *, rng=0, **settings):
        super().__init__(modality, preset, rng=rng, **settings)
        self._check_together()
        self.voice = self.face = None

    def _check_together(self):
        s = self.settings
        if s.step > s.width:
            raise ArgumentError(
                f"gu2025: step is {s.step}, width {s.width}; windows may leave no gaps: make step smaller"
            )
        if self.modality == "joined" and not s.video_weight + s.voice_weight > 0:
            raise ArgumentError("gu2025: video_weight and voice_weight are both 0; one must be above it")

    def hear(self, clips, show=True):
        """Return the windows of each clip's sound, as `hearing.heard` takes them apart."""
        s = self.settings
        return voices(clips, s.width, s.step, s.bands, show)

    def look(self, clips, show=True):
        """Return the faces of each clip, as `seeing.seen` takes them apart."""
        return looks(clips, self.settings, show)

    def learn(self, features, targets, *, validation, folder, resume, show):
        """Train the voice's engine, then the face's; see PaperSystem.train_on."""
        folders = places(folder, ("voice", "face"), resume)
        s, held = self.settings, validation or (None, None)
        rng = np.random.default_rng(self.seed)
        rngs = dict(zip(folders, rng.spawn(2)))
        histories = Histories()
        if self.hears:
            data, check = (self._windows(f, t) for f, t in ((features, targets), held))
            self.voice = VoiceEngine(s, len(self.classes), rng=rngs["voice"])
            histories["voice"] = self._fit(
                self.voice, data, check, s.epochs, s.learning_rate, rngs["voice"], None,
                **fit_options(folders["voice"], resume, show, "gu2025 voice"),
            )  # fmt: skip
        if self.sees:
            data, check = (self._pictures(f, t) for f, t in ((features, targets), held))
            self.face = FaceEngine(s, len(self.classes), rng=rngs["face"])
            histories["face"] = self._fit(
                self.face, data, check, s.face_epochs, s.face_rate, rngs["face"],
                _move if s.augment else None, **fit_options(folders["face"], resume, show, "gu2025 face"),
            )  # fmt: skip
        return histories if self.modality == "joined" else next(iter(histories.values()))

    def _fit(self, engine, data, check, epochs, rate, rng, augment, **options):
        """Train one engine by SGD; data and check are (inputs, labels), check None where there is none."""
        s, (inputs, labels) = self.settings, data
        engine.settings = self.fixed()
        engine.fit_statistics(*inputs)
        optimiser = SGD(engine.parameters(), rate, momentum=s.momentum, weight_decay=s.weight_decay)
        steps = epochs * -(-len(labels) // s.batch_size)
        return fit(
            engine, inputs, labels, validation=check, epochs=epochs, batch_size=s.batch_size,
            optimiser=optimiser, schedule=CosineSchedule(rate, steps), clip_norm=s.clip_norm or None,
            label_smoothing=s.label_smoothing, augment=augment, rng=rng, **options,
        )  # fmt: skip

    def _windows(self, features, targets):
        """Every window with its clip's class: ((x, v) or (x,), labels); None where there are no clips."""
        if features is None:
            return None
        clips = features["audio"]
        return self._voice_inputs(np.concatenate(clips)), np.repeat(targets, [len(rows) for rows in clips])

    def _voice_inputs(self, rows):
        found = heard(rows, self.settings.bands)
        return (found.spectrogram, found.prosody) if self.settings.prosody else (found.spectrogram,)

    def _pictures(self, features, targets):
        """Some faces of each clip with its class, as `_windows`."""
        if features is None:
            return None
        s = self.settings
        inputs = self._face_inputs([seen(rows, s.side) for rows in features["video"]])
        spread = [spread_frames(clips, targets, s.frames_a_clip) for clips in inputs]
        return tuple(part for part, _ in spread), spread[0][1]

    def _face_inputs(self, faces):
        """Faces of clips -> (pictures of each, landmark features of each), or (pictures of each,)."""
        s, pictures = self.settings, [face.faces for face in faces]
        if s.landmarks == "none":
            return (pictures,)
        return pictures, [measured(face, s.landmarks, s.width) for face in faces]

    def judge(self, features, modality, show=False):
        """Return the probability of each class from what `read` gave, (N, C)."""
        if modality == "audio":
            return mean_over_clips(self._heard(features["audio"], show), features["audio"])
        if modality == "video":
            return mean_over_clips(self._seen(features["video"], show), features["video"])
        by_face, by_voice = (self.judge(features, one, show) for one in ("video", "audio"))
        return weighted_scores(by_face, by_voice, self._weights())

    def _weights(self):
        s = self.settings
        total = s.video_weight + s.voice_weight
        return s.video_weight / total, s.voice_weight / total

    def _heard(self, clips, show):
        """Windows of clips -> the probabilities of all of them, (sum of P, C)."""
        return probabilities(self.voice, self._voice_inputs(np.concatenate(clips)), "listening", show)

    def _seen(self, clips, show):
        """Faces of clips -> the probabilities of all of them, (sum of F, C)."""
        inputs = self._face_inputs([seen(rows, self.settings.side) for rows in clips])
        return probabilities(self.face, tuple(np.concatenate(part) for part in inputs), "looking", show)

    def timeline(self, clip, features=None):
        """Return the confidence of each class window after window, a Timeline.

        Of a joined system with both voice and face, fused; a window without a face is judged by the voice
        alone. features is what `read([clip])` gave, where it is there already.
        """
        self.check_trained()
        features = self._own(features or self.read([clip], False))
        used = modality_of(features)[0]
        rows = {name: values[0] for name, values in features.items()}
        voice = None if used == "video" else self._voice_line(rows["audio"])
        if used == "audio":
            return voice
        video = self._video_line(rows["video"], 0 if voice is None else voice.end[-1])
        return video if voice is None else fuse_timelines(video, voice, self._weights())

    def _voice_line(self, rows):
        found = heard(rows, self.settings.bands)
        there = found.end > found.start
        p = self._heard([rows[there]], False)
        return checked_timeline(p, self.classes, found.start[there], found.end[there], name="voice")

    def _video_line(self, rows, until):
        """The faces' confidences, on windows up to `until` or to the last face."""
        found, s = seen(rows, self.settings.side), self.settings
        start, end = found.start.astype(np.float64), found.end.astype(np.float64)
        line = checked_timeline(self._seen([rows], False), self.classes, start, end, name="video")
        until = max(until, end[-1])
        first = s.step * np.arange(max(0, int(np.ceil((until - s.width) / s.step - 1e-6))) + 1)  # (P,)
        return on_windows(line, first, np.minimum(first + s.width, until))

    def statistics(self, clip, thresholds=None):
        """Return the Statistics of a clip's timeline; thresholds are those of the alerts."""
        return statistics(self.timeline(clip), thresholds)

    def parts(self):
        """Return what a file keeps, {name: Module}."""
        return {name: part for name, part in (("voice", self.voice), ("face", self.face)) if part is not None}

    def restore(self, stored, arrays, path):
        """Build the engines of a stored system, empty yet."""
        try:
            self._check_together()
        except ArgumentError as error:
            raise FormatError(f"{path}: {error}") from error
        check_claims(path, arrays, claims(stored))
        if self.hears:
            self.voice = VoiceEngine(self.settings, len(self.classes), rng=0).eval()
        if self.sees:
            self.face = FaceEngine(self.settings, len(self.classes), rng=0).eval()


def _move(inputs, rng):
    """Move and mirror the faces; a face's landmarks tell the same of its mirrored twin."""
    return (*move_and_mirror(inputs[:1], rng), *inputs[1:])
