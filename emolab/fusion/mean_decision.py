"""Two classifiers' probabilities averaged inside a network, so that both learn from the mean."""

import math
from typing import NamedTuple

import numpy as np

from emolab.core import formula


class MeanDecisionCache(NamedTuple):
    """What the backward needs: each side's probabilities, and its share of their sum."""

    first: np.ndarray  # (N, K), softmax of a
    second: np.ndarray  # (N, K), softmax of b
    share: np.ndarray  # (N, K), first / (first + second)


def log_softmax(x):
    """Logarithm of the softmax over the last axis, without overflow.

    Formula   y_k = x_k - ln(sum over j of exp(x_j))
    """
    x = x - x.max(axis=-1, keepdims=True)
    return x - np.log(np.exp(x).sum(axis=-1, keepdims=True))


@formula("zhu2022 Fig 5, input")
def mean_decision_forward(a, b):
    """Logarithm of the mean of two classifiers' probabilities, from their logits.

    Formula   y = ln((softmax(a) + softmax(b)) / 2)
    Shapes    a and b (N, K) -> y (N, K), cache
    Note      softmax(y) is the mean itself, because that sums to 1: y serves as logits of the two together.
    """
    la, lb = log_softmax(a), log_softmax(b)  # (N, K)
    total = np.logaddexp(la, lb)  # (N, K)
    cache = MeanDecisionCache(np.exp(la), np.exp(lb), np.exp(la - total))
    return total - math.log(2), cache


@formula("zhu2022 Fig 5, input")
def mean_decision_backward(dy, cache):
    """Gradients of the mean decision: each class's goes to both sides by their shares of its probability.

    Formula   r = softmax(a) / (softmax(a) + softmax(b));  e = dy * r;  da = e - softmax(a) sum of e
              and with 1 - r for b
    Shapes    dy (N, K) -> da (N, K), db (N, K)
    """
    first, second, share = cache
    e, f = dy * share, dy * (1 - share)  # (N, K)
    da = e - first * e.sum(axis=-1, keepdims=True)
    return da, f - second * f.sum(axis=-1, keepdims=True)
