"""Videos out: H.264 and AAC in an MP4, whole or not at all."""

import warnings
from fractions import Fraction
from itertools import count as counting
from pathlib import Path

import numpy as np

from emolab.core import ArgumentError, DataError, ShapeError
from emolab.core.files import atomic_write
from emolab.vision.video_source import av_library

CLOCK = 90_000  # steps a second of the stamps
AAC_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
BLOCK = 1024  # samples in a frame of AAC
SOUND_RATE = 128_000  # bits a second
# libx264's look-ahead reads what it did not write: with it, equal frames give other bytes now and then
REPEATABLE = "threads=1:lookahead-threads=1:mbtree=0:rc-lookahead=0:b-adapt=0"


def write_video(path, frames, fps=None, sound=None, sample_rate=None, times=None):
    """Write frames, and sound if there is any, as an MP4.

    frames       (F, H, W, 3) uint8, or any iterable of frames (H, W, 3), read one by one; H and W even
    fps          frames a second
    sound        (n,) mono floats in -1 to 1, or None
    sample_rate  samples a second, one that AAC knows
    times        (F,) seconds of each frame, rising from 0: a variable rate; fps then gives the length of the
                 last frame
    Errors    ArgumentError, ShapeError and DataError for what cannot be stored; FileError where the folder
              cannot be written; MissingExtra without PyAV
    Note      H.264 by libx264 at quality 18, one thread, so that the same frames give the same bytes; where
              PyAV comes without it, MPEG-4 part 2, and a warning says so.
    """
    av = av_library("write_video")
    if not isinstance(fps, int | float | Fraction | np.number) or not 0 < fps <= 1000:
        raise ArgumentError(f"write_video: fps must be above 0 and at most 1000, not {fps!r}")
    sound = _checked_sound(sound, sample_rate)
    stamps = _stamps(fps, times)
    frames = iter(frames)
    first = next(frames, None)
    if first is None:
        raise DataError(f"write_video: there are no frames to write to {path}")
    shape = _checked_frame(first, None, 0).shape
    with atomic_write(Path(path)) as file:
        with av.open(file, "w", format="mp4", options={"fflags": "+bitexact"}) as container:
            video = _video_stream(av, container, shape, fps)
            audio = container.add_stream("aac", rate=int(sample_rate)) if sound is not None else None
            if audio is not None:
                audio.layout, audio.bit_rate = "mono", SOUND_RATE
            spoken, count, frame = 0, 0, first
            while frame is not None:
                frame = _checked_frame(frame, shape, count)
                stamp = next(stamps, None)
                if stamp is None:
                    raise ShapeError(f"write_video: there are more frames than times ({count})")
                if audio is not None:  # sound keeps up with the pictures, so that players can stream
                    due = min(len(sound), int(stamp * sample_rate / CLOCK) + BLOCK)
                    spoken = _speak(av, container, audio, sound, spoken, due)
                picture = av.VideoFrame.from_ndarray(frame, format="rgb24")
                picture.pts, picture.time_base = stamp, Fraction(1, CLOCK)
                container.mux(video.encode(picture))
                frame, count = next(frames, None), count + 1
            if times is not None and count != len(times):
                raise ShapeError(f"write_video: {count} frames for {len(times)} times")
            container.mux(video.encode(None))
            if audio is not None:
                _speak(av, container, audio, sound, spoken, len(sound))
                container.mux(audio.encode(None))


def _video_stream(av, container, shape, fps):
    rate = Fraction(fps).limit_denominator(100_000)
    try:
        stream = container.add_stream("libx264", rate=rate)
        stream.options = {"crf": "18", "preset": "veryfast", "x264-params": REPEATABLE}
    except (av.FFmpegError, ValueError):
        warnings.warn("this PyAV has no libx264; MPEG-4 part 2 is written instead", stacklevel=3)
        stream = container.add_stream("mpeg4", rate=rate)
        stream.options = {"qscale": "3"}
    stream.height, stream.width = shape[:2]
    stream.pix_fmt = "yuv420p"
    stream.codec_context.thread_count = 1
    stream.codec_context.time_base = Fraction(1, CLOCK)
    return stream


def _speak(av, container, stream, sound, start, stop):
    """Encode sound[start:stop] in whole blocks, and at the end what is left; return where it got to."""
    while start < stop and (start + BLOCK <= stop or stop == len(sound)):
        block = av.AudioFrame.from_ndarray(sound[None, start : min(start + BLOCK, stop)], "fltp", "mono")
        block.sample_rate, block.pts = stream.rate, start
        block.time_base = Fraction(1, stream.rate)
        container.mux(stream.encode(block))
        start = min(start + BLOCK, stop)
    return start


def _stamps(fps, times):
    if times is None:
        step = CLOCK / Fraction(fps).limit_denominator(100_000)
        return (round(k * step) for k in counting())
    times = np.asarray(times, float)
    if times.ndim != 1 or not np.isfinite(times).all() or (times < 0).any():
        raise ArgumentError("write_video: times must be (F,) seconds from 0, all finite")
    stamps = np.rint(times * CLOCK).astype(np.int64)
    if (np.diff(stamps) <= 0).any():
        place = int(np.argmax(np.diff(stamps) <= 0))
        raise ArgumentError(f"write_video: times must rise; they do not after frame {place}")
    return iter(stamps.tolist())


def _checked_frame(frame, shape, count):
    frame = np.ascontiguousarray(frame)
    if frame.dtype != np.uint8:
        raise ArgumentError(f"write_video: frame {count} has dtype {frame.dtype}; it must be uint8, 0 to 255")
    if frame.ndim != 3 or frame.shape[2] != 3 or 0 in frame.shape:
        raise ShapeError(f"write_video: frame {count} has shape {frame.shape}; it must be (H, W, 3)")
    if shape is not None and frame.shape != shape:
        raise ShapeError(f"write_video: frame {count} has shape {frame.shape}, the first one {shape}")
    if frame.shape[0] % 2 or frame.shape[1] % 2:
        raise ShapeError(
            f"write_video: frames are {frame.shape[0]} x {frame.shape[1]}; colour is kept for 2 x 2 pixels, "
            "so both sides must be even: crop or resize them"
        )
    return frame


def _checked_sound(sound, sample_rate):
    if sound is None:
        return None
    sound = np.asarray(sound)
    if sound.ndim != 1 or sound.dtype.kind != "f":
        raise ShapeError(f"write_video: sound is {sound.dtype} {sound.shape}; it must be mono floats (n,)")
    if not np.isfinite(sound).all() or np.abs(sound).max(initial=0) > 1:
        raise DataError("write_video: sound must be finite and within -1 to 1")
    if sample_rate not in AAC_RATES:
        known = ", ".join(map(str, AAC_RATES))
        raise ArgumentError(f"write_video: sample_rate {sample_rate!r} is not one that AAC stores: {known}")
    return np.ascontiguousarray(sound, np.float32)
