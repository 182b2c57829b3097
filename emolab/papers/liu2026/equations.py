"""Every equation, step and setting of liu2026, in its order, each with a check that runs."""

from emolab.papers.liu2026 import (
    equations_attention,
    equations_decision,
    equations_features,
    equations_recurrence,
    equations_settings,
    equations_voice,
)

ENTRIES = (
    *equations_voice.ENTRIES,
    *equations_features.ENTRIES,
    *equations_recurrence.ENTRIES,
    *equations_attention.ENTRIES,
    *equations_decision.ENTRIES,
    *equations_settings.ENTRIES,
)
