"""Recurrence and attention written out index by index, for the checks of zhu2022."""

from math import exp, tanh

import numpy as np

from emolab.papers.ledger import fact
from emolab.papers.literal import sigmoid


def softmax(scores):
    """The exponential of each of some numbers over the sum of all of them."""
    total = sum(exp(e) for e in scores)
    return np.array([exp(e) / total for e in scores])


def lstm_step(x, h, c, Wx, Wh, b):
    """One step of the common LSTM for one sequence, unit by unit; gates i, f, g, o."""
    H = len(h)
    z = [b[j] + sum(x * Wx[:, j]) + sum(h * Wh[:, j]) for j in range(4 * H)]
    after = np.array([sigmoid(z[H + u]) * c[u] + sigmoid(z[u]) * tanh(z[2 * H + u]) for u in range(H)])
    return np.array([sigmoid(z[3 * H + u]) * tanh(after[u]) for u in range(H)]), after


def lstm(x, Wx, Wh, b):
    """The states of the common LSTM over one sequence (T, D), from zeros: (T, H)."""
    h = c = np.zeros(len(Wh))
    found = []
    for step in x:
        h, c = lstm_step(step, h, c, Wx, Wh, b)
        found.append(h)
    return np.array(found)


def attention_gate_lstm(x, h, c, Wx, Wh, b, Wc, Wq, v, reach):
    """The states over one sequence (T, D) with one attention gate over the last cells, (T, H)."""
    H, cells, found = len(h), [c], []
    for step in x:
        past = cells[-reach:]
        w = softmax([sum(v * np.tanh(h @ Wq + cell @ Wc)) for cell in past])
        kept = sum(share * cell for share, cell in zip(w, past))
        z = [b[j] + sum(step * Wx[:, j]) + sum(h * Wh[:, j]) for j in range(3 * H)]
        a = [sigmoid(z[u]) for u in range(H)]
        cell = np.array([a[u] * kept[u] + (1 - a[u]) * tanh(z[H + u]) for u in range(H)])
        h = np.array([sigmoid(z[2 * H + u]) * tanh(cell[u]) for u in range(H)])
        cells.append(cell)
        found.append(h)
    return np.array(found)


def slopes_agree(run, arrays, gradients, dy, rng, step=1e-5, bound=1e-6):
    """Checked: gradients of sum(run(*arrays) * dy) against differences, a random direction for each array."""
    worst = 0.0
    for i, (array, gradient) in enumerate(zip(arrays, gradients)):
        direction = rng.standard_normal(array.shape)
        sides = []
        for sign in (1, -1):
            moved = [*arrays[:i], array + sign * step * direction, *arrays[i + 1 :]]
            sides.append((run(*moved) * dy).sum())
        told = (gradient * direction).sum()
        worst = max(worst, abs((sides[0] - sides[1]) / (2 * step) - told) / max(abs(told), 1e-3))
    return fact(worst <= bound, f"gradients against differences {worst:.1e} (at most {bound:.0e})")
