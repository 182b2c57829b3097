"""What gu2025 sees: the face of every picture, enlarged, and its landmarks, kept on disk."""

import warnings
from typing import NamedTuple

import numpy as np

from emolab.core.cache import key_of
from emolab.core.errors import MissingModality
from emolab.papers.face_frames import BLANK, at_rate
from emolab.papers.kept_features import kept_features

POINTS = 68
VECTOR = {"window": 88, "frame": 44, "none": 0}  # sizes of `measured`
HEAD = 4 * (2 + 4 + 2 * POINTS)  # bytes of a row before its picture: start, end, box, points in float32


class Seen(NamedTuple):
    """One row a picture with a face in it."""

    start: np.ndarray  # (F,) s
    end: np.ndarray  # (F,) s, of the picture's time
    points: np.ndarray  # (F, 68, 2) x and y in pixels of the whole picture
    faces: np.ndarray  # (F, side, side, 3), uint8
    boxes: np.ndarray | None = None  # (F, 4) top, left, height and width, there too


def looks(clips, settings, show=True):
    """Return the faces of each clip, a list of (F, bytes), uint8, which `seen` takes apart.

    Errors    MissingModality, naming a clip without a face; DataError
    """
    from emolab.vision import FaceDetector, LandmarkModel

    detector, model = FaceDetector.load(), LandmarkModel.load()
    names = ("fps", "faces", "smallest", "crop", "margin", "side")
    asked = {name: getattr(settings, name) for name in names}
    asked["models"] = key_of(detector.weights_, detector.bias_, detector.threshold, model.leaves_)

    def compute(clip):
        return look(clip, settings, detector, model)

    return kept_features("gu2025-face", clips, asked, compute, "faces, landmarks", version=2, show=show)


def look(clip, settings, detector, model):
    """Return the faces of one clip, (F, bytes), uint8."""
    from emolab.vision import crop_face

    name = clip.path or clip.name
    which = at_rate(len(clip.frames), clip.fps, settings.fps)
    frames = clip.frames[which]
    if len(frames) == 0:
        raise MissingModality(f"{name}: no picture in it")
    boxes = boxes_of(frames, settings, detector)  # (F, 4)
    there = np.isfinite(boxes).all(axis=1)
    start = which / clip.fps
    if not there.any():
        raise MissingModality(f"{name}: no face in any of its {len(frames)} pictures")
    if not there.all():
        places = ", ".join(f"{second:.1f} s" for second in start[~there][:5])
        more = " and later" if (~there).sum() > 5 else ""
        warnings.warn(
            f"{name}: {(~there).sum()} of {len(frames)} pictures left out, without a face: at {places}{more}",
            stacklevel=2,
        )
    frames, boxes, start = frames[there], boxes[there], start[there]
    end = start + 1 / min(clip.fps, settings.fps)
    points = np.stack([model.predict(frame, box) for frame, box in zip(frames, boxes)])  # (F, 68, 2)
    faces = [crop_face(frame, box, settings.side, settings.margin) for frame, box in zip(frames, boxes)]
    F = len(frames)
    head = np.concatenate([start[:, None], end[:, None], boxes, points.reshape(F, -1)], axis=1).astype("<f4")
    return np.concatenate([head.view(np.uint8), np.stack(faces).reshape(F, -1)], axis=1)


def boxes_of(frames, settings, detector):
    """Return the place of the face in each picture, (F, 4), a row of NaN where there is none."""
    H, W = frames.shape[1:3]
    if settings.faces == "detector":
        return detector.track(frames, min_size=max(1, settings.smallest * min(H, W))).boxes
    side = settings.crop * min(H, W)
    boxes = np.tile([(H - side) / 2, (W - side) / 2, side, side], (len(frames), 1))
    flat = frames.reshape(len(frames), -1, 3).astype(np.float32).std(axis=1).max(axis=1) < BLANK  # (F,)
    boxes[flat] = np.nan
    return boxes


def seen(rows, side):
    """Take apart what `looks` gives.

    Shapes    rows (F, bytes) -> Seen
    """
    head = np.ascontiguousarray(rows[:, :HEAD]).view("<f4")  # (F, 2 + 4 + 136)
    return Seen(
        head[:, 0], head[:, 1], head[:, 6:].reshape(-1, POINTS, 2),
        rows[:, HEAD:].reshape(-1, side, side, 3), head[:, 2:6],
    )  # fmt: skip


def measured(face, reading, width):
    """What the landmarks around each picture tell, (F, VECTOR[reading]), float32.

    face      Seen
    reading   "window": mean, deviation, range and motion of each distance over the pictures at most
              width / 2 seconds away; "frame": each distance and its motion; "none"
    Errors    DataError where the points are those of no face
    """
    from emolab.vision import landmark_features

    F = len(face.start)
    if reading == "none":
        return np.zeros((F, 0), np.float32)
    found = landmark_features(face.points, face.start)
    if reading == "frame":
        return found.joined().astype(np.float32)
    near = np.abs(face.start[:, None] - face.start) <= width / 2  # (F, F)
    rows = [type(found)(found.geometry[row], found.motion[row]).summary() for row in near]
    return np.stack(rows).astype(np.float32)
