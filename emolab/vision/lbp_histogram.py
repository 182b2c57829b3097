"""One histogram of a whole label image."""

from emolab.vision.block_histogram import block_histogram


def lbp_histogram(codes, labels, normalise=True, dtype=float):
    """How often each label occurs in a label image (H, W), or in each of a stack (..., H, W).

    labels     how many labels there are, as `label_count` says
    normalise  divide by the number of pixels, so that the values sum to 1
    Formula    h_l = number of pixels of label l / number of pixels
    Shapes     codes (..., H, W) -> h (..., labels)
    """
    return block_histogram(codes, labels, (1, 1), None, normalise, dtype)
