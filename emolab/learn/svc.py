"""The support vector classifier: widest margins between every two classes, in a kernel's space."""

import warnings
from itertools import combinations

import numpy as np

from emolab.core.checks import one_of
from emolab.core.errors import ArgumentError, DataError, NotFittedError
from emolab.learn.checks import checked_labels, checked_matrix
from emolab.learn.coupling import couple_pairs
from emolab.learn.estimator import Estimator
from emolab.learn.kernel_functions import KERNELS, kernel_matrix
from emolab.learn.one_versus_one import PairTrainer
from emolab.learn.platt import sigmoid_probability

BLOCK = 2**23  # kernel values that are held at once when samples are classified
SURE = 1e-7  # no pairwise probability comes nearer to 0 or 1


class ConvergenceWarning(UserWarning):
    """An optimisation ended at its bound instead of its tolerance."""


class SVC(Estimator):
    """C-support vector classification by sequential minimal optimisation, one class against one.

    Formula   d(x) = sum_i a_i y_i k(x_i, x) + b for each pair of classes; the class with most wins, the
              first of equals (liu2021 Fig 5)
    C         penalty of a sample within the margin or beyond it
    kernel    "rbf", "linear" or "polynomial" ("poly" is understood), with degree, gamma and coef0
    gamma     "auto": 1 / features, LIBSVM's default;  "scale": 1 / (features x variance of X), as
              scikit-learn's default;  or a number above 0
    tol       largest violation of the optimality conditions
    shrinking, cache_size   speed and memory only: leave settled samples out; MB for kernel values
    probability   learn probabilities too, by five-fold cross-validation within `fit` (six times the work)
    class_weight  None, "balanced" (samples / (classes x samples of the class)), or {label: factor of C}
    max_iter  steps of each pair's optimisation; None: 1,000,000, or 100 a sample where that is more.
              A pair that meets it is named in one ConvergenceWarning, and converged_ is False there
    rng       a Generator or seed, for the folds of `probability` alone
    Learned   classes_, support_ (indices), support_vectors_, dual_coef_ (pairs, support vectors),
              intercept_ (pairs,), pairs_ (pairs, 2), n_support_ (classes,), gamma_, n_iter_, converged_,
              objective_ (pairs,), platt_ (pairs, 2)
    Note      With probability=True `predict` takes the class of the largest probability, so that `predict`
              and `predict_proba` always agree; without it, the votes decide. The two may differ on samples
              near a border, as LIBSVM's two answers do. All is computed in float64.
              dual_coef_ has a row for each pair; scikit-learn packs the rows of several classes into one.
    """

    LEARNED = (
        "classes_", "support_", "support_vectors_", "dual_coef_", "intercept_", "pairs_", "n_support_",
        "gamma_", "n_iter_", "converged_", "objective_", "platt_",
    )  # fmt: skip

    def __init__(
        self, C=1.0, kernel="rbf", degree=3, gamma="auto", coef0=0.0, *, tol=1e-3, shrinking=True,
        probability=False, class_weight=None, cache_size=200.0, max_iter=None, rng=None,
    ):  # fmt: skip
        self.C = C
        self.kernel = kernel
        self.degree = degree
        self.gamma = gamma
        self.coef0 = coef0
        self.tol = tol
        self.shrinking = shrinking
        self.probability = probability
        self.class_weight = class_weight
        self.cache_size = cache_size
        self.max_iter = max_iter
        self.rng = rng

    def fit(self, X, y):
        """X (N, D), labels y (N,): train a machine for each pair of classes; returns self.

        Errors    DataError for one class only, NaN, or a kernel that overflows; ArgumentError for a setting
                  out of its range
        """
        self._check_settings()
        X = checked_matrix("SVC.fit", X).astype(np.float64, copy=False)
        classes, index = checked_labels("SVC.fit", y, len(X))
        if len(classes) < 2:
            raise DataError(
                f"SVC.fit: all {len(X)} samples have the label {str(classes[0])!r}; a classifier needs two "
                "classes at least"
            )
        gamma = self._gamma(X)
        most = max(1_000_000, 100 * len(X)) if self.max_iter is None else int(self.max_iter)
        options = {"eps": self.tol, "shrinking": self.shrinking, "most": most, "cache": self.cache_size}
        penalty = (self.C * self._class_factors(classes, index))[index]  # (N,)
        trainer = PairTrainer(X, index, penalty, self._kernel_settings(gamma), options)
        pairs = list(combinations(range(len(classes)), 2))
        machines = trainer.train(pairs, np.random.default_rng(self.rng) if self.probability else None)
        self._keep(X, classes, index, gamma, pairs, machines)
        self._say_unfinished(most)
        return self

    def _keep(self, X, classes, index, gamma, pairs, machines):
        # as in scikit-learn: of two classes the second is the positive one, of more the first of each pair
        sign = -1 if len(classes) == 2 else 1
        coefficients = np.zeros((len(pairs), len(X)))
        for row, machine in zip(coefficients, machines):
            row[machine.rows] = sign * machine.coefficients
        self.classes_, self.gamma_, self.pairs_ = classes, gamma, np.array(pairs)[:, ::sign]
        self.support_ = np.flatnonzero(coefficients.any(axis=0))
        self.support_vectors_ = X[self.support_]
        self.dual_coef_ = coefficients[:, self.support_]
        self.n_support_ = np.bincount(index[self.support_], minlength=len(classes))
        self.intercept_ = sign * np.array([machine.intercept for machine in machines])
        self.platt_ = np.array([machine.sigmoid for machine in machines]) * (1, sign)
        solutions = [machine.solution for machine in machines]
        self.n_iter_ = np.array([s.steps for s in solutions])
        self.objective_ = np.array([s.objective for s in solutions])
        self.converged_ = np.array([s.state == "converged" for s in solutions])
        self._worst = max((s.gap for s in solutions if s.state != "converged"), default=0)
        self._stalled = any(s.state == "stalled" for s in solutions)

    def _say_unfinished(self, most):
        late = [self.pairs_[i] for i in np.flatnonzero(~self.converged_)]
        if not late:
            return
        names = ", ".join(f"{self.classes_[i]} against {self.classes_[j]}" for i, j in late[:3])
        more = f" and {len(late) - 3} more pairs" if len(late) > 3 else ""
        why = "rounding left no step to make" if self._stalled else f"the bound of {most} steps was met"
        warnings.warn(
            f"SVC.fit: not converged for {names}{more}: {why}, with a violation of up to {self._worst:.2g} "
            f"(tol {self.tol:g}). Standardise the features, lower C, or raise max_iter",
            ConvergenceWarning, stacklevel=3,
        )  # fmt: skip

    def decision_function(self, X):
        """Distances from the borders: X (N, D) -> (N, pairs), or (N,) where there are two classes.

        Positive speaks for the first of the pair in pairs_; with two classes, for classes_[1].
        """
        d = self._decisions("SVC.decision_function", X)
        return d[:, 0] if len(self.classes_) == 2 else d

    def _decisions(self, where, X):
        support = self.support_vectors_
        X = checked_matrix(where, X, support.shape[1]).astype(np.float64, copy=False)
        if self.kernel == "linear":
            return X @ self.coef_.T + self.intercept_
        rows = max(1, BLOCK // max(1, len(support)))
        settings = self._kernel_settings(self.gamma_)
        d = np.empty((len(X), len(self.intercept_)))
        for start in range(0, len(X), rows):
            K = kernel_matrix(X[start : start + rows], support, **settings)  # (rows, support vectors)
            d[start : start + rows] = K @ self.dual_coef_.T + self.intercept_
        if not np.isfinite(d).all():
            raise DataError(f"{where}: the kernel's values overflow; scale X as the training part was scaled")
        return d

    @property
    def coef_(self):
        """Weights of the features, (pairs, D); there are such for the linear kernel alone."""
        if self.kernel != "linear":
            raise ArgumentError(f"SVC.coef_: only the kernel 'linear' has such weights, not {self.kernel!r}")
        return self.dual_coef_ @ self.support_vectors_

    def predict(self, X):
        """X (N, D) -> labels (N,): by the largest probability with probability=True, else by votes."""
        if self.probability:
            return self.classes_[self.predict_proba(X).argmax(axis=1)]
        return self.classes_[self._votes(self._decisions("SVC.predict", X)).argmax(axis=1)]

    def _votes(self, d):
        first, second = self.pairs_.T
        won = np.zeros((len(first), len(self.classes_)))
        lost = won.copy()
        won[np.arange(len(first)), first] = 1
        lost[np.arange(len(first)), second] = 1
        return (d > 0) @ won + (d <= 0) @ lost  # (N, classes)

    def predict_proba(self, X):
        """X (N, D) -> probabilities (N, classes), rows sum to 1.

        Errors    NotFittedError where it was fitted with probability=False
        """
        d = self._decisions("SVC.predict_proba", X)
        if np.isnan(self.platt_).any():
            raise NotFittedError("SVC.predict_proba: set probability=True before fit")
        p = sigmoid_probability(d, self.platt_[:, 0], self.platt_[:, 1])  # (N, pairs)
        p = np.clip(p, SURE, 1 - SURE)
        first, second = self.pairs_.T
        r = np.zeros((len(d), len(self.classes_), len(self.classes_)))
        r[:, first, second] = p
        r[:, second, first] = 1 - p
        return couple_pairs(r)

    def score(self, X, y):
        """Return the share of the samples that `predict` names rightly."""
        return float(np.mean(self.predict(X) == np.asarray(y)))

    def _kernel_settings(self, gamma):
        name = "polynomial" if self.kernel == "poly" else self.kernel
        return {"kernel": name, "gamma": gamma, "coef0": self.coef0, "degree": self.degree}

    def _gamma(self, X):
        if self.gamma == "auto":
            return 1 / X.shape[1]
        if self.gamma == "scale":
            variance = float(X.var())
            return 1 / (X.shape[1] * variance) if variance > 0 else 1.0
        return float(self.gamma)

    def _class_factors(self, classes, index):
        """Factor of C for each class (classes,)."""
        weights = self.class_weight
        if weights is None:
            return np.ones(len(classes))
        if isinstance(weights, str):
            one_of("class_weight", weights, ("balanced",))
            return len(index) / (len(classes) * np.bincount(index))
        known = classes.tolist()
        for label, weight in weights.items():
            if label not in known:
                raise ArgumentError(f"class_weight names {label!r}, which is no label of y: {known}")
            if not (np.isfinite(weight) and weight > 0):
                raise ArgumentError(f"class_weight[{label!r}] is {weight!r}; it must be a number above 0")
        return np.array([float(weights.get(label, 1)) for label in known])

    def _check_settings(self):
        one_of("kernel", self.kernel, (*KERNELS, "poly"))
        for name in ("C", "tol", "cache_size"):
            _above_zero(name, getattr(self, name))
        if isinstance(self.gamma, str):
            one_of("gamma", self.gamma, ("auto", "scale"))
        else:
            _above_zero("gamma", self.gamma)
        if self.max_iter is not None:
            _above_zero("max_iter", self.max_iter)
        if self.kernel in ("polynomial", "poly"):
            if not isinstance(self.degree, int | np.integer) or self.degree < 1:
                raise ArgumentError(f"degree={self.degree!r} must be a whole number from 1")
            if not np.isfinite(self.coef0) or self.coef0 < 0:
                raise ArgumentError(f"coef0={self.coef0!r} must be 0 or more: below, it is no inner product")


def _above_zero(name, value):
    if not isinstance(value, int | float | np.number) or not np.isfinite(value) or value <= 0:
        raise ArgumentError(f"{name}={value!r} must be a number above 0")
