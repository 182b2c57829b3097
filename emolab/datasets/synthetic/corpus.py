"""SyntheticClips: talking heads made by formula, so that a system trains without a download."""

import numpy as np

from emolab.core.errors import ArgumentError
from emolab.datasets.clips import Clips
from emolab.datasets.labels import label_set as known_label_set
from emolab.datasets.synthetic.talking_head import Settings, SyntheticClip
from emolab.datasets.synthetic.write import write_clips


class SyntheticClips(Clips):
    """A corpus of talking heads by formula.

    subjects      how many people
    per_label     clips of each label by each person
    seed          the same seed gives the same bytes, in whatever order clips are touched
    difficulty    0 to 1: how much clips and people differ within a class, noise, light, and how little
                  is left of what tells apart the emotions that sound alike or look alike
    label_set     the name of a label set, or labels out of the known sets
    sample_rate   of the sound, Hz
    fps, size     frames a second, and their height and width in pixels
    seconds       length of a clip; each deviates by up to 15 %

    Note          happy and surprised, angry and fearful, sad and calm, neutral and disgust share a
                  voice; surprised and fearful, angry and disgust, neutral and calm share a face.
                  Who hears and sees can tell all of them apart.
    """

    def __init__(
        self, subjects=12, per_label=4, seed=0, difficulty=0.5, label_set="ravdess8", *,
        sample_rate=16000, fps=7.5, size=48, seconds=1.6,
    ):  # fmt: skip
        _whole("subjects", subjects, 1, 999)
        _whole("per_label", per_label, 1, 9999)
        _whole("seed", seed, 0, None)
        _whole("sample_rate", sample_rate, 4000, 192000)
        _whole("size", size, 16, 1024)
        _between("difficulty", difficulty, 0, 1)
        _between("fps", fps, 1, 240)
        _between("seconds", seconds, 0.5, 60)
        settings = Settings(
            int(seed), float(difficulty), int(sample_rate), float(fps), int(size), float(seconds)
        )
        clips = [
            SyntheticClip(settings, index, label, take)
            for index in range(1, subjects + 1)
            for label in known_label_set(label_set)
            for take in range(per_label)
        ]
        super().__init__(clips, label_set)
        self.settings = settings

    def write(self, folder, names="ravdess", kinds=("wav", "png", "mp4", "truth")):
        """Write the corpus as files; see `write_clips`."""
        return write_clips(self, folder, names, kinds)


def _whole(name, value, least, most):
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise ArgumentError(f"{name}: it must be a whole number from {least}, not {value!r}")
    if most is not None and value > most:
        raise ArgumentError(f"{name}: it must be at most {most}, not {value!r}")


def _between(name, value, least, most):
    if not least <= value <= most:  # NaN fails as well
        raise ArgumentError(f"{name}: it must be between {least} and {most}, not {value!r}")
