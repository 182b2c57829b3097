# %% [markdown]
# # 11. RNN, LSTM, GRU
#
# A voice is a sequence: what a frame means depends on those before it. A recurrent network carries a state
# along, and learns by sending gradients back through time. On this page you do that by hand, measure how the
# gradient dies on its way, build the two cells that keep it alive, and see where two GRUs of the same name
# differ. At the end you can say which equations of song2021 and liu2026 a program can be written from.
#
# You need tutorial 2, above all 2.7. About an hour to read, 15 seconds to run.

# %%
import time

import matplotlib.pyplot as plt
import numpy as np

import emolab
from emolab import nn

rng = np.random.default_rng(11)


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


# %% [markdown]
# ## 11.1 A state that is carried along
#
# **Question.** How can a network of fixed size read sequences of any length?
#
# **Formula** (liu2026, eq. 8). One step, used again and again with the same weights:
# $$h_t = \tanh(x_t W_x + h_{t-1} W_h + b)$$
# The paper has no bias, the library takes one or none. $h_t$ is all that is known of the past.


# %%
def rnn(x, h0, Wx, Wh, b):
    h = [h0]  # (N, H) each
    for t in range(x.shape[1]):
        h.append(np.tanh(x[:, t] @ Wx + h[-1] @ Wh + b))
    return np.stack(h[1:], axis=1), (x, np.stack(h, axis=1), Wx, Wh)  # (N, T, H)


N, T, D, H = 2, 5, 3, 4
small = [rng.standard_normal(shape) for shape in [(N, T, D), (N, H), (D, H), (H, H), (H,)]]
h, cache = rnn(*small)
assert np.allclose(h, nn.rnn_forward(*small)[0])

knock = np.zeros((1, 60, 1))
knock[0, 5] = 3  # one knock, then silence
figure, axes = plt.subplots(figsize=(8, 3), layout="constrained")
for w in (0.5, 0.9, 1.0, 1.1, -0.9):
    heard, _ = rnn(knock, np.zeros((1, 1)), np.ones((1, 1)), np.array([[w]]), np.zeros(1))
    axes.plot(heard[0, :, 0], label=f"Wh = {w}")
axes.set(title="one unit after one knock", xlabel="step", ylabel="h")
axes.legend(fontsize=8)
plt.show()

# %% [markdown]
# Below 1 the unit forgets, at a speed that its weight sets; above 1 it stays on for ever; a negative weight
# makes it swing. A single number decides how long it remembers.
#
# **Try it.** With $W_h = 1.1$ the state settles where $h = \tanh(1.1\,h)$. Near which value?

# %%
settled = 0.5  # put your guess here

last = rnn(knock, np.zeros((1, 1)), np.ones((1, 1)), np.array([[1.1]]), np.zeros(1))[0][0, -1, 0]
assert abs(last - settled) < 0.05, f"it is {last:.2f}"

# %% [markdown]
# ## 11.2 Back through time
#
# **Question.** The loss looks at the last state. What does it want of the first input?
#
# **Formula.** Lay the loop out in time: it is a network of $T$ layers that share their weights. The error at
# step $t$ comes from two sides, from the output $h_t$ itself, and from step $t + 1$, which used it:
# $$da_t = \left(dh_t + da_{t+1} W_h^T\right) \odot (1 - h_t^2)$$
# Shared weights get the sum over all steps:
# $$dW_x = \sum_t x_t^T da_t, \qquad dW_h = \sum_t h_{t-1}^T da_t, \qquad db = \sum_t da_t, \qquad
# dx_t = da_t W_x^T$$


# %%
def rnn_backward(dh, cache):
    x, h, Wx, Wh = cache  # h has h0 in front: (N, T + 1, H)
    dx, dWx, dWh, db = np.zeros_like(x), np.zeros_like(Wx), np.zeros_like(Wh), np.zeros(len(Wh))
    sent = np.zeros_like(h[:, 0])  # what step t + 1 sends to h_t
    for t in reversed(range(x.shape[1])):
        da = (dh[:, t] + sent) * (1 - h[:, t + 1] ** 2)  # (N, H)
        dx[:, t] = da @ Wx.T
        dWx += x[:, t].T @ da
        dWh += h[:, t].T @ da
        db += da.sum(axis=0)
        sent = da @ Wh.T
    return dx, sent, dWx, dWh, db


