import numpy as np

from emolab.teach.testing import close


def test_one_block(answer, rng):
    """one block by hand: 3 and 4 become 0.6 and 0.8, both are cut to 0.2, and then equal"""
    block = np.zeros((1, 1, 2, 1, 2))
    block[0, 0, 0, 0, 0], block[0, 0, 1, 0, 1] = 3, 4
    close(
        answer.l2_hys(block),
        block.clip(0, 1) / np.sqrt(2),
        "a block of two cells with 3 in one and 4 in the other",
        1e-5,
    )


def test_length(answer, rng):
    """each block has length 1 in the end"""
    v = np.asarray(answer.l2_hys(rng.random((3, 4, 2, 2, 9))))
    close(np.sqrt((v**2).sum(axis=(2, 3, 4))), np.ones((3, 4)), "the lengths of the blocks")


def test_empty(answer, rng):
    """a plain wall stays 0"""
    close(answer.l2_hys(np.zeros((1, 2, 2, 2, 3))), np.zeros((1, 2, 2, 2, 3)), "blocks of 0")
