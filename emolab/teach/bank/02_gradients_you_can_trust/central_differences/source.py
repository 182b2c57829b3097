import numpy as np


def loss(W, x, goal):
    """The loss of the layer, a number: W (D, H), x (N, D), goal (N, H)."""
    return 0.5 * np.sum((np.tanh(x @ W) - goal) ** 2)


def numerical_gradient(W, x, goal, h=1e-5):
    """The gradient of `loss` by W, measured by central differences with step h. -> (D, H)"""
    # BEGIN SOLUTION
    found = np.zeros(W.shape)
    for place in np.ndindex(W.shape):
        up, down = W.copy(), W.copy()
        up[place] += h
        down[place] -= h
        found[place] = (loss(up, x, goal) - loss(down, x, goal)) / (2 * h)
    return found
    # END SOLUTION
