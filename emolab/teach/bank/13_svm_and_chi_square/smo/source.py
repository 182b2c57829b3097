import numpy as np


def smo_step(a, f, K, y, C, i, j):
    """Move one pair of multipliers to the lowest point of its line within the box.

    a         multipliers (N,);  f (N,) = y - K (a y);  K (N, N);  y (N,) of -1 and +1;  C a number
    i, j      a_i y_i grows and a_j y_j falls by the same t, 0 or more: f_i is not below f_j
    Returns   new a (N,) and new f (N,); those that were given stay as they are
    """
    # BEGIN SOLUTION
    t = (f[i] - f[j]) / max(K[i, i] + K[j, j] - 2 * K[i, j], 1e-12)
    room_i = C - a[i] if y[i] > 0 else a[i]
    room_j = a[j] if y[j] > 0 else C - a[j]
    t = min(t, room_i, room_j)
    a = a.copy()
    a[i] += y[i] * t
    a[j] -= y[j] * t
    if t == room_i:  # a bound is met exactly
        a[i] = C if y[i] > 0 else 0.0
    if t == room_j:
        a[j] = 0.0 if y[j] > 0 else C
    return a, f - t * (K[:, i] - K[:, j])
    # END SOLUTION


def smo(K, y, C, eps=1e-3):
    """Train a support vector machine of two classes.

    K         kernel of all pairs of samples (N, N);  y (N,) of -1 and +1;  C a number;  eps where to stop
    Returns   multipliers a (N,) and b
    """
    # BEGIN SOLUTION
    y = y.astype(np.float64)
    a, f = np.zeros(len(y)), y.copy()
    for _ in range(100_000):
        up = np.where(y > 0, a < C, a > 0)
        low = np.where(y > 0, a > 0, a < C)
        i = np.where(up, f, -np.inf).argmax()
        top, bottom = f[i], f[low].min()
        if top - bottom < eps:
            break
        curve = np.maximum(K[i, i] + K.diagonal() - 2 * K[i], 1e-12)
        gain = np.where(low & (f < top), (top - f) ** 2 / curve, -np.inf)
        a, f = smo_step(a, f, K, y, C, i, gain.argmax())
    free = up & low
    b = f[free].mean() if free.any() else (top + bottom) / 2
    return a, float(b)
    # END SOLUTION
