"""A collection of clips: a sequence that knows its labels, its subjects and what it left out."""

import copy
from collections import Counter

import numpy as np

from emolab.core.errors import ArgumentError, DataError
from emolab.datasets.labels import label_set as known_label_set
from emolab.datasets.labels import map_labels


class Clips:
    """Clips in a fixed order.

    label_set   the labels that may occur, in the order of the targets 0, 1, ...; a name or a list
    skipped     list of (path, reason): what was found and left out
    dropped     Counter {label: clips} that a map between label sets left out

    Errors      DataError for a label outside the set
    """

    def __init__(self, clips, label_set, skipped=()):
        self.label_set = known_label_set(label_set)
        self.label_set_name = label_set if isinstance(label_set, str) else None
        self.skipped = list(skipped)
        self.dropped = Counter()
        self._clips = list(clips)
        inside = set(self.label_set)
        for clip in self._clips:
            if clip.label not in inside:
                raise DataError(
                    f"{clip.path or clip.name}: the label {clip.label!r} is not in the label set "
                    f"({', '.join(self.label_set)})"
                )

    def __len__(self):
        return len(self._clips)

    def __iter__(self):
        return iter(self._clips)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return self.subset(range(len(self))[index])
        return self._clips[index]

    def __repr__(self):
        people = len(set(self.subjects))
        return f"{type(self).__name__}({len(self)} clips, {people} subjects, {len(self.skipped)} skipped)"

    @property
    def labels(self):
        """The label of each clip, a list of strings."""
        return [clip.label for clip in self._clips]

    @property
    def subjects(self):
        """The subject of each clip, a list of strings."""
        return [clip.subject for clip in self._clips]

    @property
    def targets(self):
        """The label of each clip as its index in the label set, (n,)."""
        place = {label: i for i, label in enumerate(self.label_set)}
        return np.array([place[clip.label] for clip in self._clips], np.int64)  # (n,)

    def counts(self):
        """How many clips each label of the set has, {label: clips} in the set's order."""
        found = Counter(self.labels)
        return {label: found[label] for label in self.label_set}

    def subset(self, indices):
        """The clips at these indices, or where a Boolean mask is true, as a collection."""
        indices = np.asarray(indices)
        if indices.dtype == bool:
            if len(indices) != len(self):
                raise ArgumentError(f"subset: the mask has {len(indices)} entries for {len(self)} clips")
            indices = np.flatnonzero(indices)
        return self._with([self._clips[int(i)] for i in indices])

    def choose(self, label=None, subject=None):
        """The clips of some labels and subjects; each one string or several, None for all.

        Errors    ArgumentError for a label outside the set or a subject that is not there
        """
        labels = self._among(label, set(self.label_set), "label")
        subjects = self._among(subject, set(self.subjects), "subject")
        return self._with([c for c in self._clips if c.label in labels and c.subject in subjects])

    def relabel(self, target):
        """The clips under another label set; what the map does not name is left out and counted.

        target    the name of a label set, or a dict {old: new}
        Returns   a collection whose `dropped` says how many clips of which label are gone
        """
        source = self.label_set_name or self.label_set
        mapped = map_labels(self.labels, source, target)
        names = tuple(dict.fromkeys(target.values())) if isinstance(target, dict) else target
        kept = []
        for clip, label in zip(self._clips, mapped.labels):
            if label is not None:
                kept.append(clip.relabelled(label))
        result = Clips(kept, names, self.skipped)
        result.dropped = self.dropped + mapped.dropped
        return result

    def report(self):
        """What is in the collection and what was left out, as text."""
        lines = [f"{len(self)} clips, {len(set(self.subjects))} subjects"]
        lines += [f"  {label}: {count}" for label, count in self.counts().items()]
        lines += [f"dropped by the label map: {label}: {count}" for label, count in self.dropped.items()]
        lines += [f"skipped: {path}: {reason}" for path, reason in self.skipped]
        return "\n".join(lines)

    def _with(self, clips):
        result = copy.copy(self)  # of the same kind, with what that kind can do
        result._clips, result.skipped, result.dropped = list(clips), list(self.skipped), Counter(self.dropped)
        return result

    @staticmethod
    def _among(wanted, there, what):
        if wanted is None:
            return there
        wanted = {wanted} if isinstance(wanted, str) else {str(item) for item in wanted}
        strange = sorted(wanted - there)
        if strange:
            raise ArgumentError(
                f"choose: there is no {what} {strange[0]!r}; there are {', '.join(sorted(there))}"
            )
        return wanted
