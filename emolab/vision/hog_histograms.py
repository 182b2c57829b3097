"""Histograms of gradient directions, pooled by any weights over rows and columns."""

import numpy as np

from emolab.core import formula

VOTES = ("nearest", "linear")
TIE = 1e-9  # of a bin: so close below an edge a direction is on it, whatever rounding made of it


@formula("gu2025 HOG")
def image_gradient(image):
    """Central differences of each channel; 0 across the border, as if the image were mirrored there.

    Formula   gy_ij = x_(i+1)j - x_(i-1)j,  gx_ij = x_i(j+1) - x_i(j-1)
    Shapes    image (H, W, C) -> gy (H, W, C), gx (H, W, C)
    Note      Not halved, as in scikit-image and OpenCV: blocks are normalised later.
    """
    gy, gx = np.zeros_like(image), np.zeros_like(image)
    gy[1:-1] = image[2:] - image[:-2]
    gx[:, 1:-1] = image[:, 2:] - image[:, :-2]
    return gy, gx


@formula("gu2025 HOG")
def orientation_votes(gy, gx, orientations=9, votes="nearest"):
    """What each pixel says for each direction bin over 0 to 180 degrees.

    Formula   m = sqrt(gx^2 + gy^2),  t = K atan2(gy, gx) / 180 degrees, modulo K
              nearest: m for bin floor(t), edges met within 1e-9
              linear: bins are centred at k + 1/2; m is shared by the two nearest, by distance
    Shapes    gy (H, W, C), gx (H, W, C) -> V (H, W, K)
    Note      Of several channels the one with the largest m speaks, the first of equals.
    """
    K = orientations
    chosen = np.argmax(gx**2 + gy**2, axis=-1)[..., None]  # (H, W, 1)
    gy, gx = (np.take_along_axis(g, chosen, axis=-1) for g in (gy, gx))
    m = np.sqrt(gx**2 + gy**2)
    t = np.degrees(np.arctan2(gy.astype(float), gx.astype(float))) % 180 * K / 180  # (H, W, 1)
    bins = np.arange(K, like=t)
    if votes == "nearest":
        return m * (bins == np.floor(t + TIE) % K)
    low = np.floor(t - 0.5)
    share = (t - 0.5 - low).astype(m.dtype)
    return m * (1 - share) * (bins == low % K) + m * share * (bins == (low + 1) % K)


@formula("gu2025 HOG", kernel="hog_histograms")
def orientation_histograms(image, rows, columns, orientations=9, votes="nearest"):
    """Votes of all pixels, pooled along rows and columns.

    Formula   h_rsk = sum over i and j of A_ri V_ijk B_sj
    Shapes    image (H, W, C), rows (R, H), columns (S, W) -> h (R, S, K)
    """
    V = orientation_votes(*image_gradient(image), orientations, votes)  # (H, W, K)
    H, W, K = V.shape
    pooled = (rows.astype(V.dtype) @ V.reshape(H, W * K)).reshape(len(rows), W, K)  # (R, W, K)
    return columns.astype(V.dtype) @ pooled  # (R, S, K)
