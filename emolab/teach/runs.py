"""Which tutorials were run through on this machine."""

import hashlib
import json

from emolab.core.cache import cache_folder
from emolab.core.files import write_json


def figures_folder(tutorial):
    """Return where a run of a tutorial puts its figures."""
    return cache_folder() / "tutorials" / tutorial.name


def remember_run(tutorial, seconds):
    """Keep that a tutorial was run through, and its text as it was."""
    write_json(_record(tutorial), {"text": _digest(tutorial), "seconds": seconds})


def was_run(tutorial):
    """Return "no", "yes", or "before it changed"."""
    try:
        kept = json.loads(_record(tutorial).read_text(encoding="utf-8"))
        return "yes" if kept["text"] == _digest(tutorial) else "before it changed"
    except (OSError, ValueError, KeyError, TypeError):
        return "no"


def _record(tutorial):
    return figures_folder(tutorial) / "run.json"


def _digest(tutorial):
    return hashlib.sha256(tutorial.path.read_bytes()).hexdigest()
