"""Voices by the network that ships with emolab, and by what others are measured against: IS09 and an SVC."""

import numpy as np

from emolab.learn import SVC
from emolab.models.voice_recogniser import (
    FLOOR,
    FRAMES,
    LEVEL,
    STEP,
    TRIM,
    WINDOW,
    voice_frames,
    voice_functionals,
)
from emolab.nn.standardise import Standardise
from emolab.papers.kept_features import kept_features
from emolab.papers.protocol import chance, folds_of
from emolab.training import confusion_matrix, cross_validate, predict_probabilities, unweighted_accuracy
from emolab.training.train_speech_network import by_speaker, train_speech_network

C = 0.01
INPUT = {**FRAMES, "floor": FLOOR, "trim": TRIM, "level": LEVEL}
SETTINGS = {
    "network": {**INPUT, "window": WINDOW, "step": STEP},
    "svc": {**INPUT, "C": C},
    "reference": {"C": C},
}  # all that a judge depends on beside seed, folds and norm


def hear_voices(clips, show=True):
    """Return the functionals of each clip's windows, [(K, F)], and of the whole clips, (N, F)."""
    frames = kept_features(
        "voice-frames", clips, INPUT, lambda clip: voice_frames(clip.sound, clip.sample_rate),
        "bands and contours", show=show,
    )  # fmt: skip
    windows, whole = zip(*(voice_functionals(x) for x in frames))
    return list(windows), np.stack(whole)


def measure_network(clips, split, folds, norm, seed, folder, show=True):
    """Train and test the network that ships in folds, the collection's own classes told apart.

    norm      "none", or "speaker": less each speaker's own mean and deviation
    Returns   {"values": {"accuracy": [one a fold]}, "more": mean recall over all clips, note, chance}
    """
    windows, whole = hear_voices(clips, show)
    if norm == "speaker":
        windows, whole = by_speaker(windows, clips.subjects), np.stack(by_speaker(whole, clips.subjects))

    def run_fold(train, test, folder):
        network = train_speech_network(
            [windows[i] for i in train], whole[train], clips.targets[train], len(clips.label_set), rng=seed,
            folder=folder, resume=folder.exists(), progress=show and "voice network",
        )  # fmt: skip
        return predict_probabilities(network, ([windows[i] for i in test], whole[test])).argmax(axis=1)

    return _measure(run_fold, clips, split, folds, seed, folder, {**SETTINGS["network"], "norm": norm})


def measure_svc(clips, split, folds, norm, seed, folder, show=True):
    """Measure a linear SVC on the clips' functionals, those that the network gets, in the same folds."""
    return _by_svc(hear_voices(clips, show)[1], clips, split, folds, norm, seed, folder)


def measure_reference(clips, split, folds, norm, seed, folder, show=True):
    """Measure IS09 and a linear SVC in the same folds, pauses and levels as they are."""
    from emolab.audio import is09

    x = kept_features(
        "is09",
        clips,
        {},
        lambda clip: is09(np.float64(clip.sound), clip.sample_rate)[None],
        "IS09",
        show=show,
    )
    return _by_svc(np.concatenate(x), clips, split, folds, norm, seed, folder)


def _by_svc(x, clips, split, folds, norm, seed, folder):
    if norm == "speaker":
        x = np.stack(by_speaker(x, clips.subjects))

    def run_fold(train, test, folder):
        standard = Standardise(x.shape[1], np.float64).fit([x[train]])
        svc = SVC(C=C, kernel="linear").fit(standard.forward(x[train]), clips.targets[train])
        return svc.predict(standard.forward(x[test]))

    return _measure(run_fold, clips, split, folds, seed, folder, {"C": C, "D": x.shape[1], "norm": norm})


def _measure(run_fold, clips, split, folds, seed, folder, settings):
    cut, changed = folds_of(clips, split, folds, seed)
    settings = {"split": split, "folds": len(cut), "seed": seed, "clips": len(clips), **settings}
    result = cross_validate(
        run_fold, cut, clips.targets, clips.label_set, folder=folder, settings=settings, resume=True
    )
    return {
        "values": {"accuracy": list(result.accuracies)},
        "more": {
            "unweighted": unweighted_accuracy(result.true, result.predicted, len(result.classes)),
            "confusion": confusion_matrix(result.true, result.predicted, len(result.classes)).tolist(),
            "classes": list(result.classes),
            "note": "; ".join(filter(None, (changed, clips.note))) or None, "chance": chance(clips),
        },
    }  # fmt: skip
