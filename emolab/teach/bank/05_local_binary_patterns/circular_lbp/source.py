import numpy as np


def circle(P, R):
    """Where the P points of a circle of radius R lie, the first in the East, then anticlockwise.

    Returns   y (P,), x (P,): rows (growing downwards) and columns from the centre, rounded to 5 digits
    """
    # BEGIN SOLUTION
    angle = 2 * np.pi * np.arange(P) / P
    return np.round(-R * np.sin(angle), 5), np.round(R * np.cos(angle), 5)
    # END SOLUTION


def circular_lbp(image, P, R):
    """Labels of all pixels whose whole circle lies in the image.

    image     grey levels (H, W), floats
    Returns   labels (H - 2 m, W - 2 m), m = ceil(R), whole numbers from 0 to 2^P - 1
    """
    # BEGIN SOLUTION
    m = int(np.ceil(R))
    H, W = image.shape
    centre = image[m : H - m, m : W - m]
    labels = np.zeros(centre.shape, dtype=np.int64)
    for p, (y, x) in enumerate(zip(*circle(P, R))):
        top, left = int(np.floor(y)), int(np.floor(x))
        u, t = y - top, x - left
        total = np.zeros(centre.shape)
        corners = ((0, 0, (1 - u) * (1 - t)), (0, 1, (1 - u) * t), (1, 0, u * (1 - t)), (1, 1, u * t))
        for down, along, weight in corners:
            if weight > 0:
                a, b = m + top + down, m + left + along
                seen = image[a : a + H - 2 * m, b : b + W - 2 * m]
                total += weight * (seen - centre)  # differences: on flat ground all are 0
        labels += (total >= -1e-12 * (np.abs(centre) + 1)).astype(np.int64) << p
    return labels
    # END SOLUTION
