"""The LSTM-only baseline of liu2026 where one of the two modalities is missing."""

import numpy as np

from emolab.nn import Module


class OneState(Module):
    """A trained BimodalLSTM that has only the voice, or only the face, to go by.

    Formula   an LSTM that no step has reached stands at its initial state, 0
    Shapes    x (N, T, D), lengths (N,) -> logits (N, C)
    Note      for judging only: there is nothing to train in it
    """

    def __init__(self, network, modality):
        self.network, self.modality = network, modality

    def forward(self, x, lengths=None):
        """x (N, T, D), lengths (N,) -> logits (N, C)."""
        there = getattr(self.network, self.modality)(x, lengths)  # (N, hidden)
        missing = np.zeros_like(there)
        pair = (there, missing) if self.modality == "audio" else (missing, there)
        return self.network.head(np.concatenate(pair, axis=1))
