"""The settings of zhu2022: the paper's where it gives them, a stated default where it is silent."""

from dataclasses import dataclass, replace
from math import inf

from emolab.models.attention_lstm import GATES, SCORES
from emolab.models.vgg import CONFIGS, LEAST
from emolab.papers.settings import SMALLEST, Presets
from emolab.vision.lbp_mapping import MAPPINGS

VOICES = ("attention_lstm", "lstm")
FACES = ("lbp_vgg", "pca_vgg", "lbph")
WIDTHS = {"all": 416, "mfcc": 39, "fbank": 120, "spectrogram": 257}  # of a frame, at 16 kHz


@dataclass(frozen=True)
class Settings:
    """All that decides the outcome of a training; the comment says where each comes from."""

    features: str = "all"  # Section 2.2: MFCC and Fbank with their differences, spectrogram; or one of them
    frames_a_step: int = 1  # frames of 10 ms averaged into one step of the LSTM; 1: Section 2.1
    standardise: str = "training"  # Eq 3, 4 by the training part; "own": each part by its own, Section 2.3
    voice: str = "attention_lstm"  # Figure 2; "lstm": Table 1 row 1
    gates: str = "standard"  # Figure 2; "attention": the attention gates of Section 2.4
    score: str = "additive"  # silent
    attention: int = 0  # size of the score's hidden layer; silent: 0 takes the LSTM's
    reach: int = 4  # past cells that an attention gate weighs; silent
    reads: int = 4  # how often the second LSTM reads, the K of Figure 2; silent
    hidden: int = 128  # silent
    layers: int = 1  # of the LSTM that hears; Figure 2
    keep: float = 0.5  # dropout before every last layer and in the dense ones, the share kept; silent
    epochs: int = 30  # of the voice; silent
    batch_size: int = 32  # silent
    learning_rate: float = 1e-3  # Adam; silent
    clip_norm: float = 0.0  # 0 for none
    label_smoothing: float = 0.0
    face: str = "lbp_vgg"  # VGG on the LBP-coded face; "pca_vgg": on the grey one, beside a network on the
    # PCA of weighted blocks and scales (a vector cannot enter VGG-16); "lbph": LBPH and CNN, Table 1 row 3
    fps: float = 7.5  # pictures a second that are looked at; silent
    side: int = 48  # pixels of the face, as FER2013 has; Section 4.1
    crop: float = 0.66  # share of the picture's shorter side that stands for the face box; silent
    points: int = 8  # of the LBP's circle; silent
    radius: float = 1.0  # of it, in pixels; silent
    mapping: str = "default"  # of the labels in the LBP-coded face; silent
    bins: str = "uniform"  # mapping of the labels in the descriptor's histograms; silent
    block_weights: bool = True  # of the descriptor: step 1 of Section 3.1
    scales: bool = True  # of it: steps 4 and 5
    components: int = 64  # that PCA leaves, step 6; silent
    filters: int = 32  # of the CNN on LBPH; silent
    transfer: bool = True  # the VGG starts from a file's weights, Section 3.2
    replace: int = 1  # of its three dense layers are drawn anew: the softmax layer, Section 3.2
    free_head: int = 4  # epoch from which all dense layers are trained ("adjusted"), 0 never; silent
    free_block: int = 8  # and the last block of convolutions, 0 never; silent
    free_all: int = 0  # and everything, 0 never; silent
    vgg: str = "D"  # VGG-16, Figure 5; it, vgg_width and batch_norm: where a file does not say
    vgg_width: float = 1.0
    batch_norm: bool = False
    frames_a_clip: int = 5  # of each clip, from which the face learns; silent
    augment: bool = False  # these moved by up to 2 pixels and mirrored at random; not in the paper
    face_epochs: int = 15  # silent
    face_rate: float = 1e-4  # Adam; silent
    video_weight: float = 0.6  # Eq 6
    voice_weight: float = 0.4  # Eq 6


PAPER = Settings()
# For two cores and minutes: one small LSTM over steps of 40 ms, and a narrow VGG without pre-training, which
# learns the training clips' own frames, in place of VGG-16 with FER2013's weights.
LAPTOP = Settings(
    frames_a_step=4, hidden=48, reads=3, keep=0.7, epochs=12, learning_rate=3e-3, clip_norm=5.0,
    label_smoothing=0.1, side=32, transfer=False, vgg="A", vgg_width=1 / 8, batch_norm=True, augment=True,
    face_epochs=30, face_rate=3e-3,
)  # fmt: skip
# FER2013's pictures are faces from edge to edge: VGG-16 learns them from nothing, to be transferred.
FER2013 = replace(
    PAPER, transfer=False, crop=1.0, batch_norm=True, augment=True, face_epochs=40, face_rate=1e-3,
    batch_size=64,
)  # fmt: skip
# Table 1. Its fourth row names block weights and scales, which only "pca_vgg" has; so has the fifth.
TABLE_1 = {
    "row1": replace(PAPER, features="mfcc", voice="lstm"),
    "row2": PAPER,
    "row3": replace(PAPER, face="lbph", face_epochs=30, face_rate=1e-3),
    "row4": replace(PAPER, face="pca_vgg"),
    "row5": replace(PAPER, face="pca_vgg"),
}
PRESETS = Presets(
    "zhu2022", {"paper": PAPER, "laptop": LAPTOP, "fer2013": FER2013, **TABLE_1},
    choices={
        "features": tuple(WIDTHS), "standardise": ("training", "own"), "voice": VOICES, "gates": GATES,
        "score": SCORES, "face": FACES, "mapping": MAPPINGS, "bins": MAPPINGS, "vgg": tuple(CONFIGS),
    },
    ranges={
        "attention": (0, inf), "reach": (1, 64), "reads": (1, 64), "keep": (SMALLEST, 1),
        "batch_size": (2, inf), "clip_norm": (0, inf), "label_smoothing": (0, 1), "crop": (SMALLEST, 1),
        "side": (LEAST, 512), "points": (1, 16), "replace": (1, 3), "free_head": (0, inf),
        "free_block": (0, inf), "free_all": (0, inf), "vgg_width": (SMALLEST, 8), "video_weight": (0, 1),
        "voice_weight": (0, 1),
    },
)  # fmt: skip
