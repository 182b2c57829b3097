"""The networks of song2021 in PyTorch, with emolab's weights copied in: the peer for parity and accuracy.

    python -m benchmarks.peers.song2021_torch --data FOLDER --split random --folds 10

trains the audio network in PyTorch on the same features, folds, initial weights and order of clips as
`emolab train song2021 --modality audio`, and prints the same table.
"""

import argparse
import sys
import time

import numpy as np
import torch
from torch import nn


class GRUStep(nn.Module):
    """One GRU layer as song2021 prints it: z weights the candidate, r acts before U."""

    def __init__(self, D, H):
        super().__init__()
        self.H = H
        self.Wx = nn.Parameter(torch.empty(D, 3 * H))
        self.Wh = nn.Parameter(torch.empty(H, 3 * H))
        self.b = nn.Parameter(torch.empty(3 * H))

    def forward(self, x, mask):
        """x (N, T, D), mask (N, T, 1) -> h (N, T, H), zero past the ends."""
        return _gru_loop(x @ self.Wx + self.b, self.Wh, mask)


@torch.jit.script
def _gru_loop(a, Wh, mask):
    H = Wh.size(0)
    gates, candidate = Wh[:, : 2 * H], Wh[:, 2 * H :]
    state = torch.zeros(a.size(0), H, dtype=a.dtype)
    out = []
    # unbind once: an index into a for each step would make backward add up whole arrays of zeros
    a_gates, a_new = a[:, :, : 2 * H].unbind(1), a[:, :, 2 * H :].unbind(1)
    for t in range(a.size(1)):
        z, r = torch.sigmoid(a_gates[t] + state @ gates).chunk(2, 1)
        new = torch.tanh(a_new[t] + (r * state) @ candidate)
        state = (1 - z) * state + z * new
        out.append(state)
    return torch.stack(out, 1) * mask


class Encoder(nn.Module):
    """GRU layers, soft attention with the last state as query, dense layer, ReLU."""

    def __init__(self, D, hidden, layers, attention, dense):
        super().__init__()
        self.mean = nn.Parameter(torch.zeros(D), requires_grad=False)
        self.deviation = nn.Parameter(torch.ones(D), requires_grad=False)
        self.cells = nn.ModuleList(GRUStep(D if i == 0 else hidden, hidden) for i in range(layers))
        self.Wx = nn.Parameter(torch.empty(hidden, attention))
        self.Wc = nn.Parameter(torch.empty(hidden, attention))
        self.v = nn.Parameter(torch.empty(attention))
        self.W = nn.Parameter(torch.empty(hidden, dense))
        self.b = nn.Parameter(torch.empty(dense))

    def forward(self, x, lengths):
        """x (N, T, D), lengths (N,) -> (N, F)."""
        mask = (torch.arange(x.size(1))[None] < lengths[:, None])[..., None]  # (N, T, 1)
        h = (x - self.mean) / self.deviation
        for cell in self.cells:
            h = cell(h, mask.to(h.dtype))
        last = h[torch.arange(len(h)), lengths - 1]
        score = torch.tanh(h @ self.Wx + (last @ self.Wc)[:, None]) @ self.v  # (N, T)
        weights = torch.softmax(score.masked_fill(~mask[..., 0], -torch.inf), dim=1)
        z = (weights[..., None] * h).sum(dim=1)
        return torch.relu(z @ self.W + self.b)

    def copy_from(self, encoder):
        """Take the weights of an emolab GRUEncoder."""
        pairs = [
            (self.mean, encoder.standardise.mean), (self.deviation, encoder.standardise.deviation),
            (self.Wx, encoder.attention.Wx), (self.Wc, encoder.attention.Wc), (self.v, encoder.attention.v),
            (self.W, encoder.dense.W), (self.b, encoder.dense.b),
        ]  # fmt: skip
        for own, cell in zip(self.cells, encoder.gru.cells):
            pairs += [(own.Wx, cell.Wx), (own.Wh, cell.Wh), (own.b, cell.b)]
        for own, other in pairs:
            own.data = torch.from_numpy(other.value.copy())
        return pairs


def _like(encoder):
    hidden, attention = encoder.attention.Wx.value.shape
    layers, dense = len(encoder.gru.cells), encoder.dense.W.value.shape[1]
    return Encoder(len(encoder.standardise.mean.value), hidden, layers, attention, dense)


def _head(norm, out):
    """Batch normalisation and the last dense layer with emolab's weights; PyTorch's momentum is 1 - ours."""
    pairs = []
    width, classes = out.W.value.shape
    own_norm = nn.BatchNorm1d(width, eps=norm.eps, momentum=1 - norm.momentum)
    own_norm.weight.data = torch.from_numpy(norm.gamma.value.copy())
    own_norm.bias.data = torch.from_numpy(norm.beta.value.copy())
    own_norm.running_mean = torch.from_numpy(norm.mean.value.copy())
    own_norm.running_var = torch.from_numpy(norm.variance.value.copy())
    own_out = nn.Linear(width, classes)
    own_out.weight.data = torch.from_numpy(out.W.value.T.copy())
    own_out.bias.data = torch.from_numpy(out.b.value.copy())
    pairs += [(own_norm.weight, norm.gamma), (own_norm.bias, norm.beta), (own_out.bias, out.b)]
    return own_norm, own_out, pairs


