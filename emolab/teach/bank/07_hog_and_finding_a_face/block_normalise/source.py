import numpy as np


def l2_hys(blocks, epsilon=1e-5):
    """Normalise blocks: L2, cut at 0.2, L2 again.

    blocks    (R, S, B, C, K), no value below 0
    Returns   (R, S, B, C, K)
    """
    # BEGIN SOLUTION
    axes = (2, 3, 4)
    v = blocks / np.sqrt((blocks**2).sum(axis=axes, keepdims=True) + epsilon**2)
    v = np.minimum(v, 0.2)
    return v / np.sqrt((v**2).sum(axis=axes, keepdims=True) + epsilon**2)
    # END SOLUTION
