"""Train the speech-emotion network that ships with emolab, or measure it on people it has not heard.

    python tools/train_voice_network.py --data FOLDER --leave-out ravdess [--norm speaker] [--seeds 3]
    python tools/train_voice_network.py --data FOLDER --work FOLDER
    python tools/train_voice_network.py --work FOLDER --ship emolab/models/weights/voice_attention.npz

FOLDER of --data holds ravdess/ and emodb/ (WAV); nothing of it is copied into the library. --leave-out trains
once for each speaker, on all others of that collection, all its own classes; the figures of a fold go into
FOLDER of --work, where one is named, and are not computed again. Without it one network is trained on
both collections, seven classes, to be shipped; a run that was stopped goes on with --resume.
"""

import argparse
from pathlib import Path

import numpy as np

import emolab
from emolab.core.cache import key_of
from emolab.core.files import load_arrays, save_arrays
from emolab.datasets import EmoDB, Ravdess
from emolab.datasets.labels import LABEL_SETS, MAPS
from emolab.models import SpeechNetwork, save_weights
from emolab.models.voice_recogniser import FUNCTIONALS
from emolab.papers.reproduce.voice_job import hear_voices
from emolab.training import confusion_matrix, predict_probabilities
from emolab.training.train_speech_network import by_speaker, train_speech_network

LOADERS = {"ravdess": Ravdess, "emodb": EmoDB}


def leave_out(options):
    """Train without each speaker in turn, and print what the networks say of them."""
    clips = LOADERS[options.leave_out](options.data / options.leave_out)
    speakers = np.array(clips.subjects)
    classes, targets = np.unique(clips.labels, return_inverse=True)
    windows, whole = hear_voices(clips)
    if options.norm == "speaker":
        windows, whole = by_speaker(windows, speakers), np.stack(by_speaker(whole, speakers))
    p = np.zeros((options.seeds, len(targets), len(classes)))
    for who in np.unique(speakers):
        held = speakers == who
        for seed in range(options.seeds):
            p[seed, held] = _fold(windows, whole, targets, held, len(classes), seed, options, who)
        right = (p[:, held].argmax(axis=2) == targets[held]).mean(axis=1)
        joined = (p[:, held].sum(axis=0).argmax(axis=1) == targets[held]).mean()
        print(f"{who}: {' '.join(f'{a:.1%}' for a in right)}; their mean judges {joined:.1%}", flush=True)
    for title, guess in (*((f"seed {seed}", q) for seed, q in enumerate(p)), ("all together", p.sum(axis=0))):
        table = confusion_matrix(targets, guess.argmax(axis=1), len(classes))
        recall = table.diagonal() / table.sum(axis=1)
        print(f"{title}: accuracy {np.trace(table) / table.sum():.2%}, mean recall {recall.mean():.2%}")
    for name, row, share in zip(classes, table, recall):
        print(f"  {name:<10}{share:>7.1%}  {row}")


def _fold(windows, whole, targets, held, classes, seed, options, who):
    """Probabilities of one speaker's clips, from the work folder where they are there."""
    kept = None
    if options.work:
        settings = (options.norm, options.epochs, seed, who)
        kept = options.work / f"{key_of(*map(str, settings), targets)}.npz"
        if kept.exists():
            return load_arrays(kept)[0]["p"]
    rows, others = np.flatnonzero(~held), np.flatnonzero(held)
    network = train_speech_network(
        [windows[i] for i in rows], whole[rows], targets[rows], classes, epochs=options.epochs, rng=seed,
        progress=False,
    )  # fmt: skip
    p = predict_probabilities(network, ([windows[i] for i in others], whole[others]))
    if kept:
        options.work.mkdir(parents=True, exist_ok=True)
        save_arrays(kept, {"p": p}, {"who": who})
    return p


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
    parser.add_argument("--leave-out", choices=tuple(LOADERS))
    parser.add_argument("--norm", choices=("none", "speaker"), default="none")
    parser.add_argument("--seeds", type=int, default=1, help="networks that are trained, judged and averaged")
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--ship", type=Path)
    options = parser.parse_args()
    if options.threads:
        emolab.set_threads(options.threads)
    (ship if options.ship else leave_out if options.leave_out else train)(options)


if __name__ == "__main__":
    main()
