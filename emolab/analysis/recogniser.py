"""The recogniser that ships with the library: a recording in, confidences of seven emotions over time out."""

from typing import NamedTuple

import numpy as np

from emolab.analysis.timeline import Timeline, fuse_timelines, on_windows, timeline
from emolab.core.errors import DataError, MissingModality
from emolab.fusion import weighted_scores

FPS = 5.0  # pictures a second that are looked at
SMALLEST = 0.15  # height of the smallest face looked for, as a share of the picture's shorter side
MARGIN = 0.05  # at each side: the detector's box is 0.91 of the side of FER2013's pictures (median of 124)
WIDTH, STEP = 3.0, 1.0  # s of a window of the voice, and from one to the next


class Recognised(NamedTuple):
    """What was found in a recording."""

    used: str  # "audio", "video" or "joined" for both
    classes: tuple  # seven labels
    probabilities: np.ndarray  # (7,)
    line: Timeline
    note: str | None = None  # what could not be used, and why


class Recogniser:
    """The shipped networks for voice and face, and what brings a recording to them.

    face      FaceRecogniser;  voice: VoiceRecogniser
    weights   of face and voice where both are there
    Example   Recogniser.load().recognise(Clip(None, None, path=path, sound_path=path, frames_path=path))
    Note      The voice is judged in windows of 3 s, the face in 5 pictures a second; the probabilities of a
              recording are the means over both. None of the five papers has this system.
    """

    def __init__(self, face, voice, weights=(0.5, 0.5)):
        self.face, self.voice, self.weights = face, voice, weights

    @classmethod
    def load(cls):
        """Return the recogniser that comes with the library."""
        from emolab.models.face_recogniser import FaceRecogniser
        from emolab.models.voice_recogniser import VoiceRecogniser

        return cls(FaceRecogniser.load(), VoiceRecogniser.load())

    def recognise(self, clip, show=False):
        """Return what voice and face tell, Recognised; of a recording with one of them, that one alone.

        Errors    DataError where there is neither voice nor face
        """
        seen, heard, reasons = None, None, []
        if clip.has_frames:
            try:
                seen = self.watch(clip, show)
            except MissingModality as error:
                reasons.append(str(error))
        if clip.has_sound:
            try:
                heard = self.listen(*_sound_of(clip))
            except DataError as error:
                reasons.append(str(error))
        if seen is None and heard is None:
            raise DataError("; ".join(reasons) or f"{clip.name}: neither sound nor pictures")
        note = "; ".join(reasons) or None
        if seen is None or heard is None:
            used, line = ("audio", heard) if seen is None else ("video", seen)
            return Recognised(used, line.classes, _mean(line), line, note)
        until = max(seen.end[-1], heard.end[-1])
        start = STEP * np.arange(max(1, int(np.ceil(until / STEP - 1e-6))))
        seen = on_windows(seen, start, np.minimum(start + STEP, until))
        line = fuse_timelines(seen, heard, self.weights)
        p = weighted_scores(_mean(seen)[None], _mean(heard)[None], self.weights)[0] / sum(self.weights)
        return Recognised("joined", line.classes, p, line, note)

    def listen(self, sound, sample_rate):
        """Return the voice's confidences, a Timeline of windows of 3 s.

        Errors    DataError for sound too short or silent throughout; windows without a sound are NaN
        """
        seconds = len(sound) / sample_rate
        count = 1 if seconds <= WIDTH else 1 + int(np.ceil((seconds - WIDTH) / STEP - 1e-6))
        start = STEP * np.arange(count)
        end = np.minimum(start + WIDTH, seconds)
        rows = np.full((count, len(self.voice.classes)), np.nan)
        reason = None
        for i, (first, last) in enumerate(zip(start, end)):
            part = sound[int(first * sample_rate) : int(last * sample_rate)]
            try:
                rows[i] = self.voice.probabilities(part, sample_rate)
            except DataError as error:
                reason = error
        if np.isnan(rows).all():
            raise reason
        return timeline(rows, self.voice.classes, start, end, name="voice")

    def watch(self, clip, show=False):
        """Return the face's confidences, a Timeline of one window a picture with a face in it.

        Errors    MissingModality where no picture shows a face
        """
        from emolab.models.face_recogniser import SIDE
        from emolab.vision import crop_face

        times, boxes = self._boxes(clip, show)
        there = np.isfinite(boxes).all(axis=1)
        if not there.any():
            raise MissingModality(f"{clip.path or clip.name}: no face in any of its {len(boxes)} pictures")
        faces = [
            crop_face(frame, box, SIDE, MARGIN)
            for (_, frame), box in zip(_pictures(clip), boxes)
            if np.isfinite(box).all()
        ]
        start = times[there]
        end = np.minimum(start + 1 / FPS, np.append(start[1:], np.inf))
        return timeline(self.face.probabilities(np.stack(faces)), self.face.classes, start, end, name="face")

    def _boxes(self, clip, show):
        """Times (F,) of the pictures, and the face's place in each (F, 4), NaN where there is none."""
        from emolab.core.progress import progress
        from emolab.vision import FaceDetector, track_boxes

        detector, found, times = FaceDetector.load(), [], []
        for time, frame in progress(_pictures(clip), "looking for a face", unit="pictures", wanted=show):
            found.append(detector(frame, min_size=max(1, SMALLEST * min(frame.shape[:2]))))
            times.append(time)
        if not found:
            raise MissingModality(f"{clip.path or clip.name}: no picture in it")
        return np.array(times), track_boxes(found).boxes


def _sound_of(clip):
    """Samples and rate; of a film without its pictures, which would all be held in memory."""
    if clip.sound_path is not None and clip.sound_path == clip.frames_path:
        from emolab.datasets import Clip

        clip = Clip(None, clip.name, sound_path=clip.sound_path)
    return clip.sound, clip.sample_rate


def _pictures(clip):
    """Yield (seconds, picture), FPS of them a second, one by one: a long film needs no more memory."""
    if clip.frames_path is not None:
        from emolab.vision import stream_video

        yield from stream_video(clip.frames_path, FPS)
        return
    ticks = np.arange(0, len(clip.frames) / clip.fps, 1 / FPS)
    for time in ticks:
        yield time, clip.frames[min(int(time * clip.fps + 1e-6), len(clip.frames) - 1)]


def _mean(line):
    """The mean confidence over what was found, (C,)."""
    return line.confidence[line.seen].mean(axis=0)
