"""The contours of the INTERSPEECH 2009 emotion set: what is told of every 10 ms before it is summed up."""

import warnings

import numpy as np

from emolab.audio.fft import irfft, rfft
from emolab.audio.framing import frame
from emolab.audio.is09_pitch import VOICED, is09_pitch, is09_smooth_pitch, is09_voicing
from emolab.audio.is09_plan import is09_plan
from emolab.audio.preemphasis import preemphasis
from emolab.audio.signal import checked_signal
from emolab.core import formula
from emolab.core.threads import run_pieces

POINTS = 2**16  # samples of the frames that are worked on at once: they stay in the cache
LEAST = 256  # fewer frames are not worth a thread
DESCRIPTORS = (
    "pcm_RMSenergy_sma", *(f"pcm_fftMag_mfcc_sma[{k}]" for k in range(1, 13)), "pcm_zcr_sma", "voiceProb_sma",
    "F0_sma",
)  # fmt: skip
IS09_CONTOURS = (*DESCRIPTORS, *(name.replace("_sma", "_sma_de") for name in DESCRIPTORS))


def is09_samples(signal):
    """Return the samples as openSMILE takes them over: rounded towards 0 to 16 bits, then scaled.

    Formula   x = min(trunc(32768 s), 32767) / 32767, for s from -1 to 1
    Shapes    signal (S,) -> x (S,), float32
    Note      s = 1 is the largest integer, 32767; openSMILE's Python interface turns it into -32768. Samples
              beyond -1 and 1 are clipped, with a warning that says how many.
    """
    return (sixteen_bits("is09", signal) / 32767).astype(np.float32)


def sixteen_bits(where, signal):
    """Return a signal's samples as whole numbers from -32768 to 32767, in float64."""
    beyond = int(((signal < -1) | (signal > 1)).sum())
    if beyond:
        warnings.warn(
            f"{where}: {beyond} of {len(signal)} samples lie beyond -1..1 and are clipped; the set is "
            "defined for 16-bit samples: divide the signal by its largest magnitude to keep its shape",
            stacklevel=5,
        )
    return np.clip(np.trunc(np.multiply(signal, 32768, dtype=np.float64)), -32768, 32767)


def first_channel(where, signal, sample_rate):
    """Return (signal (S,), sample rate) as `checked_signal` does, of several channels (S, C) the first."""
    if getattr(signal, "ndim", 1) == 2 and signal.shape[0] >= signal.shape[1]:
        signal = signal[:, 0]
    return checked_signal(where, signal, sample_rate)


@formula()
def is09_rms_energy(frames):
    """Root of the mean square of each frame.

    Formula   e = sqrt(1/n sum over i of x_i^2)
    Shapes    frames (T, n) -> e (T,)
    Note      IS09 takes frames after pre-emphasis and window, IS11 and IS13 as they are cut. Squares are of
              the frames' own type, their sum float64: then float32 frames give openSMILE's last bit.
    """
    return np.sqrt(np.sum(frames * frames, axis=1, dtype=np.float64) / frames.shape[1]).astype(frames.dtype)


@formula()
def is09_mfcc(spectrum, bank, first=1, last=12):
    """Mel cepstra of the orders first to last.

    spectrum  magnitudes of samples from -1 to 1; IS11 and IS13 take 32767 times their squares
    bank      as `is09_plan` gives it, which is scaled to 16-bit samples
    Formula   s_j = ln(max(1, sum over k of B_jk |X_k|))
              c_i = sqrt(2/M) (1 + 11 sin(pi i / 22)) sum over j = 1..M of s_j cos(pi i (j - 1/2) / M)
    Shapes    spectrum (T, F), bank (M, F) -> c (T, last-first+1)
    """
    M = len(bank)
    logs = np.log(np.maximum(spectrum @ bank.T, 1))  # (T, M)
    orders = np.arange(first, last + 1)[:, None]
    basis = np.sqrt(2 / M) * np.cos(np.pi * orders * (np.arange(M) + 0.5) / M)  # (n, M)
    lift = 1 + 11 * np.sin(np.pi * orders / 22)  # (n, 1)
    return logs @ (lift * basis).T  # (T, n)


@formula(kernel="is09")
def is09_zcr(frames):
    """Share of the samples of each frame at which the signal crosses zero.

    Formula   z = 1/n count over i = 1..n-2 of (x_{i-1} x_i < 0, or x_i = 0 and x_{i-1} x_{i+1} <= 0)
    Shapes    frames (T, n) -> z (T,)
    Note      Digital silence is all crossings: (n - 2) / n, which is 0.995 at 16,000 Hz. The library's own
              `zero_crossing_rate` gives 0 there.
    """
    before, x, after = frames[:, :-2], frames[:, 1:-1], frames[:, 2:]  # (T, n - 2)
    crossing = (before * x < 0) | ((x == 0) & (before * after <= 0))
    return (crossing.sum(axis=1) / frames.shape[1]).astype(frames.dtype)


@formula()
def is09_autocorrelation(power):
    """Magnitude of the autocorrelation, from the power spectrum.

    Formula   a_i = K / (K + 1) |irfft(|X|^2)_i|,  i = 0..K-1,  K = n_fft / 2
    Shapes    power (T, F) -> a (T, F-1)
    """
    K = power.shape[1] - 1
    return np.abs(irfft(power)[:, :K]) * (K / (K + 1))


