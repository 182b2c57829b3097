import numpy as np

from emolab.teach.testing import Miss, close


def test_wrong_side(answer, rng):
    """y times the score of a misjudged point grows by |x|^2 + 1"""
    for y in (1, -1):
        w, x = rng.standard_normal((2, 4))
        b = float(-y - w @ x)  # the score is -y
        new, bias = answer.perceptron_step(w, b, x, y)
        close(y * (np.asarray(new) @ x + bias), -1 + x @ x + 1, f"y times the score of a point of class {y}")


def test_learns(answer, rng):
    """two classes with room between them are parted within (R / gamma)^2 mistakes"""
    X = rng.uniform(-1, 1, (60, 3))
    y = np.where(X @ [1, 2, -1] + 0.3 > 0, 1, -1)
    u = np.array([1, 2, -1, 0.3]) / np.sqrt(6.09)
    ones = np.c_[X, np.ones(60)]
    keep = np.abs(ones @ u) > 0.1
    X, y, ones = X[keep], y[keep], ones[keep]
    most = (ones**2).sum(axis=1).max() / np.min(y * (ones @ u)) ** 2
    w, b, mistakes = np.zeros(3), 0.0, 0
    for _ in range(12):
        for x, truth in zip(X, y):
            wrong = truth * (w @ x + b) <= 0
            mistakes += int(wrong)
            new, bias = answer.perceptron_step(w, b, x, int(truth))
            w, b = np.asarray(new), float(bias)
    if mistakes > most:
        raise Miss(f"{mistakes} mistakes, where the theorem allows {most:.0f}")
    close(np.mean(y * (X @ w + b) > 0) >= 0.9, True, "at least nine in ten are right after 12 passes")


def test_inputs_stay(answer, rng):
    """the point of the other class is subtracted, and sizes of any number of features do"""
    for D in (1, 7):
        x = rng.standard_normal(D)
        w, b = answer.perceptron_step(np.zeros(D), 0.0, x, -1)
        close(w, -x, f"w of {D} features after a point of class -1")
        close(b, -1.0, "b after a point of class -1")
