"""A step of Adam over all weights of a network, beside PyTorch's."""

import numpy as np

from benchmarks.cost import passes
from benchmarks.torch_threads import same_threads
from benchmarks.work import Sides, Work, relative

WAYS = {"Adam, loop": {"foreach": False}, "Adam, foreach": {"foreach": True}, "Adam, fused": {"fused": True}}


def works():
    """Return the rows."""
    return [
        Work("adam", "Adam step", "song2021's audio network, 1.2 M in 18 arrays", _audio, "torch"),
        Work("adam-vgg", "Adam step", "VGG-16 at 48 x 48, 33.6 M in 32 arrays", _vgg, "torch", None, True),
    ]


def _audio(torch):
    from emolab.models import AttentionGRU

    return _sides(torch, AttentionGRU(13, 8, rng=0))


def _vgg(torch):
    from emolab.models import VGG

    return _sides(torch, VGG("D", input_size=48, classes=7, rng=0))


def _sides(torch, network):
    from emolab.nn import Adam

    rng = np.random.default_rng(0)
    entries = {name: p for name, p in network.parameters().items() if p.trainable}
    for parameter in entries.values():
        parameter.grad[...] = rng.standard_normal(parameter.grad.shape, dtype=np.float32)
    copies = {}
    if torch is not None:
        same_threads(torch)
        copies = {way: _copies(torch, entries) for way in WAYS}
    ours = Adam(entries, 1e-3)
    ours.step()
    peers, gaps = {}, []
    for way, tensors in copies.items():
        theirs = torch.optim.Adam(tensors, 1e-3, **WAYS[way])
        theirs.step()
        gaps += [relative(p.value, tensor.detach().numpy()) for p, tensor in zip(entries.values(), tensors)]
        peers[way] = theirs.step
    cost = passes(7, sum(p.value.size for p in entries.values()))  # reads 4 arrays, writes 3 of them
    return Sides(ours.step, peers, max(gaps, default=None), cost=cost)


def _copies(torch, entries):
    tensors = []
    for parameter in entries.values():
        tensor = torch.nn.Parameter(torch.from_numpy(parameter.value.copy()))
        tensor.grad = torch.from_numpy(parameter.grad.copy())
        tensors.append(tensor)
    return tensors
