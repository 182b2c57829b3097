"""The larger INTERSPEECH sets, IS11 and IS13, through the optional package opensmile."""

import importlib
import warnings
from functools import lru_cache

import numpy as np

from emolab.audio.is09 import is09, is09_names
from emolab.audio.is09_contours import first_channel, sixteen_bits
from emolab.audio.options import one_of
from emolab.core.errors import MissingExtra

SETS = {"IS09": 384, "IS11": 4368, "IS13": 6373}
LICENCE = (
    "openSMILE, by audEERING, computes this set: its licence allows teaching, research and private use and "
    "asks to be cited; commercial use needs a licence of audEERING's. IS09 is emolab's own and needs neither"
)


class LicenceWarning(UserWarning):
    """A set is computed by a program that is not as free as emolab."""


def opensmile_set(signal, sample_rate, name="IS11"):
    """Functionals of a whole utterance after one of openSMILE's feature sets.

    name      "IS09" (384 values, emolab's own), "IS11" (4,368) or "IS13" (6,373), both by openSMILE
    Shapes    signal of S samples -> y of as many values, named by `opensmile_set_names`
    Units     signal -1 to 1, sample_rate Hz
    Errors    MissingExtra where the package opensmile is not installed; ArgumentError for another name;
              and those of `is09`
    Note      The first use of IS11 and of IS13 warns with what openSMILE's licence allows (LicenceWarning).
              Of several channels (S, C) the first is taken. A signal that is too short for the set, below
              60 to 90 ms, gives NaN throughout; openSMILE warns of it.
    """
    one_of("opensmile_set: name", name, SETS)
    if name == "IS09":
        return is09(signal, sample_rate)
    smile = _smile(name)
    signal, rate = first_channel("opensmile_set", signal, sample_rate)
    samples = (sixteen_bits("opensmile_set", signal) / 32768).astype(np.float32)
    return smile.process_signal(samples, rate).to_numpy()[0].astype(signal.dtype)  # (D,)


def opensmile_set_names(name="IS11"):
    """Return the names of the values of a set, as openSMILE has them.

    Errors    as `opensmile_set`'s
    """
    one_of("opensmile_set_names: name", name, SETS)
    return is09_names() if name == "IS09" else list(_smile(name).feature_names)


@lru_cache(maxsize=len(SETS))
def _smile(name):
    try:
        opensmile = importlib.import_module("opensmile")
    except ImportError as error:
        raise MissingExtra(
            f"opensmile_set: {name} is computed by openSMILE: pip install 'emolab[opensmile]' (for teaching, "
            "research and private use; see its licence). IS09 needs no extra package"
        ) from error
    warnings.warn(f"{name}: {LICENCE}", LicenceWarning, stacklevel=3)
    return opensmile.Smile(opensmile.FeatureSet[name], opensmile.FeatureLevel.Functionals)
