"""A small world for liu2026: settings that train in a moment."""

from emolab.papers.liu2026 import System

TINY = {
    "rnn": 4, "lstm": 6, "common": 5, "attention": 4, "vgg_width": 1 / 32, "face_epochs": 1, "epochs": 2,
    "batch_size": 8,
}  # fmt: skip


def tiny_system(modality="joined", **changes):
    """A System that trains in a moment."""
    return System(modality, "laptop", **{**TINY, **changes})
