"""Train the speech-emotion network that ships with emolab: seeded, resumable.

    python tools/train_voice_network.py --data FOLDER --work FOLDER
    python tools/train_voice_network.py --work FOLDER --ship emolab/models/weights/voice_attention.npz

FOLDER of --data holds ravdess/ and emodb/ (WAV); nothing of it is copied into the library. A run that was
stopped goes on from its checkpoint when it is called again with --resume. How such a network judges people
whom it has not heard, `emolab papers reproduce --only voice` measures.
"""

import argparse
from pathlib import Path

import numpy as np

import emolab
from emolab.core.files import load_arrays
from emolab.datasets import EmoDB, Ravdess
from emolab.datasets.labels import LABEL_SETS, MAPS
from emolab.models import SpeechNetwork, save_weights
from emolab.models.voice_recogniser import FUNCTIONALS
from emolab.papers.reproduce.voice_job import hear_voices
from emolab.training.train_speech_network import train_speech_network

LOADERS = {"ravdess": Ravdess, "emodb": EmoDB}


def train(options):
    """Train the network that ships, on the clips of both collections that have one of the seven labels."""
    basic, windows, whole, targets = LABEL_SETS["basic7"], [], [], []
    for name, loader in LOADERS.items():
        clips = loader(options.data / name)
        names = MAPS["ravdess8" if name == "ravdess" else "emodb7", "basic7"]
        rows = [i for i, label in enumerate(clips.labels) if label in names]
        left = sorted(set(clips.labels) - set(names))
        print(f"{name}: {len(clips) - len(rows)} clips left out, {', '.join(left)} is none of the seven")
        parts, summed = hear_voices(clips)
        windows += [parts[i] for i in rows]
        whole.append(summed[rows])
        targets += [basic.index(names[clips.labels[i]]) for i in rows]
    train_speech_network(
        windows, np.concatenate(whole), np.array(targets), len(basic), epochs=options.epochs,
        rng=options.seed, folder=options.work, resume=options.resume,
    )  # fmt: skip


def ship(options):
    """Write the checkpoint's weights in half precision; means and deviations, some near 0, stay in single."""
    arrays = load_arrays(options.work / "checkpoint.npz")[0]
    network = SpeechNetwork(FUNCTIONALS, len(LABEL_SETS["basic7"]), rng=0)
    start = "model/"
    network.load_state_dict({k.removeprefix(start): v for k, v in arrays.items() if k.startswith(start)})
    exact = {name: buffer.value for name, buffer in network.buffers().items()}
    network.to(np.float16)
    for name, buffer in network.buffers().items():
        buffer.value = exact[name]
    save_weights(network, options.ship)


def main():
    """Read the command line."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--work", type=Path)
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--ship", type=Path)
    options = parser.parse_args()
    if options.threads:
        emolab.set_threads(options.threads)
    (ship if options.ship else train)(options)


if __name__ == "__main__":
    main()