report = nn.check_gradients((rnn, rnn_backward), small)
assert report
print(report)

# %% [markdown]
# Whose gradient reaches whom? For each pair of steps, the size of $\partial h_t / \partial x_s$.


# %%
def reach(forward, backward, T):
    """Norm of what h_t asks of x_s, (T, T)."""
    h, cache = forward()
    table = np.zeros((T, T))
    for t in range(T):
        dh = np.zeros_like(h)
        dh[:, t] = 1
        table[t] = np.linalg.norm(backward(dh, cache)[0], axis=(0, 2))
    return table


x = 0.5 * rng.standard_normal((4, 20, 8))
Wx, Wh, zero = rng.standard_normal((8, 16)) / 3, 0.9 * nn.orthogonal((16, 16), rng), np.zeros((4, 16))
table = reach(lambda: rnn(x, zero, Wx, Wh, np.zeros(16)), rnn_backward, 20)

figure, axes = plt.subplots(figsize=(5, 3.8), layout="constrained")
image = axes.imshow(np.log10(table + 1e-12), vmin=-4)
axes.set(title="log10 of what h_t asks of x_s", xlabel="s, step of the input", ylabel="t, step of the output")
figure.colorbar(image)
plt.show()
assert np.all(np.triu(table, 1) == 0)

# %% [markdown]
# The upper triangle is empty: nothing depends on what comes later. The diagonal is strong, and along each row
# the gradient fades to the left.
#
# **Try it.** Some programs stop after $k$ steps back ("truncated"), to save time. With $k = 10$ of 20 steps,
# which share of the squared gradient of the last row is lost here? Less than ...

# %%
lost_below = 0.05  # put your guess here

lost = np.sum(table[-1, :10] ** 2) / np.sum(table[-1] ** 2)
print(f"lost: {lost:.4f}")
assert lost < lost_below

# %% [markdown]
# ## 11.3 The gradient that vanishes
#
# **Question.** How fast does it fade, and what sets the speed?
#
# **Formula.** From step to step the error is multiplied by one matrix,
# $$dh_{t-1} = \left(dh_t \odot (1 - h_t^2)\right) W_h^T$$
# so its norm changes by at most the largest singular value of $W_h$ times the largest slope. The slopes are
# at most 1, and less where a unit is saturated. Over $k$ steps: the $k$-th power. Measure the norm of $dh_t$.


# %%
def norms_back(h, Wh, start):
    """Norm of dh_t for each step before the last, (T,)."""
    dh, norms = start, []
    for t in reversed(range(h.shape[1])):
        norms.append(np.linalg.norm(dh))
        dh = (dh * (1 - h[:, t] ** 2)) @ Wh.T
    return np.array(norms[::-1])


steps, units = 60, 32
x = rng.standard_normal((16, steps, units))
orthogonal, start = nn.orthogonal((units, units), rng), rng.standard_normal((16, units))
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.4), layout="constrained", sharey=True)
for panel, loudness, title in (
    (left, 1e-5, "soft input: tanh is a line"),
    (right, 0.5, "louder input: it bends"),
):
    for g in (1.1, 1.0, 0.9, 0.7):
        h, _ = rnn(loudness * x, np.zeros((16, units)), np.eye(units), g * orthogonal, np.zeros(units))
        norms = norms_back(h, g * orthogonal, start)
        panel.semilogy(norms / norms[-1], label=f"g = {g}")
    panel.set(title=title, xlabel="step t")
left.set(ylabel="norm of dh_t, last step = 1", ylim=(1e-12, 1e3))
left.legend(fontsize=8)
plt.show()

# %% [markdown]
# On the left, straight lines: powers. On the right the slopes are below 1, and even $g = 1.1$ fades. What a
# network at $g = 0.7$ should learn from 60 steps ago comes with less than a billionth of its weight. It is
# not lost in the noise; it is drowned by what the last steps ask for.
#
# **Try it.** Soft input and $g = 0.9$: after how many steps is less than one hundredth left?

# %%
needed = int(np.ceil(np.log(0.01) / np.log(0.9)))  # put your guess here

h, _ = rnn(1e-6 * x, np.zeros((16, units)), np.eye(units), 0.9 * orthogonal, np.zeros(units))
norms = norms_back(h, 0.9 * orthogonal, start)[::-1]
assert np.argmax(norms / norms[0] < 0.01) == needed

