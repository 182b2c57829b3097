import numpy as np

from emolab.teach.testing import close


def test_draws_by_hand(answer, rng):
    """weights 1/4, 1/4, 1/2: numbers below 0.25 take step 0, below 0.5 step 1, the others step 2"""
    s = np.log(np.tile([1.0, 1.0, 2.0], (6, 1)))
    uniform = np.array([0.0, 0.24, 0.26, 0.49, 0.51, 0.99])
    close(answer.draw_steps(s, uniform), [0, 0, 1, 1, 2, 2], "the steps drawn")


def test_two_steps_by_hand(answer, rng):
    """even weights, step 0 taken, loss 3, baseline 1: the gradient is 2 (1 - 1/2) and 2 (0 - 1/2)"""
    found = answer.score_function_gradient(np.zeros((1, 2)), np.array([0]), np.array([3.0]), 1.0)
    close(found, [[1.0, -1.0]], "the estimate from one draw")


def test_equal_losses(answer, rng):
    """where all steps cost the same, no score can help: the exact gradient is 0"""
    s = rng.standard_normal((3, 5))
    close(
        answer.expected_gradient(s, np.full((3, 5), 7.0)), np.zeros((3, 5)), "the gradient with equal losses"
    )


def test_constant_losses(answer, rng):
    """if every batch loses 5, the baseline is 5 from the second batch on"""
    close(answer.running_baseline(np.full(4, 5.0), 0.9), [0.0, 5.0, 5.0, 5.0], "the baseline of losses of 5")
