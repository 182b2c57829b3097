"""The roofline of this machine, measured: its fastest matrix product, and its memory's bandwidth.

A row cannot take less time than its operations at the peak, nor less than its bytes at the bandwidth; the
larger of both is its roof, and roof / time is the share that the row reaches.
"""

import time

import numpy as np

import emolab
from emolab.core.threads import run_pieces

SIDE = 1536
COPIED = 1 << 26  # bytes of each of two arrays: more than the caches hold
ROUNDS = 7


def measure_roof():
    """Return {"flops": a second, float32, "double": float64, "bytes": a second, "product": whose it is}."""
    single, whose = _peak(np.float32)
    return {"flops": single, "double": _peak(np.float64)[0], "bytes": _bandwidth(), "product": whose}


def _peak(dtype):
    """The faster of emolab's product and NumPy's, flops a second."""
    from emolab.kernels.gemm import gemm

    rng = np.random.default_rng(0)
    a, b = (rng.standard_normal((SIDE, SIDE)).astype(dtype) for _ in range(2))
    out = np.empty_like(a)
    ways = {"emolab": lambda: gemm(a, b, out), "NumPy's BLAS": lambda: np.matmul(a, b, out=out)}
    best = {name: _least(way) for name, way in ways.items()}
    name = min(best, key=best.get)
    return 2 * SIDE**3 / best[name], name


def _bandwidth():
    """Bytes a second of a copy by all threads, read and written ones together."""
    source, target = np.ones(COPIED // 8), np.empty(COPIED // 8)

    def copy():
        run_pieces(lambda i, j: np.copyto(target[i:j], source[i:j]), len(source), most=emolab.threads())

    return 2 * COPIED / _least(copy)


def _least(function):
    function()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times)


def describe(roof):
    """Return the roof as a line."""
    return (
        f"Roofline: {roof['flops'] / 1e9:.0f} GFLOP/s in float32 and {roof['double'] / 1e9:.0f} in float64 "
        f"(product of {SIDE:,}, {roof['product']}), {roof['bytes'] / 1e9:.1f} GB/s (copy)"
    )


def share(cost, seconds, roof, double=False):
    """Return (share of the roof that a row reaches, "GFLOP/s" or "GB/s": what the roof is of)."""
    by_work = cost.flops / roof["double" if double else "flops"]
    by_memory = cost.bytes / roof["bytes"]
    return max(by_work, by_memory) / seconds, "GFLOP/s" if by_work >= by_memory else "GB/s"


def told(cost, seconds, roof, double=False):
    """Return a cell of the table: what is reached, and its share."""
    reached, unit = share(cost, seconds, roof, double)
    figure = (cost.flops if unit == "GFLOP/s" else cost.bytes) / seconds / 1e9
    return f"{reached:.0%}, {figure:.3g} {unit}"
