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


# Table 2.1. Printed input: "244 x 24"; intended: 224 x 224.
TABLE_2_1_INPUT_PRINTED, TABLE_2_1_INPUT = "244 x 24 RGB image", (224, 224, 3)
TABLE_2_1_SIDES_PRINTED = (244, 24)
TABLE_2_1 = {  # block by block, each with a pool behind it: (kernel, filters) of its convolutions
    "A": "3-64, 3-128, 3-256 3-256, 3-512 3-512, 3-512 3-512",
    "A-LRN": "3-64 LRN, 3-128, 3-256 3-256, 3-512 3-512, 3-512 3-512",
    "B": "3-64 3-64, 3-128 3-128, 3-256 3-256, 3-512 3-512, 3-512 3-512",
    "C": "3-64 3-64, 3-128 3-128, 3-256 3-256 1-256, 3-512 3-512 1-512, 3-512 3-512 1-512",
    "D": "3-64 3-64, 3-128 3-128, 3-256 3-256 3-256, 3-512 3-512 3-512, 3-512 3-512 3-512",
    "E": "3-64 3-64, 3-128 3-128, 3-256 3-256 3-256 3-256, 3-512 3-512 3-512 3-512, 3-512 3-512 3-512 3-512",
}
TABLE_2_1_DENSE = (4096, 4096, 1000)
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
RAVDESS_SPEECH, RAVDESS_FILES = 1440, 7356  # clips used; files of the whole release, both as printed
RAVDESS_SONG = 1012  # sung recordings of the release, 23 actors by 44; not in the thesis
RAVDESS_ACTORS = {"male": 12, "female": 12}
RAVDESS_PICTURE = {"printed": (1920, 1080), "released": (1280, 720)}
RAVDESS_RATE, WINDOW = 48000, 4096  # samples a second; samples of a window
FER2013_PRINTED, FER2013_IMAGES = 30000, 35887  # "approximately"; in the release
TABLE_3_1_TRUTH = ("rows", "columns")  # as the text of 3.5.2 has it, and as the table prints it
FRAME_RATES = (30, 7.5)
# What the text says of the tables' figures, in percent; std as a fraction
TEXT = {
    "abstract, video": 78, "abstract, audio": 77, "abstract, both": 92,
    "4.1, with attention": 83,
    "4.2, mean": 76, "4.2, best": 81, "4.2, lowest": 69, "4.2, std": 0.04,
    "4.3, mean": 92, "4.3, best": 94, "4.3, lowest": 88, "4.3, std": 0.04,
    "4.3, highest in Table 4.6": 91,
}  # fmt: skip
FEARFUL = {"fearful": 53, "disgust": 19}  # percent of the fearful clips, text of 4.1, without attention
