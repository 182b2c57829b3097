"""The Attention-LSTM of zhu2022 against the same graph in PyTorch, forward and backward."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is the oracle here; install emolab[peers]")

from emolab.models import AttentionLSTM  # noqa: E402

LENGTHS = np.array([6, 2, 5, 1])
BOUNDS = {np.float32: (1e-4, 1e-3), np.float64: (1e-9, 1e-9)}  # outputs, gradients


class Theirs:
    """Fig 2 with PyTorch's operations, clip by clip, so that no padding is there."""

    def __init__(self, ours):
        self.p = {name: torch.tensor(p.value, requires_grad=True) for name, p in ours.parameters().items()}
        self.settings = ours.settings
        self.mean, self.deviation = (
            torch.tensor(getattr(ours.standardise, name).value) for name in ("mean", "deviation")
        )

    def forward(self, x, lengths):
        return torch.stack([self.clip(x[i, :n]) for i, n in enumerate(lengths)])

    def clip(self, x):
        a = (x - self.mean) / self.deviation  # (T, D)
        for layer in range(self.settings["layers"]):
            a = self.run(a, f"listener.cells.{layer}.")
        s, c = a[-1], torch.zeros_like(a[-1])
        for _ in range(self.settings["reads"]):
            if self.settings["score"] == "dot":
                e = a @ s / a.shape[1] ** 0.5
            else:
                v, Wx, Wc = (self.p[f"attention.{name}"] for name in ("v", "Wx", "Wc"))
                e = torch.tanh(a @ Wx + s @ Wc) @ v
            s, c = self.common(torch.softmax(e, 0) @ a, s, [c], "decider.")
        return s @ self.p["out.W"] + self.p["out.b"]

    def run(self, x, name):
        h = c = torch.zeros_like(self.p[f"{name}Wh"][:, 0])
        cells, outputs = [c], []
        step = self.gated if self.settings["gates"] == "attention" else self.common
        for row in x:
            h, c = step(row, h, cells, name)
            cells.append(c)
            outputs.append(h)
        return torch.stack(outputs)

    def common(self, x, h, cells, name):
        z = x @ self.p[f"{name}Wx"] + h @ self.p[f"{name}Wh"] + self.p[f"{name}b"]
        i, f, g, o = z.chunk(4)
        c = torch.sigmoid(f) * cells[-1] + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c

    def gated(self, x, h, cells, name):
        past = torch.stack(cells[-self.settings["reach"] :])  # (k, H)
        s = torch.tanh(h @ self.p[f"{name}Wq"] + past @ self.p[f"{name}Wc"]) @ self.p[f"{name}v"]
        m = torch.softmax(s, 0) @ past
        a, g, o = (x @ self.p[f"{name}Wx"] + h @ self.p[f"{name}Wh"] + self.p[f"{name}b"]).chunk(3)
        a = torch.sigmoid(a)
        c = a * m + (1 - a) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c


@pytest.mark.parametrize("dtype", [np.float32, np.float64], ids=["float32", "float64"])
@pytest.mark.parametrize("score", ["additive", "dot"])
@pytest.mark.parametrize("gates, layers", [("standard", 2), ("attention", 1), ("attention", 2)])
def test_outputs_and_gradients_agree(gates, layers, score, dtype, each_backend):
    ours = AttentionLSTM(
        5, 7, hidden=6, layers=layers, gates=gates, score=score, reads=3, reach=3, rng=0, dtype=dtype
    )
    rng = np.random.default_rng(1)
    ours.standardise.mean.value[...] = rng.standard_normal(5)
    ours.standardise.deviation.value[...] = rng.uniform(0.5, 2, 5)
    x = rng.standard_normal((4, 6, 5)).astype(dtype)
    dy = rng.standard_normal((4, 7)).astype(dtype)
    theirs = Theirs(ours)
    tx = torch.tensor(x, requires_grad=True)
    wanted = theirs.forward(tx, LENGTHS)
    wanted.backward(torch.tensor(dy))
    forward, backward = BOUNDS[dtype]
    close(ours(x, LENGTHS), wanted, forward)
    close(ours.backward(dy), tx.grad, backward)
    assert ours.parameters().keys() == theirs.p.keys()
    for name, parameter in ours.parameters().items():
        close(parameter.grad, theirs.p[name].grad, backward, name)


def close(got, wanted, bound, name=""):
    wanted = wanted.detach().numpy()
    assert got.shape == wanted.shape and got.dtype == wanted.dtype, name
    assert np.abs(got - wanted).max() <= bound * np.abs(wanted).max(), name
