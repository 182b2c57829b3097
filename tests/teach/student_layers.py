"""Layers as a student would write them, with NumPy alone, for tests that run the library with them."""

DENSE = """import numpy as np
def dense_forward(x, W, b):
    return x @ W + b, {"x": x, "W": W}
def dense_backward(dy, cache):
    x, W = cache["x"], cache["W"]
    rows, dys = x.reshape(-1, x.shape[-1]), dy.reshape(-1, dy.shape[-1])
    return dy @ W.T, rows.T @ dys, dys.sum(axis=0)
"""

LSTM = """import numpy as np
def sigmoid(a):
    return 1 / (1 + np.exp(-a))
def lstm_forward(x, h0, c0, Wx, Wh, b):
    h, c, steps, out = h0, c0, [], []
    for t in range(x.shape[1]):
        ai, af, ag, ao = np.split(x[:, t] @ Wx + h @ Wh + b, 4, axis=1)
        i, f, g, o = sigmoid(ai), sigmoid(af), np.tanh(ag), sigmoid(ao)
        c_new = f * c + i * g
        steps.append((x[:, t], h, c, i, f, g, o, np.tanh(c_new)))
        c, h = c_new, o * np.tanh(c_new)
        out.append(h)
    return np.stack(out, axis=1), (steps, Wx, Wh)
def lstm_backward(dh, cache):
    steps, Wx, Wh = cache
    dWx, dWh, db = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros(Wx.shape[1], Wx.dtype)
    ahead, dc, dxs = 0, 0, []
    for t in range(len(steps) - 1, -1, -1):
        x, h, c, i, f, g, o, bent = steps[t]
        here = dh[:, t] + ahead
        dc = dc + here * o * (1 - bent**2)
        parts = dc * g * i * (1 - i), dc * c * f * (1 - f), dc * i * (1 - g**2), here * bent * o * (1 - o)
        da = np.concatenate(parts, axis=1)
        dWx += x.T @ da
        dWh += h.T @ da
        db += da.sum(axis=0)
        dxs.append(da @ Wx.T)
        ahead, dc = da @ Wh.T, dc * f
    return np.stack(dxs[::-1], axis=1), ahead, dc, dWx, dWh, db
"""

GRU = """import numpy as np
def sigmoid(a):
    return 1 / (1 + np.exp(-a))
def gru_forward(x, h0, Wx, Wh, b):
    h, steps, out = h0, [], []
    Uz, Ur, Un = np.split(Wh, 3, axis=1)
    for t in range(x.shape[1]):
        xz, xr, xn = np.split(x[:, t] @ Wx + b, 3, axis=1)
        z, r = sigmoid(xz + h @ Uz), sigmoid(xr + h @ Ur)
        n = np.tanh(xn + (r * h) @ Un)
        steps.append((x[:, t], h, z, r, n))
        h = (1 - z) * h + z * n
        out.append(h)
    return np.stack(out, axis=1), (steps, Wx, Wh)
def gru_backward(dh, cache):
    steps, Wx, Wh = cache
    Uz, Ur, Un = np.split(Wh, 3, axis=1)
    dWx, dWh, db = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros(Wx.shape[1], Wx.dtype)
    ahead, dxs = 0, []
    for t in range(len(steps) - 1, -1, -1):
        x, h, z, r, n = steps[t]
        here = dh[:, t] + ahead
        dan = here * z * (1 - n**2)
        daz = here * (n - h) * z * (1 - z)
        dar = (dan @ Un.T) * h * r * (1 - r)
        da = np.concatenate([daz, dar, dan], axis=1)
        dWx += x.T @ da
        dWh += np.concatenate([h.T @ daz, h.T @ dar, (r * h).T @ dan], axis=1)
        db += da.sum(axis=0)
        dxs.append(da @ Wx.T)
        ahead = here * (1 - z) + daz @ Uz.T + dar @ Ur.T + (dan @ Un.T) * r
    return np.stack(dxs[::-1], axis=1), ahead, dWx, dWh, db
"""

