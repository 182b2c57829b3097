import numpy as np

from emolab import vision
from emolab.teach.testing import close


def test_all_patterns(answer, rng):
    """all 256 patterns of 8 bits get their labels, 59 different ones"""
    bits = np.arange(256)[:, None] >> np.arange(8) & 1
    labels = np.asarray(answer.uniform_label(bits))
    close(labels, vision.lbp_table(8, "uniform"), "the labels of the 256 patterns")
    close(len(set(labels.tolist())), 59, "how many different labels there are")


def test_run_over_the_end(answer, rng):
    """a run of ones may go over the end of the circle"""
    bits = np.array([[1, 1, 0, 0, 0, 0, 1, 1], [1, 0, 0, 0, 0, 0, 0, 1]])
    close(answer.uniform_label(bits), vision.lbp_labels(bits, "uniform"), "labels of 11000011 and 10000001")


def test_other_circles(answer, rng):
    """other numbers of points, and stacks of them"""
    for P in (4, 5, 12):
        bits = rng.integers(0, 2, (6, 7, P))
        bits[0] = np.arange(P) < rng.integers(0, P + 1, (7, 1))
        close(answer.uniform_label(bits), vision.lbp_labels(bits, "uniform"), f"a stack of circles of {P}")


def test_turning_changes_nothing(answer, rng):
    """turned circles have as many changes as before"""
    bits = rng.integers(0, 2, (30, 10))
    wanted = [sum(int(row[p]) != int(row[p - 1]) for p in range(10)) for row in bits]
    for turn in (0, 3, 7):
        close(answer.changes(np.roll(bits, turn, axis=1)), wanted, f"changes after a turn by {turn} places")