@formula()
def is09_cepstrum(power):
    """Cepstrum, from the power spectrum.

    Formula   c_i = K / (K + 1) irfft(ln(|X|^2 + 1))_i,  i = 0..K-1,  K = n_fft / 2
    Shapes    power (T, F) -> c (T, F-1)
    Note      With its sign, unlike the autocorrelation; the 1 keeps quiet bins from mattering at all.
    """
    K = power.shape[1] - 1
    return irfft(np.log(power + 1))[:, :K] * (K / (K + 1))


@formula()
def is09_moving_average(x):
    """Mean of three neighbours in time, first and last frame repeated; there is one frame more.

    Formula   y_t = ((x_{t-1} + x_t) + x_{t+1}) / 3
    Shapes    x (T, D) -> y (T+1, D)
    Note      In this order, in x's own type: zero crossings tie often, and rounding decides which frame
              has the largest.
    """
    places = np.clip(np.arange(-1, len(x) + 2), 0, len(x) - 1)
    x = x[places]  # (T + 3, D)
    return ((x[:-2] + x[1:-1]) + x[2:]) / x.dtype.type(3)


@formula()
def is09_delta(x):
    """Slope over five neighbours in time, first and last frame repeated; there are two frames more.

    Formula   d_t = ((x_{t+1} - x_{t-1}) + 2 (x_{t+2} - x_{t-2})) / 10
    Shapes    x (T, D) -> d (T+2, D)
    Note      In this order, in x's own type, as `is09_moving_average`.
    """
    places = np.clip(np.arange(-2, len(x) + 4), 0, len(x) - 1)
    x = x[places]  # (T + 6, D)
    kind = x.dtype.type
    return ((x[3:-1] - x[1:-3]) + kind(2) * (x[4:] - x[:-4])) / kind(10)


def is09_raw_contours(signal, sample_rate):
    """The 16 contours of a signal before they are smoothed, in the order of `IS09_CONTOURS`.

    Formula   frame by frame: pre-emphasis 0.97 inside the frame, symmetric Hamming window, spectrum; then
              `is09_rms_energy`, `is09_mfcc` 1 to 12, `is09_zcr` (of the samples as they are),
              `is09_voicing`, and `is09_pitch`, 0 where the voicing is below 0.55, through `is09_smooth_pitch`
    Shapes    signal (S,) -> x (T, 16), float32; T is 0 where the signal is shorter than a frame
    Units     signal -1 to 1, sample_rate Hz; F0 Hz
    Errors    as `is09`'s
    """
    signal, rate = first_channel("is09", signal, sample_rate)
    plan = is09_plan(rate)
    frames = frame(is09_samples(signal), plan.length, plan.hop)  # (T, n)
    contours = np.empty((len(frames), len(DESCRIPTORS)), np.float32)
    rows = max(1, POINTS // plan.n_fft)

    def piece(start, stop):
        for i in range(start, stop, rows):
            j = min(i + rows, stop)
            contours[i:j] = _contours_of(frames[i:j], plan)

    run_pieces(piece, len(frames), LEAST)
    contours[:, 15] = is09_smooth_pitch(contours[:, 15].copy())
    return contours


def _contours_of(frames, plan):
    windowed = preemphasis(frames, np.float32(0.97), first="scale") * plan.window  # (T, n), float32
    spectrum = rfft(windowed.astype(np.float64), plan.n_fft)  # (T, F)
    power = spectrum.real**2 + spectrum.imag**2
    voicing = is09_voicing(is09_autocorrelation(power), plan.skip).astype(np.float32)  # (T,)
    pitch = is09_pitch(is09_cepstrum(power), plan.period, plan.skip)  # (T,)
    return np.column_stack([
        is09_rms_energy(windowed), is09_mfcc(np.sqrt(power), plan.bank), is09_zcr(frames), voicing,
        np.where(voicing < VOICED, 0, pitch),
    ])  # fmt: skip


def is09_contours(signal, sample_rate):
    """The 32 contours of a signal, named by `IS09_CONTOURS`, over which IS09 takes its functionals.

    Formula   y = `is09_moving_average` of `is09_raw_contours`, and its `is09_delta` beside it;
              of T frames the first max(1, T - 2) of both
    Shapes    signal (S,) -> y (max(1, T-2), 32), float32; no frame where the signal is shorter than one
    Units     one frame is 10 ms
    Errors    as `is09`'s
    Note      Of a signal of one or two frames openSMILE reads zeros behind the last: that is done here, too.
    """
    raw = is09_raw_contours(signal, sample_rate)  # (T, 16)
    T = len(raw)
    if T == 0:
        return np.empty((0, len(IS09_CONTOURS)), np.float32)
    if T < 3:
        behind = np.zeros_like(raw, shape=(2, raw.shape[1]))
        smooth = is09_moving_average(np.concatenate([raw, behind])[: max(T, 2)])  # (3, 16)
        smooth = np.concatenate([smooth[:T], behind])
    else:
        smooth = is09_moving_average(raw)  # (T + 1, 16)
    kept = max(1, T - 2)
    return np.concatenate([smooth[:kept], is09_delta(smooth)[:kept]], axis=1)  # (kept, 32)
