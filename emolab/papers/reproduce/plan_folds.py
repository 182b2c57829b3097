"""Rows of cross-validation: RAVDESS and EMO-DB by voice, and each paper's own collection."""

from functools import partial

import numpy as np

from emolab.papers.reproduce.folds_job import cross_validate
from emolab.papers.reproduce.job import Job
from emolab.papers.reproduce.printed import differs, printed_text
from emolab.papers.reproduce.row import Row, summary
from emolab.papers.reproduce.sources import COLLECTIONS, fingerprint

KIND = {"audio": "audio", "video": "video", "joined": "both"}
NAMED = {"audio": "voice", "video": "face", "joined": "voice and face"}
# collection, modality, paper: what the papers themselves measured on, as far as it can be had
OWN = (
    ("ravdess-films", "video", "song2021"), ("ravdess-films", "joined", "song2021"),
    ("cheavd", "audio", "zhu2022"), ("cheavd", "video", "zhu2022"), ("cheavd", "joined", "zhu2022"),
    ("ckplus", "video", "gu2025"), ("iemocap", "audio", "liu2026"), ("meld", "joined", "liu2021"),
)  # fmt: skip
FOLDS = 10


def ravdess_rows(paper, asked):
    """Yield RAVDESS by voice: ten random folds, actors kept apart, and what lies between."""
    random = fold_row("ravdess", "ravdess", "audio", paper, "random", FOLDS, asked)
    apart = fold_row("ravdess", "ravdess", "audio", paper, "subjects", FOLDS, asked)
    yield from (random, apart)
    yield Row(
        "ravdess", paper, "voice, RAVDESS: the leak", "none printed",
        "mean of random folds less that of folds with actors apart",
        "the paper gives no figure for strangers",
        random.jobs + apart.jobs, partial(leak_of, len(random.jobs)), random.missing,
    )  # fmt: skip


def emodb_rows(paper, asked):
    """Yield EMO-DB by voice, one speaker left out at a time."""
    yield fold_row("emodb", "emodb", "audio", paper, "subjects", None, asked)


def own_rows(paper, asked):
    """Yield the paper's own collections."""
    for collection, modality, key in OWN:
        if key == paper:
            split = "random" if paper == "song2021" else "subjects"  # as far as the paper says
            yield fold_row("own", collection, modality, paper, split, FOLDS, asked)


def fold_row(group, collection, modality, paper, split, folds, asked):
    """Return one Row; folds None is one for each person."""
    title = COLLECTIONS[collection].title.partition(",")[0]
    kind = KIND[modality]
    missing = asked.sources.missing(collection, kind)
    how = {"random": "ten random folds, actors mixed", "subjects": "folds that keep people apart"}[split]
    if folds is None:
        how = "one speaker left out at a time"
    jobs = ()
    if missing is None:
        clips = asked.sources.clips(collection, kind)
        jobs = tuple(
            _job(clips, collection, modality, paper, split, folds or len(clips.people), seed, asked)
            for seed in asked.seeds[:1]
        )
    return Row(
        group, paper, f"{NAMED[modality]}, {title}", printed_text(paper, modality), how,
        differs(paper, modality, title, how, preset=asked.preset), jobs, accuracy_of_folds, missing,
    )  # fmt: skip


def _job(clips, collection, modality, paper, split, folds, seed, asked):
    changes = asked.changes_of(paper)
    settings = {
        "paper": paper, "modality": modality, "split": split, "folds": folds, "seed": seed,
        "preset": asked.preset, **asked.settings_of(paper, modality, changes),
    }  # fmt: skip

    def work(folder, show):
        return cross_validate(
            asked.system(paper), clips, modality, split, folds, seed, asked.preset, changes, folder, show
        )

    name = f"{collection}-{modality}-{paper}-{split}-seed{seed}"
    return Job(name, settings, asked.fingerprint(collection, clips, fingerprint), work)


def accuracy_of_folds(results):
    """Return the Measured of cross-validated jobs: a fold's mean accuracy, and what else is told."""
    values = [100 * value for result in results for value in result["values"]["accuracy"]]
    recall = 100 * np.mean([result["more"]["unweighted"] for result in results])
    chance = 100 * results[0]["more"]["chance"]
    more = f"mean recall {recall:.1f} %; most frequent class {chance:.1f} %"
    notes = dict.fromkeys(filter(None, (result["more"]["note"] for result in results)))
    return summary(values, "%", "fold", "; ".join([more, *notes]))


def leak_of(first, results):
    """Return how many points the mean accuracy of the first jobs lies above that of the others."""
    means = [
        100 * np.mean([np.mean(result["values"]["accuracy"]) for result in part])
        for part in (results[:first], results[first:])
    ]
    return summary([means[0] - means[1]], "points", "difference", f"{means[0]:.1f} % and {means[1]:.1f} %")
