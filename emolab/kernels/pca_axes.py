"""Principal axes with the large products split over threads, and only the wanted eigenvectors computed."""

import numpy as np
import scipy.linalg

from emolab.core.threads import run_pieces

ROWS = 64  # fewer are not worth a thread


def covariance_axes(X, n):
    return _leading(_symmetric(X.T), n)


def gram_axes(X, n):
    vectors, squares = _leading(_symmetric(X), n)
    axes, _ = scipy.linalg.qr(_product(X.T, vectors.T), mode="economic", overwrite_a=True, check_finite=False)
    return _signed(axes.T), squares


def randomised_axes(X, start, n, iterations=7):
    Q = _orthonormal(_product(X.T, start))
    for _ in range(iterations):
        Q = _orthonormal(_product(X, Q))
        Q = _orthonormal(_product(X.T, Q))
    # X Q = P R, so that the singular values and right vectors are those of the small R
    R = np.linalg.qr(_product(X, Q), mode="r")
    _, s, W = np.linalg.svd(R, full_matrices=False)
    return _signed(_product(Q, W[:n].T).T), s[:n] ** 2


def _product(A, B):
    y = np.empty((len(A), B.shape[1]), A.dtype)

    def piece(start, stop):
        np.matmul(A[start:stop], B, out=y[start:stop])

    run_pieces(piece, len(A), ROWS)
    return y


def _symmetric(A):
    """The lower triangle of A A^T; what stands above it is not set."""
    y = np.empty((len(A), len(A)), A.dtype)

    def piece(start, stop):
        np.matmul(A[start:stop], A[:stop].T, out=y[start:stop, :stop])

    run_pieces(piece, len(A), ROWS, most=16)
    return y


def _leading(S, n):
    """Signed eigenvectors (n, D) of the n largest eigenvalues of a symmetric matrix, and these (n,)."""
    D = len(S)
    settings = {"lower": False, "overwrite_a": True, "check_finite": False}
    # the transpose is in LAPACK's order, so that nothing is copied
    if 4 * n < D:
        values, vectors = scipy.linalg.eigh(S.T, subset_by_index=[D - n, D - 1], **settings)
    else:  # of many, all at once is faster
        values, vectors = scipy.linalg.eigh(S.T, driver="evd", **settings)
        values, vectors = values[D - n :], vectors[:, D - n :]
    return _signed(vectors[:, ::-1].T), np.maximum(values[::-1], 0)


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
