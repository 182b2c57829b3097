import numpy as np

from emolab import nn
from emolab.teach.testing import close


def test_as_if_alone(answer, rng):
    """a clip's weights are those that it has without padding"""
    s, lengths = rng.standard_normal((5, 9)), rng.integers(1, 10, 5)
    a = np.asarray(answer.masked_softmax(s, lengths))
    for n, length in enumerate(lengths):
        close(
            a[n, :length], nn.softmax(s[n, :length]), f"the weights of a clip of {length} steps in a box of 9"
        )


def test_large_scores(answer, rng):
    """scores of 1,000 do not overflow, and those of -1,000 do not vanish all"""
    s = rng.standard_normal((2, 4)) + np.array([[1000.0], [-1000.0]])
    close(
        answer.masked_softmax(s, np.array([4, 4])),
        nn.softmax(s),
        "the weights of scores near 1,000 and -1,000",
    )


def test_whatever_stands_behind(answer, rng):
    """NaN and large numbers in the padding change nothing"""
    s, lengths = rng.standard_normal((3, 6)), np.array([2, 6, 4])
    spoiled = s.copy()
    spoiled[0, 2:], spoiled[2, 4:] = np.nan, 1e5
    clean = nn.softmax(np.where(np.arange(6) < lengths[:, None], s, -1e30))
    close(answer.masked_softmax(spoiled, lengths), clean, "the weights with NaN and 100,000 in the padding")
