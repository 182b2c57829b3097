"""How the voice network that ships with emolab is taught, on functionals of windows and of whole clips."""

import numpy as np

from emolab.models.speech_network import SpeechNetwork
from emolab.nn import Adam, CosineSchedule
from emolab.training.fit import fit


def train_speech_network(
    windows, whole, labels, classes, *, epochs=60, batch_size=16, rate=1e-3, rng=0, folder=None, resume=False,
    progress=True,
):  # fmt: skip
    """Train a SpeechNetwork and return it, in eval mode.

    windows, whole   functionals of each clip's windows, [(K, F)], and of the whole clips, (N, F)
    labels, classes  whole numbers (N,) from 0, and how many there are
    rate             learning rate, falling to 0 as a half cosine; the others as in `fit`
    Note             Adam, labels smoothed by .1, gradients held to a norm of 5
    """
    rng = np.random.default_rng(rng)
    network = SpeechNetwork(whole.shape[1], classes, rng=rng)
    network.standardise.fit(windows)
    network.standardise_whole.fit([whole])
    steps = epochs * -(-len(whole) // batch_size)
    fit(
        network, (windows, whole), labels, epochs=epochs, batch_size=batch_size, rng=rng,
        optimiser=Adam(network.parameters(), rate), schedule=CosineSchedule(rate, steps), label_smoothing=0.1,
        clip_norm=5.0, folder=folder, resume=resume, progress=progress,
    )  # fmt: skip
    return network


def by_speaker(values, speakers):
    """Take each speaker's own mean out, by their deviation: [(K, F)] or (N, F) -> a list of the same shapes.

    Note   all clips of a speaker are used, those that are judged too; their labels are not
    """
    values = list(values)
    for who in dict.fromkeys(speakers):
        rows = [i for i, speaker in enumerate(speakers) if speaker == who]
        own = np.concatenate([np.atleast_2d(values[i]) for i in rows])
        mean, deviation = own.mean(axis=0), own.std(axis=0) + 1e-6
        for i in rows:
            values[i] = (values[i] - mean) / deviation
    return values
