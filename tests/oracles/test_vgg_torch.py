"""VGG, its weights' way over from PyTorch, and LRN against PyTorch itself."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the peer PyTorch: install emolab[peers]")

from emolab.models import VGG, load_weights, read_weights  # noqa: E402
from emolab.models.layouts import from_foreign  # noqa: E402
from emolab.models.vgg import CONFIGS  # noqa: E402
from emolab.nn import lrn_backward, lrn_forward  # noqa: E402

WIDTH, CLASSES = 1 / 16, 7
SIZES = [4, 8, 16, 32, 32]
HIDDEN = 256
BOUNDS = {"float32": (1e-5, 1e-4), "float64": (1e-9, 1e-9)}


class TorchVGG(torch.nn.Module):
    """The same graph, with torchvision's names."""

    def __init__(self, config, side, batch_norm=False):
        super().__init__()
        layers, before = [], 3
        for kernels, after in zip(CONFIGS[config], SIZES):
            for kernel in kernels:
                if kernel == "LRN":
                    layers.append(torch.nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0))
                    continue
                layers.append(torch.nn.Conv2d(before, after, kernel, padding=kernel // 2))
                layers += [torch.nn.BatchNorm2d(after)] if batch_norm else []
                layers.append(torch.nn.ReLU())
                before = after
            layers.append(torch.nn.MaxPool2d(2))
        self.features = torch.nn.Sequential(*layers)
        self.classifier = torch.nn.Sequential(
            torch.nn.Linear(SIZES[-1] * (side // 32) ** 2, HIDDEN), torch.nn.ReLU(), torch.nn.Dropout(0.5),
            torch.nn.Linear(HIDDEN, HIDDEN), torch.nn.ReLU(), torch.nn.Dropout(0.5),
            torch.nn.Linear(HIDDEN, CLASSES),
        )  # fmt: skip

    def forward(self, x):
        return self.classifier(torch.flatten(self.features(x), 1))


def assert_close(got, wanted, bound, where):
    scale = np.abs(wanted).max() or 1
    assert got.shape == wanted.shape, where
    assert np.abs(got - wanted).max() <= bound * scale, (where, np.abs(got - wanted).max() / scale)


def torch_case(config, side, kind, path, batch_norm=False, seed=4):
    torch.manual_seed(seed)
    theirs = TorchVGG(config, side, batch_norm).to(getattr(torch, kind))
    for name, value in theirs.state_dict().items():
        if name.endswith(("running_mean", "running_var", "bias")):
            value.copy_(torch.rand_like(value) + (0.5 if name.endswith("var") else -0.5))
    torch.save(theirs.state_dict(), path)
    ours = VGG(
        config, width=WIDTH, input_size=side, classes=CLASSES, batch_norm=batch_norm, keep=1,
        dtype=np.dtype(kind),
    )  # fmt: skip
    load_weights(ours, path)
    return theirs, ours


@pytest.mark.parametrize("kind", BOUNDS)
@pytest.mark.parametrize(
    "config, side, batch_norm",
    [("A", 32, False), ("A-LRN", 32, False), ("B", 48, False), ("C", 32, False), ("D", 64, False),
     ("E", 32, False), ("D", 64, True)],
)  # fmt: skip
def test_outputs_and_gradients_agree(config, side, batch_norm, kind, tmp_path, each_backend):
    theirs, ours = torch_case(config, side, kind, tmp_path / "vgg.pt", batch_norm)
    theirs.eval(), ours.eval()
    rng = np.random.default_rng(9)
    x = rng.standard_normal((3, side, side, 3)).astype(kind)
    dy = rng.standard_normal((3, CLASSES)).astype(kind)
    x_theirs = torch.from_numpy(x.transpose(0, 3, 1, 2).copy()).requires_grad_()
    y_theirs = theirs(x_theirs)
    y_theirs.backward(torch.from_numpy(dy))
    forward, backward = BOUNDS[kind]
    assert_close(ours(x), y_theirs.detach().numpy(), forward, "y")
    dx = ours.backward(dy)
    assert_close(dx, x_theirs.grad.numpy().transpose(0, 2, 3, 1), backward, "dx")
    gradients = dict(theirs.named_parameters())
    modules = dict(ours.modules())
    places = ours.foreign_weights("torch")
    for path, parameter in ours.parameters().items():
        owner, _, entry = path.rpartition(".")
        wanted = gradients[places[path].name].grad.numpy()
        wanted = from_foreign(wanted, modules[owner], entry, "torch", places[path].flat)
        assert_close(parameter.grad, wanted, backward, path)


def test_every_form_that_torch_saves_is_read(tmp_path):
    torch.manual_seed(1)
    base = torch.randn(4, 6)
    state = {
        "plain": base, "turned": base.T, "part": base[1:3, ::2], "scalar": torch.tensor(3.5),
        "half": torch.randn(5).half(), "bfloat": torch.randn(5).bfloat16(), "double": torch.randn(2).double(),
        "whole": torch.arange(5), "flags": torch.tensor([True, False]), "none": torch.zeros(0, 3),
        "parameter": torch.nn.Parameter(torch.ones(2)),
    }  # fmt: skip
    torch.save(state, tmp_path / "new.pt")
    torch.save(state, tmp_path / "old.pth", _use_new_zipfile_serialization=False)
    torch.save({"epoch": 3, "state_dict": state, "lr": [0.1]}, tmp_path / "checkpoint.tar")
    for name in ("new.pt", "old.pth", "checkpoint.tar"):
        found = read_weights(tmp_path / name)
        assert found.layout == "torch" and found.arrays.keys() == state.keys()
        for key, value in state.items():
            wanted = (value.float() if value.dtype == torch.bfloat16 else value).detach().numpy()
            assert found.arrays[key].dtype == wanted.dtype and np.array_equal(found.arrays[key], wanted), key


def test_a_whole_pickled_model_is_refused_by_name(tmp_path):
    torch.save(torch.nn.Linear(2, 3), tmp_path / "model.pt")
    with pytest.raises(ValueError, match=r"torch\.nn\.modules\.linear\.Linear.*state_dict"):
        read_weights(tmp_path / "model.pt")


def test_the_flattened_order_matters(tmp_path):
    """Without the permutation of the first dense layer's rows the scores differ."""
    theirs, ours = torch_case("A", 64, "float64", tmp_path / "vgg.pt")
    theirs.eval(), ours.eval()
    x = np.random.default_rng(1).standard_normal((2, 64, 64, 3))
    right = ours(x)
    wrong = theirs.classifier[0].weight.detach().numpy().T
    ours.head[0].W.value[...] = wrong
    assert np.abs(ours(x) - right).max() > 1e-6


@pytest.mark.parametrize("size", [1, 3, 5, 9])
def test_lrn_is_torch_s_with_alpha_over_size(size):
    rng = np.random.default_rng(3)
    x, dy = rng.standard_normal((2, 2, 3, 4, 7))
    layer = torch.nn.LocalResponseNorm(size, alpha=0.3 * size, beta=0.75, k=1.5)
    x_theirs = torch.from_numpy(x.transpose(0, 3, 1, 2).copy()).requires_grad_()
    y_theirs = layer(x_theirs)
    y_theirs.backward(torch.from_numpy(dy.transpose(0, 3, 1, 2).copy()))
    y, cache = lrn_forward(x, size, 1.5, 0.3, 0.75)
    np.testing.assert_allclose(y, y_theirs.detach().numpy().transpose(0, 2, 3, 1), rtol=1e-10)
    dx = lrn_backward(dy, cache)
    np.testing.assert_allclose(dx, x_theirs.grad.numpy().transpose(0, 2, 3, 1), rtol=1e-9, atol=1e-12)
