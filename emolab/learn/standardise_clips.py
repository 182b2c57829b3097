"""Clips of frames standardised by the training part's statistics, or each part by its own."""

import numpy as np

from emolab.core.errors import DataError
from emolab.learn.standard_scaler import StandardScaler


def standardise_clips(parts, statistics="training"):
    """Standardise the frames of several parts of a data set, of which the first is the training part.

    parts       lists of clips (T_i, D): training, then validation, test ...
    statistics  "training": every part by the mean and deviation of the training part's frames (default);
                "own": every part by its own, as zhu2022 2.3 has it
    Formula     X = (X - mean_value) / std_value, per feature over all frames of a part (Eq 3 and 4)
    Returns     the parts, as they came
    Errors      DataError for a part without a clip; those of `StandardScaler`
    Note        With "own", what a test clip becomes depends on the clips it is tested with, and what sets the
                test part apart as a whole is lost: `compare_readings` shows how much that is.
    """
    frames, cuts = [], []
    for place, clips in enumerate(parts):
        if not len(clips):
            raise DataError(f"standardise_clips: part {place} holds no clip")
        frames.append(np.concatenate(clips))  # (frames, D)
        cuts.append(np.cumsum([len(clip) for clip in clips])[:-1])
    scaler = StandardScaler(statistics=statistics).fit(frames[0])
    return [np.split(scaler.transform(part), cut) for part, cut in zip(frames, cuts)]
