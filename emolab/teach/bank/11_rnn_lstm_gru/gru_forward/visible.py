import numpy as np

from emolab.teach.testing import close


def test_one_step_by_hand(answer, rng):
    """from h_0 = 0 the first state is z tanh(x W_n)"""
    h = answer.gru(np.ones((1, 1, 1)), np.zeros((1, 1)), np.array([[0.0, 0.0, -1.0]]), np.zeros((1, 3)))
    close(h, [[[0.5 * np.tanh(-1.0)]]], "h_1 with z = 1/2")


def test_update_gate_shut(answer, rng):
    """with z near 0 the state stays"""
    x, h0 = np.ones((2, 5, 1)), rng.uniform(-1, 1, (2, 3))
    Wx = np.concatenate([np.full((1, 3), -50.0), rng.standard_normal((1, 6))], axis=1)
    Wh = np.concatenate([np.zeros((3, 3)), rng.standard_normal((3, 6))], axis=1)
    close(answer.gru(x, h0, Wx, Wh), np.repeat(h0[:, None], 5, axis=1), "h with the update gate shut")


def test_state_goes_on(answer, rng):
    """a long sequence is two short ones, the second from the first one's last state"""
    x, h0 = rng.standard_normal((2, 6, 3)), rng.standard_normal((2, 4))
    Wx, Wh = rng.standard_normal((3, 12)), rng.standard_normal((4, 12))
    first = np.asarray(answer.gru(x[:, :2], h0, Wx, Wh))
    second = answer.gru(x[:, 2:], first[:, -1], Wx, Wh)
    close(answer.gru(x, h0, Wx, Wh), np.concatenate([first, second], axis=1), "h of all six steps")
