"""Named MFCC conventions: every setting in which two programs differ, in one table."""

from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from emolab.audio.dct import NORMS
from emolab.audio.framing import PADDING
from emolab.audio.mel import NORMS_OF_FILTERS, SCALES
from emolab.audio.options import one_of, positive, whole
from emolab.audio.windows import WINDOWS
from emolab.core.errors import ArgumentError

ELSEWHERE = {
    "n_mfcc": "n", "numcep": "n", "num_ceps": "n", "n_mels": "bands", "nfilt": "bands", "num_bins": "bands",
    "hop_length": "hop", "winstep": "hop", "win_length": "length", "winlen": "length", "winfunc": "window",
    "nfft": "n_fft", "lowfreq": "fmin", "highfreq": "fmax", "preemph": "preemphasis", "ceplifter": "lifter",
    "norm": "dct", "amin": "floor", "htk": "mel_scale", "low_freq": "fmin", "high_freq": "fmax",
    "preemph_coeff": "preemphasis", "cepstral_lifter": "lifter", "remove_dc_offset": "centre",
    "window_type": "window",
}  # fmt: skip


def _setting(default, what, choices=None):
    return field(default=default, metadata={"what": what, "choices": choices})


@dataclass(frozen=True)
class Convention:
    """One way to compute MFCC; `CONVENTIONS` holds the named ones, `settings()` shows what may be set."""

    gain: float = _setting(1.0, "the signal is multiplied by this first")
    centre: bool = _setting(False, "the mean of each frame is taken away first", (False, True))
    preemphasis: float = _setting(0.97, "a of y_n = x_n - a x_{n-1}; 0 for none")
    preemphasis_of: str = _setting("signal", "filter the whole signal or each frame", ("signal", "frame"))
    length: float = _setting(0.025, "frame: an int counts samples, a float seconds; None: n_fft")
    hop: float = _setting(0.010, "from frame to frame, as length; None: half a frame, rounded down")
    rounding: str = _setting("nearest", "seconds to samples: half goes up, or all down", ("nearest", "down"))
    pad: str = _setting("none", "whole frames, zeros at the end, or centred frames", PADDING)
    window: str = _setting("hamming", "weights of a frame", WINDOWS)
    periodic: bool = _setting(False, "the window is periodic, not symmetric", (False, True))
    n_fft: int = _setting(None, "length of the transform; None: the power of two from length on; 'length'")
    cut: bool = _setting(False, "a frame longer than n_fft is cut, not an error", (False, True))
    power: int = _setting(2, "spectrum: 2 its power, 1 its magnitude", (1, 2))
    over_n_fft: bool = _setting(False, "divide the spectrum by n_fft", (False, True))
    bands: int = _setting(26, "triangular filters")
    fmin: float = _setting(0.0, "lowest corner, Hz")
    fmax: float = _setting(None, "highest corner, Hz; None: half the sample rate")
    mel_scale: str = _setting("htk", "scale of the filters", SCALES)
    mel_norm: str = _setting(None, "filters' peaks 1, areas 1, or liu2026 eq. 2 as printed", NORMS_OF_FILTERS)
    corners: str = _setting("exact", "corners as they are, or moved down to bins", ("exact", "floor"))
    slopes: str = _setting("hz", "filters straight over Hz or over mel", ("hz", "mel"))
    log: str = _setting("ln", "natural logarithm, or 10 log10", ("ln", "db"))
    floor: float = _setting(1e-10, "smaller band energies are raised to this")
    floor_of: str = _setting("small", "raise all that is smaller, or zeros only", ("small", "zero"))
    top_db: float = _setting(None, "with db: no band further below the loudest one; None: no such bound")
    dct: str = _setting("ortho", "scaling of the DCT", NORMS)
    n: int = _setting(13, "coefficients returned")
    c0: str = _setting(
        "first", "order 0: first, last, left out, or for it the log energy: spectral, or of the raw frame",
        ("first", "last", "none", "energy", "raw"),
    )  # fmt: skip
    lifter: int = _setting(0, "L of the lifter; 0 for none")
    lifter_from: int = _setting(0, "the lifter counts order 0 as 0 (HTK), or as 1 (librosa)", (0, 1))
    differences: int = _setting(0, "differences joined on the right: 0, first, and second", (0, 1, 2))
    difference_width: int = _setting(5, "frames that take part in a difference, an odd number")
    over_time: str = _setting("keep", "all frames, or their sum (T = 1)", ("keep", "sum"))

    def __post_init__(self):
        for entry in fields(self):
            choices, value = entry.metadata["choices"], getattr(self, entry.name)
            if entry.name == "window" and not isinstance(value, str):
                weights = tuple(np.asarray(value, dtype=float).ravel().tolist())
                object.__setattr__(self, "window", weights)  # one's own weights, of `length`
                continue
            if choices:
                one_of(f"mfcc: {entry.name}", value, choices)
        for name in ("gain", "floor"):
            positive(f"mfcc: {name}", getattr(self, name))
        if not 0 <= self.preemphasis <= 1:
            raise ArgumentError(f"mfcc: preemphasis is {self.preemphasis!r}; it must be from 0 (none) to 1")
        for name in ("bands", "n"):
            whole(f"mfcc: {name}", getattr(self, name))
        whole("mfcc: lifter", self.lifter, least=0)
        if self.n_fft is not None and self.n_fft != "length":
            whole("mfcc: n_fft", self.n_fft, least=2)
        if self.top_db is not None and not (self.log == "db" and self.top_db >= 0):
            raise ArgumentError(f"mfcc: top_db is {self.top_db!r}: it must be at least 0, and needs log='db'")
        if whole("mfcc: difference_width", self.difference_width, least=3) % 2 == 0:
            raise ArgumentError(f"mfcc: difference_width is {self.difference_width}; it must be odd")
        if self.centre and self.preemphasis and self.preemphasis_of == "signal":
            raise ArgumentError("mfcc: centre works on each frame, so it needs preemphasis_of='frame'")
        most = self.bands - (self.c0 == "none")
        if self.n > most:
            raise ArgumentError(f"mfcc: n is {self.n}; {self.bands} bands give at most {most} coefficients")

    def samples(self, name, sample_rate):
        """Return the setting `length` or `hop` in samples at a sample rate."""
        value = getattr(self, name)
        if isinstance(value, float | np.floating):
            if not 0 < value < 10:
                raise ArgumentError(
                    f"mfcc: {name} is {value!r}: a float counts seconds (above 0, below 10), an int samples"
                )
            exact = value * sample_rate
            return max(1, int(exact + (0.5 if self.rounding == "nearest" else 1e-6)))
        return whole(f"mfcc: {name}", value)


