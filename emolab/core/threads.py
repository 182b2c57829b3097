"""One pool of threads: work is split at the outermost level, inner libraries run single-threaded.

Nested pools are the enemy of small matrix products: two libraries that each start a thread per core
spend their time waiting for one another. So BLAS is held at one thread while a formula runs, and the
batch is cut into pieces here. The pieces depend on the size of the batch only, never on the number of
threads: the same seed gives the same numbers on one thread and on two.
"""

import os
import threading
from contextlib import contextmanager

from emolab.core.crew import Crew
from emolab.core.errors import ArgumentError

_count = None
_crew = None
_inside = threading.local()


def _cores():
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _checked(n, where):
    try:
        value = int(n)
    except (TypeError, ValueError):
        value = 0
    if value < 1 or value != float(n):
        raise ArgumentError(f"{where}: the number of threads must be a whole number from 1, not {n!r}")
    return value


def threads():
    """Return how many threads emolab uses: `set_threads`, else EMOLAB_THREADS, else the cores at hand."""
    global _count
    if _count is None:
        wanted = os.environ.get("EMOLAB_THREADS")
        _count = _checked(wanted, "EMOLAB_THREADS") if wanted else _cores()
    return _count


def set_threads(n):
    """Use n threads from here on; results do not depend on n."""
    global _count, _crew
    _count = _checked(n, "set_threads")
    if _crew is not None:
        _crew.dismiss()
    _crew = None


def pieces(n, least=16, most=8):
    """Cut range(n) into up to `most` slices of at least `least` items, by n alone.

    Returns   list of (start, stop), empty for n = 0
    """
    count = max(1, min(most, n // max(1, least)))
    edges = [i * n // count for i in range(count + 1)]
    return [(a, b) for a, b in zip(edges, edges[1:]) if b > a]


def run_pieces(function, n, least=16, most=8):
    """Call function(start, stop) on each of the pieces of range(n); return the results in order.

    The function should release the GIL (Numba nogil, NumPy, BLAS) to gain from more than one thread.
    """
    parts = pieces(n, least, most)
    if len(parts) < 2 or threads() == 1 or _working():
        return [function(a, b) for a, b in parts]
    with one_pool(), _at_work():
        return _present_crew().run(function, parts)


def _working():
    return getattr(_inside, "worker", False)


def _mark_worker():
    _inside.worker = True


@contextmanager
def _at_work():
    """The caller is one of the crew meanwhile: what its pieces call is not split again."""
    _inside.worker = True
    try:
        yield
    finally:
        _inside.worker = False


def _present_crew():
    global _crew
    with _lock:
        if _crew is None:
            _crew = Crew(threads() - 1, _mark_worker)
        return _crew


def _forget_crew():
    global _crew, _depth, _lock
    _crew = None
    _lock = threading.RLock()
    _inside.worker = False


os.register_at_fork(after_in_child=_forget_crew) if hasattr(os, "register_at_fork") else None

_lock = threading.RLock()
_depth = 0
_controller = None
_limits = []


def watch_new_libraries():
    """Look again for BLAS libraries, after an import that may have loaded another one."""
    global _controller
    with _lock:
        _controller = None
        if _depth:
            _hold_blas()


def _hold_blas():
    global _controller
    if _controller is None:
        from threadpoolctl import ThreadpoolController

        _controller = ThreadpoolController().select(user_api="blas")
    _limits.append(_controller.limit(limits=1))


@contextmanager
def one_pool():
    """Hold BLAS at one thread inside the block; nests at the price of a counter."""
    global _depth
    with _lock:
        _depth += 1
        if _depth == 1:
            _hold_blas()
    try:
        yield
    finally:
        with _lock:
            _depth -= 1
            if _depth == 0:
                while _limits:
                    _limits.pop().restore_original_limits()
