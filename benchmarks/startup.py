"""What the import costs, and the first call in a process; each sample is a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import emolab
from benchmarks.work import Sides, Target, Work

HEAVY = ("numba", "llvmlite", "scipy", "matplotlib", "PIL", "av", "tqdm")
IMPORT = "import time, sys; start = time.perf_counter(); import {0}; print(time.perf_counter() - start)"
FIRST = """
import time
start = time.perf_counter()
import numpy as np
from emolab.nn import GRU
layer = GRU(13, 64, rng=0)
layer.forward(np.zeros((2, 20, 13), np.float32))
layer.backward(np.zeros((2, 20, 64), np.float32))
print(time.perf_counter() - start)
"""
LOADED = "import json, sys, emolab; print(json.dumps([m for m in {0!r} if m in sys.modules]))"


def works():
    """Return the rows."""
    return [
        Work("import", "import emolab", "beside import numpy", _import, None, Target("adds", 0.05)),
        Work("first-call", "first GRU step of a process", "kernels cached on disk", _first, None,
             Target("below", 1.0)),
    ]  # fmt: skip


def _import(_):
    loaded = json.loads(run(LOADED.format(HEAVY)))
    asked = ", ".join(HEAVY[:-1]) + " or " + HEAVY[-1]
    note = f"import emolab loads {', '.join(loaded)}" if loaded else f"import emolab loads none of {asked}"
    return Sides(
        lambda: float(run(IMPORT.format("emolab"))),
        {"import numpy": lambda: float(run(IMPORT.format("numpy")))},
        seconds=True, note=note,
    )  # fmt: skip


def _first(_):
    return Sides(lambda: float(run(FIRST)), {}, seconds=True)


def run(code):
    """Return what some Python prints in a process of its own, which finds the same emolab."""
    folder = str(Path(emolab.__file__).parents[1])
    paths = [folder, *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    if done.returncode:
        raise RuntimeError(f"a process of its own failed: {done.stderr.strip()[-300:]}")
    return done.stdout
