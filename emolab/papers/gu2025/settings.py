"""The settings of gu2025: the paper's where it gives them, a stated default where it is silent."""

from dataclasses import dataclass
from math import inf

from emolab.papers.settings import SMALLEST, Presets

FACES = ("detector", "centre")
LANDMARKS = ("window", "frame", "none")


@dataclass(frozen=True)
class Settings:
    """All that decides the outcome of a training; the comment says where each comes from."""

    width: float = 1.0  # seconds of the rolling window, Section 2.4; its length is silent
    step: float = 0.5  # seconds from one window to the next; silent
    bands: int = 40  # of the log-mel spectrogram, Section 2.2; silent
    prosody: bool = True  # pitch, intensity, quality, LPCC and chroma join the spectrogram; Section 2.1, 2.4
    voice_width: float = 1.0  # scales the channels of the four blocks; silent
    keep: float = 1.0  # share that dropout leaves before the voice's last layer, 1 for none
    epochs: int = 30  # of the voice; silent
    batch_size: int = 32  # silent
    learning_rate: float = 0.01  # of SGD, Section 2.3; silent
    momentum: float = 0.9  # of both engines; silent
    weight_decay: float = 1e-4  # of both; silent
    label_smoothing: float = 0.0
    clip_norm: float = 0.0  # 0 for none
    noise: float = (
        0.1  # added to the voice in training, Section 2.2: deviation, as a share of its own; silent
    )
    fps: float = 7.5  # pictures a second that are looked at; silent
    faces: str = "detector"  # HOG and tracking, Section 2.2, 2.4; "centre": a square in the middle instead
    smallest: float = 0.2  # height of the smallest face looked for, as a share of the shorter side; silent
    crop: float = 0.66  # share of the shorter side that the square in the middle takes
    margin: float = 0.1  # added around the face at each side; silent
    side: int = 96  # pixels to which the face is enlarged, Section 2.4; silent
    colour: bool = True  # silent
    landmarks: str = "window"  # their sequence joins the picture, Section 2.4: spread and motion over the
    # window around it, "frame": distances and motion in it, "none"
    face_width: float = 1.0  # scales the channels of the 34 convolutions; silent
    stride: int = 2  # of the first of them; silent
    frames_a_clip: int = 5  # of each clip, from which the face's engine learns; silent
    augment: bool = False  # these moved by up to 2 pixels and mirrored at random; not in the paper
    face_epochs: int = 30  # silent
    face_rate: float = 0.01  # of SGD; silent
    face_noise: float = 0.1  # added to the face, as to the voice; silent
    video_weight: float = 0.5  # of the joined decision; silent
    voice_weight: float = 0.5  # silent


PAPER = Settings()
# For two cores and minutes: the same counts of layers, few channels, small grey faces.
LAPTOP = Settings(
    step=0.25, voice_width=1 / 8, keep=0.5, noise=0.4, epochs=25, learning_rate=0.02, label_smoothing=0.1,
    clip_norm=5.0, side=32, colour=False, face_width=1 / 8, stride=1, augment=True, face_epochs=10,
    face_rate=0.05,
)  # fmt: skip
PRESETS = Presets(
    "gu2025", {"paper": PAPER, "laptop": LAPTOP},
    choices={"faces": FACES, "landmarks": LANDMARKS},
    ranges={
        "width": (0.16, 60), "step": (0.01, 60), "bands": (16, 256), "voice_width": (SMALLEST, 8),
        "keep": (SMALLEST, 1), "batch_size": (2, inf), "momentum": (0, 0.999), "weight_decay": (0, 1),
        "label_smoothing": (0, 1), "clip_norm": (0, inf), "noise": (0, 10), "smallest": (0.02, 1),
        "crop": (SMALLEST, 1), "margin": (-0.45, 5), "side": (16, 512), "face_width": (SMALLEST, 8),
        "stride": (1, 4), "face_noise": (0, 10), "video_weight": (0, 1), "voice_weight": (0, 1),
    },
)  # fmt: skip