CONVENTIONS = MappingProxyType({
    # librosa 0.11, librosa.feature.mfcc
    "librosa": Convention(
        preemphasis=0.0, length=None, hop=512, pad="centre", window="hann", periodic=True, n_fft=2048,
        bands=128, mel_scale="slaney", mel_norm="slaney", log="db", top_db=80.0, n=20, lifter_from=1,
    ),
    # python_speech_features 0.6, mfcc; like it, a frame above n_fft is cut, with a warning
    "psf": Convention(
        window="rectangular", n_fft=512, cut=True, pad="end", over_n_fft=True, corners="floor",
        floor=2.0**-52, floor_of="zero", c0="energy", lifter=22,
    ),
    # HTK 3.4, MFCC_0 of 16-bit samples with NUMCHANS 26 and NUMCEPS 12
    "htk": Convention(
        gain=32768.0, preemphasis_of="frame", rounding="down", power=1, slopes="mel", floor=1.0,
        dct="htk", c0="last", lifter=22,
    ),
    # song2021 2.5: windows of 4,096 samples of its 48 kHz recordings, the same duration at other rates. The
    # paper is silent on the rest: half a window of hop, whole frames, power spectrum, 26 filters with peaks
    # of 1 from 0 Hz to half the rate, and a floor of 1e-10, far below the noise of 16-bit samples
    "song2021": Convention(length=4096 / 48000, hop=None, dct="sum", c0="none"),
    # Kaldi's compute-mfcc-feats without dither and with use-energy false, as its recipes have it; c0="raw" is
    # use-energy true. Kaldi reads 16-bit samples as they are: gain=32768.0 gives the numbers of its programs
    "kaldi": Convention(
        centre=True, preemphasis_of="frame", rounding="down", window="povey", bands=23, fmin=20.0,
        mel_scale="ln", slopes="mel", floor=2.0**-23, lifter=22,
    ),
    # zhu2022 2.1 and 2.2: 25 ms every 10 ms, Hamming (eq. 1; eq. 2 is lost), MFCC and Fbank with first and
    # second differences. The paper is silent on the rest: no pre-emphasis (it goes straight to frames),
    # power spectrum, 40 filters with peaks of 1, 13 coefficients with order 0, differences over 5 frames
    "zhu2022": Convention(preemphasis=0.0, bands=40, differences=2),
    # liu2026 eq. 1 to 4 as intended, 40 filters, 25 ms every 10 ms: the transform has the frame's length,
    # and the frame goes into it as it is; areas of 1; the plain sum of eq. 4, orders 1..39 (order L = 40 is
    # always 0). The paper is silent on the mel scale: HTK's. Its last line adds frames up: over_time="sum"
    "liu2026": Convention(
        preemphasis=0.0, window="rectangular", n_fft="length", bands=40, mel_norm="slaney", dct="sum", n=39,
        c0="none",
    ),
})  # fmt: skip


def settings():
    """Return {name: what it means} of all settings of a convention."""
    found = {}
    for entry in fields(Convention):
        choices = entry.metadata["choices"]
        found[entry.name] = entry.metadata["what"] + (f" {choices}" if choices else "")
    return found


def convention_of(convention, changes):
    """Return a Convention: a named one or one's own, with some settings changed.

    Errors    ArgumentError for an unknown name or setting, with the near match
    """
    if not isinstance(convention, Convention):
        convention = CONVENTIONS[one_of("mfcc: convention", convention, tuple(CONVENTIONS))]
    names = [entry.name for entry in fields(Convention)]
    for name in changes:
        if name in ELSEWHERE and name not in names:
            raise ArgumentError(f"mfcc: no setting {name!r}; it is called {ELSEWHERE[name]!r} here")
        one_of("mfcc: setting", name, names)
    if not changes:
        return convention
    try:
        kinds = tuple(type(changes[name]) for name in sorted(changes))  # for 13 == 13.0 == True + 12
        return _changed(convention, tuple(sorted(changes.items())), kinds)
    except TypeError:  # a window of one's own cannot be looked up
        return replace(convention, **changes)


@lru_cache(maxsize=64)
def _changed(convention, changes, kinds):
    """A convention with some settings changed, checked once."""
    return replace(convention, **dict(changes))
