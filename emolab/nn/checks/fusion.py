"""Gradient cases of fusion."""

from emolab.fusion.join_features import join_features_backward, join_features_forward
from emolab.nn.gradient_case import gradient_case


@gradient_case("join_features", covers=("join_features_forward", "join_features_backward"))
def join_features(rng):
    """Three modalities of different widths."""
    parts = tuple(rng.standard_normal((3, D)) for D in (2, 4, 1))
    return (join_features_forward, join_features_backward), parts, {}
