"""A synthetic person: the habits of a voice and the looks of a face."""

from typing import NamedTuple

import numpy as np

SKINS = np.array(
    [(0.96, 0.80, 0.69), (0.91, 0.72, 0.58), (0.82, 0.62, 0.47), (0.70, 0.50, 0.36), (0.55, 0.38, 0.27)]
)
HAIRS = np.array(
    [(0.12, 0.09, 0.08), (0.27, 0.17, 0.10), (0.45, 0.28, 0.15), (0.72, 0.54, 0.28), (0.50, 0.26, 0.15),
     (0.55, 0.55, 0.56)]
)  # fmt: skip
IRISES = np.array([(0.30, 0.19, 0.11), (0.24, 0.38, 0.52), (0.28, 0.42, 0.28), (0.20, 0.13, 0.09)])
WALLS = np.array(
    [(0.56, 0.66, 0.72), (0.72, 0.66, 0.56), (0.58, 0.68, 0.58), (0.66, 0.58, 0.66), (0.75, 0.75, 0.74)]
)
CLOTHES = np.array(
    [(0.20, 0.28, 0.42), (0.48, 0.20, 0.22), (0.22, 0.38, 0.30), (0.30, 0.30, 0.33), (0.62, 0.52, 0.28)]
)


class Speaker(NamedTuple):
    """One person; the units of lengths in the face are half the picture's height."""

    name: str
    sex: str
    # voice
    pitch: float  # Hz
    tract: float  # formants are divided by this
    rate: float  # syllables a second
    level: float  # dB louder than most
    breath: float
    tilt: float  # octaves
    # face
    width: float
    height: float
    chin: float  # how much the head narrows towards the chin
    eye_distance: float
    eye_width: float
    eye_height: float
    brow_height: float
    brow_thickness: float
    nose_length: float
    nose_width: float
    mouth_width: float
    lip: float
    hair_style: str
    hairline: float
    stubble: float
    skin: np.ndarray  # (3,), as all colours
    hair: np.ndarray
    iris: np.ndarray
    wall: np.ndarray
    clothes: np.ndarray


def make_speaker(index, difficulty, rng):
    """Draw person number `index` (from 1; odd numbers male); people differ more at higher difficulty."""
    male = index % 2 == 1
    spread = 0.4 + 1.2 * difficulty  # 1 at difficulty .5

    def about(centre, deviation):
        return float(centre + spread * deviation * np.clip(rng.standard_normal(), -2, 2))

    def colour(table, deviation=0.02):
        return np.clip(table[rng.integers(len(table))] + deviation * rng.standard_normal(3), 0, 1)

    return Speaker(
        name=f"{index:02d}",
        sex="male" if male else "female",
        pitch=(115 if male else 205) * 2 ** about(0, 0.12),
        tract=(1.0 if male else 0.87) * 2 ** about(0, 0.035),
        rate=about(4.6, 0.25),
        level=about(0, 0.8),
        breath=abs(about(0, 0.02)),
        tilt=about(0, 0.12),
        width=about(0.585 if male else 0.56, 0.018),
        height=about(0.745, 0.015),
        chin=about(0.20 if male else 0.28, 0.04),
        eye_distance=about(0.245, 0.010),
        eye_width=about(0.140, 0.006),
        eye_height=about(0.072, 0.004),
        brow_height=about(0.185, 0.008),
        brow_thickness=about(0.046 if male else 0.036, 0.004),
        nose_length=about(0.27, 0.012),
        nose_width=about(0.085 if male else 0.075, 0.006),
        mouth_width=about(0.210, 0.010),
        lip=about(0.046 if male else 0.060, 0.005),
        hair_style=str(rng.choice(["short", "side", "crop"] if male else ["long", "bob", "fringe"])),
        hairline=about(-0.47, 0.03),
        stubble=float(rng.random() < 0.4) * 0.22 if male else 0.0,
        skin=colour(SKINS),
        hair=colour(HAIRS),
        iris=colour(IRISES, 0.01),
        wall=colour(WALLS, 0.03),
        clothes=colour(CLOTHES, 0.04),
    )
