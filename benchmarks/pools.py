"""A training step while the caller's own code keeps BLAS busy, in another thread or between the steps."""

import threading
import time

import numpy as np

import emolab
from benchmarks.cost import recurrent, vgg
from benchmarks.work import Sides, Work, at_least
from emolab.core.threads import one_pool

N, T, D, H = 32, 110, 13, 256
SIDE = 512  # of the caller's products
REPEATS = 5
LEAST = at_least(1 / 1.5)


def works():
    """Return the rows."""
    gru, pictures = f"1 x H {H}, N {N}, T {T}, D {D}", f"N {N}, 48 x 48 x 3"
    return [
        Work("second-pool", "GRU training step after BLAS on all cores", gru, _after_blas, None, LEAST),
        Work("busy-blas-gru", "GRU training step beside a busy BLAS", gru, _beside(_gru), None, LEAST),
        Work(
            "busy-blas-vgg", "VGG-16 training step beside a busy BLAS", pictures, _beside(_vgg), None, LEAST,
            large=True,
        ),
    ]  # fmt: skip


def _gru():
    """(a training step of a GRU, its cost)."""
    from emolab.nn import GRU, Adam

    rng = np.random.default_rng(0)
    x = rng.standard_normal((N, T, D)).astype(np.float32)
    dy = rng.standard_normal((N, T, H)).astype(np.float32) / N
    gru = GRU(D, H, rng=1)
    return _step(gru, Adam(gru, 1e-4), x, dy), recurrent(3, N, T, D, H, 1)


def _vgg():
    """(a training step of VGG-16, its cost)."""
    from emolab.models import VGG
    from emolab.nn import Adam

    rng = np.random.default_rng(0)
    x = rng.standard_normal((N, 48, 48, 3)).astype(np.float32)
    dy = rng.standard_normal((N, 7)).astype(np.float32) / N
    network = VGG(input_size=48, classes=7, rng=1)
    return _step(network, Adam(network, 1e-4), x, dy), vgg(network, N, training=True)


def _step(network, adam, x, dy):
    def step():
        with one_pool():
            adam.zero_grad()
            network.forward(x)
            network.backward(dy)
            adam.step()

    return step


def _seconds(step, between=lambda: None):
    """Seconds of a step, the mean of a few; `between` does not count."""
    total = 0
    for _ in range(REPEATS):
        between()
        start = time.perf_counter()
        step()
        total += time.perf_counter() - start
    return total / REPEATS


def _products():
    side = np.random.default_rng(0).standard_normal((SIDE, SIDE)).astype(np.float32)
    return lambda: side @ side


def _sides(crowded, step, cost, what):
    note = f"the ratio is the time alone over the time {what} products of {SIDE}, BLAS at {emolab.threads()}"
    return Sides(crowded, {"the same, alone": lambda: _seconds(step)}, seconds=True, note=note, cost=cost)


def _after_blas(_):
    step, cost = _gru()
    product = _products()
    return _sides(lambda: _seconds(step, product), step, cost, "right after")


def _beside(build):
    def prepare(_):
        step, cost = build()
        product = _products()

        def crowded():
            stop = threading.Event()

            def work():
                while not stop.is_set():
                    product()

            other = threading.Thread(target=work)
            other.start()
            try:
                return _seconds(step)
            finally:
                stop.set()
                other.join()

        return _sides(crowded, step, cost, "beside a thread of")

    return prepare
