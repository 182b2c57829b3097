"""What the voice separator sees: 256 bands of the spectrogram, in dB."""

from functools import lru_cache

import numpy as np

from emolab.core import formula
from emolab.core.backend import like

BINS = 513  # of 15.625 Hz: 0 to 8 kHz
SINGLE = 192  # bins that stay alone, up to 3 kHz, where harmonics stand apart
BANDS = 256
FLOOR = 80.0  # dB below the loudest cell


@lru_cache(maxsize=1)
def band_edges():
    """Return the first bin of each band, and one beyond the last: (BANDS + 1,) int."""
    wide = np.round(np.linspace(SINGLE, BINS, BANDS - SINGLE + 1)).astype(int)
    edges = np.concatenate([np.arange(SINGLE), wide])
    edges.setflags(write=False)
    return edges


@formula()
def band_sums(cells):
    """Sum the bins of each band; bins above 8 kHz are left out, bands above the highest bin are 0.

    Formula   y_m = sum of x_k, edge_m <= k < edge_{m+1}
    Shapes    cells (T, F) -> y (T, 256)
    """
    full = np.zeros_like(cells, shape=(len(cells), BINS))
    full[:, : cells.shape[1]] = cells[:, :BINS]
    return np.add.reduceat(full, like(full, band_edges()[:-1]), axis=1)  # (T, BANDS)


@formula()
def spread_bands(mask, bins):
    """Give each bin the value of its band; bins above the last band have the last one's.

    Formula   y_k = mask_m, edge_m <= k < edge_{m+1};  y_k = mask_255 from the last edge on
    Shapes    mask (T, 256) -> y (T, bins)
    """
    band = np.repeat(np.arange(BANDS), np.diff(band_edges()))  # (BINS,)
    return mask[:, band[np.minimum(np.arange(bins), BINS - 1)]]


@formula()
def voice_views(power):
    """Three views of a spectrogram: its level, what stands out of each band, and where each band lies.

    Formula   L = 10 log10(max(P, max(P) 10^-8))
              views = (L - mean(L)) / 20,  (L - mean over time of L) / 10,  2 m / 255 - 1
    Shapes    power (T, M) -> views (T, M, 3)
    Note      The views do not change with the level of the signal.
    """
    largest = power.max()
    level = 10 * np.log10(np.maximum(power, largest * 10 ** (-FLOOR / 10)))  # (T, M)
    views = np.empty_like(power, shape=(*power.shape, 3))
    views[..., 0] = (level - level.mean()) / 20
    views[..., 1] = (level - level.mean(axis=0)) / 10
    views[..., 2] = like(power, np.linspace(-1, 1, power.shape[1]))
    return views
