"""Weights in and out: this library's own files, and those of PyTorch and Keras."""

import json
import zipfile
from pathlib import Path
from typing import NamedTuple

import numpy as np

from emolab.core import ArgumentError, FormatError, MissingExtra
from emolab.core.file_head import looks_like_text, read_head
from emolab.core.files import HEADER, atomic_write, load_arrays, save_arrays
from emolab.models.keras_file import read_keras
from emolab.models.layouts import LAYOUTS, Foreign, from_foreign
from emolab.models.object_npy import MAGIC, read_object_npy
from emolab.models.torch_file import OLD_HEAD, read_torch

HDF5 = b"\x89HDF\r\n\x1a\n"


class WeightsFile(NamedTuple):
    """What a file of weights holds, as it holds it."""

    arrays: dict  # {name: array}
    layout: str  # "emolab", "torch" or "keras"
    header: dict  # {"model": name, "settings": {...}} of this library's own files, else {}


class Loaded(NamedTuple):
    """What `load_weights` did."""

    layout: str
    taken: list  # paths in the model that were filled
    skipped: list  # names in the file that were not used


def save_weights(model, path):
    """Save a model's parameters and buffers with its name and settings, as .npz or .safetensors.

    Errors    ArgumentError for another ending; FileError where the folder cannot be written; MissingExtra
    """
    path = Path(path)
    header = {"model": type(model).__name__, "settings": getattr(model, "settings", {})}
    if path.suffix == ".npz":
        save_arrays(path, model.state_dict(), header)
    elif path.suffix == ".safetensors":
        data = _safetensors().numpy.save(model.state_dict(), metadata={"emolab": json.dumps(header)})
        with atomic_write(path) as file:
            file.write(data)
    else:
        raise ArgumentError(f"save_weights: {path.name} must end in .npz or .safetensors")


def read_weights(path):
    """Read any file of weights, told by its content, not by its name; nothing in it is run.

    Returns   WeightsFile(arrays, layout, header)
    Errors    FileError for a missing file; FormatError for what is none, cut short, holds another thing than
              arrays, or claims sizes that its bytes do not hold; MissingExtra where a package is needed
    """
    head = read_head(path)
    if head.startswith(HDF5):
        return WeightsFile(read_keras(path), "keras", {})
    if head.startswith(OLD_HEAD):
        return WeightsFile(read_torch(path), "torch", {})
    if head.startswith(b"PK"):
        try:
            with zipfile.ZipFile(path) as archive:
                names = archive.namelist()
        except (zipfile.BadZipFile, OSError) as error:
            raise FormatError(f"{path} is a zip that was cut short ({error}); copy it again") from error
        if HEADER not in names and any(name.split("/")[-1] == "data.pkl" for name in names):
            return WeightsFile(read_torch(path), "torch", {})
        arrays, header = load_arrays(path)
        return WeightsFile(arrays, "emolab", header)
    if head.startswith(MAGIC):
        return WeightsFile(read_object_npy(path), "keras", {})
    if head[8:9] == b"{":
        return _read_safetensors(path)
    what = "it is text" if looks_like_text(head) else "its first bytes are of no known format"
    if head[:1] == b"\x80" and head[1:2] in b"\x02\x03\x04\x05":
        what = "it is a bare pickle, which is not read: it could run code"
    known = ".npz, .safetensors, Keras .h5 and PyTorch .pt are read"
    raise FormatError(f"{path} holds no weights: {what}; {known}")


def load_weights(model, path, layout="auto", names=None, only=None):
    """Fill a model from a file of weights; nothing is changed if one array does not fit.

    layout    "auto": as the file's kind says; "torch" or "keras" where a .npz or .safetensors is laid out so
    names     {path in the model: name in the file, or Foreign(name, flat)} for a model that does not know the
              foreign names itself; VGG knows torchvision's and Keras's
    only      fill only what lies below this path, such as "blocks"; the rest stays
    Returns   Loaded(layout, taken, skipped); skipped are the names in the file that found no use
    Errors    as `read_weights`; FormatError, which names the array, where the file is of another model, lacks
              an array, or has one of another shape, or with NaN
    """
    if layout not in ("auto", *LAYOUTS):
        raise ArgumentError(f"load_weights: unknown layout {layout!r}; choose auto, {', '.join(LAYOUTS)}")
    file = read_weights(path)
    layout = file.layout if layout == "auto" else layout
    entries = _entries(model, only)
    if layout == "emolab":
        _check_header(model, file.header, path, only)
    places = _places(model, entries, layout, names, file.arrays)
    values = {}
    for own, (owner, attribute, entry) in entries.items():
        place = places[own]
        if place.name not in file.arrays:
            raise FormatError(
                f"{path} lacks {place.name}, which {type(model).__name__} needs for {own}; it holds "
                f"{_some(file.arrays)}. To fill a part of the model alone give only="
            )
        try:
            value = from_foreign(file.arrays[place.name], owner, attribute, layout, place.flat)
        except FormatError as error:
            raise FormatError(f"{path}: {place.name}: {error}") from error
        if value.shape != entry.value.shape:
            raise FormatError(
                f"{path}: {place.name} has shape {file.arrays[place.name].shape}; {own} of this "
                f"{type(model).__name__} needs {entry.value.shape}" + _turned(value, file.arrays[place.name])
            )
        if not np.isfinite(value).all():
            count = np.sum(~np.isfinite(value))
            raise FormatError(f"{path}: {place.name} holds {count} values of NaN or infinity")
        values[own] = value
    used = {places[own].name for own in values}
    skipped = [name for name in file.arrays if name not in used]
    known = {place.name for place in places.values()}
    strange = [name for name in skipped if name not in known]
    if layout != "emolab":  # a file may bring another head; more convolutions are another network
        strange = [name for name in strange if file.arrays[name].ndim == 4]
    if strange and (only is None or layout != "emolab"):
        raise FormatError(f"{path} holds {_some(strange)}, which this {type(model).__name__} has not")
    for own, (_, _, entry) in entries.items():
        entry.value[...] = values[own]
    return Loaded(layout, list(values), skipped)


