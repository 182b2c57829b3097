"""The face descriptor of zhu2022, steps 1 to 5: weighted blocks, and the whole image at growing scales."""

from typing import NamedTuple

import numpy as np

from emolab.vision.block_histogram import block_histogram
from emolab.vision.lbp import lbp
from emolab.vision.lbp_mapping import dense_ri, label_count, ri_count
from emolab.vision.multiscale_histogram import multiscale_histogram

# brows and eyes, then mouth: rows 2 to 3 and 5 to 6 of the face; the rim shows hair and ground
FACE_WEIGHTS = np.array(
    [
        [0, 1, 1, 1, 1, 1, 1, 0],
        [1, 2, 2, 2, 2, 2, 2, 1],
        [1, 3, 4, 2, 2, 4, 3, 1],
        [1, 3, 4, 2, 2, 4, 3, 1],
        [1, 1, 2, 3, 3, 2, 1, 1],
        [0, 1, 3, 4, 4, 3, 1, 0],
        [0, 1, 3, 4, 4, 3, 1, 0],
        [0, 0, 1, 2, 2, 1, 0, 0],
    ],
    float,
)
FACE_WEIGHTS.flags.writeable = False


class LbpSettings(NamedTuple):
    """What zhu2022 leaves open, with what is taken here."""

    points: int = 8
    radius: float = 1
    mapping: str = "uniform"  # "ri" for the invariance that the paper claims of the circle alone
    border: str = "zero"
    weights: np.ndarray | None = FACE_WEIGHTS  # (8, 8); None: all 1
    scales: tuple = (4, 2, 1)  # of step 4, blocks a side; () leaves steps 4 and 5 out


def zhu2022_descriptor(image, settings=None, dtype=float):
    """The vector of zhu2022 for a grey face (H, W), or for each of a stack (..., H, W), before PCA.

    settings   LbpSettings; None: its defaults
    Formula    steps 1-3: labels of all pixels; histograms of 8 x 8 blocks, each times its weight, joined
               steps 4-5: the histograms of 4 x 4, 2 x 2 and 1 x 1 blocks, joined to them
    Shapes     image (..., H, W) -> x (..., (64 + 21) labels)
    Source     zhu2022 section 3.1, steps 1 to 5; step 6 is `emolab.learn.PCA`
    Note       The paper names no points, radius, mapping, weights or scales: they are LbpSettings. Steps 1
               to 3 are the first 64 x 59 = 3,776 values (16,384 with the mapping "default", 2,304 with
               "ri", whose 36 labels are numbered without gaps). Each histogram sums to its block's weight.
    """
    settings = LbpSettings() if settings is None else settings
    codes = lbp(image, settings.points, settings.radius, settings.mapping, settings.border)
    labels = label_count(settings.points, settings.mapping)
    if settings.mapping == "ri" and settings.points > 1:
        codes, labels = dense_ri(codes, settings.points), ri_count(settings.points)
    parts = [block_histogram(codes, labels, (8, 8), settings.weights, True, dtype)]
    if settings.scales:
        parts.append(multiscale_histogram(codes, labels, settings.scales, True, dtype))
    return np.concatenate(parts, axis=-1)
