"""Prosody: when the syllables of a sentence sound, how loud, and at which pitch."""

from typing import NamedTuple

import numpy as np

CONTROL_RATE = 125  # values a second of everything that changes slowly

# Formants in Hz of an adult male, F1 to F5.
VOWELS = {
    "i": (300, 2250, 2950, 3500, 4500),
    "I": (400, 1950, 2550, 3500, 4500),
    "e": (520, 1800, 2500, 3500, 4500),
    "a": (720, 1200, 2500, 3500, 4500),
    "o": (480, 900, 2450, 3400, 4500),
    "@": (500, 1450, 2450, 3400, 4500),
}
# "Kids are talking by the door", "Dogs are sitting by the door": consonant and vowel of each syllable.
SENTENCES = (
    (("k", "I"), ("r", "a"), ("t", "o"), ("k", "i"), ("b", "a"), ("v", "@"), ("d", "o")),
    (("d", "o"), ("r", "a"), ("s", "I"), ("t", "i"), ("b", "a"), ("v", "@"), ("d", "o")),
)
# Of each consonant: how voiced it is, how noisy, and the noise's centre in Hz.
CONSONANTS = {
    "k": (0.0, 0.35, 2200), "t": (0.0, 0.4, 4500), "s": (0.0, 0.6, 5800), "d": (0.12, 0.2, 3800),
    "b": (0.15, 0.1, 900), "v": (0.35, 0.1, 3000), "r": (0.5, 0.0, 1500),
}  # fmt: skip


class Utterance(NamedTuple):
    """A sentence as curves over time, P values at CONTROL_RATE."""

    seconds: float
    time: np.ndarray  # (P,) s
    pitch: np.ndarray  # (P,) Hz, also where nothing sounds
    voicing: np.ndarray  # (P,) strength of the pulses, 0 to 1
    noise: np.ndarray  # (P,) strength of the consonants' noise
    noise_centre: np.ndarray  # (P,) Hz
    formants: np.ndarray  # (P, 5) Hz


def utter(voice, speaker, sentence, seconds, rng):
    """Lay a sentence over a stretch of time.

    voice       Voice of this clip
    sentence    index into SENTENCES; as many of its syllables are said as the rate lets fit
    """
    lead, tail = rng.uniform(0.06, 0.14, 2)
    span = seconds - lead - tail
    count = max(2, round(span * speaker.rate * 2**voice.rate))
    words = [SENTENCES[sentence][i % len(SENTENCES[sentence])] for i in range(count)]
    lengths = np.exp(0.12 * rng.standard_normal(count))  # (S,)
    edges = lead + span * np.concatenate([[0], np.cumsum(lengths) / lengths.sum()])  # (S + 1,)
    start, stop = edges[:-1, None], edges[1:, None]  # (S, 1)
    length = stop - start
    vowel = start + 0.30 * length  # where the vowel sets in
    time = np.arange(round(seconds * CONTROL_RATE)) / CONTROL_RATE  # (P,)

    stress = np.where(np.arange(count) % 2 == 0, 1.0, 0.72) * np.exp(0.08 * rng.standard_normal(count))
    opened = _ramp(time, vowel - 0.02, 0.05) * (1 - _ramp(time, stop - 0.05, 0.06))  # (S, P)
    closed = _ramp(time, start - 0.01, 0.02) * (1 - _ramp(time, vowel - 0.01, 0.03))  # (S, P)
    voiced, noisy, centre = np.array([CONSONANTS[c] for c, _ in words]).T  # (S,) each
    voicing = (stress[:, None] * opened + voiced[:, None] * closed).sum(axis=0)  # (P,)
    noise = (noisy[:, None] * closed).sum(axis=0)
    which = np.clip(np.searchsorted(edges, time, side="right") - 1, 0, count - 1)  # (P,)

    middle = (vowel + stop)[:, 0] / 2  # (S,)
    targets = np.array([VOWELS[v] for _, v in words]) * 2**voice.formants / speaker.tract  # (S, 5)
    formants = np.stack([np.interp(time, middle, targets[:, k]) for k in range(5)], axis=1)  # (P, 5)
    formants[:, 0] *= 1 - 0.35 * closed.max(axis=0)  # a narrow mouth lowers the first formant
    return Utterance(
        seconds, time, _pitch(voice, speaker, time, lead, span, middle, stress, rng),
        np.clip(voicing, 0, 1.2), noise, centre[which], formants,
    )  # fmt: skip


def _pitch(voice, speaker, time, lead, span, middle, stress, rng):
    """The speaker's pitch, moved by level, slope, an accent on each stressed syllable and the final rise."""
    along = np.clip((time - lead) / span, 0, 1)  # (P,)
    heights = voice.pitch_range * (stress - 0.6) * np.exp(0.25 * rng.standard_normal(len(stress)))  # (S,)
    width = 0.45 * span / len(stress)
    accents = (heights[:, None] * np.exp(-(((time - middle[:, None]) / width) ** 2))).sum(axis=0)  # (P,)
    wander = np.sin(2 * np.pi * (rng.uniform(0.6, 1.4) * time + rng.random()))
    semitones = voice.pitch + voice.slope * (along - 0.5) + voice.final * _ramp(along, 0.75, 0.25)
    return speaker.pitch * 2 ** ((semitones + accents + 0.2 * wander) / 12)  # (P,)


def _ramp(time, start, length):
    """0 before start, 1 after start + length, a cosine between."""
    return 0.5 - 0.5 * np.cos(np.pi * np.clip((time - start) / length, 0, 1))