# %% [markdown]
# ## 11.4 LSTM: a cell that is added to
#
# **Question.** How can a state last for a hundred steps, if each step multiplies?
#
# **Formula** (song2021, eq. 2.14 to 2.19). By keeping a second state $c$, the *cell*, which is not squeezed
# through a matrix and a tanh in each step, but added to. Three gates between 0 and 1 decide:
# $$i, f, o = \sigma(x_t W_x + h_{t-1} W_h + b), \qquad g = \tanh(x_t W_x + h_{t-1} W_h + b)$$
# $$c_t = f \odot c_{t-1} + i \odot g, \qquad h_t = o \odot \tanh(c_t)$$
# Each of $i, f, g, o$ has weights of its own, which stand side by side, in this order. liu2026 prints the
# gates, the candidate and $h_t$ (9 to 11), but *no equation for* $c_t$: nothing can be computed from the page
# alone.


# %%
def lstm(x, h0, c0, Wx, Wh, b):
    h, c, kept, out = h0, c0, [], []
    for t in range(x.shape[1]):
        i, f, g, o = np.split(x[:, t] @ Wx + h @ Wh + b, 4, axis=1)  # (N, H) each
        i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
        past = h, c
        c = f * c + i * g
        h = o * np.tanh(c)
        kept.append((*past, i, f, g, o, np.tanh(c)))
        out.append(h)
    return np.stack(out, axis=1), (x, Wx, Wh, kept)  # (N, T, H)


shapes = [(N, T, D), (N, H), (N, H), (D, 4 * H), (H, 4 * H), (4 * H,)]
tensors = [rng.standard_normal(shape) for shape in shapes]
h, cache = lstm(*tensors)
assert np.allclose(h, nn.lstm_forward(*tensors)[0])

# %% [markdown]
# One unit as a switch: a large forget bias keeps the cell; the input gate opens when the second input knocks.

# %%
sound = np.sin(np.arange(80) / 6)
knocks = np.isin(np.arange(80), (12, 30)).astype(float)
x = np.stack([sound, knocks], axis=1)[None]  # (1, 80, 2)
Wx = np.zeros((2, 4))
Wx[1, 0], Wx[0, 2], Wx[1, 1] = 20, 2, -20  # a knock opens i and shuts f; the sound is the candidate
b = np.array([-10.0, 10, 0, 10])  # i shut, f open, o open
h, (_, _, _, kept) = lstm(x, np.zeros((1, 1)), np.zeros((1, 1)), Wx, np.zeros((1, 4)), b)
gates = np.array([[part[0, 0] for part in step] for step in kept])  # (80, 7)

figure, (above, below) = plt.subplots(2, 1, figsize=(8, 4), layout="constrained", sharex=True)
above.plot(sound, color="0.6", label="sound")
above.plot(h[0, :, 0], label="h: the sound at the last knock, held")
above.set(ylim=(-1.1, 1.9))
above.legend(fontsize=8, loc="upper right")
for k, name in ((2, "input gate"), (3, "forget gate")):
    below.plot(gates[:, k], label=name)
below.set(xlabel="step", ylabel="gate")
below.legend(fontsize=8)
plt.show()

# %% [markdown]
# **Try it.** If $i = 0$, $f = 0.99$ and nothing else happens: what is left of the cell after 100 steps?

# %%
left_over = 0.99**100  # put your guess here

forget = np.log(0.99 / 0.01)  # sigmoid of it is 0.99
b = np.array([-50.0, forget, 0, 50])
h, _ = lstm(
    np.zeros((1, 100, 1)), np.zeros((1, 1)), np.full((1, 1), 0.01), np.zeros((1, 4)), np.zeros((1, 4)), b
)
assert np.isclose(h[0, -1, 0], np.tanh(0.01 * left_over))

# %% [markdown]
# ## 11.5 The LSTM's backward
#
# **Question.** Two states go forward. What comes back?
#
# **Formula.** Two errors. $c_t$ was used twice, for $h_t$ and for $c_{t+1}$, so
# $$dc = dc_{\text{from } t + 1} + dh \odot o \odot (1 - \tanh^2 c_t)$$
# and from it, each gate's sum inside its activation, where $\sigma' = \sigma (1 - \sigma)$ and $\tanh' = 1 -
# \tanh^2$:
# $$da_i = dc\,g\,i(1 - i), \qquad da_f = dc\,c_{t-1} f(1 - f)$$
# $$da_g = dc\,i\,(1 - g^2), \qquad da_o = dh\,\tanh(c_t)\,o(1 - o)$$
# To step $t - 1$ go $dc \odot f$ and $da\,W_h^T$. Look at the first: **no matrix, no tanh**, only a product
# with $f$. With $f$ near 1 the error of the cell arrives.


