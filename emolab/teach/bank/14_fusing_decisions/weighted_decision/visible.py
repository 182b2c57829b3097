import numpy as np

from emolab.teach.testing import close

VIDEO, VOICE = np.array([[0.5, 0.3, 0.2]]), np.array([[0.0, 0.2, 0.8]])


def test_scores_by_hand(answer, rng):
    """0.6 of the video and 0.4 of the voice"""
    close(answer.weighted_scores(VIDEO, VOICE), [[0.3, 0.26, 0.44]], "the scores of one clip")


def test_class_by_hand(answer, rng):
    """the class is the place of the largest score"""
    close(answer.weighted_decision(VIDEO, VOICE), [2], "the class of one clip")


def test_alone_counts_fully(answer, rng):
    """without a face the scores are the voice's own probabilities"""
    close(answer.weighted_scores(np.full((1, 3), np.nan), VOICE), VOICE, "the scores without a face")
