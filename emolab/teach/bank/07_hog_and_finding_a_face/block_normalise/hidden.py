from emolab import vision
from emolab.teach.testing import close


def test_brighter(answer, rng):
    """twice the light changes nothing"""
    blocks = rng.random((2, 3, 2, 2, 9)) ** 4
    close(answer.l2_hys(1000 * blocks), answer.l2_hys(blocks), "blocks a thousand times as bright", 1e-5)


def test_as_library(answer, rng):
    """blocks with strong edges are those of the library"""
    blocks = rng.random((2, 3, 3, 2, 8)) ** 6
    close(answer.l2_hys(blocks), vision.normalise_histograms(blocks), "blocks with strong edges")


def test_epsilon(answer, rng):
    """a large epsilon keeps faint blocks faint"""
    blocks = rng.random((2, 2, 2, 2, 9))
    close(
        answer.l2_hys(blocks, 3.0),
        vision.normalise_histograms(blocks, "L2-Hys", 3.0),
        "blocks with epsilon 3",
    )
