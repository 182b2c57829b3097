"""Looking through a folder: every file in one order, and what was left out of it."""

import os
import warnings
from pathlib import Path
from typing import NamedTuple

from emolab.core.errors import ArgumentError, DataError, FileError

SOUNDS = (".wav", ".wave")
VIDEOS = (".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".flv", ".mpg", ".mpeg")
PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".pgm", ".ppm")
MODALITIES = ("audio", "video", "both")


class Skipped(NamedTuple):
    """A file that was found and left out."""

    path: Path
    reason: str


def check_options(modality, fps, title="", offers=MODALITIES):
    """Refuse a modality that a collection has not, and a frame rate that is none.

    Errors    ArgumentError
    """
    if modality not in MODALITIES:
        raise ArgumentError(f"modality: {modality!r} is none of {', '.join(MODALITIES)}")
    if modality not in offers:
        raise ArgumentError(f"modality: {title} offers {', '.join(offers)}, not {modality!r}")
    if fps is not None and not fps > 0:
        raise ArgumentError(f"fps: the frame rate must be above 0, not {fps!r}")


def files_below(folder, what):
    """Every file below a folder, sorted by its relative path; hidden folders are not entered.

    what      what is looked for, for the message
    Errors    FileError where the folder is missing, no folder, or cannot be listed
    """
    folder = Path(folder).expanduser()
    if not folder.exists():
        raise FileError(f"there is no folder {folder}; give the folder that holds {what}")
    if not folder.is_dir():
        raise FileError(f"{folder} is a file; give the folder that holds {what}")

    def refuse(error):
        raise FileError(f"cannot list {error.filename}: {error.strerror}") from error

    found = []
    for place, folders, names in os.walk(folder, onerror=refuse, followlinks=True):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [Path(place, name) for name in names]
    return sorted(found, key=lambda path: path.relative_to(folder).parts)


def warn_of_defects(defects, stacklevel=3):
    """Warn once of files that ought to have been usable, naming the first of them."""
    if defects:
        path, reason = defects[0]
        more = f" (and {len(defects) - 1} more)" if len(defects) > 1 else ""
        warnings.warn(
            f"left out: {path}: {reason}{more}; `.skipped` lists them all", UserWarning, stacklevel=stacklevel
        )


def reasons(skipped, most=5):
    """The first few skipped files with their reasons, as lines for a message."""
    lines = [f"\n  {path}: {reason}" for path, reason in skipped[:most]]
    return "".join(lines) + (f"\n  ... and {len(skipped) - most} more" if len(skipped) > most else "")


def nothing_found(folder, title, looked_for, skipped):
    """The error of a folder that holds no clip of a collection, naming what was looked for."""
    return DataError(
        f"{folder}: no {title} clip; looked for {looked_for} in all folders below it, found {len(skipped)} "
        "other files" + reasons(skipped)
    )
