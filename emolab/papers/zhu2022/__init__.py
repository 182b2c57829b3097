"""Zhu, Ding, Min (2022): Emotion Recognition of College Students Based on Audio and Video Image."""

from emolab.papers.zhu2022 import claims, equations, tables
from emolab.papers.zhu2022.settings import LAPTOP, PAPER, Settings
from emolab.papers.zhu2022.system import System
