"""Training: epochs of batches, with validation, early stopping, checkpoints and resume."""

import zlib
from dataclasses import is_dataclass

import numpy as np

from emolab.core.errors import ArgumentError, DataError, ShapeError
from emolab.core.threads import one_pool
from emolab.nn import Adam, softmax_cross_entropy
from emolab.training.batches import Samples
from emolab.training.loop import Loop, Plan
from emolab.training.predict import logits_of, model_dtype


def fit(
    model, data, labels, *, validation=None, epochs=20, batch_size=32, optimiser=None, schedule=None,
    loss=None, label_smoothing=0.0, class_weights=None, clip_norm=None, rng=0,
    patience=None, watch="loss", folder=None, resume=False, progress=True, augment=None, bucket=False,
    freeze=None,
):  # fmt: skip
    """Train a classifier, and return its History; the model is left in eval mode.

    model            a Module: forward(*inputs) -> logits (N, C), backward(dlogits); or -> a NamedTuple of
                     arrays with N rows, logits first, and backward(dlogits, ...) with a gradient for each
    data, labels     N clips as Samples takes them, and their classes (N,), whole numbers from 0 to C-1
    validation       (data, labels), looked at after each epoch
    optimiser        None: Adam(model.parameters(), 1e-3)
    schedule         a callable: number of steps (batches) done so far -> learning rate of the next step
    loss             a callable: (logits, labels) -> (loss, dlogits); it also gets smoothing=label_smoothing
                     and weights=class_weights (C,) where these are given. None: the model's own, where it has
                     a method loss(outputs, labels) -> (loss, gradients), else the cross-entropy
    clip_norm        largest norm of all gradients together
    rng              seed or Generator of the order of the clips, and of augment
    patience         stop after so many epochs without a better validation loss (or accuracy: watch), and
                     put the weights of the best epoch back
    folder           where checkpoint.npz is written at each epoch's end. A fresh start keeps what it finds
                     there as checkpoint.before.npz
    resume           go on from the folder's checkpoint, with the same numbers as an unbroken run; epochs may
                     be more than before
    progress         True, a title, False, or a callable that gets (Epoch, epochs) after each epoch
    augment          a callable: (inputs, rng) -> inputs, the tuple that forward gets, in training only
    bucket           put clips of like length into a batch: quicker, and a little less random
    freeze           a FreezeSchedule: which parts are trained from which epoch on; it stays with the model
    Errors    DataError for one class only, a label outside 0..C-1 (with its row), or a loss that is no number
              any more (with epoch and batch); FileError, before training, where the folder cannot be written;
              FormatError where its checkpoint cannot be used; Interrupted on Ctrl-C
    Note      a last batch of one clip joins the one before it, because batch normalisation cannot use it;
              the history's training loss is the mean over the epoch, while the weights move
    """
    _check_arguments(validation, epochs, batch_size, patience, watch, folder, resume)
    dtype = model_dtype(model)
    samples = Samples(data, dtype)
    labels = _checked_labels(labels, len(samples), "labels")
    if len(np.unique(labels)) < 2:
        raise DataError(
            f"labels: all {len(labels)} clips are of class {labels[0]}; with one class there is nothing to "
            "tell apart: add clips of another"
        )
    if validation is not None:
        held_out = Samples(validation[0], dtype, "validation data")
        validation = held_out, _checked_labels(validation[1], len(held_out), "validation labels")
    if optimiser is None:
        optimiser = Adam(model.parameters(), 1e-3)
    extra = {"smoothing": label_smoothing} if label_smoothing else {}
    if class_weights is not None:
        extra["weights"] = np.asarray(class_weights, dtype)
    loss = _loss_of_outputs(model, loss, extra)
    settings = {
        "clips": len(samples), "batch_size": batch_size, "label_smoothing": label_smoothing,
        "class_weights": class_weights, "clip_norm": clip_norm, "patience": patience, "watch": watch,
        "bucket": bucket, "schedule": repr(schedule) if is_dataclass(schedule) else schedule is not None,
        "freeze": None if freeze is None else repr(freeze),
        "optimiser": {k: v for k, v in vars(optimiser).items() if isinstance(v, float | bool | str)},
        "fingerprint of data and labels": zlib.crc32(labels, samples.fingerprint()),
    }  # fmt: skip
    plan = Plan(
        batch_size, bucket, schedule, loss, extra, clip_norm, patience, f"validation_{watch}", augment,
        settings, freeze,
    )  # fmt: skip
    with one_pool():
        loop = Loop(plan, model, samples, labels, validation, optimiser, np.random.default_rng(rng))
        return loop.run(epochs, progress, folder, resume)


def _loss_of_outputs(model, loss, extra):
    """The loss as the loop wants it: (outputs, labels) -> (loss, gradients, a tuple for backward)."""
    if loss is None and hasattr(model, "loss"):
        if extra:
            raise ArgumentError(
                f"fit: {type(model).__name__} brings a loss of its own, which knows no label_smoothing or "
                "class_weights; leave them out, or give loss=softmax_cross_entropy"
            )
        return model.loss
    on_logits = softmax_cross_entropy if loss is None else loss

    def whole(outputs, labels, **settings):
        value, dlogits = on_logits(logits_of(outputs), labels, **settings)
        return value, (dlogits,)

    return whole


def _check_arguments(validation, epochs, batch_size, patience, watch, folder, resume):
    if validation is None and patience is not None:
        raise ArgumentError("fit: patience needs validation=(data, labels), on which to see what is better")
    if validation is not None and (type(validation) is not tuple or len(validation) != 2):
        raise ArgumentError("fit: validation must be a tuple (data, labels)")
    if watch not in ("loss", "accuracy"):
        raise ArgumentError(f"fit: watch must be 'loss' or 'accuracy', not {watch!r}")
    if resume and folder is None:
        raise ArgumentError("fit: resume needs the folder of the checkpoint")
    for name, value in (("epochs", epochs), ("batch_size", batch_size), ("patience", patience)):
        if value is not None and (value != int(value) or value < 1):
            raise ArgumentError(f"fit: {name} must be a whole number from 1, not {value!r}")


def _checked_labels(labels, n, name):
    labels = np.asarray(labels)
    if labels.shape != (n,):
        raise ShapeError(f"{name} has shape {labels.shape}; there are {n} clips, so it must be ({n},)")
    if labels.dtype.kind not in "iu":
        raise DataError(f"{name} has dtype {labels.dtype}; fit needs whole numbers from 0 to C-1")
    if labels.min() < 0:
        row = int(labels.argmin())
        raise DataError(f"{name}[{row}] is {labels[row]}; labels are whole numbers from 0 to C-1")
    return labels.astype(np.int64)
