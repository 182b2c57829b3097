"""Several clips shown one after another, as one clip."""

import hashlib

import numpy as np

from emolab.core.errors import ArgumentError, DataError
from emolab.datasets.clip import Clip


class PictureRow(Clip):
    """A clip without sound that shows the frames of several clips in their order, at the first one's rate.

    clips     one or more, with pictures; their people need not be one
    Errors    DataError where their pictures differ in size
    """

    has_frames = True

    def __init__(self, label, subject, clips, *, extra=None):
        if len(clips) == 0:
            raise ArgumentError("PictureRow: there is no clip in it")
        super().__init__(label, subject, name="+".join(clip.name for clip in clips), extra=extra)
        self.clips = list(clips)

    def content_key(self):
        """A hash of what its clips are made of, and of their order."""
        text = " ".join(clip.content_key() for clip in self.clips)
        return hashlib.blake2b(f"row {text}".encode(), digest_size=20).hexdigest()

    def release(self):
        """Forget what was decoded, in its clips as well."""
        super().release()
        for clip in self.clips:
            clip.release()

    def _decode_frames(self):
        frames = [clip.frames for clip in self.clips]
        for clip, shown in zip(self.clips, frames):
            if shown.shape[1:] != frames[0].shape[1:]:
                first = self.clips[0].path or self.clips[0].name
                raise DataError(
                    f"{clip.path or clip.name}: {shown.shape[1:3]} pixels, and {first} before it has "
                    f"{frames[0].shape[1:3]}"
                )
        return np.concatenate(frames), self.clips[0].fps
