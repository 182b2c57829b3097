"""Rows of fusion: voice, face and both of each system, on made pairs and on the synthetic corpus."""

from functools import partial

import numpy as np

from emolab.papers.reproduce.fusion_job import HELD, fuse
from emolab.papers.reproduce.job import Job
from emolab.papers.reproduce.plan_folds import NAMED
from emolab.papers.reproduce.printed import differs, printed_text
from emolab.papers.reproduce.row import Row, summary
from emolab.papers.reproduce.sources import COLLECTIONS, fingerprint

# FER2013's pictures are faces from edge to edge: there is none to be looked for in them.
STILLS = {"crop": 1.0}
OWN_STILLS = {"gu2025": {"faces": "centre", "margin": 0.0}}
HOW = f"{HELD:.0%} of the people held out, drawn anew by each seed"


def pair_rows(paper, asked, speech):
    """Yield voice, face and both on pairs of a speech collection and FER2013."""
    sources = asked.sources
    lacking = [sources.missing(speech, "audio"), sources.missing("fer2013", "video")]
    missing = "; ".join(filter(None, lacking)) or None
    jobs = () if missing else [_pair_job(paper, asked, speech, seed) for seed in asked.seeds]
    title = f"pairs of {COLLECTIONS[speech].title.partition(',')[0]} and FER2013"
    also = ("made pairs, not recordings of one person",)
    yield from _rows("pairs", paper, asked, title, jobs, missing, also)


def synthetic_rows(paper, asked):
    """Yield voice, face and both on talking heads made by formula."""
    jobs = [_synthetic_job(paper, asked, seed) for seed in asked.seeds]
    also = ("talking heads made by formula, not recordings",)
    yield from _rows("synthetic", paper, asked, "the synthetic corpus", jobs, None, also)


def _rows(group, paper, asked, title, jobs, missing, also):
    for modality in ("audio", "video", "joined"):
        yield Row(
            group, paper, f"{NAMED[modality]}, {title}", printed_text(paper, modality), HOW,
            differs(paper, modality, title, HOW, preset=asked.preset, also=also), tuple(jobs),
            partial(_accuracy, modality), missing,
        )  # fmt: skip


def _pair_job(paper, asked, speech, seed):
    changes = {**STILLS, **OWN_STILLS.get(paper, {}), **asked.changes_of(paper)}
    voices, faces = asked.sources.clips(speech, "audio"), asked.sources.clips("fer2013", "video")

    def clips():
        from emolab.datasets import PairedClips

        return PairedClips(voices, faces, pictures=asked.pictures, rng=seed)

    parts = asked.fingerprint(speech, voices, fingerprint), asked.fingerprint("fer2013", faces, fingerprint)
    name = f"pairs-{speech}-{paper}-seed{seed}"
    return _job(name, paper, asked, seed, changes, clips, " ".join(parts), pictures=asked.pictures)


def _synthetic_job(paper, asked, seed):
    people, takes = asked.synthetic

    def clips():
        from emolab.datasets import SyntheticClips

        return SyntheticClips(people, takes, seed=seed, **asked.corpus)

    data = fingerprint(clips())
    return _job(f"synthetic-{paper}-seed{seed}", paper, asked, seed, asked.changes_of(paper), clips, data)


def _job(name, paper, asked, seed, changes, clips, data, **more):
    settings = {
        "paper": paper, "seed": seed, "preset": asked.preset, "held": HELD, **more,
        **asked.settings_of(paper, "joined", changes),
    }  # fmt: skip

    def work(folder, show):
        return fuse(asked.system(paper), clips(), seed, asked.preset, changes, folder, show)

    return Job(name, settings, data, work)


def _accuracy(modality, results):
    found = {name: np.array([100 * r["values"][name][0] for r in results]) for name in NAMED}
    recall = 100 * np.mean([result["more"]["unweighted"][modality] for result in results])
    more = [f"mean recall {recall:.1f} %"]
    if modality == "joined":
        means = {name: values.mean() for name, values in found.items()}
        gains = {name: means["joined"] - means[name] for name in ("audio", "video")}
        over = np.maximum(found["audio"], found["video"])
        ahead = int((found["joined"] > over).sum())
        verdict = "above both" if min(gains.values()) > 0 else "NOT above both"
        more.append(
            f"{verdict}: {gains['audio']:+.1f} points on the voice, {gains['video']:+.1f} on the face; best "
            f"of the three for {ahead} of {len(results)} seeds"
        )
    notes = dict.fromkeys(filter(None, (result["more"]["note"] for result in results)))
    return summary(found[modality], "%", "seed", "; ".join([*more, *notes]))
