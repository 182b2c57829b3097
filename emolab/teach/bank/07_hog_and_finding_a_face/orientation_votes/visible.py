import numpy as np

from emolab.teach.testing import close


def of_degrees(degrees, length=1.0):
    """gy and gx of one pixel, (1, 1) each."""
    angle = np.radians(degrees)
    return np.array([[length * np.sin(angle)]]), np.array([[length * np.cos(angle)]])


def test_25_degrees(answer, rng):
    """25 degrees lie a quarter of the way from the middle of bin 1 to that of bin 0"""
    V = answer.orientation_votes(*of_degrees(25.0, 2.0))
    close(np.shape(V), (1, 1, 9), "the shape of the votes of one pixel")
    close(V[0][0], [0.5, 1.5, 0, 0, 0, 0, 0, 0, 0], "the votes of a pixel of length 2")


def test_opposite(answer, rng):
    """a gradient and its opposite vote alike"""
    gy, gx = of_degrees(70.0)
    close(
        answer.orientation_votes(-gy, -gx),
        answer.orientation_votes(gy, gx),
        "the votes of the opposite gradient",
    )


def test_nothing_is_lost(answer, rng):
    """the votes of a pixel sum to its length"""
    gy, gx = rng.standard_normal((2, 5, 6))
    V = np.asarray(answer.orientation_votes(gy, gx))
    close(V.sum(axis=-1), np.hypot(gx, gy), "the sum of each pixel's votes")
