import numpy as np

from emolab.teach.testing import close


def test_gates_are_the_four_activations(answer, rng):
    """i, f and o are sigmoids of their quarters, g is the tanh of its own"""
    a = 3 * rng.standard_normal((2, 12))
    expected = 1 / (1 + np.exp(-a))
    expected[:, 6:9] = np.tanh(a[:, 6:9])
    close(answer.gates(a), expected, "the activations of i, f, g, o")


def test_one_step(answer, rng):
    """one step of one unit is the formula by hand"""
    x, h0, c0 = np.array([[[0.5]]]), np.array([[0.1]]), np.array([[-0.4]])
    Wx, Wh = np.array([[0.3, -0.2, 0.8, 1.1]]), np.array([[0.4, 0.6, -0.5, 0.2]])
    b = np.array([0.1, 0.9, 0.2, -0.3])
    a = 0.5 * Wx[0] + 0.1 * Wh[0] + b
    i, f, o = (1 / (1 + np.exp(-a[k])) for k in (0, 1, 3))
    c = f * -0.4 + i * np.tanh(a[2])
    expected = np.array([[[o * np.tanh(c)]]]), np.array([[c]])
    close(answer.lstm(x, h0, c0, Wx, Wh, b), expected, "h and c of one step")
