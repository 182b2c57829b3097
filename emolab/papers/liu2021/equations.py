"""Every equation, step and setting of liu2021, in its order, each with a check that runs."""

from emolab.papers.liu2021 import equations_networks, equations_selection, equations_training

ENTRIES = (*equations_networks.ENTRIES, *equations_selection.ENTRIES, *equations_training.ENTRIES)
