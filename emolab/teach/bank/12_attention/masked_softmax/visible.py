import numpy as np

from emolab.teach.testing import close


def test_two_steps(answer, rng):
    """scores 0 and log 3 have the weights 1/4 and 3/4"""
    a = answer.masked_softmax(np.array([[0.0, np.log(3.0)]]), np.array([2]))
    close(a, [[0.25, 0.75]], "the weights of scores 0 and log 3")


def test_each_clip_sums_to_one(answer, rng):
    """the weights of each clip sum to 1 over its steps"""
    a = answer.masked_softmax(rng.standard_normal((4, 6)), np.array([6, 3, 1, 5]))
    close(np.shape(a), (4, 6), "the shape of the weights")
    close(np.sum(a, axis=1), np.ones(4), "the sum of each clip's weights")


def test_padding_has_no_weight(answer, rng):
    """steps past a clip's end have the weight 0"""
    a = np.asarray(answer.masked_softmax(rng.standard_normal((2, 5)), np.array([2, 4])))
    close(a[0, 2:], np.zeros(3), "the weights past the end of a clip of 2 steps")
    close(a[1, 4:], np.zeros(1), "the weights past the end of a clip of 4 steps")
