"""A training step while the caller's own code keeps BLAS busy on all cores in another thread."""

import threading
import time

import numpy as np

import emolab
from benchmarks.cost import recurrent
from benchmarks.work import Sides, Work, at_least
from emolab.core.threads import one_pool

N, T, D, H = 32, 110, 13, 256
SIDE = 512  # of the caller's products
REPEATS = 5


def works():
    """Return the rows."""
    size = f"1 x H {H}, N {N}, T {T}, D {D}; products of {SIDE} beside it"
    return [
        Work(
            "second-pool", "GRU training step beside a busy BLAS", size, _beside_blas, None, at_least(1 / 1.5)
        )
    ]


def _beside_blas(_):
    from emolab.nn import GRU, Adam

    rng = np.random.default_rng(0)
    x = rng.standard_normal((N, T, D)).astype(np.float32)
    dy = rng.standard_normal((N, T, H)).astype(np.float32) / N
    gru = GRU(D, H, rng=1)
    adam = Adam(gru, 1e-4)
    a = rng.standard_normal((SIDE, SIDE)).astype(np.float32)

    def steps():
        start = time.perf_counter()
        for _ in range(REPEATS):
            with one_pool():
                adam.zero_grad()
                gru.forward(x)
                gru.backward(dy)
                adam.step()
        return (time.perf_counter() - start) / REPEATS

    def crowded():
        stop = threading.Event()

        def products():
            while not stop.is_set():
                a @ a

        other = threading.Thread(target=products)
        other.start()
        try:
            return steps()
        finally:
            stop.set()
            other.join()

    note = (
        f"the ratio is the time alone over the time beside a thread of products, BLAS at {emolab.threads()}"
    )
    cost = recurrent(3, N, T, D, H, 1)
    return Sides(crowded, {"the same, alone": steps}, seconds=True, note=note, cost=cost)
