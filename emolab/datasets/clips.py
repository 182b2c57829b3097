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
    broken      of these what ought to have been usable: cut short, empty, of another format
    dropped     Counter {label: clips} that a map between label sets left out
    note        what every result from these clips has to say of them, or None

    Errors      DataError for a label outside the set
    Note        A subject is None where nobody knows it. Subject-disjoint folds refuse such clips.
    """

    def __init__(self, clips, label_set, skipped=(), *, broken=(), dropped=None, note=None):
        self.label_set = known_label_set(label_set)
        self.label_set_name = label_set if isinstance(label_set, str) else None
        self.skipped, self.broken = list(skipped), list(broken)
        self.dropped = Counter(dropped)
        self.note = note
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
        about = f"; {self.note}" if self.note else ""
        return f"{type(self).__name__}({self._size()}, {len(self.skipped)} skipped{about})"

    def _size(self):
        unknown = self.subjects.count(None)
        people = [f"{len(self.people)} subjects"] if self.people or not unknown else []
        if unknown:
            people.append(f"the subjects of {unknown} clips unknown")
        return ", ".join([f"{len(self)} clips", *people])

    @property
    def labels(self):
        """The label of each clip, a list of strings."""
        return [clip.label for clip in self._clips]

    @property
    def subjects(self):
        """The subject of each clip, a list of strings, with None where it is unknown."""
        return [clip.subject for clip in self._clips]

    @property
    def people(self):
        """The known subjects, each once, sorted."""
        return sorted(set(self.subjects) - {None})

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

    def split(self, name):
        """The clips of one published split, such as "train": those whose extra["split"] it is.

        Errors    ArgumentError where no clip is in it
        """
        chosen = [i for i, clip in enumerate(self) if clip.extra.get("split") == name]
        if not chosen:
            there = sorted({str(clip.extra.get("split") or "(none)") for clip in self})
            raise ArgumentError(f"split: no clip is in {name!r}; there are {', '.join(there)}")
        return self.subset(chosen)

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
        result = self._with(kept)
        result.label_set = known_label_set(names)
        result.label_set_name = names if isinstance(names, str) else None
        result.dropped = self.dropped + mapped.dropped
        return result

    def report(self):
        """What is in the collection and what was left out, as text."""
        lines = [self._size()] + ([f"note: {self.note}"] if self.note else [])
        lines += [f"  {label}: {count}" for label, count in self.counts().items()]
        lines += [f"dropped by the label map: {label}: {count}" for label, count in self.dropped.items()]
        lines += [f"skipped: {path}: {reason}" for path, reason in self.skipped]
        return "\n".join(lines)

    def _with(self, clips):
        result = copy.copy(self)  # of the same kind, with what that kind can do
        result._clips, result.skipped, result.dropped = list(clips), list(self.skipped), Counter(self.dropped)
        result.broken = list(self.broken)
        return result

    @staticmethod
    def _among(wanted, there, what):
        if wanted is None:
            return there
        wanted = {wanted} if isinstance(wanted, str) else {str(item) for item in wanted}
        strange = sorted(wanted - there)
        if strange:
            known = ", ".join(sorted(there - {None})) or "none known"
            raise ArgumentError(f"choose: there is no {what} {strange[0]!r}; there are {known}")
        return wanted
