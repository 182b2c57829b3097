import numpy as np

from emolab.teach.testing import close


def test_each_kind_is_told(answer, rng):
    """a figure may be the weighted accuracy, the unweighted one, both or neither"""
    right, samples = np.array([90, 5]), np.array([100, 10])
    for printed, kind in ((86.36, "weighted"), (70.00, "unweighted"), (78.00, "neither")):
        close(answer.which_accuracy(right, samples, printed, 2), kind, f"{printed} of 90 of 100 and 5 of 10")
    even = np.array([60, 80]), np.array([100, 100])
    close(answer.which_accuracy(*even, 70.0, 1), "both", "70 of two classes of one size")


def test_drawn_tables(answer, rng):
    """WA and UA of drawn tables are recognised at one decimal"""
    for _ in range(6):
        samples = rng.integers(20, 400, 6)
        right = (samples * rng.uniform(0.3, 1, 6)).astype(int)
        WA, UA = 100 * right.sum() / samples.sum(), 100 * np.mean(right / samples)
        same = round(WA, 1) == round(UA, 1)
        for value, kind in ((WA, "weighted"), (UA, "unweighted")):
            found = answer.which_accuracy(right, samples, round(value, 1), 1)
            close(found, "both" if same else kind, f"the {kind} accuracy, rounded")


def test_each_whole_count_is_possible(answer, rng):
    """k / n, rounded, is possible for every k from 0 to n"""
    for n in (3, 7, int(rng.integers(50, 400))):
        k = np.arange(n + 1)
        for digits in (1, 2):
            printed = np.round(100 * k / n, digits)
            found = answer.impossible(printed, n, digits)
            close(found, np.zeros(n + 1, bool), f"k of {n}, {digits} decimals")


def test_fewer_decimals_allow_more(answer, rng):
    """66.6 is possible for no count of 3 clips, 67 is; 66.667 is, 66.666 is not"""
    close(answer.impossible(np.array([66.6, 66.7]), 3, 1), np.array([True, False]), "one decimal, 3 clips")
    close(answer.impossible(np.array([66.0, 67.0]), 3, 0), np.array([True, False]), "no decimal, 3 clips")
    found = answer.impossible(np.array([66.666, 66.667]), 3, 3)
    close(found, np.array([True, False]), "three decimals, 3 clips")


def test_between_two_counts(answer, rng):
    """what lies in the middle between two neighbouring counts is impossible"""
    n = int(rng.integers(60, 200))
    k = rng.integers(0, n, 8)
    close(answer.impossible(np.round(100 * (k + 0.5) / n, 2), n, 2), np.ones(8, bool), f"k + 1/2 of {n}")
