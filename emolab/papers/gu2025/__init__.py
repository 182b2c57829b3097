"""Gu (2025): A facial and vocal emotion recognition system based on deep learning."""

from emolab.papers.gu2025 import claims, equations, tables
from emolab.papers.gu2025.settings import LAPTOP, PAPER, Settings
from emolab.papers.gu2025.statistics import Statistics, statistics
from emolab.papers.gu2025.system import System
