"""The settings of song2021: the paper's where it gives them, a stated default where it is silent."""

from dataclasses import asdict, dataclass, replace
from math import inf
from numbers import Integral, Real

from emolab.core.errors import ArgumentError
from emolab.models.vgg import CONFIGS


@dataclass(frozen=True)
class Settings:
    """All that decides the outcome of a training; the comment says where each comes from."""

    audio_hidden: int = 256  # Table 4.3
    audio_layers: int = 3  # Table 4.3
    video_hidden: int = 512  # Table 4.1
    video_layers: int = 1  # Table 4.1
    attention: int = 0  # size of the score's hidden layer; silent: 0 takes the GRU's
    attend: bool = True  # False: the rows without attention
    batch_norm: bool = True
    dense: int = 128  # silent
    keep: float = 0.5  # dropout of the joined vector, the probability to keep; silent
    update: str = "candidate"  # equation 2.20 as printed
    reset: str = "before"  # equation 2.22 as printed
    fps: float = 7.5  # Section 3.4.2
    face: int = 48  # pixels; Section 3.4.2
    crop: float = 0.66  # share of the picture's shorter side that stands for the face box; silent
    vgg: str = "D"  # VGG16, Table 2.1
    vgg_width: float = 1.0
    face_epochs: int = 0  # epochs in which the VGG learns single frames; 0: its weights come from a file
    face_rate: float = 3e-3  # and its learning rate
    epochs: int = 15  # silent; RAVDESS in random folds then gives about the mean of Table 4.4
    batch_size: int = 32  # silent
    learning_rate: float = 1e-3  # Adam's default, Section 2.9.3
    label_smoothing: float = 0.0
    clip_norm: float = 0.0  # 0 for none


MODALITIES = ("audio", "video", "joined")
PAPER = Settings()
# For two cores and minutes: one small GRU a modality, and a narrow VGG that learns the training clips'
# frames first and is then frozen, in place of VGG16 with ImageNet weights.
LAPTOP = Settings(
    audio_hidden=64, audio_layers=1, video_hidden=64, dense=32, vgg="A", vgg_width=1 / 8, face=32,
    face_epochs=8, epochs=25, learning_rate=3e-3, clip_norm=5.0,
)  # fmt: skip
PRESETS = {"paper": PAPER, "laptop": LAPTOP}
CHOICES = {"update": ("candidate", "past"), "reset": ("before", "after"), "vgg": tuple(CONFIGS)}
SMALLEST = 1e-12  # of what must be above 0
RANGES = {  # of the others, whole numbers begin at 1 and the rest above 0
    "attention": (0, inf), "face_epochs": (0, inf), "clip_norm": (0, inf), "label_smoothing": (0, 1),
    "keep": (SMALLEST, 1), "crop": (SMALLEST, 1), "vgg_width": (SMALLEST, 8),
    "face": (32, inf), "batch_size": (2, inf),
}  # fmt: skip


def settings_of(preset, changes):
    """Return a preset's settings with some changed by name.

    Errors    ArgumentError for an unknown preset or setting, or a value that it cannot have
    """
    if preset not in PRESETS:
        raise ArgumentError(f"song2021: there is no preset {preset!r}; choose one of {', '.join(PRESETS)}")
    known = Settings.__dataclass_fields__
    for name in changes:
        if name not in known:
            raise ArgumentError(f"song2021: there is no setting {name!r}; there are {', '.join(known)}")
    return check_settings(replace(PRESETS[preset], **changes))


def check_settings(settings):
    """Return the settings where each has a value of its kind and in its range.

    Errors    ArgumentError, naming the setting
    """
    for name, default in asdict(PAPER).items():
        value = getattr(settings, name)
        fits, kind = _fits(name, value, default)
        if not fits:
            raise ArgumentError(f"song2021: {name} is {value!r}; it must be {kind}")
    return settings


def _fits(name, value, default):
    if isinstance(default, bool):
        return isinstance(value, bool), "true or false"
    if isinstance(default, str):
        return value in CHOICES[name], "one of " + ", ".join(CHOICES[name])
    kind, what = (Integral, "a whole number") if isinstance(default, int) else (Real, "a number")
    low, high = RANGES.get(name, (1, inf) if kind is Integral else (SMALLEST, inf))
    fits = isinstance(value, kind) and not isinstance(value, bool) and low <= value <= high and value < inf
    low_end = " above 0" if low == SMALLEST else f" from {low}"
    return fits, what + low_end + (f", at most {high}" if high < inf else "")
