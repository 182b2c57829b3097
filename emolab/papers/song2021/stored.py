"""A saved song2021 system: what its file claims, held against what is in it before memory is taken."""

from typing import NamedTuple

import numpy as np

from emolab.core.errors import ArgumentError, FormatError
from emolab.models.vgg import CHANNELS, LEAST
from emolab.papers.song2021.settings import MODALITIES, Settings, check_settings

KIND = "song2021 system"
PIXELS = ("standard", "keras", "torch")


class Stored(NamedTuple):
    """What a file says of its system."""

    modality: str
    settings: Settings
    seed: int
    classes: tuple
    pixels: str


def read_header(path, arrays, header):
    """Return the Stored of what `load_arrays` gave.

    Errors    FormatError where it is of another kind, not complete, or claims sizes that its arrays have not
    """
    if header.get("kind") != KIND:
        kind = header.get("kind", "no emolab file")
        raise FormatError(f"{path} holds {kind}, not a {KIND}; train one with: emolab train song2021")
    try:
        settings = check_settings(Settings(**header["settings"]))
        stored = Stored(
            header["modality"], settings, header["seed"], tuple(header["classes"]), header["pixels"]
        )  # fmt: skip
    except KeyError as error:
        raise FormatError(f"{path}: its header lacks {error.args[0]!r}") from error
    except (TypeError, ArgumentError) as error:
        raise FormatError(f"{path}: its header does not describe a {KIND} ({error})") from error
    wrong = {
        "modality": stored.modality not in MODALITIES,
        "seed": not isinstance(stored.seed, int) or stored.seed < 0,
        "classes": len(stored.classes) < 2 or not all(isinstance(name, str) for name in stored.classes),
        "pixels": stored.pixels not in PIXELS,
    }
    for name in [name for name, bad in wrong.items() if bad]:
        raise FormatError(f"{path}: its header gives {name} as {header[name]!r}, which no {KIND} has")
    for name, shape in _claimed(stored):
        found = arrays[name].shape if name in arrays else None
        if found != shape:
            there = "is not there" if found is None else f"is {found}"
            raise FormatError(f"{path}: by its header {name} is {shape}, in the file it {there}")
    return stored


def _claimed(stored):
    """Yield (name, shape) of arrays that hold every size of the settings."""
    s = stored.settings
    for kind, hidden, layers in (
        ("audio", s.audio_hidden, s.audio_layers),
        ("video", s.video_hidden, s.video_layers),
    ):
        if stored.modality not in (kind, "joined"):
            continue
        encoder = f"network/{kind if stored.modality == 'joined' else 'encoder'}"
        yield f"{encoder}.gru.cells.{layers - 1}.Wh", (hidden, 3 * hidden)
        yield f"{encoder}.dense.W", (hidden, s.dense)
        if s.attend:
            yield f"{encoder}.attention.Wx", (hidden, s.attention or hidden)
        if kind == "video":
            first, last = (max(1, round(C * s.vgg_width)) for C in (CHANNELS[0], CHANNELS[-1]))
            yield "face/vgg.blocks.0.layers.0.b", (first,)
            yield f"{encoder}.gru.cells.0.Wx", ((s.face // LEAST) ** 2 * last, 3 * hidden)


def fill(network, arrays, prefix, path):
    """Put the arrays below a prefix into a network.

    Errors    FormatError, naming the file, where one does not fit or holds no finite numbers
    """
    state = {name[len(prefix) :]: array for name, array in arrays.items() if name.startswith(prefix)}
    for name, array in state.items():
        if array.dtype.kind != "f" or not np.isfinite(array).all():
            what = array.dtype if array.dtype.kind != "f" else "NaN or infinity"
            raise FormatError(f"{path}: {prefix}{name} holds {what}; weights are finite floating numbers")
    try:
        network.load_state_dict(state)
    except FormatError as error:
        raise FormatError(f"{path}: {error}") from error
