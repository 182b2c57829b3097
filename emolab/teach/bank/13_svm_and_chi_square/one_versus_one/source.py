import numpy as np


def pairs_of(classes):
    """All pairs (i, j) of classes with i < j, those of class 0 first.

    classes   how many, 2 or more
    Returns   a list of tuples
    """
    # BEGIN SOLUTION
    return [(i, j) for i in range(classes) for j in range(i + 1, classes)]
    # END SOLUTION


def one_versus_one(decisions, classes):
    """The class with most votes.

    decisions   (N, pairs), a column for each pair in the order of pairs_of; above 0 it speaks for the first
    Returns     (N,) whole numbers; of equals the first class
    """
    # BEGIN SOLUTION
    rows = np.arange(len(decisions))
    votes = np.zeros((len(decisions), classes))
    strength = np.zeros((len(decisions), classes))
    for k, (first, second) in enumerate(pairs_of(classes)):
        winner = np.where(decisions[:, k] > 0, first, second)  # (N,)
        votes[rows, winner] += 1
        strength[rows, winner] += np.abs(decisions[:, k])
    return votes.argmax(axis=1)
    # END SOLUTION
