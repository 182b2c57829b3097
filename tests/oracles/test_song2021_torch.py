"""The networks of song2021 against PyTorch's, with the weights copied over: outputs, gradients, training."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is the oracle here; install emolab[peers]")

from benchmarks.peers.song2021_torch import TorchAttentionGRU, TorchJoinedGRU  # noqa: E402
from emolab.datasets import SyntheticClips  # noqa: E402
from emolab.models import AttentionGRU, JoinedGRU  # noqa: E402
from emolab.nn import Adam, from_torch_layout, softmax_cross_entropy  # noqa: E402
from emolab.papers.song2021 import PAPER  # noqa: E402
from emolab.papers.song2021.features import voice  # noqa: E402

TOLERANCE = {np.float32: (1e-5, 1e-4), np.float64: (1e-9, 1e-9)}  # outputs, gradients
AUDIO = {"hidden": PAPER.audio_hidden, "layers": PAPER.audio_layers, "dense": PAPER.dense}
VIDEO = {"hidden": PAPER.video_hidden, "layers": PAPER.video_layers, "dense": PAPER.dense}
SMALL = {"hidden": 6, "layers": 2, "dense": 5, "attention": 4}
# features, settings of the encoder, longest sequence: the paper's own sizes in float32, small ones in float64
SIZES = {
    ("audio", np.float32): (13, AUDIO, 12),
    ("video", np.float32): (512, VIDEO, 8),
    ("audio", np.float64): (13, SMALL, 9),
    ("video", np.float64): (7, {**SMALL, "layers": 1}, 6),
}
DTYPES = pytest.mark.parametrize("dtype", [np.float32, np.float64], ids=["paper-float32", "small-float64"])
N, CLASSES = 16, 8


def check_close(got, wanted, tolerance, name=""):
    """The largest difference, relative to the largest value."""
    wanted = wanted.detach().numpy() if isinstance(wanted, torch.Tensor) else wanted
    assert got.shape == wanted.shape and got.dtype == wanted.dtype, name
    assert np.abs(got - wanted).max() <= tolerance * np.abs(wanted).max(), name


def unlike_a_start(network, rng):
    """Draw what starts as ones and zeros, so that a mistake in its use would show."""
    for entry in (*network.parameters().values(), *network.buffers().values()):
        if (entry.value == entry.value.flat[0]).all():
            spread = rng.uniform(0.5, 1.5, entry.value.shape)
            entry.value[...] = spread if entry.value.flat[0] else spread - 1
    return network


def batch(kind, dtype, rng):
    """x (N, T, D) with noise in the padding, lengths (N,)."""
    D, _, T = SIZES[kind, dtype]
    lengths = rng.integers(1, T + 1, N)
    lengths[0] = T
    return rng.standard_normal((N, T, D)).astype(dtype), lengths


def tensors(arrays):
    return [torch.tensor(a, requires_grad=a.dtype.kind == "f") for a in arrays]


def check_all(network, peer, inputs, backward_inputs, dtype, rng):
    """Outputs, running statistics, gradients of inputs and of every parameter."""
    forward, backward = TOLERANCE[dtype]
    given = tensors(inputs)
    dy = rng.standard_normal((N, CLASSES)).astype(dtype)
    wanted = peer(*given)
    wanted.backward(torch.from_numpy(dy))
    check_close(network(*inputs), wanted, forward, "logits")
    found = network.backward(dy)
    found = found if isinstance(found, tuple) else (found,)
    for dx, place in zip(found, backward_inputs):
        check_close(dx, given[place].grad, backward, f"input {place}")
    pairs = [(own.grad, ours) for own, ours in peer.pairs if own.requires_grad]
    pairs.append((peer.out.weight.grad.T, network.out.W))
    assert {id(ours) for _, ours in pairs} == {id(p) for p in network.parameters().values()}
    for gradient, ours in pairs:
        name = next(name for name, p in network.parameters().items() if p is ours)
        check_close(ours.grad, gradient, backward, name)
    check_close(network.norm.mean.value, peer.norm.running_mean, forward, "running mean")
    check_close(network.norm.variance.value, peer.norm.running_var, forward, "running variance")
    network.eval()
    peer.eval()
    check_close(network(*inputs), peer(*given), forward, "logits in inference")


@DTYPES
@pytest.mark.parametrize("kind", ["audio", "video"])
def test_one_modality_equals_pytorch(kind, dtype, each_backend):
    rng = np.random.default_rng(1)
    D, settings, _ = SIZES[kind, dtype]
    network = unlike_a_start(AttentionGRU(D, CLASSES, rng=2, dtype=dtype, **settings), rng)
    check_all(network, TorchAttentionGRU(network), batch(kind, dtype, rng), [0], dtype, rng)


@DTYPES
def test_the_joined_network_equals_pytorch_with_the_same_dropout(dtype, each_backend):
    rng = np.random.default_rng(3)
    (Da, audio, _), (Dv, video, _) = SIZES["audio", dtype], SIZES["video", dtype]
    network = JoinedGRU(Da, Dv, CLASSES, audio=audio, video=video, keep=0.6, rng=4, dtype=dtype)
    peer = TorchJoinedGRU(unlike_a_start(network, rng))
    network.dropout.mask = network.dropout.draw((N, audio["dense"] + video["dense"]))
    assert 0 < network.dropout.mask.mean() < 1
    peer.mask = torch.from_numpy(network.dropout.mask.astype(dtype) / dtype(0.6))
    inputs = (*batch("audio", dtype, rng), *batch("video", dtype, rng))
    check_all(network, _MaskInTraining(peer), inputs, [0, 2], dtype, rng)


class _MaskInTraining(torch.nn.Module):
    """The joined peer; its mask counts in training only."""

    def __init__(self, peer):
        super().__init__()
        self.peer, self.pairs, self.out, self.norm = peer, peer.pairs, peer.out, peer.norm
        self.mask = peer.mask

    def forward(self, *inputs):
        self.peer.mask = self.mask if self.training else None
        return self.peer(*inputs)


class TorchBuiltIn(torch.nn.Module):
    """The encoder and head of AttentionGRU around torch.nn.GRU and packed sequences."""

    def __init__(self, D, H, layers, attention, dense):
        super().__init__()
        self.gru = torch.nn.GRU(D, H, layers, batch_first=True)
        self.steps = torch.nn.Linear(H, attention, bias=False)
        self.asks = torch.nn.Linear(H, attention, bias=False)
        self.score = torch.nn.Linear(attention, 1, bias=False)
        self.dense = torch.nn.Linear(H, dense)
        self.norm = torch.nn.BatchNorm1d(dense, momentum=0.1)
        self.out = torch.nn.Linear(dense, CLASSES)

    def forward(self, x, lengths):
        packed = torch.nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        h, last = self.gru(packed)
        h = torch.nn.utils.rnn.pad_packed_sequence(h, batch_first=True, total_length=x.shape[1])[0]
        scores = self.score(torch.tanh(self.steps(h) + self.asks(last[-1])[:, None]))[..., 0]
        outside = torch.arange(x.shape[1]) >= lengths[:, None]
        weights = torch.softmax(scores.masked_fill(outside, -torch.inf), dim=1)
        return self.out(self.norm(torch.relu(self.dense((weights[..., None] * h).sum(dim=1)))))

    def named(self, of):
        """Arrays of all parameters under emolab's names; of(parameter) gives the array."""
        recurrent = from_torch_layout({n: of(p) for n, p in self.gru.named_parameters()}, "gru")
        found = {f"encoder.gru.{name}": array for name, array in recurrent.items()}
        layers = {"encoder.attention.Wx": self.steps, "encoder.attention.Wc": self.asks,
                  "encoder.dense.W": self.dense, "out.W": self.out}  # fmt: skip
        found |= {name: of(layer.weight).T for name, layer in layers.items()}
        found |= {"encoder.attention.v": of(self.score.weight)[0], "encoder.dense.b": of(self.dense.bias)}
        found |= {"norm.gamma": of(self.norm.weight), "norm.beta": of(self.norm.bias)}
        return found | {"out.b": of(self.out.bias)}


