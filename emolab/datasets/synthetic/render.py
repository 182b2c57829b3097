"""Drawing a face: every part is a distance to a curve, shaded over all frames at once."""

import numpy as np

from emolab.datasets.synthetic.face import EYE_LINE, arch, brow_curve, head_width
from emolab.datasets.synthetic.head import to_head
from emolab.datasets.synthetic.shapes import cover, ellipse, paint


def render(shape, speaker, motion, light, size, rng):
    """Draw a clip.

    shape     FaceShape with F frames
    Returns   (F, size, size, 3) uint8
    """
    grid = ((np.arange(size, dtype=np.float32) + 0.5) * (2 / size)) - 1  # (size,)
    x, y = grid[None, None, :], grid[None, :, None]
    motion = type(motion)(*(np.asarray(m, np.float32) for m in motion))
    shape = type(shape)(*(np.asarray(s, np.float32)[:, None, None] for s in shape))  # (F, 1, 1)
    u, v = to_head(x, y, motion)  # (F, size, size)
    pixel = np.float32(2 / size)
    canvas = np.empty((3, *u.shape), np.float32)
    canvas[:] = (speaker.wall[:, None, None] * (1.08 - 0.18 * (y[0] + 1) / 2))[:, None]
    shade = _shade(u, v, shape, speaker, light)  # (F, size, size)

    _back_hair(canvas, u, v, speaker, pixel)
    _body(canvas, u, v, x, y, speaker, pixel)
    inside = _head(canvas, u, v, shape, speaker, shade, pixel)
    fu, fv = u - motion.turn[:, None, None], v - motion.nod[:, None, None]  # the features' own place
    _skin_details(canvas, fu, fv, shape, speaker, inside, pixel)
    _nose(canvas, fu, fv, shape, speaker, light, pixel)
    _mouth(canvas, fu, fv, shape, speaker, shade, pixel)
    for side in (-1, 1):
        _eye(canvas, side * fu, fv, side, shape, speaker, shade, pixel)
    _front_hair(canvas, u, v, fu, speaker, shade, pixel)

    tone = np.array([1 + light.warmth, 1, 1 - light.warmth], np.float32) * np.float32(light.strength)
    canvas *= tone[:, None, None, None]
    canvas += np.float32(light.noise) * rng.standard_normal(canvas.shape, dtype=np.float32)
    return np.moveaxis((np.clip(canvas, 0, 1) * 255 + 0.5).astype(np.uint8), 0, -1).copy()


def _shade(u, v, shape, speaker, light):
    """Brightness of a head-shaped solid under the light, about 1."""
    nu = u / (speaker.width * 1.15)
    nv = v / (shape.jaw * 1.15)
    nz = np.sqrt(np.maximum(1 - nu * nu - nv * nv, 0.05))
    lx, ly, lz = light.direction.astype(np.float32)
    facing = np.maximum(nu * lx + nv * ly + nz * lz, 0)
    return 0.62 + 0.48 * facing


def _back_hair(canvas, u, v, speaker, pixel):
    if speaker.hair_style == "long":
        crown = ellipse(u, v + 0.10, speaker.width + 0.13, 0.80)
        d = np.minimum(crown, _box(u, v - 0.35, speaker.width + 0.11, 0.5))
    elif speaker.hair_style in {"bob", "fringe"}:
        crown = ellipse(u, v + 0.10, speaker.width + 0.12, 0.80)
        d = np.minimum(crown, _box(u, v - 0.15, speaker.width + 0.10, 0.34))
    else:
        d = ellipse(u, v + 0.20, speaker.width + 0.045, 0.66)
    paint(canvas, cover(d, pixel), 0.8 * speaker.hair)


def _box(u, v, width, height, round_by=0.12):
    du = np.maximum(np.abs(u) - width + round_by, 0)
    dv = np.maximum(np.abs(v) - height + round_by, 0)
    return np.sqrt(du * du + dv * dv) - round_by


def _body(canvas, u, v, x, y, speaker, pixel):
    neck = np.maximum(np.abs(u) - 0.27, 0.3 - v)
    paint(canvas, cover(neck, pixel), 0.56 * speaker.skin)
    torso = ellipse(x - 0.3 * (x - u), y - 1.35, 0.95, 0.45)
    paint(canvas, cover(torso, pixel), speaker.clothes)
    collar = ellipse(u, v - 0.92, 0.27, 0.14)
    paint(canvas, cover(collar, pixel), 0.62 * speaker.skin)


