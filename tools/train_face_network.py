"""Train the facial-expression network that ships with emolab on FER2013: seeded, resumable.

    python tools/train_face_network.py --data FILE --work FIRST [--epochs 60]
    python tools/train_face_network.py --data FILE --work FOLDER --start FIRST --mix .5 --rate .02 --epochs 30
    python tools/train_face_network.py --data FILE --work FOLDER --measure
    python tools/train_face_network.py --work FOLDER --ship emolab/models/weights/face_vgg.npz

FILE is fer2013_train_public.npz or fer2013.csv. The network learns from the pictures of Training alone; those
of PublicTest are looked at after each epoch and take no part. --start begins with the weights that a former
run ended with, --mix blends the pictures of that share of the batches (MixedPairs). A run that was stopped
goes on from its checkpoint when it is called again with --resume.
"""

import argparse
from pathlib import Path

import numpy as np

import emolab
from emolab.core.files import load_arrays
from emolab.datasets import Fer2013
from emolab.datasets.labels import LABEL_SETS
from emolab.models import VGG, save_weights
from emolab.nn import SGD, CosineSchedule, WarmUp
from emolab.training import confusion_matrix, fit, predict_probabilities
from emolab.training.mixing import MixedPairs
from emolab.training.views import RandomViews
from emolab.vision.standard_picture import standard_picture

BATCH = 64


def pictures(folder, split):
    """Return pictures (N, 48, 48, 1) and classes (N,) of one of the published parts."""
    clips = [clip for clip in Fer2013(folder) if clip.extra["split"] == split]
    place = {label: i for i, label in enumerate(LABEL_SETS["fer2013_7"])}
    grey = np.stack([clip.pictures[0] for clip in clips])
    return standard_picture(grey), np.array([place[clip.label] for clip in clips])


def network(options):
    """Return the network that is trained, its start drawn from the seed."""
    return VGG(
        options.config, width=options.width, input_size=48, channels=1, classes=7, batch_norm=True,
        hidden=options.hidden, keep=options.keep, rng=options.seed,
    )  # fmt: skip


def train(options):
    """Train, a checkpoint after each epoch."""
    if options.threads:
        emolab.set_threads(options.threads)
    x, y = pictures(options.data, "Training")
    held = pictures(options.data, "PublicTest")
    model = network(options)
    if options.start:
        load_trained(model, options.start)
    views = RandomViews()
    mix = MixedPairs(share=options.mix, augment=views)
    how = {"augment": mix, "loss": mix.loss} if options.mix else {"augment": views}
    steps = -(-len(y) // BATCH)
    schedule = WarmUp(CosineSchedule(options.rate, (options.epochs - 1) * steps), steps)
    optimiser = SGD(model.parameters(), options.rate, momentum=0.9, nesterov=True, weight_decay=options.decay)

    def tell(epoch, epochs):
        print(
            f"epoch {epoch.epoch}/{epochs}: loss {epoch.loss:.4f}, accuracy {epoch.accuracy:.4f}, "
            f"PublicTest {epoch.validation_accuracy:.4f} ({epoch.validation_loss:.4f}), "
            f"{epoch.seconds:.0f} s",
            flush=True,
        )

    fit(
        model, x, y, validation=held, epochs=options.epochs, batch_size=BATCH, optimiser=optimiser,
        schedule=schedule, label_smoothing=0.1, rng=options.seed, folder=options.work, resume=options.resume,
        progress=tell, **how,
    )  # fmt: skip


def trained(options):
    """Return the network of the last checkpoint."""
    model = network(options)
    load_trained(model, options.work)
    return model.eval()


def load_trained(model, folder):
    """Give a network the weights of a run's last checkpoint."""
    arrays = load_arrays(folder / "checkpoint.npz")[0]
    start = "model/"
    model.load_state_dict({k.removeprefix(start): v for k, v in arrays.items() if k.startswith(start)})


def measure(options):
    """Print accuracy and recall on PublicTest, alone and with the mirrored picture beside."""
    model = trained(options)
    x, y = pictures(options.data, "PublicTest")
    alone = predict_probabilities(model, x)
    both = (alone + predict_probabilities(model, x[:, :, ::-1])) / 2
    for name, p in (("alone", alone), ("with its mirror", both)):
        table = confusion_matrix(y, p.argmax(axis=1), 7)
        recall = table.diagonal() / table.sum(axis=1)
        print(f"{name}: {np.trace(table) / table.sum():.4f}, mean recall {recall.mean():.4f}")
    print(table)


def ship(options):
    """Write the checkpoint's weights in half precision."""
    save_weights(trained(options).to(np.float16), options.ship)


def main():
    """Read the command line."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="folder of a former run whose weights are the start")
    parser.add_argument("--mix", type=float, default=0.0, help="share of the batches that are blended")
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--rate", type=float, default=0.05)
    parser.add_argument("--decay", type=float, default=5e-4)
    parser.add_argument("--config", default="D")
    parser.add_argument("--width", type=float, default=0.5)
    parser.add_argument("--hidden", type=int, default=512)
    parser.add_argument("--keep", type=float, default=0.5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--ship", type=Path)
    options = parser.parse_args()
    (ship if options.ship else measure if options.measure else train)(options)


if __name__ == "__main__":
    main()