# %%
def lstm_backward(dh_all, cache):
    x, Wx, Wh, kept = cache
    dx, dWx, dWh, db = np.zeros_like(x), np.zeros_like(Wx), np.zeros_like(Wh), np.zeros(Wh.shape[1])
    dh_sent, dc_sent = np.zeros_like(kept[0][0]), np.zeros_like(kept[0][0])
    for t in reversed(range(x.shape[1])):
        past_h, past_c, i, f, g, o, bent = kept[t]
        dh = dh_all[:, t] + dh_sent
        dc = dc_sent + dh * o * (1 - bent**2)
        da = [dc * g * i * (1 - i), dc * past_c * f * (1 - f), dc * i * (1 - g**2), dh * bent * o * (1 - o)]
        da = np.concatenate(da, axis=1)  # (N, 4H)
        dx[:, t] = da @ Wx.T
        dWx += x[:, t].T @ da
        dWh += past_h.T @ da
        db += da.sum(axis=0)
        dh_sent, dc_sent = da @ Wh.T, dc * f
    return dx, dh_sent, dc_sent, dWx, dWh, db


assert nn.check_gradients((lstm, lstm_backward), tensors)
for mine, library in zip(lstm_backward(h := lstm(*tensors)[0], lstm(*tensors)[1]),
                         nn.lstm_backward(h, nn.lstm_forward(*tensors)[1])):  # fmt: skip
    assert np.allclose(mine, library)

# %% [markdown]
# The same measurement as in 11.3, at the start of a training: an Elman network, and an LSTM by its forget
# bias.

# %%
x = 0.5 * rng.standard_normal((16, steps, units))
flat = np.zeros((16, units))
last_only = np.zeros((16, steps, units))
last_only[:, -1] = start
figure, axes = plt.subplots(figsize=(8, 3.4), layout="constrained")
W_rnn = [nn.glorot_uniform((units, units), rng, np.float64), nn.orthogonal((units, units), rng)]
grad = rnn_backward(last_only, rnn(x, flat, *W_rnn, np.zeros(units))[1])[0]
norms = np.linalg.norm(grad, axis=(0, 2))
axes.semilogy(norms / norms[-1], "k", label="Elman network")
Wx = nn.glorot_uniform((units, 4 * units), rng, np.float64)
Wh = np.concatenate([nn.orthogonal((units, units), rng) for _ in range(4)], axis=1)
arrives = {}
for bias in (0, 1, 3, 5):
    b = np.zeros(4 * units)
    b[units : 2 * units] = bias
    grad = lstm_backward(last_only, lstm(x, flat, flat, Wx, Wh, b)[1])[0]
    norms = np.linalg.norm(grad, axis=(0, 2))
    arrives[bias] = norms[0] / norms[-1]
    axes.semilogy(norms / norms[-1], label=f"LSTM, forget bias {bias}: f = {sigmoid(bias):.2f}")
axes.set(
    title="what the last step asks of the input of step t", xlabel="step t", ylabel="norm, last step = 1"
)
axes.legend(fontsize=8)
plt.show()
print({bias: f"{part:.1e}" for bias, part in arrives.items()})

# %% [markdown]
# An LSTM whose forget gates are half open fades as an Elman network does, or worse. What helps is the gate
# being *open*: hence the library, like Keras, starts the forget bias at 1. None of the papers says how theirs
# starts.
#
# **Try it.** Sort by what arrives at step 0: forget bias 0, 1, 3, 5, the least first.

# %%
order = [0, 1, 3, 5]  # put your guess here

assert sorted(arrives, key=arrives.get) == order

