"""Label sets by name, and explicit maps between them that count what they drop."""

from collections import Counter
from typing import NamedTuple

from emolab.core.errors import ArgumentError, DataError

LABEL_SETS = {
    "basic7": ("anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral"),
    "ravdess8": ("neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised"),
    "liu2026_9": (
        "joy", "trust", "anxiety", "fear", "surprise", "sadness", "anticipation", "anger", "disgust",
    ),
    "emodb7": ("anger", "boredom", "disgust", "fear", "happiness", "sadness", "neutral"),
    "fer2013_7": ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"),
    "ckplus8": ("neutral", "anger", "contempt", "disgust", "fear", "happy", "sadness", "surprise"),
    "cremad6": ("anger", "disgust", "fear", "happiness", "neutral", "sadness"),
    "tess7": ("anger", "disgust", "fear", "happiness", "neutral", "pleasant surprise", "sadness"),
    "iemocap10": (
        "anger", "happiness", "sadness", "neutral", "excitement", "frustration", "fear", "surprise",
        "disgust", "other",
    ),
    "iemocap4": ("anger", "happiness", "sadness", "neutral"),
    "meld7": ("neutral", "joy", "surprise", "anger", "sadness", "fear", "disgust"),
    "sentiment2": ("negative", "positive"),
    "sentiment3": ("negative", "neutral", "positive"),
    "sentiment7": ("-3", "-2", "-1", "0", "1", "2", "3"),
}  # fmt: skip


def _same(*labels, **changes):
    """A map that keeps some labels and changes others."""
    return {label: label for label in labels} | changes


# What is not named here is dropped, and counted.
MAPS = {
    ("ravdess8", "basic7"): {
        "neutral": "neutral", "happy": "happiness", "sad": "sadness", "angry": "anger",
        "fearful": "fear", "disgust": "disgust", "surprised": "surprise",
    },
    ("basic7", "ravdess8"): {
        "anger": "angry", "disgust": "disgust", "fear": "fearful", "happiness": "happy",
        "sadness": "sad", "surprise": "surprised", "neutral": "neutral",
    },
    ("emodb7", "basic7"): _same("anger", "disgust", "fear", "happiness", "sadness", "neutral"),
    ("fer2013_7", "basic7"): _same(
        "disgust", "fear", "surprise", "neutral", angry="anger", happy="happiness", sad="sadness"
    ),
    ("ckplus8", "basic7"): _same(
        "neutral", "anger", "disgust", "fear", "sadness", "surprise", happy="happiness"
    ),
    ("cremad6", "basic7"): _same("anger", "disgust", "fear", "happiness", "neutral", "sadness"),
    ("tess7", "basic7"): _same("anger", "disgust", "fear", "happiness", "neutral", "sadness")
    | {"pleasant surprise": "surprise"},
    # in IEMOCAP excited is commonly counted as happy
    ("iemocap10", "basic7"): _same(
        "anger", "happiness", "sadness", "neutral", "fear", "surprise", "disgust", excitement="happiness"
    ),
    ("iemocap10", "iemocap4"): _same("anger", "happiness", "sadness", "neutral", excitement="happiness"),
    ("iemocap4", "basic7"): _same("anger", "happiness", "sadness", "neutral"),
    ("meld7", "basic7"): _same(
        "neutral", "surprise", "anger", "sadness", "fear", "disgust", joy="happiness"
    ),
    ("ravdess8", "liu2026_9"): {
        "happy": "joy", "sad": "sadness", "angry": "anger", "fearful": "fear",
        "disgust": "disgust", "surprised": "surprise",
    },
    ("basic7", "liu2026_9"): {
        "anger": "anger", "disgust": "disgust", "fear": "fear", "happiness": "joy",
        "sadness": "sadness", "surprise": "surprise",
    },
    ("liu2026_9", "basic7"): {
        "joy": "happiness", "fear": "fear", "surprise": "surprise", "sadness": "sadness",
        "anger": "anger", "disgust": "disgust",
    },
    ("liu2026_9", "ravdess8"): {
        "joy": "happy", "fear": "fearful", "surprise": "surprised", "sadness": "sad",
        "anger": "angry", "disgust": "disgust",
    },
}  # fmt: skip


class MappedLabels(NamedTuple):
    """The result of a map between label sets."""

    labels: list  # the new label of each item, None where it was dropped
    dropped: Counter  # {old label: how many items it took along}


def label_set(wanted):
    """Return a label set as a tuple: one of LABEL_SETS by name, or the user's own labels in order.

    Errors    ArgumentError for an unknown name, an empty set or a label that stands twice
    """
    if isinstance(wanted, str):
        if wanted not in LABEL_SETS:
            raise ArgumentError(
                f"label_set: there is no {wanted!r}; choose one of {', '.join(LABEL_SETS)}, "
                "or give the labels themselves as a list"
            )
        return LABEL_SETS[wanted]
    labels = tuple(str(label) for label in wanted)
    if not labels:
        raise ArgumentError("label_set: the list of labels is empty")
    twice = [label for label, count in Counter(labels).items() if count > 1]
    if twice:
        raise ArgumentError(f"label_set: {twice[0]!r} stands in it more than once")
    return labels


def map_labels(labels, source, target):
    """Map labels from one set to another, item by item.

    labels    the labels of the items, each in the set `source`
    source    the name of a label set; or, with target a dict {old: new}, any label set
    target    the name of a label set, or the dict of an own map
    Returns   MappedLabels(labels, dropped); what the map does not name becomes None and is counted
    Errors    ArgumentError where there is no such map; DataError for a label outside the source
    """
    if isinstance(target, dict):
        table = target
    elif label_set(source) == label_set(target):
        table = {label: label for label in label_set(source)}
    elif isinstance(source, str) and isinstance(target, str) and (source, target) in MAPS:
        table = MAPS[source, target]
    else:
        known = ", ".join(f"{a} to {b}" for a, b in MAPS)
        raise ArgumentError(
            f"map_labels: there is no map from {source!r} to {target!r}; known are {known}; "
            "or give your own as a dict {old: new}"
        )
    inside = set(label_set(source))
    strange = [label for label in labels if label not in inside]
    if strange:
        raise DataError(f"map_labels: the label {strange[0]!r} is not in the set {source!r}")
    mapped = [table.get(label) for label in labels]
    return MappedLabels(mapped, Counter(old for old, new in zip(labels, mapped) if new is None))
