"""Inception-ResNet-v2 against the same graph in PyTorch: block by block, whole, and at full width."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the peer PyTorch: install emolab[peers]")

from benchmarks.peers import inception_torch as peer  # noqa: E402
from emolab.models import InceptionResNetV2, load_weights  # noqa: E402
from emolab.models import inception_blocks as blocks  # noqa: E402
from emolab.nn import BatchNorm  # noqa: E402

BOUNDS = {np.float32: (1e-4, 1e-3), np.float64: (1e-9, 1e-8)}  # outputs, gradients
WIDTH = 1 / 16
w = peer.sizes(WIDTH)
KINDS = {  # name: side and channels of the input, our block of a plan, PyTorch's
    "stem of the figures": (75, 3, lambda plan, C: blocks.figure_stem(plan, C)[0],
                            lambda C: peer.figure_stem(w, C)[0]),
    "A": (9, 24, lambda plan, C: blocks.residual(plan, C, blocks.A, 0.17),
          lambda C: peer.block35(w, C, 0.17)),
    "reduction A": (10, 24, lambda plan, C: blocks.reduction_a(plan, C)[0],
                    lambda C: peer.mixed_6a(w, C)[0]),
    "B": (9, 24, lambda plan, C: blocks.residual(plan, C, blocks.B, 0.1), lambda C: peer.block17(w, C, 0.1)),
    "reduction B": (9, 24, lambda plan, C: blocks.reduction_b(plan, C)[0],
                    lambda C: peer.mixed_7a(w, C)[0]),
    "C": (5, 24, lambda plan, C: blocks.residual(plan, C, blocks.C, 0.2), lambda C: peer.block8(w, C, 0.2)),
    "last C, released": (5, 24, lambda plan, C: blocks.residual(plan, C, blocks.C, 1.0, False),
                         lambda C: peer.block8(w, C, 1.0, False)),
}  # fmt: skip


def stirred(ours, seed=3):
    """Other norms and biases than at the start: nothing is 0 before a ReLU, where the slopes differ."""
    rng = np.random.default_rng(seed)
    for module in (m for _, m in ours.modules()):
        if getattr(module, "b", None) is not None:
            module.b.value[...] = rng.uniform(-1, 1, module.b.value.shape)
        if isinstance(module, BatchNorm):
            C = len(module.gamma.value)
            module.gamma.value[...], module.beta.value[...] = rng.uniform(0.5, 1.5, C), rng.uniform(-1, 1, C)
            module.mean.value[...], module.variance.value[...] = rng.uniform(-1, 1, C), rng.uniform(1, 2, C)
    return ours


def close(got, wanted, bound, where):
    assert got.shape == wanted.shape and got.dtype == wanted.dtype, where
    error = np.abs(got - wanted).max() / (np.abs(wanted).max() or 1)
    assert error <= bound, (where, error)


def assert_outputs_agree(ours, theirs, x):
    wanted = peer.copied(theirs, ours).eval()(torch.tensor(x.transpose(0, 3, 1, 2)))
    close(ours.eval()(x), wanted.detach().numpy(), BOUNDS[x.dtype.type][0], "y")


def assert_agrees(ours, theirs, x, training, flat=False, hidden=()):
    """Outputs, the input's gradient, all parameters' and the running statistics.

    hidden   biases below these paths have the gradient 0: a norm behind them takes them out
    """
    dtype = x.dtype.type
    forward, backward = BOUNDS[dtype]
    theirs = peer.copied(theirs.to(torch.float64 if dtype == np.float64 else torch.float32), ours)
    ours.train(training), theirs.train(training)
    tx = torch.tensor(x.transpose(0, 3, 1, 2), requires_grad=True)
    y, wanted = ours(x), theirs(tx)
    turn = (lambda t: t.detach().numpy()) if flat else (lambda t: t.detach().numpy().transpose(0, 2, 3, 1))
    close(y, turn(wanted), forward, "y")
    dy = np.random.default_rng(5).standard_normal(y.shape).astype(dtype)
    wanted.backward(torch.tensor(dy if flat else np.ascontiguousarray(dy.transpose(0, 3, 1, 2))))
    close(ours.backward(dy), tx.grad.numpy().transpose(0, 2, 3, 1), backward, "dx")
    for layer, (path, module) in peer.in_pairs(theirs, ours):
        gradients = peer.as_torch(module, lambda entry: getattr(entry, "grad", entry.value))
        for name, got in gradients.items():
            if training and name == "bias" and path.startswith(hidden):
                assert np.abs(got).max() <= backward * np.abs(dy).max(), path
                continue
            value = getattr(layer, name)
            wanted = value if value.grad is None else value.grad
            close(got, wanted.detach().numpy(), backward, f"{path}, {name}")


@pytest.mark.parametrize("dtype", [np.float32, np.float64], ids=["float32", "float64"])
@pytest.mark.parametrize("training", [True, False], ids=["train", "eval"])
@pytest.mark.parametrize("kind", KINDS)
def test_blocks_agree(kind, training, dtype, each_backend):
    side, channels, make, twin = KINDS[kind]
    ours = stirred(make(blocks.Plan(WIDTH, 0, dtype), channels))
    x = np.random.default_rng(1).standard_normal((2, side, side + 2, channels)).astype(dtype)
    assert_agrees(ours, twin(channels), x, training)


def network(layout, dtype, width=WIDTH, blocks=(2, 2, 2), **options):
    settings = {"layout": layout, "width": width, "blocks": blocks, "keep": 1, "rng": 0, "dtype": dtype}
    return stirred(InceptionResNetV2(7, **settings | options)), peer.NETWORKS[layout](7, width, counts=blocks)


@pytest.mark.parametrize("training", [True, False], ids=["train", "eval"])
@pytest.mark.parametrize("layout", ["figures", "released"])
def test_the_whole_network_agrees(layout, training, each_backend):
    ours, theirs = network(layout, np.float64)
    x = np.random.default_rng(1).standard_normal((3, 96, 107, 3))
    assert_agrees(
        ours, theirs, x, training, flat=True, hidden=("blocks_c.layers.1.up",) * (layout == "released")
    )


@pytest.mark.parametrize("layout", ["figures", "released"])
def test_all_blocks_agree_in_float32(layout):
    ours, theirs = network(layout, np.float32, blocks=peer_counts(layout))
    x = np.random.default_rng(1).standard_normal((2, 75, 75, 3)).astype(np.float32)
    assert_agrees(ours, theirs, x, False, flat=True)


def peer_counts(layout):
    return {"figures": (5, 10, 5), "released": (10, 20, 10)}[layout]


@pytest.mark.parametrize("layout", ["figures", "released"])
def test_full_width_agrees(layout):
    """Outputs in float32 as in float64; gradients in float64 alone.

    Of some ten million activations a few lie so near to 0, and a few pixels in a pool so near to another,
    that float32 decides them by rounding: PyTorch's own gradients in the two precisions differ by 1 %.
    """
    x = np.random.default_rng(1).standard_normal((1, 299, 299, 3))
    ours, theirs = network(layout, np.float64, 1.0, peer_counts(layout))
    assert_agrees(ours, theirs, x, False, flat=True)
    assert_outputs_agree(ours.to(np.float32), theirs.float(), x.astype(np.float32))


def test_weights_of_the_released_network_are_read_by_their_names(tmp_path):
    ours, theirs = network("released", np.float32)
    other = InceptionResNetV2(7, layout="released", width=WIDTH, blocks=(2, 2, 2), rng=1)
    torch.save(peer.copied(theirs, ours).state_dict(), tmp_path / "released.pt")
    loaded = load_weights(other, tmp_path / "released.pt")
    for (path, got), wanted in zip(other.state_dict().items(), ours.state_dict().values(), strict=True):
        np.testing.assert_array_equal(got, wanted, err_msg=path)
    assert all(name.endswith("num_batches_tracked") for name in loaded.skipped)
