"""Gradient cases of the local response normalisation."""

from emolab.nn.gradient_case import gradient_case
from emolab.nn.lrn import LRN, lrn_backward, lrn_forward

COVERS = ("lrn_forward", "lrn_backward")


@gradient_case("lrn", covers=COVERS)
def pair(rng):
    """Constants so large that the neighbours matter."""
    settings = {"size": 3, "k": 1.0, "alpha": 0.5, "beta": 0.75}
    return (lrn_forward, lrn_backward), (2 * rng.standard_normal((2, 3, 2, 5)),), {"settings": settings}


@gradient_case("LRN wider than its channels", covers=COVERS)
def module(rng):
    """A window that reaches beyond all channels."""
    return LRN(9, 2.0, 0.3, 1.5), (2 * rng.standard_normal((3, 4)),), {}
