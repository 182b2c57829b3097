"""Floor 3: clips, the loaders of the known collections, and the synthetic corpus."""

from emolab.datasets.clip import Clip
from emolab.datasets.clips import Clips
from emolab.datasets.labels import LABEL_SETS, label_set, map_labels
from emolab.datasets.ravdess import Ravdess
from emolab.datasets.synthetic import SyntheticClips

__all__ = ["LABEL_SETS", "Clip", "Clips", "Ravdess", "SyntheticClips", "label_set", "map_labels"]
