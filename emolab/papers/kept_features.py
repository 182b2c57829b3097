"""Features of a collection, kept on disk by the content of its files and every setting."""

import numpy as np

from emolab.core.cache import cached, key_of
from emolab.core.progress import progress


def kept_features(kind, clips, settings, compute, title, *, version=1, show=True):
    """Return compute(clip) for each clip, a list of arrays, from one file on disk where it is there already.

    kind       the folder in the cache: what is kept
    settings   all that compute depends on beside the clip; raise version when the same settings give others
    compute    a callable: clip -> array (n, ...); only n may differ between clips
    Note       clips without a file of their own are not kept
    """
    if any(clip.path is None for clip in clips):
        return _all(clips, compute, title, show)

    def collect():
        found = _all(clips, compute, title, show)
        return {"flat": np.concatenate(found), "lengths": np.array([len(x) for x in found])}

    keys = [clip.content_key() for clip in progress(list(clips), "looking at files", wanted=show)]
    kept = cached(kind, key_of(version, settings, keys), collect)
    return np.split(kept["flat"], np.cumsum(kept["lengths"])[:-1])


def _all(clips, compute, title, show):
    found = []
    for clip in progress(list(clips), title, unit="clips", wanted=show):
        found.append(compute(clip))
        clip.release()
    return found