ATTENTION = """import numpy as np
def soft_attention_forward(x, q, Wx, Wc, v):
    e = np.tanh(x @ Wx + (0 if q is None else (q @ Wc)[:, None]))
    s = e @ v
    a = np.exp(s - s.max(axis=1, keepdims=True))
    a = a / a.sum(axis=1, keepdims=True)
    return np.einsum("nt,ntd->nd", a, x), (x, q, Wx, Wc, v, e, a)
def soft_attention_backward(dz, cache):
    x, q, Wx, Wc, v, e, a = cache
    da = np.einsum("nd,ntd->nt", dz, x)
    ds = a * (da - (a * da).sum(axis=1, keepdims=True))
    dk = ds[..., None] * v * (1 - e**2)
    dx = a[..., None] * dz[:, None] + dk @ Wx.T
    dWx, dv = np.einsum("ntd,nta->da", x, dk), np.einsum("nt,nta->a", ds, e)
    if q is None:
        return dx, None, dWx, None, dv
    return dx, dk.sum(axis=1) @ Wc.T, dWx, q.T @ dk.sum(axis=1), dv
"""

CROSS_ENTROPY = """import numpy as np
def softmax_cross_entropy_forward(logits, labels):
    shifted = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(shifted)
    p = p / p.sum(axis=1, keepdims=True)
    rows = np.arange(len(labels))
    return -np.log(p[rows, labels]).mean(), (p, labels)
def softmax_cross_entropy_backward(dloss, cache):
    p, labels = cache
    d = p.copy()
    d[np.arange(len(labels)), labels] -= 1
    return dloss * d / len(labels)
"""

ADAM = """import numpy as np
def adam_step(value, grad, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    step = learning_rate * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + epsilon)
    return value - step, m, v
"""

HAMMING = """import numpy as np
def hamming(length):
    return 0.54 - 0.46 * np.cos(2 * np.pi * np.arange(length) / (length - 1))
"""

STUDENTS = {
    "dense": ("emolab.nn.dense.dense_forward", ("dense_forward", "dense_backward"), DENSE),
    "lstm": ("emolab.nn.lstm.lstm_forward", ("lstm_forward", "lstm_backward"), LSTM),
    "gru": ("emolab.nn.gru.gru_forward", ("gru_forward", "gru_backward"), GRU),
    "soft_attention": ("emolab.nn.soft_attention.soft_attention_forward",
                       ("soft_attention_forward", "soft_attention_backward"), ATTENTION),
    "cross_entropy": ("emolab.nn.cross_entropy.softmax_cross_entropy_forward",
                      ("softmax_cross_entropy_forward", "softmax_cross_entropy_backward"), CROSS_ENTROPY),
    "adam": ("emolab.nn.adam.adam_step", ("adam_step",), ADAM),
    "window": ("emolab.audio.windows.hamming", ("hamming",), HAMMING),
}  # fmt: skip

TEST = '''from emolab.teach.testing import Miss


def test_{name}(answer, rng):
    """{name} is there and runs"""
    if "{name}" == "hamming_visible" or "{name}" == "hamming_hidden":
        if abs(answer.hamming(3)[1] - 1) > 1e-9:
            raise Miss("the middle of the window of 3 points is not 1")
'''


def write_bank(folder):
    """Write a bank with an exercise for each of STUDENTS; return the bank's folder."""
    for name, (plugs, answers, text) in STUDENTS.items():
        place = folder / "bank" / "01_topic" / name
        place.mkdir(parents=True)
        (place / "exercise.toml").write_text(f"""
title = "{name}"
tutorial = "01"
equations = []
difficulty = 1
minutes = 10
points = 4
seconds = 5
answers = {list(answers)!r}
plugs = "{plugs}"
task = "Write it."
hints = ["one", "two", "three"]
""")
        lines = text.splitlines()
        (place / "source.py").write_text(
            "\n".join([lines[0], "# BEGIN SOLUTION", *lines[1:], "# END SOLUTION", ""])
        )
        for kind in ("visible", "hidden"):
            test = f"{'hamming' if name == 'window' else name}_{kind}"
            (place / f"{kind}.py").write_text(TEST.format(name=test))
    return folder / "bank"
