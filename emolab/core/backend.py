"""Which face of a component runs: the NumPy formula, its Numba kernel, or CuPy."""

import os

from emolab.core.errors import ArgumentError, MissingExtra

BACKENDS = ("numba", "numpy", "cupy")
_chosen = None


def _known(name, where):
    if name not in BACKENDS:
        raise ArgumentError(f"{where}: unknown backend {name!r}; choose one of {', '.join(BACKENDS)}")
    if name == "cupy":
        try:
            import cupy  # noqa: F401
        except ImportError as error:
            raise MissingExtra(
                f"{where}: the backend 'cupy' needs CuPy and a CUDA GPU: pip install 'emolab[gpu]'"
            ) from error
    return name


def backend():
    """Return the backend in use: what `use` chose, else EMOLAB_BACKEND, else "numba"."""
    global _chosen
    if _chosen is None:
        _chosen = _known(os.environ.get("EMOLAB_BACKEND") or "numba", "EMOLAB_BACKEND")
    return _chosen


class use:
    """Choose the backend from here on, or inside a with block only.

    Errors    ArgumentError for an unknown name, MissingExtra where CuPy is not installed
    """

    def __init__(self, name):
        global _chosen
        self._before = _chosen
        _chosen = _known(name, "emolab.use")

    def __enter__(self):
        return self

    def __exit__(self, *error):
        global _chosen
        _chosen = self._before
