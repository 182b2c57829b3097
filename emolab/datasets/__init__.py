"""Floor 3: clips, the loaders of the known collections, and the synthetic corpus."""

from emolab.datasets.clip import Clip
from emolab.datasets.clips import Clips
from emolab.datasets.labels import LABEL_SETS, label_set, map_labels
from emolab.datasets.manifest import Manifest
from emolab.datasets.ravdess import Ravdess
from emolab.datasets.synthetic import SyntheticClips, write_clips

__all__ = [
    "LABEL_SETS", "Clip", "Clips", "Manifest", "Ravdess", "SyntheticClips", "label_set", "map_labels",
    "write_clips",
]  # fmt: skip
