"""SyntheticClips: talking heads made by formula, so that a system trains without a download."""

import hashlib
from functools import cached_property
from typing import NamedTuple

import numpy as np

from emolab.core.errors import ArgumentError
from emolab.datasets.clip import Clip
from emolab.datasets.clips import Clips
from emolab.datasets.labels import label_set as known_label_set
from emolab.datasets.synthetic.action_units import play
from emolab.datasets.synthetic.emotions import emotion_of, face_of, voice_of
from emolab.datasets.synthetic.face import landmarks_of, shape_face
from emolab.datasets.synthetic.head import light_clip, move_head, to_picture
from emolab.datasets.synthetic.prosody import utter
from emolab.datasets.synthetic.render import render
from emolab.datasets.synthetic.speakers import make_speaker
from emolab.datasets.synthetic.voice import PITCH_RATE, speak

VERSION = 2  # grows whenever the same seed would give other bytes
INTENSITIES = ("normal", "strong")


class Settings(NamedTuple):
    """What all clips of a corpus share."""

    seed: int
    difficulty: float
    sample_rate: int
    fps: float
    size: int
    seconds: float


class SyntheticClip(Clip):
    """One talking head; everything follows from the corpus's settings, the speaker, the label and the take.

    `extra` holds sex, intensity, statement and repetition, and as ground truth pitch (P,) in Hz at
    pitch_rate with 0 where nothing is voiced, landmarks (F, 68, 2) as x and y in pixels in iBUG's order,
    and action_units (F, 14) in the order of ACTION_UNITS.
    """

    def __init__(self, settings, index, label, take):
        self._settings, self._index, self.take = settings, index, take  # takes count from 0
        self._emotion = emotion_of(label)
        self._facts = None
        super().__init__(label, f"{index:02d}", name=f"synthetic-{index:02d}-{label}-{take + 1}")

    has_sound = has_frames = True

    @property
    def extra(self):
        """Facts of the take, and the ground truth."""
        if self._facts is None:
            truth = self._sound_read()[2]
            landmarks, units = self._frames_read()[2:]
            self._facts = {
                "sex": self.speaker.sex,
                "intensity": INTENSITIES[self.take // 4 % 2],
                "statement": self.take % 2 + 1,
                "repetition": self.take // 2 % 2 + 1,
                "pitch": truth.pitch, "pitch_rate": PITCH_RATE,
                "landmarks": landmarks, "action_units": units,
            }  # fmt: skip
        return self._facts

    @property
    def speaker(self):
        """The Speaker who is heard and seen."""
        rng = np.random.default_rng([self._settings.seed, 1, self._index])
        return make_speaker(self._index, self._settings.difficulty, rng)

    def release(self):
        """Forget the sound, the frames and the ground truth."""
        super().release()
        self._facts = None
        self.__dict__.pop("_utterance", None)

    def content_key(self):
        """A hash of the parameters that the clip is made from."""
        text = f"synthetic {VERSION} {self._settings} {self._index} {self._emotion.number} {self.take}"
        return hashlib.blake2b(text.encode(), digest_size=20).hexdigest()

    def __getstate__(self):
        state = {**super().__getstate__(), "_facts": None}
        state.pop("_utterance", None)
        return state

    def _rng(self, purpose):
        settings = self._settings
        return np.random.default_rng(
            [settings.seed, 2, self._index, self._emotion.number, self.take, purpose]
        )

    def _intensity(self, rng):
        """How strongly this take shows the emotion; drawn apart for the voice and for the face."""
        strong = 1.2 if INTENSITIES[self.take // 4 % 2] == "strong" else 1.0
        spread = 0.5 * self._settings.difficulty
        return strong * float(np.clip(1 + spread * rng.standard_normal(), 0.15, 1.4))

    @cached_property
    def _utterance(self):
        settings, rng, speaker = self._settings, self._rng(0), self.speaker
        voice = voice_of(self._emotion, self._intensity(rng), settings.difficulty, rng)
        seconds = settings.seconds * rng.uniform(0.85, 1.15)
        return voice, utter(voice, speaker, self.take % 2, seconds, rng)

    def _decode_sound(self):
        settings = self._settings
        voice, utterance = self._utterance
        floor = -66 + 16 * settings.difficulty
        sound, truth = speak(utterance, voice, self.speaker, settings.sample_rate, floor, self._rng(1))
        return sound, settings.sample_rate, truth

    def _decode_frames(self):
        settings, rng, speaker = self._settings, self._rng(2), self.speaker
        utterance = self._utterance[1]
        count = max(1, int(utterance.seconds * settings.fps))
        time = (np.arange(count) + 0.5) / settings.fps  # (F,)
        speech = np.interp(time, utterance.time, utterance.voicing)
        height = face_of(self._emotion, self._intensity(rng), settings.difficulty, rng)
        units = play(height, time, speech, settings.difficulty, rng)  # (F, 14)
        shape = shape_face(units, speaker)
        motion = move_head(time, settings.difficulty, rng)
        light = light_clip(settings.difficulty, rng)
        frames = render(shape, speaker, motion, light, settings.size, rng)
        points = to_picture(landmarks_of(shape, speaker, motion), motion)  # (F, 68, 2)
        pixels = (points + 1) * (settings.size / 2) - 0.5
        return frames, settings.fps, pixels.astype(np.float32), units.astype(np.float32)


class SyntheticClips(Clips):
    """A corpus of talking heads by formula.

    subjects      how many people
    per_label     clips of each label by each person
    seed          the same seed gives the same bytes, in whatever order clips are touched
    difficulty    0 to 1: how much clips and people differ within a class, noise, light, and how little
                  is left of what tells apart the emotions that sound alike or look alike
    label_set     the name of a label set, or labels out of the known sets
    sample_rate   of the sound, Hz
    fps, size     frames a second, and their height and width in pixels
    seconds       length of a clip; each deviates by up to 15 %

    Note          happy and surprised, angry and fearful, sad and calm, neutral and disgust share a
                  voice; surprised and fearful, angry and disgust, neutral and calm share a face.
                  Who hears and sees can tell all of them apart.
    """

    def __init__(
        self, subjects=12, per_label=4, seed=0, difficulty=0.5, label_set="ravdess8", *,
        sample_rate=16000, fps=7.5, size=48, seconds=1.6,
    ):  # fmt: skip
        _whole("subjects", subjects, 1, 999)
        _whole("per_label", per_label, 1, 9999)
        _whole("seed", seed, 0, None)
        _whole("sample_rate", sample_rate, 4000, 192000)
        _whole("size", size, 16, 1024)
        _between("difficulty", difficulty, 0, 1)
        _between("fps", fps, 1, 240)
        _between("seconds", seconds, 0.5, 60)
        settings = Settings(
            int(seed), float(difficulty), int(sample_rate), float(fps), int(size), float(seconds)
        )
        clips = [
            SyntheticClip(settings, index, label, take)
            for index in range(1, subjects + 1)
            for label in known_label_set(label_set)
            for take in range(per_label)
        ]
        super().__init__(clips, label_set)
        self.settings = settings

    def write(self, folder, names="ravdess", kinds=("wav", "png", "mp4", "truth")):
        """Write the corpus as files; see `write_clips`."""
        from emolab.datasets.synthetic.write import write_clips

        return write_clips(self, folder, names, kinds)


def _whole(name, value, least, most):
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise ArgumentError(f"{name}: it must be a whole number from {least}, not {value!r}")
    if most is not None and value > most:
        raise ArgumentError(f"{name}: it must be at most {most}, not {value!r}")


def _between(name, value, least, most):
    if not least <= value <= most:  # NaN fails as well
        raise ArgumentError(f"{name}: it must be between {least} and {most}, not {value!r}")
