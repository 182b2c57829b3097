"""Voice, face and both of one system on the same people, some of whom are held out: does joining help?"""

import numpy as np

from emolab.datasets.pairs import PairedClip
from emolab.papers.system import rows_of
from emolab.training import unweighted_accuracy
from emolab.training.checkpoint import NAME

HELD = 0.25  # share of the people that is tested on
# Papers whose joined networks hold those that the single ones learn from the same seed and clips.
HOLDS_SINGLES = ("zhu2022", "gu2025", "liu2021")


def fuse(System, clips, seed, preset, changes, folder, show=True):
    """Train voice, face and both on most of the people, and measure them on the others.

    Returns   {"values": {"audio", "video", "joined": [accuracy]}, "more": people, unweighted accuracy, note}
    """
    train, test = held_out(clips, seed)
    names = clips.label_set
    joined = System("joined", preset, rng=seed, **changes)
    features = read_once(joined, clips, show)
    learned, unseen = rows_of(features, train), rows_of(features, test)
    targets = clips.targets
    found, systems = {}, {}
    singles = holds_singles(joined)
    for modality in ("joined",) if singles else ("audio", "video", "joined"):
        system = joined if modality == "joined" else System(modality, preset, rng=seed, **changes)
        if modality == "joined" and hasattr(system, "share_face"):
            system.share_face(systems["video"])
        place = folder / modality
        system.train_on(
            learned, targets[train], names, folder=place, resume=any(place.rglob(NAME)), show=show
        )
        systems[modality] = system
    for modality in ("audio", "video", "joined"):
        used = systems["joined" if singles else modality]
        found[modality] = used.probabilities_of(only(unseen, modality)).argmax(axis=1)  # (n,)
    true = targets[test]
    people = sorted({clips.subjects[i] for i in test})
    return {
        "values": {name: [float(np.mean(guess == true))] for name, guess in found.items()},
        "more": {
            "unweighted": {name: unweighted_accuracy(true, guess) for name, guess in found.items()},
            "train_clips": len(train), "test_clips": len(test), "test_people": people, "note": clips.note,
            "chance": float(np.bincount(true).max() / len(true)),
        },
    }  # fmt: skip


def holds_singles(joined):
    """Whether a joined system judges one modality just as the single system would."""
    # with densities of its own liu2021's networks learn from fewer clips than the single ones'
    held = getattr(joined.settings, "densities", "fixed") == "held"
    return joined.paper in HOLDS_SINGLES and not held


def held_out(clips, seed):
    """Cut whole people off for testing: (train rows, test rows)."""
    people = clips.people
    count = max(1, round(HELD * len(people)))
    rng = np.random.default_rng(seed)
    chosen = set(rng.permutation(people)[:count].tolist())
    held = np.array([subject in chosen for subject in clips.subjects])  # (N,)
    return np.flatnonzero(~held), np.flatnonzero(held)


def read_once(system, clips, show):
    """What `system.read` gives; of pairs each recording's own features, which are kept on disk."""
    if not isinstance(clips[0], PairedClip):
        return system.read(clips, show)
    return {
        "audio": system.hear([clip.speech for clip in clips], show),
        "video": system.look([clip.face for clip in clips], show),
    }


def only(features, modality):
    """Features as of clips that have one modality alone, or both."""
    return {
        name: values if modality in (name, "joined") else [None] * len(values)
        for name, values in features.items()
    }
