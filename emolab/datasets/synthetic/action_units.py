"""Action units over time: the expression comes, stays and goes; speech opens the jaw; eyes blink."""

import numpy as np

from emolab.datasets.synthetic.emotions import ACTION_UNITS

JAW = ACTION_UNITS.index("jaw_drop")
EYES = ACTION_UNITS.index("eyes_closed")


def play(height, time, speech, difficulty, rng):
    """The action units of every frame.

    height    (A,) at the height of the expression
    time      (F,) s
    speech    (F,) how far speech opens the mouth, 0 to 1
    Returns   (F, A)
    """
    last = max(float(time[-1]), 1e-6)
    onset = rng.uniform(0.10, 0.30)
    along = time / last  # (F,)
    rise = 0.5 - 0.5 * np.cos(np.pi * np.clip(along / onset, 0, 1))
    course = (0.45 + 0.55 * rise) * (1 - 0.25 * np.clip((along - 0.8) / 0.2, 0, 1))  # (F,)
    sway = np.sin(2 * np.pi * (rng.uniform(0.3, 1.0, len(height)) * time[:, None] + rng.random(len(height))))
    units = height * course[:, None] + 0.08 * difficulty * sway  # (F, A)
    units[:, JAW] = np.maximum(units[:, JAW], 0) + 0.45 * speech
    blink = rng.uniform(-1.5 * last, 2 * last)  # in about every third clip
    shut = np.exp(-(((time - blink) / 0.09) ** 2))  # (F,)
    units = np.clip(units, 0, 1.4)
    units[:, EYES] = np.clip(units[:, EYES] + shut, 0, 1)
    return units
