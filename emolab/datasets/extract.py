"""Features of any number of clips, one after another into one file, in constant memory."""

from collections import deque
from typing import NamedTuple

from emolab.core.errors import DataError, EmolabError
from emolab.core.files import array_writer, load_arrays
from emolab.datasets.feature_sets import extract_features, feature_names

AHEAD = 4  # clips a worker that are computed before they are written


class Extracted(NamedTuple):
    """What went into a feature file."""

    files: list  # names of the clips, in order
    skipped: list  # (name, reason)


def extract_to(path, clips, name, *, executor=None, jobs=1, show=lambda items: items):
    """Compute a feature set of clips and write it to an .npz, clip by clip.

    clips     an iterable of Clip; only a few are held at a time
    name      as `extract_features`
    executor  a concurrent.futures.Executor that the clips are sent to; jobs: how many it works on at once
    show      wraps the iteration, for a progress bar
    Returns   Extracted(files, skipped): a broken clip is left out and listed
    Errors    DataError where no clip could be used; FileError where the file cannot be written
    Note      array i of part p is stored as "i/p", the header holds set, names, files, labels and skipped
    """
    header = {"kind": "emolab features", "set": name, "names": feature_names(name),
              "files": [], "labels": [], "subjects": [], "skipped": []}  # fmt: skip
    with array_writer(path, header) as add:
        for clip, arrays, reason in show(_results(clips, name, executor, jobs)):
            called = str(clip.path or clip.name)
            if reason:
                header["skipped"].append([called, reason])
                continue
            for part, array in arrays.items():
                add(f"{len(header['files']):07d}/{part or name}", array)
            header["files"].append(called)
            header["labels"].append(clip.label)
            header["subjects"].append(clip.subject)
        if not header["files"]:
            reasons = "; ".join(f"{called}: {reason}" for called, reason in header["skipped"][:3])
            raise DataError(f"none of the {len(header['skipped'])} clips could be used: {reasons}")
    return Extracted(header["files"], [tuple(item) for item in header["skipped"]])


def load_features(path):
    """Read a feature file: ({part: [array of each clip]}, header)."""
    arrays, header = load_arrays(path)
    parts = {}
    for key in sorted(arrays):
        parts.setdefault(key.split("/")[1], []).append(arrays[key])
    return parts, header


def _results(clips, name, executor, jobs):
    """Yield (clip, arrays, None) or (clip, None, reason), in order."""
    if executor is None:
        for clip in clips:
            yield clip, *one_clip(clip, name)
        return
    waiting = deque()
    for clip in clips:
        waiting.append((clip, executor.submit(one_clip, clip, name)))
        if len(waiting) >= AHEAD * jobs:
            clip, future = waiting.popleft()
            yield clip, *future.result()
    for clip, future in waiting:
        yield clip, *future.result()


def one_clip(clip, name):
    """Return (arrays, None) or (None, reason) for one clip; runs in a worker process, too."""
    try:
        return extract_features(clip, name), None
    except EmolabError as error:
        return None, str(error)
    finally:
        clip.release()