# %% [markdown]
# ## 11.6 GRU: two cells of one name
#
# **Question.** Can three sets of weights do what the LSTM does with four? And why do two programs with the
# same weights disagree?
#
# **Formula** (song2021, eq. 2.20 to 2.23). One state, an update gate $z$, a reset gate $r$:
# $$z_t = \sigma(W_z x_t + U_z h_{t-1}), \qquad r_t = \sigma(W_r x_t + U_r h_{t-1})$$
# $$\hat h_t = \tanh(W x_t + U(r_t \odot h_{t-1})), \qquad
# h_t = (1 - z_t) \odot h_{t-1} + z_t \odot \hat h_t$$
# **Misprint.** Eq. 2.22 lacks the hat: it prints $h_t$ on the left. Then 2.20 would have no candidate, and
# the update gate no say. The list of symbols names a bias that the equations do not have.
#
# Two conventions are hidden in it. *Which side gets $z$*: as printed, the candidate; in PyTorch and Keras,
# the past. *Where the reset gate stands*: as printed, before $U$; in PyTorch (and by default in Keras), after
# it, $\tanh(W x_t + r_t \odot (U h_{t-1}))$, which needs one matrix product less in a row.


# %%
def gru(x, h0, Wx, Wh, update="candidate", reset="before"):
    H, h, out = len(Wh), h0, []
    for t in range(x.shape[1]):
        xz, xr, xn = np.split(x[:, t] @ Wx, 3, axis=1)  # (N, H) each
        Uz, Ur, Un = Wh[:, :H], Wh[:, H : 2 * H], Wh[:, 2 * H :]
        z, r = sigmoid(xz + h @ Uz), sigmoid(xr + h @ Ur)
        past = (r * h) @ Un if reset == "before" else r * (h @ Un)
        new = np.tanh(xn + past)
        h = (1 - z) * h + z * new if update == "candidate" else z * h + (1 - z) * new
        out.append(h)
    return np.stack(out, axis=1)  # (N, T, H)


x = rng.standard_normal((1, 40, 3))
weights = np.zeros((1, 8)), 0.7 * rng.standard_normal((3, 24)), 0.7 * rng.standard_normal((8, 24))
readings = {(u, r): gru(x, *weights, u, r) for u in ("candidate", "past") for r in ("before", "after")}
for (update, reset), h in readings.items():
    assert np.allclose(h, nn.gru_forward(x, *weights, update=update, reset=reset)[0])

figure, axes = plt.subplots(figsize=(9, 3), layout="constrained")
for (update, reset), h in readings.items():
    axes.plot(
        h[0, :, 0], ls="-" if reset == "before" else "--", label=f"z weighs the {update}, reset {reset} U"
    )
axes.set(title="the same weights, four GRUs: unit 0", xlabel="step", ylabel="h", ylim=(-1.7, 1.1))
axes.legend(fontsize=8, ncols=2, loc="lower right")
plt.show()

# %% [markdown]
# They are different functions, and none is wrong. The first two are the same *family*: turn the sign of $z$'s
# weights, and one becomes the other, because $1 - \sigma(a) = \sigma(-a)$. With the reset it is not so: no
# choice of weights makes one of the other. That is what one has to know when weights are loaded.
#
# **Try it.** Make "past" of "candidate" by changing the weights.

# %%
flip_z = -1  # put your guess here: what the z third of both matrices is multiplied by

factors = np.repeat([flip_z, 1, 1], 8)
h0, Wx, Wh = weights
assert np.allclose(gru(x, h0, Wx * factors, Wh * factors, "past"), readings["candidate", "before"])

# %% [markdown]
# ## 11.7 Lengths and padding
#
# **Question.** Clips have unequal lengths, an array has one. What stands behind the end?
#
# **Formula.** Zeros, or anything; and a mask of what counts, $m_{nt} = 1$ while $t < \text{length}_n$.
# Results and gradients must not know what stands behind the end:
# $$h_{nt} = m_{nt}\,h_{nt}, \qquad dh_{nt} \leftarrow m_{nt}\,dh_{nt}, \qquad
# \text{last state} = h_{n,\,\text{length}_n}$$
# The classical error is to read `h[:, -1]`: for a short clip, that state has run on through padding.

# %%
lengths = np.array([12, 40])
two = rng.standard_normal((2, 40, 3))
two[0, 12:] = 0  # padded with silence
h0 = np.zeros((2, 8))
running_on = nn.gru_forward(two, h0, Wx, Wh)[0]
masked, cache = nn.gru_forward(two, h0, Wx, Wh, lengths=lengths)
alone = nn.gru_forward(two[:1, :12], h0[:1], Wx, Wh)[0]
assert np.allclose(masked[0, :12], alone[0]) and np.all(masked[0, 12:] == 0)

