"""Floor 3: clips, the loaders of the known collections, and the synthetic corpus."""

from emolab.datasets.ckplus import CKPlus, ckplus_landmarks
from emolab.datasets.clip import Clip
from emolab.datasets.clips import Clips
from emolab.datasets.cremad import CremaD
from emolab.datasets.emodb import EmoDB
from emolab.datasets.fer2013 import Fer2013
from emolab.datasets.formats import FORMATS, detect_format, open_folder
from emolab.datasets.iemocap import Iemocap
from emolab.datasets.jaffe import Jaffe
from emolab.datasets.labels import LABEL_SETS, label_set, map_labels
from emolab.datasets.manifest import Manifest
from emolab.datasets.meld import Meld
from emolab.datasets.mosi import FeatureClip, Mosi
from emolab.datasets.pairs import PairedClip, PairedClips
from emolab.datasets.picture_clip import PictureClip
from emolab.datasets.ravdess import Ravdess
from emolab.datasets.savee import Savee
from emolab.datasets.synthetic import SyntheticClips, write_clips
from emolab.datasets.tess import Tess

__all__ = [
    "FORMATS", "LABEL_SETS", "CKPlus", "Clip", "Clips", "CremaD", "EmoDB", "FeatureClip", "Fer2013",
    "Iemocap", "Jaffe", "Manifest", "Meld", "Mosi", "PairedClip", "PairedClips", "PictureClip",
    "Ravdess", "Savee", "SyntheticClips", "Tess", "ckplus_landmarks", "detect_format", "label_set",
    "map_labels", "open_folder", "write_clips",
]  # fmt: skip
