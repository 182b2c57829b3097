"""The face frames of clips, for the systems of several papers: found in the pictures, kept on disk."""

import warnings

import numpy as np

from emolab.core.errors import MissingModality
from emolab.papers.kept_features import kept_features

BLANK = 1.0  # grey levels; pictures that deviate less from one colour show nothing
SHIFT = 2  # pixels by which a frame is moved at random while a network learns


def faces(clips, fps, face, crop, show=True):
    """Return the face frames of each clip, a list of (F, face, face, 3), uint8.

    The pictures at `fps` by time, of each the square in the middle, `crop` of the shorter side. That square
    stands for the box of a face detector: it is right where the film keeps the head in the middle.
    Errors    DataError, naming the clip
    """
    asked = {"fps": fps, "face": face, "crop": crop}
    return kept_features("faces", clips, asked, lambda clip: face_frames(clip, **asked), "faces", show=show)


def face_frames(clip, fps, face, crop):
    """Return the face frames of one clip, (F, face, face, 3), uint8; crop is a share of the shorter side."""
    from emolab.vision import centre_square, resize

    frames = clip.frames[at_rate(len(clip.frames), clip.fps, fps)]  # (F, H, W, 3)
    if len(frames) == 0:
        raise MissingModality(f"{clip.path or clip.name}: no picture in it")
    squares = np.stack([centre_square(frame, crop) for frame in frames])
    squares = _with_something(squares, clip, fps)
    return squares if squares.shape[1] == face else resize(squares, (face, face))


def _with_something(frames, clip, fps):
    """Leave out frames of one colour, and say so: there can be no face in them."""
    flat = frames.reshape(len(frames), -1, 3).astype(np.float32).std(axis=1).max(axis=1) < BLANK  # (F,)
    if not flat.any():
        return frames
    name = clip.path or clip.name
    if flat.all():
        raise MissingModality(f"{name}: no face in any of its {len(frames)} pictures, each is of one colour")
    places = ", ".join(f"{i / fps:.1f} s" for i in np.flatnonzero(flat)[:5])
    more = " and later" if flat.sum() > 5 else ""
    warnings.warn(
        f"{name}: {flat.sum()} of {len(frames)} pictures left out, without a face: they are of one colour, "
        f"at {places}{more}", stacklevel=2
    )  # fmt: skip
    return frames[~flat]


def at_rate(count, fps, target):
    """Return which of `count` frames, taken at `fps`, to show at `target` frames a second: (F,).

    Tick k shows the last frame at or before k / target; a rate at or below the target is kept.
    """
    if fps <= target * 1.001:
        return np.arange(count)
    ticks = np.arange(int(np.ceil(count * target / fps - 1e-9)))
    return np.minimum(np.floor(ticks * fps / target + 1e-6).astype(int), count - 1)


def spread_frames(clips_frames, targets, each):
    """Choose up to `each` frames of every clip, spread evenly, to learn from.

    clips_frames  list of (F, ...);  targets (n,) the clips' classes
    Returns       frames (N, ...), their clips' classes (N,)
    """
    chosen, labels = [], []
    for frames, target in zip(clips_frames, targets):
        rows = np.unique((np.arange(each) + 1) * len(frames) // (each + 1))
        chosen.append(frames[rows])
        labels += [target] * len(rows)
    return np.concatenate(chosen), np.array(labels)


def move_and_mirror(inputs, rng):
    """Move each picture by up to SHIFT pixels, and mirror every other one, at random.

    Shapes    inputs: a tuple of one array (N, S, S, ...) -> the same
    """
    (x,) = inputs
    N, S = x.shape[:2]
    padded = np.pad(x, [(0, 0), (SHIFT, SHIFT), (SHIFT, SHIFT)] + [(0, 0)] * (x.ndim - 3), mode="edge")
    rows = rng.integers(0, 2 * SHIFT + 1, (N, 1)) + np.arange(S)  # (N, S)
    columns = rng.integers(0, 2 * SHIFT + 1, (N, 1)) + np.arange(S)  # (N, S)
    mirrored = rng.random((N, 1)) < 0.5
    columns = np.where(mirrored, columns[:, ::-1], columns)
    return (padded[np.arange(N)[:, None, None], rows[:, :, None], columns[:, None, :]],)
