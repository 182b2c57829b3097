"""Compiled kernels kept on disk, so that no accident there can harm: whatever is amiss, they are compiled.

Numba keeps an index file for each function, and a file of code for each of its signatures, numbered. Three
things are done otherwise here. Code is named by what it is (signature, CPU, source) in place of a number:
two processes that compile two signatures at once would both take the next number, and one would later load
the other's code. A file that cannot be read, or holds something else, counts as missing. And a folder that
cannot be written costs a compilation in each process, not the import.
"""

import hashlib
import warnings
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from numba.core.caching import FunctionCache, IndexDataCacheFile

# What other kernels call inside their own code: Numba looks at a kernel's own file alone, so that a change
# here would go unnoticed there.
PARTS = (
    "fast_tanh", "im2col", "jit", "kept_code", "lane_fft", "micro_kernel", "packed_product", "panel_product",
    "recurrent_layout", "sandwich", "turn_square", "winograd_tiles",
)  # fmt: skip


class KeptFiles(IndexDataCacheFile):
    """Numba's index and code files, the code named by its key."""

    def save(self, key, data):
        """Keep the code of a key, then the index that names it."""
        overloads = self._load_index()
        name = self._file_of(key)
        self._save_data(name, data)
        if overloads.get(key) != name:
            self._save_index({**overloads, key: name})

    def _load_index(self):
        try:
            return super()._load_index()
        except Exception as error:  # a file cut short may fail in any way
            say_once(f"{self._index_path} is damaged ({type(error).__name__}); it is written anew")
            return {}

    def _file_of(self, key):
        digest = hashlib.sha256(repr((key, self._source_stamp)).encode()).hexdigest()[:16]
        return self._data_name_pattern.replace("{number:d}", digest)


class KeptCode:
    """What a compiled function asks for code and gives it to, in place of Numba's own FunctionCache."""

    def __init__(self, function):
        self._kept = kept = FunctionCache(function)  # RuntimeError where no folder can be written
        kept._cache_file = KeptFiles(
            kept.cache_path, kept._impl.filename_base, (kept._impl.locator.get_source_stamp(), parts_stamp())
        )

    def __getattr__(self, name):
        return getattr(self._kept, name)

    def load_overload(self, signature, context):
        """Return the code that is kept for a signature, None where there is none that can be read."""
        try:
            return self._kept.load_overload(signature, context)
        except Exception as error:  # a file cut short may fail in any way
            self._say("read", error)
            return None

    def save_overload(self, signature, code):
        """Keep code, if that can be done."""
        try:
            self._kept.save_overload(signature, code)
        except Exception as error:
            self._say("written", error)

    def _say(self, what, error):
        why = f"{type(error).__name__}: {error}"
        say_once(
            f"compiled code cannot be {what} in {self._kept.cache_path} ({why}): kernels are compiled anew; "
            "NUMBA_CACHE_DIR names another folder"
        )


@lru_cache(maxsize=1)
def parts_stamp():
    """A hash of the files in PARTS."""
    digest = hashlib.sha256()
    for name in PARTS:
        with suppress(OSError):  # a package of compiled files alone
            digest.update((Path(__file__).parent / f"{name}.py").read_bytes())
    return digest.hexdigest()


def keep(dispatcher):
    """Let a compiled function keep its code on disk; returns it."""
    try:
        dispatcher._cache = KeptCode(dispatcher.py_func)
    except (RuntimeError, OSError) as error:
        say_once(
            "no folder can be written for compiled code, so that kernels are compiled in each process: set "
            f"NUMBA_CACHE_DIR to one that can ({error})"
        )
    return dispatcher


@lru_cache(maxsize=64)
def say_once(text):
    """Warn of something once in a process."""
    warnings.warn(text, stacklevel=2)
