"""The discrete cosine transform that turns log bands into cepstra."""

from functools import lru_cache

import numpy as np

from emolab.audio.options import one_of, whole
from emolab.core import formula
from emolab.core.backend import like

NORMS = ("ortho", "htk", "sum")


def dct_basis(bands, n, norm="ortho", first=0):
    """Return the cosines of the orders first..first + n - 1, one a row, scaled as `dct` says, (n, bands)."""
    one_of("dct: norm", norm, NORMS)
    orders = np.arange(first, first + n)[:, None]  # (n, 1)
    m = np.arange(1, bands + 1)  # (bands,)
    basis = np.cos(np.pi * orders * (m - 0.5) / bands)  # (n, bands)
    if norm != "sum":
        basis *= np.sqrt(2 / bands)
    if norm == "ortho":
        basis[orders[:, 0] == 0] *= np.sqrt(0.5)
    return basis


@formula("song2021 2.27", "liu2026 4")
def dct(s, n=None, norm="ortho", first=0):
    """Discrete cosine transform (type II) of the last axis.

    n         how many coefficients, all from order `first` on unless given
    norm      "ortho": an orthogonal matrix;  "htk": sqrt(2/M), order 0 too;  "sum": the plain sum of eq. 2.27
    Formula   C(k) = g_k sum over m = 1..M of s(m) cos(pi k (m - 0.5) / M)
    Shapes    s (..., M) -> C (..., n)
    Note      Eq. 2.27 prints its bounds the wrong way round (N = 1 below, m = 0 above); m runs from 1 to M,
              as the half in m - 0.5 demands: with it a flat spectrum gives 0 in every order from 1 on.
    """
    bands = s.shape[-1]
    first = whole("dct: first", first, least=0)
    n = whole("dct: n", bands - first if n is None else n)
    return s @ like(s, _columns(bands, n, norm, first, np.result_type(s, np.float32).char))  # (..., n)


@lru_cache(maxsize=32)
def _columns(bands, n, norm, first, dtype):
    """The basis with an order in each column, (M, n), made once: cosines cost more than a short clip."""
    return dct_basis(bands, n, norm, first).T.astype(dtype)
