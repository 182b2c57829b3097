"""The two networks of gu2025 against the same graphs in PyTorch, forward and backward."""

from copy import deepcopy

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is the oracle here; install emolab[peers]")

from emolab.models import FourBlockVoiceNetwork, ResidualFaceNetwork  # noqa: E402
from emolab.nn import BatchNorm, Conv2d, Dense, GlobalPool, MaxPool2d, ReLU  # noqa: E402

BOUNDS = {np.float32: (1e-4, 1e-3), np.float64: (1e-9, 1e-8)}  # outputs, gradients
CANCELLED = {"head.layers.0.b", "head.layers.3.b"}  # in training the norm behind them takes them out


class Block(torch.nn.Module):
    def __init__(self, block):
        super().__init__()
        self.first, self.second = convolution(block.first), convolution(block.second)
        self.norm1, self.norm2 = (torch.nn.BatchNorm2d(len(n.gamma.value), momentum=0.1) for n in block.norms)
        self.more = block.more

    def forward(self, x):
        y = torch.relu(self.norm1(self.first(x)))
        y = self.norm2(self.second(y))
        return torch.relu(y + torch.nn.functional.pad(x, (0, 0, 0, 0, 0, self.more)))


class Face(torch.nn.Module):
    def __init__(self, ours):
        super().__init__()
        self.body = torch.nn.Sequential(*[twin(layer) for layer in ours.body.layers])
        self.head = torch.nn.Sequential(*[twin(layer) for layer in ours.head.layers])

    def forward(self, x):
        return self.head(self.body(x).mean((2, 3)))


class Voice(torch.nn.Module):
    def __init__(self, ours):
        super().__init__()
        self.body = torch.nn.Sequential(*[twin(layer) for layer in ours.body.layers[:-1]])
        self.out = twin(ours.out)

    def forward(self, x):
        return self.out(self.body(x[:, None]).permute(0, 2, 3, 1).flatten(1))


