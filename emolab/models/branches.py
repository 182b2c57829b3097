"""Several ways through a network at once: their outputs side by side, or added to the input."""

import numpy as np

from emolab.nn import Conv2d, Module, ReLU, inferring


class Branches(Module):
    """Modules that read the same input; their channels lie side by side.

    Formula   y = [path_1(x), path_2(x), ...];  dx = sum over k of path_k'(dy_k)
    Shapes    x (N, H, W, Cin) -> y (N, Ho, Wo, sum of the paths' channels)
    """

    def __init__(self, *paths):
        self.paths = list(paths)

    def forward(self, x):
        """x (N, H, W, Cin) -> y (N, Ho, Wo, Cout)."""
        outputs = [path(x) for path in self.paths]
        self.ends = np.cumsum([y.shape[-1] for y in outputs])  # where each path's channels end
        return np.concatenate(outputs, axis=-1)

    def backward(self, dy):
        """dy (N, Ho, Wo, Cout) -> dx (N, H, W, Cin)."""
        parts = np.split(dy, self.ends[:-1].tolist(), axis=-1)
        dx = self.paths[0].backward(parts[0])
        for path, part in zip(self.paths[1:], parts[1:]):
            dx = dx + path.backward(part)
        return dx


class ScaledResidual(Module):
    """What branches find is brought to the input's channels, scaled down, and added to the input.

    scale     below 1 keeps deep networks from dying early in training
    activate  False leaves the ReLU out
    Formula   y = relu(x + scale (branches(x) W + b))
    Shapes    x (N, H, W, C) -> y (N, H, W, C); W (1, 1, found, C), where the branches find that many channels
    Source    Szegedy et al. 2016, section 3.3 and Figure 20
    """

    def __init__(self, branches, found, C, scale, *, activate=True, rng=None, dtype=np.float32):
        self.branches = branches
        self.up = Conv2d(found, C, 1, rng=rng, dtype=dtype)
        self.scale = float(scale)
        self.relu = ReLU() if activate else None

    def forward(self, x):
        """x (N, H, W, C) -> y (N, H, W, C)."""
        found = self.branches(x)  # (N, H, W, found)
        if inferring():
            y = self.up.infer(found, factor=self.scale)
            y += x
            return y if self.relu is None else np.maximum(y, 0, out=y)
        y = self.up(found)  # (N, H, W, C)
        y *= self.scale
        y += x
        return y if self.relu is None else self.relu(y)

    def backward(self, dy):
        """dy (N, H, W, C) -> dx (N, H, W, C)."""
        if self.relu is not None:
            dy = self.relu.backward(dy)
        return dy + self.branches.backward(self.up.backward(dy * self.scale))
