import numpy as np


def lpcc(a, n):
    """Cepstral coefficients 1 to n of 1 / A(z), A(z) = 1 - sum of a_j z^-j (gu2025, LPCC).

    a         predictor coefficients (P,)
    n         how many; may be more or less than P
    Returns   c (n,)
    """
    # BEGIN SOLUTION
    P = len(a)
    c = np.zeros(n)
    for m in range(1, n + 1):
        if m <= P:
            c[m - 1] = a[m - 1]
        for k in range(max(1, m - P), m):
            c[m - 1] += k / m * c[k - 1] * a[m - k - 1]
    return c
    # END SOLUTION
