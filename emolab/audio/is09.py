"""The INTERSPEECH 2009 emotion set: 384 numbers that describe a whole utterance."""

import warnings

import numpy as np

from emolab.audio.is09_contours import IS09_CONTOURS, is09_contours
from emolab.audio.is09_functionals import IS09_FUNCTIONALS, is09_functionals
from emolab.core import formula


def is09_names():
    """Return the names of the 384 values of `is09`, as openSMILE has them."""
    return [f"{contour}_{functional}" for contour in IS09_CONTOURS for functional in IS09_FUNCTIONALS]


@formula("liu2026 5")
def is09(signal, sample_rate):
    """INTERSPEECH 2009 emotion set: 16 contours and their deltas by 12 functionals.

    Formula   `is09_functionals` of `is09_contours`
    Shapes    signal of S samples -> y of 384 values, named by `is09_names`
    Units     signal -1 to 1, sample_rate Hz
    Errors    ArgumentError for a rate below 2,000 Hz and for an integer signal; DataError for an empty
              signal, and for NaN and infinity with their first place; ShapeError for more than two axes
    Source    Schuller, Steidl and Batliner, INTERSPEECH 2009, as openSMILE 2.6 computes it (its config
              is09-13/IS09_emotion): equal to it but for the rounding of its float32 transform
    Note      Of several channels (S, C) the first is taken, as openSMILE does. A signal that is shorter than
              one frame of 25 ms gives NaN throughout, with a warning.
    """
    signal = np.asarray(signal) if isinstance(signal, list | tuple) else signal
    contours = is09_contours(signal, sample_rate)  # (frames, 32)
    if len(contours) == 0:
        warnings.warn(
            f"is09: the signal has {len(signal)} samples ({len(signal) / float(sample_rate):.3f} s), less "
            "than one frame of 0.025 s; all 384 values are NaN",
            stacklevel=3,
        )
    return is09_functionals(contours).reshape(-1).astype(signal.dtype)
