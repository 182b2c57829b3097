"""The whole image cut at several scales, and the histograms of all pieces joined."""

import numpy as np

from emolab.core import ArgumentError
from emolab.vision.block_histogram import block_histogram


def multiscale_histogram(codes, labels, scales=(4, 2, 1), normalise=True, dtype=float):
    """Block histograms of a label image at several scales, joined in the order of `scales`.

    scales     blocks along each side: 4 stands for a grid of 4 x 4. The default grows from small parts to
               the whole image, as zhu2022 has it in step 4 (which names no sizes)
    Formula    x = (histograms of the s_1^2 blocks, ..., of the s_K^2 blocks)
    Shapes     codes (..., H, W) -> x (..., labels * (s_1^2 + ... + s_K^2))
    Errors     as `block_histogram`
    """
    if not isinstance(scales, tuple | list) or not scales:
        raise ArgumentError(
            f"multiscale_histogram: scales must hold at least one whole number, not {scales!r}"
        )
    parts = [block_histogram(codes, labels, s, None, normalise, dtype) for s in scales]
    return np.concatenate(parts, axis=-1)
