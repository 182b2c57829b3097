"""Where submissions are graded: in processes of this machine, or on a Dask cluster."""

import multiprocessing
import signal
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

from emolab.core.errors import ArgumentError, EmolabError
from emolab.papers.export.needed import needed

SECONDS = 30  # to reach a scheduler


class Unreachable(EmolabError, ConnectionError):
    """A cluster that does not answer."""


@contextmanager
def open_executor(address=None, jobs=1):
    """Yield a concurrent.futures.Executor.

    address   None for processes of this machine; "dask://HOST:PORT" for a cluster's scheduler
    jobs      how many processes
    Errors    ArgumentError for another address; MissingExtra without dask; Unreachable
    """
    if address is None:
        with local_pool(jobs) as pool:
            yield pool
        return
    scheme, _, place = address.partition("://")
    if scheme != "dask" or not place:
        raise ArgumentError(f"--executor is {address!r}, it must be dask://HOST:PORT")
    distributed = needed("distributed", "dist", "a Dask cluster needs")
    try:
        client = distributed.Client(f"tcp://{place}", timeout=SECONDS)
    except OSError as error:
        raise Unreachable(f"no Dask scheduler answers at {place}: {error}") from error
    try:
        with client.get_executor() as pool:
            yield pool
    finally:
        client.close()


def local_pool(jobs):
    """Return processes that share nothing with this one."""
    # Ctrl-C is for the parent, which keeps what is finished
    quiet = (signal.SIGINT, signal.SIG_IGN)
    return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), signal.signal, quiet)
