"""Folds: cut the clips k ways, each time another part for the test."""

import warnings

import numpy as np

from emolab.core.errors import ArgumentError, DataError


class KFold:
    """Random folds: speakers stand in training and test alike, so accuracy flatters (see `leak`).

    n_splits     number of folds
    shuffle      draw the folds at random; without it they are cut in order
    stratified   each fold holds each class in like proportion, to within one clip
    rng          seed or Generator of the draw; the same seed gives the same folds
    Source       song2021 3.3.1, figure 3.4
    """

    def __init__(self, n_splits=10, *, shuffle=True, stratified=False, rng=0):
        self.n_splits = _count(n_splits)
        self.shuffle, self.stratified, self.rng = shuffle, stratified, rng

    def get_n_splits(self):
        """Return the number of folds."""
        return self.n_splits

    def split(self, data, labels=None, groups=None):
        """Yield (train, test) rows, both sorted; groups are not used.

        data      anything with a length, or the number of clips
        Errors    DataError for fewer clips than folds; ArgumentError for stratified without labels
        """
        n = _length(data)
        if n < self.n_splits:
            raise DataError(f"{n} clips cannot be cut into {self.n_splits} folds: use at most {n} folds")
        rng = np.random.default_rng(self.rng)
        rows = rng.permutation(n) if self.shuffle else np.arange(n)  # (N,)
        if not self.stratified:
            sizes = np.full(self.n_splits, n // self.n_splits)
            sizes[: n % self.n_splits] += 1
            fold = np.repeat(np.arange(self.n_splits), sizes)  # (N,), of the shuffled rows
        else:
            if labels is None:
                raise ArgumentError("KFold: stratified folds need the labels: split(data, labels)")
            names, classes, counts = np.unique(
                _column(labels, n, "labels"), return_inverse=True, return_counts=True
            )
            if counts.min() < self.n_splits:
                few = names[counts.argmin()]
                warnings.warn(
                    f"class {few} has {counts.min()} clips, fewer than {self.n_splits} folds: some lack it",
                    stacklevel=2,
                )
            rows = rows[np.argsort(classes[rows], kind="stable")]  # (N,), class after class
            fold = np.arange(n) % self.n_splits  # dealt like cards
        of_row = np.empty(n, dtype=np.intp)
        of_row[rows] = fold
        yield from _pairs(of_row, self.n_splits)


class GroupKFold:
    """Subject-disjoint folds: nobody is in training and test at once. The honest protocol.

    The largest group goes first, each into the emptiest fold so far, so that the folds are of like size.
    n_splits     number of folds
    shuffle      draw among groups of equal size at random; without it they go in sorted order
    rng          seed or Generator of that draw
    """

    def __init__(self, n_splits=10, *, shuffle=False, rng=0):
        self.n_splits = _count(n_splits)
        self.shuffle, self.rng = shuffle, rng

    def get_n_splits(self):
        """Return the number of folds."""
        return self.n_splits

    def split(self, data, labels=None, groups=None):
        """Yield (train, test) rows, both sorted; groups (N,) says who each clip is of; labels are not used.

        Errors    DataError for fewer groups than folds, naming both numbers
        """
        names, group = _groups(data, groups, "GroupKFold")
        if len(names) < self.n_splits:
            raise DataError(
                f"{len(names)} subjects cannot be cut into {self.n_splits} subject-disjoint folds: use at "
                f"most {len(names)} folds, or random folds (KFold), which mix subjects"
            )
        sizes = np.bincount(group)  # (G,)
        rng = np.random.default_rng(self.rng)
        order = rng.permutation(len(names)) if self.shuffle else np.arange(len(names))
        order = order[np.argsort(-sizes[order], kind="stable")]  # (G,), the largest first
        load = np.zeros(self.n_splits, dtype=np.intp)
        fold = np.empty(len(names), dtype=np.intp)  # (G,)
        for g in order:
            fold[g] = load.argmin()
            load[fold[g]] += sizes[g]
        yield from _pairs(fold[group], self.n_splits)


class LeaveOneGroupOut:
    """One fold for each subject, who is the whole test; in sorted order of the names."""

    def get_n_splits(self, groups):
        """Return the number of subjects in groups (N,)."""
        return len(np.unique(np.asarray(groups)))

    def split(self, data, labels=None, groups=None):
        """Yield (train, test) rows, both sorted; groups (N,) says who each clip is of; labels are not used.

        Errors    DataError for a single group
        """
        names, group = _groups(data, groups, "LeaveOneGroupOut")
        if len(names) < 2:
            raise DataError(f"all clips are of one subject, {names[0]}: nobody is left to train on")
        yield from _pairs(group, len(names))


def _count(n_splits):
    if isinstance(n_splits, bool) or not isinstance(n_splits, int | np.integer) or n_splits < 2:
        raise ArgumentError(f"n_splits must be a whole number from 2, not {n_splits!r}")
    return int(n_splits)


def _length(data):
    return int(data) if isinstance(data, int | np.integer) else len(data)


def _column(values, n, name):
    values = np.asarray(values)
    if values.shape != (n,):
        raise DataError(f"{name} has shape {values.shape}; it must hold one entry for each of the {n} clips")
    return values


def _groups(data, groups, name):
    if groups is None:
        raise ArgumentError(f"{name} needs to know who each clip is of: split(data, groups=subjects)")
    n = _length(data)
    if n == 0:
        raise DataError(f"{name}: there is no clip to cut into folds")
    column = _column(groups, n, "groups")
    unnamed = [row for row, who in enumerate(column.tolist()) if who is None or who == "" or who != who]
    if unnamed:
        raise DataError(f"{name}: groups[{unnamed[0]}] names no subject; {len(unnamed)} clips lack one")
    return np.unique(column, return_inverse=True)


def _pairs(fold, count):
    for k in range(count):
        yield np.flatnonzero(fold != k), np.flatnonzero(fold == k)
