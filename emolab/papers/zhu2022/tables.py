"""The tables of zhu2022 as data, as printed, on the test set of CHEAVD 2.0."""

from typing import NamedTuple


class Row(NamedTuple):
    """One row of Table 1; accuracy in percent."""

    modality: str
    features: str
    model: str
    accuracy: float


class Emotion(NamedTuple):
    """One row of Table 2; accuracy in percent, as printed."""

    name: str
    samples: int
    right: int
    accuracy: float


TABLE_1 = {
    1: Row("audio", "MFCC features", "LSTM", 54.2),
    2: Row("audio", "MFCC + FBANK + spectrogram features", "Attention-LSTM", 62.5),
    3: Row("video", "LBPH features", "CNN", 65.4),
    4: Row("video", "LBP block weighting and multiscale partitioning", "transfer learning + VGG-16", 73.1),
    5: Row("joined", "decision-making layer fused", "fused network", 78.5),
}
TABLE_2 = (
    Emotion("anger", 252, 203, 80.6),
    Emotion("disgust", 42, 29, 69.0),
    Emotion("sad", 132, 116, 87.9),
    Emotion("happy", 236, 208, 88.1),
    Emotion("scared", 293, 223, 76.1),
    Emotion("surprised", 51, 34, 66.7),
    Emotion("normal", 400, 324, 81.0),
)
TABLE_2_SAMPLES, TABLE_2_RIGHT = 1406, 1137
TABLE_2_PRINTED = 78.5  # called the overall accuracy; it is the mean of the classes' own rates, 78.48
GAINS = {(2, 1): 8.3, (4, 3): 7.7}  # rows of Table 1 and what the prose says lies between them
FER2013_PRINTED = {"all": 35886, "training": 28708, "validation": 3589, "test": 3589}
FER2013 = {"all": 35887, "training": 28709, "validation": 3589, "test": 3589}
FER2013_PIXELS, FER2013_CLASSES = (48, 48), 7
# Section 4.1: the labels of CHEAVD 2.0 as printed, what two of them become, and the seven of the system
CHEAVD_LABELS = ("angry", "disgust", "sad", "happy", "anxious", "worried", "surprise", "natural")
JOINED_LABELS = {"anxious": "worried", "worried": "worried"}
FINAL_LABELS = ("anger", "disgust", "sad", "happy", "scared", "surprised", "normal")
SAME_LABELS = {"angry": "anger", "surprise": "surprised", "natural": "normal"}  # one name for another
OVER_80 = ("normal", "happy", "anger", "sad")  # named in the prose, "and other emotions"
BELOW_70 = ("disgust", "surprised")


def printed_line(number):
    """Return what Table 1 prints in a row, as a line of text."""
    row = TABLE_1[number]
    what = f"zhu2022, Table 1 row {number} ({row.features}; {row.model})"
    return f"{what}, printed, on the test set of CHEAVD 2.0: {row.accuracy:.2f}%"
