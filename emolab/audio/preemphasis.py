"""Pre-emphasis: a first difference that lifts the high frequencies."""

from emolab.audio.options import one_of
from emolab.core import formula


@formula("song2021 2.24")
def preemphasis(signal, a=0.97, first="keep"):
    """High-pass filter along the last axis.

    first     "keep": silence before the signal, y_0 = x_0;  "scale": x_0 before it, y_0 = (1 - a) x_0
    Formula   H(z) = 1 - a z^-1, that is y_n = x_n - a x_{n-1}
    Shapes    signal (..., S) -> y (..., S)
    Note      song2021 gives no value for a; 0.97 is used, as in HTK, Kaldi and python_speech_features.
    """
    one_of("preemphasis: first", first, ("keep", "scale"))
    y = signal.copy()  # (..., S)
    y[..., 1:] -= a * signal[..., :-1]
    if first == "scale":
        y[..., :1] *= 1 - a
    return y
