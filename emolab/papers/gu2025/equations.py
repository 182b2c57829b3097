"""The ledger of gu2025, which numbers no equation: its features, networks, steps and statistics by name."""

from emolab.papers.gu2025 import (
    equations_face,
    equations_points,
    equations_sound,
    equations_statistics,
    equations_system,
)

ENTRIES = (
    *equations_sound.ENTRIES,
    *equations_face.ENTRIES,
    *equations_points.ENTRIES,
    *equations_system.ENTRIES,
    *equations_statistics.ENTRIES,
)
