"""A small world for liu2021: settings that train in a moment."""

from emolab.papers.liu2021 import System

TINY = {
    "hidden": 8, "dense": 6, "within": 6, "across": 6, "epochs": 2, "face_epochs": 1, "width": 1 / 32,
    "batch_size": 8, "pool": 8, "frames_a_clip": 2, "fps": 4.0, "filters": 8, "densities": "held",
}  # fmt: skip


def tiny_system(modality="audio", **changes):
    """A System that trains in a moment."""
    return System(modality, "laptop", **{**TINY, **changes})
