"""Results kept on disk, found again by what they were made from."""

import hashlib
import json
import os
import sys
from pathlib import Path

import numpy as np

from emolab.core.errors import FileError, FormatError
from emolab.core.files import load_arrays, save_arrays


def cache_folder():
    """Return where results are kept: EMOLAB_CACHE, else the user's cache folder of this system."""
    named = os.environ.get("EMOLAB_CACHE")
    if named:
        return Path(named)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "emolab"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "emolab" / "cache"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "emolab"


def key_of(*parts):
    """Return a short name for some content: bytes, arrays, and anything that JSON can hold.

    Equal content gives an equal name, on every machine.
    """
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, np.ndarray):
            digest.update(f"array {part.dtype} {part.shape}".encode())
            digest.update(np.ascontiguousarray(part).data)
        elif isinstance(part, bytes):
            digest.update(b"bytes %d " % len(part) + part)
        else:
            digest.update(b"json " + json.dumps(part, sort_keys=True, default=str).encode())
    return digest.hexdigest()[:32]


def cached(kind, key, compute):
    """Return compute(), a dict of arrays, from disk where it is there already.

    kind      the folder in the cache: what is kept
    key       from `key_of`: content and every setting
    A file that is broken is made anew; a folder that cannot be written only costs the time.
    """
    path = cache_folder() / kind / key[:2] / f"{key}.npz"
    try:
        return load_arrays(path)[0]
    except (FileError, FormatError):
        arrays = compute()
    try:
        save_arrays(path, arrays, {"kind": kind, "key": key})
    except FileError:
        return arrays
    return arrays