@DTYPES
def test_with_the_past_and_after_conventions_it_equals_torch_nn_gru(dtype, each_backend):
    rng = np.random.default_rng(5)
    torch.manual_seed(6)
    D, settings, _ = SIZES["audio", dtype]
    attention = settings.get("attention", settings["hidden"])
    network = AttentionGRU(D, CLASSES, update="past", reset="after", rng=7, dtype=dtype, **settings)
    peer = TorchBuiltIn(D, settings["hidden"], settings["layers"], attention, settings["dense"])
    peer = peer.to(torch.float64 if dtype == np.float64 else torch.float32)
    with torch.no_grad():  # states that move, for where they hardly do gradients are rounding alone,
        for recurrent in peer.gru.parameters():  # and units of the ReLU that are on in some clips only
            recurrent.mul_(3)
        peer.dense.weight.normal_(0, 2)
        peer.dense.bias.normal_(0, 0.1)
    state = network.state_dict()
    weights = peer.named(lambda p: p.detach().numpy())
    assert weights.keys() == network.parameters().keys()
    network.load_state_dict({**state, **weights})

    x, lengths = batch("audio", dtype, rng)
    dy = rng.standard_normal((N, CLASSES)).astype(dtype)
    tx, tlengths = tensors([x, lengths])
    wanted = peer(tx, tlengths)
    wanted.backward(torch.from_numpy(dy))
    forward, backward = TOLERANCE[dtype]
    check_close(network(x, lengths), wanted, forward)
    check_close(network.backward(dy), tx.grad, backward)
    gradients = peer.named(lambda p: p.grad.numpy())
    for name, parameter in network.parameters().items():
        check_close(parameter.grad, gradients[name], backward, name)


