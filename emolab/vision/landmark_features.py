"""What a face's landmarks tell over time: distances that no head pose changes much, and their motion."""

from typing import NamedTuple

import numpy as np

from emolab.core import formula
from emolab.core.errors import ArgumentError, DataError

RIGHT_EYE, LEFT_EYE = slice(36, 42), slice(42, 48)
PAIRS = {  # name: points whose distance it is, of iBUG's 68
    "mouth_width": (48, 54), "mouth_height": (51, 57), "lips_apart": (62, 66), "upper_lip_nose": (33, 51),
    "jaw_drop": (33, 8), "right_eye_open": (37, 41), "right_eye_open_inner": (38, 40),
    "left_eye_open": (44, 46), "left_eye_open_inner": (43, 47), "brows_apart": (21, 22),
    "right_brow_inner": (21, 39), "left_brow_inner": (22, 42), "right_brow_middle": (19, 37),
    "left_brow_middle": (24, 44), "right_brow_outer": (17, 36), "left_brow_outer": (26, 45),
    "right_cheek": (36, 48), "left_cheek": (45, 54),
}  # fmt: skip
HEIGHTS = {  # name: (points, points): how far the first lie above the second, in the face's own upright
    "right_corner_up": ((48,), (51, 57)), "left_corner_up": ((54,), (51, 57)),
    "right_brow_slant": ((17,), (21,)), "left_brow_slant": ((26,), (22,)),
}  # fmt: skip
NAMES = (*PAIRS, *HEIGHTS)


class LandmarkFeatures(NamedTuple):
    """One row a frame."""

    geometry: np.ndarray  # (T, 22), in distances between the eyes, named by landmark_names
    motion: np.ndarray  # (T, 22), change of each a second

    def joined(self):
        """Return both side by side, (T, 44)."""
        return np.concatenate(self, axis=1)

    def summary(self):
        """Mean, deviation and range of each distance and mean size of its motion over the window, (88,)."""
        x = self.geometry
        return np.concatenate(
            [x.mean(axis=0), x.std(axis=0), np.ptp(x, axis=0), np.abs(self.motion).mean(axis=0)]
        )


def landmark_names():
    """Return the names of the 22 values of a frame, in order."""
    return list(NAMES)


@formula("gu2025 keypoint sequence")
def normalise_landmarks(points):
    """Landmarks in the face's own frame: between the eyes is the origin, the eyes are level and 1 apart.

    Formula   with the eyes' centres r and l:  p' = R (p - (r + l) / 2) / |l - r|,  R turns l - r to (1, 0)
    Shapes    points (..., 68, 2) as x and y -> (..., 68, 2)
    Errors    DataError for NaN, or eyes in one place
    Note      The paper speaks of 150 points without naming them; these are iBUG's 68, as LandmarkModel gives
              them. Place, size and turn in the picture are gone; a face turned aside still looks narrower.
    """
    if not np.isfinite(points).all():
        place = tuple(int(i) for i in np.argwhere(~np.isfinite(points))[0])
        raise DataError(
            f"normalise_landmarks: points hold NaN or infinity at {place}; leave out frames without a face, "
            "and give the times of the others"
        )
    r, left = points[..., RIGHT_EYE, :].mean(axis=-2), points[..., LEFT_EYE, :].mean(axis=-2)  # (..., 2)
    between = left - r
    apart = (between**2).sum(axis=-1, keepdims=True)  # (..., 1), squared
    if (apart == 0).any():
        raise DataError("normalise_landmarks: both eyes lie in one place; these are no landmarks of a face")
    x, y = np.moveaxis(points - ((r + left) / 2)[..., None, :], -1, 0)  # (..., 68) each
    c, s = between[..., :1] / apart, between[..., 1:] / apart  # (..., 1), cosine and sine over the distance
    return np.stack([c * x + s * y, c * y - s * x], axis=-1)


@formula("gu2025 keypoint sequence")
def landmark_geometry(points):
    """Distances and heights of a face's parts, in distances between the eyes.

    Formula   d_ij = |p'_i - p'_j| for the pairs of PAIRS;  heights: mean y' of one group less that of
              another, upwards, for HEIGHTS;  p' as `normalise_landmarks`
    Shapes    points (..., 68, 2) -> x (..., 22)
    Errors    as `normalise_landmarks`
    """
    p = normalise_landmarks(points)
    first, second = np.array(list(PAIRS.values())).T
    d = np.sqrt(((p[..., first, :] - p[..., second, :]) ** 2).sum(axis=-1))  # (..., 18)
    y = -p[..., 1]  # upwards
    heights = [
        y[..., list(above)].mean(axis=-1) - y[..., list(below)].mean(axis=-1)
        for above, below in HEIGHTS.values()
    ]
    return np.concatenate([d, np.stack(heights, axis=-1)], axis=-1)


@formula("gu2025 keypoint sequence")
def landmark_features(points, time):
    """Geometry and motion of a sequence of landmarks.

    time      (T,) seconds of the frames, or a number: frames a second
    Formula   motion_t = (x_{t+1} - x_{t-1}) / (time_{t+1} - time_{t-1}), weighted where the frames are not
              evenly spaced; one-sided at the ends; 0 for a single frame
    Shapes    points (T, 68, 2) -> geometry (T, 22), motion (T, 22)
    Units     distances between the eyes, and these a second
    Errors    as `normalise_landmarks`; DataError for no frame; ArgumentError for times that do not rise
    Note      Frames without a face are left out, with their times: the motion across the gap is the mean
              speed over it.
    """
    T = len(points)
    if T == 0:
        raise DataError("landmark_features: there is no frame")
    time = np.asarray(time, dtype=np.float64)
    if time.ndim == 0:
        if not 0 < time < np.inf:
            raise ArgumentError(f"landmark_features: {time} frames a second; it must be above 0")
        time = np.arange(T) / time
    if time.shape != (T,) or not np.isfinite(time).all() or (np.diff(time) <= 0).any():
        raise ArgumentError(f"landmark_features: time must be {T} rising seconds, one for each frame")
    x = landmark_geometry(points)  # (T, 22)
    motion = np.gradient(x, time, axis=0).astype(x.dtype) if T > 1 else np.zeros_like(x)
    return LandmarkFeatures(x, motion)
