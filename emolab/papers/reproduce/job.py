"""A job: one piece of work whose result is a file, so that it is never done twice."""

import json
import math
import shutil
import time
from pathlib import Path
from typing import NamedTuple

from emolab.core.cache import key_of
from emolab.core.files import write_json

VERSION = 1  # grows whenever the same settings and data would give other results


class Job(NamedTuple):
    """What is to be done.

    settings     all that the result depends on beside the data
    fingerprint  of the data
    work         a callable: (folder for checkpoints, show) -> {"values": {series: [numbers]}, "more": {...}}
    """

    name: str
    settings: dict
    fingerprint: str
    work: object

    @property
    def key(self):
        """A name for its settings and its data: another result cannot have it."""
        return key_of(VERSION, self.name, self.settings, self.fingerprint)[:16]

    def path(self, out):
        """Return where its result is kept."""
        return Path(out) / "jobs" / f"{self.name}-{self.key}.json"


class Kept(NamedTuple):
    """What a job gave: its result, None where there is none; and what is wrong with its file, or None."""

    result: dict | None
    defect: str | None = None


def kept(job, out):
    """Return the Kept of a job's file."""
    path = job.path(out)
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Kept(None)
    except (OSError, ValueError) as error:
        return Kept(None, f"{path} cannot be read ({error})")
    return Kept(None, f"{path} is broken ({wrong})") if (wrong := _wrong(stored, job)) else Kept(stored)


def _wrong(stored, job):
    """What is wrong with a stored result, or None."""
    if not isinstance(stored, dict) or stored.get("key") != job.key:
        return "it is no result of this job"
    values = stored.get("values")
    if not isinstance(values, dict) or not values or not isinstance(stored.get("more"), dict):
        return "it holds no values"
    for name, series in values.items():
        if not isinstance(series, list) or not series:
            return f"it holds no {name}"
        if not all(isinstance(x, int | float) and math.isfinite(x) for x in series):
            return f"its {name} are no numbers"
    return None


def perform(job, out, show=True):
    """Do a job's work, write its result whole or not at all, and return it.

    Checkpoints lie in out/work until the job is done: a job that was broken off goes on from them.
    """
    folder = Path(out) / "work" / f"{job.name}-{job.key}"
    start = time.perf_counter()
    found = job.work(folder, show)
    stored = {
        "job": job.name, "key": job.key, "settings": job.settings, "data": job.fingerprint,
        "seconds": round(time.perf_counter() - start, 1), "values": found["values"],
        "more": found.get("more", {}),
    }  # fmt: skip
    write_json(job.path(out), stored)
    shutil.rmtree(folder, ignore_errors=True)
    return json.loads(job.path(out).read_text(encoding="utf-8"))
