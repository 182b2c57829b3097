"""Gradient cases of fused decisions."""

from emolab.fusion.liu2026_decision import liu2026_decision_backward, liu2026_decision_forward
from emolab.nn.gradient_case import gradient_case


@gradient_case("liu2026_decision", covers=("liu2026_decision_forward", "liu2026_decision_backward"))
def liu2026_decision(rng):
    """Three predictions over four classes, with weights of one's own."""
    predictions = tuple(rng.standard_normal((3, 4)) for _ in range(3))
    settings = {"settings": {"weights": (0.9, 0.2)}}
    return (liu2026_decision_forward, liu2026_decision_backward), predictions, settings
