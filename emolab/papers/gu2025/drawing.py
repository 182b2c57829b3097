"""What gu2025 found, drawn: the face's box and landmarks, the confidences, and how they change (step 8)."""

import numpy as np

from emolab.core.errors import ShapeError

LEAST = 240  # rows of a drawn picture: smaller ones are enlarged, so that lettering can be read
PANEL = 0.75  # width of the panel of confidences, as a share of a drawn picture's height
STRIP = 0.18  # height of the time line below, likewise
COLOURS = (  # of the classes, in their order: Okabe and Ito's, then greys
    (213, 94, 0), (0, 158, 115), (204, 121, 167), (230, 159, 0), (86, 180, 233), (240, 228, 66),
    (153, 153, 153), (0, 114, 178), (200, 200, 200),
)  # fmt: skip
BOX, POINT, INK, PAPER = (255, 255, 255), (0, 255, 170), (235, 235, 235), (24, 24, 24)


def draw_frame(frame, confidence, classes, box=None, points=None):
    """One picture with its face's box, its landmarks, and a bar for the confidence of each emotion.

    frame       (H, W, 3) uint8
    confidence  (C,) from 0 to 1; NaN where nothing was found in this window
    box         (top, left, height, width) in pixels, points (68, 2) as x and y; None where there is no face
    Returns     (H', W', 3) uint8, both sides even, LEAST rows or more: the picture, and the bars beside it
    Errors      ShapeError
    """
    from PIL import Image, ImageDraw

    frame, confidence = np.asarray(frame), np.asarray(confidence, np.float64)
    if frame.ndim != 3 or frame.shape[2] != 3 or frame.dtype != np.uint8:
        raise ShapeError(f"draw_frame: frame is {frame.dtype} {frame.shape}; it must be uint8 (H, W, 3)")
    if confidence.shape != (len(classes),):
        raise ShapeError(f"draw_frame: confidence has shape {confidence.shape} for {len(classes)} classes")
    height, width, scale = drawn_size(frame.shape)
    sheet = Image.new("RGB", (width + panel_width(height), height), PAPER)
    sheet.paste(Image.fromarray(frame).resize((width, height), Image.Resampling.BILINEAR), (0, 0))
    pen = ImageDraw.Draw(sheet)
    thick = max(1, height // 160)
    if box is not None:
        top, left, tall, wide = (scale * float(side) for side in box)
        pen.rectangle((left, top, left + wide, top + tall), outline=BOX, width=thick)
    if points is not None:
        for x, y in (np.asarray(points, float) + 0.5) * scale:
            pen.ellipse((x - thick, y - thick, x + thick, y + thick), fill=POINT)
    _bars(pen, (width, 0, panel_width(height), height), confidence, classes)
    return np.asarray(sheet)


def draw_timeline(line, width, height, now=None):
    """The confidences over time as bands above each other; where nothing was found, the paper's grey.

    line     Timeline
    now      second at which a white line stands, or None
    Returns  (height, width, 3) uint8
    """
    end = float(line.end[-1])
    seconds = (np.arange(width) + 0.5) / width * end  # (width,)
    rows = window_at(line, seconds)  # (width,)
    p = np.where((rows >= 0)[:, None], line.confidence[rows], np.nan)  # (width, C)
    bounds = np.cumsum(np.nan_to_num(p), axis=1)  # (width, C)
    level = (np.arange(height) + 0.5) / height  # (height,)
    band = (level[:, None, None] > bounds).sum(axis=2)  # (height, width), C where nothing is
    colours = np.array([*(colour_of(i) for i in range(len(line.classes))), PAPER], np.uint8)
    picture = colours[band]
    if now is not None:
        place = int(np.clip(now / end * width, 0, width - 1))
        picture[:, max(0, place - 1) : place + 1] = 255
    return picture


def window_at(line, seconds):
    """Return the window whose middle is nearest of those that hold each second; -1 where none does: (n,)."""
    seconds = np.asarray(seconds, float)[:, None]  # (n, 1)
    inside = (line.start <= seconds) & (seconds < line.end)  # (n, W)
    away = np.where(inside, np.abs((line.start + line.end) / 2 - seconds), np.inf)
    return np.where(inside.any(axis=1), away.argmin(axis=1), -1)


def drawn_size(shape):
    """Return height, width and scale at which a picture (H, W, ...) is drawn; both sides are even."""
    scale = max(1.0, LEAST / shape[0])
    height, width = (2 * max(1, round(side * scale / 2)) for side in shape[:2])
    return height, width, scale


def panel_width(height):
    """Return the width of the panel of confidences, an even number."""
    return 2 * round(height * PANEL / 2)


def strip_height(height):
    """Return the height of the time line below a picture, an even number."""
    return 2 * round(height * STRIP / 2)


def colour_of(place):
    """Return the colour of a class by its place."""
    return COLOURS[place % len(COLOURS)]


def _bars(pen, place, confidence, classes):
    """A name, a bar and a percentage for each class; the largest is marked."""
    from PIL import ImageFont

    left, top, width, height = place
    row = height / len(classes)
    font = ImageFont.load_default(max(9, int(min(row * 0.4, height / 20))))
    best = -1 if np.isnan(confidence).any() else int(confidence.argmax())
    margin = width * 0.05
    for i, (name, share) in enumerate(zip(classes, confidence)):
        y = top + i * row
        text = "?" if np.isnan(share) else f"{share:.0%}"
        pen.text((left + margin, y + row * 0.1), f"> {name}" if i == best else name, INK, font)
        pen.text((left + width - margin, y + row * 0.1), text, INK, font, anchor="ra")
        full = width - 2 * margin
        bar = (left + margin, y + row * 0.62, left + margin + full, y + row * 0.88)
        pen.rectangle(bar, outline=(90, 90, 90))
        if not np.isnan(share) and share > 0:
            pen.rectangle((*bar[:2], bar[0] + full * min(1.0, float(share)), bar[3]), fill=colour_of(i))
