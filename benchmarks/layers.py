"""Layers that go over memory once or twice: pooling, batch normalisation, ReLU, beside PyTorch on the CPU."""

import numpy as np

from benchmarks.cost import passes
from benchmarks.torch_layouts import image, layouts
from benchmarks.torch_threads import same_threads
from benchmarks.work import Sides, Work, relative
from emolab.core.threads import one_pool

SHAPE = (32, 48, 48, 64)
LAYERS = {
    "max-pool": ("max pooling 2x2", "MaxPool2d", 2),
    "average-pool": ("average pooling 2x2", "AvgPool2d", 2),
    "batch-norm": ("batch normalisation", "BatchNorm2d", SHAPE[3]),
    "relu": ("ReLU", "ReLU", None),
}


def works():
    """Return the rows; each is a forward and a backward of SHAPE, float32."""
    size = "N {}, {} x {} x {}".format(*SHAPE)
    return [
        Work(name, f"{title}, forward and backward", size, _layer(peer, setting), "torch", None, True)
        for name, (title, peer, setting) in LAYERS.items()
    ]


def _layer(peer, setting):
    def prepare(torch):
        from emolab import nn

        settings = () if setting is None else (setting,)
        ours = getattr(nn, peer.replace("Norm2d", "Norm"))(*settings)
        rng = np.random.default_rng(0)
        x = rng.standard_normal(SHAPE).astype(np.float32)
        dy = rng.standard_normal(ours.forward(x).shape).astype(np.float32)

        def both():
            with one_pool():
                return ours.forward(x), ours.backward(dy)

        cost = passes(3, x.size).plus(passes(2, dy.size))  # x and dy in, y out; x or its mask again, dx out
        if torch is None:
            return Sides(both, {}, cost=cost)
        same_threads(torch)
        y, dx = both()
        peers, gaps = {}, []
        for name, layout in layouts(torch).items():
            theirs = getattr(torch.nn, peer)(*settings)
            tx, tdy = image(torch, x, layout).requires_grad_(), image(torch, dy, layout)
            ty = theirs(tx)
            ty.backward(tdy)
            gaps += [relative(y, ty.detach().permute(0, 2, 3, 1).numpy()),
                     relative(dx, tx.grad.permute(0, 2, 3, 1).numpy())]  # fmt: skip
            peers[f"{peer}, {name}"] = back_and_forth(theirs, tx, tdy)
        return Sides(both, peers, max(gaps), cost=cost)

    return prepare


def back_and_forth(layer, x, dy):
    """Return a function that runs PyTorch's layer forward and backward."""

    def both():
        layer(x).backward(dy)  # adds to the gradients, as emolab's backward does

    return both