def _head(canvas, u, v, shape, speaker, shade, pixel):
    for side in (-1, 1):
        ear = ellipse(u - side * speaker.width, v - 0.04, 0.075, 0.13)
        paint(canvas, cover(ear, pixel), 0.86 * speaker.skin)
    height = np.where(v > 0, shape.jaw, np.float32(0.72))
    r = np.sqrt((u / head_width(v, shape.jaw, speaker)) ** 2 + (v / height) ** 2)
    inside = cover((r - 1) * 0.62, pixel)
    skin = speaker.skin.astype(np.float32)[:, None, None, None] * shade
    paint(canvas, inside, skin)
    return inside


def _skin_details(canvas, u, v, shape, speaker, inside, pixel):
    blush = speaker.skin * (1.0, 0.80, 0.78)
    for side in (-1, 1):
        cheek = np.exp(-(((u - side * 0.33) / 0.15) ** 2) - ((v - 0.20 + 0.04 * shape.cheek) / 0.11) ** 2)
        paint(canvas, (0.25 + 0.45 * shape.cheek) * cheek * inside, blush)
    if speaker.stubble:
        beard = cover(0.30 + 0.4 * u * u - v, 0.25) * inside
        paint(canvas, speaker.stubble * beard, 0.55 * speaker.hair + 0.25 * speaker.skin)
    dark = 0.55 * speaker.skin
    for side in (-1, 1):  # the folds from the nose's wings to the mouth's corners
        along = (v - shape.nose + 0.02) / (shape.mouth_corner - shape.nose + 0.06)  # 0 to 1
        bow = 0.035 * np.maximum(4 * along * (1 - along), -0.5)
        line = side * (shape.nostril + 0.04 + (shape.mouth_width - shape.nostril + 0.02) * along + bow)
        ends = np.maximum(along - 1, -along) * 0.2
        paint(canvas, 0.65 * shape.fold * cover(np.maximum(np.abs(u - line) - 0.012, ends), pixel), dark)
    for offset in (-0.035, 0.035):  # frown lines between the brows
        line = np.maximum(np.abs(u - offset) - 0.010, np.abs(v - EYE_LINE + 0.13) - 0.065)
        paint(canvas, 0.7 * shape.wrinkle * cover(line, pixel), dark)


def _nose(canvas, u, v, shape, speaker, light, pixel):
    side = -1.0 if light.direction[0] > 0 else 1.0  # the shadow lies away from the lamp
    root = EYE_LINE - 0.02
    along = np.clip((v - root) / (shape.nose - root), 0, 1)
    beside = np.abs(u - side * (0.030 + 0.030 * along)) - 0.012
    bridge = np.maximum(beside, np.maximum(root - v, v - shape.nose))
    paint(canvas, 0.30 * cover(bridge, 1.5 * pixel), 0.55 * speaker.skin)
    tip = np.exp(-((u / 0.05) ** 2) - ((v - shape.nose + 0.05) / 0.06) ** 2)
    paint(canvas, 0.35 * tip, np.minimum(1.15 * speaker.skin + 0.04, 1))
    base = arch(u, shape.nostril, shape.nose - 0.02, shape.nose + 0.012)
    wing = np.maximum(np.abs(v - base) - 0.011, np.abs(u) - shape.nostril)
    paint(canvas, 0.55 * cover(wing, pixel), 0.5 * speaker.skin)
    for place in (-1, 1):
        hole = ellipse(u - place * 0.55 * shape.nostril, v - shape.nose + 0.004, 0.028, 0.016)
        paint(canvas, 0.8 * cover(hole, pixel), 0.30 * speaker.skin)


def _mouth(canvas, u, v, shape, speaker, shade, pixel):
    width, corner = shape.mouth_width, shape.mouth_corner
    top = arch(u, width, corner, shape.lip_top) + 0.35 * speaker.lip * np.exp(-((u / 0.035) ** 2))
    upper = arch(u, width, corner, shape.lip_upper)
    lower = arch(u, width, corner, shape.lip_lower)
    bottom = arch(u, width, corner, shape.lip_bottom)
    beside = np.abs(u) - width
    red = np.array([0.78, 0.36, 0.36]) if speaker.sex == "female" else np.array([0.70, 0.40, 0.37])
    lip = red * (0.35 + 0.65 * speaker.skin.mean() / 0.75)
    colour = lip.astype(np.float32)[:, None, None, None] * shade
    paint(canvas, cover(np.maximum(np.maximum(top - v, v - bottom), beside), pixel), colour)
    hole = cover(np.maximum(np.maximum(upper - v, v - lower), beside), pixel)
    paint(canvas, hole, np.array([0.22, 0.06, 0.07]))
    edge = upper + np.minimum(0.045, 0.5 * (lower - upper))
    teeth = cover(np.maximum(v - edge, np.abs(u) - 0.8 * width), pixel)
    paint(canvas, hole * teeth, np.array([0.95, 0.93, 0.90]))
    tongue = cover(ellipse(u, v - lower, 0.6 * width, np.maximum(0.35 * (lower - upper), 1e-3)), pixel)
    paint(canvas, hole * tongue, np.array([0.70, 0.30, 0.32]))
    line = np.maximum(np.abs(v - upper) - 0.009, beside)
    paint(canvas, 0.8 * cover(line, pixel), 0.42 * lip)


