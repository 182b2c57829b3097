import numpy as np


def printed(X):
    """As the prose of zhu2022, section 2.3: divided by the variance. (N, D) -> (N, D)"""
    return (X - X.mean(axis=0, keepdims=True)) / np.var(X, axis=0)


def mended(X):
    """Each feature without its mean, divided so that all are equally large. (N, D) -> (N, D)"""
    # BEGIN SOLUTION
    return (X - X.mean(axis=0)) / X.std(axis=0)
    # END SOLUTION


def case(factor):
    """One feature that tells both forms apart after a change of unit, and only then. -> (N, 1)"""
    # BEGIN SOLUTION
    return np.array([[-1.0], [1.0]])
    # END SOLUTION
