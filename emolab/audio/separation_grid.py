"""The time and frequency cells that separation works on: 64 ms windows every 16 ms, at any sample rate."""

from emolab.audio.spectrum import stft

WINDOW_SECONDS = 0.064
HOP_SECONDS = 0.016


def separation_grid(sample_rate):
    """Return (n_fft, hop) in samples.

    Formula   n_fft = 0.064 rate, hop = 0.016 rate, rounded, at least 4 and 1
    Note      A bin is 15.625 Hz wide at every rate, so that a mask learned at one rate fits another.
    """
    n_fft = max(4, round(WINDOW_SECONDS * sample_rate))
    return n_fft, max(1, min(n_fft // 2, round(HOP_SECONDS * sample_rate)))


def separation_stft(signal, sample_rate):
    """Return the short-time Fourier transform on the grid, periodic Hann, centred.

    Shapes    signal (S,) -> X (T, F), complex
    """
    n_fft, hop = separation_grid(sample_rate)
    return stft(signal, n_fft, hop, "hann", True, "centre")