def _eye(canvas, u, v, side, shape, speaker, shade, pixel):
    """One eye and its brow; u grows to the outside."""
    w = speaker.eye_width
    x = u - speaker.eye_distance
    y = v - EYE_LINE
    upper = arch(x, w, 0, -shape.lid_upper)
    lower = arch(x, w, 0, shape.lid_lower)
    socket = np.exp(-((x / (1.3 * w)) ** 2) - ((y + 0.03) / 0.09) ** 2)
    paint(canvas, 0.22 * socket, 0.6 * speaker.skin)
    opening = cover(np.maximum(np.maximum(upper - y, y - lower), np.abs(x) - w), pixel)
    white = np.array([0.97, 0.96, 0.95], np.float32)[:, None, None, None] * np.minimum(shade, 1)
    paint(canvas, opening, white)
    centre = -0.2 * (shape.lid_upper - shape.lid_lower)
    paint(canvas, opening * cover(ellipse(x, y - centre, 0.062, 0.062), pixel), speaker.iris)
    paint(canvas, opening * cover(ellipse(x, y - centre, 0.030, 0.030), pixel), np.array([0.03, 0.03, 0.03]))
    glint = ellipse(x + side * 0.022, y - centre + 0.022, 0.014, 0.014)  # on the same side in both eyes
    paint(canvas, 0.9 * opening * cover(glint, pixel), np.array([1.0, 1.0, 1.0]))
    thick = 0.018 if speaker.sex == "female" else 0.013
    lash = np.maximum(np.abs(y - upper) - thick, np.abs(x) - w)
    paint(canvas, 0.9 * cover(lash, pixel), np.array([0.12, 0.08, 0.07]))
    under = np.maximum(np.abs(y - lower) - 0.007, np.abs(x) - w)
    paint(canvas, 0.4 * cover(under, pixel), 0.5 * speaker.skin)

    inner, outer = -shape.brow_in, 0.15
    inside = np.clip(x, inner, outer)
    middle = brow_curve(inside, shape.brow_inner, shape.brow_middle, shape.brow_outer, inner, outer)
    taper = speaker.brow_thickness * (0.75 - 0.35 * (inside - inner) / (outer - inner))
    brow = np.maximum(np.abs(v - middle) - taper, np.abs(x - (inner + outer) / 2) - (outer - inner) / 2)
    colour = np.minimum(0.7 * speaker.hair, 0.45 * speaker.skin)
    paint(canvas, 0.95 * cover(brow, pixel), colour)


def _front_hair(canvas, u, v, fu, speaker, shade, pixel):
    cap = ellipse(u, v + 0.10, speaker.width + 0.055, 0.70)
    line = speaker.hairline
    if speaker.hair_style == "fringe":
        edge = line + 0.10 + 0.05 * (fu / speaker.width) ** 2
    elif speaker.hair_style == "side":
        edge = line - 0.05 + 0.20 * (fu / speaker.width + 0.35) ** 2
    elif speaker.hair_style == "crop":
        edge = line - 0.10 + 0.22 * np.square((fu / speaker.width) ** 2)
    else:
        edge = line - 0.04 + 0.28 * np.square((fu / speaker.width) ** 2)
    sides = 0.25 if speaker.hair_style in {"long", "bob", "fringe"} else -0.08
    hair = np.maximum(cap, np.minimum(v - edge, np.maximum(speaker.width - 0.03 - np.abs(u), v - sides)))
    strands = 0.92 + 0.08 * np.sin(34 * u + 9 * v)
    colour = speaker.hair.astype(np.float32)[:, None, None, None] * (shade * strands)
    paint(canvas, cover(hair, pixel), colour)
