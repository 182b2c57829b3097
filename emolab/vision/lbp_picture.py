"""The LBP-coded image as a picture: labels in place of grey levels, for a network to look at."""

import numpy as np

from emolab.core import formula
from emolab.vision.lbp import lbp
from emolab.vision.lbp_mapping import dense_ri, label_count, ri_count


@formula("zhu2022 Fig 5, input")
def lbp_picture(images, points=8, radius=1, mapping="default", border="edge", dtype=np.float32):
    """Labels of a grey face (..., H, W) as one channel from -1 to 1.

    points, radius, mapping, border   as `lbp`'s; "crop" makes the picture smaller
    Formula   x = 2 label / (labels - 1) - 1
    Shapes    images (..., H, W) -> x (..., H, W, 1)
    Source    zhu2022 section 3.1, "the LBP coded version of the entire image": what VGG-16 sees in reading
              (a)
    Note      The picture of 256 labels is the one of the literature. Labels are numbers without an order of
              likeness; of the mappings "riu2" comes nearest to one, the number of brighter neighbours.
    """
    codes, labels = lbp(images, points, radius, mapping, border), label_count(points, mapping)
    if mapping == "ri" and points > 1:
        codes, labels = dense_ri(codes, points), ri_count(points)
    return (codes.astype(dtype) * dtype(2 / (labels - 1)) - 1)[..., None]
