import numpy as np

from emolab.papers.zhu2022.tables import TABLE_2, TABLE_2_PRINTED
from emolab.teach.testing import close


def test_zhu2022_prints_the_unweighted(answer, rng):
    """78.5 in zhu2022's Table 2 is the unweighted accuracy; the weighted one is 80.87"""
    right = np.array([row.right for row in TABLE_2])
    samples = np.array([row.samples for row in TABLE_2])
    close(answer.which_accuracy(right, samples, TABLE_2_PRINTED, 1), "unweighted", "what 78.5 is")
    close(answer.which_accuracy(right, samples, 80.87, 2), "weighted", "what 80.87 is")


def test_song2021_folds(answer, rng):
    """83.33 and 73.61 are whole counts of 144; 76.52 is none of 1,440"""
    found = answer.impossible(np.array([83.33, 73.61, 83.34]), 144, 2)
    close(found, np.array([False, False, True]), "folds of 144")
    found = answer.impossible(np.array([76.52, 78.19, 91.25]), 1440, 2)
    close(found, np.array([True, False, False]), "ten folds")
