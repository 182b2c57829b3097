"""A voice by formula: glottal pulses and noise, sent through the resonances of a mouth."""

from typing import NamedTuple

import numpy as np

HOPS_A_SECOND = 125  # the filter moves every 8 ms
WINDOW = 4  # hops in a piece
SPECTRUM = 8  # hops in a piece with room for its ringing
BANDWIDTHS = np.array([70.0, 95.0, 140.0, 200.0, 280.0])  # Hz, F1 to F5
PITCH_RATE = 100  # values a second of the pitch that is handed out


class VoiceTruth(NamedTuple):
    """What is known of a made voice."""

    pitch: np.ndarray  # (P,) Hz at PITCH_RATE, 0 where nothing is voiced
    voicing: np.ndarray  # (P,) strength of the pulses at PITCH_RATE


def glottal_pulse(phase, open_quotient=0.6, closing=1.0):
    """Derivative of the flow through the glottis over one period.

    phase           0 to 1 within the period
    open_quotient   the part of the period in which the glottis is open
    closing         how sharply it closes: 1 normal, more is brighter

    Formula   flow rises as (1 - cos(pi p / a)) / 2 up to a, falls as cos(pi (p - a) / 2 (b - a)) up to b;
              after the closure at b the derivative returns to 0 as exp(-(p - b) / r)
    """
    b = open_quotient
    a = b * (2 / 3)
    r = 0.035 / closing
    steep = np.pi / (2 * (b - a))
    rise = 0.5 * np.pi / a * np.sin(np.pi * phase / a)
    fall = -steep * np.sin(np.pi / 2 * (phase - a) / (b - a))
    back = -steep * np.exp(-np.maximum(phase - b, 0) / r)
    return np.where(phase < a, rise, np.where(phase < b, fall, back))


def excitation(pitch, voicing, voice, breath, sample_rate, rng):
    """Pulses and breath at the glottis.

    pitch       (n,) Hz
    voicing     (n,) strength
    breath      noise against pulses
    Returns     (n,)
    Note        every period has its own small deviation in length (jitter) and strength (shimmer)
    """
    steady = np.cumsum(pitch) / sample_rate  # (n,) periods so far
    periods = int(steady[-1]) + 2
    jitter = 1 + voice.jitter * np.clip(rng.standard_normal(periods), -2.5, 2.5)
    phase = np.cumsum(pitch * jitter[steady.astype(int)]) / sample_rate  # (n,)
    shimmer = 1 + voice.shimmer * np.clip(rng.standard_normal(periods * 2), -2.5, 2.5)
    whole = phase.astype(int)
    pulses = glottal_pulse(phase - whole, closing=2**voice.closing) * shimmer[whole]
    air = rng.standard_normal(len(pitch)) * (0.6 + 0.4 * np.cos(2 * np.pi * phase))
    return voicing * (pulses + 3 * breath * air)  # (n,)


def tract_response(formants, size, sample_rate):
    """Frequency response of the vocal tract as a cascade of two-pole resonators.

    formants    (P, K) Hz
    size        points of the spectrum
    Returns     (P, size / 2 + 1), complex

    Formula     H(z) = A(1) / A(z);  A(z) = prod over k of 1 - 2 r_k cos(theta_k) z^-1 + r_k^2 z^-2;
                theta_k = 2 pi f_k / rate, r_k = exp(-pi b_k / rate)
    """
    r = np.exp(-np.pi * BANDWIDTHS[: formants.shape[1]] / sample_rate)  # (K,)
    theta = 2 * np.pi * formants / sample_rate  # (P, K)
    taps = np.zeros((len(formants), 2 * formants.shape[1] + 1))
    taps[:, 0] = 1
    for k in range(formants.shape[1]):  # the product of the factors, one after the other
        past = taps.copy()
        taps[:, 1:] -= 2 * (r[k] * np.cos(theta[:, k]))[:, None] * past[:, :-1]
        taps[:, 2:] += r[k] ** 2 * past[:, :-2]
    return taps.sum(axis=1, keepdims=True) / np.fft.rfft(taps, size)


