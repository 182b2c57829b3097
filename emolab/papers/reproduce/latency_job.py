"""How long liu2026 takes from a clip to its emotion, by how many clips there are."""

import time

from emolab.datasets import Clip, SyntheticClips
from emolab.datasets.clips import Clips

VOLUMES = (100, 200, 300, 400, 500)
TRAINED_ON = 27  # clips, before anything is timed: how well it judges is not asked
LABELS = ("anger", "joy", "sadness")
EPOCHS = {"face_epochs": 1, "epochs": 1}


def latency(System, seed, preset, changes, folder, show=True, volumes=VOLUMES):
    """Time reading features and judging, on synthetic clips that are decoded before the clock runs.

    Returns   {"values": {volume: [seconds a clip]}, "more": seconds of each part by volume}; the LSTM is that
    of the paper's comparison
    """
    clips = _corpus(TRAINED_ON, seed)
    system = System("joined", preset, rng=seed, **{**EPOCHS, **changes})
    other = System("joined", preset, rng=seed, **{**EPOCHS, **changes, "network": "lstm"})
    features = system.read(clips, show)
    for name, one in (("proposed", system), ("lstm", other)):
        place = folder / name
        one.train_on(features, clips.targets, clips.label_set, folder=place, resume=place.exists(), show=show)
        one.probabilities_of(features, show)  # once without the clock: what is compiled, is compiled now
    values, parts = {}, {}
    for volume in volumes:
        clips = _decoded(_corpus(volume, seed + 1))
        start = time.perf_counter()
        features = system.read(clips, show)
        read = time.perf_counter()
        system.probabilities_of(features, show)
        end = time.perf_counter()
        other.probabilities_of(features, show)
        by_lstm = time.perf_counter() - end + read - start
        values[str(volume)] = [(end - start) / volume]
        parts[str(volume)] = {
            "features": read - start, "judging": end - read, "total": end - start, "total by LSTM": by_lstm
        }  # fmt: skip
    return {"values": values, "more": {"seconds": parts}}


def _decoded(clips):
    """The same clips with their samples and pictures at hand."""
    held = [
        Clip(
            one.label,
            one.subject,
            sound=one.sound,
            sample_rate=one.sample_rate,
            frames=one.frames,
            fps=one.fps,
        )
        for one in clips
    ]
    return Clips(held, clips.label_set)


def _corpus(count, seed):
    """So many clips, of three people or more."""
    takes = -(-count // (3 * len(LABELS)))
    clips = SyntheticClips(3, takes, seed=seed, label_set=LABELS)
    return clips.subset(range(count)) if count < len(clips) else clips
