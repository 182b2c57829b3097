def sgd_momentum(x, g, u, rate, mu, decay):
    """One step of gradient descent with momentum and weight decay.

    x, g, u   place, gradient and velocity, of one shape
    Returns   the new x and u
    """
    # BEGIN SOLUTION
    g = g + decay * x
    u = mu * u + g
    return x - rate * u, u
    # END SOLUTION
