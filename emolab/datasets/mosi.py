"""MOSI and MOSEI: features that others computed of opinions on video, with a sentiment from -3 to 3."""

from collections import Counter
from pathlib import Path

import numpy as np

from emolab.core.array_pickle import read_array_pickle
from emolab.core.errors import ArgumentError, DataError, FormatError
from emolab.core.file_head import read_head
from emolab.datasets.clip import Clip
from emolab.datasets.clips import Clips
from emolab.datasets.folder import files_below

SPLITS = {"train": "train", "valid": "valid", "dev": "valid", "test": "test"}
FEATURES = ("text", "audio", "vision")
LABELS = ("sentiment2", "sentiment3", "sentiment7")
NOTE = "MOSI's labels are sentiment, not emotion; its subjects are the videos, and a few people are in two"
LOOKED_FOR = (
    "a pickle {train, valid, test} of dicts with text, audio, vision, id and regression_labels or labels"
)


class FeatureClip(Clip):
    """A clip of which only features are at hand.

    features  {"text", "audio", "vision": (T, D)}, padding cut off where lengths are known
    """

    def __init__(self, label, subject, arrays, *, name, extra):
        super().__init__(label, subject, name=name, extra=extra)
        self._arrays = arrays

    @property
    def features(self):
        """{name: (T, D)}; -inf in audio, the logarithm of silence, is 0.

        Errors    DataError for NaN, and for infinity elsewhere
        """
        found = {}
        for kind, array in self._arrays.items():
            if kind == "audio":
                array = np.where(np.isneginf(array), array.dtype.type(0), array)  # (T, D)
            if not np.isfinite(array).all():
                raise DataError(f"{self.name}: NaN or infinity in its {kind} features")
            found[kind] = array
        return found


class Mosi(Clips):
    """The segments of a MOSI or MOSEI pickle, in its order: train, valid, test.

    path        the .pkl, or a folder that holds one
    labels      "sentiment2": negative or positive, 0 dropped and counted; "sentiment3": with neutral for 0;
                "sentiment7": the score rounded, "-3" to "3"

    The pickle is read by a machine that builds arrays, numbers, text, lists and dicts alone.
    Subjects are the videos' names. `extra` holds split and score; `split(name)` chooses by the
    first. `minus_infinity` counts the values in audio that are -inf in the file and 0 here.
    Errors      FileError for a missing file; FormatError for what is no such pickle, is cut short or asks for
                anything else; DataError for arrays that do not fit together
    """

    TITLE, OFFERS = "MOSI", ("features",)

    def __init__(self, path, labels="sentiment3"):
        if labels not in LABELS:
            raise ArgumentError(f"labels: {labels!r} is none of {', '.join(LABELS)}")
        path = _file(Path(path).expanduser())
        read_head(path)
        with open(path, "rb") as file:
            tree = read_array_pickle(file, str(path))
        parts = {name: tree[name] for name in SPLITS if name in tree} if isinstance(tree, dict) else {}
        if not parts or not all(isinstance(part, dict) for part in parts.values()):
            holds = ", ".join(map(str, tree)) if isinstance(tree, dict) else f"a {type(tree).__name__}"
            raise FormatError(f"{path}: looked for {LOOKED_FOR}; it holds {holds or 'nothing'}")
        clips, dropped, self.minus_infinity = [], Counter(), 0
        for name, part in parts.items():
            where = f"{path}: {name}"
            scores, arrays = _scores(part, where), _arrays(part, where)
            if "audio" in arrays:
                self.minus_infinity += sum(int(np.isneginf(rows).sum()) for rows in arrays["audio"])
            names = _names(part, len(scores), where)
            for row, (score, (segment, video)) in enumerate(zip(scores.tolist(), names)):
                label = _label(score, labels)
                if label is None:
                    dropped[f"score {score:g}"] += 1
                    continue
                clips.append(
                    FeatureClip(
                        label, video, {kind: rows[row] for kind, rows in arrays.items()}, name=segment,
                        extra={"split": SPLITS[name], "score": score},
                    )
                )  # fmt: skip
        if not clips:
            raise DataError(f"{path}: no segment in it")
        super().__init__(clips, labels, dropped=dropped, note=NOTE)

    @staticmethod
    def recognises(path):
        """Whether a file is a pickle."""
        return path.suffix.lower() in (".pkl", ".pickle")


