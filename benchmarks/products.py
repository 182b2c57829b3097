"""Matrix products beside NumPy's BLAS and PyTorch: the rule in kernels/gemm.py stands on these rows."""

import numpy as np

from benchmarks.cost import product
from benchmarks.torch_threads import same_threads
from benchmarks.work import Sides, Work, relative
from emolab.core.threads import one_pool

SHAPES = {  # name: (M, K, N), what it is, dtype
    "product-960": ((960, 960, 960), "square", np.float32),
    "product-960-double": ((960, 960, 960), "square", np.float64),
    "product-1920": ((1920, 1920, 1920), "square", np.float32),
    "product-tall": ((4608, 64, 96), "windows of an image", np.float32),
    "product-batch": ((32, 256, 768), "a batch and its weights", np.float32),
    "product-layer": ((32, 4096, 4096), "a batch and large weights", np.float32),
    "product-features": ((32, 39, 384), "a batch of few features", np.float32),
    "product-odd": ((97, 101, 103), "odd sizes", np.float32),
    "product-small": ((64, 64, 64), "small", np.float32),
    "product-row": ((1, 256, 768), "one row", np.float32),
}
SAMPLES, FEATURES = 2000, 3776


def works():
    """Return the rows."""
    found = [
        Work(
            name,
            f"product, {what}",
            f"{_size(*shape)}, {np.dtype(dtype).name}",
            _product(shape, dtype),
            "torch",
        )
        for name, (shape, what, dtype) in SHAPES.items()
    ]
    gram = f"{SAMPLES:,} x {FEATURES:,}, "
    return found + [
        Work(
            "product-packed",
            "product, weights packed before",
            f"{_size(32, 256, 768)}, float32",
            _packed,
            "torch",
        ),
        Work("product-gram", "X^T X", gram + "float32", _gram(np.float32), "torch", None, True),
        Work("product-gram-double", "X^T X", gram + "float64", _gram(np.float64), "torch", None, True),
    ]


def _size(M, K, N):
    return f"{M:,} x {K:,} x {N:,}"


def _product(shape, dtype):
    def prepare(torch):
        M, K, N = shape
        rng = np.random.default_rng(0)
        return _sides(
            torch, rng.standard_normal((M, K)).astype(dtype), rng.standard_normal((K, N)).astype(dtype)
        )

    return prepare


def _gram(dtype):
    def prepare(torch):
        X = np.random.default_rng(0).standard_normal((SAMPLES, FEATURES)).astype(dtype)
        return _sides(torch, X.T, X)

    return prepare


def _sides(torch, a, b):
    from emolab.kernels.gemm import matmul

    out = np.empty((len(a), b.shape[1]), a.dtype)
    return _beside(torch, lambda: matmul(a, b, out), a, b, out)


def _packed(torch):
    """What a recurrent layer does at each step, on one thread."""
    from emolab.kernels.packed_product import multiply_packed, pack_columns

    a, b = (
        np.random.default_rng(0).standard_normal(shape).astype(np.float32)
        for shape in ((32, 256), (256, 768))
    )
    panels, out = pack_columns(b), np.empty((32, 768), np.float32)
    return _beside(torch, lambda: multiply_packed(a, panels, 768, out, False), a, b, out)


def _beside(torch, own, a, b, out):
    """Small products run in turn until they take some milliseconds, as they do within one formula."""
    own()
    got, aim = out.copy(), np.empty_like(out)
    flops = 2 * a.size * b.shape[1]
    times = max(1, int(2e8 / flops))

    def several(function):
        def run():
            for _ in range(times):
                function()

        return run

    def ours():
        with one_pool():
            several(own)()

    peers = {"NumPy": several(lambda: np.matmul(a, b, out=aim))}
    if torch is not None:
        same_threads(torch)
        ta, tb, to = (torch.from_numpy(array) for array in (a, b, np.empty_like(out)))
        peers["torch.mm"] = several(lambda: torch.mm(ta, tb, out=to))
    gap = relative(got, np.matmul(a, b))
    cost = product(*a.shape, b.shape[1], a.itemsize).times(times)
    note = f"{times} of {flops / 1e9:.3g} GFLOP"
    return Sides(ours, peers, gap, 1e-4, note=note, cost=cost, double=a.dtype == np.float64)
