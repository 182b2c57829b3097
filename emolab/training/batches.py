"""Batches: clips of different lengths padded to one array, in an order that a generator decides."""

import zlib

import numpy as np

from emolab.core.errors import ArgumentError, DataError, ShapeError

BUCKET = 16  # batches that are sorted by length together


class Sequences:
    """Clips of different lengths (T_i, ...), kept end to end in one array so that a batch is one gather.

    Shapes    clips: a list of N arrays (T_i, D) or (T_i, ...), equal but for T_i
    Errors    DataError for no clip, an empty clip, NaN or infinity; ShapeError where frames differ in shape
    """

    def __init__(self, clips, dtype=None, name="data"):
        clips = [np.asarray(clip) for clip in clips]
        if not clips:
            raise DataError(f"{name} holds no clip")
        frame = clips[0].shape[1:]
        for row, clip in enumerate(clips):
            if clip.ndim == 0 or clip.shape[1:] != frame:
                raise ShapeError(
                    f"{name}[{row}] has shape {clip.shape}; a clip here must be (T, "
                    f"{', '.join(map(str, frame))}), as {name}[0] is"
                )
            if len(clip) == 0:
                raise DataError(f"{name}[{row}] has no time step; leave the clip out")
        self.lengths = np.array([len(clip) for clip in clips])  # (N,)
        self.starts = np.concatenate([[0], np.cumsum(self.lengths)[:-1]])  # (N,)
        flat = np.concatenate(clips)  # (sum of T_i, ...)
        self.flat = flat.astype(dtype, copy=False) if dtype and flat.dtype.kind == "f" else flat
        if place := _not_finite(self.flat):
            row = int(np.searchsorted(self.starts, place[0], side="right")) - 1
            step = place[0] - int(self.starts[row])
            raise DataError(f"{name}[{row}] holds {self.flat[place]} at step {step}; repair or drop it")

    def __len__(self):
        return len(self.lengths)

    def batch(self, rows):
        """rows (n,) -> x (n, T, ...), zero beyond each clip's end, and lengths (n,); T is the longest."""
        lengths = self.lengths[rows]  # (n,)
        steps = np.arange(lengths.max())  # (T,)
        inside = steps < lengths[:, None]  # (n, T)
        x = self.flat[np.where(inside, self.starts[rows][:, None] + steps, 0)]  # (n, T, ...)
        x[~inside] = 0
        return x, lengths


def pad_sequences(clips):
    """Pad clips (T_i, ...) with zeros to one array.

    Shapes    clips: a list of N arrays (T_i, ...) -> x (N, T, ...), lengths (N,)
    Errors    as Sequences
    """
    return Sequences(clips, name="clips").batch(np.arange(len(clips)))


class Samples:
    """What a network is fed: the arguments of its forward, for any rows.

    data      one input, or a tuple of inputs (one for each modality). An input is
                an array (N, ...)            -> forward(x)
                a list of N clips (T_i, ...) -> forward(x, lengths), padded to the longest of the batch
                an object with len() and batch(rows) -> the tuple that batch returns
              so (voices, faces), two lists, give forward(x, lengths, x, lengths)
    dtype     floating inputs are cast to it (fit gives the dtype of the model's parameters)
    Errors    DataError or ShapeError, naming the input and the row
    """

    def __init__(self, data, dtype=None, name="data"):
        parts = data if type(data) is tuple else (data,)
        if not parts:
            raise DataError(f"{name} is an empty tuple; give at least one input")
        names = [name] if type(data) is not tuple else [f"{name}[{i}]" for i in range(len(parts))]
        self.parts = [_part(part, dtype, n) for part, n in zip(parts, names)]
        for part, n in zip(self.parts, names):
            if len(part) != len(self.parts[0]):
                raise ShapeError(f"{n} has {len(part)} clips, {names[0]} has {len(self.parts[0])}")
        lengths = [part.lengths for part in self.parts if getattr(part, "lengths", None) is not None]
        self.lengths = np.sum(lengths, axis=0) if lengths else None  # (N,), what a clip costs

    def __len__(self):
        return len(self.parts[0])

    def batch(self, rows):
        """rows (n,) -> the tuple that the model's forward takes."""
        return tuple(array for part in self.parts for array in part.batch(rows))

    def fingerprint(self):
        """Return a number that changes with the data; of foreign sources only their size is looked at."""
        value = 0
        for part in self.parts:
            value = zlib.crc32(np.int64(len(part)).tobytes(), value)
            if isinstance(part, Sequences | _Fixed):
                lengths = 0 if part.lengths is None else part.lengths
                value = zlib.crc32(np.ascontiguousarray(lengths), value)
                value = zlib.crc32(np.ascontiguousarray(part.flat).view(np.uint8), value)
        return value


class _Fixed:
    """Inputs of one size: an array (N, ...)."""

    lengths = None

    def __init__(self, array, dtype, name):
        self.flat = array.astype(dtype, copy=False) if dtype and array.dtype.kind == "f" else array
        if array.ndim == 0 or len(array) == 0:
            raise DataError(f"{name} holds no sample: its shape is {array.shape}")
        if array.dtype.kind not in "fiub":
            raise DataError(f"{name} has dtype {array.dtype}; it must hold numbers, or be a list of clips")
        if place := _not_finite(self.flat):
            raise DataError(f"{name}[{place[0]}] holds {self.flat[place]}; repair or drop it")

    def __len__(self):
        return len(self.flat)

    def batch(self, rows):
        return (self.flat[rows],)


def _part(part, dtype, name):
    if hasattr(part, "batch") and hasattr(part, "__len__"):
        return part
    if isinstance(part, np.ndarray):
        return _Fixed(part, dtype, name)
    if isinstance(part, list):
        return Sequences(part, dtype, name)
    raise ArgumentError(
        f"{name} is a {type(part).__name__}; give an array, a list of clips, or a tuple of these where the "
        "model takes several inputs"
    )


def _not_finite(array):
    """Return the place of the first NaN or infinity, or None."""
    if array.dtype.kind != "f" or np.isfinite(array).all():
        return None
    return tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])


def batch_rows(n, batch_size, rng=None, lengths=None):
    """Cut n samples into batches of rows.

    rng       shuffles; None keeps the order
    lengths   (N,): clips of like length are put together, to pad little: the shuffled rows are sorted by
              length within every 16 batches, and the batches are shuffled again
    Note      a last batch of one sample joins the one before it: batch normalisation cannot use it
    """
    rows = np.arange(n) if rng is None else rng.permutation(n)
    if lengths is not None:
        span = batch_size * BUCKET
        rows = np.concatenate(
            [part[np.argsort(lengths[part], kind="stable")] for part in _cut(rows, span)]
        )  # fmt: skip
    batches = _cut(rows, batch_size)
    if len(batches) > 1 and batch_size > 1 and len(batches[-1]) == 1:
        batches[-2:] = [np.concatenate(batches[-2:])]
    if lengths is not None and rng is not None:
        batches = [batches[i] for i in rng.permutation(len(batches))]
    return batches


def _cut(rows, size):
    return [rows[start : start + size] for start in range(0, len(rows), size)]