def _file(path):
    if not path.is_dir():
        return path
    found = [p for p in files_below(path, LOOKED_FOR) if Mosi.recognises(p)]
    if len(found) != 1:
        holds = ", ".join(map(str, found)) or "no .pkl"
        raise DataError(f"{path}: looked for {LOOKED_FOR}; it holds {holds}; name one file")
    return found[0]


def _label(score, labels):
    if labels == "sentiment7":
        return str(int(np.clip(np.rint(score), -3, 3)))
    if score == 0:
        return "neutral" if labels == "sentiment3" else None
    return "negative" if score < 0 else "positive"


def _scores(part, where):
    found = part.get("regression_labels", part.get("labels"))
    if found is None:
        raise FormatError(f"{where} holds neither regression_labels nor labels")
    try:
        scores = np.asarray(found, np.float64).reshape(-1)  # (N,), (N, 1) or (N, 1, 1)
    except (TypeError, ValueError) as error:
        raise FormatError(f"{where}: the labels are no numbers ({error})") from error
    wrong = np.flatnonzero(~(np.abs(scores) <= 3))  # NaN too
    if len(wrong):
        raise DataError(f"{where}: label {wrong[0]} is {scores[wrong[0]]}; sentiment is -3 to 3")
    return scores


def _arrays(part, where):
    """{kind: list of (T, D)}, the padding cut off."""
    scores = len(_scores(part, where))
    found = {}
    for kind in FEATURES:
        array = part.get(kind)
        if array is None:
            continue
        if not isinstance(array, np.ndarray) or array.ndim != 3 or array.dtype.kind != "f":
            shape = getattr(array, "shape", type(array).__name__)
            raise FormatError(f"{where}: {kind} is {shape}; it must be an array of numbers (N, T, D)")
        if len(array) != scores:
            raise DataError(f"{where}: {kind} holds {len(array)} segments, there are {scores} labels")
        lengths = _lengths(part.get(f"{kind}_lengths"), array, f"{where}: {kind}_lengths")
        found[kind] = [rows[:length] for rows, length in zip(array, lengths)]
    if not found:
        raise FormatError(f"{where} holds none of {', '.join(FEATURES)}")
    return found


def _lengths(lengths, array, where):
    if lengths is None:
        return [array.shape[1]] * len(array)
    try:
        lengths = np.asarray(lengths)
    except ValueError as error:
        raise FormatError(f"{where}: no list of numbers ({error})") from error
    if lengths.shape != (len(array),) or lengths.dtype.kind not in "iu":
        raise FormatError(f"{where} must be a whole number for each of the {len(array)} segments")
    wrong = np.flatnonzero((lengths < 0) | (lengths > array.shape[1]))
    if len(wrong):
        raise DataError(f"{where}[{wrong[0]}] is {lengths[wrong[0]]}; there are {array.shape[1]} steps")
    return np.maximum(lengths, 1).tolist()  # an empty one keeps a step of padding


def _names(part, count, where):
    """[(segment, video)] of ids such as 03bSnISJMiM$_$1, or rows (video, start, end)."""
    found = part.get("id")
    if found is None or len(found) != count:
        raise FormatError(f"{where}: id must name each of the {count} segments")
    names = []
    for item in found.tolist() if isinstance(found, np.ndarray) else found:
        words = [_text(word) for word in (item if isinstance(item, list | tuple | np.ndarray) else [item])]
        segment = "-".join(words)
        names.append((segment, words[0].split("$_$")[0]))
    return names


def _text(word):
    return word.decode("latin-1") if isinstance(word, bytes) else str(word)
