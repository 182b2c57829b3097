import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is the oracle: install emolab[peers]")

from emolab.nn import (  # noqa: E402
    SGD,
    Adam,
    AdamW,
    CosineSchedule,
    Parameter,
    StepSchedule,
    WarmUp,
    clip_gradients,
)

OPTIMISERS = {
    "sgd": (lambda p: SGD(p, 0.1), lambda p: torch.optim.SGD(p, 0.1)),
    "sgd decay": (
        lambda p: SGD(p, 0.1, weight_decay=0.05),
        lambda p: torch.optim.SGD(p, 0.1, weight_decay=0.05),
    ),
    "momentum": (
        lambda p: SGD(p, 0.02, momentum=0.9, weight_decay=0.05),
        lambda p: torch.optim.SGD(p, 0.02, momentum=0.9, weight_decay=0.05),
    ),
    "nesterov": (
        lambda p: SGD(p, 0.02, momentum=0.9, nesterov=True, weight_decay=0.05),
        lambda p: torch.optim.SGD(p, 0.02, momentum=0.9, nesterov=True, weight_decay=0.05),
    ),
    "adam": (lambda p: Adam(p, 0.05), lambda p: torch.optim.Adam(p, 0.05)),
    "adam decay": (
        lambda p: Adam(p, 0.05, beta1=0.8, beta2=0.9, epsilon=1e-3, weight_decay=0.1),
        lambda p: torch.optim.Adam(p, 0.05, betas=(0.8, 0.9), eps=1e-3, weight_decay=0.1),
    ),
    "adamw": (lambda p: AdamW(p, 0.05), lambda p: torch.optim.AdamW(p, 0.05)),
    "adamw decay": (
        lambda p: AdamW(p, 0.05, beta1=0.8, weight_decay=0.3),
        lambda p: torch.optim.AdamW(p, 0.05, betas=(0.8, 0.999), weight_decay=0.3),
    ),
}


@pytest.mark.parametrize("name", OPTIMISERS)
def test_twenty_steps_on_a_quartic_bowl(each_backend, name):
    """The gradient depends on where one is, so that a deviation would grow."""
    rng = np.random.default_rng(0)
    start, A = rng.standard_normal((4, 3)), rng.standard_normal((4, 4))
    ours, theirs = OPTIMISERS[name]
    parameter = Parameter(start.copy())
    optimiser = ours({"W": parameter})
    W, A_torch = torch.tensor(start, requires_grad=True), torch.tensor(A)
    peer = theirs([W])
    for _ in range(20):
        optimiser.zero_grad()
        rest = A @ parameter.value - 1
        parameter.grad += A.T @ rest + 0.2 * parameter.value**3
        optimiser.step()
        peer.zero_grad()
        loss = (A_torch @ W - 1).square().sum() / 2 + 0.05 * W.pow(4).sum()
        loss.backward()
        peer.step()
        assert np.abs(parameter.value - W.detach().numpy()).max() < 1e-10
    assert np.abs(parameter.value - start).max() > 0.05


def torch_rates(make, count):
    W = torch.zeros(1, requires_grad=True)
    optimiser = torch.optim.SGD([W], 0.1)
    schedule = make(optimiser)
    rates = []
    for _ in range(count):
        rates.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        schedule.step()
    return rates


def test_schedules():
    lr = torch.optim.lr_scheduler
    step = torch_rates(lambda o: lr.StepLR(o, 7, 0.3), 30)
    assert [StepSchedule(0.1, 7, 0.3)(t) for t in range(30)] == pytest.approx(step, rel=1e-12)
    cosine = torch_rates(lambda o: lr.CosineAnnealingLR(o, 30, 0.01), 31)
    assert [CosineSchedule(0.1, 30, 0.01)(t) for t in range(31)] == pytest.approx(cosine, rel=1e-10)
    linear = torch_rates(lambda o: lr.LinearLR(o, 0.2, 1.0, 5), 12)
    assert [WarmUp(0.1, 5, 0.2)(t) for t in range(12)] == pytest.approx(linear, rel=1e-12)


def test_warm_up_then_cosine():
    lr = torch.optim.lr_scheduler

    def both(optimiser):
        parts = [lr.LinearLR(optimiser, 0.1, 1.0, 5), lr.CosineAnnealingLR(optimiser, 20)]
        return lr.SequentialLR(optimiser, parts, milestones=[5])

    ours = WarmUp(CosineSchedule(0.1, 20), 5, 0.1)
    # torch reads its cosine recursively, which leaves 1e-18 for the last 0
    assert [ours(t) for t in range(26)] == pytest.approx(torch_rates(both, 26), rel=1e-10, abs=1e-15)


@pytest.mark.parametrize("max_norm", [0.5, 100.0])
def test_clipping(max_norm):
    rng = np.random.default_rng(0)
    grads = [rng.standard_normal(shape) for shape in [(4, 3), (3,), (2, 2, 5)]]
    entries = {str(i): Parameter(np.zeros(g.shape)) for i, g in enumerate(grads)}
    peers = [torch.zeros(g.shape, dtype=torch.float64, requires_grad=True) for g in grads]
    for entry, peer, grad in zip(entries.values(), peers, grads):
        entry.grad += grad
        peer.grad = torch.tensor(grad)
    norm = torch.nn.utils.clip_grad_norm_(peers, max_norm)
    assert clip_gradients(entries, max_norm) == pytest.approx(float(norm), rel=1e-12)
    for entry, peer in zip(entries.values(), peers):  # torch adds 1e-6 to the norm it divides by
        assert np.abs(entry.grad - peer.grad.numpy()).max() < 1e-6 * np.abs(entry.grad).max()
