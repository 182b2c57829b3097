"""Floor 3: clips, the loaders of the known collections, and the synthetic corpus."""

from emolab.datasets.clip import Clip
from emolab.datasets.clips import Clips
from emolab.datasets.labels import LABEL_SETS, label_set, map_labels
from emolab.datasets.ravdess import Ravdess

__all__ = ["LABEL_SETS", "Clip", "Clips", "Ravdess", "label_set", "map_labels"]
