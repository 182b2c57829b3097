"""SoundNet: its shapes, its gradients, clips that are too short, and the way in of published weights."""

import numpy as np
import pytest

from emolab.core.errors import ArgumentError, DataError, FormatError, ShapeError
from emolab.models import load_weights, read_weights, save_weights
from emolab.models.soundnet import (
    RANGE,
    SAMPLE_RATE,
    SoundNet,
    layer_names,
    least_samples,
    soundnet_features,
    soundnet_input,
    soundnet_steps,
)
from models.soundnet_bytes import floats, npy, sound8, text, tree
from models.torch_bytes import name, number

LEAST = least_samples("objects")


@pytest.fixture
def network():
    return alive(SoundNet(objects=6, scenes=4, width=1 / 16, rng=0))


def alive(network, seed=1):
    """Draw what starts as ones and zeros, so that a mistake in its use would show."""
    rng = np.random.default_rng(seed)
    for path, entry in {**network.parameters(), **network.buffers()}.items():
        if path.endswith(("gamma", "variance")):
            entry.value[...] = rng.uniform(0.5, 1.5, entry.value.shape)
        elif entry.value.ndim == 1:
            entry.value[...] = rng.uniform(-0.5, 0.5, entry.value.shape)
    return network


def noise(*shape, seed=2):
    return 0.3 * RANGE * np.random.default_rng(seed).standard_normal(shape, dtype=np.float32)


def test_the_published_sizes():
    whole = SoundNet()
    sizes = [block[0].W.value.shape for block in whole.blocks]
    assert sizes == [
        (64, 1, 16), (32, 16, 32), (16, 32, 64), (8, 64, 128), (4, 128, 256), (4, 256, 512), (4, 512, 1024)
    ]  # fmt: skip
    assert whole.objects.W.value.shape == (8, 1024, 1000) and whole.scenes.W.value.shape == (8, 1024, 401)
    assert soundnet_steps(20 * SAMPLE_RATE, "objects") == 4  # as in its training


@pytest.mark.parametrize("layer", layer_names())
def test_every_layer_has_the_steps_that_are_foretold(network, layer):
    for samples in (LEAST, LEAST + 40_000):
        found = network.features(noise(2, samples), layer)
        assert found.shape[:2] == (2, soundnet_steps(samples, layer)) and np.isfinite(found).all()
    assert soundnet_steps(least_samples(layer), layer) == 1
    assert soundnet_steps(least_samples(layer) - 1, layer) == 0 or least_samples(layer) == 1


def test_features_are_those_of_the_forward_in_eval_mode(network):
    x = noise(2, LEAST)
    network.train()
    before = network.state_dict()
    objects = network.features(x, "objects")
    assert network.training and network.blocks[0].training
    for path, value in network.state_dict().items():
        np.testing.assert_array_equal(value, before[path])  # no statistics were taken
    np.testing.assert_array_equal(objects, network.eval().forward(x).objects)
    np.testing.assert_array_equal(network.features(x, "scenes"), network.forward(x).scenes)


def test_short_clips_are_padded_and_said(network):
    x = noise(1, 5000)
    with pytest.warns(UserWarning, match=r"5000 samples \(0.23 s\) are less than the 209374 .* of objects"):
        short = network.features(x, "objects")
    padded = np.pad(x, [(0, 0), (0, LEAST - 5000)])
    np.testing.assert_array_equal(short, network.features(padded, "objects"))
    with pytest.warns(UserWarning, match="of pool5"):
        assert network.features(x[:, :0]).shape == (1, 1, 16)
    with pytest.warns(UserWarning):
        y = network.train().forward(noise(2, 5000))
    assert network.backward(*map(np.ones_like, y)).shape == (2, 5000)


def test_what_is_no_sound_is_said(network):
    with pytest.raises(ShapeError, match=r"samples \(N, T\)"):
        network.features(noise(5000))
    broken = noise(2, 5000)
    broken[1, 7] = np.nan
    with pytest.raises(DataError, match="sample 7 of clip 1 is nan"):
        network.features(broken)
    with pytest.raises(ArgumentError, match="layer='conv9'"):
        network.features(noise(1, 5000), "conv9")
    with pytest.raises(ArgumentError, match="width"):
        SoundNet(width=0)


