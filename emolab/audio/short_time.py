"""From a signal to its windowed frames, for all features that are told frame by frame."""

from emolab.audio.framing import frame
from emolab.audio.preemphasis import preemphasis
from emolab.audio.signal import checked_signal, sample_count
from emolab.audio.windows import window_weights
from emolab.core.errors import DataError


def short_frames(where, signal, sample_rate, length, hop, window="rectangular", pad="none", a=0.0):
    """Check a signal, cut it into frames and weigh them.

    length    and hop: a float counts seconds, an int samples
    a         of a pre-emphasis of the whole signal first; 0 for none
    Returns   (frames (T, K), sample rate)
    Errors    as `checked_signal`'s; DataError where the signal is shorter than a frame and nothing fills it
    """
    signal, rate = checked_signal(where, signal, sample_rate)
    K = sample_count(f"{where}: length", length, rate)
    step = sample_count(f"{where}: hop", hop, rate)
    frames = frame(preemphasis(signal, a) if a else signal, K, step, pad)  # (T, K)
    if len(frames) == 0:
        raise DataError(
            f"{where}: the signal has {len(signal)} samples, less than one frame of {K}; give a longer one "
            "or a smaller length"
        )
    if isinstance(window, str) and window == "rectangular":
        return frames, rate
    return frames * window_weights(window, K).astype(frames.dtype), rate
