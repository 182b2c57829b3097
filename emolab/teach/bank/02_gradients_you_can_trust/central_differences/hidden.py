import numpy as np

from emolab.teach.testing import Miss, close


def right(W, x, goal):
    """The gradient by the chain rule, (D, H)."""
    y = np.tanh(x @ W)
    return x.T @ ((y - goal) * (1 - y**2))


def test_error_falls_with_square(answer, rng):
    """with a tenth of the step a hundredth of the error is left"""
    W, x, goal = rng.standard_normal((4, 3)), rng.standard_normal((5, 4)), rng.standard_normal((5, 3))
    coarse, fine = (
        np.abs(np.asarray(answer.numerical_gradient(W, x, goal, h)) - right(W, x, goal)).max()
        for h in (1e-1, 1e-2)
    )
    times = coarse / max(fine, 1e-300)
    if not 50 < times < 200:
        raise Miss(
            f"from h = 0.1 to 0.01 the error falls {times:.3g} times; for a central difference it is 100"
        )


def test_W_stays(answer, rng):
    """each entry is measured from the same W, with a large step too"""
    W, x, goal = rng.standard_normal((2, 3)), rng.standard_normal((4, 2)), rng.standard_normal((4, 3))
    h = 0.5
    wanted = np.zeros((2, 3))
    for place in np.ndindex(2, 3):
        one = np.zeros((2, 3))
        one[place] = h
        up, down = (0.5 * np.sum((np.tanh(x @ V) - goal) ** 2) for V in (W + one, W - one))
        wanted[place] = (up - down) / (2 * h)
    close(
        answer.numerical_gradient(W, x, goal, h), wanted, "the differences with h = 0.5, each from W itself"
    )
