"""The settings of liu2026: the paper's where it gives them, a stated default where it is silent."""

from dataclasses import dataclass
from math import inf

from emolab.models.cross_modal_network import ACTIVATIONS
from emolab.models.vgg import CONFIGS
from emolab.papers.settings import SMALLEST, Presets

NETWORKS = ("cross_modal", "lstm")
STEPS = ("video", "clip")
READINGS = ("paper", "standard")
OVER = ("answers", "asks")


@dataclass(frozen=True)
class Settings:
    """All that decides the outcome of a training; the comment says where each comes from."""

    steps: str = "video"  # what audio features are joined on, equations 5 to 7: the video's time steps
    # (silent on it); "clip": one step, the mean over the clip
    network: str = "cross_modal"  # of the joined system; "lstm": the method of its comparison, Section 4.3
    rnn: int = 128  # Section 4.2; of the joined system, as all down to `own_video`
    lstm: int = 256  # Section 4.2; of one modality alone too
    common: int = 128  # columns of the projections, Section 4.2; of the dense layer of network="lstm" too
    attention: int = 64  # Section 4.2
    heads: int = 1  # silent
    reading: str = "paper"  # equations 13, 14: misprinted; "standard": softmax(Q K^T / sqrt d) V
    over: str = "answers"  # axis of its softmax; silent
    activation: str = "tanh"  # of the reconstruction, equations 16, 17; silent
    audio_weight: float = 0.6  # beta, equation 19; Section 4.2
    video_weight: float = 0.4  # chi, equation 19; Section 4.2
    own_audio: float = 0.6  # weight of the audio's own decision in the loss, equation 20; silent
    own_video: float = 0.4  # and of the video's; silent
    fps: float = 7.5  # pictures a second that are looked at; silent
    face: int = 48  # pixels of the face; silent
    crop: float = 0.66  # share of the picture's shorter side that stands for the face box; silent
    vgg: str = "A"  # what makes a vector of a frame: silent, a VGG of a quarter's width
    vgg_width: float = 0.25
    face_epochs: int = 15  # in which it learns single frames before the rest is trained; silent
    face_rate: float = 3e-3  # and its learning rate; silent
    epochs: int = 30  # silent
    batch_size: int = 32  # silent
    learning_rate: float = 1e-3  # Adam; silent
    clip_norm: float = 5.0  # 0 for none; silent


PAPER = Settings()
# For two cores and minutes: small networks.
LAPTOP = Settings(
    rnn=32, lstm=48, common=32, attention=16, vgg_width=1 / 8, face=32, face_epochs=8, epochs=25,
    learning_rate=3e-3,
)  # fmt: skip
PRESETS = Presets(
    "liu2026", {"paper": PAPER, "laptop": LAPTOP},
    choices={
        "steps": STEPS, "network": NETWORKS, "reading": READINGS, "over": OVER,
        "activation": tuple(ACTIVATIONS), "vgg": tuple(CONFIGS),
    },
    ranges={
        "audio_weight": (0, inf), "video_weight": (0, inf), "own_audio": (0, inf), "own_video": (0, inf),
        "crop": (SMALLEST, 1), "vgg_width": (SMALLEST, 8), "face": (32, 512), "batch_size": (2, inf),
        "clip_norm": (0, inf),
    },
)  # fmt: skip
