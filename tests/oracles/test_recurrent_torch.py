"""Our recurrent layers and attention against PyTorch's, with its weights copied over."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is the oracle here; install emolab[peers]")

from emolab.core.errors import FormatError  # noqa: E402
from emolab.nn import (  # noqa: E402
    GRU,
    LSTM,
    RNN,
    SelfAttention,
    SoftAttention,
    from_torch_layout,
    last_step,
    last_step_backward,
)

TOLERANCE = {np.float32: (1e-5, 1e-4), np.float64: (1e-9, 1e-9)}  # outputs, gradients
KINDS = {"rnn": (RNN, torch.nn.RNN, {}), "lstm": (LSTM, torch.nn.LSTM, {}),
         "gru": (GRU, torch.nn.GRU, {"update": "past", "reset": "after"})}  # fmt: skip


def check_close(got, wanted, tolerance):
    wanted = wanted.detach().numpy() if isinstance(wanted, torch.Tensor) else wanted
    assert got.shape == wanted.shape and got.dtype == wanted.dtype
    assert np.abs(got - wanted).max() <= tolerance * max(1, np.abs(wanted).max())


def arrays(module):
    return {name: value.detach().numpy() for name, value in module.named_parameters()}


@pytest.mark.parametrize("dtype", [np.float32, np.float64], ids=["float32", "float64"])
@pytest.mark.parametrize("layers, bidirectional", [(1, False), (1, True), (3, False), (2, True)])
@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
@pytest.mark.parametrize("padded", [False, True], ids=["whole", "padded"])
def test_layers_equal_pytorch(kind, layers, bidirectional, padded, dtype, each_backend):
    N, T, D, H = 13, 9, 5, 6
    cells = layers * (2 if bidirectional else 1)
    rng = np.random.default_rng(1)
    torch.manual_seed(0)
    ours, theirs, settings = KINDS[kind]
    theirs = theirs(D, H, layers, batch_first=True, bidirectional=bidirectional)
    theirs = theirs.to(torch.float64 if dtype == np.float64 else torch.float32)
    ours = ours(D, H, layers=layers, bidirectional=bidirectional, dtype=dtype, **settings)
    ours.load_state_dict(from_torch_layout(arrays(theirs), kind))

    x = rng.standard_normal((N, T, D)).astype(dtype)
    starts = [rng.standard_normal((cells, N, H)).astype(dtype) for _ in range(2 if kind == "lstm" else 1)]
    lengths = rng.integers(1, T + 1, N) if padded else None
    dy = rng.standard_normal((N, T, H * cells // layers)).astype(dtype)

    tx = torch.tensor(x, requires_grad=True)
    tstarts = [torch.tensor(start, requires_grad=True) for start in starts]
    given = tx
    if padded:
        given = torch.nn.utils.rnn.pack_padded_sequence(tx, lengths, batch_first=True, enforce_sorted=False)
    ty, tlast = theirs(given, tuple(tstarts) if kind == "lstm" else tstarts[0])
    if padded:
        ty, _ = torch.nn.utils.rnn.pad_packed_sequence(ty, batch_first=True, total_length=T)
    ty.backward(torch.tensor(dy))

    y = ours.forward(x, lengths, *starts)
    dx = ours.backward(dy)
    forward, backward = TOLERANCE[dtype]
    check_close(y, ty, forward)
    check_close(ours.h_last, tlast[0] if kind == "lstm" else tlast, forward)
    if kind == "lstm":
        check_close(ours.c_last, tlast[1], forward)
        check_close(ours.dc0, tstarts[1].grad, backward)
    check_close(dx, tx.grad, backward)
    check_close(ours.dh0, tstarts[0].grad, backward)
    theirs_back = {name: value.grad.numpy() for name, value in theirs.named_parameters()}
    if kind != "gru":  # there b is the sum of both biases, so that each has b's gradient
        theirs_back = {name: value for name, value in theirs_back.items() if not name.startswith("bias_hh")}
    wanted = from_torch_layout(theirs_back, kind)
    assert wanted.keys() == ours.parameters().keys()
    for name, parameter in ours.parameters().items():
        check_close(parameter.grad, wanted[name], backward)


@pytest.mark.parametrize("dtype", [np.float32, np.float64], ids=["float32", "float64"])
def test_gru_with_attention_as_in_song2021_equals_autograd(dtype, each_backend):
    rng = np.random.default_rng(2)
    N, T, D, H = 12, 8, 3, 5
    x = rng.standard_normal((N, T, D)).astype(dtype)
    lengths = rng.integers(1, T + 1, N)
    dz = rng.standard_normal((N, H)).astype(dtype)
    gru, attention = GRU(D, H, rng=3, dtype=dtype), SoftAttention(H, 4, query=H, rng=4, dtype=dtype)
    h = gru.forward(x, lengths)
    z = attention.forward(h, last_step(h, lengths), lengths)
    dh, dq = attention.backward(dz)
    dx = gru.backward(dh + last_step_backward(dq, lengths, T))

    tensors = {n: torch.tensor(p.value, requires_grad=True) for n, p in gru.parameters().items()}
    tensors |= {n: torch.tensor(p.value, requires_grad=True) for n, p in attention.parameters().items()}
    Wx, Wh, b = (tensors[f"cells.0.{name}"] for name in ("Wx", "Wh", "b"))
    tx = torch.tensor(x, requires_grad=True)
    state, states = torch.zeros(N, H, dtype=tx.dtype), []
    for t in range(T):
        sums = tx[:, t] @ Wx + b
        gates = torch.sigmoid(sums[:, : 2 * H] + state @ Wh[:, : 2 * H])
        update, reset = gates[:, :H], gates[:, H:]
        new = torch.tanh(sums[:, 2 * H :] + (reset * state) @ Wh[:, 2 * H :])
        state = (1 - update) * state + update * new
        states.append(state)
    th = torch.stack(states, dim=1)
    tq = th[torch.arange(N), torch.tensor(lengths) - 1]
    scores = torch.tanh(th @ tensors["Wx"] + (tq @ tensors["Wc"])[:, None]) @ tensors["v"]
    outside = torch.arange(T) >= torch.tensor(lengths)[:, None]
    weights = torch.softmax(scores.masked_fill(outside, -torch.inf), dim=1)
    tz = (weights[..., None] * th).sum(dim=1)
    tz.backward(torch.tensor(dz))

    forward, backward = TOLERANCE[dtype]
    check_close(z, tz, forward)
    check_close(attention.weights, weights, forward)
    check_close(dx, tx.grad, backward)
    for module in (gru, attention):
        for name, parameter in module.parameters().items():
            check_close(parameter.grad, tensors[name].grad, backward)


@pytest.mark.parametrize("heads", [1, 3])
def test_self_attention_equals_scaled_dot_product_attention(heads):
    rng = np.random.default_rng(5)
    N, T, D, A = 4, 7, 5, 6
    x = rng.standard_normal((N, T, D))
    lengths = np.array([7, 1, 4, 6])
    dy = rng.standard_normal((N, T, A))
    dy[np.arange(T) >= lengths[:, None]] = 0
    ours = SelfAttention(D, A, heads=heads, rng=0, dtype=np.float64)
    y = ours.forward(x, lengths)
    dx = ours.backward(dy)
    tx = torch.tensor(x, requires_grad=True)
    weights = [torch.tensor(W.value, requires_grad=True) for W in (ours.Wq, ours.Wk, ours.Wv)]
    q, k, v = ((tx @ W).reshape(N, T, heads, A // heads).transpose(1, 2) for W in weights)
    inside = (torch.arange(T) < torch.tensor(lengths)[:, None])[:, None, None]
    ty = torch.nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=inside)
    ty = ty.transpose(1, 2).reshape(N, T, A)
    ty.backward(torch.tensor(dy))
    inner = np.arange(T) < lengths[:, None]
    check_close(y[inner], ty.detach().numpy()[inner], 1e-9)
    assert not y[~inner].any()
    check_close(dx, tx.grad, 1e-9)
    for parameter, tensor in zip((ours.Wq, ours.Wk, ours.Wv), weights):
        check_close(parameter.grad, tensor.grad, 1e-9)


def test_torch_weights_of_another_layer_are_named():
    state = arrays(torch.nn.GRU(2, 3))
    with pytest.raises(FormatError, match="lin.weight"):
        from_torch_layout({**state, "lin.weight": state["weight_ih_l0"]}, "gru")
    del state["weight_hh_l0"]
    with pytest.raises(FormatError, match="weight_hh_l0"):
        from_torch_layout(state, "gru")
