"""Principal axes with the large products split over threads, and only the wanted eigenvectors computed."""

import numpy as np
import scipy.linalg

from emolab.kernels.gemm import matmul


def covariance_axes(X, n):
    return _leading(matmul(X.T, X), n)


def gram_axes(X, n):
    vectors, squares = _leading(matmul(X, X.T), n)
    axes, _ = scipy.linalg.qr(matmul(X.T, vectors.T), mode="economic", overwrite_a=True, check_finite=False)
    return _signed(axes.T), squares


def randomised_axes(X, start, n, iterations=7):
    Q = _orthonormal(matmul(X.T, start))
    for _ in range(iterations):
        Q = _orthonormal(matmul(X, Q))
        Q = _orthonormal(matmul(X.T, Q))
    # X Q = P R, so that the singular values and right vectors are those of the small R
    R = np.linalg.qr(matmul(X, Q), mode="r")
    _, s, W = np.linalg.svd(R, full_matrices=False)
    return _signed(matmul(Q, W[:n].T).T), s[:n] ** 2


def _leading(S, n):
    """Signed eigenvectors (n, D) of the n largest eigenvalues of a symmetric matrix, and these (n,)."""
    D = len(S)
    # the transpose is in LAPACK's order, so that nothing is copied
    if 4 * n < D:
        few = {"subset_by_index": [D - n, D - 1], "lower": False, "overwrite_a": True, "check_finite": False}
        values, vectors = scipy.linalg.eigh(S.T, **few)
    else:
        values, vectors = _many(S.T, n)
    return _signed(vectors[:, ::-1].T), np.maximum(values[::-1], 0)


def _many(S, n):
    """The n largest eigenvalues (ascending) of S (D, D), all of them computed, and their vectors (D, n).

    As LAPACK's syevd, which turns all vectors of the tridiagonal matrix back, where n are wanted.
    """
    D = len(S)
    if D == 1:
        return S[0].copy(), np.ones_like(S)
    names = "sytrd", "sytrd_lwork", "stevd", "ormqr"
    to_tridiagonal, room, by_halves, turn = scipy.linalg.get_lapack_funcs(names, (S,))
    work = int(room(D, lower=1)[0])
    reflectors, diagonal, beside, scales, _ = to_tridiagonal(S, lower=1, lwork=work, overwrite_a=1)
    values, vectors, failed = by_halves(diagonal, beside)
    if failed:
        raise np.linalg.LinAlgError(f"eigenvectors of a {D} x {D} matrix: stevd ended with {failed}")
    vectors = vectors[:, D - n :]  # (D, n)
    # Q leaves the first entry of a vector as it is
    vectors[1:], _, _ = turn("L", "N", reflectors[1:, :-1], scales, vectors[1:], 64 * D)
    return values[D - n :], vectors


def _orthonormal(Y):
    """An orthonormal basis of Y's columns: by Cholesky where they are well apart, else by reflections."""
    gram = Y.T @ Y
    try:
        factor = scipy.linalg.cholesky(gram, check_finite=False)  # upper: Y = Q factor
    except np.linalg.LinAlgError:
        return np.linalg.qr(Y)[0]
    diagonal = np.abs(factor.diagonal())
    if diagonal.min() < np.finfo(Y.dtype).eps ** 0.25 * diagonal.max():
        return np.linalg.qr(Y)[0]
    inverse = scipy.linalg.solve_triangular(factor, np.eye(len(gram), dtype=Y.dtype), check_finite=False)
    return Y @ inverse


def _signed(axes):
    largest = np.abs(axes).argmax(axis=1)
    turned = np.where(axes[np.arange(len(axes)), largest] < 0, -1, 1).astype(axes.dtype)
    return np.ascontiguousarray(axes * turned[:, None])
