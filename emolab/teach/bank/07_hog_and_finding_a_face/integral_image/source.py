import numpy as np


def integral_image(image):
    """Sums of all pixels above and to the left.

    image     (H, W)
    Returns   S (H + 1, W + 1), its first row and column 0
    """
    # BEGIN SOLUTION
    S = np.zeros((image.shape[0] + 1, image.shape[1] + 1))
    S[1:, 1:] = image.cumsum(axis=0).cumsum(axis=1)
    return S
    # END SOLUTION


def box_sum(S, top, left, height, width):
    """Sum over a box of the picture, or over several, from its integral image."""
    # BEGIN SOLUTION
    bottom, right = top + height, left + width
    return S[bottom, right] - S[top, right] - S[bottom, left] + S[top, left]
    # END SOLUTION
