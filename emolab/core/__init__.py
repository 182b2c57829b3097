"""Floor 0: the formula registry, backends, threads, errors and safe files."""

from emolab.core.backend import backend, use
from emolab.core.errors import (
    ArgumentError,
    DataError,
    EmolabError,
    FileError,
    FormatError,
    MissingExtra,
    NotFittedError,
    ShapeError,
)
from emolab.core.registry import formula, formulas
from emolab.core.threads import set_threads, threads

__all__ = [
    "ArgumentError", "DataError", "EmolabError", "FileError", "FormatError", "MissingExtra",
    "NotFittedError", "ShapeError", "backend", "formula", "formulas", "set_threads", "threads", "use",
]  # fmt: skip
