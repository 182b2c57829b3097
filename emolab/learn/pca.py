"""Principal component analysis: the directions along which the samples vary most."""

import operator

import numpy as np

from emolab.core.backend import as_array, like
from emolab.core.checks import one_of
from emolab.core.errors import ArgumentError, DataError, ShapeError
from emolab.learn.checks import checked_matrix
from emolab.learn.estimator import Estimator
from emolab.learn.pca_axes import covariance_axes, gram_axes, randomised_axes

SOLVERS = ("auto", "covariance", "gram", "randomised")


class PCA(Estimator):
    """Principal component analysis.

    Formula   x_c = x - mean;  z = V x_c, the rows of V the leading eigenvectors of the covariance
              explained variance_i = s_i^2 / (N - 1);  whitened: z_i / sqrt(explained variance_i)
    n_components  a whole number; a share below 1: as many as explain that share of the variance (exact
              solvers only); None: min(N, D)
    whiten    scale every component to variance 1
    solver    "covariance": eigenvectors of the features' D x D products;  "gram": of the samples' N x N
              products;  "auto": the smaller of these two, both exact;  "randomised": Halko's power
              iterations, for few components of large data
    oversample, iterations  of "randomised": extra directions, and power iterations; None takes 7 below a
              tenth of min(N, D), else 4
    rng       a Generator or seed, for "randomised" alone
    Learned   components_ (n, D), explained_variance_, explained_variance_ratio_, singular_values_ (n,),
              mean_ (D,), n_components_, n_samples_
    Note      Signs: in every component the entry of largest magnitude is positive, in every solver. The
              exact solvers square the data, so that singular values below 1e-8 of the largest (float64)
              are rounding. zhu2022 does not say how many components it keeps.
    """

    LEARNED = (
        "components_", "explained_variance_", "explained_variance_ratio_", "singular_values_", "mean_",
        "n_components_", "n_samples_",
    )  # fmt: skip

    def __init__(
        self, n_components=None, *, whiten=False, solver="auto", oversample=10, iterations=None, rng=None
    ):
        self.n_components = n_components
        self.whiten = whiten
        self.solver = solver
        self.oversample = oversample
        self.iterations = iterations
        self.rng = rng

    def fit(self, X, y=None):
        """X (N, D): learn the components; y is not used; returns self.

        Errors    DataError for one sample, or where no feature varies; ArgumentError for more components
                  than min(N, D), or than have any variance where they are to be whitened
        """
        self._fit(X)
        return self

    def _fit(self, X):
        one_of("solver", self.solver, SOLVERS)
        X = checked_matrix("PCA.fit", X)
        N, D = X.shape
        if N == 1:
            raise DataError("PCA.fit: X has one sample; a variance needs at least two")
        wanted, share = self._wanted(N, D)
        low = X.min(axis=0)
        constant = low == X.max(axis=0)
        mean = np.where(constant, low, X.mean(axis=0, dtype=np.float64)).astype(X.dtype)  # (D,)
        centred = X - mean
        total = float(np.vdot(centred, centred)) / (N - 1)
        if constant.all() or total == 0:
            raise DataError("PCA.fit: no feature of X varies, so there is no direction to find")
        axes, squares = self._axes(centred, wanted)
        variance = squares / (N - 1)  # (n,)
        if share is not None:
            enough = np.cumsum(variance) / total >= share - 1e-12
            wanted = int(np.argmax(enough)) + 1 if enough.any() else wanted
            axes, squares, variance = axes[:wanted], squares[:wanted], variance[:wanted]
        if self.whiten:
            self._refuse_flat(squares, centred)
        self.components_, self.mean_ = axes, mean
        self.explained_variance_ = variance
        self.explained_variance_ratio_ = (variance / total).astype(X.dtype)
        self.singular_values_ = np.sqrt(squares)
        self.n_components_, self.n_samples_ = len(axes), N
        return centred

    def _wanted(self, N, D):
        """(how many components to compute, share of the variance to keep or None)."""
        most, n = min(N, D), self.n_components
        if n is None:
            return most, None
        if isinstance(n, float) and 0 < n < 1:
            if self.solver == "randomised":
                raise ArgumentError(
                    f"n_components={n} is a share of the variance, which the solver 'randomised' cannot "
                    "know; give a whole number, or take another solver"
                )
            return most, n
        try:
            n = operator.index(n)
        except TypeError:
            raise ArgumentError(
                f"n_components={n!r} must be a whole number from 1, a share between 0 and 1, or None"
            ) from None
        if n < 1:
            raise ArgumentError(f"n_components={n} must be at least 1")
        if n > most:
            raise ArgumentError(
                f"n_components={n}, but {N} samples of {D} features have at most {most} components"
            )
        return n, None

    def _axes(self, centred, n):
        N, D = centred.shape
        if self.solver == "covariance" or (self.solver == "auto" and D <= N):
            return covariance_axes(centred, n)
        if self.solver != "randomised":
            return gram_axes(centred, n)
        iterations = self.iterations
        if iterations is None:
            iterations = 7 if n < 0.1 * min(N, D) else 4
        directions = min(n + self.oversample, N, D)
        rng = np.random.default_rng(self.rng)
        start = like(centred, rng.standard_normal((N, directions)), centred.dtype)
        return randomised_axes(centred, start, n, iterations)

    def _refuse_flat(self, squares, centred):
        noise = max(centred.shape) * np.finfo(centred.dtype).eps * squares[0]
        flat = np.flatnonzero(squares <= noise)
        if len(flat):
            raise ArgumentError(
                f"PCA.fit: only {flat[0]} of the {len(squares)} components have any variance, and the others "
                f"cannot be whitened; set n_components to at most {flat[0]}"
            )

    def transform(self, X):
        """X (N, D) -> components (N, n)."""
        X = checked_matrix("PCA.transform", X, len(self.mean_))
        return self._scores(X - self.mean_.astype(X.dtype))

    def fit_transform(self, X, y=None):
        """X (N, D) -> components (N, n), learned from X itself."""
        return self._scores(self._fit(X))

    def _scores(self, centred):
        z = centred @ self.components_.T.astype(centred.dtype)  # (N, n)
        return z / np.sqrt(self.explained_variance_).astype(z.dtype) if self.whiten else z

    def inverse_transform(self, Z):
        """Components Z (N, n) -> the nearest X (N, D) that has them."""
        Z = as_array(Z)
        if Z.ndim != 2 or Z.shape[1] != self.n_components_:
            raise ShapeError(
                f"PCA.inverse_transform: Z has shape {Z.shape}; it must be (N, {self.n_components_})"
            )
        scale = np.sqrt(self.explained_variance_) if self.whiten else 1
        return ((Z * scale) @ self.components_ + self.mean_).astype(np.result_type(Z, self.mean_))
