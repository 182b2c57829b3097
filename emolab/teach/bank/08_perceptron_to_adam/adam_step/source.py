import numpy as np


def adam_step(x, g, m, v, t, rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """One step of Adam (song2021 2.46 to 2.50).

    x, g, m, v   place, gradient, running means of gradients and of squares, of one shape
    t            the number of this step, from 1
    Returns      the new x, m and v
    """
    # BEGIN SOLUTION
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return x - rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v
    # END SOLUTION
