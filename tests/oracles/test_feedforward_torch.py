"""Feed-forward layers against PyTorch: outputs and all gradients, float64 and float32."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed; install emolab[peers]")
F = torch.nn.functional

from emolab.nn import (  # noqa: E402
    BatchNorm,
    avg_pool_backward,
    avg_pool_forward,
    conv1d_backward,
    conv1d_forward,
    conv2d_backward,
    conv2d_forward,
    global_pool_backward,
    global_pool_forward,
    l1,
    max_pool_backward,
    max_pool_forward,
    mse,
    relu_backward,
    relu_forward,
    softmax_cross_entropy,
)

pytestmark = pytest.mark.usefixtures("each_backend")
BOUNDS = {np.float64: (1e-9, 1e-9), np.float32: (1e-5, 1e-4)}  # outputs, gradients


@pytest.fixture(params=[np.float64, np.float32], ids=["float64", "float32"])
def dtype(request):
    return request.param


@pytest.fixture
def rng():
    return np.random.default_rng(11)


def check(got, wanted, dtype, gradient=False):
    """Hold an array against a tensor, relative to its largest value."""
    wanted = wanted.detach().numpy()
    assert got.shape == wanted.shape
    assert got.dtype == dtype
    error = np.abs(got - wanted).max() / max(np.abs(wanted).max(), 1e-30)
    assert error <= BOUNDS[dtype][gradient], f"off by {error:.1e}"


def leaf(x):
    return torch.tensor(np.ascontiguousarray(x), requires_grad=True)


def inward(x):
    """(N, ..., C) -> (N, C, ...)."""
    return torch.movedim(x, -1, 1)


def outward(x):
    """(N, C, ...) -> (N, ..., C)."""
    return torch.movedim(x, 1, -1)


@pytest.mark.parametrize("flip", [False, True])
@pytest.mark.parametrize(
    "x, W, stride, sides",
    [
        ((3, 9, 8, 4), (3, 3, 4, 5), (1, 1), (1, 1, 1, 1)),
        ((2, 7, 9, 3), (2, 5, 3, 4), (2, 3), (0, 1, 3, 2)),
        ((4, 6, 5, 6), (1, 1, 6, 3), (1, 1), (0, 0, 0, 0)),
        ((16, 12, 12, 16), (3, 3, 16, 24), (1, 1), (1, 1, 1, 1)),
        # both sides of each threshold of kernels/conv2d.py: channels, tiles, width of a row
        ((3, 12, 13, 15), (3, 3, 15, 16), (1, 1), (1, 1, 1, 1)),
        ((3, 12, 13, 16), (3, 3, 16, 15), (1, 1), (1, 1, 1, 1)),
        ((3, 3, 3, 16), (3, 3, 16, 20), (1, 1), (1, 1, 1, 1)),
        ((4, 3, 3, 16), (3, 3, 16, 20), (1, 1), (1, 1, 1, 1)),
        ((2, 7, 7, 6), (5, 5, 6, 7), (1, 1), (2, 2, 2, 2)),
        ((2, 8, 8, 6), (5, 5, 6, 7), (1, 1), (2, 2, 2, 2)),
        ((2, 17, 15, 6), (3, 3, 6, 7), (2, 2), (1, 1, 1, 1)),
        ((2, 9, 10, 6), (1, 1, 6, 7), (1, 1), (0, 0, 0, 0)),
        ((2, 1, 70, 5), (1, 32, 5, 6), (1, 2), (0, 0, 16, 16)),
    ],
)
def test_conv2d(rng, dtype, x, W, stride, sides, flip):
    x, W, b = (rng.standard_normal(s).astype(dtype) for s in (x, W, W[-1]))
    y, cache = conv2d_forward(x, W, b, stride, sides, flip)
    dy = rng.standard_normal(y.shape).astype(dtype)
    gradients = conv2d_backward(dy, cache)

    tx, tW, tb = map(leaf, (x, W, b))
    taps = tW.flip(0, 1) if flip else tW
    top, bottom, left, right = sides
    padded = F.pad(inward(tx), (left, right, top, bottom))
    wanted = outward(F.conv2d(padded, taps.permute(3, 2, 0, 1), tb, stride))
    check(y, wanted, dtype)
    wanted.backward(torch.tensor(dy))
    for got, tensor in zip(gradients, (tx, tW, tb)):
        check(got, tensor.grad, dtype, gradient=True)


def test_conv2d_same_as_pytorch_pads_it(rng, dtype):
    x, W, b = (rng.standard_normal(s).astype(dtype) for s in [(2, 7, 6, 3), (3, 5, 3, 4), (4,)])
    y, _ = conv2d_forward(x, W, b, padding="same")
    wanted = F.conv2d(
        inward(torch.tensor(x)), torch.tensor(W).permute(3, 2, 0, 1), torch.tensor(b), padding="same"
    )
    check(y, outward(wanted), dtype)


@pytest.mark.parametrize("stride, sides, flip", [(1, (0, 0), False), (2, (3, 1), False), (3, (2, 2), True)])
def test_conv1d(rng, dtype, stride, sides, flip):
    x, W, b = (rng.standard_normal(s).astype(dtype) for s in [(3, 20, 4), (5, 4, 6), (6,)])
    y, cache = conv1d_forward(x, W, b, stride, sides, flip)
    dy = rng.standard_normal(y.shape).astype(dtype)
    gradients = conv1d_backward(dy, cache)

    tx, tW, tb = map(leaf, (x, W, b))
    taps = (tW.flip(0) if flip else tW).permute(2, 1, 0)
    wanted = outward(F.conv1d(F.pad(inward(tx), sides), taps, tb, stride))
    check(y, wanted, dtype)
    wanted.backward(torch.tensor(dy))
    for got, tensor in zip(gradients, (tx, tW, tb)):
        check(got, tensor.grad, dtype, gradient=True)


@pytest.mark.parametrize("size, stride, padding", [((2, 2), None, 0), ((3, 3), 2, 1), ((3, 2), (1, 2), 1)])
@pytest.mark.parametrize("ties", [False, True])
def test_max_pool(rng, dtype, size, stride, padding, ties):
    x = rng.integers(0, 4, (3, 9, 8, 5)) if ties else rng.standard_normal((3, 9, 8, 5))
    x = x.astype(dtype)
    y, cache = max_pool_forward(x, size, stride, padding)
    dy = rng.standard_normal(y.shape).astype(dtype)
    tx = leaf(x)
    wanted = outward(F.max_pool2d(inward(tx), size, stride, padding))
    check(y, wanted, dtype)
    wanted.backward(torch.tensor(dy))
    check(max_pool_backward(dy, cache), tx.grad, dtype, gradient=True)


@pytest.mark.parametrize("size, stride, padding", [((2, 2), None, 0), ((3, 3), 2, 1), ((3, 2), (1, 2), 1)])
@pytest.mark.parametrize("count_padding", [False, True])
def test_avg_pool(rng, dtype, size, stride, padding, count_padding):
    x = rng.standard_normal((3, 9, 8, 5)).astype(dtype)
    y, cache = avg_pool_forward(x, size, stride, padding, count_padding)
    dy = rng.standard_normal(y.shape).astype(dtype)
    tx = leaf(x)
    wanted = outward(F.avg_pool2d(inward(tx), size, stride, padding, count_include_pad=count_padding))
    check(y, wanted, dtype)
    wanted.backward(torch.tensor(dy))
    check(avg_pool_backward(dy, cache), tx.grad, dtype, gradient=True)


@pytest.mark.parametrize("kind", ["avg", "max"])
def test_global_pool(rng, dtype, kind):
    x, dy = rng.standard_normal((3, 5, 4, 6)).astype(dtype), rng.standard_normal((3, 6)).astype(dtype)
    y, cache = global_pool_forward(x, kind)
    tx = leaf(x)
    pool = {"avg": F.adaptive_avg_pool2d, "max": F.adaptive_max_pool2d}[kind]
    wanted = pool(inward(tx), 1)[:, :, 0, 0]
    check(y, wanted, dtype)
    wanted.backward(torch.tensor(dy))
    check(global_pool_backward(dy, cache), tx.grad, dtype, gradient=True)


@pytest.mark.parametrize("shape", [(12, 5), (4, 7, 5), (3, 6, 4, 5)])
def test_batch_norm_training_running_statistics_and_inference(rng, dtype, shape):
    layer = BatchNorm(5, momentum=0.9, dtype=dtype)
    peer = {2: torch.nn.BatchNorm1d, 3: torch.nn.BatchNorm1d, 4: torch.nn.BatchNorm2d}[len(shape)]
    peer = peer(5, momentum=0.1, dtype=getattr(torch, np.dtype(dtype).name))
    layer.gamma.value[...], layer.beta.value[...] = rng.uniform(0.5, 2, 5), rng.standard_normal(5)
    with torch.no_grad():
        peer.weight.copy_(torch.tensor(layer.gamma.value))
        peer.bias.copy_(torch.tensor(layer.beta.value))
    for step in range(4):
        if step == 3:
            layer.eval(), peer.eval()
        layer.zero_grad(), peer.zero_grad()
        x, dy = ((rng.standard_normal(shape) * 2 + 3).astype(dtype) for _ in range(2))
        y, dx = layer(x), layer.backward(dy)
        tx = leaf(x)
        wanted = outward(peer(inward(tx)))
        wanted.backward(torch.tensor(dy))
        check(y, wanted, dtype)
        check(dx, tx.grad, dtype, gradient=True)
        check(layer.gamma.grad, peer.weight.grad, dtype, gradient=True)
        check(layer.beta.grad, peer.bias.grad, dtype, gradient=True)
        check(layer.mean.value, peer.running_mean, dtype)
        check(layer.variance.value, peer.running_var, dtype)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("smoothing", [0.0, 0.2])
@pytest.mark.parametrize("soft", [False, True])
def test_cross_entropy(rng, dtype, weighted, smoothing, soft):
    logits = (3 * rng.standard_normal((9, 6))).astype(dtype)
    labels = rng.dirichlet(np.ones(6), 9).astype(dtype) if soft else rng.integers(0, 6, 9)
    weights = rng.uniform(0.2, 2, 6).astype(dtype) if weighted else None
    loss, dlogits = softmax_cross_entropy(logits, labels, weights, smoothing)
    tx = leaf(logits)
    tw = None if weights is None else torch.tensor(weights)
    wanted = F.cross_entropy(tx, torch.tensor(labels), tw, label_smoothing=smoothing)
    if soft and weighted:  # PyTorch divides by N here, and by the weight of the labels for whole numbers
        wanted = wanted * (len(labels) / (labels * weights).sum().item())
    check(loss, wanted, dtype)
    wanted.backward()
    check(dlogits, tx.grad, dtype, gradient=True)


@pytest.mark.parametrize("function, peer", [(mse, F.mse_loss), (l1, F.l1_loss)])
def test_regression_losses(rng, dtype, function, peer):
    prediction, target = rng.standard_normal((2, 4, 3)).astype(dtype)
    target[0, 0] = prediction[0, 0]  # both take the slope there as 0
    loss, gradient = function(prediction, target)
    tx = leaf(prediction)
    wanted = peer(tx, torch.tensor(target))
    check(loss, wanted, dtype)
    wanted.backward()
    check(gradient, tx.grad, dtype, gradient=True)


def test_relu_with_slope_zero_at_zero_is_pytorch_s(rng, dtype):
    x = rng.integers(-2, 3, (5, 6)).astype(dtype)
    y, cache = relu_forward(x, at_zero=0)
    tx = leaf(x)
    wanted = torch.relu(tx)
    check(y, wanted, dtype)
    wanted.backward(torch.ones_like(wanted))
    check(relu_backward(np.ones_like(x), cache), tx.grad, dtype, gradient=True)
