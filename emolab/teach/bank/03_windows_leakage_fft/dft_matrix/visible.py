import numpy as np

from emolab.teach.testing import close


def test_by_hand(answer, rng):
    """for 4 samples the waves are made of 1, -i, -1 and i"""
    wanted = np.array([[1, 1, 1, 1], [1, -1j, -1, 1j], [1, -1, 1, -1], [1, 1j, -1, -1j]])
    close(answer.dft_matrix(4), wanted, "the matrix of 4 points")


def test_and_back(answer, rng):
    """there and back again is the identity"""
    close(
        np.asarray(answer.inverse_matrix(6)) @ answer.dft_matrix(6), np.eye(6) + 0j, "inverse times forward"
    )
