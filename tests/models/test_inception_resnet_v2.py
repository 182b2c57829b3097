"""Inception-ResNet-v2: what the figures print, gradients of each kind of block, features, what is refused."""

import numpy as np
import pytest

from emolab.core.errors import ArgumentError, ShapeError
from emolab.models import InceptionResNetV2, inception_blocks, layer_counts, load_weights, save_weights
from emolab.models.branches import Branches
from emolab.models.inception_blocks import A, B, C, Plan, residual
from emolab.nn import Adam, BatchNorm, Conv2d, MaxPool2d, check_gradients
from emolab.training import fit, predict

TINY = 1 / 64
LITTLE = {"width": 1 / 32, "blocks": (1, 1, 2), "rng": 0}
BLOCKS = {  # name: (side, channels of the input, the block)
    "A": (3, 3, lambda plan: residual(plan, 3, A, 0.17)),
    "B": (3, 3, lambda plan: residual(plan, 3, B, 0.10)),
    "C": (3, 3, lambda plan: residual(plan, 3, C, 0.20)),
    "C without ReLU": (3, 3, lambda plan: residual(plan, 3, C, 1.0, activate=False)),
    "reduction A": (5, 2, lambda plan: inception_blocks.reduction_a(plan, 2)[0]),
    "reduction B": (5, 2, lambda plan: inception_blocks.reduction_b(plan, 2)[0]),
}


def off_the_kinks(network, seed=0):
    """Norms and biases whose outputs lie on one side of a ReLU's kink, channel by channel."""
    rng = np.random.default_rng(seed)
    for _, module in network.modules():
        if isinstance(module, BatchNorm):
            size = len(module.gamma.value)
            module.gamma.value[...] = rng.uniform(0.1, 0.3, size)
            module.beta.value[...] = np.where(np.arange(size) % 2, -1, 1) * rng.uniform(1.5, 2.5, size)
        elif getattr(module, "b", None) is not None and isinstance(module, Conv2d):
            module.b.value[...] = np.where(np.arange(len(module.b.value)) % 3 == 2, -60, 60)
    return network


def stirred(network, seed=0):
    """Norms and biases that are not those of the start."""
    rng = np.random.default_rng(seed)
    for _, module in network.modules():
        if isinstance(module, BatchNorm):
            size = len(module.gamma.value)
            module.gamma.value[...] = rng.uniform(0.5, 1.5, size)
            module.beta.value[...] = rng.uniform(-1, 1, size)
    return network


def pictures(n=2, side=75, dtype=np.float32, seed=0):
    return np.random.default_rng(seed).standard_normal((n, side, side, 3)).astype(dtype)


@pytest.mark.parametrize("training", [True, False], ids=["train", "eval"])
@pytest.mark.parametrize("kind", BLOCKS)
def test_gradients_of_each_block(kind, training):
    side, channels, make = BLOCKS[kind]
    block = off_the_kinks(make(Plan(TINY, 0, np.float64))).train(training)
    x = np.random.default_rng(1).uniform(0.5, 1.5, (2, side, side + 1, channels))
    check_gradients(block, (x,), margin=1e-3, full=100, samples=3, projections=2).raise_if_failed()


def slopes(network, x, part="x", rng=7, step=1e-5):
    """The slope of a random cotangent along a random direction of x or of a part's parameters: both ways."""
    rng = np.random.default_rng(rng)
    entries = {"x": x} | {name: p.value for name, p in network.parameters().items()}
    entries = {name: value for name, value in entries.items() if name.startswith(part)}
    start = {name: value.copy() for name, value in entries.items()}
    direction = {name: rng.standard_normal(value.shape) for name, value in entries.items()}
    dy = rng.standard_normal(network(x).shape)

    def at(k):
        for name, value in entries.items():
            value[...] = start[name] + k * step * direction[name]
        return np.sum(network(x) * dy)

    numeric = (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step)
    at(0)
    network.zero_grad()
    gradients = {"x": network.backward(dy)} | {name: p.grad for name, p in network.parameters().items()}
    return numeric, sum(np.sum(gradients[name] * direction[name]) for name in entries)


def error(network, x, part="x"):
    """The lesser of two steps' errors: a step may cross a kink."""
    found = [slopes(network, x, part, step=step) for step in (1e-5, 1e-6)]
    return min(abs(numeric - own) / abs(numeric) for numeric, own in found)


