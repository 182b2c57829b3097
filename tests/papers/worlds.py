"""Small worlds for song2021: few clips by formula, and networks that train in a moment."""

from emolab.datasets import SyntheticClips
from emolab.papers.song2021 import System

LABELS = ["happy", "sad", "angry"]
TINY = {
    "audio_hidden": 8, "video_hidden": 6, "dense": 6, "vgg_width": 1 / 32, "face_epochs": 1, "epochs": 2,
    "batch_size": 8,
}  # fmt: skip


def tiny_clips(subjects=4, per_label=1, **changes):
    """12 clips of 4 people unless told otherwise."""
    settings = {"seconds": 0.5, "size": 32, "label_set": LABELS, **changes}
    return SyntheticClips(subjects, per_label, **settings)


def apart(clips):
    """Clips of the first three people to learn from, and those of the fourth."""
    return clips.choose(subject=["01", "02", "03"]), clips.choose(subject="04")


def tiny_system(modality="audio", **changes):
    """A System that trains in a moment."""
    return System(modality, "laptop", **{**TINY, **changes})
