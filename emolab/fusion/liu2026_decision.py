"""Decision fusion of liu2026: the joint prediction counts full, each modality's own by its importance."""

from typing import NamedTuple

from emolab.core import formula
from emolab.fusion.weighted_decision import checked_weights, no_nan


class DecisionCache(NamedTuple):
    """The three shares, which sum to 1; the map is linear, and nothing else is needed."""

    shares: tuple


@formula("liu2026 19")
def liu2026_decision_forward(joint, audio, video, weights=(0.6, 0.4)):
    """Weighted mean of the joint, the audio and the video prediction.

    Formula   y = (y_m + beta y_a + chi y_b) / (1 + beta + chi),  beta = 0.6, chi = 0.4
    Shapes    joint, audio and video (..., K) -> y (..., K), cache
    Errors    ArgumentError for weights that are not two numbers from 0, with a sum above 0
    Note      The shares are .5, .3 and .2, so that distributions stay distributions.
    """
    beta, chi = checked_weights(weights)
    whole = 1 + beta + chi
    shares = (1 / whole, beta / whole, chi / whole)
    return shares[0] * joint + shares[1] * audio + shares[2] * video, DecisionCache(shares)


@formula("liu2026 19")
def liu2026_decision_backward(dy, cache):
    """Gradients of the weighted mean.

    Formula   dx_i = share_i dy
    Shapes    dy (..., K) -> djoint, daudio and dvideo (..., K)
    """
    return tuple(share * dy for share in cache.shares)


def liu2026_decision(joint, audio, video, weights=(0.6, 0.4)):
    """Weighted mean of three predictions; see `liu2026_decision_forward`.

    Errors    DataError for NaN or infinity; otherwise as `liu2026_decision_forward`
    """
    return no_nan("liu2026_decision", liu2026_decision_forward(joint, audio, video, weights)[0])
