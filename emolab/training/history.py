"""The history of a training: what each epoch gave."""

from typing import NamedTuple

import numpy as np

from emolab.core.errors import FileError, FormatError
from emolab.core.files import write_json


class Epoch(NamedTuple):
    """One pass over the training data; None where there was no validation."""

    epoch: int  # from 1
    loss: float  # mean over the epoch's clips, while the weights move
    accuracy: float  # the same
    validation_loss: float | None  # after the epoch
    validation_accuracy: float | None
    learning_rate: float  # of the last step
    seconds: float

    def __str__(self):
        text = f"epoch {self.epoch}: loss {self.loss:.4f}, accuracy {self.accuracy:.1%}"
        if self.validation_loss is not None:
            text += f"; validation: loss {self.validation_loss:.4f}, accuracy {self.validation_accuracy:.1%}"
        return f"{text} ({self.seconds:.1f} s)"


class History:
    """Epochs in order; each column of Epoch is also an array: history.loss, history.validation_accuracy, ...

    epochs         list of Epoch
    best_epoch     whose weights the model has now, where early stopping restored them; else None
    stopped_early  whether patience ended the training before the last epoch
    """

    def __init__(self, epochs=(), best_epoch=None, stopped_early=False):
        self.epochs = list(epochs)
        self.best_epoch = best_epoch
        self.stopped_early = stopped_early

    def __len__(self):
        return len(self.epochs)

    def __iter__(self):
        return iter(self.epochs)

    def __getitem__(self, place):
        return self.epochs[place]

    def __getattr__(self, name):
        if name in Epoch._fields:
            return np.array([getattr(epoch, name) for epoch in self.epochs], dtype=float)  # None becomes NaN
        raise AttributeError(f"History has no {name!r}")

    def __str__(self):
        lines = [str(epoch) for epoch in self.epochs]
        if self.stopped_early:
            lines.append(f"stopped early after epoch {len(self)}")
        if self.best_epoch is not None:
            lines.append(f"the weights are those of epoch {self.best_epoch}, the best on the validation data")
        return "\n".join(lines) or "no epoch yet"

    def to_dict(self):
        """Return what JSON can hold."""
        return {
            "epochs": [epoch._asdict() for epoch in self.epochs],
            "best_epoch": self.best_epoch,
            "stopped_early": self.stopped_early,
        }

    @classmethod
    def from_dict(cls, value):
        """Return the history that to_dict described.

        Errors    FormatError where it does not describe one
        """
        try:
            epochs = [Epoch(**epoch) for epoch in value["epochs"]]
            return cls(epochs, value["best_epoch"], bool(value["stopped_early"]))
        except (KeyError, TypeError, AttributeError) as error:
            raise FormatError(f"this is no training history: {error}") from error

    def save(self, path):
        """Write the history as JSON, whole or not at all."""
        write_json(path, self.to_dict())

    @classmethod
    def load(cls, path):
        """Read what save wrote.

        Errors    FileError where there is no file, FormatError where it holds no history; both name it
        """
        import json
        from pathlib import Path

        try:
            return cls.from_dict(json.loads(Path(path).read_text(encoding="utf-8")))
        except OSError as error:
            raise FileError(f"{path}: cannot be read ({error.strerror})") from error
        except ValueError as error:
            raise FormatError(f"{path}: {error}") from error


class Histories(dict):
    """The histories of networks that were trained beside each other, {name: History}."""

    def to_dict(self):
        """Return what JSON can hold."""
        return {name: history.to_dict() for name, history in self.items()}
