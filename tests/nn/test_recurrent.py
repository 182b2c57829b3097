"""Elman network, LSTM and GRU: by hand on one unit, their starts, errors, threads and misprints."""

import numpy as np
import pytest

import emolab
from emolab.core.errors import ArgumentError, ShapeError
from emolab.kernels.recurrent_layout import BLOCK, block_after, block_before, block_rows, steps_of, to_rows
from emolab.nn import (
    GRU,
    LSTM,
    RNN,
    gru_backward,
    gru_forward,
    last_step,
    last_step_backward,
    lstm_forward,
    rnn_forward,
)
from emolab.nn.sequence import reverse


def s(a):
    return 1 / (1 + np.exp(-a))


def gru_arrays(N=5, T=4, D=3, H=2, dtype=np.float64, seed=0):
    rng = np.random.default_rng(seed)
    shapes = (N, T, D), (N, H), (D, 3 * H), (H, 3 * H), (3 * H,)
    return tuple(rng.standard_normal(shape).astype(dtype) for shape in shapes)


ONE = np.array([[[0.5], [-1.0]]]), np.array([[0.3]])  # x (1, 2, 1), h0 (1, 1)


def test_elman_network_by_hand(each_backend):
    x, h0 = ONE
    h, _ = rnn_forward(x, h0, np.array([[0.7]]), np.array([[-0.4]]), np.array([0.1]))
    first = np.tanh(0.7 * 0.5 - 0.4 * 0.3 + 0.1)
    assert np.allclose(h[0, :, 0], [first, np.tanh(0.7 * -1 - 0.4 * first + 0.1)])


def test_lstm_by_hand(each_backend):
    x, h0 = ONE
    Wx, Wh = np.array([[0.1, 0.2, 0.3, 0.4]]), np.array([[0.5, -0.6, 0.7, -0.8]])
    b = np.array([0, 1.0, 0, 0.2])
    h, cache = lstm_forward(x, h0, np.array([[2.0]]), Wx, Wh, b)
    state, cell, wanted = 0.3, 2.0, []
    for value in (0.5, -1.0):
        i, f, g, o = (value * Wx + state * Wh + b)[0]
        cell = s(f) * cell + s(i) * np.tanh(g)
        state = s(o) * np.tanh(cell)
        wanted.append(state)
    assert np.allclose(h[0, :, 0], wanted)
    assert np.allclose(cache.c_last, cell)


@pytest.mark.parametrize("update", ["candidate", "past"])
@pytest.mark.parametrize("reset", ["before", "after"])
def test_gru_conventions_by_hand(update, reset, each_backend):
    x, h0 = ONE
    Wx, Wh = np.array([[0.1, 0.2, 0.3]]), np.array([[0.5, -0.6, 0.7]])
    b, bh = np.array([0.1, -0.2, 0.3]), np.array([0.2, 0.4, -0.5])
    h, _ = gru_forward(x, h0, Wx, Wh, b, update=update, reset=reset, bh=bh)
    state, wanted = 0.3, []
    for value in (0.5, -1.0):
        z = s(0.1 * value + 0.1 + 0.5 * state + 0.2)
        r = s(0.2 * value - 0.2 - 0.6 * state + 0.4)
        if reset == "before":
            n = np.tanh(0.3 * value + 0.3 + 0.7 * (r * state) - 0.5)
        else:
            n = np.tanh(0.3 * value + 0.3 + r * (0.7 * state - 0.5))
        state = (1 - z) * state + z * n if update == "candidate" else z * state + (1 - z) * n
        wanted.append(state)
    assert np.allclose(h[0, :, 0], wanted)


def test_the_four_conventions_differ():
    found = [
        gru_forward(*gru_arrays(), update=update, reset=reset)[0]
        for update in ("candidate", "past")
        for reset in ("before", "after")
    ]
    for i in range(4):
        for j in range(i):
            assert np.abs(found[i] - found[j]).max() > 0.01


def test_song2021_2_22_as_printed_is_another_network():
    """Without its hat the left side is the output itself, and the update gate of 2.21 would do nothing."""
    x, h0, Wx, Wh, b = gru_arrays(T=1)
    intended, _ = gru_forward(x, h0, Wx, Wh, b)
    r = s(x[:, 0] @ Wx[:, 2:4] + h0 @ Wh[:, 2:4] + b[2:4])
    printed = np.tanh(x[:, 0] @ Wx[:, 4:] + (r * h0) @ Wh[:, 4:] + b[4:])
    assert np.abs(printed - intended[:, 0]).max() > 0.1
    other = Wx.copy()
    other[:, :2] += 1  # the update gate's weights
    assert np.abs(gru_forward(x, h0, other, Wh, b)[0] - intended).max() > 0.01


