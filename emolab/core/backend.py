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


def on_card(value):
    """Whether an array is CuPy's; no import is needed to see it."""
    return type(value).__module__.startswith("cupy")


def as_array(values, dtype=None):
    """Return values as an array: NumPy's, or CuPy's where they lie on a card or the backend is "cupy"."""
    return at_home(like(values, values, dtype))


def like(x, values, dtype=None):
    """Return values, numbers or an array, as an array of the same kind as x: NumPy's, or CuPy's on its card.

    Note      Constants of a formula (a window, a table) go through it, so that the formula runs on both.
    """
    import numpy as np  # here, so that `import emolab` stays light

    return np.asarray(values, dtype, like=x) if on_card(x) else np.asarray(values, dtype)


def to_host(value):
    """Return an array as NumPy's; anything but a CuPy array is returned as it is."""
    return value.get() if on_card(value) else value


def to_card(value):
    """Return an array as CuPy's.

    Errors    MissingExtra where CuPy is not installed
    """
    _known("cupy", "to_card")
    import cupy

    return cupy.asarray(value)


def at_home(value):
    """Return an array as the backend in use keeps its own: as CuPy's for "cupy", else as it is."""
    return to_card(value) if backend() == "cupy" else value
