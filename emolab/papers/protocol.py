"""Cross-validation of a system: random folds as the papers have them, and honest, subject-disjoint ones."""

import json
import shutil
from dataclasses import asdict
from pathlib import Path

import numpy as np

from emolab.core.cache import key_of
from emolab.core.errors import ArgumentError, DataError, FileError, FormatError
from emolab.core.files import write_json
from emolab.papers.system import rows_of
from emolab.training import GroupKFold, KFold, cross_validate, leak

SPLITS = ("random", "subjects")


def folds_of(clips, split, folds, seed=0):
    """Cut clips into folds: [(train rows, test rows)], and a note on what was changed, or None.

    split     "random" mixes the clips of all people, as the papers do; "subjects" keeps people apart
    Note      more subject folds than people cannot be: then each fold is one person, and the note says so
    Errors    DataError for fewer than two subjects, or fewer clips than folds
    """
    if split not in SPLITS:
        raise ArgumentError(f"split {split!r} is none of {', '.join(SPLITS)}")
    if folds < 2:
        raise ArgumentError(f"folds is {folds}; there must be at least 2")
    if split == "random":
        return list(KFold(folds, rng=seed).split(clips, clips.targets)), None
    if None in clips.subjects:
        raise DataError(
            "subject-disjoint folds cannot be cut: nobody knows the subject of "
            f"{clips.subjects.count(None)} clips; cut them at random, and say so"
        )
    people = len(clips.people)
    if people < 2:
        raise DataError("subject-disjoint folds need clips of at least 2 subjects; there is 1")
    note = None
    if folds > people:
        note = f"{folds} folds asked, {people} subjects there: one subject a fold, {people} folds"
    return list(GroupKFold(min(folds, people)).split(clips, groups=clips.subjects)), note


def run(
    System, clips, modality, split, folds, out, *, preset="paper", seed=0, resume=False, show=None,
    progress=True, **changes,
):  # fmt: skip
    """Cross-validate, keep each fold under out/<split>, and write out/<split>.json.

    System    the class of the paper's systems; changes are its settings and options
    resume    take over the folds that are done, and go on with the one that is not. Without it, what an
              earlier run left is kept as out/<split>.before, and what that kept is gone
    show      a callable for each fold: (number, folds, accuracy, mean so far)
    Returns   (CrossValidation, note or None): what was changed, and what the clips' own note says
    """
    cut, changed = folds_of(clips, split, folds, seed)
    note = "; ".join(filter(None, (changed, clips.note))) or None

    def system():
        return System(modality, preset, rng=seed, **changes)

    first = system()
    features, targets = first.read(clips, progress), clips.targets
    settings = {
        "modality": modality, "split": split, "folds": len(cut), "seed": seed, "clips": len(clips),
        **{name: str(value) for name, value in changes.items()}, **asdict(first.settings),
        "classes": clips.label_set,
        "data": key_of(targets, *(part for values in features.values() for part in values)),
    }  # fmt: skip
    out = Path(out)
    if not resume:
        _put_aside(out / split)

    def run_fold(train, test, folder):
        one = system()
        one.train_on(
            rows_of(features, train), targets[train], clips.label_set,
            folder=folder, resume=resume and folder.exists(), show=progress,
        )  # fmt: skip
        return one.probabilities_of(rows_of(features, test)).argmax(axis=1)

    result = cross_validate(
        run_fold,
        cut,
        targets,
        clips.label_set,
        folder=out / split,
        settings=settings,
        resume=resume,
        show=show,
    )
    write_json(out / f"{split}.json", {"note": note, "settings": settings, **result.to_dict()})
    return result, note


def _put_aside(folder):
    before = folder.with_name(f"{folder.name}.before")
    try:
        if folder.is_dir():
            if before.is_dir():
                shutil.rmtree(before)
            folder.replace(before)
    except OSError as error:
        raise FileError(f"cannot write {folder}: {error.strerror or error}; choose another folder") from error


def kept_leak(out):
    """Return the Leak between both splits' results in a folder.

    Returns   None where one is not there yet, or where both are of other settings or clips
    Errors    FormatError where one is broken
    """
    found = [Path(out) / f"{split}.json" for split in SPLITS]
    if not all(path.exists() for path in found):
        return None
    accuracies, settings = [], []
    for path in found:
        try:
            kept = json.loads(path.read_text())
            settings.append({k: v for k, v in kept["settings"].items() if k not in ("split", "folds")})
            accuracies.append([float(value) for value in kept["accuracies"]])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise FormatError(f"{path} is broken ({error!r}); delete it and run its folds again") from error
    return leak(*accuracies) if settings[0] == settings[1] else None


def table(result, split, paper, printed=None):
    """Return the result beside the paper's own figures, as lines of text.

    printed   the paper's mean, best and lowest in percent and std as a fraction, None where it has none
    """
    own = result.summary
    row = "{:<34}{:>9}{:>9}{:>9}{:>9}"
    name = f"emolab, {len(own.values)} {'random' if split == 'random' else 'subject-disjoint'} folds"
    fractions = [f"{value:.2%}" for value in (own.mean, own.best, own.lowest)]
    lines = [
        row.format("", "mean", "best", "lowest", "std"),
        row.format(name, *fractions, f"{own.std:.4f}"),
    ]
    if printed is not None:
        theirs = [f"{value:.2f}%" for value in printed[:3]]
        lines.append(row.format(f"{paper}, 10 random folds, printed", *theirs, f"{printed.std:.2f}"))
    return lines


def chance(clips):
    """Return the accuracy of always naming the most frequent class."""
    return float(np.bincount(clips.targets).max() / len(clips))
