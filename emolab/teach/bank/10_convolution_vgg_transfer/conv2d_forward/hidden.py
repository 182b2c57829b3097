import emolab
from emolab import nn
from emolab.teach.testing import close


def by_formula(function, *args):
    """What the library gives by its formula, so that no kernel must be compiled first."""
    with emolab.use("numpy"):
        return function(*args)


def layer(rng, *shape, k=(3, 3), out=4):
    """x of a shape, W and b."""
    return rng.standard_normal(shape), rng.standard_normal((*k, shape[-1], out)), rng.standard_normal(out)


def test_channels(answer, rng):
    """the sum runs over all channels, and each output channel has its own kernel"""
    tensors = layer(rng, 2, 5, 6, 3)
    close(answer.conv2d(*tensors), by_formula(nn.conv2d_forward, *tensors)[0], "y of 3 channels to 4")


def test_padding(answer, rng):
    """p zeros stand on each edge"""
    tensors = layer(rng, 2, 4, 5, 2)
    for p in (1, 2):
        close(
            answer.conv2d(*tensors, 1, p),
            by_formula(nn.conv2d_forward, *tensors, 1, p)[0],
            f"y with {p} zeros on each edge",
        )


def test_stride(answer, rng):
    """the windows are s apart"""
    tensors = layer(rng, 1, 8, 9, 2)
    for s, p in ((2, 0), (3, 1)):
        close(
            answer.conv2d(*tensors, s, p),
            by_formula(nn.conv2d_forward, *tensors, s, p)[0],
            f"y with steps of {s} and {p} zeros",
        )


def test_kernels_not_square(answer, rng):
    """kernels need not be square"""
    tensors = layer(rng, 2, 6, 5, 2, k=(4, 2), out=3)
    close(answer.conv2d(*tensors), by_formula(nn.conv2d_forward, *tensors)[0], "y of a kernel of 4 x 2")
