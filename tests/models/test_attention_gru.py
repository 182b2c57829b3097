"""The networks of song2021: gradients, padding, their state, and the statistics they carry."""

import numpy as np
import pytest

from emolab.core.errors import ArgumentError, DataError, FormatError, ShapeError
from emolab.models import AttentionGRU, JoinedGRU
from emolab.models.attention_gru import GRUEncoder
from emolab.nn import check_gradients
from emolab.nn.standardise import Standardise

LENGTHS = np.array([4, 1, 3])
SMALL = {"hidden": 3, "dense": 4, "layers": 2, "attention": 2, "dtype": np.float64}
PRINTED, COMMON = {"update": "candidate", "reset": "before"}, {"update": "past", "reset": "after"}


def drawn(network, seed=0):
    """Random values in place of the ones and zeros of a start, and no pre-activation of a ReLU near 0."""
    rng = np.random.default_rng(seed)
    for name, entry in {**network.parameters(), **network.buffers()}.items():
        low = 0.5 if name.endswith(("deviation", "variance", "gamma")) else -1
        entry.value[...] = rng.uniform(low, 1.5 if low > 0 else 1, entry.value.shape)
        if name.endswith("dense.b"):  # both sides of the kink, far from it
            entry.value[...] = np.where(np.arange(len(entry.value)) % 2, 2.5, -2.5)
            entry.value[0] = 1.5
    return network


def sequences(D, N=3, T=4, seed=1):
    return np.random.default_rng(seed).standard_normal((N, T, D))


def joined(**changes):
    sizes = {name: value for name, value in SMALL.items() if name != "dtype"}
    settings = {"audio": sizes, "video": {**sizes, "layers": 1}, "rng": 0, "dtype": np.float64, **changes}
    return JoinedGRU(2, 3, 4, **settings)


@pytest.mark.parametrize("lengths", [None, LENGTHS], ids=["whole", "padded"])
@pytest.mark.parametrize("conventions", [PRINTED, COMMON], ids=["printed", "common"])
@pytest.mark.parametrize("attend", [True, False])
def test_gradients_of_the_encoder(attend, conventions, lengths, each_backend):
    encoder = drawn(GRUEncoder(2, attend=attend, rng=0, **SMALL, **conventions))
    check_gradients(encoder, (sequences(2), lengths), margin=0.1).raise_if_failed()


@pytest.mark.parametrize("batch_norm", [True, False])
@pytest.mark.parametrize("training", [True, False])
def test_gradients_of_one_modality(training, batch_norm):
    network = drawn(AttentionGRU(2, 3, batch_norm=batch_norm, rng=0, **SMALL)).train(training)
    check_gradients(network, (sequences(2), LENGTHS), margin=0.1).raise_if_failed()


@pytest.mark.parametrize("training", [True, False])
def test_gradients_of_the_joined_network_with_a_frozen_mask(training):
    network = drawn(joined()).train(training)
    network.dropout.mask = network.dropout.draw((3, 8))
    inputs = (sequences(2), LENGTHS, sequences(3, T=3, seed=2), np.array([2, 3, 1]))
    report = check_gradients(network, inputs, margin=0.1).raise_if_failed()
    assert len(report.rows) == 2 + len(network.parameters())


def test_the_check_finds_a_last_state_that_gets_no_gradient():
    class Forgets(GRUEncoder):
        def backward(self, dy):
            dz = self.dense.backward(self.relu.backward(dy))
            dh, _ = self.attention.backward(dz)
            return self.standardise.backward(self.gru.backward(dh))

    encoder = drawn(Forgets(2, rng=0, **SMALL))
    assert not check_gradients(encoder, (sequences(2), LENGTHS), margin=0.1).passed


