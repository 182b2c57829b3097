"""A system cross-validated on a collection: one accuracy a fold."""

import json

from emolab.papers import protocol
from emolab.training.metrics import unweighted_accuracy


def cross_validate(System, clips, modality, split, folds, seed, preset, changes, folder, show=True):
    """Train and test in folds, those that are done taken over from the folder.

    Returns   {"values": {"accuracy": [one a fold]}, "more": mean recall over all clips, confusion, note}
    """
    result, note = protocol.run(
        System, clips, modality, split, folds, folder, preset=preset, seed=seed, resume=True, progress=show,
        **changes,
    )  # fmt: skip
    told = json.loads((folder / f"{split}.json").read_text(encoding="utf-8"))
    return {
        "values": {"accuracy": list(result.accuracies)},
        "more": {
            "unweighted": unweighted_accuracy(result.true, result.predicted, len(result.classes)),
            "confusion": told["confusion"], "classes": list(result.classes), "note": note,
            "chance": protocol.chance(clips),
        },
    }  # fmt: skip
