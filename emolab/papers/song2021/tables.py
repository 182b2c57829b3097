"""The tables of song2021 as data, as printed."""

from typing import NamedTuple


class Row(NamedTuple):
    """One row of Table 4.1 or 4.3; accuracy in percent."""

    layers: int
    units: int
    batch_norm: bool
    attention: bool
    accuracy: float


class Folds(NamedTuple):
    """Accuracy over ten folds, in percent; std as a fraction, as the thesis prints it."""

    mean: float
    best: float
    lowest: float
    std: float


# Table 2.1: weight layers of each configuration; a number is a 3 x 3 convolution with so many filters,
# ("1x1", n) a 1 x 1 convolution, "max" a pool. Printed input: "244 x 24"; intended: 224 x 224.
TABLE_2_1_INPUT_PRINTED, TABLE_2_1_INPUT = "244 x 24 RGB image", (224, 224, 3)
TABLE_2_1_WEIGHT_LAYERS = {"A": 11, "A-LRN": 11, "B": 13, "C": 16, "D": 16, "E": 19}

# Table 4.1, video without attention; the prose gives 79 for the row of 1 x 512 with batch normalisation.
TABLE_4_1 = (
    Row(1, 256, True, False, 78),
    Row(3, 256, True, False, 74),
    Row(1, 512, False, False, 76),
    Row(1, 512, True, False, 79),
    Row(3, 512, False, False, 74),
    Row(3, 512, True, False, 76),
    Row(1, 1024, False, False, 77),
    Row(1, 1024, True, False, 77),
)
TABLE_4_2 = Folds(78.19, 83.33, 73.61, 0.03)  # video with attention
TABLE_4_3 = (  # audio without attention
    Row(1, 256, False, False, 69),
    Row(1, 256, True, False, 75),
    Row(3, 256, False, False, 75),
    Row(3, 256, True, False, 80),
    Row(3, 512, False, False, 75),
    Row(1, 512, True, False, 79),
)
TABLE_4_4 = Folds(76.52, 81.25, 68.75, 0.04)  # audio with attention
TABLE_4_5 = Folds(91.25, 94.44, 87.50, 0.02)  # both; the prose prints 0.04
TABLE_4_6 = {  # rows whose accuracy stands in the table and the text, in percent
    "human volunteers, audio": 62,
    "human volunteers, video": 72,
    "song2021, audio": 81,
    "song2021, video": 83,
    "song2021, both": 92,
}
RAVDESS_CLIPS = {"neutral": 96, **dict.fromkeys(
    ("calm", "happy", "sad", "angry", "fearful", "disgust", "surprised"), 192
)}  # fmt: skip
FOLDS = 10
PRINTED = {"audio": TABLE_4_4, "video": TABLE_4_2, "joined": TABLE_4_5}
