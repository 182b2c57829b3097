import numpy as np

from emolab import vision
from emolab.teach.testing import close


def test_circle(answer, rng):
    """bin 8 and bin 0 are neighbours, on both sides of 0 degrees"""
    for degrees, wanted in ((175.0, (0.25, 0.75)), (4.0, (0.7, 0.3))):
        angle = np.radians(degrees)
        V = np.asarray(answer.orientation_votes(np.array([[np.sin(angle)]]), np.array([[np.cos(angle)]])))[
            0, 0
        ]
        close(V[[0, 8]], wanted, f"the votes of {degrees:g} degrees for bins 0 and 8")


def test_all_directions(answer, rng):
    """all directions and lengths are those of the library"""
    gy, gx = 10 * rng.standard_normal((2, 9, 7))
    close(
        answer.orientation_votes(gy, gx),
        vision.orientation_votes(gy[..., None], gx[..., None], 9, "linear"),
        "V",
        1e-5,
    )


def test_other_bins(answer, rng):
    """any number of bins"""
    gy, gx = rng.standard_normal((2, 4, 5))
    for K in (2, 6, 18):
        wanted = vision.orientation_votes(gy[..., None], gx[..., None], K, "linear")
        close(answer.orientation_votes(gy, gx, K), wanted, f"V of {K} bins", 1e-5)


def test_plain_wall(answer, rng):
    """a pixel without a slope votes for nothing"""
    close(
        answer.orientation_votes(np.zeros((2, 3)), np.zeros((2, 3))),
        np.zeros((2, 3, 9)),
        "the votes of a plain wall",
    )
