"""Which rows the table has, by paper and by what --only chooses."""

import difflib
from functools import partial

from emolab.core.errors import ArgumentError
from emolab.papers.reproduce.plan_folds import emodb_rows, own_rows, ravdess_rows
from emolab.papers.reproduce.plan_fusions import pair_rows, synthetic_rows
from emolab.papers.reproduce.plan_singles import fer2013_rows, latency_rows
from emolab.papers.reproduce.plan_voices import voice_rows

GROUPS = {
    "fer2013": (fer2013_rows,),
    "voice": (voice_rows,),
    "ravdess": (ravdess_rows,),
    "emodb": (emodb_rows,),
    "pairs": (partial(pair_rows, speech="ravdess"), partial(pair_rows, speech="emodb")),
    "synthetic": (synthetic_rows,),
    "latency": (latency_rows,),
    "own": (own_rows,),
}


def plan(asked, only=()):
    """Return all rows that are asked for, [Row].

    only      names in GROUPS; none for all
    Errors    ArgumentError for another name, with the nearest
    """
    groups = [_group(name) for name in only] or list(GROUPS)
    return [
        row
        for group in GROUPS
        if group in groups
        for rows in GROUPS[group]
        for paper in asked.papers
        for row in rows(paper, asked)
    ]


def _group(name):
    if name.lower() in GROUPS:
        return name.lower()
    near = difflib.get_close_matches(name.lower(), GROUPS, n=1, cutoff=0.4)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise ArgumentError(f"--only {name}: nothing is called so{hint} (there are {', '.join(GROUPS)})")
