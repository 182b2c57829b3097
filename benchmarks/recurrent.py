"""Training steps of recurrent layers, attention and song2021's audio network, beside PyTorch on the CPU.

A step is forward, backward with a given gradient of the output (or the loss of the network), and Adam; an
epoch is as many steps as the clips make batches, each gathered from the clips.
PyTorch computes no gradient of the input where nothing asks for it; emolab always does, and that counts.
"""

from functools import partial

import numpy as np

from benchmarks.cost import recurrent
from benchmarks.torch_threads import same_threads
from benchmarks.work import Sides, Work, at_least, relative
from emolab.core.threads import one_pool

N, T, D, CLASSES = 32, 110, 13, 8  # of song2021's audio network
SIZES = (  # name, layers, N, T, D, H, large
    ("128", 1, 32, 300, 39, 128, False),
    ("256", 1, 32, 300, 39, 256, True),
    ("3x256", 3, 32, 110, 13, 256, False),
)
TARGET = at_least(1.5)


def works():
    """Return the rows."""
    found = []
    for kind in ("gru", "lstm"):
        for name, layers, N, T, D, H, large in SIZES:
            size = f"{layers} x H {H}, N {N}, T {T}, D {D}"
            found.append(Work(
                f"{kind}-{name}", f"{kind.upper()} training step", size, _layer(kind, layers, N, T, D, H),
                "torch", TARGET, large,
            ))  # fmt: skip
    size = "N 32, T 70-110, D 13, 3 x H 256"
    for clips, work, large in ((N, "step", False), (480, "epoch", True)):
        end, size = ("", size) if clips == N else ("-epoch", f"{clips} clips, {size}")
        for name, title, network in (
            ("song2021-printed", f"attention-GRU {work}, as printed", _printed),
            ("song2021-torch", f"attention-GRU {work}, PyTorch's GRU", _fast),
        ):
            prepare = partial(network, clips=clips)
            found.append(Work(name + end, title, size, prepare, "torch", TARGET, large))
    return found + [
        Work("rnn-256", "Elman network training step", "1 x H 256, N 32, T 300, D 39",
             _layer("rnn", 1, 32, 300, 39, 256), "torch"),
        Work("soft-attention", "soft attention, both ways", "N 32, T 110, D 256, A 256", _attention, "torch"),
    ]  # fmt: skip


def _layer(kind, layers, N, T, D, H):
    def prepare(torch):
        from emolab.nn import GRU, LSTM, RNN, Adam

        rng = np.random.default_rng(0)
        x = rng.standard_normal((N, T, D)).astype(np.float32)
        dy = rng.standard_normal((N, T, H)).astype(np.float32) / N
        settings = {"update": "past", "reset": "after"} if kind == "gru" else {}  # as PyTorch's
        ours = {"gru": GRU, "lstm": LSTM, "rnn": RNN}[kind](D, H, layers=layers, rng=1, **settings)
        peers, difference = {}, None
        if torch is not None:
            same_threads(torch)
            theirs = _torch_layer(torch, kind, ours, D, H, layers)
            difference = _gap(torch, ours, theirs, kind, x, dy)
            peers = {f"nn.{kind.upper()}": _torch_step(torch, theirs, x, dy)}
        adam = Adam(ours, 1e-4)

        def step():
            with one_pool():
                adam.zero_grad()
                ours.forward(x)
                ours.backward(dy)
                adam.step()

        gates = {"gru": 3, "lstm": 4, "rnn": 1}[kind]
        return Sides(step, peers, difference, cost=recurrent(gates, N, T, D, H, layers))

    return prepare


def _torch_layer(torch, kind, ours, D, H, layers):
    """PyTorch's layer, and emolab's with its weights."""
    from emolab.nn import from_torch_layout

    torch.manual_seed(0)
    theirs = getattr(torch.nn, kind.upper())(D, H, layers, batch_first=True)
    arrays = {name: value.detach().numpy().copy() for name, value in theirs.named_parameters()}
    ours.load_state_dict(from_torch_layout(arrays, kind))
    return theirs


def _gap(torch, ours, theirs, kind, x, dy):
    """The largest relative difference in outputs and gradients."""
    from emolab.nn import from_torch_layout

    y = theirs(torch.from_numpy(x))[0]
    y.backward(torch.from_numpy(dy))
    grads = {name: value.grad.numpy() for name, value in theirs.named_parameters()}
    wanted = from_torch_layout(grads, kind)
    gaps = [relative(ours.forward(x), y.detach().numpy())]
    ours.zero_grad()
    ours.backward(dy)
    for name, parameter in ours.parameters().items():
        if kind == "gru" or not name.endswith(".b"):  # elsewhere b stands for both of PyTorch's
            gaps.append(relative(parameter.grad, wanted[name]))
    return max(gaps)


