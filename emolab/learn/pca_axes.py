"""Principal axes by three roads: the features' covariance, the samples' Gram matrix, random projections."""

import numpy as np

from emolab.core import formula


def fix_signs(axes):
    """Turn every axis so that its entry of largest magnitude (the first of equals) is positive.

    Shapes    axes (n, D) -> (n, D)
    Note      An axis and its negative explain the same; this choice makes results repeatable.
    """
    largest = np.abs(axes).argmax(axis=1)  # (n,)
    turned = np.where(axes[np.arange(len(axes)), largest] < 0, -1, 1).astype(axes.dtype)
    return axes * turned[:, None]


@formula("zhu2022 step 6", kernel="pca_axes")
def covariance_axes(X, n):
    """Principal axes of centred X from the products of its features; for D not much above N.

    Formula   X^T X v_i = s_i^2 v_i,  s_1 >= s_2 >= ...,  |v_i| = 1
    Shapes    X (N, D), and n a number -> axes (n, D), squares s^2 (n,)
    """
    values, vectors = np.linalg.eigh(X.T @ X)  # ascending (D,), (D, D)
    return fix_signs(vectors[:, ::-1][:, :n].T), np.maximum(values[::-1][:n], 0)


@formula("zhu2022 step 6", kernel="pca_axes")
def gram_axes(X, n):
    """Principal axes of centred X from the products of its samples; for few samples of many features.

    Formula   X X^T u_i = s_i^2 u_i;  v_i = X^T u_i / s_i
    Shapes    X (N, D), and n a number -> axes (n, D), squares s^2 (n,)
    Note      X^T u_i is orthonormalised instead of divided by s_i: the same where s_i is well above rounding,
              and still a direction at right angles to the others where s_i is 0 (N samples span N - 1).
    """
    values, vectors = np.linalg.eigh(X @ X.T)  # ascending (N,), (N, N)
    axes, _ = np.linalg.qr(X.T @ vectors[:, ::-1][:, :n])  # (D, n)
    return fix_signs(axes.T), np.maximum(values[::-1][:n], 0)


@formula("zhu2022 step 6", kernel="pca_axes")
def randomised_axes(X, start, n, iterations=7):
    """Leading principal axes of centred X by power iterations on a few random directions.

    Formula   Q = orth(X^T start);  repeat: Q = orth(X^T orth(X Q));  X Q = U S W^T;  v_i = Q w_i
    Shapes    X (N, D), start (N, L), and n a number -> axes (n, D), squares s^2 (n,)
    Source    Halko, Martinsson, Tropp (2011), algorithms 4.4 and 5.1
    Note      L = n plus some oversampling; every iteration shrinks the error by (s_(L+1) / s_n)^2.
    """
    Q, _ = np.linalg.qr(X.T @ start)  # (D, L)
    for _ in range(iterations):
        Q, _ = np.linalg.qr(X @ Q)  # (N, L)
        Q, _ = np.linalg.qr(X.T @ Q)  # (D, L)
    _, s, W = np.linalg.svd(X @ Q, full_matrices=False)  # (L,), (L, L)
    return fix_signs(W[:n] @ Q.T), s[:n] ** 2
