def perceptron_step(w, b, x, y):
    """One step of Rosenblatt's rule.

    w (D,), b a number;  x (D,) a point, y its class, 1 or -1
    Returns   w (D,), b
    """
    # BEGIN SOLUTION
    if y * (w @ x + b) <= 0:
        return w + y * x, b + y
    return w, b
    # END SOLUTION