def _torch_step(torch, theirs, x, dy):
    adam = torch.optim.Adam(theirs.parameters(), 1e-4, fused=True)
    x, dy = torch.from_numpy(x), torch.from_numpy(dy)

    def step():
        adam.zero_grad()
        theirs(x)[0].backward(dy)
        adam.step()

    return step


def _printed(torch, clips):
    """song2021's own convention, which no layer of PyTorch has."""
    sides = _network(torch, {}, lambda own, peer: peer, "TorchScript loop", clips)
    return sides._replace(note="no layer of PyTorch has the printed convention: it loops in TorchScript")


def _fast(torch, clips):
    """The same network in the convention of torch.nn.GRU, so that PyTorch may use its own layer."""
    sides = _network(torch, {"update": "past", "reset": "after"}, _with_layer, "nn.GRU", clips)
    return sides._replace(note="the convention of torch.nn.GRU on both sides, PyTorch's fastest way")


def _network(torch, settings, change, label, clips):
    from emolab.models import AttentionGRU
    from emolab.nn import Adam, softmax_cross_entropy
    from emolab.training.batches import Samples, batch_rows

    rng = np.random.default_rng(0)
    lengths = rng.integers(70, T + 1, clips)
    lengths[0] = T
    samples = Samples([rng.standard_normal((length, D)).astype(np.float32) for length in lengths])
    labels = rng.integers(0, CLASSES, clips)
    order = batch_rows(clips, N, rng)
    ours = AttentionGRU(D, CLASSES, rng=1, **settings)
    peers, difference = {}, None
    if torch is not None:
        from benchmarks.peers.song2021_torch import TorchAttentionGRU

        same_threads(torch)
        theirs = change(ours, TorchAttentionGRU(ours))
        first = samples.batch(order[0])
        difference = relative(ours.forward(*first), theirs(*map(torch.from_numpy, first)).detach().numpy())
        trained = [p for p in theirs.parameters() if p.requires_grad]
        their_adam = torch.optim.Adam(trained, 1e-4, fused=True)

        def their_steps():
            for rows in order:
                their_adam.zero_grad()
                logits = theirs(*map(torch.from_numpy, samples.batch(rows)))
                torch.nn.functional.cross_entropy(logits, torch.from_numpy(labels[rows])).backward()
                their_adam.step()

        peers = {label: their_steps}
    adam = Adam(ours, 1e-4)

    def steps():
        with one_pool():  # as training.fit does
            for rows in order:
                adam.zero_grad()
                _, dlogits = softmax_cross_entropy(ours.forward(*samples.batch(rows)), labels[rows])
                ours.backward(dlogits)
                adam.step()

    cost = recurrent(3, N, T, D, 256, 3).times(len(order))
    return Sides(steps, peers, difference, cost=cost)


def _attention(torch):
    """Soft attention asked by the last state, forward and backward."""
    from emolab.nn import soft_attention_backward, soft_attention_forward

    rng = np.random.default_rng(0)
    H = 256
    shapes = (N, T, H), (N, H), (H, H), (H, H), (H,)
    arrays = [rng.standard_normal(shape).astype(np.float32) / 16 for shape in shapes]
    dz = rng.standard_normal((N, H)).astype(np.float32)

    def own():
        with one_pool():
            z, cache = soft_attention_forward(*arrays)
            return z, *soft_attention_backward(dz, cache)

    if torch is None:
        return Sides(own, {})
    same_threads(torch)
    given = [torch.tensor(array, requires_grad=True) for array in arrays]

    def theirs():
        x, q, Wx, Wc, v = given
        a = torch.softmax(torch.tanh(x @ Wx + (q @ Wc)[:, None]) @ v, dim=1)
        z = (a[:, None] @ x)[:, 0]
        return z.detach(), *torch.autograd.grad(z, given, torch.from_numpy(dz))

    difference = max(relative(a, b.numpy()) for a, b in zip(own(), theirs()))
    return Sides(own, {"autograd": theirs}, difference)


def _with_layer(ours, theirs):
    """Put one torch.nn.GRU of all layers in place of the peer's loops, with emolab's weights."""
    import torch

    class Layers(torch.nn.Module):
        def __init__(self, cells):
            super().__init__()
            D, H = len(cells[0].Wx.value), len(cells[0].Wh.value)
            self.gru = torch.nn.GRU(D, H, len(cells), batch_first=True)
            for i, cell in enumerate(cells):
                for name, parameter in (("weight_ih", cell.Wx), ("weight_hh", cell.Wh), ("bias_ih", cell.b),
                                        ("bias_hh", cell.bh)):  # fmt: skip
                    z, r, n = np.split(parameter.value.T, 3)
                    getattr(self.gru, f"{name}_l{i}").data = torch.from_numpy(np.concatenate([r, z, n]))

        def forward(self, x, mask):
            return self.gru(x)[0] * mask

    theirs.encoder.cells = torch.nn.ModuleList([Layers(ours.encoder.gru.cells)])
    return theirs
