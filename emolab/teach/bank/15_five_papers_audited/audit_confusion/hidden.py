import numpy as np

from emolab.papers import arithmetic
from emolab.teach.testing import Miss, close


def rounded_matrix(rng, C, digits, empty=0):
    """A matrix of true rates, rounded, with `empty` entries of each row at 0."""
    counts = rng.integers(12, 60, (C, C)).astype(float)
    for row in counts:
        row[rng.permutation(C)[:empty]] = 0
    counts[np.arange(C), np.arange(C)] = rng.integers(80, 300, C)
    return np.round(counts / counts.sum(axis=1, keepdims=True), digits)


def test_rounding_explains_small_gaps(answer, rng):
    """k rounded entries may miss 1 by k halves of the last place together"""
    M = np.array([[0.355, 0.323, 0.324], [0.333, 0.333, 0.333], [0.0, 0.0, 1.0]])
    M = np.round(M, 3)
    found = answer.audit_confusion(M, 3, 56.3, 1)
    close(found["off"], np.array([True, True, False]), "the rows whose sums are not 1")
    expected = np.array([True, False, False])
    close(found["beyond"], expected, "0.002 is more than three entries explain, 0.001 is not")


def test_zeros_are_exact(answer, rng):
    """entries printed as 0 allow nothing"""
    M = np.diag([0.98, 0.97, 1.0, 1.0])
    M[1, 2] = 0.02
    found = answer.audit_confusion(M, 2, 80.0, 1)
    expected = np.array([True, False, False, False])
    close(found["beyond"], expected, "one entry that is not zero may miss by 0.005 only")


def test_too_small_is_wrong_too(answer, rng):
    """a row may sum to too little as well as to too much"""
    M = np.array([[0.7, 0.1], [0.4, 0.8]])
    found = answer.audit_confusion(M, 2, 75.0, 1)
    close(found["off"], np.array([True, True]), "the rows whose sums are not 1")
    close(found["beyond"], np.array([True, True]), "0.8 and 1.2 are both beyond rounding")


def test_rounded_tables_hold(answer, rng):
    """a matrix that was computed and rounded is never beyond rounding, and its rounded mean follows"""
    for digits in (2, 3):
        for _ in range(5):
            M = rounded_matrix(rng, int(rng.integers(3, 9)), digits, empty=1)
            mean = round(100 * float(np.diag(M).mean()), 1)
            found = answer.audit_confusion(M, digits, mean, 1)
            if np.any(found["beyond"]) or not found["follows"]:
                raise Miss("true rates and their mean, all rounded: something is said to be wrong")
            names = [str(i) for i in range(len(M))]
            off = arithmetic.row_sums(M, names, 1.0, digits).found == "does not hold"
            close(bool(np.any(found["off"])), off, "whether any row sum is not 1")


def test_an_accuracy_that_does_not_follow(answer, rng):
    """an accuracy one unit of its last place from the mean does not follow, with 1 decimal or with 2"""
    M = np.array([[0.9, 0.1], [0.2, 0.8]])
    for printed, digits, follows in ((85.0, 1, True), (85.1, 1, False), (84.99, 2, False), (85, 0, True)):
        found = answer.audit_confusion(M, 1, printed, digits)["follows"]
        close(bool(found), follows, f"whether {printed:.{digits}f} is 85, rounded")
