"""The ledger of zhu2022: its equations, steps and settings, in the paper's order."""

from emolab.papers.zhu2022 import (
    equations_attention,
    equations_decision,
    equations_face,
    equations_rows,
    equations_voice,
)

ENTRIES = (
    *equations_voice.ENTRIES,
    *equations_attention.ENTRIES,
    *equations_face.ENTRIES,
    *equations_decision.ENTRIES,
    *equations_rows.ENTRIES,
)
