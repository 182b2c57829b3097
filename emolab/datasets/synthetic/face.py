"""A face by formula: action units and a person's looks give curves, and the curves 68 landmarks."""

from typing import NamedTuple

import numpy as np

from emolab.datasets.synthetic.emotions import ACTION_UNITS

EYE_LINE = -0.06  # v of the eyes; v grows downwards, the head's centre is (0, 0)
MOUTH_LINE = 0.42


class FaceShape(NamedTuple):
    """The moving parts of a face, (F,) each, in the head's coordinates; left means left in the picture."""

    jaw: np.ndarray  # v of the chin
    brow_inner: np.ndarray  # v of the brows' inner ends, middles and outer ends
    brow_middle: np.ndarray
    brow_outer: np.ndarray
    brow_in: np.ndarray  # u of the inner end, from the eye's middle towards the nose
    lid_upper: np.ndarray  # heights of the lids above and below the eye's middle line
    lid_lower: np.ndarray
    nose: np.ndarray  # v of the nose's base
    nostril: np.ndarray  # u of its wings
    mouth_width: np.ndarray  # half of it
    mouth_corner: np.ndarray  # v of the corners
    lip_top: np.ndarray  # v at the middle: upper lip's upper edge, its lower edge,
    lip_upper: np.ndarray
    lip_lower: np.ndarray  # lower lip's upper edge, its lower edge
    lip_bottom: np.ndarray
    wrinkle: np.ndarray  # 0 to 1: the folds at the nose's root
    cheek: np.ndarray  # 0 to 1: how far the cheeks are raised
    fold: np.ndarray  # 0 to 1: the folds from nose to mouth


def shape_face(units, speaker):
    """What action units do to a speaker's face.

    units     (F, 14) in the order of ACTION_UNITS
    """
    au = {name: units[:, i] for i, name in enumerate(ACTION_UNITS)}
    brow = EYE_LINE - speaker.brow_height
    open_eye = 1 + 0.55 * au["upper_lid_raiser"] - 0.15 * au["lid_tightener"]
    shut = 1 - au["eyes_closed"]
    gap = np.maximum(0.17 * au["jaw_drop"] + 0.05 * au["upper_lip_raiser"] - 0.04 * au["lip_pressor"], 0)
    smile, frown = au["lip_corner_puller"], au["lip_corner_depressor"]
    stretch = au["lip_stretcher"]
    lip = speaker.lip * (1 - 0.5 * np.minimum(au["lip_pressor"], 1) - 0.15 * smile)
    upper = MOUTH_LINE - 0.05 * au["upper_lip_raiser"] - 0.02 * frown + 0.02 * smile - 0.18 * gap
    lower = upper + gap
    return FaceShape(
        jaw=speaker.height + 0.10 * au["jaw_drop"],
        brow_inner=brow + 0.02 - 0.10 * au["inner_brow_raiser"] + 0.10 * au["brow_lowerer"]
        + 0.03 * au["nose_wrinkler"],
        brow_middle=brow - 0.03 - 0.07 * au["inner_brow_raiser"] - 0.06 * au["outer_brow_raiser"]
        + 0.05 * au["brow_lowerer"],
        brow_outer=brow + 0.02 - 0.07 * au["outer_brow_raiser"] + 0.01 * au["brow_lowerer"],
        brow_in=0.135 + 0.035 * au["brow_lowerer"],
        lid_upper=speaker.eye_height * open_eye * shut,
        lid_lower=0.75 * speaker.eye_height * shut
        * (1 - 0.4 * au["lid_tightener"] - 0.55 * np.minimum(au["cheek_raiser"], 1)),
        nose=EYE_LINE + speaker.nose_length - 0.025 * au["nose_wrinkler"],
        nostril=speaker.nose_width * (1 + 0.25 * au["nose_wrinkler"] + 0.08 * smile),
        mouth_width=speaker.mouth_width + 0.075 * smile + 0.07 * stretch - 0.015 * frown
        - 0.025 * au["lip_pressor"] - 0.02 * au["jaw_drop"],
        mouth_corner=MOUTH_LINE - 0.085 * smile + 0.075 * frown + 0.02 * stretch + 0.35 * gap,
        lip_top=upper - 0.9 * lip,
        lip_upper=upper,
        lip_lower=lower,
        lip_bottom=lower + 1.2 * lip,
        wrinkle=np.minimum(au["nose_wrinkler"] + 0.4 * au["brow_lowerer"], 1),
        cheek=np.minimum(au["cheek_raiser"], 1),
        fold=np.minimum(0.8 * smile + 0.8 * au["nose_wrinkler"] + 0.5 * au["upper_lip_raiser"], 1),
    )  # fmt: skip


