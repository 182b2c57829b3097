"""The loop of a training: steps, epochs, the best weights, and the checkpoint after each epoch."""

import time
import warnings
from typing import Any, NamedTuple

import numpy as np

from emolab.core.backend import like
from emolab.core.errors import DataError, FormatError, ShapeError
from emolab.core.interrupts import Interrupts
from emolab.nn import clip_gradients
from emolab.training.batches import batch_rows
from emolab.training.checkpoint import (
    Interrupted,
    checkpoint_path,
    epochs_in,
    load_checkpoint,
    make_room,
    save_checkpoint,
)
from emolab.training.history import Epoch, History
from emolab.training.predict import beside, logits_of, model_dtype, predict_outputs
from emolab.training.progress import progress_of


class Plan(NamedTuple):
    """What fit was asked for."""

    batch_size: int
    bucket: bool
    schedule: Any
    loss: Any  # (what forward gave, labels) -> (loss, gradients, a tuple for backward)
    extra: dict  # further arguments of the loss
    clip_norm: float | None
    patience: int | None
    watch: str  # the field of Epoch that patience looks at
    augment: Any
    settings: dict  # what must be the same for a resume
    freeze: Any = None  # called with the model and the epoch's number before each epoch


class Loop:
    """One training under way."""

    def __init__(self, plan, model, samples, labels, validation, optimiser, rng):
        self.plan, self.model, self.optimiser, self.rng = plan, model, optimiser, rng
        self.samples, self.labels, self.validation = samples, labels, validation
        self.parameters = model.parameters()
        self.history = History()
        self.steps = 0  # of the optimiser, so far
        self.best, self.best_value, self.best_epoch = None, None, None
        self.path, self.saved = None, 0  # the checkpoint, and the whole epochs in it
        self.interrupts = Interrupts()

    def run(self, epochs, progress, folder, resume):
        """Begin or go on, run the epochs that are left, and return the History."""
        try:
            with self.interrupts:
                self.begin(folder, resume)
                self.train(epochs, progress)
        except KeyboardInterrupt as stop:
            raise self.interrupted(epochs) from stop
        if self.best is not None:
            self.model.load_state_dict(self.best)
            self.history.best_epoch = self.best_epoch
        self.model.eval()
        return self.history

    def begin(self, folder, resume):
        """Take up the folder's checkpoint where that is wished, and write it (again) at once."""
        if folder is None:
            return
        self.path = checkpoint_path(folder)
        make_room(folder, keep_aside=not resume)
        if resume and self.path.is_file():
            progress, self.best = load_checkpoint(
                self.path, self.model, self.optimiser, self.rng, self.plan.settings
            )
            try:
                self.history = History.from_dict(progress["history"])
                self.steps = progress["steps"]
                self.best_value, self.best_epoch = progress["best_value"], progress["best_epoch"]
            except (KeyError, FormatError) as error:
                raise FormatError(f"{self.path}: it does not describe a training ({error})") from error
        elif resume:
            warnings.warn(f"no checkpoint in {folder} yet: the training starts at epoch 1", stacklevel=3)
        self.save()  # now, not after hours: this shows that the folder can be written

    def save(self):
        """Write the checkpoint."""
        if self.path is None:
            return
        progress = {
            "history": self.history.to_dict(), "steps": self.steps, "settings": self.plan.settings,
            "best_value": self.best_value, "best_epoch": self.best_epoch,
        }  # fmt: skip
        save_checkpoint(self.path, self.model, self.optimiser, self.rng, progress, self.best)
        self.saved = len(self.history)

    def train(self, epochs, progress):
        """Run the epochs that are left."""
        lengths = self.samples.lengths if self.plan.bucket else None
        batches = len(batch_rows(len(self.samples), self.plan.batch_size))
        shown = progress_of(progress, epochs, batches, len(self.history))
        try:
            while len(self.history) < epochs and not self.history.stopped_early:
                order = batch_rows(len(self.samples), self.plan.batch_size, self.rng, lengths)
                epoch = self.epoch(order, shown)
                self.history.epochs.append(epoch)
                self.judge(epoch)
                self.save()
                shown.epoch(epoch)
        finally:
            shown.close()

    def epoch(self, order, shown):
        """Pass once over the training data; return the Epoch."""
        start = time.perf_counter()
        number = len(self.history) + 1
        self.model.train()
        if self.plan.freeze is not None:
            self.plan.freeze(self.model, number)
        total, right, seen = 0.0, 0, 0
        for batch, rows in enumerate(order, 1):
            loss, hits = self.step(rows, f"epoch {number}, batch {batch} of {len(order)}")
            self.interrupts.check()
            total, right, seen = total + loss * len(rows), right + hits, seen + len(rows)
            shown.batch(total / seen, right / seen)
        for name, parameter in self.parameters.items():
            if not np.isfinite(parameter.value).all():
                raise DataError(f"epoch {number}: {name} holds NaN or infinity; {self.causes()}")
        validation_loss, validation_accuracy = self.validate(number)
        return Epoch(
            number, total / seen, right / seen, validation_loss, validation_accuracy,
            float(self.optimiser.learning_rate), time.perf_counter() - start,
        )  # fmt: skip

    def step(self, rows, where):
        """One batch; return its loss, and how many clips were right before the weights moved."""
        plan = self.plan
        inputs, labels = self.samples.batch(rows), self.labels[rows]
        if plan.augment is not None:
            inputs = in_type_of(self.model, plan.augment(inputs, self.rng))
        inputs = beside(self.model, inputs)
        if plan.schedule is not None:
            self.optimiser.learning_rate = float(plan.schedule(self.steps))
        self.optimiser.zero_grad()
        outputs = self.model.forward(*inputs)
        if self.steps == 0:
            self.check_classes(logits_of(outputs))
        loss, gradients = plan.loss(outputs, labels, **plan.extra)
        if not np.isfinite(loss):
            raise DataError(f"{where}: the loss is {loss}; {self.causes(inputs)}")
        self.model.backward_to_parameters(*gradients)
        try:
            if plan.clip_norm is not None:
                clip_gradients(self.parameters, plan.clip_norm)
            self.optimiser.step()
        except DataError as error:  # a gradient is no number
            raise DataError(f"{where}: {error}; {self.causes(inputs)}") from error
        self.steps += 1
        return float(loss), self.hits(outputs, labels)

    def hits(self, outputs, labels):
        """How many clips of a batch are right."""
        guesses = logits_of(outputs).argmax(axis=1)  # (N,)
        return int((guesses == like(guesses, labels)).sum())

    def validate(self, number):
        """Return loss and accuracy on the validation data, None and None without."""
        if self.validation is None:
            return None, None
        samples, labels = self.validation
        outputs = predict_outputs(self.model, samples, max(self.plan.batch_size, 64))
        loss = float(self.plan.loss(outputs, labels, **self.plan.extra)[0])
        if not np.isfinite(loss):
            raise DataError(f"epoch {number}, validation: the loss is {loss}; {self.causes()}")
        return loss, self.hits(outputs, labels) / len(labels)

    def judge(self, epoch):
        """Keep the best weights, and stop where patience is over."""
        if self.plan.patience is None:
            return
        value = getattr(epoch, self.plan.watch)
        sign = 1 if self.plan.watch == "validation_loss" else -1
        if self.best is None or sign * value < sign * self.best_value:
            self.best, self.best_value, self.best_epoch = self.model.state_dict(), value, epoch.epoch
        self.history.stopped_early = epoch.epoch - self.best_epoch >= self.plan.patience

    def check_classes(self, logits):
        """Hold all labels against the number of classes, before the first step."""
        if logits.ndim != 2:
            raise ShapeError(f"the model gives logits of shape {logits.shape}; fit needs (N, C)")
        C = logits.shape[1]
        columns = {"labels": self.labels}
        if self.validation is not None:
            columns["validation labels"] = self.validation[1]
        for name, labels in columns.items():
            outside = np.flatnonzero(labels >= C)
            if len(outside):
                row = outside[0]
                raise DataError(f"{name}[{row}] is {labels[row]}; the model's {C} classes are 0 to {C - 1}")

    def causes(self, inputs=()):
        """Say what may have made a number infinite, and what is left of the training."""
        largest = [float(np.abs(x).max()) for x in inputs if x.dtype.kind == "f"]
        said = f"the inputs reach {max(largest):.3g} (scale them if that is large), " if largest else ""
        kept = f"; the state after epoch {self.saved} is in {self.path}" if self.path is not None else ""
        return (
            f"{said}the learning rate is {self.optimiser.learning_rate:.3g} (try a tenth of it), "
            f"clip_norm is {self.plan.clip_norm} (try 1){kept}"
        )

    def interrupted(self, epochs):
        """Return the error of a Ctrl-C; the file itself says what is in it, whenever that came."""
        if self.path is None:
            done = len(self.history)
            text = f"interrupted after {done} of {epochs} epochs; no folder was given, so nothing is on disk"
            return Interrupted(text, None, done)
        done = epochs_in(self.path)
        if done is None:
            return Interrupted("interrupted before the training began", None, 0)
        text = (
            f"interrupted after {done} of {epochs} epochs, which are in {self.path}; to go on from "
            "there, start the same training with resume (--resume on the command line)"
        )
        return Interrupted(text, self.path, done)


def in_type_of(model, inputs):
    """Inputs as the model's parameters are: an augment that computes in double would make all else double."""
    dtype = model_dtype(model)
    return tuple(x.astype(dtype, copy=False) if dtype and x.dtype.kind == "f" else x for x in inputs)