def convolution(ours):
    kh, kw, Cin, Cout = ours.W.value.shape
    return torch.nn.Conv2d(Cin, Cout, (kh, kw), ours.stride, padding=kh // 2, bias=False)


def twin(ours):
    if isinstance(ours, Conv2d):
        return convolution(ours)
    if isinstance(ours, BatchNorm):
        return Norm(len(ours.gamma.value))
    if isinstance(ours, Dense):
        return torch.nn.Linear(*ours.W.value.shape)
    simple = {ReLU: torch.nn.ReLU, MaxPool2d: lambda: torch.nn.MaxPool2d(2), GlobalPool: torch.nn.Identity}
    return simple[type(ours)]() if type(ours) in simple else Block(ours)


class Norm(torch.nn.BatchNorm1d):
    """Over (N, C) and (N, C, H, W) alike."""

    def _check_input_dim(self, x):
        pass


def turned(array):
    """Our layout of one of PyTorch's arrays."""
    array = array.detach().numpy()
    axes = {4: (2, 3, 1, 0), 2: (1, 0), 1: (0,)}[array.ndim]
    return np.ascontiguousarray(array.transpose(axes))


def agreeing(kind, dtype, training):
    """Our network, PyTorch's with the same weights, and their parameters' names: {ours: theirs}."""
    torch.manual_seed(0)
    if kind == "face":
        ours = ResidualFaceNetwork(7, width=1 / 16, rng=0, dtype=dtype)
        theirs = Face(ours)
    else:
        ours = FourBlockVoiceNetwork(7, input_size=(50, 40), width=1 / 4, rng=0, dtype=dtype)
        theirs = Voice(ours)
    for module in theirs.modules():  # no exact zero before a ReLU, where the slopes at 0 differ
        if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.uniform_(module.bias, -0.5, 0.5)
    theirs = theirs.to(torch.float64 if dtype == np.float64 else torch.float32).train(training)
    ours.train(training)
    names = {}
    for (name, parameter), (other, value) in zip(ours.parameters().items(), pairs(theirs, ours)):
        parameter.value[...] = turned(value)
        names[name] = other
    return ours, theirs, names


def drawn(kind):
    """One batch and what comes back from its loss, float64 that float32 holds exactly."""
    rng = np.random.default_rng(2)
    shape = (4, 48, 48, 3) if kind == "face" else (4, 50, 40)
    x, dy = rng.standard_normal(shape), rng.standard_normal((4, 7))
    return x.astype(np.float32).astype(np.float64), dy.astype(np.float32).astype(np.float64)


def run_ours(ours, x, dy):
    """Logits, dx and every parameter's gradient, by our names."""
    dtype = next(iter(ours.parameters().values())).value.dtype
    found = {"logits": ours(x.astype(dtype)), "dx": ours.backward(dy.astype(dtype))}
    return found | {name: parameter.grad for name, parameter in ours.parameters().items()}


def run_theirs(theirs, names, x, dy):
    """The same from PyTorch, in our layouts."""
    dtype = next(theirs.parameters()).dtype
    tx = torch.tensor(x.transpose(0, 3, 1, 2) if x.ndim == 4 else x, dtype=dtype, requires_grad=True)
    y = theirs(tx)
    y.backward(torch.tensor(dy, dtype=dtype))
    dx = tx.grad.numpy()
    found = {"logits": y.detach().numpy(), "dx": dx.transpose(0, 2, 3, 1) if x.ndim == 4 else dx}
    gradients = {name: p.grad for name, p in theirs.named_parameters()}
    return found | {name: turned(gradients[other]) for name, other in names.items()}


@pytest.mark.parametrize(
    "training, dtype", [(True, np.float64), (False, np.float64), (False, np.float32)],
    ids=["training-float64", "judging-float64", "judging-float32"],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["face", "voice"])
def test_outputs_and_gradients_agree(kind, training, dtype, each_backend):
    ours, theirs, names = agreeing(kind, dtype, training)
    x, dy = drawn(kind)
    wanted = run_theirs(theirs, names, x, dy)
    forward, backward = BOUNDS[dtype]
    for name, got in run_ours(ours, x, dy).items():
        if training and name in CANCELLED:
            assert np.abs(got).max() <= backward * np.abs(dy).max()
            continue
        assert got.shape == wanted[name].shape and got.dtype == wanted[name].dtype, name
        error = np.abs(got - wanted[name]).max() / np.abs(wanted[name]).max()
        assert error <= (forward if name == "logits" else backward), (name, error)


@pytest.mark.parametrize("kind", ["face", "voice"])
def test_float32_training_is_as_near_to_the_truth_as_pytorch_s(kind, each_backend):
    """Each normalised layer magnifies float32's rounding, so that no fixed bound says what is right.

    PyTorch's float64 gradients are the truth, and its own float32 error is the measure of ours.
    """
    x, dy = drawn(kind)
    ours, theirs, names = agreeing(kind, np.float32, True)
    truth = run_theirs(deepcopy(theirs).double(), names, x, dy)
    peer, own = run_theirs(theirs, names, x, dy), run_ours(ours, x, dy)
    ratios = {}
    for name in truth.keys() - CANCELLED:
        size = np.linalg.norm(truth[name])
        ours_off, theirs_off = (np.linalg.norm(found[name] - truth[name]) / size for found in (own, peer))
        assert theirs_off < 0.1, (name, theirs_off)  # else it is no measure
        ratios[name] = ours_off / max(theirs_off, 1e-7)
    assert max(ratios.values()) <= 8, ratios


def pairs(theirs, ours):
    """PyTorch's (name, value) in the order of our parameters: a block has its convolutions first."""
    order = []
    for name in ours.parameters():
        path, _, entry = name.rpartition(".")
        path = path.replace("layers.", "").replace("norms.0", "norm1").replace("norms.1", "norm2")
        order.append(f"{path}.{'bias' if entry in ('b', 'beta') else 'weight'}")
    values = dict(theirs.named_parameters())
    return [(name, values[name]) for name in order]
