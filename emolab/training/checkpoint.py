"""Checkpoints: all that a training needs to go on as if nothing had happened."""

import json
import zipfile
from pathlib import Path

import numpy as np

from emolab.core.errors import FileError, FormatError
from emolab.core.files import HEADER, load_arrays, save_arrays

KIND = "emolab checkpoint"
NAME = "checkpoint.npz"
BEFORE = "checkpoint.before.npz"  # what a fresh start finds in its folder is kept under this name


class Interrupted(KeyboardInterrupt):
    """Ctrl-C during a training; its text says what is on disk and how to go on.

    checkpoint   Path of the last whole epoch's checkpoint, None where no folder was given
    epoch        the number of whole epochs that are done
    """

    def __init__(self, message, checkpoint=None, epoch=0):
        super().__init__(message)
        self.checkpoint, self.epoch = checkpoint, epoch


def checkpoint_path(folder):
    """Return the path of the folder's checkpoint."""
    return Path(folder) / NAME


def save_checkpoint(path, model, optimiser, rng, progress, best=None):
    """Write weights, the optimiser's state and every random state, whole or not at all.

    rng        the Generator of the data order
    progress   what JSON can hold: epoch, history, settings, ...
    best       weights of the best epoch so far, as model.state_dict() gives them; None to keep none
    Errors     FileError where the folder cannot be written
    """
    arrays, numbers = {}, {}
    for name, value in optimiser.state_dict().items():
        if isinstance(value, np.ndarray):
            arrays[f"optimiser/{name}"] = value
        else:
            numbers[name] = value
    arrays |= {f"model/{name}": value for name, value in model.state_dict().items()}
    arrays |= {f"best/{name}": value for name, value in (best or {}).items()}
    header = {
        "kind": KIND,
        "model": type(model).__name__,
        "model_settings": getattr(model, "settings", {}),
        "optimiser": type(optimiser).__name__,
        "optimiser_numbers": numbers,
        "rng": {"order": rng_state(rng), "model": {p: rng_state(g) for p, g in model.generators().items()}},
        "progress": progress,
    }
    save_arrays(path, arrays, header)


def load_checkpoint(path, model, optimiser, rng, settings=None):
    """Put weights, the optimiser's state and every random state back; all is checked before any is changed.

    settings   what the training that goes on was started with: each entry must be what the checkpoint has
    Returns    (progress, best), as they were given to save_checkpoint
    Errors     FileError where there is no file; FormatError, which names the file, where it is cut short,
               holds a pickle, lies about a size, or is of another model, optimiser or setting
    """
    arrays, header = load_arrays(path)
    if header.get("kind") != KIND:
        raise FormatError(f"{path} is no checkpoint of a training; weights alone cannot be resumed")
    try:
        _same(path, "model", header["model"], type(model).__name__)
        _same_settings(path, header["model_settings"], _plain(getattr(model, "settings", {})), "the model's ")
        _same(path, "optimiser", header["optimiser"], type(optimiser).__name__)
        progress = header["progress"]
        _same_settings(path, progress["settings"], _plain(settings or {}), "")
        weights, best = _under(arrays, "model/"), _under(arrays, "best/")
        state = {**_under(arrays, "optimiser/"), **header["optimiser_numbers"]}
        own = model.state_dict()
        for name in own.keys() & weights.keys():
            if weights[name].dtype != own[name].dtype:
                raise FormatError(f"{name} is {weights[name].dtype} there, {own[name].dtype} in the model")
        generators = {"": rng, **model.generators()}
        states = {"": header["rng"]["order"], **header["rng"]["model"]}
        if generators.keys() != states.keys():
            raise FormatError("it holds the random states of another model's layers")
        fitted = {name: _fitting(generators[name], states[name]) for name in generators}
        before = model.state_dict()
        model.load_state_dict(weights)  # changes nothing where one does not fit
        try:
            optimiser.load_state_dict(state)
        except (KeyError, TypeError, ValueError):
            model.load_state_dict(before)
            raise
        for name, generator in generators.items():
            generator.bit_generator.state = fitted[name]
    except FormatError as error:
        text = str(error)
        raise FormatError(text if text.startswith(str(path)) else f"{path}: {text}") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise FormatError(f"{path}: its header does not describe a training ({error!r})") from error
    return progress, best or None


def epochs_in(path):
    """Return how many whole epochs a checkpoint holds; None where there is no such file.

    Only the header is read: after Ctrl-C nobody wants to wait for the weights.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return len(json.loads(archive.read(HEADER))["progress"]["history"]["epochs"])
    except (OSError, zipfile.BadZipFile, ValueError, KeyError, TypeError):
        return None


def rng_state(generator):
    """Return the state of a Generator as JSON can hold it."""
    return _plain(generator.bit_generator.state)


def make_room(folder, keep_aside):
    """Remove half-written files that a killed run left in the folder.

    keep_aside   rename the checkpoint that is there, so that a fresh start does not destroy it
    Errors       FileError where the folder cannot be written
    """
    path = checkpoint_path(folder)
    try:
        for part in path.parent.glob(f".{NAME}.*.part"):
            part.unlink(missing_ok=True)
        if keep_aside and path.is_file():
            path.replace(path.with_name(BEFORE))
    except OSError as error:
        raise FileError(f"cannot write {folder}: {error.strerror or error}; choose another folder") from error


def _fitting(generator, state):
    """Give the state the array types that the generator's own state has."""
    own = generator.bit_generator.state
    name = state["bit_generator"]
    if name != own["bit_generator"]:
        raise FormatError(f"its random numbers come from {name}, here they come from {own['bit_generator']}")
    fitted = _like(state, own)
    type(generator.bit_generator)(0).state = fitted  # raises where it is no state
    return fitted


def _like(value, model):
    if isinstance(model, dict):
        return {key: _like(value[key], item) for key, item in model.items()}
    return np.asarray(value, dtype=model.dtype) if isinstance(model, np.ndarray) else value


def _plain(value):
    """As JSON gives it back: tuples become lists, NumPy numbers plain ones."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, np.ndarray | np.generic):
        return _plain(value.tolist())
    return value


def _under(arrays, prefix):
    return {name[len(prefix) :]: array for name, array in arrays.items() if name.startswith(prefix)}


def _same(path, what, there, here):
    if there != here:
        raise FormatError(f"{path} is of the {what} {there}, not {here}: choose the {what} it was made with")


def _same_settings(path, there, here, whose):
    for name in sorted(there.keys() | here.keys()):
        if there.get(name) != here.get(name):
            raise FormatError(
                f"{path} was made with {whose}{name} = {there.get(name)!r}, here it is {here.get(name)!r}: "
                "go on with the same settings and data, or start in another folder"
            )
