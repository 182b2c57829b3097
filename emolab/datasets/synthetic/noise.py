"""Noise by formula: white, pink, brown, and the babble of many voices."""

import numpy as np

from emolab.core.errors import ArgumentError

SLOPES = {"white": 0.0, "pink": 0.5, "brown": 1.0}  # of the amplitude against the frequency
NOISES = (*SLOPES, "babble")
TALKERS = 8
LOWEST = 20.0  # Hz; coloured noise grows no more below


def make_noise(kind, seconds, sample_rate, rng=None):
    """Noise of one of NOISES.

    Formula   coloured: amplitude max(f, 20 Hz)^-slope at random phases;  babble: 8 synthetic voices at once
    Shapes    -> sound (seconds sample_rate,) float32, its RMS 0.1
    Errors    ArgumentError for an unknown kind or no duration
    """
    rng = np.random.default_rng(rng)
    if kind not in NOISES:
        raise ArgumentError(f"make_noise: unknown kind {kind!r}; choose one of {', '.join(NOISES)}")
    if not (seconds > 0 and sample_rate > 0):
        raise ArgumentError(f"make_noise: seconds {seconds!r} and rate {sample_rate!r} must be above 0")
    n = max(1, round(seconds * sample_rate))
    if kind == "babble":
        sound = sum(_talker(n, sample_rate, rng) for _ in range(TALKERS))
    else:
        spectrum = np.fft.rfft(rng.standard_normal(n))
        f = np.maximum(np.fft.rfftfreq(n, 1 / sample_rate), LOWEST)  # (F,)
        sound = np.fft.irfft(spectrum * f ** -SLOPES[kind], n)
    power = np.mean(sound**2)
    return (0.1 * sound / np.sqrt(power) if power > 0 else sound).astype(np.float32)


def _talker(n, sample_rate, rng):
    """One synthetic person who says sentence after sentence, from a random place on."""
    from emolab.datasets.synthetic.corpus import SyntheticClips

    clips = SyntheticClips(1, 1, int(rng.integers(2**31)), sample_rate=int(sample_rate), seconds=2.0)
    sentences = [clips[int(i)].sound for i in rng.permutation(len(clips))[:3]]
    speech = np.concatenate(sentences)
    repeated = np.resize(np.roll(speech, int(rng.integers(len(speech)))), n)
    return repeated / (np.sqrt(np.mean(repeated**2)) + 1e-12) * rng.uniform(0.6, 1.2)
