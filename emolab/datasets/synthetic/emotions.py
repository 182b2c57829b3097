"""What an emotion does to a voice and to a face: group by group, so that each alone leaves pairs open.

An emotion is the meeting of one voice group and one face group. Two emotions of the same voice group
sound nearly alike, two of the same face group look nearly alike; `remain` says how much of what still
tells them apart is left.
"""

from typing import NamedTuple

import numpy as np

from emolab.core.errors import ArgumentError
from emolab.datasets.labels import MAPS


class Voice(NamedTuple):
    """How somebody speaks, beside the speaker's own habits."""

    pitch: float  # semitones above the speaker's own
    pitch_range: float  # semitones of an accent
    slope: float  # semitones gained over the utterance
    final: float  # semitones that the last syllable rises
    rate: float  # log2 of the speaking rate against the speaker's own
    level: float  # dB of full scale
    tilt: float  # octaves that the spectral corner moves up
    closing: float  # log2 of the sharpness of the glottal closure
    jitter: float  # relative deviation of a period
    shimmer: float  # relative deviation of a pulse's strength
    breath: float  # noise against pulses
    formants: float  # log2 of the shift of all formants


class EmotionParts(NamedTuple):
    """Where an emotion stands: its groups, and what is its own in each of them."""

    number: int  # goes into the seeds: never to change
    voice: str
    face: str
    own_voice: dict
    own_face: dict


VOICES = {
    "lively": Voice(4.5, 4.5, 1.5, 2.5, 0.15, -22, 0.5, 0.3, 0.006, 0.04, 0.04, 0.10),
    "tense": Voice(3.0, 2.5, 0.0, -0.5, 0.28, -16, 1.3, 1.0, 0.022, 0.14, 0.06, 0.02),
    "soft": Voice(-2.5, 1.0, -2.0, -1.0, -0.35, -34, -1.0, -0.8, 0.008, 0.05, 0.30, -0.03),
    "plain": Voice(0.0, 1.8, -1.0, -0.5, 0.0, -27, 0.0, 0.0, 0.006, 0.04, 0.08, -0.08),
}
VOICE_SPREAD = Voice(1.6, 0.9, 1.0, 1.0, 0.12, 2.6, 0.35, 0.3, 0.004, 0.03, 0.05, 0.03)

ACTION_UNITS = (
    "inner_brow_raiser", "outer_brow_raiser", "brow_lowerer", "upper_lid_raiser", "cheek_raiser",
    "lid_tightener", "nose_wrinkler", "upper_lip_raiser", "lip_corner_puller", "lip_corner_depressor",
    "lip_stretcher", "lip_pressor", "jaw_drop", "eyes_closed",
)  # fmt: skip
FACES = {
    "wide": {
        "inner_brow_raiser": 0.9, "outer_brow_raiser": 0.8, "upper_lid_raiser": 0.9, "jaw_drop": 0.45,
    },
    "knit": {
        "brow_lowerer": 0.95, "lid_tightener": 0.5, "nose_wrinkler": 0.5, "upper_lip_raiser": 0.35,
        "lip_corner_depressor": 0.35,
    },
    "still": {},
    "smile": {"lip_corner_puller": 1.0, "cheek_raiser": 0.8, "jaw_drop": 0.1},
    "droop": {
        "inner_brow_raiser": 0.8, "brow_lowerer": 0.25, "lip_corner_depressor": 0.9, "eyes_closed": 0.25,
    },
}  # fmt: skip
FACE_SPREAD = 0.22  # of every action unit

