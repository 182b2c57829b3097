"""A saved system: what its file claims, held against what is in it before memory is taken."""

from typing import Any, NamedTuple

import numpy as np

from emolab.core.errors import ArgumentError, FormatError
from emolab.core.files import load_arrays
from emolab.nn import Module


class Stored(NamedTuple):
    """What a file says of its system."""

    modality: str
    settings: Any  # the paper's Settings
    seed: int
    classes: tuple
    more: dict  # what only this paper's systems keep


def kind_of(paper):
    """Return the kind that a paper's system is kept under."""
    return f"{paper} system"


def read_stored(path, system):
    """Return the arrays of a file and its Stored.

    system    the class: its paper, presets, MODALITIES and MORE, {name: whether a value can be that}
    Errors    FileError where it is missing; FormatError where it is of another kind or not complete
    """
    arrays, header = load_arrays(path)
    kind = kind_of(system.paper)
    if header.get("kind") != kind:
        found = header.get("kind", "no emolab file")
        raise FormatError(f"{path} holds {found}, not a {kind}; train one with: emolab train {system.paper}")
    try:
        settings = system.presets.check(system.presets.kind(**header["settings"]))
        more = {name: header[name] for name in system.MORE}
        stored = Stored(header["modality"], settings, header["seed"], tuple(header["classes"]), more)
    except KeyError as error:
        raise FormatError(f"{path}: its header lacks {error.args[0]!r}") from error
    except (TypeError, ArgumentError) as error:
        raise FormatError(f"{path}: its header does not describe a {kind} ({error})") from error
    right = {
        "modality": stored.modality in system.MODALITIES,
        "seed": isinstance(stored.seed, int) and stored.seed >= 0,
        "classes": len(stored.classes) > 1 and all(isinstance(name, str) for name in stored.classes),
        **{name: fits(more[name]) for name, fits in system.MORE.items()},
    }
    for name in [name for name, good in right.items() if not good]:
        raise FormatError(f"{path}: its header gives {name} as {header[name]!r}, which no {kind} has")
    return arrays, stored


def check_claims(path, arrays, claims):
    """Hold (name, shape) that follow from the settings against the arrays.

    Errors    FormatError for the first that is not there or of another shape
    """
    for name, shape in claims:
        found = arrays[name].shape if name in arrays else None
        if found != shape:
            there = "is not there" if found is None else f"is {found}"
            raise FormatError(f"{path}: by its header {name} is {shape}, in the file it {there}")


def fill(part, arrays, prefix, path):
    """Put the arrays below a prefix into a network or a learner.

    Errors    FormatError, naming the file, where one does not fit or holds no finite numbers
    """
    state = {name[len(prefix) :]: array for name, array in arrays.items() if name.startswith(prefix)}
    wanted = "f" if isinstance(part, Module) else "fiubU"  # what learners keep may be counts or labels
    for name, array in state.items():
        if array.dtype.kind not in wanted or (array.dtype.kind == "f" and not np.isfinite(array).all()):
            what = array.dtype if array.dtype.kind not in wanted else "NaN or infinity"
            raise FormatError(f"{path}: {prefix}{name} holds {what}; weights are finite floating numbers")
    try:
        part.load_state_dict(state)
    except FormatError as error:
        raise FormatError(f"{path}: {error}") from error
