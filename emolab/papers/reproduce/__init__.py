"""The papers' figures and our own, measured on what is at hand, in one table."""

from emolab.papers.reproduce.plan import GROUPS
from emolab.papers.reproduce.reproduce import Reproduced, planned, reproduce

__all__ = ["GROUPS", "Reproduced", "planned", "reproduce"]