def test_input_of_other_rates_and_channels():
    seconds = np.arange(48000) / 48000
    tone = np.sin(2 * np.pi * 440 * seconds).astype(np.float32)
    x = soundnet_input(np.stack([tone, tone], axis=1), 48000)
    wanted = RANGE * np.sin(2 * np.pi * 440 * np.arange(SAMPLE_RATE) / SAMPLE_RATE)
    assert x.dtype == np.float32 and len(x) == SAMPLE_RATE
    np.testing.assert_allclose(x[500:-500], wanted[500:-500], atol=0.02)


def test_the_directional_derivative_of_the_whole(network):
    """Along a random direction of all weights: what the backward says is what the loss does."""
    network.to(np.float64).eval()
    rng = np.random.default_rng(4)
    x = noise(1, LEAST).astype(np.float64)
    weights = [rng.standard_normal(y.shape) for y in network.forward(x)]

    def value():
        return sum((w * y).sum() for w, y in zip(weights, network.forward(x)))

    network.zero_grad()
    value()
    dx = network.backward(*weights)
    entries = network.parameters().values()
    directions = [rng.standard_normal(entry.value.shape) for entry in entries]
    slope = sum((entry.grad * d).sum() for entry, d in zip(entries, directions))
    dxs = rng.standard_normal(x.shape)
    step = 1e-6
    sides = []
    for sign in (1, -1):
        for entry, d in zip(entries, directions):
            entry.value += sign * step * d
        sides.append(value())
        for entry, d in zip(entries, directions):
            entry.value -= sign * step * d
    assert (sides[0] - sides[1]) / (2 * step) == pytest.approx(slope, rel=1e-4)
    sides = []
    for sign in (1, -1):
        x += sign * step * dxs
        sides.append(value())
        x -= sign * step * dxs
    assert (sides[0] - sides[1]) / (2 * step) == pytest.approx((dx * dxs).sum(), rel=1e-4)


def test_published_weights_load(network, tmp_path):
    path = tmp_path / "sound8.npy"
    path.write_bytes(sound8(network))
    other = SoundNet(objects=6, scenes=4, width=1 / 16, rng=9)
    loaded = load_weights(other, path)
    assert loaded.skipped == [] and len(loaded.taken) == len(network.state_dict())
    for own, value in network.state_dict().items():
        np.testing.assert_array_equal(other.state_dict()[own], value)
    save_weights(other, tmp_path / "own.npz")
    load_weights(network, tmp_path / "own.npz")


def test_weights_of_another_size_are_named(network, tmp_path):
    path = tmp_path / "sound8.npy"
    path.write_bytes(sound8(network))
    with pytest.raises(FormatError, match="conv8.weights has shape .8, 64, 6.; .* needs .8, 64, 7."):
        load_weights(SoundNet(objects=7, scenes=4, width=1 / 16), path)
    with pytest.raises(ArgumentError, match="none of torch"):
        load_weights(network, path, layout="torch")


RUNS = name("os", "system") + b"(" + text("true") + b"tR"
OTHERS = {
    "asks for os.system": npy(tree({"conv1": RUNS})),
    "asks for builtins.eval": npy(tree({"conv1": tree({"weights": name("builtins", "eval")})})),
    "holds no weights by layer and name": npy(tree({"conv1": floats([1.0])})),
    "conv1.weights is of int": npy(tree({"conv1": tree({"weights": number(3)})})),
    "without names": npy(b"", "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }"),
    "is not a whole .npy file": b"\x93NUMPY\x01\x00\xff\x00{'descr",
    "unknown version": b"\x93NUMPY\x09\x00" + bytes(80),
}


@pytest.mark.parametrize("said", OTHERS)
def test_other_npy_files_are_refused(said, tmp_path):
    path = tmp_path / "w.npy"
    path.write_bytes(OTHERS[said])
    with pytest.raises(FormatError, match=said) as error:
        read_weights(path)
    assert "w.npy" in str(error.value)


def test_a_file_that_was_cut_short_is_refused(network, tmp_path):
    whole = sound8(network)
    for size in (12, 60, 100, len(whole) // 2, len(whole) - 1):
        (tmp_path / "w.npy").write_bytes(whole[:size])
        with pytest.raises(FormatError):
            read_weights(tmp_path / "w.npy")


def test_real_speech(network, data_folder):
    from emolab.audio import read_wav

    path = next(data_folder.rglob("*.wav"), None)
    if path is None:
        pytest.skip(f"no WAV below {data_folder}")
    signal, rate = read_wav(path)
    found = soundnet_features(network, signal, rate, "pool5")
    assert found.ndim == 2 and np.isfinite(found).all() and found.std() > 0
    np.testing.assert_array_equal(found, soundnet_features(network, signal, rate, "pool5"))
