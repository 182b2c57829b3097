"""The short-time Fourier transform, and the spectrogram that is its size."""

from emolab.audio.fft import rfft
from emolab.audio.framing import frame
from emolab.audio.options import one_of, whole
from emolab.audio.windows import window_weights
from emolab.core import formula
from emolab.core.backend import like


@formula("song2021 2.5.2-2.5.4", "liu2021 STFT")
def stft(signal, n_fft=2048, hop=None, window="hann", periodic=True, pad="centre"):
    """Fourier transform of overlapping, windowed frames.

    hop       samples from frame to frame; None: n_fft // 4
    window    a name, or n_fft weights
    pad       as `frame`'s
    Formula   X_t = FFT(frame_t * window)
    Shapes    signal (S,) -> X (T, n_fft//2+1), complex
    """
    n_fft = whole("stft: n_fft", n_fft)
    weights = window_weights(window, n_fft, periodic).astype(signal.dtype)  # (n_fft,)
    frames = frame(signal, n_fft, max(1, n_fft // 4) if hop is None else hop, pad)  # (T, n_fft)
    return rfft(frames * like(frames, weights), n_fft)  # (T, F)


@formula("song2021 2.5.4")
def spectrogram(signal, n_fft=2048, hop=None, window="hann", periodic=True, pad="centre", power=2):
    """Magnitude (power 1) or power (power 2) of the short-time Fourier transform.

    Formula   P = |X|^power
    Shapes    signal (S,) -> P (T, n_fft//2+1)
    """
    one_of("spectrogram: power", power, (1, 2))
    X = stft(signal, n_fft, hop, window, periodic, pad)  # (T, F)
    return abs(X) if power == 1 else X.real**2 + X.imag**2
