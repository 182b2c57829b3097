"""The settings of song2021: the paper's where it gives them, a stated default where it is silent."""

from dataclasses import dataclass
from math import inf

from emolab.models.vgg import CONFIGS
from emolab.papers.settings import SMALLEST, Presets


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


PAPER = Settings()
# For two cores and minutes: one small GRU a modality, and a narrow VGG that learns the training clips'
# frames first and is then frozen, in place of VGG16 with ImageNet weights.
LAPTOP = Settings(
    audio_hidden=64, audio_layers=1, video_hidden=64, dense=32, vgg="A", vgg_width=1 / 8, face=32,
    face_epochs=8, epochs=25, learning_rate=3e-3, clip_norm=5.0,
)  # fmt: skip
PRESETS = Presets(
    "song2021", {"paper": PAPER, "laptop": LAPTOP},
    choices={"update": ("candidate", "past"), "reset": ("before", "after"), "vgg": tuple(CONFIGS)},
    ranges={
        "attention": (0, inf), "face_epochs": (0, inf), "clip_norm": (0, inf), "label_smoothing": (0, 1),
        "keep": (SMALLEST, 1), "crop": (SMALLEST, 1), "vgg_width": (SMALLEST, 8),
        "face": (32, inf), "batch_size": (2, inf),
    },
)  # fmt: skip
