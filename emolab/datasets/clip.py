"""One recording: sound, frames, label and subject, decoded when it is first touched."""

import copy
import hashlib
import json
import os
from pathlib import Path

import numpy as np

from emolab.core.errors import ArgumentError, FileError, MissingModality


class Clip:
    """A recording of one person, read lazily.

    label         its emotion, a string of the collection's label set
    subject       who speaks, so that folds can keep people apart
    path          the file that names it, or None where it has none
    sound_path    the file that its sound is read from (WAV, or a video's soundtrack), or None
    frames_path   the file that its pictures are read from, or None
    fps           the frame rate that pictures are read at, None for the file's own; or that of `frames`
    sound         samples at hand, (n,), with their sample_rate, where there is no file
    frames        pictures at hand, uint8 (F, H, W, 3), with their fps, where there is no file
    extra         what else is known of it, a dict

    Note      nothing is decoded before `sound`, `sample_rate`, `frames` or `fps` is touched; `release`
              forgets what was decoded, and the next touch reads it again.
    """

    def __init__(
        self, label, subject, *, path=None, sound_path=None, frames_path=None, fps=None,
        sound=None, sample_rate=None, frames=None, extra=None, name=None,
    ):  # fmt: skip
        if sound is not None and sample_rate is None:
            raise ArgumentError("Clip: sound needs its sample_rate")
        if frames is not None and fps is None:
            raise ArgumentError("Clip: frames need their fps")
        self.label = label
        self.subject = subject
        self.path = None if path is None else Path(path)
        self.sound_path = None if sound_path is None else Path(sound_path)
        self.frames_path = None if frames_path is None else Path(frames_path)
        self.name = name or (self.path.stem if self.path else "clip")
        self._wanted_fps = fps
        self._extra = dict(extra or {})
        self._own_sound = None if sound is None else (np.asarray(sound, np.float32), sample_rate)
        self._own_frames = None if frames is None else (np.asarray(frames, np.uint8), fps)
        self._sound = self._frames = self._key = None

    def __repr__(self):
        return f"{type(self).__name__}({self.name}, label={self.label!r}, subject={self.subject!r})"

    def __getstate__(self):
        """Travel to another process without what was decoded."""
        return {**self.__dict__, "_sound": None, "_frames": None}

    @property
    def has_sound(self):
        """Whether sound is expected of it; known without decoding."""
        return self.sound_path is not None or self._own_sound is not None

    @property
    def has_frames(self):
        """Whether pictures are expected of it; known without decoding."""
        return self.frames_path is not None or self._own_frames is not None

    @property
    def sound(self):
        """The samples, float32 in -1..1, (n,)."""
        return self._sound_read()[0]

    @property
    def sample_rate(self):
        """Samples a second."""
        return self._sound_read()[1]

    @property
    def frames(self):
        """The pictures, uint8 RGB, (F, H, W, 3)."""
        return self._frames_read()[0]

    @property
    def fps(self):
        """Frames a second."""
        return self._frames_read()[1]

    @property
    def extra(self):
        """What else is known of the clip, a dict."""
        return self._extra

    @property
    def duration(self):
        """Seconds of sound, or of pictures where there is no sound."""
        if self.has_sound:
            return len(self.sound) / self.sample_rate
        return len(self.frames) / self.fps

    def relabelled(self, label):
        """The same clip under another label."""
        other = copy.copy(self)
        other.label = label
        return other

    def release(self):
        """Forget the decoded sound and frames."""
        self._sound = self._frames = None

    def content_key(self):
        """A hash of what the clip is made of: its files' bytes and the settings that they are read with."""
        paths = [path for path in (self.sound_path, self.frames_path) if path is not None]
        stamp = tuple((str(path), *_stat(path)) for path in paths)
        if self._key is None or self._key[0] != stamp:
            digest = hashlib.blake2b(digest_size=20)
            for path in dict.fromkeys(paths):
                with open(path, "rb") as file:
                    digest.update(hashlib.file_digest(file, "sha256").digest())
            for values, rate in filter(None, (self._own_sound, self._own_frames)):
                digest.update(f"{values.shape} {rate}".encode() + values.tobytes())
            settings = {"sound": self.has_sound, "frames": self.has_frames, "fps": self._wanted_fps}
            digest.update(json.dumps(settings, sort_keys=True).encode())
            self._key = (stamp, digest.hexdigest())
        return self._key[1]

    def _sound_read(self):
        if self._sound is None:
            if not self.has_sound:
                raise MissingModality(f"{self}: this clip has no sound, only pictures")
            self._sound = self._decode_sound()
        return self._sound

    def _frames_read(self):
        if self._frames is None:
            if not self.has_frames:
                raise MissingModality(f"{self}: this clip has no pictures, only sound")
            self._frames = self._decode_frames()
        return self._frames

    def _decode_sound(self):
        if self._own_sound is not None:
            return self._own_sound
        if self.sound_path.suffix.lower() in {".wav", ".wave"}:
            from emolab.audio import read_wav

            return read_wav(self.sound_path)
        from emolab.vision import read_sound, read_video

        if self.sound_path == self.frames_path:  # one pass over the file serves both
            video = read_video(self.sound_path, fps=self._wanted_fps)
            self._frames = (video.frames, video.fps)
            sound, rate = video.sound, video.sample_rate
        else:
            sound, rate = read_sound(self.sound_path)
        if sound is None:
            raise MissingModality(f"{self.sound_path}: this video has no sound track")
        return sound, rate

    def _decode_frames(self):
        if self._own_frames is not None:
            return self._own_frames
        from emolab.vision import read_video

        both = self.sound_path == self.frames_path
        video = read_video(self.frames_path, fps=self._wanted_fps, sound=both)
        if both and video.sound is not None:
            self._sound = (video.sound, video.sample_rate)
        return video.frames, video.fps


def _stat(path):
    try:
        found = os.stat(path)
    except OSError as error:
        raise FileError(f"cannot read {path}: {error.strerror or error}") from error
    return found.st_size, found.st_mtime_ns
