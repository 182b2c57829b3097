import numpy as np

from emolab.teach.testing import close


def test_table_by_hand(answer, rng):
    """A, B, C, D = 3, 1, 2, 4: chi-square is 10 (12 - 2)^2 / (5 x 5 x 4 x 6)"""
    present = np.repeat([True, True, False, False], [3, 1, 2, 4])[:, None]
    member = np.repeat([True, False, True, False], [3, 1, 2, 4])[:, None]
    close(answer.chi_square(present, member), [[1000 / 600]], "chi-square of the table 3, 1, 2, 4")


def test_perfect_feature(answer, rng):
    """a feature present in exactly the clips of a class has the score N"""
    member = np.arange(12) % 3 == 0
    close(
        answer.chi_square(member[:, None], member[:, None]),
        [[12.0]],
        "the score of a perfect feature in 12 clips",
    )


def test_empty_margin(answer, rng):
    """a feature that is always there says nothing: its score is 0"""
    member = (np.arange(6) % 2 == 0)[:, None]
    found = answer.chi_square(np.ones((6, 1), bool), member)
    close(np.asarray(found) + 1, [[1.0]], "1 plus the score of a feature that is always present")
