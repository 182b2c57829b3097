"""Liu, Feng, Li (2026): A Bimodal Emotion Recognition Algorithm for Audio and Video."""

from emolab.papers.liu2026 import claims, equations, tables
from emolab.papers.liu2026.eight_one_one import eight_one_one
from emolab.papers.liu2026.settings import LAPTOP, PAPER, Settings
from emolab.papers.liu2026.system import System
