"""Gradient cases of upsampling."""

import numpy as np

from emolab.nn.gradient_case import gradient_case
from emolab.nn.upsample import (
    DepthToSpace,
    Upsample2d,
    depth_to_space_backward,
    depth_to_space_forward,
    upsample_backward,
    upsample_forward,
)

UPSAMPLE = ("upsample_forward", "upsample_backward")
SPACE = ("depth_to_space_forward", "depth_to_space_backward")


@gradient_case("upsample", covers=UPSAMPLE)
def upsample(rng):
    """Two rows and three columns for each pixel."""
    pair = upsample_forward, upsample_backward
    return pair, (rng.standard_normal((2, 3, 2, 2)),), {"settings": {"size": (2, 3)}}


@gradient_case("Upsample2d", covers=UPSAMPLE)
def upsample_module(rng):
    """The layer."""
    return Upsample2d(2), (rng.standard_normal((1, 3, 4, 2)),), {}


@gradient_case("depth_to_space", covers=SPACE)
def depth_to_space(rng):
    """Channels to one row and three columns."""
    pair = depth_to_space_forward, depth_to_space_backward
    return pair, (rng.standard_normal((2, 2, 3, 6)),), {"settings": {"size": (1, 3)}}


@gradient_case("DepthToSpace", covers=SPACE)
def depth_to_space_module(rng):
    """The layer."""
    return DepthToSpace(2), (rng.standard_normal((1, 2, 3, 8)).astype(np.float64),), {}