def head_width(v, jaw, speaker):
    """Half the head's width at height v: constant above the centre, narrower towards the chin."""
    return speaker.width * (1 - speaker.chin * np.clip(v / jaw, 0, 1) ** 2)


def arch(x, width, ends, middle):
    """A parabola over -width..width: `ends` at both ends, `middle` at 0; level outside."""
    return middle + (ends - middle) * np.minimum((x / width) ** 2, 1)


def brow_curve(x, inner, middle, outer, x_inner, x_outer):
    """The parabola through a brow's inner end, its middle and its outer end.

    x         towards the outside from the eye's middle
    """
    t = (x - x_inner) / (x_outer - x_inner)  # 0 at the inner end, 1 at the outer
    return inner * (1 - t) * (1 - 2 * t) + middle * 4 * t * (1 - t) + outer * t * (2 * t - 1)


def landmarks_of(shape, speaker, motion):
    """The 68 points in the head's coordinates, in the order of iBUG's 68: jaw 0-16, brows 17-26, nose 27-35,
    eyes 36-47, outer lips 48-59, inner lips 60-67.

    Returns   (F, 68, 2)
    """
    frames = len(shape.jaw)
    one = np.ones(frames)
    points = []

    def add(u, v):
        points.append(np.stack([u * one, v * one], axis=-1))  # (F, 2)

    for angle in np.linspace(np.radians(188), np.radians(-8), 17):
        v = np.sin(angle) * np.where(np.sin(angle) > 0, shape.jaw, 0.72)
        add(np.cos(angle) * head_width(v, shape.jaw, speaker), v)

    outer = 0.15
    brow = (shape.brow_inner, shape.brow_middle, shape.brow_outer, -shape.brow_in, outer)
    along = [-shape.brow_in + part * (outer + shape.brow_in) for part in np.linspace(0, 1, 5)]
    features = len(points)
    for side, steps in ((-1, along[::-1]), (1, along)):
        for x in steps:
            add(side * (speaker.eye_distance + x), brow_curve(x, *brow))

    root = EYE_LINE - 0.01
    for part in np.linspace(0, 1, 4):
        add(0, root + part * (shape.nose - 0.05 - root))
    for part in np.linspace(-1, 1, 5):
        add(part * shape.nostril, shape.nose + 0.012 * (1 - abs(part)))

    w = speaker.eye_width
    for side in (-1, 1):  # left to right over the upper lid, back over the lower
        for x, lid in ((-w, 0), (-w / 3, -1), (w / 3, -1), (w, 0), (w / 3, 1), (-w / 3, 1)):
            height = {0: 0 * one, -1: -shape.lid_upper, 1: shape.lid_lower}[lid]
            add(side * speaker.eye_distance + x, EYE_LINE + arch(x, w, 0, height))

    def lips(parts, middle):
        for part in parts:
            x = part * shape.mouth_width
            add(x, arch(x, shape.mouth_width, shape.mouth_corner, middle))

    lips(np.linspace(-1, 1, 7), shape.lip_top)
    lips(np.linspace(2 / 3, -2 / 3, 5), shape.lip_bottom)
    lips((-0.85, -0.4, 0, 0.4), shape.lip_upper)
    lips((0.85, 0.4, 0, -0.4), shape.lip_lower)
    found = np.stack(points, axis=1)  # (F, 68, 2)
    found[:, features:] += np.stack([motion.turn, motion.nod], axis=-1)[:, None]
    return found
