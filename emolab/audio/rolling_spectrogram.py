"""A spectrogram cut into pieces of equal length by a rolling window, as a network takes them."""

import numpy as np

from emolab.audio.fbank import fbank
from emolab.audio.options import one_of, positive, whole
from emolab.audio.plan import prepare
from emolab.core import formula
from emolab.core.errors import DataError

PADDING = ("none", "repeat")


@formula("gu2025 rolling window")
def rolling_windows(features, width, step, pad="none"):
    """Cut features over time into overlapping pieces of `width` frames, `step` apart.

    pad       "none": whole pieces only, a view without a copy;
              "repeat": the last frame is repeated, so that every frame is in a piece, at least one
    Formula   piece_p = features[p step : p step + width]
    Shapes    features (T, F) -> pieces (P, width, F)
    """
    width, step = whole("rolling_windows: width", width), whole("rolling_windows: step", step)
    one_of("rolling_windows: pad", pad, PADDING)
    if pad == "repeat":
        if len(features) == 0:
            raise DataError("rolling_windows: there is no frame to repeat")
        missing = max(0, -(-(len(features) - width) // step)) * step + width - len(features)
        features = np.concatenate([features, np.repeat(features[-1:], max(missing, 0), axis=0)])
    if len(features) < width:
        return np.empty_like(features, shape=(0, width, features.shape[1]))
    return np.lib.stride_tricks.sliding_window_view(features, width, axis=0)[::step].swapaxes(1, 2)


def rolling_spectrogram(
    signal, sample_rate, width=1.0, step=0.5, pad="repeat", convention="zhu2022", **settings
):
    """Return the log-mel spectrogram of a signal in pieces, (P, W, M).

    width     and step in seconds, each to the nearest whole number of frames of the convention
    settings  of `fbank`; no differences are joined unless they are asked for
    """
    settings = {"differences": 0, **settings}
    logs = fbank(signal, sample_rate, convention, **settings)  # (T, M)
    _, _, plan = prepare(signal, sample_rate, convention, settings)
    hop = plan.hop / sample_rate  # seconds
    frames = [max(1, int(positive(f"rolling_spectrogram: {name}", value) / hop + 0.5))
              for name, value in (("width", width), ("step", step))]  # fmt: skip
    return rolling_windows(logs, *frames, pad)