figure, axes = plt.subplots(figsize=(8, 3), layout="constrained")
axes.plot(running_on[0, :, 0], label="no lengths: the state runs on")
axes.plot(masked[0, :, 0], label="with lengths")
axes.axvline(11, color="k", ls=":", label="the clip's own last step")
axes.set(title="a clip of 12 steps in an array of 40", xlabel="step", ylabel="h")
axes.legend(fontsize=8)
plt.show()

# %% [markdown]
# **Try it.** Put a million behind the end of the short clip. What changes in its states, and what is the
# gradient of the padding?

# %%
change, gradient_there = 0.0, 0.0  # put your guesses here

two[0, 12:] = 1e6
again, cache = nn.gru_forward(two, h0, Wx, Wh, lengths=lengths)
dx = nn.gru_backward(np.ones_like(again), cache)[0]
assert np.abs(again - masked).max() == change and np.abs(dx[0, 12:]).max() == gradient_there

# %% [markdown]
# ## 11.8 Who remembers?
#
# **Question.** Does the gradient that arrives make a network learn?
#
# **Formula.** A test of memory: the first frame says which of four classes it is, then noise follows. The
# class is asked for at the last step, so that the loss reaches the first frame through all the steps, or not
# at all.


# %%
def memory_clips(n, steps, draw):
    """x (n, steps, 4): a class in the first frame, then noise; and the class."""
    truth = draw.integers(4, size=n)
    x = 0.3 * draw.standard_normal((n, steps, 4))
    x[:, 0] = np.eye(4)[truth]
    return x.astype(np.float32), truth


STARTS = {  # a layer, which third or quarter of its bias is set, and to what
    "Elman": (nn.RNN, None, 0),
    "LSTM, forget bias 0": (nn.LSTM, 1, 0), "LSTM, forget bias 3": (nn.LSTM, 1, 3),
    "GRU, bias of z 0": (nn.GRU, 0, 0), "GRU, bias of z -3": (nn.GRU, 0, -3),
}  # fmt: skip


# %% [markdown]
# Five networks: two LSTMs and two GRUs differ in nothing but the start of one bias.


# %%
def remember(name, steps=50, updates=200, H=16):
    """Rate of right classes in each ten updates, on clips that are new each time."""
    draw = np.random.default_rng(0)
    Layer, part, bias = STARTS[name]
    layer, out = Layer(4, H, rng=draw), nn.Dense(H, 4, rng=draw)
    if part is not None:
        layer.cells[0].b.value[part * H : (part + 1) * H] = bias
    optimiser, rates = nn.Adam({**layer.parameters(), "out.W": out.W, "out.b": out.b}, 5e-3), []
    for _ in range(updates):
        x, truth = memory_clips(32, steps, draw)
        h = layer(x)
        scores = out(h[:, -1])
        rates.append(np.mean(scores.argmax(axis=1) == truth))
        optimiser.zero_grad()
        dh = np.zeros_like(h)
        dh[:, -1] = out.backward(nn.softmax_cross_entropy(scores, truth)[1])
        layer.backward(dh)
        nn.clip_gradients(optimiser.parameters, 1.0)
        optimiser.step()
    return np.mean(np.reshape(rates, (-1, 10)), axis=1)


# %%
figure, axes = plt.subplots(figsize=(8, 3.4), layout="constrained")
final = {}
for name, colour in zip(STARTS, ("k", "C0", "C0", "C1", "C1")):
    rates = remember(name)
    final[name] = rates[-4:].mean()
    style = "--" if name.endswith(" 0") else "-"
    axes.plot(10 * np.arange(1, len(rates) + 1), rates, style, color=colour, label=name)
axes.axhline(0.25, color="k", ls=":", lw=1)
axes.set(title="the class was said 50 steps ago", xlabel="update", ylabel="correct", ylim=(0, 1.05))
axes.legend(fontsize=8)
plt.show()
for name, rate in final.items():
    print(f"{name:20} {rate:.2f}")
assert final["LSTM, forget bias 3"] > final["LSTM, forget bias 0"] + 0.2
assert final["GRU, bias of z -3"] > final["GRU, bias of z 0"] + 0.2

