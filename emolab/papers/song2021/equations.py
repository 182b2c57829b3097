"""The ledger of song2021: its equations, steps and settings, in the thesis's order."""

from emolab.papers.song2021 import (
    equations_attention,
    equations_convolution,
    equations_descent,
    equations_normalisation,
    equations_perceptron,
    equations_recurrence,
    equations_sound,
    equations_system,
    equations_vgg,
)

ENTRIES = (
    *equations_vgg.ENTRIES,
    *equations_perceptron.ENTRIES,
    *equations_convolution.ENTRIES,
    *equations_recurrence.ENTRIES,
    *equations_sound.ENTRIES,
    *equations_attention.ENTRIES,
    *equations_normalisation.ENTRIES,
    *equations_descent.ENTRIES,
    *equations_system.ENTRIES,
)
