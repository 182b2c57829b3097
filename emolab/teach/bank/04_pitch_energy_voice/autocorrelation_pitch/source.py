import numpy as np


def autocorrelation(frame, lags):
    """r(k) = sum over n of x_n x_{n+k}, for the lags 0 to lags - 1.

    frame     (K,); what lies beyond it is 0
    Returns   r (lags,)
    """
    # BEGIN SOLUTION
    K = len(frame)
    return np.array([np.sum(frame[: K - k] * frame[k:]) for k in range(lags)])
    # END SOLUTION


def frame_pitch(frame, rate, fmin, fmax):
    """Pitch of one frame: the tallest autocorrelation between two lags, refined by a parabola.

    frame     (K,), longer than rate / fmin + 2 samples
    Returns   Hz
    """
    # BEGIN SOLUTION
    x = frame - np.mean(frame)
    low, high = int(np.ceil(rate / fmax)), int(rate / fmin)
    r = autocorrelation(x, high + 2)
    k = low + int(np.argmax(r[low : high + 1]))
    a, b, c = r[k - 1], r[k], r[k + 1]
    bend = a - 2 * b + c
    shift = 0.5 * (a - c) / bend if bend < 0 else 0.0
    return float(rate / (k + np.clip(shift, -0.5, 0.5)))
    # END SOLUTION
