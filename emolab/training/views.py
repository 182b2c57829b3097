"""Random views of a picture: turned, scaled, moved, mirrored, brightened, and with a part hidden."""

from dataclasses import dataclass

import numpy as np

from emolab.core.errors import ArgumentError


@dataclass(frozen=True)
class RandomViews:
    """Show each picture of a batch otherwise each time; an `augment` of `fit`.

    turn      largest angle in degrees;  scale: largest change of its size, a share;  move: largest shift, a
              share of the side
    mirror    every other picture, at random
    light     largest change of contrast (a factor 1 +- light) and of brightness (+- light)
    hide      largest side of a hidden square, a share of the side; it is set to 0
    Formula   y(p) = x(A (p - centre) + centre + shift), bilinear, A = rotation(angle) / (1 + change);
              outside of the picture its nearest pixel
    Shapes    inputs (x (N, S, S, C),) -> the same
    Note      for pictures of mean 0 and deviation near 1; each of them is drawn for by itself
    """

    turn: float = 10.0
    scale: float = 0.1
    move: float = 0.08
    mirror: bool = True
    light: float = 0.2
    hide: float = 0.35

    def __post_init__(self):
        for name in ("scale", "move", "light", "hide"):
            if not 0 <= getattr(self, name) < 1:
                raise ArgumentError(f"RandomViews: {name} must be from 0 to below 1")
        if not 0 <= self.turn <= 180:
            raise ArgumentError(f"RandomViews: turn must be from 0 to 180 degrees, not {self.turn!r}")

    def __call__(self, inputs, rng):
        """Return the inputs as views drawn by rng."""
        (x,) = inputs
        N, S = x.shape[:2]
        y = bilinear(x, *self.places(N, S, rng))
        light = rng.uniform(-self.light, self.light, (2, N, 1, 1, 1)).astype(x.dtype)
        y = y * (1 + light[0]) + light[1]
        side = rng.integers(0, int(self.hide * S) + 1, (N, 1))
        top, left = (rng.integers(0, S - side + 1) for _ in range(2))  # (N, 1)
        p = np.arange(S)
        rows, columns = ((p >= first) & (p < first + side) for first in (top, left))  # (N, S)
        y[rows[:, :, None] & columns[:, None, :]] = 0
        return (y,)

    def places(self, N, S, rng):
        """Where each pixel of N views is taken from: rows and columns, (N, S, S) each."""
        angle = np.deg2rad(rng.uniform(-self.turn, self.turn, (N, 1, 1)))
        factor = 1 / (1 + rng.uniform(-self.scale, self.scale, (N, 1, 1)))
        shift = rng.uniform(-self.move, self.move, (2, N, 1, 1)) * S
        turned = np.where((rng.random((N, 1, 1)) < 0.5) & self.mirror, -1.0, 1.0)
        centre = (S - 1) / 2
        p = np.arange(S) - centre
        u, v = p[:, None], turned * p  # (S, 1), (N, 1, S)
        rows = factor * (np.cos(angle) * u - np.sin(angle) * v) + centre + shift[0]
        columns = factor * (np.sin(angle) * u + np.cos(angle) * v) + centre + shift[1]
        return rows, columns


def bilinear(x, rows, columns):
    """Read pictures between their pixels; outside of a picture stands its nearest pixel.

    Shapes    x (N, S, S, C), rows and columns (N, H, W), fractions of pixels -> (N, H, W, C)
    """
    N, S, W, _ = x.shape
    rows, columns = np.clip(rows, 0, S - 1), np.clip(columns, 0, W - 1)
    top, left = np.floor(rows).astype(np.int64), np.floor(columns).astype(np.int64)
    down, right = ((rows - top)[..., None].astype(x.dtype), (columns - left)[..., None].astype(x.dtype))
    below, beside = np.minimum(top + 1, S - 1), np.minimum(left + 1, W - 1)
    n = np.arange(N)[:, None, None]
    upper = x[n, top, left] * (1 - right) + x[n, top, beside] * right
    lower = x[n, below, left] * (1 - right) + x[n, below, beside] * right
    return upper * (1 - down) + lower * down