EMOTIONS = {
    "neutral": EmotionParts(0, "plain", "still", {"slope": 0.5, "jitter": -0.002}, {}),
    "calm": EmotionParts(
        1, "soft", "still", {"rate": 0.10, "slope": 1.0, "jitter": -0.004, "level": 1.5},
        {"lip_corner_puller": 0.3, "eyes_closed": 0.2},
    ),
    "happy": EmotionParts(2, "lively", "smile", {"formants": 0.05, "final": -2.0, "pitch_range": -1.0}, {}),
    "sad": EmotionParts(
        3, "soft", "droop", {"rate": -0.10, "slope": -1.0, "jitter": 0.010, "level": -1.5}, {}
    ),
    "angry": EmotionParts(
        4, "tense", "knit", {"pitch": -1.5, "level": 1.5, "breath": -0.03},
        {"lip_pressor": 0.4, "upper_lid_raiser": 0.15, "nose_wrinkler": -0.15, "upper_lip_raiser": -0.15},
    ),
    "fearful": EmotionParts(
        5, "tense", "wide", {"pitch": 1.5, "level": -1.5, "breath": 0.06, "jitter": 0.01},
        {"lip_stretcher": 0.4, "brow_lowerer": 0.2, "outer_brow_raiser": -0.15, "jaw_drop": -0.15},
    ),
    "disgust": EmotionParts(
        6, "plain", "knit", {"pitch": -1.5, "slope": -0.5, "jitter": 0.01, "rate": -0.12},
        {"nose_wrinkler": 0.2, "upper_lip_raiser": 0.25, "brow_lowerer": -0.15},
    ),
    "surprised": EmotionParts(
        7, "lively", "wide", {"final": 2.0, "pitch_range": 1.5, "formants": -0.03},
        {"jaw_drop": 0.3, "outer_brow_raiser": 0.15},
    ),
    "trust": EmotionParts(8, "soft", "smile", {"level": 1.5, "slope": 1.0}, {"jaw_drop": -0.1}),
    "anxiety": EmotionParts(9, "tense", "droop", {"level": -2.0, "breath": 0.05}, {"brow_lowerer": 0.4}),
    "anticipation": EmotionParts(10, "plain", "wide", {"final": 2.0}, {"jaw_drop": -0.3}),
}  # fmt: skip


def emotion_of(label):
    """The emotion behind a label of any known label set.

    Errors    ArgumentError for a label that the formulas know no voice and face for
    """
    for table in ({}, MAPS["basic7", "ravdess8"], MAPS["liu2026_9", "ravdess8"]):
        name = table.get(label, label)
        if name in EMOTIONS:
            return EMOTIONS[name]
    raise ArgumentError(f"label_set: there is no synthetic voice and face for {label!r}")


def remaining(difficulty):
    """How much of what tells a confused pair apart is left: all of it at 0, nothing at 1."""
    return (1 - difficulty) ** 1.5


def voice_of(emotion, intensity, difficulty, rng):
    """Draw the voice of one clip.

    Formula   v = plain + intensity (group - plain) + remaining own + difficulty spread normal
    """
    own = [emotion.own_voice.get(name, 0.0) for name in Voice._fields]
    plain, group = np.array(VOICES["plain"]), np.array(VOICES[emotion.voice])  # (12,)
    values = plain + intensity * (group - plain) + remaining(difficulty) * np.array(own)
    values = values + difficulty * np.array(VOICE_SPREAD) * rng.standard_normal(len(values))
    voice = Voice(*values)
    return voice._replace(
        jitter=max(voice.jitter, 0.002), shimmer=max(voice.shimmer, 0.01), breath=max(voice.breath, 0.01),
        pitch_range=max(voice.pitch_range, 0.3),
    )  # fmt: skip


def face_of(emotion, intensity, difficulty, rng):
    """Draw the action units at the height of one clip's expression, (14,), 0 relaxed and 1 full.

    Formula   a = intensity (group + remaining own) + difficulty spread normal, at least 0
    """
    group, own = (
        np.array([table.get(name, 0.0) for name in ACTION_UNITS])
        for table in (FACES[emotion.face], emotion.own_face)
    )
    units = intensity * (group + remaining(difficulty) * own)  # (14,)
    units = units + difficulty * FACE_SPREAD * rng.standard_normal(len(units))
    units[ACTION_UNITS.index("eyes_closed")] = min(units[ACTION_UNITS.index("eyes_closed")], 0.5)
    return np.clip(units, 0, 1.3)
