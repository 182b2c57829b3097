"""From a piece of work to its row: build both sides, compare their results, time them in turns."""

import gc
import importlib

import numpy as np

from benchmarks import roofline
from benchmarks.timing import TooLong, alternate, spread
from benchmarks.work import Sides, Work
from emolab.core.threads import watch_new_libraries

MEND = "pip install 'emolab[peers]'"


def measure(work, rounds, most=None, roof=None):
    """Return the row of a Work as a dict of plain values; roof is the machine's; `state` is one of

    "done"    timed; "no peer"  only emolab was timed, `said` has the mend
    "left out"  there was no time for it;  "void"  the sides disagree;  "failed"  one raised an error
    """
    row = {
        "name": work.name, "work": work.title, "size": work.size, "state": "done", "said": "",
        "target": str(work.target) if work.target else None, "met": None, "own": None, "peer": None,
        "roofline": None,
    }  # fmt: skip
    if most is not None and most <= 0:
        return row | {"state": "left out", "said": "the time of the whole run was over"}
    peer = None
    if work.needs:
        try:
            peer = importlib.import_module(work.needs)
        except ImportError:
            row |= {"state": "no peer", "said": f"{work.needs} is not installed: {MEND}"}
    try:
        sides = work.prepare(peer)
        watch_new_libraries()  # the peer may have brought another BLAS
        return row | _timed(work, sides, row, rounds, most, roof)
    except TooLong as error:
        return row | {"state": "left out", "said": str(error)}
    except Exception as error:  # one broken row must not take the others with it; it is reported
        return row | {"state": "failed", "said": f"{type(error).__name__}: {error}"}
    finally:
        sides = peer = None
        gc.collect()


def _timed(work: Work, sides: Sides, row, rounds, most, roof):
    if sides.difference is not None and not sides.difference <= sides.bound:
        said = f"the results differ by {sides.difference:.1e} of the largest value"
        return {"state": "void", "said": said, "difference": sides.difference}
    ways = {"emolab": sides.own, **sides.peers}
    if sides.memory:
        rounds, times = 1, {label: np.array([way()]) for label, way in ways.items()}
    else:
        times = alternate(ways, rounds, seconds=sides.seconds, most=most)
    medians = {label: float(np.median(values)) for label, values in times.items()}
    own = medians["emolab"]
    found = {
        "own": own, "unit": "B" if sides.memory else "s", "difference": sides.difference,
        "rounds": rounds, "medians": medians,
        "seconds": {label: values.tolist() for label, values in times.items()},
        "said": "; ".join(part for part in (row["said"], sides.note) if part),
    }  # fmt: skip
    if roof is not None and sides.cost is not None:
        found["roofline"] = roofline.told(sides.cost, own, roof, sides.double)
        found["share"] = roofline.share(sides.cost, own, roof, sides.double)[0]
    best = min(sides.peers, key=medians.get, default=None)
    if best is not None:
        ratio, low, high = spread(times["emolab"], times[best])
        found |= {"peer": best, "peer_seconds": medians[best], "ratio": ratio, "spread": [low, high]}
    if work.target:
        found["met"] = work.target.met(own, medians.get(best))
        found["measured"] = work.target.measured(own, medians.get(best))
    return found
