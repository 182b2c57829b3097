"""The face roads of zhu2022: the LBP image, the averaged pair, and VGG with transfer."""

import numpy as np
import pytest

from emolab.core.errors import ArgumentError, FormatError
from emolab.learn import PCA
from emolab.models import (
    VGG,
    DescriptorAndVGG,
    DescriptorNetwork,
    save_weights,
    transferred_vgg,
    vgg_stages,
)
from emolab.nn import check_gradients, softmax
from emolab.training import FreezeSchedule, fit, predict_probabilities
from emolab.vision import LbpSettings, lbp, lbp_picture, zhu2022_descriptor

SMALL = {"config": "A", "width": 1 / 32, "input_size": 48, "channels": 1}


def faces(n=24, seed=0):
    """Grey faces with stripes: upright for class 0, level for class 1."""
    rng = np.random.default_rng(seed)
    stripes = 40 * np.sin(np.arange(48) / 1.5)
    labels = np.arange(n) % 2
    grid = np.where(labels[:, None, None] == 1, stripes[:, None], stripes)
    return np.clip(128 + grid + 25 * rng.standard_normal((n, 48, 48)), 0, 255).astype(np.uint8), labels


def test_the_lbp_picture():
    images, _ = faces(2)
    x = lbp_picture(images)
    codes = lbp(images, 8, 1, "default", "edge")
    assert x.shape == (2, 48, 48, 1) and x.dtype == np.float32
    np.testing.assert_allclose((x[..., 0] + 1) * 127.5, codes, atol=1e-4)
    assert np.array_equal(
        lbp_picture(images // 2 + 7), lbp_picture(images // 2)
    )  # a lighter face is the same
    for mapping in ("uniform", "ri", "riu2"):
        x = lbp_picture(images, mapping=mapping)
        assert x.min() >= -1 and x.max() <= 1 and np.unique(x).size > 5
    assert lbp_picture(images[0], 16, 2, "riu2", "crop").shape == (44, 44, 1)


def test_reading_a_learns_from_the_lbp_picture():
    images, labels = faces(16)
    vgg = VGG(**SMALL, classes=2, batch_norm=True, keep=1, rng=0)
    history = fit(vgg, lbp_picture(images), labels, epochs=6, batch_size=8, progress=False)
    assert history.accuracy[-1] == 1


def test_reading_b_averages_and_learns():
    images, labels = faces(24)
    vectors = zhu2022_descriptor(images, LbpSettings(), np.float32)
    assert vectors.shape == (24, (64 + 21) * 59)
    pca = PCA(8).fit(vectors)
    v = pca.transform(vectors)
    x = images[..., None].astype(np.float32) / 127.5 - 1
    model = DescriptorAndVGG(8, 2, vgg={**SMALL, "batch_norm": True}, hidden=8, keep=1, rng=0)
    model.descriptor.standardise.fit([v])
    history = fit(model, (x, v), labels, epochs=10, batch_size=8, progress=False)
    assert history.accuracy[-1] == 1
    mean = (softmax(model.vgg(x)) + softmax(model.descriptor(v))) / 2
    np.testing.assert_allclose(predict_probabilities(model, (x, v)), mean, rtol=1e-5, atol=1e-6)


def test_gradients_of_the_descriptor_network_and_of_the_pair():
    rng = np.random.default_rng(0)
    network = DescriptorNetwork(3, 4, hidden=5, keep=1, rng=0, dtype=np.float64)
    network.layers[0].b.value[...] = [3, -3, 3, -3, 3]
    network.standardise.deviation.value[...] = [0.5, 1, 2]
    v = rng.uniform(-1, 1, (3, 3))
    check_gradients(network, (v,), margin=0.05).raise_if_failed()
    settings = {**SMALL, "input_size": 32}
    pair = DescriptorAndVGG(3, 4, vgg=settings, hidden=5, keep=1, rng=0, dtype=np.float64)
    checked = ("vgg.blocks.0.layers.0.W", "vgg.head.layers.6.W", "descriptor.layers.layers.0.W")
    for name, parameter in pair.parameters().items():
        parameter.trainable = name in checked
        if name.endswith("b"):
            parameter.value[...] = np.where(np.arange(len(parameter.value)) % 2, 3, -3)
    inputs = rng.uniform(-1, 1, (2, 32, 32, 1)), v[:2]
    report = check_gradients(pair, inputs, margin=1e-3, samples=8, projections=4).raise_if_failed()
    assert len(report.rows) == 5


@pytest.fixture
def pretrained(tmp_path):
    vgg = VGG(**SMALL, classes=7, batch_norm=True, rng=3)
    save_weights(vgg, tmp_path / "fer.npz")
    return vgg, tmp_path / "fer.npz"


@pytest.mark.parametrize("replace", [1, 2, 3])
def test_transfer_takes_all_but_the_last_layers(pretrained, replace):
    vgg, path = pretrained
    new = transferred_vgg(path, 5, replace=replace, rng=0)
    before, after = vgg.state_dict(), new.state_dict()
    assert before.keys() == after.keys()
    fresh = {f"head.layers.{i}" for i in (0, 3, 6)[-replace:]}
    for name in before:
        same = before[name].shape == after[name].shape and np.array_equal(before[name], after[name])
        assert same == (name.rpartition(".")[0] not in fresh or name.endswith(("0.b", "3.b"))), name
    x = np.zeros((2, 48, 48, 1), np.float32)
    assert new.eval()(x).shape == (2, 5) and new.settings["classes"] == 5
    np.testing.assert_array_equal(new.features(x), vgg.eval().features(x))


def test_transfer_and_fine_tune_by_the_schedule(pretrained, tmp_path):
    _, path = pretrained
    images, labels = faces(16)
    x = lbp_picture(images)
    new = transferred_vgg(path, 2, keep=1, rng=0)
    states = [new.state_dict()]
    schedule = FreezeSchedule(vgg_stages(head_from=2, block_from=3, all_from=4))
    fit(new, x, labels, epochs=4, batch_size=8, freeze=schedule,
        progress=lambda epoch, _: states.append(new.state_dict()))  # fmt: skip
    moved = [{n for n in a if not np.array_equal(a[n], b[n])} for a, b in zip(states, states[1:])]
    assert moved[0] == {"head.layers.6.W", "head.layers.6.b"}
    assert all(name.startswith("head") for name in moved[1]) and len(moved[1]) == 6
    assert {name.split(".")[1] for name in moved[2] if name.startswith("blocks")} == {"4"}
    assert {name.split(".")[1] for name in moved[3] if name.startswith("blocks")} == set("01234")
    save_weights(new, tmp_path / "target.npz")
    assert transferred_vgg(tmp_path / "target.npz", 2).settings["classes"] == 2


def test_what_transfer_refuses(pretrained, tmp_path):
    _, path = pretrained
    with pytest.raises(ArgumentError, match="replace must be 1, 2 or 3"):
        transferred_vgg(path, 5, replace=4)
    save_weights(DescriptorNetwork(3, 4), tmp_path / "other.npz")
    with pytest.raises(FormatError, match="does not say what VGG"):
        transferred_vgg(tmp_path / "other.npz", 5)
    save_weights(VGG(**SMALL, top=False, rng=0), tmp_path / "features.npz")
    with pytest.raises(FormatError, match="no dense layers"):
        transferred_vgg(tmp_path / "features.npz", 5)
    assert transferred_vgg(tmp_path / "features.npz", 5, replace=3).settings["classes"] == 5