class TorchAttentionGRU(nn.Module):
    """emolab's AttentionGRU with its weights; pairs lists (own parameter, emolab's Parameter)."""

    def __init__(self, network):
        super().__init__()
        self.encoder = _like(network.encoder)
        self.pairs = self.encoder.copy_from(network.encoder)
        self.norm, self.out, more = _head(network.norm, network.out)
        self.pairs += more

    def forward(self, x, lengths):
        """x (N, T, D), lengths (N,) -> logits (N, C)."""
        return self.out(self.norm(self.encoder(x, lengths)))


class TorchJoinedGRU(nn.Module):
    """emolab's JoinedGRU with its weights; mask is what its dropout drew, so that both drop the same."""

    def __init__(self, network):
        super().__init__()
        self.audio, self.video = _like(network.audio), _like(network.video)
        self.pairs = self.audio.copy_from(network.audio) + self.video.copy_from(network.video)
        self.norm, self.out, more = _head(network.norm, network.out)
        self.pairs += more
        self.mask = None

    def forward(self, xa, la, xv, lv):
        """xa (N, Ta, Da), la (N,), xv (N, Tv, Dv), lv (N,) -> logits (N, C)."""
        y = self.norm(torch.cat([self.audio(xa, la), self.video(xv, lv)], dim=1))
        return self.out(y if self.mask is None else y * self.mask)


def train_fold(system, features, targets, classes, train, test):
    """Train PyTorch on one fold as emolab's System would: same start, same order; predicted classes (n,)."""
    from emolab.nn import CosineSchedule
    from emolab.training.batches import Samples, batch_rows

    s, rng = system.settings, np.random.default_rng(system.seed)
    system.classes = tuple(classes)
    network = system._build(rng)
    sequences = [features[i] for i in train]
    network.encoder.standardise.fit(sequences)
    peer = TorchAttentionGRU(network)
    trained = [p for p in peer.parameters() if p.requires_grad]
    optimiser = torch.optim.Adam(trained, lr=s.learning_rate)
    samples, held_out = Samples(sequences, np.float32), Samples([features[i] for i in test], np.float32)
    batches = max(1, -(-len(train) // s.batch_size))
    schedule, step = CosineSchedule(s.learning_rate, s.epochs * batches), 0
    for _ in range(s.epochs):
        peer.train()
        for rows in batch_rows(len(train), s.batch_size, rng):
            for group in optimiser.param_groups:
                group["lr"] = schedule(step)
            step += 1
            x, lengths = samples.batch(rows)
            optimiser.zero_grad()
            logits = peer(torch.from_numpy(x), torch.from_numpy(lengths))
            nn.functional.cross_entropy(logits, torch.from_numpy(targets[train][rows])).backward()
            optimiser.step()
    peer.eval()
    with torch.no_grad():
        x, lengths = held_out.batch(np.arange(len(test)))
        return peer(torch.from_numpy(x), torch.from_numpy(lengths)).argmax(1).numpy()


def main(arguments=None):
    """Cross-validate the PyTorch network and print its table."""
    from emolab.datasets import Ravdess
    from emolab.papers.protocol import SPLITS, folds_of, table
    from emolab.papers.song2021 import System
    from emolab.training import cross_validate

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", required=True, help="RAVDESS folder")
    parser.add_argument("--split", choices=SPLITS, default="random")
    parser.add_argument("--folds", type=int, default=10)
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--out", help="folder that keeps each fold, so that a broken run goes on")
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(chosen.threads)
    changes = {"epochs": chosen.epochs} if chosen.epochs else {}
    clips = Ravdess(chosen.data)
    system = System("audio", "paper", rng=chosen.seed, **changes)
    features = system.read(clips)["audio"]
    cut, note = folds_of(clips, chosen.split, chosen.folds, chosen.seed)
    start = time.perf_counter()

    def show(number, folds, accuracy, mean):
        gone = time.perf_counter() - start
        print(
            f"fold {number}/{folds}: {accuracy:.2%}, mean {mean:.2%}, {gone:.0f} s",
            file=sys.stderr,
            flush=True,
        )

    def run_fold(train, test, folder):
        return train_fold(system, features, clips.targets, clips.label_set, train, test)

    settings = {
        "split": chosen.split,
        "folds": chosen.folds,
        "epochs": system.settings.epochs,
        "peer": "torch",
    }
    result = cross_validate(
        run_fold, cut, clips.targets, clips.label_set, folder=chosen.out, settings=settings,
        resume=bool(chosen.out), show=show,
    )  # fmt: skip
    if note:
        print(note)
    lines = table(result, chosen.split, "song2021", System.printed["audio"])
    print(*(line.replace("emolab,", "PyTorch,") for line in lines), sep="\n")


if __name__ == "__main__":
    main()
