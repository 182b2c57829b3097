"""Faces of FER2013: a network that is there is measured, a paper's road to faces is trained first."""

import numpy as np

from emolab.models.face_recogniser import SHIPPED, FaceRecogniser
from emolab.training import confusion_matrix, unweighted_accuracy

TRAINED_ON, MEASURED_ON = "Training", "PublicTest"
EDGE_TO_EDGE = {"crop": 1.0}  # its pictures are faces and nothing else


def shipped_weights():
    """Return the file of the facial-expression network that ships with emolab, None where there is none."""
    return SHIPPED if SHIPPED.is_file() else None


def measure_shipped(path, clips, show=True):
    """Measure the network of a file on the published test pictures, each with its mirror image.

    Returns   as the other jobs: {"values": {"accuracy": [one]}, "more": ...}
    """
    held = clips.split(MEASURED_ON)
    p = FaceRecogniser.load(path).probabilities(np.stack([clip.pictures[0] for clip in held]))
    return _told(held.targets, p, clips)


def train_road(System, clips, seed, preset, changes, folder, show=True):
    """Train a system's road to faces on the published training pictures, and measure it.

    Note   a few of the test pictures are of one colour: nothing can be judged there, so they are left out
    """
    train, held = clips.split(TRAINED_ON), _with_faces(clips.split(MEASURED_ON))
    system = System("video", preset, rng=seed, **changes)
    system.train(train, folder=folder, resume=folder.exists(), show=show)
    return _told(held.targets, system.probabilities(held, show), clips)


def _with_faces(clips):
    return clips.subset([i for i, clip in enumerate(clips) if np.ptp(clip.pictures[0])])


def _told(true, p, clips):
    guess = p.argmax(axis=1)
    classes = len(clips.label_set)
    return {
        "values": {"accuracy": [float(np.mean(guess == true))]},
        "more": {
            "unweighted": unweighted_accuracy(true, guess, classes), "clips": len(true),
            "classes": list(clips.label_set), "note": clips.note,
            "confusion": confusion_matrix(true, guess, classes).tolist(),
        },
    }  # fmt: skip
