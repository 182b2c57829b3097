"""Rows of voices by the network that ships with emolab, and by SVCs to compare with."""

from functools import partial

from emolab.papers.reproduce.job import Job
from emolab.papers.reproduce.plan_folds import FOLDS, accuracy_of_folds, leak_of
from emolab.papers.reproduce.row import Row
from emolab.papers.reproduce.sources import COLLECTIONS, fingerprint
from emolab.papers.reproduce.voice_job import (
    SETTINGS,
    C,
    measure_network,
    measure_reference,
    measure_svc,
)

JUDGES = {
    "network": ("the network that ships with emolab", measure_network),
    "svc": (f"its functionals and a linear SVC, C {C:g}", measure_svc),
    "reference": (f"IS09 and a linear SVC, C {C:g}", measure_reference),
}
NORMS = {"none": "", "speaker": ", each speaker's own mean and deviation taken out"}


def voice_rows(paper, asked):
    """Yield all judges of voices on RAVDESS and EMO-DB, and on RAVDESS what mixing people adds."""
    if paper != "song2021":
        return
    for judge in JUDGES:
        for norm in NORMS:
            random = _row("ravdess", judge, norm, "random", asked)
            apart = _row("ravdess", judge, norm, "subjects", asked)
            yield from (random, apart)
            yield random._replace(
                what=f"{random.what}: the leak", jobs=random.jobs + apart.jobs,
                protocol="mean of random folds less that of folds with actors apart",
                measure=partial(leak_of, len(random.jobs)),
            )  # fmt: skip
            yield _row("emodb", judge, norm, "subjects", asked)


def _row(collection, judge, norm, split, asked):
    missing = asked.sources.missing(collection, "audio")
    title, measure = JUDGES[judge]
    jobs = ()
    if missing is None:
        clips = asked.sources.clips(collection, "audio")
        folds = FOLDS if split == "random" else len(clips.people)
        seed = asked.seeds[0]
        settings = {**SETTINGS[judge], "norm": norm, "split": split, "folds": folds, "seed": seed}

        def work(folder, show):
            return measure(clips, split, folds, norm, seed, folder, show)

        name = f"voice-{collection}-{judge}-{norm}-{split}-seed{seed}"
        jobs = (Job(name, settings, asked.fingerprint(collection, clips, fingerprint), work),)
    how = "ten random folds, actors mixed" if split == "random" else "one speaker left out at a time"
    place = COLLECTIONS[collection].title.partition(",")[0]
    return Row(
        "voice", None, f"voice, {place}, {title}", "none printed", how + NORMS[norm],
        "none of the papers' systems", jobs, accuracy_of_folds, missing,
    )  # fmt: skip
