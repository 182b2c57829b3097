"""Music by formula: chords, bass, melody and drums in bars that repeat."""

import numpy as np

from emolab.core.errors import ArgumentError

PARTS = ("chords", "bass", "melody", "drums")
MODES = {"major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10)}
LEVELS = {"chords": 1.0, "bass": 0.9, "melody": 0.7, "drums": 1.0}


def make_music(seconds, sample_rate, rng=None, parts=None):
    """A piece of four chords over and over, at a tempo, in a key and with instruments drawn by rng.

    parts       which of PARTS are played; None: drawn, at least two
    Formula     a note is sum over k of a_k sin(2 pi k f t + phase_k) times its envelope
    Shapes      -> sound (seconds sample_rate,) float32, its RMS 0.1
    Errors      ArgumentError for an unknown part or no duration
    """
    rng = np.random.default_rng(rng)
    if not (seconds > 0 and sample_rate > 0):
        raise ArgumentError(f"make_music: seconds {seconds!r} and rate {sample_rate!r} must be above 0")
    if parts is None:
        parts = [PARTS[i] for i in np.sort(rng.permutation(4)[: rng.integers(2, 5)])]
    if wrong := [part for part in parts if part not in PARTS]:
        raise ArgumentError(f"make_music: unknown part {wrong[0]!r}; there are {', '.join(PARTS)}")
    if not parts:
        raise ArgumentError("make_music: name at least one part")
    beat = 60 / rng.uniform(70, 150)  # s
    scale = MODES[str(rng.choice(list(MODES)))]
    key = 48 + int(rng.integers(12))  # MIDI number of the tonic
    progression = [0, *rng.integers(0, 7, 3)]  # degrees
    total = np.zeros(round(seconds * sample_rate))
    bars = int(seconds / (4 * beat)) + 1
    for part in parts:
        notes = {"chords": _chords, "bass": _bass, "melody": _melody}.get(part)
        if notes is None:
            sound = _drums(len(total), sample_rate, beat, rng)
        else:
            sound = _played(notes(progression, scale, key, bars, beat, rng), len(total), sample_rate, rng)
        power = np.mean(sound**2)
        if power > 0:
            total += LEVELS[part] * rng.uniform(0.5, 1.3) * sound / np.sqrt(power)
    power = np.mean(total**2)
    return (0.1 * total / np.sqrt(power) if power > 0 else total).astype(np.float32)


def _pitch(degree, scale, key):
    """MIDI number of a degree of the scale; degrees from 7 on lie in the next octave."""
    return key + 12 * (degree // 7) + scale[degree % 7]


def _chords(progression, scale, key, bars, beat, rng):
    """Triads, held, struck on each beat, or broken into eighths, as notes (start, length, pitch)."""
    style = rng.integers(3)
    notes = []
    for bar in range(bars):
        root = int(progression[bar % 4])
        chord = [_pitch(root + step, scale, key) for step in (0, 2, 4)]
        start = 4 * beat * bar
        if style == 0:
            notes += [(start, 4 * beat, pitch) for pitch in chord]
        elif style == 1:
            notes += [(start + i * beat, 0.9 * beat, pitch) for i in range(4) for pitch in chord]
        else:
            broken = [chord[i] for i in (0, 1, 2, 1, 0, 1, 2, 1)]
            notes += [(start + i * beat / 2, 0.6 * beat, pitch) for i, pitch in enumerate(broken)]
    return notes


def _bass(progression, scale, key, bars, beat, rng):
    """The chord's root, two octaves lower, in a rhythm that each bar repeats."""
    steps = np.flatnonzero(rng.random(8) < 0.5)
    steps = steps if len(steps) else np.array([0, 4])
    return [
        (4 * beat * bar + step * beat / 2, 0.45 * beat, _pitch(int(progression[bar % 4]), scale, key) - 24)
        for bar in range(bars) for step in steps
    ]  # fmt: skip


def _melody(progression, scale, key, bars, beat, rng):
    """A phrase of two bars that walks along the scale, repeated."""
    steps = np.flatnonzero(rng.random(16) < 0.55)
    degrees = 7 + np.clip(np.cumsum(rng.integers(-2, 3, len(steps))), -6, 8)
    return [
        (8 * beat * phrase + step * beat / 2, 0.5 * beat * rng.uniform(0.7, 1.5), _pitch(int(d), scale, key))
        for phrase in range(bars // 2 + 1) for step, d in zip(steps, degrees)
    ]  # fmt: skip


def _played(notes, n, sample_rate, rng):
    """Sound the notes on an instrument: how its harmonics fall, how it decays, whether it trembles."""
    slope, decay = rng.uniform(0.8, 2.2), float(rng.choice([0.0, 2.0, 6.0]))  # 1/s
    odd = rng.uniform(0.2, 1)  # what is left of the even harmonics
    vibrato = rng.uniform(0, 0.008) * (rng.random() < 0.5)
    sound = np.zeros(n)
    for start, length, pitch in notes:
        first = round(start * sample_rate)
        count = min(round(1.15 * length * sample_rate), n - first)
        if count <= 0:
            continue
        t = np.arange(count) / sample_rate
        f = 440 * 2 ** ((pitch - 69) / 12)
        k = np.arange(1, max(2, min(16, int(0.45 * sample_rate / f)) + 1))[:, None]  # (K, 1)
        weights = k**-slope * np.where(k % 2, 1, odd)
        turns = f * (t + vibrato / (2 * np.pi * 5.5) * np.sin(2 * np.pi * 5.5 * t))  # (count,)
        wave = (weights * np.sin(2 * np.pi * (k * turns + rng.random(k.shape)))).sum(axis=0)
        envelope = np.minimum(1, t / 0.01) * np.exp(-decay * t)
        envelope *= np.clip((count / sample_rate - t) / 0.03, 0, 1)
        sound[first : first + count] += rng.uniform(0.7, 1) * envelope * wave
    return sound


def _drums(n, sample_rate, beat, rng):
    """Kick, snare and hi-hat on the eighths of a pattern that each bar repeats."""
    kick = np.isin(np.arange(8), [0, 4]) | (rng.random(8) < 0.2)
    snare = np.isin(np.arange(8), [2, 6])
    hat = rng.random(8) < rng.uniform(0.4, 1)
    t = np.arange(round(0.3 * sample_rate)) / sample_rate
    low, high = rng.uniform(45, 60), rng.uniform(120, 200)  # Hz
    hiss = rng.standard_normal((2, len(t)))
    sounds = {
        "kick": np.sin(2 * np.pi * (low * t + (high - low) / 30 * (1 - np.exp(-30 * t)))) * np.exp(-14 * t),
        "snare": (0.6 * hiss[0] + 0.5 * np.sin(2 * np.pi * 190 * t)) * np.exp(-18 * t),
        "hat": 0.5 * np.diff(hiss[1], prepend=0) * np.exp(-45 * t),  # the difference takes the lows away
    }
    sound = np.zeros(n)
    for name, pattern in (("kick", kick), ("snare", snare), ("hat", hat)):
        step = beat / 2 * sample_rate  # samples
        for i in range(int(n / step) + 1):
            first = round(i * step)
            count = min(len(t), n - first)
            if pattern[i % 8] and count > 0:
                sound[first : first + count] += rng.uniform(0.8, 1) * sounds[name][:count]
    return sound
