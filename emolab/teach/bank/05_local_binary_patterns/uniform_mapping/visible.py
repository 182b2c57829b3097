import numpy as np

from emolab.teach.testing import close


def test_count_of_changes(answer, rng):
    """the last bit is a neighbour of the first"""
    bits = np.array([[1, 0, 0, 0, 0, 0, 0, 0], [1, 1, 0, 0, 0, 0, 0, 1], [1, 0, 1, 0, 1, 0, 1, 0], [1] * 8])
    close(answer.changes(bits), [2, 2, 8, 0], "changes of 10000000, 11000001, 10101010 and 11111111")


def test_one_bit(answer, rng):
    """a single bit in the East is label 1, in the next place label 8"""
    bits = np.eye(8, dtype=int)
    close(answer.uniform_label(bits), [1, 8, 7, 6, 5, 4, 3, 2], "labels of a single 1 at the places 0 to 7")


def test_ends(answer, rng):
    """no bit is 0, all bits are P (P - 1) + 1, no run is P (P - 1) + 2"""
    bits = np.array([[0, 0, 0, 0], [1, 1, 1, 1], [1, 0, 1, 0]])
    close(answer.uniform_label(bits), [0, 13, 14], "labels of 0000, 1111 and 1010")
