"""A linear support vector machine for many samples: one pass after the other, no kernel matrix."""

import warnings

import numpy as np

from emolab.core import formula
from emolab.core.errors import ArgumentError, DataError
from emolab.learn.checks import checked_labels, checked_matrix
from emolab.learn.estimator import Estimator
from emolab.learn.svc import ConvergenceWarning


@formula("gu2025 face detection, training", kernel="linear_svm")
def svm_pass(X, y, penalty, alpha, w, order):
    """One pass of dual coordinate descent for the squared hinge loss.

    Formula   minimise |w|^2 / 2 + sum_i C_i max(0, 1 - y_i w x_i)^2, by its dual, with w = sum_i a_i y_i x_i:
              for each i in order:
              G = y_i w x_i - 1 + a_i / (2 C_i);   a_i' = max(0, a_i - G / (x_i x_i + 1 / (2 C_i)))
              w += (a_i' - a_i) y_i x_i
    Shapes    X (N, D), y (N,), penalty (N,), alpha (N,), w (D,), order (M,)
              -> alpha (N,), w (D,), violation
    Note      y is 1 or -1; violation is the largest |G| on the way that could still be followed downhill.
    Source    Hsieh et al., A dual coordinate descent method for large-scale linear SVM, 2008
    """
    alpha, w, violation = alpha.copy(), w.copy(), 0.0
    for i in order:
        slack = 1 / (2 * penalty[i])
        G = y[i] * (X[i] @ w) - 1 + alpha[i] * slack
        violation = max(violation, abs(min(G, 0) if alpha[i] == 0 else G))
        new = max(0, alpha[i] - G / (X[i] @ X[i] + slack))
        w += (new - alpha[i]) * y[i] * X[i]
        alpha[i] = new
    return alpha, w, float(violation)


class LinearSVC(Estimator):
    """Two classes, parted by a plane of wide margins: the squared hinge loss, for 10^5 samples and more.

    C         penalty of a sample within the margin or beyond it
    tol       largest violation of the optimality conditions in a whole pass
    max_iter  passes at most; a ConvergenceWarning says so where they did not do
    bias      value of the constant feature whose weight is the intercept; the larger, the freer it is
    class_weight  None, or (factor of C for classes_[0], for classes_[1])
    rng       a Generator or seed, for the order of the samples
    Learned   classes_ (2,), coef_ (D,), intercept_, n_iter_, converged_, violation_
    Note      `SVC(kernel="linear")` minimises the plain hinge loss and leaves the intercept free: near, not
              equal. float32 stays float32.
    """

    LEARNED = ("classes_", "coef_", "intercept_", "n_iter_", "converged_", "violation_")

    def __init__(self, C=1.0, *, tol=0.01, max_iter=1000, bias=1.0, class_weight=None, rng=None):
        self.C = C
        self.tol = tol
        self.max_iter = max_iter
        self.bias = bias
        self.class_weight = class_weight
        self.rng = rng

    def fit(self, X, y):
        """X (N, D), labels y (N,) of two classes; returns self.

        Errors    DataError for NaN or any other number of classes; ArgumentError for a setting out of range
        """
        for name in ("C", "tol", "max_iter", "bias"):
            value = getattr(self, name)
            if not isinstance(value, int | float | np.number) or not 0 < value < np.inf:
                raise ArgumentError(f"{name}={value!r} must be a number above 0")
        X = checked_matrix("LinearSVC.fit", X)
        classes, index = checked_labels("LinearSVC.fit", y, len(X))
        if len(classes) != 2:
            raise DataError(f"LinearSVC.fit: y holds {len(classes)} classes, not two; SVC takes more")
        rng = np.random.default_rng(self.rng)
        X = np.concatenate([X, np.full_like(X, self.bias, shape=(len(X), 1))], axis=1)
        factors = np.broadcast_to(1.0 if self.class_weight is None else self.class_weight, 2)
        if not (np.isfinite(factors).all() and (factors > 0).all()):
            raise ArgumentError(f"class_weight={self.class_weight!r} must be two numbers above 0")
        penalty = (self.C * factors[index]).astype(X.dtype)  # (N,)
        sign = (2 * index - 1).astype(X.dtype)
        alpha, w = np.zeros_like(sign), np.zeros_like(X[0])
        passes, violation = 0, np.inf
        while violation > self.tol and passes < self.max_iter:
            alpha, w, violation = svm_pass(X, sign, penalty, alpha, w, rng.permutation(len(X)))
            passes += 1
        self.classes_, self.coef_, self.intercept_ = classes, w[:-1], float(w[-1] * self.bias)
        self.n_iter_, self.violation_ = passes, float(violation)
        self.converged_ = bool(violation <= self.tol)
        if not self.converged_:
            warnings.warn(
                f"LinearSVC.fit: not converged in {passes} passes (violation {violation:.2g})"
                "; scale the features, lower C, or raise max_iter",
                ConvergenceWarning, stacklevel=2,
            )  # fmt: skip
        return self

    def decision_function(self, X):
        """X (N, D) -> (N,), positive for classes_[1]."""
        X = checked_matrix("LinearSVC.decision_function", X, len(self.coef_))
        return X @ self.coef_.astype(X.dtype) + X.dtype.type(self.intercept_)

    def predict(self, X):
        """X (N, D) -> labels (N,)."""
        return self.classes_[(self.decision_function(X) > 0).astype(int)]
