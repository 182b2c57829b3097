"""How published VGG weights want their images."""

import numpy as np

from emolab.core import ArgumentError, formula
from emolab.core.backend import like

CONVENTIONS = ("keras", "torch", "unit")
BGR_MEAN = (103.939, 116.779, 123.68)  # of ImageNet, on the scale 0 to 255
RGB_MEAN, RGB_DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of ImageNet, 0 to 1


@formula("song2021 video system")
def vgg_input(images, convention="keras", dtype=np.float32):
    """Images on the scale 0 to 255 as the weights of a library saw them in training.

    Formula   keras: blue, green, red minus their means (Caffe's way, which Keras's weights inherit)
              torch: (x / 255 - mean) / deviation, red, green, blue;   unit: x / 127.5 - 1
    Shapes    images (..., 3) -> x (..., 3)
    Errors    ArgumentError for an unknown convention
    Note      song2021 does not say which weights it took; its VGG16 with blocks is Keras's.
    """
    if convention not in CONVENTIONS:
        raise ArgumentError(
            f"vgg_input: unknown convention {convention!r}; choose one of {', '.join(CONVENTIONS)}"
        )
    x = images.astype(dtype)
    if convention == "keras":
        return x[..., ::-1] - like(x, BGR_MEAN, dtype)
    if convention == "torch":
        return (x / 255 - like(x, RGB_MEAN, dtype)) / like(x, RGB_DEVIATION, dtype)
    return x / 127.5 - 1