@pytest.mark.parametrize("attend", [True, False])
@pytest.mark.parametrize("filling", [0.0, 1e3, np.nan])
def test_padding_changes_nothing(filling, attend, each_backend):
    network = drawn(AttentionGRU(2, 3, attend=attend, rng=0, **SMALL))
    x, dy = sequences(2), np.random.default_rng(3).standard_normal((3, 3))
    inside = (np.arange(4) < LENGTHS[:, None])[..., None]
    x = np.where(inside, x, 0)
    wanted, dwanted = network(x, LENGTHS), network.backward(dy)
    grads = {name: p.grad.copy() for name, p in network.parameters().items()}
    network.zero_grad()
    longer = np.full((3, 9, 2), filling)
    longer[:, :4] = np.where(inside, x, filling)
    got, dgot = network(longer, LENGTHS), network.backward(dy)
    np.testing.assert_allclose(got, wanted, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(dgot[:, :4], dwanted, rtol=1e-10, atol=1e-13)
    assert not dgot[:, 4:].any() and not dgot[:, :4][~inside[..., 0]].any()
    for name, parameter in network.parameters().items():
        np.testing.assert_allclose(parameter.grad, grads[name], rtol=1e-10, atol=1e-12, err_msg=name)


def test_a_clip_alone_gives_what_it_gives_in_a_batch(each_backend):
    network = drawn(joined()).eval()
    xa, xv, lv = sequences(2), sequences(3, T=3, seed=2), np.array([2, 3, 1])
    whole = network(xa, LENGTHS, xv, lv)
    for i, (a, v) in enumerate(zip(LENGTHS, lv)):
        alone = network(xa[i : i + 1, :a], np.array([a]), xv[i : i + 1, :v], np.array([v]))
        np.testing.assert_allclose(alone[0], whole[i], rtol=1e-12, atol=1e-14)


def test_attention_sums_to_one_over_each_clips_own_steps():
    network = drawn(AttentionGRU(2, 3, rng=0, **SMALL))
    network(sequences(2), LENGTHS)
    weights = network.weights
    np.testing.assert_allclose(weights.sum(axis=1), 1, rtol=1e-12)
    inside = np.arange(4) < LENGTHS[:, None]
    assert (weights[inside] > 0).all() and not weights[~inside].any()


def test_without_attention_there_are_none_of_its_weights_and_the_last_state_decides():
    network = drawn(AttentionGRU(2, 3, attend=False, rng=0, **SMALL)).eval()
    assert not [name for name in network.state_dict() if "attention" in name]
    x = sequences(2)
    network(x, LENGTHS)
    h = network.encoder.gru(network.encoder.standardise(x), LENGTHS)
    y = np.maximum(network.encoder.dense(h[np.arange(3), LENGTHS - 1]), 0)
    np.testing.assert_allclose(network(x, LENGTHS), network.out(network.norm(y)), rtol=1e-12)


def test_the_state_goes_out_and_in(tmp_path):
    one, other = drawn(joined(), seed=1), joined(rng=5)
    state = one.state_dict()
    inputs = (sequences(2), LENGTHS, sequences(3, T=3, seed=2), np.array([2, 3, 1]))
    assert np.abs(other.eval()(*inputs) - one.eval()(*inputs)).max() > 1e-3
    other.load_state_dict(state)
    assert np.array_equal(other(*inputs), one(*inputs))
    for name, value in state.items():
        assert np.array_equal(value, other.state_dict()[name]), name
    with pytest.raises(FormatError, match="lack.*of another model"):
        AttentionGRU(2, 4, rng=0, **SMALL).load_state_dict(state)


def test_the_same_seed_gives_the_same_start():
    one, other, third = (joined(rng=seed).state_dict() for seed in (4, np.random.default_rng(4), 5))
    assert all(np.array_equal(one[name], other[name]) for name in one)
    assert any(not np.array_equal(one[name], third[name]) for name in one)


def test_statistics_are_buffers_that_travel_with_the_weights_and_do_not_learn():
    network = AttentionGRU(2, 3, rng=0, **SMALL)
    clips = [3 + 2 * clip for clip in sequences(2, N=50, T=6)]
    network.encoder.standardise.fit(clips)
    state = network.state_dict()
    names = {"encoder.standardise.mean", "encoder.standardise.deviation"}
    assert names <= network.buffers().keys() and not names & network.parameters().keys()
    flat = np.concatenate(clips)
    np.testing.assert_allclose(state["encoder.standardise.mean"], flat.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(state["encoder.standardise.deviation"], flat.std(axis=0), rtol=1e-12)
    y = network.encoder.standardise(flat)
    np.testing.assert_allclose([y.mean(axis=0), y.std(axis=0)], [[0, 0], [1, 1]], atol=1e-12)


def test_a_feature_that_never_varies_is_only_centred():
    layer = Standardise(2, np.float32).fit([np.array([[1.0, 7], [3, 7]], np.float32)])
    y = layer(np.array([[1, 7], [3, 9]], np.float32))
    assert y.tolist() == [[-1, 0], [1, 2]] and y.dtype == np.float32
    with pytest.raises(DataError, match="no step"):
        layer.fit([])


def test_gradients_of_standardise():
    layer = Standardise(3, np.float64).fit([sequences(3)[0]])
    check_gradients(layer, (sequences(3),)).raise_if_failed()


def test_shapes_that_do_not_fit_are_named():
    network = AttentionGRU(2, 3, rng=0, **SMALL)
    with pytest.raises(ShapeError, match=r"\(3, 4, 5\).*2"):
        network(sequences(5), LENGTHS)
    for wrong in ([4, 9, 3], [4, 0, 3]):
        with pytest.raises(ArgumentError, match=rf"lengths\[1\] is {wrong[1]}"):
            network(sequences(2), np.array(wrong))


def test_standardise_names_a_wrong_axis():
    with pytest.raises(ShapeError, match=r"last axis must be 3"):
        Standardise(3).forward(np.zeros((2, 4)))
