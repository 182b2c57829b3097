"""Decoding a video file once from front to back: pictures as they come, sound gathered beside them."""

import warnings
from fractions import Fraction
from pathlib import Path

import numpy as np

from emolab.core import FormatError, MissingExtra, threads
from emolab.core.file_head import looks_like_text, read_head

MAX_GAP = 600  # seconds between two stamps; more is taken for a broken stamp
ATTACHED = 0x400  # the disposition of a cover picture
MAX_PIXELS = 80_000_000


def av_library(where):
    """Import PyAV, or raise MissingExtra."""
    try:
        import av
    except ImportError as error:
        raise MissingExtra(f"{where} needs PyAV: pip install 'emolab[video]'") from error
    return av


class VideoSource:
    """An open video file; use it in a with block and read it once.

    path       as it was given
    has_sound  whether there is a sound track that is wanted
    rate       the mean frame rate that the file states, or None
    """

    def __init__(self, path, sound=True, partial=False):
        self.av = av_library("read_video")
        self.path, self.partial = Path(path), partial
        head = read_head(self.path)
        if looks_like_text(head):
            raise FormatError(f"{self.path} is no video: it is text")
        try:
            self.container = self.av.open(f"file:{self.path}", options={"protocol_whitelist": "file"})
        except self.av.FFmpegError as error:
            why = f"({error.strerror}); it may be broken or of another format"
            if head[4:8] == b"ftyp" and b"moov" not in head:
                why = f"({error.strerror}): most likely its end is missing, where an MP4 keeps its index"
            raise FormatError(f"{self.path} is no video that can be read {why}") from error
        try:
            self._choose_streams(sound)
        except BaseException:
            self.container.close()
            raise
        self.chunks, self.sample_rate, self.sound_start, self.sound_end = [], None, None, None
        self.first = self.end = self.latest = self.pending = None  # times since `first` as Fractions
        self.matrix = None  # the display matrix (a, b, c, d), once a picture has come
        self.packets, self.reached = {}, Fraction(0)  # packets by track, and the last stamp in any of them
        self.trouble, self.skipped, self.unstamped = "", 0, 0

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.container.close()

    def _choose_streams(self, sound):
        name = self.container.format.name
        if name.endswith("_pipe") or name == "image2":
            raise FormatError(f"{self.path} is a picture ({name}), not a video; use read_image")
        tracks = self.container.streams
        films = [s for s in tracks.video if not int(getattr(s, "disposition", 0)) & ATTACHED]
        if not films:
            held = "sound only" if tracks.audio else "no pictures"
            raise FormatError(f"{self.path} holds {held}; a video with pictures is needed")
        self.video = films[0]
        context = self.video.codec_context
        if context is None:
            raise FormatError(f"{self.path}: its pictures are in a codec that this PyAV cannot decode")
        if context.width * context.height > MAX_PIXELS:
            raise FormatError(f"{self.path} claims frames of {context.width} x {context.height} pixels")
        context.thread_type, context.thread_count = "AUTO", threads()
        self.audio = tracks.audio[0] if tracks.audio and sound else None
        self.has_sound = self.audio is not None
        self.rate = self.video.average_rate or self.video.guessed_rate
        self.tick = self.video.time_base  # a step of the file's clock

    def pictures(self):
        """Yield (start, duration, frame): seconds from the first picture as Fractions, PyAV's frame.

        Errors    FormatError for a file without pictures or cut in the middle
        """
        for kind, frame in self._decoded():
            if kind == "sound":
                self._keep_sound(frame)
                continue
            if self.first is None:  # of the first frame alone: asking ties a frame to itself, and it stays
                self._read_matrix(frame)
            start = self._stamp(frame)
            if start is None:
                continue
            duration = Fraction(frame.duration or 0) * self.tick or 1 / Fraction(self.rate or 25)
            self.end = start + duration
            yield start, duration, frame
        self._check_whole()

    def _read_matrix(self, frame):
        stored = frame.side_data.get("DISPLAYMATRIX")
        if stored is not None:
            a, b, _, c, d = np.frombuffer(bytes(stored), np.int32)[:5].tolist()
            self.matrix = (a, b, c, d)

    def finish_sound(self, until):
        """Read on for sound alone, up to the time `until` in seconds from the first picture."""
        if not self.has_sound:
            return
        for kind, frame in self._decoded():
            if kind == "sound":
                self._keep_sound(frame)
                if frame.pts is not None and frame.pts * frame.time_base - self.first > until:
                    return

    def _decoded(self):
        if self.pending is None:
            self.pending = self._decode_all()
        return self.pending

    def _decode_all(self):
        tracks = {self.video.index: "picture"} | ({self.audio.index: "sound"} if self.has_sound else {})
        packets = self.container.demux()
        while True:
            try:
                packet = next(packets, None)
                if packet is None:
                    return
                if packet.is_corrupt:
                    self.trouble = "a packet is broken"
                    break
                kind = tracks.get(packet.stream.index)  # a flushing packet has no stream_index of its own
                self._count(packet, kind)
                frames = packet.decode() if kind else []
            except self.av.FFmpegError as error:
                self.trouble = error.strerror or str(error)
                break
            yield from ((kind, frame) for frame in frames)
        try:  # what the decoder still holds is whole
            frames = self.video.codec_context.decode(None)
        except self.av.FFmpegError:
            frames = []
        yield from (("picture", frame) for frame in frames)

    def _count(self, packet, kind):
        if packet.size:
            self.packets[packet.stream_index] = self.packets.get(packet.stream_index, 0) + 1
        if packet.pts is not None:
            end = (packet.pts + (packet.duration or 0)) * packet.time_base
            self.reached = max(self.reached, end)
            if kind == "sound":
                self.sound_end = end

    def _stamp(self, frame):
        """Seconds from the first picture, or None where the stamps run backwards."""
        if frame.pts is None:
            self.unstamped += 1
            stamp = Fraction(0) if self.end is None else self.first + self.end
        else:
            stamp = frame.pts * self.tick
        if self.first is None:
            self.first = stamp
        start = stamp - self.first
        if self.end is not None and start - self.end > MAX_GAP:
            raise FormatError(
                f"{self.path}: its time stamps jump from {float(self.end):.2f} s to {float(start):.2f} s"
            )
        if self.end is not None and start <= self.latest:
            self.skipped += 1
            return None
        self.latest = start
        return start

    def _keep_sound(self, frame):
        if self.sample_rate is None:
            self.sample_rate = frame.sample_rate
            self.sound_start = frame.pts * frame.time_base if frame.pts is not None else None
        if frame.sample_rate != self.sample_rate:
            raise FormatError(
                f"{self.path}: its sound changes from {self.sample_rate} to {frame.sample_rate} Hz midway"
            )
        self.chunks.append(_mono(frame))

    def _check_whole(self):
        if self.first is None and not self.trouble:
            raise FormatError(f"{self.path} holds a video track of 0 frames")
        counted = [(s.frames, self.packets.get(s.index, 0)) for s in self.container.streams]
        missing = any(stated > found for stated, found in counted)
        stated = (self.video.duration or 0) * self.tick
        if not stated and "matroska" in self.container.format.name:  # states the end of its longest track
            stated = Fraction(self.container.duration or 0, self.av.time_base)
            missing = stated - self.reached > 2 / Fraction(self.rate or 25)
        reached = self.end or Fraction(0)
        if self.trouble or missing:
            whole = f" of {float(stated):.2f} s" if stated else ""
            why = f" ({self.trouble})" if self.trouble else ""
            place = f"its pictures stop at {float(reached):.2f} s{whole}{why}"
            said = f"{self.path} is cut short or broken: {place}"
            if not self.partial or self.first is None:
                raise FormatError(f"{said}; partial=True takes what is there")
            warnings.warn(f"{said}; what is there was taken", stacklevel=6)
        if self.unstamped:
            said = f"{self.path}: {self.unstamped} frames bear no time stamp; the stated rate was used"
            warnings.warn(said, stacklevel=6)
        if self.skipped:
            said = f"{self.path}: {self.skipped} frames whose stamps run backwards were left out"
            warnings.warn(said, stacklevel=6)

    def sound(self):
        """Return the mono track (n,) float32 that starts with the first picture, or None without one."""
        if not self.chunks:
            return None
        track, late = np.concatenate(self.chunks), 0
        if self.sound_start is not None:
            if self.sound_end is not None:  # what follows only fills the codec's last block
                track = track[: round((self.sound_end - self.sound_start) * self.sample_rate)]
            late = round((self.sound_start - self.first) * self.sample_rate)
        if late > MAX_GAP * self.sample_rate:
            seconds = late / self.sample_rate
            raise FormatError(f"{self.path}: its sound begins {seconds:.0f} s after the pictures")
        return np.concatenate([np.zeros(late, np.float32), track]) if late > 0 else track[-late:]


def _mono(frame):
    """The mean of all channels, on the scale -1 to 1."""
    samples = frame.to_ndarray()
    if not frame.format.is_planar:
        samples = samples.reshape(-1, frame.layout.nb_channels).T  # (channels, n)
    if samples.dtype == np.uint8:
        samples = (samples.astype(np.float32) - 128) / 128
    elif samples.dtype.kind == "i":
        samples = samples / float(-np.iinfo(samples.dtype).min)
    return samples.mean(axis=0).astype(np.float32)  # (n,)
