"""Weights of Keras in HDF5: the layouts of Keras 1, 2 and 3, every size checked against the bytes."""

import re
from pathlib import Path

import numpy as np

from emolab.core import FormatError, MissingExtra
from emolab.core.files import DEFLATE_RATIO

KINDS = {"W": "kernel", "b": "bias", "running_mean": "moving_mean", "running_std": "moving_variance"}
BY_NUMBER = {  # Keras 3 numbers a layer's variables
    1: ("kernel",),
    2: ("kernel", "bias"),
    4: ("gamma", "beta", "moving_mean", "moving_variance"),
}


def read_keras(path):
    """Read the weights of an HDF5 file that Keras wrote: weights alone or a whole model.

    Returns   {"layer.kind": array}, in the order of the layers; kinds are kernel, bias, recurrent_kernel,
              gamma, beta, moving_mean, moving_variance; the optimiser's state is left out
    Errors    FormatError for what is no whole HDF5 file, points to other files, or claims sizes that its
              bytes do not hold; MissingExtra without h5py
    """
    try:
        import h5py
    except ImportError as error:
        raise MissingExtra("reading Keras weights needs h5py: pip install 'emolab[weights]'") from error
    path = Path(path)
    try:
        with h5py.File(path, "r") as file:
            root = file["model_weights"] if "model_weights" in file else file
            found = dict(_datasets(h5py, root, path, ()))
            order = [_text(name) for name in root.attrs.get("layer_names", ())]
            arrays = {place: _read(dataset, path) for place, dataset in found.items()}
    except (OSError, RuntimeError, KeyError, ValueError, TypeError) as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(f"{path} is not a whole HDF5 file ({error}); it may have been cut short") from error
    if not arrays:
        raise FormatError(f"{path} holds no weights")
    return _by_layer(arrays, order, path)


def _datasets(h5py, group, path, place):
    """Yield (place, dataset) below a group, following nothing that leads out of it."""
    if len(place) > 32:
        raise FormatError(f"{path}: groups lie more than 32 deep at {'/'.join(place)}")
    for name in group:
        here = (*place, name)
        if not isinstance(group.get(name, getlink=True), h5py.HardLink):
            raise FormatError(f"{path}: {'/'.join(here)} is a link to another place, which is not followed")
        item = group[name]
        if isinstance(item, h5py.Dataset):
            yield here, item
        elif not name.startswith("optimizer"):
            yield from _datasets(h5py, item, path, here)


def _read(dataset, path):
    where = f"{path}: {dataset.name}"
    if dataset.dtype.kind not in "fiu?b":
        raise FormatError(f"{where} holds {dataset.dtype}, not numbers")
    if dataset.external or dataset.is_virtual:
        raise FormatError(f"{where} keeps its numbers in another file, which is not read")
    stored = dataset.id.get_storage_size()
    room = stored * DEFLATE_RATIO if dataset.chunks else stored
    if dataset.nbytes > min(room, path.stat().st_size * DEFLATE_RATIO):
        raise FormatError(
            f"{where} claims shape {dataset.shape}, {dataset.nbytes} bytes, but {stored} are stored"
        )
    return np.asarray(dataset[()])


def _by_layer(arrays, order, path):
    rank = {name: i for i, name in enumerate(order)}
    places = sorted(arrays, key=lambda place: (rank.get(place[0], len(rank)), _natural(place)))
    counts, named = {}, {}
    for place in places:
        if "vars" in place[:-1]:
            counts[place[:-1]] = counts.get(place[:-1], 0) + 1
    for place in places:
        if "vars" in place[:-1]:
            layer = [part for part in place[:-1] if part != "vars"][-1]
            kinds = BY_NUMBER.get(counts[place[:-1]], ())
            number = int(place[-1]) if place[-1].isdigit() else len(kinds)
            kind = kinds[number] if number < len(kinds) else place[-1]
        else:
            layer = place[-2] if len(place) > 1 else ""
            kind = _kind(place[-1], layer)
        name = f"{layer}.{kind}"
        if name in named:
            name = f"{'/'.join(place[:-1])}.{kind}"
        named[name] = arrays[place]
    return named


def _kind(name, layer):
    """ "block1_conv1_W_1:0", "kernel:0" and "kernel" -> "kernel"."""
    kind = name.split(":")[0]
    kind = re.sub(rf"^{re.escape(layer)}_", "", kind)
    kind = re.sub(r"_\d+$", "", kind)
    return KINDS.get(kind, kind)


def _natural(place):
    """Sort conv2d_2 before conv2d_10."""
    return [[int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)] for name in place]


def _text(name):
    return name.decode() if isinstance(name, bytes) else str(name)