@pytest.mark.parametrize("kind", [RNN, LSTM, GRU])
@pytest.mark.parametrize("bad, row", [([4, 0, 2], 1), ([4, 1, 5], 2), ([-1, 1, 1], 0)])
def test_a_wrong_length_is_named(kind, bad, row, each_backend):
    layer = kind(2, 3, rng=0)
    with pytest.raises(ArgumentError, match=rf"lengths\[{row}\] is {bad[row]}"):
        layer.forward(np.zeros((3, 4, 2), np.float32), np.array(bad))


def test_other_lengths_that_cannot_be(each_backend):
    layer = GRU(2, 3, rng=0)
    x = np.zeros((3, 4, 2), np.float32)
    with pytest.raises(ArgumentError, match="integers"):
        layer.forward(x, np.array([1.0, 2.0, 3.0]))
    with pytest.raises(ShapeError, match="lengths has shape"):
        layer.forward(x, np.array([1, 2]))
    with pytest.raises(ShapeError, match="0 steps"):
        layer.forward(x[:, :0])


def test_settings_and_shapes_that_do_not_fit(each_backend):
    with pytest.raises(ArgumentError, match="update='keep'"):
        GRU(2, 3, update="keep")
    with pytest.raises(ArgumentError, match="reset='never'"):
        gru_forward(*gru_arrays(), reset="never")
    with pytest.raises(ArgumentError, match="layers=0"):
        LSTM(2, 3, layers=0)
    with pytest.raises(ShapeError, match=r"x has shape \(3, 4, 5\); it must be \(N, T, 2\)"):
        RNN(2, 3).forward(np.zeros((3, 4, 5), np.float32))
    with pytest.raises(ShapeError, match="h0 has shape"):
        GRU(2, 3, layers=2).forward(np.zeros((3, 4, 2), np.float32), h0=np.zeros((1, 3, 3), np.float32))
    x, h0, Wx, Wh, b = gru_arrays()
    with pytest.raises(ShapeError, match=r"gru_forward: Wh .* axis 1 \(3H\)"):
        gru_forward(x, h0, Wx, Wh[:, :-1], b)


@pytest.mark.parametrize("kind, gates", [(RNN, 1), (LSTM, 4), (GRU, 3)])
def test_start_weights(kind, gates):
    layer = kind(7, 5, layers=2, bidirectional=True, rng=3, dtype=np.float64)
    assert len(layer.cells) == 4
    for k, cell in enumerate(layer.cells):
        assert cell.Wx.value.shape == (7 if k < 2 else 10, gates * 5)
        for gate in np.split(cell.Wh.value, gates, axis=1):
            assert np.allclose(gate @ gate.T, np.eye(5))
        bound = np.sqrt(6 / (len(cell.Wx.value) + 5))
        assert 0.7 * bound < np.abs(cell.Wx.value).max() <= bound
        forget = [0, 1, 0, 0] if kind is LSTM else [0] * gates
        assert np.array_equal(cell.b.value, np.repeat(forget, 5))
    assert not np.array_equal(layer.cells[2].Wh.value, layer.cells[3].Wh.value)
    again = kind(7, 5, layers=2, bidirectional=True, rng=3, dtype=np.float64).state_dict()
    assert all(np.array_equal(value, again[name]) for name, value in layer.state_dict().items())


@pytest.mark.parametrize("kind", [RNN, LSTM, GRU])
def test_bits_do_not_depend_on_the_threads(kind):
    rng = np.random.default_rng(0)
    x = rng.standard_normal((37, 9, 6)).astype(np.float32)
    lengths = rng.integers(1, 10, 37)
    layer = kind(6, 8, layers=2, bidirectional=True, rng=1)
    dy = rng.standard_normal((37, 9, 16)).astype(np.float32)
    before, results = emolab.core.threads(), []
    try:
        for count in (1, 2, 3):
            emolab.core.set_threads(count)
            layer.zero_grad()
            results.append([layer.forward(x, lengths), layer.backward(dy)])
            results[-1] += [parameter.grad.copy() for parameter in layer.parameters().values()]
    finally:
        emolab.core.set_threads(before)
    for other in results[1:]:
        assert all(np.array_equal(a, b) for a, b in zip(results[0], other))


def test_the_rows_of_a_piece_lie_by_length_and_step_after_step():
    steps = steps_of(np.array([9, 2, 3, 1, 3]), 1, 5)
    assert steps.rows.tolist() == [2, 4, 1, 3]
    assert steps.counts.tolist() == [4, 3, 2] and steps.starts.tolist() == [0, 4, 7, 9]
    x = np.arange(5.0)[:, None, None] + np.arange(9)[:, None] / 10  # sequence.step
    out = np.empty((9, 1))
    to_rows(x, *steps, out)
    assert np.allclose(out[:, 0], [2, 4, 1, 3, 2.1, 4.1, 1.1, 2.2, 4.2])


