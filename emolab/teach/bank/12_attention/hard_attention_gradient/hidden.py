import numpy as np

from emolab import nn
from emolab.teach.testing import close


def test_as_often_as_the_weights_say(answer, rng):
    """a fine grid of numbers takes each step in the share that its weight says"""
    s = rng.standard_normal((1, 6))
    grid = (np.arange(20000) + 0.5) / 20000
    index = np.asarray(answer.draw_steps(np.repeat(s, 20000, axis=0), grid))
    share = np.bincount(index.astype(int), minlength=6) / 20000
    close(share, nn.softmax(s)[0], "how often each step is drawn", tolerance=1e-3)


def test_mean_over_draws(answer, rng):
    """weighed by their probabilities, all draws' estimates add up to the slope of E, for any baseline"""
    s, losses = rng.standard_normal((1, 5)), rng.uniform(0, 3, 5)
    a = nn.softmax(s)[0]
    wanted = a * (losses - a @ losses)
    for baseline in (0.0, 2.5, -10.0):
        each = answer.score_function_gradient(np.repeat(s, 5, axis=0), np.arange(5), losses, baseline)
        close(a @ np.asarray(each), wanted, f"the mean estimate with baseline {baseline}")


def test_each_estimate_sums_to_zero(answer, rng):
    """the gradient of one draw sums to 0 over the steps, since equal changes of all scores change nothing"""
    s, index = rng.standard_normal((4, 6)), rng.integers(0, 6, 4)
    found = answer.score_function_gradient(s, index, rng.uniform(1, 2, 4), 0.3)
    close(np.sum(found, axis=1) + 1, np.ones(4), "1 plus the sum of the estimate over the steps")


def test_differences_of_the_expected_loss(answer, rng):
    """the exact gradient is what the differences of sum a_i loss_i give"""
    s, losses = rng.standard_normal((2, 4)), rng.uniform(-1, 2, (2, 4))
    wanted = np.zeros((2, 4))
    for place in np.ndindex(2, 4):
        push = np.zeros((2, 4))
        push[place] = 1e-5
        up, down = ((nn.softmax(s + sign * push) * losses).sum() for sign in (1, -1))
        wanted[place] = (up - down) / 2e-5
    close(answer.expected_gradient(s, losses), wanted, "the exact gradient of the expected loss")


def test_baseline_of_the_past(answer, rng):
    """the baseline of a batch does not move when its own loss moves, and follows those before it"""
    losses, decay = rng.uniform(0, 4, 6), 0.7
    wanted = [0.0]
    for k in range(1, 6):
        shares = decay ** np.arange(k)[::-1]
        wanted.append(shares @ losses[:k] / shares.sum())
    close(answer.running_baseline(losses, decay), wanted, "the running baseline")
