"""Videos in: frames chosen by time stamp, upright, with the sound beside them."""

from fractions import Fraction
from typing import NamedTuple

import numpy as np

from emolab.core import ArgumentError, FormatError
from emolab.vision.crop import centre_square, crop_box
from emolab.vision.resize import checked_size, resize
from emolab.vision.video_source import VideoSource


class Video(NamedTuple):
    """What `read_video` returns; pictures and sound run on one clock that starts with the first picture."""

    frames: np.ndarray  # (F, H, W, 3) uint8
    times: np.ndarray  # (F,) seconds from the first picture
    fps: float  # frames a second; their mean where they are taken as they come
    sound: np.ndarray | None  # (n,) float32 mono, sample k at k / sample_rate; None without a sound track
    sample_rate: int | None  # samples a second


def read_video(path, fps=None, size=None, crop=None, max_frames=None, sound=True, partial=False):
    """Read a video's frames at a frame rate, and its sound.

    fps         frames a second to take: at each tick k / fps the frame that is on display then; None takes
                all frames as they come
    size        (height, width) to resize each frame to, or None
    crop        what to cut out of each frame before: None, "square" (the middle), a box (top, left, height,
                width), or a function frame -> part
    max_frames  stop after so many frames; the sound is then cut to their span
    sound       False leaves the sound track out
    partial     True takes what is there of a video cut in the middle, with a warning
    Returns   Video(frames, times, fps, sound, sample_rate); sound and sample_rate are None without a track
    Errors    FileError for a missing file; FormatError for what is empty, text, a Git LFS pointer, no video,
              without pictures, of 0 frames or cut in the middle (it names the second); MissingExtra
    Note      Rotation and mirror tags are applied, stamps count and not positions, so that variable rates
              come out right. A stamp within half a step of the file's clock after a tick counts as on it.
              Several sound channels become their mean; sound before the first picture is cut, a late start
              is filled with zeros. Frames are whole frames: no face is looked for.
    """
    limit = _checked_limit(max_frames)
    frames, times = [], []
    with VideoSource(path, sound, partial) as source:
        for time, frame in _chosen(source, fps, size, crop):
            if frames and frame.shape != frames[0].shape:
                raise FormatError(
                    f"{path}: frames change from {frames[0].shape[:2]} to {frame.shape[:2]} at "
                    f"{float(time):.2f} s; give a size"
                )
            frames.append(frame)
            times.append(float(time))
            if len(frames) == limit:
                break
        rate = _rate(source, fps, times)
        span = times[-1] + 1 / rate
        if limit is not None:
            source.finish_sound(span)
        track = source.sound()
        if track is not None and len(frames) == limit:
            track = track[: round(span * source.sample_rate)]
        return Video(np.stack(frames), np.array(times), rate, track, source.sample_rate)


def read_sound(path, partial=False):
    """Return a video's sound and sample rate, as `read_video` gives them; both None without a track.

    Errors    as `read_video`
    Note      no picture is kept: memory grows with the sound alone
    """
    with VideoSource(path, True, partial) as source:
        for _ in source.pictures():
            pass
        return source.sound(), source.sample_rate


def stream_video(path, fps=None, size=None, crop=None, partial=False):
    """Yield (time, frame) one by one, chosen as by `read_video`; memory does not grow with the length.

    Errors    as `read_video`, when the place in the file is reached
    """
    with VideoSource(path, False, partial) as source:
        for time, frame in _chosen(source, fps, size, crop):
            yield float(time), frame


def _chosen(source, fps, size, crop):
    """Yield (time, frame (H, W, 3)) at the ticks; a frame shown at several ticks is converted once."""
    size = size if size is None else checked_size(size, "read_video")
    cut = _cutter(crop)
    last = image = None
    for time, frame in _at_ticks(source, _checked_rate(fps)):
        if frame is not last:
            last, image = frame, cut(upright(frame.to_ndarray(format="rgb24"), source.matrix))
            image = resize(image, size) if size else np.ascontiguousarray(image)
        yield time, image


def _at_ticks(source, fps):
    if fps is None:
        for start, _, frame in source.pictures():
            yield start, frame
        return
    slack, tick, held, end = source.tick / 2, 0, None, Fraction(0)
    for start, duration, frame in source.pictures():
        while held is not None and tick / fps < start - slack:
            yield tick / fps, held
            tick += 1
        held, end = frame, start + duration
    while held is not None and tick / fps < end - slack:
        yield tick / fps, held
        tick += 1


def upright(image, matrix):
    """Turn and mirror an image (H, W, 3) as a display matrix (a, b, c, d) asks, to the nearest quarter turn.

    Formula   x' = a x + c y;  y' = b x + d y, x to the right and y down
    """
    if matrix is None:
        return image
    a, b, c, d = matrix
    if abs(b) + abs(c) > abs(a) + abs(d):  # a quarter turn: the axes change places
        image, right, down = image.swapaxes(0, 1), c, b
    else:
        right, down = a, d
    return image[:: -1 if down < 0 else 1, :: -1 if right < 0 else 1]


def _cutter(crop):
    if crop is None:
        return lambda frame: frame
    if callable(crop):
        return crop
    if isinstance(crop, str):
        if crop != "square":
            raise ArgumentError(f"read_video: crop must be 'square', a box or a function, not {crop!r}")
        return centre_square
    return lambda frame: crop_box(frame, crop)


def _checked_rate(fps):
    if fps is None:
        return None
    number = isinstance(fps, int | float | Fraction | np.number) and not isinstance(fps, bool)
    if not number or not 0 < fps <= 1000:
        raise ArgumentError(f"read_video: fps must be above 0 and at most 1000, not {fps!r}")
    return Fraction(fps).limit_denominator(100_000)


def _checked_limit(max_frames):
    number = isinstance(max_frames, int) and not isinstance(max_frames, bool)
    if max_frames is None or number and max_frames > 0:
        return max_frames
    raise ArgumentError(f"read_video: max_frames must be a whole number from 1, not {max_frames!r}")


def _rate(source, fps, times):
    if fps is not None:
        return float(fps)
    if len(times) > 1:
        return (len(times) - 1) / (times[-1] - times[0])
    return float(source.rate or 25)
