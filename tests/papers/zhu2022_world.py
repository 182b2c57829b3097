"""A small world for zhu2022: settings that train in a moment."""

from emolab.papers.zhu2022 import System

TINY = {
    "hidden": 8, "epochs": 2, "face_epochs": 2, "vgg_width": 1 / 32, "batch_size": 8, "components": 4,
    "filters": 4, "frames_a_step": 8,
}  # fmt: skip


def tiny_system(modality="audio", **changes):
    """A System that trains in a moment."""
    return System(modality, "laptop", **{**TINY, **changes})
