"""The networks of liu2026 against PyTorch, weights copied over: outputs, losses and all gradients."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is the oracle here; install emolab[peers]")

from emolab.models import BimodalLSTM, CrossModalNetwork  # noqa: E402
from emolab.nn import KLDivergence  # noqa: E402

TOLERANCE = {np.float32: 1e-4, np.float64: 1e-9}  # relative to the largest value of each tensor
N, TA, TV, DA, DV, C = 6, 11, 9, 40, 30, 9
DTYPES = pytest.mark.parametrize("dtype", [np.float32, np.float64])
functional = torch.nn.functional


def batch(dtype, seed=0):
    rng = np.random.default_rng(seed)
    la, lv = rng.integers(1, TA + 1, N), rng.integers(1, TV + 1, N)
    la[0], lv[1] = TA, TV
    xa, xv = (rng.standard_normal(shape).astype(dtype) for shape in ((N, TA, DA), (N, TV, DV)))
    return xa, la, xv, lv


def alive(network, seed=1):
    """Draw what starts as zeros and ones, so that a mistake in its use would show."""
    rng = np.random.default_rng(seed)
    for entry in (*network.parameters().values(), *network.buffers().values()):
        if (entry.value == entry.value.flat[0]).all():
            entry.value[...] = rng.uniform(0.5, 1.5, entry.value.shape) - (entry.value.flat[0] == 0)
    return network


class Peer:
    """The network's parameters as PyTorch's leaves, and the equations once more with its operations."""

    def __init__(self, network):
        self.network = network
        self.leaves = {k: torch.tensor(p.value, requires_grad=True) for k, p in network.parameters().items()}
        self.fixed = {k: torch.tensor(b.value) for k, b in network.buffers().items()}

    def dense(self, path, x):
        return x @ self.leaves[f"{path}.W"] + self.leaves[f"{path}.b"]

    def standardise(self, path, x):
        return (x - self.fixed[f"{path}.mean"]) / self.fixed[f"{path}.deviation"]

    def recurrent(self, kind, path, x):
        """torch.nn's own RNN or LSTM: gates i, f, g, o in both."""
        Wx, Wh, b = (self.leaves[f"{path}.cells.0.{name}"] for name in ("Wx", "Wh", "b"))
        layer = kind(Wx.shape[0], Wh.shape[0], batch_first=True, dtype=x.dtype)
        weights = {"weight_ih_l0": Wx.T, "weight_hh_l0": Wh.T, "bias_ih_l0": b, "bias_hh_l0": 0 * b}
        return torch.func.functional_call(layer, weights, (x,))[0]

    def attention(self, path, asks, answers, masks, over):
        q, k = asks @ self.leaves[f"{path}.Wq"], answers @ self.leaves[f"{path}.Wk"]
        v = answers @ self.leaves[f"{path}.Wv"] if f"{path}.Wv" in self.leaves else k
        N, T, A = q.shape
        heads = self.network.settings["heads"]
        q, k, v = (y.reshape(N, y.shape[1], heads, A // heads).transpose(1, 2) for y in (q, k, v))
        s = q @ k.transpose(2, 3) / (A // heads) ** 0.5
        mask = masks[1][:, None, None] if over == "answers" else masks[0][:, None, :, None]
        s = s.masked_fill(~mask, -torch.inf)
        a = torch.softmax(s, dim=3 if over == "answers" else 2) * masks[1][:, None, None]
        return (a @ v).transpose(1, 2).reshape(N, T, A)


def mean(x, mask):
    return (x * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)


def cross_modal(peer, xa, la, xv, lv, labels):
    """Outputs and loss, equation by equation."""
    settings = peer.network.settings
    ma, mv = (torch.arange(x.shape[1]) < torch.tensor(n)[:, None] for x, n in ((xa, la), (xv, lv)))
    Xa = peer.standardise("standardise", xa)
    s = peer.recurrent(torch.nn.RNN, "video.rnn", peer.standardise("video.standardise", xv))
    Xb = peer.recurrent(torch.nn.LSTM, "video.lstm", torch.tanh(peer.dense("video.out.layers.0", s)))
    ca, cb = peer.dense("audio_own.project", Xa), peer.dense("video_own.project", Xb)

    def cma(path, x, mx, y, my):
        asks = (y, my, x, mx) if settings["reading"] == "paper" else (x, mx, y, my)
        found = peer.attention(path, asks[0], asks[2], asks[1::2], settings["over"])
        return mean(found, asks[1])

    Xm = torch.cat([cma("audio_video", ca, ma, cb, mv), cma("video_audio", cb, mv, ca, ma)], 1)
    ym = torch.softmax(peer.dense("head.layers.0", Xm), 1)
    ya = torch.softmax(peer.dense("audio_own.head.layers.0", mean(ca, ma)), 1)
    yb = torch.softmax(peer.dense("video_own.head.layers.0", mean(cb, mv)), 1)
    fused = (ym + 0.6 * ya + 0.4 * yb) / 2
    ra = torch.tanh(peer.dense("rebuild_audio.layers.0", Xm))
    rb = torch.tanh(peer.dense("rebuild_video.layers.0", Xm))
    outputs = fused.log(), fused, ya, yb, ra, mean(Xa, ma), rb, mean(Xb, mv)
    truth = functional.one_hot(torch.tensor(labels), C).to(fused.dtype)
    loss = sum(w * (y - truth).abs().sum(1).mean() for y, w in ((fused, 1), (ya, 0.6), (yb, 0.4)))
    return outputs, loss + functional.mse_loss(ra, outputs[5]) + functional.mse_loss(rb, outputs[7])


def assert_close(got, wanted, dtype, name, least=0):
    wanted = wanted.detach().numpy()
    assert got.shape == wanted.shape and got.dtype == wanted.dtype == dtype, name
    error = np.abs(got - wanted).max() / max(np.abs(wanted).max(), least)
    assert error <= TOLERANCE[dtype], (name, error)


def assert_gradients(peer, tensors, found, dtype):
    """Each relative to its largest entry; where all are rounding around 0, to 1e-4 of any gradient's."""
    least = 1e-4 * max(float(leaf.grad.abs().max()) for leaf in peer.leaves.values())
    for name, tensor, gradient in zip(("xa", "xv"), tensors, found):
        assert_close(gradient, tensor.grad, dtype, name)
    for name, parameter in peer.network.parameters().items():
        assert_close(parameter.grad, peer.leaves[name].grad, dtype, name, least)


@DTYPES
@pytest.mark.parametrize("reading", ["paper", "standard"])
@pytest.mark.parametrize("over, heads", [("answers", 1), ("asks", 2)])
def test_the_cross_modal_network(dtype, reading, over, heads):
    """At the paper's own sizes."""
    settings = {"reading": reading, "over": over, "heads": heads}
    network = alive(CrossModalNetwork(DA, DV, C, rng=0, dtype=dtype, **settings))
    peer = Peer(network)
    xa, la, xv, lv = batch(dtype)
    labels = np.arange(N) % C
    tensors = [torch.tensor(x, requires_grad=True) for x in (xa, xv)]
    wanted, wanted_loss = cross_modal(peer, tensors[0], la, tensors[1], lv, labels)
    outputs = network.forward(xa, la, xv, lv)
    for name, got, output in zip(outputs._fields, outputs, wanted):
        assert_close(got, output, dtype, name)
    loss, gradients = network.loss(outputs, labels)
    assert loss.dtype == dtype and abs(float(loss) / wanted_loss.item() - 1) <= TOLERANCE[dtype]
    wanted_loss.backward()
    assert_gradients(peer, tensors, network.backward(*gradients), dtype)


@DTYPES
def test_its_logits_alone_by_cross_entropy(dtype):
    from emolab.nn import softmax_cross_entropy

    network = alive(CrossModalNetwork(DA, DV, C, rng=0, dtype=dtype))
    peer = Peer(network)
    xa, la, xv, lv = batch(dtype)
    labels = np.arange(N) % C
    tensors = [torch.tensor(x, requires_grad=True) for x in (xa, xv)]
    wanted, _ = cross_modal(peer, tensors[0], la, tensors[1], lv, labels)
    functional.cross_entropy(wanted[0], torch.tensor(labels)).backward()
    for name, leaf in peer.leaves.items():
        if name.startswith("rebuild"):
            leaf.grad = torch.zeros_like(leaf)
    _, dlogits = softmax_cross_entropy(network.forward(xa, la, xv, lv).logits, labels)
    assert_gradients(peer, tensors, network.backward(dlogits), dtype)


@DTYPES
def test_the_baseline(dtype):
    network = alive(BimodalLSTM(DA, DV, C, rng=0, dtype=dtype))
    peer = Peer(network)
    xa, la, xv, lv = batch(dtype)
    tensors = [torch.tensor(x, requires_grad=True) for x in (xa, xv)]
    last = []
    for side, x, lengths in zip(("audio", "video"), tensors, (la, lv)):
        h = peer.recurrent(torch.nn.LSTM, f"{side}.lstm", peer.standardise(f"{side}.standardise", x))
        last.append(h[torch.arange(N), torch.tensor(lengths) - 1])
    wanted = peer.dense("head.layers.2", torch.relu(peer.dense("head.layers.0", torch.cat(last, 1))))
    logits = network.forward(xa, la, xv, lv)
    assert_close(logits, wanted, dtype, "logits")
    d = np.random.default_rng(3).standard_normal(logits.shape).astype(dtype)
    wanted.backward(torch.tensor(d))
    assert_gradients(peer, tensors, network.backward(d), dtype)


@DTYPES
def test_the_divergence(dtype):
    rng = np.random.default_rng(0)
    logits = rng.standard_normal((4, 3, 7)).astype(dtype)
    targets = rng.dirichlet(np.ones(7), (4, 3)).astype(dtype)
    theirs = torch.tensor(logits, requires_grad=True)
    log_p = functional.log_softmax(theirs, -1).reshape(12, 7)
    wanted = functional.kl_div(log_p, torch.tensor(targets).reshape(12, 7), reduction="batchmean")
    wanted.backward()
    module = KLDivergence()
    assert float(module.forward(logits, targets)) == pytest.approx(wanted.item(), rel=TOLERANCE[dtype])
    assert_close(module.backward(), theirs.grad, dtype, "logits")
