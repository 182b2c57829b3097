"""The trained separator of voices: the mask network, its weights, and recordings of any length."""

from functools import lru_cache
from pathlib import Path

import numpy as np

from emolab.audio.separation_grid import separation_stft
from emolab.core import FormatError
from emolab.core.files import load_arrays
from emolab.models.mask_unet import MaskUNet
from emolab.models.voice_bands import BANDS, band_sums, spread_bands, voice_views
from emolab.models.weights import load_weights

SHIPPED = Path(__file__).parent / "weights" / "voice_unet.npz"
PIECE = 1024  # frames, 16 s, that are worked on at once, so that memory does not grow with the recording


class VoiceSeparator:
    """A MaskUNet and what it needs around it.

    Example   voice, rest = emolab.audio.separate_voice(x, rate, mask=VoiceSeparator.load(path).mask)
    """

    def __init__(self, network):
        self.network = network.eval()

    @classmethod
    def load(cls, path=SHIPPED):
        """Read a separator's weights; None gives those that come with the library.

        Errors    FileError for a missing file; FormatError for weights of another model
        """
        path = SHIPPED if path is None else Path(path)
        settings = load_arrays(path)[1].get("settings")
        if not _describes(settings):
            raise FormatError(f"{path} names no C and channels in its header; it is no voice separator's")
        network = MaskUNet(settings["C"], settings["channels"], rng=0)
        load_weights(network, path)
        return cls(network)

    def mask(self, signal, sample_rate):
        """Return how much of each cell of `separation_stft` is voice, 0 to 1: (T, F).

        Note      Pieces overlap by all that the network sees, so that they join without a seam.
        """
        X = separation_stft(signal, sample_rate)  # (T, F)
        power = band_sums((X.real**2 + X.imag**2).astype(np.float32))  # (T, M)
        if not power.max() > 0:
            return np.zeros(X.shape, signal.dtype)
        views = voice_views(power)  # (T, M, 3)
        return spread_bands(self._heard(views), X.shape[1]).astype(signal.dtype)

    def _heard(self, views):
        """views (T, M, 3) -> mask (T, M), piece by piece."""
        T = len(views)
        levels = len(self.network.down)
        step, around = 2**levels, 3 * 2**levels  # a cell sees less than three steps to either side
        count = -(-T // step) * step
        padded = np.zeros((count, BANDS, views.shape[2]), np.float32)
        padded[:T] = views
        mask = np.empty((count, BANDS), np.float32)
        for start in range(0, count, PIECE):
            stop = min(start + PIECE, count)
            first, last = max(0, start - around), min(count, stop + around)
            heard = self.network(padded[None, first:last])[0]  # (last - first, M)
            mask[start:stop] = heard[start - first : stop - first]
        return mask[:T]


def _describes(settings):
    """Whether the settings of a file are those of a network with three views and a sane size."""
    channels = settings.get("channels") if isinstance(settings, dict) else None
    return (
        isinstance(channels, list) and settings.get("C") == 3 and 2 <= len(channels) <= 7
        and all(isinstance(c, int) and 1 <= c <= 1024 for c in channels)
    )  # fmt: skip


@lru_cache(maxsize=1)
def shipped_separator():
    """Return the VoiceSeparator that comes with the library, read once."""
    return VoiceSeparator.load()


def voice_mask(signal, sample_rate):
    """Return the shipped separator's mask: (T, F), 0 to 1."""
    return shipped_separator().mask(signal, sample_rate)