@pytest.mark.parametrize("counts", [[1], [256, 1], [300, 300, 2], [100] * 9, [200, 56, 1, 1]])
def test_blocks_cover_all_steps_once(counts):
    starts = np.concatenate([[0], np.cumsum(counts)])
    edges = {0}
    while max(edges) < len(counts):
        edges.add(block_after(starts, max(edges)))
    back = {len(counts)}
    while min(back) > 0:
        back.add(block_before(starts, min(back)))
    for found in (sorted(edges), sorted(back)):
        assert found[0] == 0 and found[-1] == len(counts)
        sizes = np.diff(starts[found])
        assert sizes.max() <= block_rows(starts)
        assert all(size <= BLOCK or last - first == 1 for size, first, last in zip(sizes, found, found[1:]))


def test_last_cells_stand_in_the_order_of_the_batch(each_backend):
    rng = np.random.default_rng(4)
    layer = LSTM(3, 4, rng=1, dtype=np.float64)
    x, lengths = rng.standard_normal((13, 5, 3)), np.arange(13) % 5 + 1
    layer.forward(x, lengths)
    together = layer.c_last[0]
    for n, length in enumerate(lengths):
        layer.forward(x[n : n + 1, :length])
        assert np.allclose(layer.c_last[0, 0], together[n])


@pytest.mark.parametrize("kind", [RNN, LSTM, GRU])
def test_a_backward_leaves_the_cache_as_it_was(kind):
    x = np.random.default_rng(0).standard_normal((14, 5, 3)).astype(np.float32)
    layer = kind(3, 4, rng=1)
    dy = layer.forward(x, np.arange(14) % 5 + 1)
    first = layer.backward(dy)
    gradients = [parameter.grad.copy() for parameter in layer.parameters().values()]
    assert np.array_equal(layer.backward(dy), first)
    for parameter, gradient in zip(layer.parameters().values(), gradients):
        assert np.array_equal(parameter.grad, gradient + gradient)


def test_a_cache_serves_twice_and_in_its_own_face():
    arrays = gru_arrays(N=13)
    dh = np.random.default_rng(1).standard_normal((13, 4, 2))
    found = {}
    for face in ("numpy", "numba"):
        with emolab.use(face):
            _, cache = gru_forward(*arrays)
        found[face] = [gru_backward(dh, cache), gru_backward(dh, cache)]
    for first, again in found.values():
        assert all(np.array_equal(a, b) for a, b in zip(first, again))
    assert all(np.allclose(a, b) for a, b in zip(found["numpy"][0], found["numba"][0]))


def test_gradients_that_were_not_asked_for(each_backend):
    x, h0, Wx, Wh, b = gru_arrays()
    h, cache = gru_forward(x, h0, Wx, Wh)
    assert len(gru_backward(h, cache)) == 5 and gru_backward(h, cache)[4] is None
    _, cache = gru_forward(x, h0, Wx, Wh, b, bh=b)
    assert [g.shape for g in gru_backward(h, cache)] == [a.shape for a in (x, h0, Wx, Wh, b, b)]


@pytest.mark.parametrize("kind", [RNN, LSTM, GRU])
def test_dtype_is_kept(kind, each_backend):
    for dtype in (np.float32, np.float64):
        layer = kind(2, 3, rng=0, dtype=dtype)
        y = layer.forward(np.ones((2, 3, 2), dtype), np.array([3, 2]))
        assert y.dtype == layer.backward(y).dtype == layer.h_last.dtype == layer.dh0.dtype == dtype


def test_reverse_within_each_length():
    x = np.arange(8.0).reshape(2, 4, 1)
    assert reverse(x, np.array([3, 1]))[..., 0].tolist() == [[2, 1, 0, 3], [4, 5, 6, 7]]
    assert reverse(x)[..., 0].tolist() == [[3, 2, 1, 0], [7, 6, 5, 4]]


def test_last_step_and_its_gradient():
    h = np.arange(12.0).reshape(2, 3, 2)
    assert last_step(h, np.array([2, 3])).tolist() == [[2, 3], [10, 11]]
    assert last_step(h).tolist() == [[4, 5], [10, 11]]
    back = last_step_backward(np.ones((2, 2)), np.array([2, 3]), 3)
    assert back[..., 0].tolist() == [[0, 1, 0], [0, 0, 1]]


def test_a_stack_is_its_layers_one_above_the_other(each_backend):
    rng = np.random.default_rng(5)
    stack = GRU(3, 4, layers=2, rng=1, dtype=np.float64)
    x, lengths = rng.standard_normal((4, 5, 3)), np.array([5, 2, 3, 1])
    state = stack.state_dict()
    h = x
    for k, D in enumerate((3, 4)):
        one = GRU(D, 4, dtype=np.float64)
        one.load_state_dict({f"cells.0.{name}": state[f"cells.{k}.{name}"] for name in ("Wx", "Wh", "b")})
        h = one.forward(h, lengths)
    assert np.allclose(stack.forward(x, lengths), h)
    assert np.allclose(stack.h_last[1], last_step(h, lengths))