# %% [markdown]
# Not the name of the cell decides here, but how its gates stand at the start. Half open, both gated cells
# guess until the end, as 11.5 foretold: nothing of the first frame arrives. Open, they learn. The Elman
# network does well from its orthogonal start, which the library gives it; so "an RNN cannot remember" is too
# simple. What the gates add is that the network can *learn* when to keep and when to overwrite.
#
# **Try it.** In our GRU $z$ weighs the candidate. Which sign must the bias of $z$ have in PyTorch's
# convention, where it weighs the past, to start with a long memory?

# %%
sign = +1  # put your guess here

kept_share = {"candidate": 1 - sigmoid(-3.0), "past": sigmoid(sign * 3.0)}
assert np.isclose(kept_share["candidate"], kept_share["past"])

# %% [markdown]
# ## 11.9 Speed: the loop that cannot be avoided
#
# **Question.** Step $t$ needs step $t - 1$: no array expression runs over time. What can a kernel still save?
#
# **Speed.** The product $x_t W_x$ of all steps is one large product, done before the loop. Inside there is
# one small product a step, and a dozen passes over small arrays, each of which costs Python more than the
# computer. The kernel runs the loop in machine code, and does a step's sums while they are at hand.

# %%
shapes = [(16, 100, 13), (16, 64), (16, 64), (13, 256), (64, 256), (256,)]  # a batch of MFCC, 64 units
tensors = [(0.1 * rng.standard_normal(shape)).astype(np.float32) for shape in shapes]
dh = rng.standard_normal((16, 100, 64)).astype(np.float32)
milliseconds, states = {}, {}


def by_hand():
    h, cache = lstm(*tensors)
    lstm_backward(dh, cache)
    return h


def by_library():
    h, cache = nn.lstm_forward(*tensors)
    nn.lstm_backward(dh, cache)
    return h


# %% [markdown]
# The least of four runs each.

# %%
for label, face, run in (("this page", "numpy", by_hand), ("formula", "numpy", by_library),
                         ("kernel", "numba", by_library)):  # fmt: skip
    with emolab.use(face):
        taken = []
        for _ in range(4):  # the first call loads the kernel
            begin = time.perf_counter()
            states[label] = run()
            taken.append(1000 * (time.perf_counter() - begin))
        milliseconds[label] = min(taken)

figure, axes = plt.subplots(figsize=(7, 2.2), layout="constrained")
axes.barh(list(milliseconds), list(milliseconds.values()))
axes.set(title="LSTM, forward and backward, 16 clips of 100 steps", xlabel="milliseconds")
axes.invert_yaxis()
plt.show()
assert np.abs(states["kernel"] - states["this page"]).max() < 1e-4
print({label: f"{taken:.1f} ms" for label, taken in milliseconds.items()})

# %% [markdown]
# **Try it.** How many weights has this LSTM, biases and all? ($D = 13$, $H = 64$.)

# %%
weights = 4 * 64 * (13 + 64 + 1)  # put your guess here

assert weights == sum(p.value.size for p in nn.LSTM(13, 64, rng=0).parameters().values())

# %% [markdown]
# ## 11.10 In the papers
#
# - **song2021** prints LSTM (2.14 to 2.19) and GRU (2.20 to 2.23) and uses GRUs: three of 256 units for the
#   voice, one of 512 for the face. Without the hat that 2.22 lacks, the update gate would do nothing. Which
#   of the four readings its program had is not said.
# - **liu2026** has the Elman network of 128 units (8) and an LSTM of 256 (9 to 11) in a row, and leaves out
#   the equation of the cell.
# - **zhu2022** reads the voice by an LSTM with attention ([tutorial 12](12_attention.py)); its prose merges
#   two gates into "attention gates", which the library offers as `AttentionLSTM(gates="attention")`.
# - **liu2021** drops 0.2 of the recurrent state while it trains, and pads all clips with zeros to one length.
#   It does not speak of masks. Read 11.7 again before you do the same.
#
# No paper prints a backward, says how the gates start, or what happens behind the end of a clip.
#
# ## 11.11 Exercise
#
# `emolab exercise start lstm`: `lstm_forward` and `lstm_backward` with all their gradients. It takes an
# afternoon, and what you write can train a system of the library in its own layer's place.
#
# Next: [attention](12_attention.py).
