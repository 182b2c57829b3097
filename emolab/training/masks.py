"""Masks over bands and time: parts of a spectrogram are hidden while a network learns from it."""

import numpy as np

from emolab.core.errors import ArgumentError


class BandAndTimeMasks:
    """Set random bands, and random stretches of time, to the mean of the clip; an `augment` of `fit`.

    bands      widest mask in bands;  steps: longest in frames, and at most a fifth of the clip
    count      so many of each
    groups     the features are `groups` blocks of bands side by side (statics and differences), masked alike
    Shapes     inputs (x (N, T, D), lengths (N,)) -> the same
    Source     Park et al. 2019, SpecAugment, without its warping
    """

    def __init__(self, bands=8, steps=30, count=2, groups=1):
        if min(bands, steps) < 0 or min(count, groups) < 1:
            raise ArgumentError("BandAndTimeMasks: widths are from 0, count and groups from 1")
        self.bands, self.steps, self.count, self.groups = bands, steps, count, groups

    def __call__(self, inputs, rng):
        """Return the inputs with masks drawn by rng."""
        x, lengths = inputs
        N, T, D = x.shape
        if D % self.groups:
            raise ArgumentError(f"BandAndTimeMasks: {D} features are not {self.groups} equal groups")
        B = D // self.groups
        mean = x.sum(axis=1) / lengths[:, None]  # (N, D), padding is zero
        x = x.copy()
        bands = x.reshape(N, T, self.groups, B)  # a view
        mean = mean.reshape(N, self.groups, B).astype(x.dtype)
        for _ in range(self.count):
            wide = rng.integers(0, min(self.bands, B) + 1, (N, 1))
            first = rng.integers(0, B - wide + 1)  # (N, 1)
            long = rng.integers(0, np.minimum(self.steps, lengths // 5)[:, None] + 1)  # (N, 1)
            start = rng.integers(0, lengths[:, None] - long + 1)  # (N, 1)
            for i, (b, w, t, n) in enumerate(np.hstack([first, wide, start, long])):
                bands[i, : lengths[i], :, b : b + w] = mean[i, :, b : b + w]
                bands[i, t : t + n] = mean[i]
        return x, lengths
