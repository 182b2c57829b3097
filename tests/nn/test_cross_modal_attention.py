"""Cross-modal attention: both readings against the equations written out, lengths, and the misprints."""

import numpy as np
import pytest

from emolab.core.errors import ArgumentError, ShapeError
from emolab.nn import CrossModalAttention, cross_modal_attention_forward, softmax

LX, LY = np.array([4, 1, 3]), np.array([2, 5, 1])


def arrays(seed=0, N=3, Tx=4, Ty=5, Dx=2, Dy=3):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((N, Tx, Dx)), rng.standard_normal((N, Ty, Dy))


@pytest.mark.parametrize("over, axis", [("answers", 0), ("asks", 1)])
def test_the_papers_reading_column_by_column(over, axis):
    """Eq 13 as the paper has it, columns for steps: X softmax(X^T Y / sqrt d), of (d, Tx), (d, Ty)."""
    x, y = arrays()
    module = CrossModalAttention(2, 3, 4, over=over, rng=1, dtype=np.float64)
    result = module(x, y)
    for n in range(len(x)):
        X, Y = module.Wk.value.T @ x[n].T, module.Wq.value.T @ y[n].T  # (d, Tx), (d, Ty)
        wanted = X @ softmax(X.T @ Y / np.sqrt(len(X)), axis=axis)  # (d, Ty)
        np.testing.assert_allclose(result[n], wanted.T, rtol=1e-12)


def test_the_printed_products_do_not_conform():
    """Eq 14's X softmax(X X^T): whether steps are rows or columns, no product of these shapes exists."""
    X, Y = np.ones((4, 3)), np.ones((4, 5))  # (d, Tx), (d, Ty)
    for left, right in ((X, Y), (X.T, Y.T)):
        with pytest.raises(ValueError, match="matmul"):
            left @ softmax(left @ right.T)


def test_the_standard_reading_is_that_of_vaswani():
    x, y = arrays()
    module = CrossModalAttention(2, 3, 4, reading="standard", rng=1, dtype=np.float64)
    result = module(x, y)
    for n in range(len(x)):
        q, k, v = x[n] @ module.Wq.value, y[n] @ module.Wk.value, y[n] @ module.Wv.value
        np.testing.assert_allclose(result[n], softmax(q @ k.T / 2) @ v, rtol=1e-12)
    np.testing.assert_allclose(module.weights.sum(axis=-1), 1)


@pytest.mark.parametrize("reading", ["paper", "standard"])
@pytest.mark.parametrize("over", ["answers", "asks"])
def test_padding_changes_nothing(reading, over):
    x, y = arrays()
    module = CrossModalAttention(2, 3, 4, reading=reading, over=over, heads=2, rng=1, dtype=np.float64)
    results = []
    for noise in (0.0, 1e6):
        bx, by = x.copy(), y.copy()
        bx[np.arange(4) >= LX[:, None]] = noise
        by[np.arange(5) >= LY[:, None]] = -noise
        module.zero_grad()
        result = module(bx, by, LX, LY)
        results.append([result, *module.backward(np.ones_like(result)), *(p.grad for p in params(module))])
        results[-1] = [np.array(a) for a in results[-1]]
    for clean, noisy in zip(*results):
        np.testing.assert_array_equal(clean, noisy)
    result, dx, dy = results[0][:3]
    lengths = LY if reading == "paper" else LX
    for n in range(3):
        assert not result[n, lengths[n] :].any()
        assert not dx[n, LX[n] :].any() and not dy[n, LY[n] :].any()
        alone = module(x[n : n + 1, : LX[n]], y[n : n + 1, : LY[n]])
        np.testing.assert_allclose(result[n, : lengths[n]], alone[0], rtol=1e-12)


def params(module):
    return module.parameters().values()


def test_one_dtype_in_one_dtype_out():
    x, y = (a.astype(np.float32) for a in arrays())
    module = CrossModalAttention(2, 3, 4, rng=1)
    result = module(x, y, LX, LY)
    assert result.dtype == np.float32
    assert all(d.dtype == np.float32 for d in module.backward(result))


def test_what_does_not_fit_is_named():
    x, y = arrays()
    with pytest.raises(ArgumentError, match="reading='rows'"):
        CrossModalAttention(2, 3, 4, reading="rows")
    with pytest.raises(ArgumentError, match="over='time'"):
        CrossModalAttention(2, 3, 4, over="time")
    with pytest.raises(ArgumentError, match="heads=3"):
        CrossModalAttention(2, 3, 4, heads=3)
    W = np.ones((3, 4))
    with pytest.raises(ShapeError, match="answers"):
        cross_modal_attention_forward(x, y[:2], np.ones((2, 4)), W)
    with pytest.raises(ArgumentError, match="lengths"):
        cross_modal_attention_forward(x, y, np.ones((2, 4)), W, answers_lengths=np.array([2, 6, 1]))
