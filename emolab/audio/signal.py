"""What every function on sound asks of its signal: one channel of finite floats, at a rate in Hz."""

import numpy as np

from emolab.audio.options import positive
from emolab.core.errors import ArgumentError, DataError, ShapeError


def checked_signal(where, signal, sample_rate):
    """Return (signal (S,), sample rate as a float).

    Errors    ShapeError for several channels; ArgumentError for integers and for a rate not above 0;
              DataError for an empty signal, and for NaN and infinity with their first place
    """
    signal = np.asarray(signal) if isinstance(signal, list | tuple) else signal
    rate = positive(f"{where}: sample_rate", sample_rate)
    if signal.ndim != 1:
        axis = int(np.argmin(signal.shape)) if signal.ndim == 2 else 1
        raise ShapeError(
            f"{where}: signal has shape {signal.shape}; one channel of shape (S,) is needed: take "
            f"signal.mean(axis={axis}) or one channel of it (read_wav gives the mean unless told otherwise)"
        )
    if signal.dtype not in (np.float32, np.float64):
        raise ArgumentError(
            f"{where}: signal is {signal.dtype}; float32 or float64 from -1 to 1 is needed: divide 16-bit "
            "integers by 32768"
        )
    if len(signal) == 0:
        raise DataError(f"{where}: the signal is empty (0 samples)")
    finite = np.isfinite(signal)
    if not finite.all():
        place = int(np.argmin(finite))
        raise DataError(
            f"{where}: sample {place} of the signal is {signal[place]} ({int((~finite).sum())} of "
            f"{len(signal)} are not finite); cut or repair them"
        )
    return signal, rate


def sample_count(where, value, sample_rate):
    """Return a duration in samples: a float counts seconds, to the nearest sample, an int samples.

    Errors    ArgumentError for a float not above 0 or from 60 s on, an int below 1
    """
    if isinstance(value, float | np.floating):
        if not 0 < value < 60:
            raise ArgumentError(
                f"{where} is {value!r}: a float counts seconds (above 0, below 60), an int samples"
            )
        return max(1, int(value * sample_rate + 0.5))
    if isinstance(value, int | np.integer) and not isinstance(value, bool) and value >= 1:
        return int(value)
    raise ArgumentError(f"{where}: must be seconds as a float or samples as an int from 1 on, not {value!r}")


def without_offset(signal):
    """Return a signal without its mean, and with zeros where nothing but rounding is left."""
    mean = signal.mean(dtype=np.float64)
    rounding = 4 * np.finfo(signal.dtype).eps * abs(mean)
    centred = signal - signal.dtype.type(mean)
    return np.where(np.abs(centred) <= rounding, 0, centred).astype(signal.dtype)