def _entries(model, only):
    """{path: (owner, attribute, Parameter or Buffer)} of what is to be filled."""
    modules = dict(model.modules())
    entries = {}
    for path, entry in {**model.parameters(), **model.buffers()}.items():
        owner, _, attribute = path.rpartition(".")
        if only is None or path == only or path.startswith(f"{only}."):
            entries[path] = (modules[owner], attribute, entry)
    if not entries:
        raise ArgumentError(f"load_weights: {type(model).__name__} has nothing at {only!r} to fill")
    return entries


def _places(model, entries, layout, names, arrays):
    """{own path: Foreign}."""
    if names is not None:
        if missing := [own for own in entries if own not in names]:
            raise ArgumentError(f"load_weights: names lacks {_some(missing)}")
        return {own: n if isinstance(n, Foreign) else Foreign(n) for own, n in names.items()}
    if layout == "emolab":
        return {own: Foreign(own) for own in entries}
    if not hasattr(model, "foreign_weights"):
        raise ArgumentError(
            f"load_weights: {type(model).__name__} knows no names of {layout}; give names={{own path: "
            f"name in the file}} with own paths such as {_some(entries)}"
        )
    places = model.foreign_weights(layout)
    if layout == "keras" and not any(place.name in arrays for place in places.values()):
        return _by_order(places, arrays)
    return places


def _by_order(places, arrays):
    """Keras files whose layers bear other names: convolutions and dense layers in their order."""
    wanted, found = _kernels(p.name for p in places.values()), _kernels(arrays)
    renamed = {}
    for axes in (4, 2):
        layers = [name for name in found if arrays[f"{name}.kernel"].ndim == axes]
        mine = [name for name in wanted if ("_conv" in name) == (axes == 4)]
        renamed |= dict(zip(mine, layers))
    changed = {}
    for own, place in places.items():
        layer, _, kind = place.name.rpartition(".")
        changed[own] = Foreign(f"{renamed.get(layer, layer)}.{kind}", place.flat)
    return changed


def _kernels(names):
    return [name.rpartition(".")[0] for name in names if name.endswith(".kernel")]


def _check_header(model, header, path, only):
    kind = type(model).__name__
    if header.get("model", kind) != kind:
        raise FormatError(f"{path} holds weights of {header['model']}, not of {kind}; it is of another model")
    stored, wanted = header.get("settings") or {}, json.loads(json.dumps(getattr(model, "settings", {})))
    differ = [key for key in wanted if key in stored and stored[key] != wanted[key]]
    if differ and only is None:
        said = "; ".join(f"{key} is {stored[key]!r} there, {wanted[key]!r} here" for key in differ)
        raise FormatError(f"{path} holds a {kind} with other settings: {said}")


def _read_safetensors(path):
    package = _safetensors()
    try:
        with package.safe_open(path, framework="numpy") as file:
            metadata = file.metadata() or {}
            arrays = {name: file.get_tensor(name) for name in file.keys()}
        header = json.loads(metadata["emolab"]) if "emolab" in metadata else {}
    except (package.SafetensorError, TypeError, AttributeError, ValueError, OSError) as error:
        raise FormatError(f"{path} is not a whole .safetensors file of numbers ({error})") from error
    if not isinstance(header, dict):
        raise FormatError(f"{path}: its header is not a JSON object")
    return WeightsFile(arrays, "emolab" if header else "torch", header)


def _safetensors():
    try:
        import safetensors
        import safetensors.numpy
    except ImportError as error:
        raise MissingExtra(".safetensors files need safetensors: pip install 'emolab[weights]'") from error
    return safetensors


def _turned(value, stored):
    return f" (it comes to {value.shape} in this layout)" if value.shape != stored.shape else ""


def _some(names):
    names = list(names)
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"