@pytest.mark.parametrize("stem", ["figure_stem", "released_stem"])
def test_the_slope_of_the_stems(stem):
    block = stirred(getattr(inception_blocks, stem)(Plan(1 / 16, 0, np.float64), 3)[0]).eval()
    x = np.random.default_rng(2).uniform(0.5, 1.5, (1, 27, 28, 3))
    assert error(block, x) <= 1e-7 and error(block, x, "layers") <= 1e-7


@pytest.mark.parametrize("layout", ["figures", "released"])
def test_the_slope_of_the_network_along_each_part(layout):
    settings = LITTLE | {"width": 1 / 16, "dtype": np.float64}
    network = stirred(InceptionResNetV2(3, layout=layout, hidden=4, **settings)).eval()
    x = pictures(1, dtype=np.float64)
    parts = ["x", "stem", "blocks_a", "reduction_a", "blocks_b", "reduction_b", "blocks_c", "head"]
    for part in parts + ["last"] * (layout == "released"):
        assert error(network, x, part) <= 1e-7, part
    inner = (
        network.stem.layers[-1].paths[0],
        network.blocks_b.layers[0].branches,
        network.reduction_b.paths[2],
    )
    for broken in (*inner, network.head):
        honest = broken.backward
        broken.backward = lambda dy, honest=honest: 1.01 * honest(dy)
        assert error(network, x) > 1e-6
        broken.backward = honest


def test_branches_lie_side_by_side_and_their_gradients_add():
    paths = [Conv2d(2, size, 1, rng=size, dtype=np.float64) for size in (1, 3)]
    both = Branches(*paths, MaxPool2d(1))
    x = np.random.default_rng(0).standard_normal((2, 3, 3, 2))
    dy = np.random.default_rng(1).standard_normal((2, 3, 3, 6))
    y, dx = both(x), both.backward(dy)
    np.testing.assert_array_equal(y, np.concatenate([paths[0](x), paths[1](x), x], axis=3))
    wanted = paths[0].backward(dy[..., :1]) + paths[1].backward(dy[..., 1:4]) + dy[..., 4:]
    np.testing.assert_allclose(dx, wanted, rtol=1e-12)


def test_a_block_adds_the_scaled_branches_to_its_input():
    block = residual(Plan(1 / 16, 0, np.float64), 5, A, 0.17).eval()
    x = np.random.default_rng(0).standard_normal((1, 4, 4, 5))
    found = block.up(block.branches(x))
    np.testing.assert_allclose(block(x), np.maximum(x + 0.17 * found, 0), rtol=1e-12)


def test_the_channels_that_the_figures_print():
    network = InceptionResNetV2(1000)
    units = [m for m in network.stem.modules() if isinstance(m[1], Conv2d)]
    assert [m.W.value.shape[3] for _, m in units] == [32, 32, 64, 96, 64, 96, 64, 64, 64, 96, 192]
    shapes = [block.up.W.value.shape[2:] for block in (
        network.blocks_a[0], network.blocks_b[0], network.blocks_c[0])]  # fmt: skip
    assert shapes == [(128, 384), (384, 1152), (448, 2144)] and network.feature_size == 2144
    assert [len(b) for b in (network.blocks_a, network.blocks_b, network.blocks_c)] == [5, 10, 5]
    assert layer_counts(network)["convolutions"] == 11 + 5 * 7 + 4 + 10 * 5 + 7 + 5 * 5


def test_the_released_network_has_the_published_number_of_weights():
    network = InceptionResNetV2(1000, layout="released")
    sizes = {name: p.value.size for name, p in network.parameters().items() if not name.startswith("head")}
    # Keras counts 54,276,192 that are trained; its norms have no gamma
    assert sum(size for name, size in sizes.items() if not name.endswith("gamma")) == 54_276_192
    assert network.feature_size == 1536


@pytest.mark.parametrize("layout", ["figures", "released"])
@pytest.mark.parametrize("height, width, left", [(75, 75, (1, 1)), (107, 75, (2, 1)), (139, 171, (3, 4))])
def test_any_size_from_the_least(layout, height, width, left):
    network = InceptionResNetV2(4, layout=layout, **LITTLE).eval()
    x = np.zeros((2, height, width, 3), np.float32)
    assert network(x).shape == (2, 4)
    assert network.layers["conv"].shape == (2, *left, network.feature_size)