def pass_through(signal, response, hop):
    """Send a signal through a filter that changes from piece to piece, by overlap-add.

    signal      (n,)
    response    (P, 4 hop + 1), one for each hop
    """
    count = len(signal) // hop + WINDOW
    silence = np.zeros(WINDOW * hop, np.float32)
    padded = np.concatenate([silence[hop:], signal.astype(np.float32), silence])
    pieces = np.lib.stride_tricks.sliding_window_view(padded, WINDOW * hop)[::hop][:count]  # (P, 4 hop)
    window = 0.25 * (1 - np.cos(2 * np.pi * np.arange(WINDOW * hop) / (WINDOW * hop)))
    window = window.astype(np.float32)  # its shifts sum to 1
    middle = np.arange(len(pieces)) - 1  # the hop in the middle of each piece
    response = response[np.clip(middle, 0, len(response) - 1)].astype(np.complex64)
    size = SPECTRUM * hop
    sounds = np.fft.irfft(np.fft.rfft(pieces * window, size) * response, size)  # (P, 8 hop)
    parts = sounds.reshape(len(sounds), SPECTRUM, hop)
    total = np.zeros((len(sounds) + SPECTRUM, hop))
    for shift in range(SPECTRUM):
        total[shift : shift + len(sounds)] += parts[:, shift]
    return total.reshape(-1)[(WINDOW - 1) * hop :][: len(signal)]


def speak(utterance, voice, speaker, sample_rate, noise_floor, rng):
    """Make the sound of an utterance.

    noise_floor   dB of full scale of the room
    Returns       sound (n,) float32, VoiceTruth
    """
    n = round(utterance.seconds * sample_rate)
    now = np.arange(n) / sample_rate  # (n,)
    pitch = np.interp(now, utterance.time, utterance.pitch)
    voicing = np.interp(now, utterance.time, utterance.voicing)
    source = excitation(pitch, voicing, voice, voice.breath + speaker.breath, sample_rate, rng)
    hop = round(sample_rate / HOPS_A_SECOND)
    hops = np.arange(n // hop + 1) * hop / sample_rate  # (P,)
    formants = np.stack([np.interp(hops, utterance.time, f) for f in utterance.formants.T], axis=1)
    formants = formants[:, formants.max(axis=0) < 0.48 * sample_rate]
    bins = np.fft.rfftfreq(SPECTRUM * hop, 1 / sample_rate)  # (B,) Hz
    corner = 1300 * 2 ** (voice.tilt + speaker.tilt)
    response = tract_response(formants, SPECTRUM * hop, sample_rate) / (1 + 1j * bins / corner)  # (P, B)
    hiss = np.interp(now, utterance.time, utterance.noise) * rng.standard_normal(n)
    centre = np.interp(hops, utterance.time, utterance.noise_centre)[:, None]  # (P, 1)
    colour = np.exp(-(((bins - centre) / (0.35 * centre + 300)) ** 2))  # (P, B)
    sound = pass_through(source, response, hop)
    sound /= np.sqrt(np.mean(sound[voicing > 0.5] ** 2)) + 1e-12
    sound += 0.5 * pass_through(hiss, colour, hop)
    sound *= 10 ** ((voice.level + speaker.level) / 20)
    sound += 10 ** (noise_floor / 20) * rng.standard_normal(n)
    peak = np.abs(sound).max()
    if peak > 0.99:  # no recording is louder than full scale
        sound *= 0.99 / peak
    ticks = np.arange(int(utterance.seconds * PITCH_RATE)) / PITCH_RATE
    strength = np.interp(ticks, utterance.time, utterance.voicing)
    truth = np.where(strength > 0.25, np.interp(ticks, utterance.time, utterance.pitch), 0)
    return sound.astype(np.float32), VoiceTruth(truth.astype(np.float32), strength.astype(np.float32))
