"""The CNN-LSTM of liu2021 against the same graph in PyTorch, its recurrent dropout by a loop of cells."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the peer PyTorch: install emolab[peers]")

from emolab.models import CNNLSTM  # noqa: E402

BOUNDS = {np.float32: (1e-4, 1e-3), np.float64: (1e-9, 1e-8)}  # outputs, gradients
D, CLASSES, F, H, DENSE = 5, 4, 8, 16, 6


class Twin(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = torch.nn.Conv1d(D, F, 3, padding=1), torch.nn.Conv1d(F, F, 3, padding=1)
        self.pool = torch.nn.MaxPool1d(2, ceil_mode=True)
        self.cell = torch.nn.LSTMCell(F, H)
        self.dense, self.out = torch.nn.Linear(H, DENSE), torch.nn.Linear(DENSE, CLASSES)

    def forward(self, x, kept):
        y = torch.relu(self.second(torch.relu(self.first(x.transpose(1, 2)))))
        h = c = torch.zeros(len(x), H, dtype=x.dtype)
        for step in self.pool(y).permute(2, 0, 1):
            h, c = self.cell(step, (h * kept, c))
        return self.out(torch.relu(self.dense(h)))


def turned(array):
    """Our layout of one of PyTorch's arrays."""
    axes = {3: (2, 1, 0), 2: (1, 0), 1: (0,)}[array.ndim]
    return np.ascontiguousarray(array.detach().numpy().transpose(axes))


NAMES = {
    "convolutions.0.W": "first.weight", "convolutions.0.b": "first.bias",
    "convolutions.1.W": "second.weight", "convolutions.1.b": "second.bias",
    "lstm.cells.0.Wx": "cell.weight_ih", "lstm.cells.0.Wh": "cell.weight_hh",
    "lstm.cells.0.b": "cell.bias_ih", "head.dense.W": "dense.weight", "head.dense.b": "dense.bias",
    "head.out.W": "out.weight", "head.out.b": "out.bias",
}  # fmt: skip


@pytest.mark.parametrize("dtype", [np.float32, np.float64], ids=["float32", "float64"])
@pytest.mark.parametrize("training", [True, False], ids=["train", "eval"])
def test_outputs_and_gradients_agree(training, dtype, each_backend):
    torch.manual_seed(0)
    theirs = Twin().to(torch.float64 if dtype == np.float64 else torch.float32)
    torch.nn.init.zeros_(theirs.cell.bias_hh)  # ours has one bias, theirs adds two
    ours = CNNLSTM(D, CLASSES, filters=F, hidden=H, dense=DENSE, rng=0, dtype=dtype).train(training)
    values = dict(theirs.named_parameters())
    for name, parameter in ours.parameters().items():
        parameter.value[...] = turned(values[NAMES[name]])
    rng = np.random.default_rng(1)
    x, dy = rng.standard_normal((6, 11, D)).astype(dtype), rng.standard_normal((6, CLASSES)).astype(dtype)
    mask = rng.random((6, H)) < 0.8
    ours.lstm.cells[0].mask = mask
    tx = torch.tensor(x, requires_grad=True)
    kept = torch.tensor((mask / 0.8 if training else np.ones_like(mask)).astype(dtype))
    wanted = theirs(tx, kept)
    wanted.backward(torch.tensor(dy))
    forward, backward = BOUNDS[dtype]
    assert_close(ours(x), wanted.detach().numpy(), forward, "logits")
    assert_close(ours.backward(dy), tx.grad.numpy(), backward, "dx")
    for name, parameter in ours.parameters().items():
        assert_close(parameter.grad, turned(values[NAMES[name]].grad), backward, name)


def assert_close(got, wanted, bound, where):
    assert got.shape == wanted.shape and got.dtype == wanted.dtype, where
    error = np.abs(got - wanted).max() / np.abs(wanted).max()
    assert error <= bound, (where, error)
