"""Liu, Wang, Wang, Chen (2021): Multi-Modal Fusion Emotion Recognition Method of Speech Expression."""

from emolab.papers.liu2021 import claims, equations, tables
from emolab.papers.liu2021.settings import LAPTOP, PAPER, Settings
from emolab.papers.liu2021.system import System
