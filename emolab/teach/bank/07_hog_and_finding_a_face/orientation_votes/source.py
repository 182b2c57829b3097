import numpy as np


def orientation_votes(gy, gx, K=9):
    """What each pixel gives to each direction bin over 0 to 180 degrees, shared by the two nearest.

    gy, gx    (H, W), differences down the rows and along the columns
    Returns   V (H, W, K)
    """
    # BEGIN SOLUTION
    m = np.hypot(gx, gy)  # (H, W)
    t = np.degrees(np.arctan2(gy, gx)) % 180 * K / 180
    low = np.floor(t - 0.5)
    s = t - 0.5 - low
    bins = np.arange(K)
    V = (m * (1 - s))[..., None] * ((low % K)[..., None] == bins)  # (H, W, K)
    return V + (m * s)[..., None] * (((low + 1) % K)[..., None] == bins)
    # END SOLUTION
