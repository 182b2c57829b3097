"""One against one: a machine for every two classes, all of them from one kernel matrix where it fits."""

from typing import NamedTuple

import numpy as np

from emolab.core.threads import run_pieces
from emolab.learn.kernel_functions import kernel_matrix
from emolab.learn.platt import platt_scale
from emolab.learn.smo import smo

FOLDS = 5  # of the cross-validation behind the probabilities, as LIBSVM has it


class Machine(NamedTuple):
    """What one pair of classes gave."""

    rows: np.ndarray  # the pair's samples
    coefficients: np.ndarray  # y a of these
    intercept: float
    solution: object
    sigmoid: tuple  # slope and offset of the probability, (nan, nan) where none is wanted


class PairTrainer:
    """Train the machines of all pairs on X (N, D), with the labels' indices and a penalty for each sample.

    kernel    settings of kernel_matrix;  options: settings of smo
    The kernel matrix of all samples is computed once where it fits into options["cache"] MB; else every
    machine makes its own.
    """

    def __init__(self, X, index, penalty, kernel, options):
        self.X, self.index, self.penalty = X, index, penalty
        self.kernel, self.options = kernel, options
        fits = len(X) ** 2 * 8 <= options["cache"] * 2**20
        self.K = kernel_matrix(X, X, **kernel) if fits else None

    def train(self, pairs, rng=None):
        """Return a Machine for each pair (positive class, negative class); with rng, probabilities too."""
        orders = [rng.permutation(len(self.X)) if rng else None for _ in pairs]

        def piece(start, stop):
            return [self._machine(*pair, order) for pair, order in zip(pairs[start:stop], orders[start:stop])]

        done = run_pieces(piece, len(pairs), least=1, most=16)
        return [machine for part in done for machine in part]

    def _machine(self, positive, negative, order):
        rows = np.concatenate([np.flatnonzero(self.index == c) for c in (positive, negative)])
        y = np.where(self.index[rows] == positive, 1.0, -1.0)
        a, b, solution = self._solve(rows, y)
        sigmoid = (np.nan, np.nan) if order is None else self._sigmoid(rows, y, np.argsort(order[rows]))
        return Machine(rows, a * y, b, solution, sigmoid)

    def _solve(self, rows, y):
        C = self.penalty[rows]
        if self.K is None:
            return smo(self.X[rows], y, C, **self.kernel, **self.options)
        return smo(self.K[np.ix_(rows, rows)], y, C, **self.options)

    def _sigmoid(self, rows, y, order):
        """Platt scaling on decisions of machines that did not see the sample, folds with equal shares."""
        fold = np.empty(len(rows), np.int64)
        for sign in (1, -1):
            own = order[y[order] == sign]
            fold[own] = np.arange(len(own)) % FOLDS
        decision = np.empty(len(rows))
        for k in range(min(FOLDS, fold.max() + 1)):
            test, train = np.flatnonzero(fold == k), np.flatnonzero(fold != k)
            signs = set(y[train])
            if len(signs) < 2:  # the fold holds all there is of a class
                decision[test] = signs.pop() if signs else 0
                continue
            a, b, _ = self._solve(rows[train], y[train])
            decision[test] = self._between(rows[test], rows[train]) @ (a * y[train]) + b
        return platt_scale(decision, y)

    def _between(self, test, train):
        if self.K is None:
            return kernel_matrix(self.X[test], self.X[train], **self.kernel)
        return self.K[np.ix_(test, train)]
