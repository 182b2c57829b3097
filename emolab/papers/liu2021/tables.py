"""The tables of liu2021 as data, as printed."""

from typing import NamedTuple


class Accuracies(NamedTuple):
    """One row of Table 3, in percent."""

    voice: float
    video: float
    joined: float


# Table 1: MOSI. 2,199 / 93 is 23.65.
TABLE_1 = {
    "video segments": 3702, "emotion segments": 2199, "videos": 93, "seconds of an emotion segment": 4.2,
    "words of an emotion segment": 12, "emotion segments of a video": 23.2, "speakers": 89,
}  # fmt: skip
# Table 2: accuracy in percent by the layer of Inception-ResNet-v2 whose output is classified.
TABLE_2 = {"conv": 66.09, "pool": 63.84, "dropout": 79.18, "dense": 85.75}
TABLE_3 = {
    "happy": Accuracies(81.25, 83.17, 90.89),
    "angry": Accuracies(87.83, 80.55, 91.26),
    "disgust": Accuracies(58.36, 62.49, 76.72),
    "sad": Accuracies(84.29, 82.45, 87.13),
    "fear": Accuracies(82.13, 85.86, 89.28),
}
TABLE_3_ALL = Accuracies(83.72, 80.19, 88.64)  # "all emotions"; the means of the five are below
TABLE_3_MEANS = Accuracies(78.77, 78.90, 87.06)
RESULTS = {"MOSI": 87.56, "MELD": 90.06}  # of both modalities
RESULTS_DISGUST = {"MOSI": 72.83, "MELD": 75.84}
RESULT_OF_VIVEKANANDAM = 78.25  # on MOSI, by a hidden Markov model of faces
FIGURE_6_PEAKS, FIGURE_6_WEIGHT = {"MOSI": 88, "MELD": 92}, 0.57
FIGURE_7 = {"training": 0.22, "test": 1.4}  # loss in bits, by equation 2: where it ends, and its bound
FIGURE_8 = {"joined": 90, "single": 80, "gained by selection": 3}  # about; below; percent
FIGURE_8_BARS = None  # the values themselves are not printed
DISGUST_HELPED_BY = "voice"  # the prose, of disgust in the video's signal
# Section on MOSI. The first 61 "individuals" are trained on, 32 speakers are tested.
MOSI_PEOPLE = {"training": 61, "test": 32}
MOSI_SENTENCES = {"training": 1435, "test": 764}
MOSI_SUBJECTIVE, MOSI_OBJECTIVE = 2199, 1503
MOSI_LABELS = ("-3", "-2", "-1", "0", "1", "2", "3")  # polarity; two classes of it are used
# Section on MELD.
MELD_FACES, MELD_CHARACTERS, MELD_FACES_EACH = 120_000, 6, 27_000
MELD_FEWEST, MELD_MOST = 2600, 6800  # of Rachel and of Ross
MELD_SEASONS, MELD_EPISODES = 5, ("S01E03", "S04E04", "S05E05", "S07E07", "S10E15")
MELD_FIRST_SEASON = 3  # the season that the prose gives for the first of them
# What a short-time Fourier transform of faces would need to be known, none of which is given.
STFT_OF_FACES = {"signal": None, "window": None, "window length": None, "step": None}


def printed_line(modality):
    """Return what Table 3 prints for a modality, as a line of text."""
    place = {"audio": 0, "video": 1, "joined": 2}[modality]
    return (
        f"liu2021, Table 3, printed, on MOSI and MELD: {TABLE_3_ALL[place]:.2f}% over all emotions; the mean "
        f"of its five rows is {TABLE_3_MEANS[place]:.2f}%"
    )
