"""A clip with what gu2025 found drawn into it, as a video or as pictures."""

from pathlib import Path

import numpy as np

from emolab.core.errors import ArgumentError, MissingModality
from emolab.core.progress import progress
from emolab.papers.gu2025.drawing import (
    draw_frame,
    draw_timeline,
    drawn_size,
    panel_width,
    strip_height,
    window_at,
)
from emolab.papers.gu2025.seeing import seen

SAME = 1e-3  # seconds by which a face's time and its picture's may differ
RATE = 16000  # Hz of the sound beside the pictures


def annotated_frames(system, clip, features=None):
    """Yield each picture of a clip with box, landmarks, confidences and the time line below.

    system    a trained gu2025 System that sees; features is what its `read([clip])` gave
    Errors    ArgumentError where the system only hears; MissingModality for a clip without pictures
    """
    if not system.sees:
        raise ArgumentError("this system only hears: there are no faces to draw; train it with both")
    frames = clip.frames
    if len(frames) == 0:
        raise MissingModality(f"{clip.path or clip.name}: no picture in it")
    features = features or system.read([clip], False)
    line = system.timeline(clip, features)
    rows = features["video"][0]
    face = None if rows is None else seen(rows, system.settings.side)
    height, width, _ = drawn_size(frames.shape[1:])
    full = width + panel_width(height)
    nothing = np.full(len(line.classes), np.nan)
    for number, frame in enumerate(frames):
        now = (number + 0.5) / clip.fps
        window = int(window_at(line, [now])[0])
        confidence = line.confidence[window] if window >= 0 else nothing
        box, points = _face_at(face, number / clip.fps)
        drawn = draw_frame(frame, confidence, line.classes, box, points)
        yield np.concatenate([drawn, draw_timeline(line, full, strip_height(height), now)])


def _face_at(face, second):
    """Box and landmarks of the face that is shown at a second: (None, None) where there is none."""
    if face is None:
        return None, None
    shown = np.flatnonzero((face.start <= second + SAME) & (second < face.end - SAME))
    return (face.boxes[shown[-1]], face.points[shown[-1]]) if len(shown) else (None, None)


def write_annotated(system, clip, out, features=None, show=True):
    """Write a clip with what was found drawn into it.

    out       a name that ends in .mp4, which needs PyAV, or a folder, which gets 00001.png, ...
    Returns   the path
    Errors    as `annotated_frames`; MissingExtra; FileError
    """
    from emolab.vision import write_image, write_video

    out = Path(out)
    total = len(clip.frames)
    frames = progress(annotated_frames(system, clip, features), "drawing", total=total, wanted=show)
    if out.suffix.lower() == ".mp4":
        write_video(out, frames, clip.fps, *_sound(clip))
        return out
    for number, frame in enumerate(frames, 1):
        write_image(out / f"{number:05d}.png", frame)
    return out


def _sound(clip):
    """The sound and its rate for beside the pictures, (None, None) where there is none."""
    from emolab.audio import resample

    try:
        return resample(np.asarray(clip.sound, np.float32), clip.sample_rate, RATE).clip(-1, 1), RATE
    except MissingModality:
        return None, None