@pytest.fixture(scope="module")
def sounds():
    """MFCC and classes of a few synthetic voices."""
    clips = SyntheticClips(subjects=2, per_label=1, seed=1, seconds=0.5)
    return [voice(clip) for clip in clips], clips.targets


def test_five_steps_of_training_from_the_sound_on_stay_together(sounds, each_backend):
    features, labels = sounds
    network = AttentionGRU(13, CLASSES, rng=8, dtype=np.float64, **{**SMALL, "layers": 3})
    network.encoder.standardise.fit(features)
    peer = TorchAttentionGRU(network)
    ours = Adam(network.parameters(), PAPER.learning_rate)
    theirs = torch.optim.Adam([p for p in peer.parameters() if p.requires_grad], lr=PAPER.learning_rate)
    rng = np.random.default_rng(9)
    start = network.state_dict()
    for _ in range(5):
        rows = rng.permutation(len(features))[:12]
        lengths = np.array([len(features[i]) for i in rows])
        x = np.zeros((len(rows), lengths.max(), 13))
        for own, i in zip(x, rows):
            own[: len(features[i])] = features[i]
        network.zero_grad()
        loss, dlogits = softmax_cross_entropy(network(x, lengths), labels[rows])
        network.backward(dlogits)
        ours.step()
        theirs.zero_grad()
        logits = peer(torch.from_numpy(x), torch.from_numpy(lengths))
        wanted = torch.nn.functional.cross_entropy(logits, torch.from_numpy(labels[rows]))
        wanted.backward()
        theirs.step()
        assert loss == pytest.approx(wanted.item(), rel=1e-8)
        for own, parameter in peer.pairs:
            check_close(parameter.value, own, 1e-8)
        check_close(network.out.W.value, peer.out.weight.T, 1e-8)
    moved = [np.abs(p.value - start[name]).max() for name, p in network.parameters().items()]
    assert min(moved) > 1e-3  # each parameter has learned
