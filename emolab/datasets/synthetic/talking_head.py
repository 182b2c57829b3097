"""One synthetic talking head, made when its sound or its pictures are first touched."""

import hashlib
from functools import cached_property
from typing import NamedTuple

import numpy as np

from emolab.datasets.clip import Clip
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
