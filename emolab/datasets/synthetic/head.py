"""How a head moves before the camera, and how it is lit."""

from typing import NamedTuple

import numpy as np


class HeadMotion(NamedTuple):
    """Where the head is in each frame; lengths in half the picture's height, y downwards."""

    x: np.ndarray  # (F,)
    y: np.ndarray
    roll: np.ndarray  # radians
    scale: np.ndarray
    turn: np.ndarray  # how far the features slide sideways over the head
    nod: np.ndarray  # how far they slide down


class Light(NamedTuple):
    """The light of a clip."""

    direction: np.ndarray  # (3,) from the face to the lamp: x, y, z towards the camera
    strength: float
    warmth: float  # above 0 redder, below bluer
    noise: float  # standard deviation of the camera's noise, of a full scale of 1


def move_head(time, difficulty, rng):
    """Draw the motion of a clip: slow waves, and a place of its own.

    time      (F,) s
    """
    spread = 0.4 + 1.2 * difficulty

    def wave(height, place):
        speed = rng.uniform(0.2, 0.9)
        swing = np.sin(2 * np.pi * (speed * time + rng.random()))  # (F,)
        return spread * (height * swing + place * np.clip(rng.standard_normal(), -2, 2))

    return HeadMotion(
        wave(0.012, 0.015), wave(0.012, 0.012) - 0.05, wave(0.03, 0.02), 1.12 + wave(0.008, 0.015),
        wave(0.018, 0.018), wave(0.008, 0.008),
    )  # fmt: skip


def light_clip(difficulty, rng):
    """Draw the light of a clip."""
    spread = 0.4 + 1.2 * difficulty
    direction = np.array([spread * 0.35 * rng.standard_normal(), -0.45, 0.8])
    return Light(
        direction / np.linalg.norm(direction),
        strength=float(np.exp(spread * 0.07 * np.clip(rng.standard_normal(), -2, 2))),
        warmth=float(spread * 0.03 * np.clip(rng.standard_normal(), -2, 2)),
        noise=0.003 + 0.020 * difficulty,
    )


def to_head(x, y, motion):
    """Take points of the picture to the head's own coordinates.

    x, y      (..., F or 1) shapes that broadcast with (F, 1, 1)
    Returns   u, v
    """
    cos, sin = (f(motion.roll)[:, None, None] / motion.scale[:, None, None] for f in (np.cos, np.sin))
    x = x - motion.x[:, None, None]
    y = y - motion.y[:, None, None]
    return cos * x + sin * y, cos * y - sin * x


def to_picture(points, motion):
    """Take points of the head to the picture: the inverse of `to_head`.

    points    (F, K, 2)
    """
    cos, sin = (f(motion.roll)[:, None] * motion.scale[:, None] for f in (np.cos, np.sin))
    u, v = points[..., 0], points[..., 1]  # (F, K)
    return np.stack(
        [cos * u - sin * v + motion.x[:, None], sin * u + cos * v + motion.y[:, None]], axis=-1
    )  # (F, K, 2)
