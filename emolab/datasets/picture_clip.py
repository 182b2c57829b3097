"""A clip of still pictures: one of them, or a sequence, from files or from grey levels at hand."""

import hashlib
from pathlib import Path

import numpy as np

from emolab.core.errors import ArgumentError, DataError
from emolab.datasets.clip import Clip

STILL = 1.0  # frames a second: one picture lasts a second


class PictureClip(Clip):
    """A clip without sound whose frames are still pictures, each read when `frames` is touched.

    pictures  paths of picture files, or grey levels uint8 (F, H, W)
    fps       of a sequence; a single picture is shown for a second
    Errors    DataError where the pictures of a sequence differ in size
    """

    has_frames = True

    def __init__(self, label, subject, pictures, *, fps=STILL, path=None, extra=None, name=None):
        if len(pictures) == 0:
            raise ArgumentError("PictureClip: there is no picture in it")
        super().__init__(label, subject, path=path, fps=fps, extra=extra, name=name)
        at_hand = isinstance(pictures, np.ndarray)
        self.pictures = pictures if at_hand else [Path(picture) for picture in pictures]

    def content_key(self):
        """A hash of the pictures' bytes, their order and their rate."""
        digest = hashlib.blake2b(f"pictures {self._wanted_fps}".encode(), digest_size=20)
        if isinstance(self.pictures, np.ndarray):
            digest.update(f"{self.pictures.shape}".encode() + self.pictures.tobytes())
        else:
            for path in self.pictures:
                digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()

    def _decode_frames(self):
        if isinstance(self.pictures, np.ndarray):
            return np.repeat(self.pictures[..., None], 3, axis=-1), self._wanted_fps  # (F, H, W, 3)
        from emolab.vision import read_image

        frames = [np.rint(read_image(path, channels=3)).astype(np.uint8) for path in self.pictures]
        for path, frame in zip(self.pictures, frames):
            if frame.shape != frames[0].shape:
                raise DataError(
                    f"{path}: {frame.shape[:2]} pixels, and {self.pictures[0].name} before it has "
                    f"{frames[0].shape[:2]}"
                )
        return np.stack(frames), self._wanted_fps