def test_the_map_at_299_pixels_is_8_by_8():
    network = InceptionResNetV2(4, channels=1, width=TINY, blocks=(1, 1, 1)).eval()
    network(np.zeros((1, 299, 299, 1), np.float32))
    assert network.layers["conv"].shape[1:3] == (8, 8)
    sides = []
    x = np.zeros((1, 299, 299, 1), np.float32)
    for stage in network.stages():
        x = stage(x)
        sides.append(x.shape[1])
    assert sides == [35, 35, 17, 17, 8, 8, 8]


def test_features_of_the_four_layers():
    network = InceptionResNetV2(3, hidden=5, **LITTLE).eval()
    x = pictures(2, 107)
    logits = network(x)
    conv, pool, dropout, dense = (network.features(x, n) for n in ("conv", "pool", "dropout", "dense"))
    D = network.feature_size
    assert [f.shape for f in (conv, pool, dropout, dense)] == [(2, 4 * D), (2, D), (2, D), (2, 5)]
    np.testing.assert_allclose(conv.reshape(2, 4, D).mean(axis=1), pool, rtol=1e-5)
    np.testing.assert_array_equal(dropout, pool)
    np.testing.assert_allclose(network.head.out(dense), logits, rtol=1e-6)
    network.head.dropout.train()
    assert (network.features(x, "dropout") == 0).sum() > (pool == 0).sum()
    plain = InceptionResNetV2(3, **LITTLE).eval()
    np.testing.assert_array_equal(plain.features(x, "dense"), plain(x))
    with pytest.raises(ArgumentError, match="'conv', 'pool', 'dropout', 'dense'"):
        plain.features(x, "softmax")


def test_it_learns_and_its_weights_travel(tmp_path):
    labels = np.arange(12) % 2
    faces = pictures(12)
    faces[labels == 1, :40] += 1.5
    network = InceptionResNetV2(2, keep=1, **LITTLE)
    history = fit(
        network, faces, labels, epochs=6, batch_size=6, optimiser=Adam(network, 3e-3), progress=False
    )
    assert history.loss[-1] < 0.5 * history.loss[0] and history.accuracy[-1] == 1
    save_weights(network, tmp_path / "faces.npz")
    other = InceptionResNetV2(2, keep=1, **LITTLE | {"rng": 1})
    load_weights(other, tmp_path / "faces.npz")
    assert np.array_equal(predict(other, faces), predict(network, faces))


@pytest.mark.parametrize(
    "settings, said",
    [
        ({"layout": "keras"}, "'figures', 'released'"),
        ({"blocks": (5, 10)}, "three whole numbers"),
        ({"blocks": (5, 0, 5)}, "three whole numbers"),
        ({"scales": (0.1,)}, "three numbers"),
        ({"width": 0}, "width"),
        ({"hidden": 0}, "hidden"),
        ({"keep": 0}, "keep"),
    ],
)
def test_what_is_refused(settings, said):
    with pytest.raises(ArgumentError, match=said):
        InceptionResNetV2(3, **LITTLE | settings)


@pytest.mark.parametrize("shape", [(1, 74, 75, 3), (1, 75, 74, 3), (1, 75, 75, 1), (75, 75, 3)])
def test_pictures_that_do_not_fit_are_named(shape):
    with pytest.raises(ShapeError, match=r"must be \(N, H, W, 3\) with sides from 75"):
        InceptionResNetV2(3, **LITTLE)(np.zeros(shape, np.float32))


def test_names_of_weights_are_known_for_the_released_network_alone(tmp_path):
    for settings, layout in (({}, "torch"), ({"layout": "released"}, "keras"),
                             ({"layout": "released", "hidden": 3}, "torch")):  # fmt: skip
        with pytest.raises(ArgumentError, match="layout='released'"):
            InceptionResNetV2(3, **LITTLE | settings).foreign_weights(layout)
    names = InceptionResNetV2(3, layout="released", **LITTLE).foreign_weights("torch")
    assert names["stem.layers.0.layers.0.norm.mean"].name == "conv2d_1a.bn.running_mean"
    assert names["blocks_c.layers.1.up.b"].name == "block8.conv2d.bias"
    assert names["head.out.W"].name == "classif.weight"
