"""The settings of liu2021: the paper's where it gives them, a stated default where it is silent."""

from dataclasses import dataclass
from math import inf

from emolab.audio import CONVENTIONS
from emolab.learn.kernel_functions import KERNELS
from emolab.models import cnn_lstm
from emolab.models.inception_resnet_v2 import COUNTS, LAYERS, LEAST
from emolab.papers.settings import SMALLEST, Presets

INTEGRALS = ("choquet", "sugeno")


@dataclass(frozen=True)
class Settings:
    """All that decides the outcome of a training; the comment says where each comes from."""

    convention: str = "htk"  # of the MFCC, at 16 kHz; silent
    coefficients: int = 13  # of a frame; silent
    differences: int = 0  # joined to them: 0, first, and second; silent
    trim: float = 0.0  # dB under the loudest frame where a clip's ends are cut off; 0 for none; silent
    filters: int = 32  # of both convolutions over the voice; "Speech Signal Feature Extraction"
    kernel: int = 3  # their width; there
    pool: int = 2  # frames of which the max pool keeps the largest; silent
    hidden: int = 256  # units of the voice's LSTM; there
    recurrent: float = 0.8  # share of its state that goes from step to step: recurrent dropout 0.2; there
    dense: int = 300  # units of the dense layer of both networks; "Experiment": of which, it does not say
    keep: float = 0.99  # "dropout 0.99", read as the share that is kept; of the LSTMs
    voice_layer: str = "dense"  # of the CNN-LSTM whose output is the feature; silent: as of the face
    within: int = 128  # units of the LSTM over a clip's faces; silent
    across: int = 128  # units of the LSTM across the modalities; silent
    epochs: int = 500  # of the LSTMs; "500 iterations", read as passes
    batch_size: int = 50  # "Experiment"
    learning_rate: float = 1e-3  # Adam; silent
    clip_norm: float = 0.0  # 0 for none
    fps: float = 7.5  # pictures a second that are looked at; silent
    side: int = 299  # pixels of the face, what Inception-ResNet-v2 was drawn for; silent
    crop: float = 0.66  # share of the picture's shorter side that stands for the face box; silent
    layout: str = "figures"  # of Inception-ResNet-v2, Figure 3; "released": as published weights need it
    blocks_a: int = 5  # Figure 3
    blocks_b: int = 10  # Figure 3
    blocks_c: int = 5  # Figure 3
    width: float = 1.0  # of all its channels
    face_keep: float = 0.8  # share of its mean that dropout keeps, as its authors have it
    face_layer: str = "dense"  # whose output is the feature; Table 2: the best
    frames_a_clip: int = 5  # of each clip, from which it learns; silent
    augment: bool = False  # these moved by up to 2 pixels and mirrored at random; not in the paper
    face_epochs: int = 15  # silent
    face_rate: float = 1e-3  # Adam; silent
    share: float = 0.5  # of the features that chi-square keeps, Figure 8; 1 for all
    selects: str = "each"  # from each modality before both are joined, Figure 1; "joined": after the LSTM
    C: float = 1.0  # penalty of the SVC; silent: LIBSVM's default
    svm_kernel: str = "rbf"  # silent: LIBSVM's default
    integral: str = "choquet"  # the fuzzy integral; silent
    densities: str = "held"  # from clips that nothing else learns from; "fixed": the three below; silent
    held: float = 0.3  # share of the training clips for them: the paper's 70/30
    voice_density: float = 0.57  # Figure 6, a weight that it does not explain; of the better single one
    face_density: float = 0.43  # the rest of 1
    joined_density: float = 0.57  # silent


PAPER = Settings()
# For two cores and minutes: narrow networks on small faces, which learn the training clips' own frames. Few
# clips are better learned from than held back, so its densities are fixed. Pauses are cut off: the last
# state of the LSTM is its answer, and a second of silence behind the words makes it forget them.
LAPTOP = Settings(
    trim=40.0, pool=4, hidden=48, dense=48, within=32, across=32, epochs=40, batch_size=16,
    learning_rate=3e-3, keep=0.8, clip_norm=5.0, side=LEAST, blocks_a=1, blocks_b=1, blocks_c=1, width=1 / 8,
    augment=True, face_epochs=15, face_rate=3e-3, densities="fixed",
)  # fmt: skip
PRESETS = Presets(
    "liu2021", {"paper": PAPER, "laptop": LAPTOP},
    choices={
        "convention": tuple(CONVENTIONS), "voice_layer": cnn_lstm.LAYERS, "layout": tuple(COUNTS),
        "face_layer": LAYERS, "selects": ("each", "joined"), "svm_kernel": tuple(KERNELS),
        "integral": INTEGRALS, "densities": ("held", "fixed"),
    },
    ranges={
        "differences": (0, 2), "trim": (0, 120), "coefficients": (1, 26), "recurrent": (SMALLEST, 1),
        "keep": (SMALLEST, 1), "face_keep": (SMALLEST, 1), "batch_size": (2, inf),
        "clip_norm": (0, inf), "crop": (SMALLEST, 1), "side": (LEAST, 1024), "width": (SMALLEST, 8),
        "share": (SMALLEST, 1), "held": (SMALLEST, 0.5),
        "voice_density": (0, 1), "face_density": (0, 1), "joined_density": (0, 1),
    },
)  # fmt: skip
