import numpy as np

from emolab import audio
from emolab.teach.testing import close


def test_no_shape_gives_nothing(answer, rng):
    """a spectrum that is the same in all bands gives 0 for each n"""
    close(answer.mended(np.full(26, 3.0), 12) + 1, np.ones(12), "1 + C(n) of a flat spectrum")


def test_the_transform_of_2_27(answer, rng):
    """the coefficients are those of n = 1 .. L"""
    s = rng.standard_normal(26)
    close(answer.mended(s, 13), audio.dct(s[None], 13, "sum", first=1)[0], "C(1) to C(13)")
