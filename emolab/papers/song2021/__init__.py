"""Song Y. (2021): Feature Fusion Deep Learning Method for Video and Audio Based Emotion Recognition."""

from emolab.papers.song2021 import claims, equations, tables
from emolab.papers.song2021.settings import LAPTOP, PAPER, Settings
from emolab.papers.song2021.system import System
