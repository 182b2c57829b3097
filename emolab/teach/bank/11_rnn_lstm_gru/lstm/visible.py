import numpy as np

from emolab.teach.testing import close, gradient


def tensors(rng, N, T, D, H):
    """Random inputs by name, in the forward's order."""
    shapes = {"x": (N, T, D), "h0": (N, H), "c0": (N, H), "Wx": (D, 4 * H), "Wh": (H, 4 * H), "b": (4 * H,)}
    return {name: rng.standard_normal(shape) for name, shape in shapes.items()}


def test_gates_by_hand(answer, rng):
    """one step: i and o open, f shut, the candidate is tanh(-1)"""
    b = np.array([50.0, -50.0, -1.0, 50.0])
    h, _ = answer.lstm_forward(
        np.zeros((1, 1, 1)), np.zeros((1, 1)), np.ones((1, 1)), np.zeros((1, 4)), np.zeros((1, 4)), b
    )
    close(h, [[[np.tanh(np.tanh(-1.0))]]], "h = o tanh(f c_0 + i g)")


def test_forget_gate_open(answer, rng):
    """with f open and i shut the cell stays for ever"""
    b = np.array([-50.0, 50.0, 0.0, 50.0])
    h, _ = answer.lstm_forward(
        np.zeros((1, 30, 1)), np.zeros((1, 1)), np.full((1, 1), 0.7), np.zeros((1, 4)), np.zeros((1, 4)), b
    )
    close(h[0, -1], [np.tanh(0.7)], "h after 30 steps")


def test_gradients(answer, rng):
    """all six gradients are what differences of the forward give"""
    gradient(answer.lstm_forward, answer.lstm_backward, tensors(rng, 2, 3, 2, 2))
