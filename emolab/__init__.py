"""emolab: audio-visual emotion recognition from scratch; five papers, every formula hand-written."""

import importlib

from emolab.core import (
    ArgumentError,
    DataError,
    EmolabError,
    FileError,
    FormatError,
    MissingExtra,
    NotFittedError,
    ShapeError,
    backend,
    set_threads,
    threads,
    use,
)

__version__ = "0.1.0"
ROOMS = (
    "audio", "vision", "learn", "nn", "fusion", "models", "datasets", "training", "papers", "analysis",
)  # fmt: skip
__all__ = [
    "ArgumentError", "DataError", "EmolabError", "FileError", "FormatError", "MissingExtra",
    "NotFittedError", "ShapeError", "backend", "set_threads", "threads", "use", *ROOMS,
]  # fmt: skip


def __getattr__(name):
    if name in ROOMS:  # a room loads when it is touched
        return importlib.import_module(f"emolab.{name}")
    raise AttributeError(f"module 'emolab' has no attribute {name!r}")


def __dir__():
    return sorted(__all__)
