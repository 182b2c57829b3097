"""The classifier that liu2021 ends in: the features that chi-square keeps, standardised, into an SVC."""

import numpy as np

from emolab.learn import SVC, ChiSquareSelector, StandardScaler


class Classifier:
    """Vectors to probabilities.

    settings  of the system: share, C, svm_kernel
    selects   False where the vectors are what was selected already
    seed      of the folds behind the probabilities
    """

    def __init__(self, settings, selects=True, seed=0):
        self.selector = ChiSquareSelector(settings.share) if selects else None
        self.scaler = StandardScaler()
        self.svc = SVC(settings.C, settings.svm_kernel, probability=True, rng=seed)

    def fit_selector(self, X, targets):
        """X (N, D), targets (N,): choose the features; returns self."""
        if self.selector is not None:
            self.selector.fit(X, targets)
        return self

    def selected(self, X):
        """X (N, D) -> the features that are kept (N, k)."""
        return X if self.selector is None else self.selector.transform(X)

    def fit(self, X, targets):
        """X (N, D), targets (N,): learn from the features that are kept; returns self."""
        kept = self.selected(X)
        self.svc.fit(self.scaler.fit_transform(kept), targets)
        return self

    def probabilities(self, X, classes):
        """X (N, D) -> p (N, classes), float32; 0 for a class that training never saw."""
        p = np.zeros((len(X), classes), np.float32)
        p[:, self.svc.classes_] = self.svc.predict_proba(self.scaler.transform(self.selected(X)))
        return p

    def parts(self, name):
        """Return {name of each learner: learner}."""
        found = {"selector": self.selector, "scaler": self.scaler, "svc": self.svc}
        return {f"{name}-{key}": part for key, part in found.items() if part is not None}
