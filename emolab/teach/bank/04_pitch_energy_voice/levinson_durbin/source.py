import numpy as np


def levinson_durbin(r, order):
    """Predictor from an autocorrelation, order by order.

    r         lags 0, 1, ... along the last axis, (..., K), K above order
    Returns   a (..., order), x_n is about sum of a_j x_{n-j};  e (...), the energy that is left;
              k (..., order), the reflection coefficients
    """
    # BEGIN SOLUTION
    r = np.asarray(r, dtype=float)
    a = np.zeros((*r.shape[:-1], 0))
    ks = []
    e = r[..., 0]
    for i in range(1, order + 1):
        past = np.sum(a * r[..., i - 1 : 0 : -1], axis=-1)  # a_j meets r(i - j)
        k = (r[..., i] - past) / e
        a = np.concatenate([a - k[..., None] * a[..., ::-1], k[..., None]], axis=-1)
        e = (1 - k**2) * e
        ks.append(k)
    return a, e, np.stack(ks, axis=-1)
    # END SOLUTION
