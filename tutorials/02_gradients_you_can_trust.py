# %% [markdown]
# # 2. Gradients you can trust
#
# A network learns from one thing only: the gradient, which says for every weight whether more of it would
# raise the loss, and how steeply. Here you write such gradients by hand. If the forward is wrong, the output
# looks wrong. If the backward is wrong, the network often learns all the same, only worse, and nobody is
# told. So this page is about one question: how do you *know* that a hand-written backward is right?
#
# You need the chain rule and matrix products. It takes about an hour to read, and ten seconds to run.

# %%
import time

import matplotlib.pyplot as plt
import numpy as np

import emolab
from emolab import nn

# %% [markdown]
# ## 2.1 One layer, told slowly
#
# **Question.** How does the loss change with each weight of a dense layer?
#
# **Formula** (song2021, eq. 2.1, for a batch). With $N$ rows of $D$ features and $H$ outputs, $y = xW + b$:
# $$y_{nh} = b_h + \sum_d x_{nd} W_{dh}$$
# First the slow code, one product at a time.

# %%
rng = np.random.default_rng(0)
x, W, b = (rng.standard_normal(shape) for shape in [(5, 3), (3, 4), (4,)])


def dense_slow(x, W, b):
    y = np.tile(b, (len(x), 1))  # (N, H)
    for n, d, h in np.ndindex(len(x), *W.shape):
        y[n, h] += x[n, d] * W[d, h]
    return y


y, cache = nn.dense_forward(x, W, b)  # the library's: x @ W + b, and what the backward needs
assert np.allclose(y, dense_slow(x, W, b))

# %% [markdown]
# **Derivation.** Let $L$ be the loss, and write $dy$ for $\partial L / \partial y$, one number for each
# number of $y$. It comes from the layer above, which is called first on the way back. Look at the line
# inside the loop: $W_{dh}$ touches $y_{nh}$ with slope $x_{nd}$, and $x_{nd}$ touches $y_{nh}$ with slope
# $W_{dh}$. The chain rule multiplies, and adds up over everything that was touched:
# $$dW_{dh} = \sum_n x_{nd}\,dy_{nh}, \qquad dx_{nd} = \sum_h dy_{nh} W_{dh}, \qquad db_h = \sum_n dy_{nh}$$
# So every `y += x * W` of the forward has two lines in the backward. As matrices: $dW = x^T dy$ and $dx =
# dy\,W^T$. The backward wants $x$ and $W$; so the forward keeps them in its *cache*. It does not want $y$,
# so $y$ is not kept: memory is what training runs out of first.


# %%
def dense_slow_backward(dy, x, W):
    dx, dW = np.zeros_like(x), np.zeros_like(W)
    for n, d, h in np.ndindex(len(x), *W.shape):
        dx[n, d] += dy[n, h] * W[d, h]
        dW[d, h] += dy[n, h] * x[n, d]
    return dx, dW, dy.sum(axis=0)


goal = rng.standard_normal(y.shape)


def loss_of(W):
    return 0.5 * np.sum((x @ W + b - goal) ** 2)


dy = y - goal  # the slope of that loss
dx, dW, db = dense_slow_backward(dy, x, W)
for mine, library in zip((dx, dW, db), nn.dense_backward(dy, cache)):
    assert np.allclose(mine, library)

# %% [markdown]
# **Check.** No algebra now: push one weight up a little, push it down, and see what the loss does.

# %%
measured = np.zeros_like(W)
for place in np.ndindex(W.shape):
    push = np.zeros_like(W)
    push[place] = 1e-5
    measured[place] = (loss_of(W + push) - loss_of(W - push)) / 2e-5
assert np.allclose(measured, dW, rtol=1e-7)

place = np.unravel_index(np.abs(dW).argmax(), W.shape)  # the steepest weight
one = np.zeros_like(W)
one[place] = 1
moves = np.linspace(-2, 2, 41)
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
left.plot(moves, [loss_of(W + move * one) for move in moves], label="loss")
left.plot(moves, loss_of(W) + dW[place] * moves, "k--", lw=1, label="slope from the backward")
left.set(title="one weight moves, the others stay", xlabel="change of the steepest weight", ylabel="L")
left.legend()
right.axline((0, 0), slope=1, color="0.8", zorder=0)
right.plot(dW.ravel(), measured.ravel(), "o", ms=5)
right.set(title="all twelve weights", xlabel="dW from the backward", ylabel="dW measured")
plt.show()

# %% [markdown]
# **Try it.** Let $x$ be twice as large and $dy$ stay. By which factors do $dx$, $dW$ and $db$ grow?

# %%
factors = 1, 2, 1  # put your guesses here

for before, after, factor in zip((dx, dW, db), dense_slow_backward(dy, 2 * x, W), factors):
    assert np.allclose(after, factor * before)

# %% [markdown]
# ## 2.2 Softmax, cross-entropy, and a sign
#
# **Question.** Which way must the scores of a classifier move?
#
# **Formula** (song2021, eq. 2.8 and 2.11). Scores $z$, probabilities $\hat y$, the truth $y$ with a single 1:
# $$\hat y_i = \frac{e^{z_i}}{\sum_j e^{z_j}}, \qquad \xi = -\sum_i y_i \log \hat y_i$$
# **Derivation.** Only the true class $k$ is left of the sum: $\xi = -z_k + \log \sum_j e^{z_j}$. The first
# term has slope $-1$ at $z_k$, and the slope of the second at $z_i$ is $\hat y_i$. So
# $$\frac{\partial \xi}{\partial z_i} = \hat y_i - y_i$$
# **Misprint.** Eq. 2.12 prints $y_i - \hat y_i$. (And 2.8 has a $j$ in its numerator, where $i$ must
# stand.) Is a sign worth a fuss? Run both.

# %%
middles = np.array([[0, 1.6], [-1.4, -0.8], [1.4, -0.8]])
labels = np.repeat([0, 1, 2], 30)
points = middles[labels] + 0.6 * rng.standard_normal((90, 2))
truth = np.eye(3)[labels]  # (N, C)


def train(sign, steps=40, rate=0.5):
    W, b, losses = np.zeros((2, 3)), np.zeros(3), []
    for _ in range(steps):
        p = nn.softmax(points @ W + b)  # (N, C)
        losses.append(-np.log(p[truth == 1]).mean())
        dz = sign * (p - truth) / len(p)  # the mean over the batch divides by N
        W -= rate * points.T @ dz
        b -= rate * dz.sum(axis=0)
    return W, b, losses


W2, b2, mended = train(+1)
_, _, printed = train(-1)
assert mended[-1] < mended[0] < printed[-1]
z = points @ W2 + b2
assert np.allclose(nn.softmax_cross_entropy(z, labels)[1], (nn.softmax(z) - truth) / 90)

# %%
grid = np.stack(np.meshgrid(np.linspace(-3.5, 3.5, 200), np.linspace(-3, 3.5, 200)), axis=-1)
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
left.contourf(*np.moveaxis(grid, -1, 0), (grid @ W2 + b2).argmax(-1), [-1, 0.5, 1.5, 3],
              colors=["C0", "C1", "C2"], alpha=0.2)  # fmt: skip
for k in range(3):
    left.plot(*points[labels == k].T, "o", ms=3, color=f"C{k}")
left.set(title="what the mended sign learns", xlabel="feature 1", ylabel="feature 2")
right.semilogy(printed, "C3", label="as printed: truth - prediction")
right.semilogy(mended, "C0", label="mended: prediction - truth")
right.set(title="the loss", xlabel="step", ylabel="cross-entropy")
right.legend()
plt.show()

# %% [markdown]
# The printed sign climbs: each step makes the truth less likely.
#
# **Try it.** All weights start at 0. What is the loss of three classes before the first step?

# %%
start = np.log(3)  # put your guess here

assert np.isclose(mended[0], start)

# %% [markdown]
# ## 2.3 How small a step?
#
# **Question.** A derivative is a limit. A computer has to stop somewhere. Where?
#
# **Formula.** Three ways to measure a slope, each with what it leaves out:
# $$\frac{f(x+h) - f(x)}{h} + O(h), \qquad \frac{f(x+h) - f(x-h)}{2h} + O(h^2)$$
# $$\frac{8\,(f(x+h) - f(x-h)) - (f(x+2h) - f(x-2h))}{12h} + O(h^4)$$
# They are called forward, central and fourth-order difference. A smaller $h$ leaves out less. But each $f$
# is rounded, and the rounding error, about $\varepsilon$, is divided by $h$ as well. Try it on tanh, whose
# slope is known (eq. 2.7).


# %%
def forward_difference(f, x, h):
    return (f(x + h) - f(x)) / h


def central_difference(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)


def fourth_order(f, x, h):
    return (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h)


steps = 10.0 ** np.arange(-13, 0, 0.25)
sweep = {}
for dtype in (np.float64, np.float32):
    at = rng.uniform(-2, 2, 500).astype(dtype)
    slope = 1 - np.tanh(at.astype(np.float64)) ** 2
    for rule in (forward_difference, central_difference, fourth_order):
        errors = [np.median(np.abs(rule(np.tanh, at, dtype(h)) - slope) / slope) for h in steps]
        sweep[rule.__name__, dtype.__name__] = np.array(errors)

# %%
figure, axes = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained", sharey=True)
for panel, name in zip(axes, ("float64", "float32")):
    for (rule, kind), errors in sweep.items():
        if kind != name:
            continue
        (line,) = panel.loglog(steps, errors, label=rule.replace("_", " "))
        panel.plot(steps[errors.argmin()], errors.min(), "o", color=line.get_color())
    panel.axhline(1e-7, color="k", ls=":", lw=1)
    panel.text(1e-13, 1.4e-7, "1e-7", va="bottom")
    panel.set(title=name, xlabel="step h", ylim=(1e-14, 10))
    panel.legend(loc="lower left")
axes[0].set_ylabel("relative error")
plt.show()
assert all((errors.min() > 1e-7) == (kind == "float32") for (_, kind), errors in sweep.items())

# %% [markdown]
# Every curve is a V. Its right arm is what the formula leaves out, with slopes 1, 2 and 4. Its left arm is
# rounding. So the smallest step is never the best one. In float64 the fourth-order rule leaves a wide margin
# below the dotted line; in float32 no rule ever reaches that line. Hence two laws: **check in float64, train
# in float32**, and **sweep the step** instead of guessing it. `nn.check_gradients` does both.
#
# **Try it.** Near which power of ten is the best step of the central difference in float64? (Where do
# $h^2$ and $\varepsilon / h$ meet? $\varepsilon$ is about $10^{-16}$.)

# %%
guess = 1e-5  # put your guess here

best = steps[sweep["central_difference", "float64"].argmin()]
assert guess / 10 < best < guess * 10, f"it is {best:.0e}"

# %% [markdown]
# ## 2.4 How much error is too much?
#
# **Question.** The measured and the written gradient differ by $10^{-9}$. Is that good?
#
# **Formula.** It depends on how large they are. So divide, $a$ being analytic and $n$ numeric:
# $$\text{error} = \frac{|a - n|}{\max(|a|, |n|)}$$
# Below, the same layer has its loss multiplied by anything from $10^{-8}$ to $10^{8}$, as happens with other
# units, batch sizes or depths. One backward is right; the other is 1 % too large.

# %%
largeness, apart = [], {"right": [], "1 % too large": []}
for scale in 10.0 ** np.arange(-8, 9, 2):
    for place in np.ndindex(W.shape):
        one = np.zeros_like(W)
        one[place] = 1
        numeric = fourth_order(lambda t, one=one, scale=scale: scale * loss_of(W + t * one), 0.0, 1e-2)
        largeness.append(np.abs(numeric))
        apart["right"].append(np.abs(scale * dW[place] - numeric))
        apart["1 % too large"].append(np.abs(1.01 * scale * dW[place] - numeric))

size = np.array([1e-10, 1e10])
figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
for (name, values), colour in zip(apart.items(), ("C0", "C3")):
    axes.loglog(largeness, np.maximum(values, 1e-26), ".", color=colour, label=name)
axes.plot(size, 1e-7 * size, "k", lw=1, label="allowed: relative, 1e-7")
axes.plot(size, 1e-6 + 0 * size, "k--", lw=1, label="allowed: absolute, 1e-6")
axes.set(title="below a line passes", xlabel="size of the gradient", ylabel="|analytic - numeric|")
axes.legend(fontsize=8)
plt.show()

allowed = 1e-7 * np.array(largeness)
assert np.all(np.array(apart["right"]) < allowed) and np.all(np.array(apart["1 % too large"]) > allowed)

# %% [markdown]
# The relative line parts right from wrong everywhere. The absolute line accepts the wrong gradient where
# numbers are small, and would reject a right one where they are huge. Why $10^{-7}$? Good differences in
# float64 reach $10^{-9}$ or better, and a slip of the pen is seldom below $10^{-3}$: it lies between, with
# room on both sides. (An entry that is nearly 0 beside its neighbours is held to 1/100 of the largest
# instead: no subtraction can keep its digits.)
#
# **Try it.** What is the relative error of a gradient that is 1 % too large?

# %%
error = 0.01 / 1.01  # put your guess here

assert np.isclose(np.array(apart["1 % too large"][0]) / (1.01 * largeness[0]), error)

# %% [markdown]
# ## 2.5 Why not simply `.sum()`?
#
# **Question.** A loss is one number, a layer returns many. How do we make one number of them?
#
# **Formula.** Weigh them: $L = \sum_i v_i y_i$. Then $dy = v$, and the backward must return $J^T v$, where
# $J_{ij} = \partial y_i / \partial x_j$. The weights $v$ are called the *cotangent*. Plain `.sum()` is $v =
# (1, \dots, 1)$: handy, often seen, and blind. A softmax always sums to 1, so with `.sum()` the right
# answer is 0, whatever the scores. Here is a backward that forgot the weights $y_j$ of the mean it takes
# off:


# %%
def wrong_softmax_backward(dy, cache):
    y = cache.y
    return y * (dy - dy.mean(axis=-1, keepdims=True))  # right: dy - sum of dy_j y_j


scores = np.array([[0.0, 1.0, 0.5, 2.0, -1.0, 1.5]])
_, cache = nn.softmax_forward(scores)
backwards = {"right": nn.softmax_backward, "wrong": wrong_softmax_backward}
v = rng.standard_normal((1, 6))

figure, axes = plt.subplots(1, 4, figsize=(10, 3), layout="constrained")
for panel, (name, backward) in zip(axes, backwards.items()):
    J = np.stack([backward(row[None], cache)[0] for row in np.eye(6)])
    panel.imshow(J, cmap="RdBu_r", vmin=-0.25, vmax=0.25)
    panel.set(title=f"Jacobian, {name}", xlabel="input", ylabel="output", xticks=[], yticks=[])
for panel, dy, title in zip(axes[2:], (np.ones((1, 6)), v), ("dx for .sum()", "dx for a random v")):
    for shift, (name, backward) in zip((-0.2, 0.2), backwards.items()):
        panel.bar(np.arange(6) + shift, backward(dy, cache)[0], 0.4, label=name)
    panel.set(title=title, xlabel="input", ylim=(-0.5, 0.5))
    panel.axhline(0, color="k", lw=0.8)
axes[2].text(2.5, 0.05, "both are 0", ha="center")
axes[3].legend()
plt.show()

ones = np.ones((1, 6))
assert np.allclose(wrong_softmax_backward(ones, cache), nn.softmax_backward(ones, cache))  # .sum() is content
assert not np.allclose(wrong_softmax_backward(v, cache), nn.softmax_backward(v, cache))
assert not nn.check_gradients((nn.softmax_forward, wrong_softmax_backward), (scores,))

# %% [markdown]
# Two different matrices, and the sums of their columns agree: all 0. Batch normalisation is blind in the
# same way, because its outputs always sum to $N\beta$. With a random $v$, an error would have to be at
# right angles to $v$ by chance to stay unseen. `check_gradients` uses random cotangents, and where $J$ is
# small, all of it.
#
# **Try it.** The gradient of batch normalisation has three terms. Leave out as many as you like, so that
# `.sum()` still finds nothing.


# %%
def my_backward(dy, cache):
    deviation = np.sqrt(cache.variance + cache.eps)  # (C,)
    dx = cache.gamma / deviation * (dy - dy.mean(axis=0))  # put your own here; the x_hat term is gone
    x_hat = (cache.x - cache.mean) / deviation  # (N, C)
    return dx, (dy * x_hat).sum(axis=0), dy.sum(axis=0)


batch = rng.standard_normal((6, 3)), rng.uniform(0.5, 2, 3), rng.standard_normal(3)
_, cache = nn.batch_norm_forward(*batch)
pairs = zip(my_backward(np.ones((6, 3)), cache), nn.batch_norm_backward(np.ones((6, 3)), cache))
assert all(np.allclose(mine, right) for mine, right in pairs), ".sum() has noticed"
assert not nn.check_gradients((nn.batch_norm_forward, my_backward), batch), "it is right after all"

# %% [markdown]
# ## 2.6 Kinks
#
# **Question.** What is the slope of the rectified linear unit at 0?
#
# **Formula** (song2021, eq. 2.9, mended, and 2.10). There is none, and any number from 0 to 1 will do:
# $$f(x) = \begin{cases} x & x \ge 0 \\ 0 & x < 0 \end{cases} \qquad
# f'(x) = \begin{cases} 1 & x \ge 0 \\ 0 & x < 0 \end{cases}$$
# **Misprint.** Eq. 2.9 prints the two conditions swapped: $x$ where $x < 0$, and 0 where $x \ge 0$.
# Everything positive is dead then, and 2.10, which is printed rightly, is not its derivative.


# %%
def printed_relu(x):
    return np.where(x < 0, x, 0), (x,)


def slope_2_10(dy, cache):
    return dy * (cache[0] >= 0)


assert not printed_relu(np.array([0.5, 2.0, 7.0]))[0].any()  # all that is positive is gone

near = nn.away_from(rng.standard_normal((4, 6)), margin=0.1)  # no input closer to the kink than 0.1
assert not nn.check_gradients((printed_relu, slope_2_10), (near,), margin=0.1)
assert nn.check_gradients((nn.relu_forward, nn.relu_backward), (near,), margin=0.1)

line = np.linspace(-2, 2, 801)
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
left.plot(line, nn.relu(line), label="mended")
left.plot(line, printed_relu(line)[0], "C3--", label="as printed")
left.set(title="the rectified linear unit", xlabel="x", ylabel="f(x)")
left.legend()
for h in (0.4, 0.1, 0.01):
    right.plot(line, central_difference(nn.relu, line, h), label=f"measured, h = {h}")
right.plot(line, line >= 0, "k:", label="eq. 2.10")
right.set(title="its slope", xlabel="x", ylabel="f'(x)", xlim=(-1, 1), xticks=[-1, 0, 1])
right.legend(loc="upper left", fontsize=8)
plt.show()

# %% [markdown]
# A difference that straddles the kink mixes both sides, and calls a right backward wrong. So inputs are drawn
# at a margin, and the step stays below it. At exactly 0 nothing can be measured: there the convention is
# stated (1, as 2.10 has it; `at_zero=0` is PyTorch's) and tested by itself.
#
# **Try it.** What does a central difference say at exactly 0?

# %%
straddling = 0.5  # put your guess here

assert np.isclose(central_difference(nn.relu, np.zeros(1), 1e-5), straddling)

# %% [markdown]
# ## 2.7 The loop over time
#
# **Question.** A recurrent network uses the same weights at each step. Whose gradient is theirs?
#
# **Formula** (liu2026, eq. 8, with a bias). The state is a squashed mixture of input and last state:
# $$a_t = x_t W_x + h_{t-1} W_h + b, \qquad h_t = \tanh a_t$$
# **Derivation.** $h_t$ is used twice: it is an output, and it is what step $t + 1$ begins with. Two uses, two
# gradients, and they add up. Through tanh the slope is $1 - h_t^2$ (eq. 2.7):
# $$da_t = (dh_t + da_{t+1} W_h^T) \odot (1 - h_t^2)$$
# So time runs backwards: step $t$ needs what $t + 1$ sends. Inside a step it is the dense layer again. The
# weights were used at each step, so their gradients add up over the steps.


# %%
def cell_forward(x, h0, Wx, Wh, b):
    h = [h0]  # (N, H) each
    for t in range(x.shape[1]):
        h.append(np.tanh(x[:, t] @ Wx + h[-1] @ Wh + b))
    return np.stack(h[1:], axis=1), (x, h, Wx, Wh)  # (N, T, H); h is kept, a is not: 1 - h^2 is enough


def cell_backward(dh, cache):
    x, h, Wx, Wh = cache
    dx, dWx, dWh, db = np.zeros_like(x), np.zeros_like(Wx), np.zeros_like(Wh), np.zeros(len(Wh))
    sent = np.zeros_like(h[0])  # from step t + 1
    for t in reversed(range(x.shape[1])):
        da = (dh[:, t] + sent) * (1 - h[t + 1] ** 2)  # (N, H); h[0] is h0, so h[t + 1] is step t's own
        dx[:, t] = da @ Wx.T
        dWx += x[:, t].T @ da
        dWh += h[t].T @ da
        db += da.sum(axis=0)
        sent = da @ Wh.T
    return dx, sent, dWx, dWh, db  # what step 0 sends back is the gradient of h0


N, T, D, H = 2, 5, 3, 4
sequence = [rng.standard_normal(shape) for shape in [(N, T, D), (N, H), (D, H), (H, H), (H,)]]
honest = nn.check_gradients((cell_forward, cell_backward), sequence)
assert honest
print(honest)

# %% [markdown]
# Every entry of every Jacobian has been held against a difference. Now that the gradient can be trusted, look
# at it: how much of what the last of 40 steps wants arrives at the steps before it? $W_h$ is
# an orthogonal matrix, which keeps lengths, times $g$.

# %%
orthogonal = nn.orthogonal((32, 32), rng)
steps_back = np.arange(40)
inputs = 0.001 * rng.standard_normal((8, 40, 32))
final = np.zeros((8, 40, 32))
final[:, -1] = rng.standard_normal((8, 32))

figure, axes = plt.subplots(figsize=(7, 3.2), layout="constrained")
for g in (1.2, 1.0, 0.8, 0.5):
    _, cache = cell_forward(inputs, np.zeros((8, 32)), np.eye(32), g * orthogonal, np.zeros(32))
    arrived = [np.linalg.norm(cell_backward(final, cache)[0][:, 39 - k]) for k in steps_back]
    axes.semilogy(steps_back, arrived / arrived[0], label=f"g = {g}")
axes.set(title="gradients fade or grow with time", xlabel="steps back", ylabel="|dx|, last step = 1")
axes.legend()
plt.show()

# %% [markdown]
# This is the *vanishing* and *exploding* gradient. Below $g = 1$ the network cannot learn from what was
# long ago. LSTM and GRU mend it with states that are added to, and clipping bounds what explodes.
#
# **Try it.** Let all inputs and states be 0, so that tanh has slope 1, and $W_h = 0.9\,I$. Which part of the
# gradient is left after 20 steps?

# %%
left_over = 0.9**20  # put your guess here

_, cache = cell_forward(np.zeros((1, 20, 1)), np.zeros((1, 1)), np.ones((1, 1)), 0.9 * np.eye(1), np.zeros(1))
last = np.zeros((1, 20, 1))
last[0, -1] = 1
assert np.isclose(cell_backward(last, cache)[1], left_over)

# %% [markdown]
# ## 2.8 Sabotage
#
# **Question.** The check said yes. Would it ever have said no?
#
# **Formula.** A check is worth as much as the errors it rejects. So we break the backward on purpose, in ways
# from coarse to fine, and demand an error above $10^{-7}$ each time. The numerical derivatives need only the
# forward, and so they are taken over from the honest check.


# %%
def return_zeros(dh, cache):
    return [0 * gradient for gradient in cell_backward(dh, cache)]


def forget_time(dh, cache):  # no step hears from the one after it
    x, h, Wx, Wh = cache
    return cell_backward(dh, (x, h, Wx, 0 * Wh))


def too_large(dh, cache):
    return [1.01 * gradient for gradient in cell_backward(dh, cache)]


def one_entry(dh, cache):
    gradients = cell_backward(dh, cache)
    gradients[2][1, 2] *= 1.001  # of dWx
    return gradients


# %%
found = {"honest": honest.error}
for sabotage in (return_zeros, forget_time, too_large, one_entry):
    report = nn.check_gradients((cell_forward, sabotage), sequence, differences=honest.differences)
    assert not report, f"the check has been fooled: {sabotage.__name__}"
    found[sabotage.__name__] = report.error

figure, axes = plt.subplots(figsize=(8, 3), layout="constrained")
axes.barh(list(found), list(found.values()), color=["C0"] + 4 * ["C3"])
axes.axvline(1e-7, color="k", ls=":")
axes.set(title="what the check sees", xlabel="relative error", xscale="log", xlim=(1e-12, 10))
axes.invert_yaxis()
plt.show()
print(report)  # of the last one

# %% [markdown]
# The report says where, too: it names the tensor, the worst entry, and both of its values.
#
# **Try it.** Make all gradients too large by so small a part that the check is content.

# %%
part = 1e-9  # put your guess here


def slightly(dh, cache):
    return [(1 + part) * gradient for gradient in cell_backward(dh, cache)]


assert part > 0
assert nn.check_gradients((cell_forward, slightly), sequence, differences=honest.differences)

# %% [markdown]
# ## 2.9 Speed: the kernel beside the formula
#
# **Question.** A loop over time in Python is slow. Is the fast one still the same function?
#
# **Speed.** The library's recurrent layers are written as ours is, and each has a *kernel*: the same
# function again, compiled. The registry calls the kernel unless told otherwise. Is it to be trusted? It has
# to pass the same check, and to agree with the formula.

# %%
for face in ("numpy", "numba"):
    with emolab.use(face):
        assert nn.check_gradients((nn.rnn_forward, nn.rnn_backward), sequence)
        h, cache = nn.rnn_forward(*sequence)
        for theirs, ours in zip(nn.rnn_backward(h, cache), cell_backward(h, cell_forward(*sequence)[1])):
            assert np.allclose(theirs, ours)

# %%
CELLS = {"RNN": (nn.rnn_forward, nn.rnn_backward, 1, 1), "GRU": (nn.gru_forward, nn.gru_backward, 3, 1),
         "LSTM": (nn.lstm_forward, nn.lstm_backward, 4, 2)}  # fmt: skip
results, milliseconds = {}, {}
for name, (run, back, gates, states) in CELLS.items():
    shapes = [(32, 100, 39), *[(32, 64)] * states, (39, gates * 64), (64, gates * 64), (gates * 64,)]
    tensors = [(0.1 * rng.standard_normal(shape)).astype(np.float32) for shape in shapes]
    dh = rng.standard_normal((32, 100, 64)).astype(np.float32)
    for face in ("numpy", "numba"):
        with emolab.use(face):
            taken = []
            for _ in range(6):  # the first call loads the kernel
                begin = time.perf_counter()
                h, cache = run(*tensors)
                results[name, face] = [h, *back(dh, cache)]
                taken.append(1000 * (time.perf_counter() - begin))
            milliseconds[name, face] = min(taken)
    ratio = milliseconds[name, "numpy"] / milliseconds[name, "numba"]
    print(f"{name}: the kernel takes {milliseconds[name, 'numba']:.1f} ms, {ratio:.1f} times as fast")

figure, axes = plt.subplots(figsize=(7, 2.6), layout="constrained")
for shift, face, label in ((-0.2, "numpy", "formula"), (0.2, "numba", "kernel")):
    axes.barh(np.arange(3) + shift, [milliseconds[name, face] for name in CELLS], 0.4, label=label)
axes.set(title="forward and backward, 32 sequences of 100 steps", xlabel="milliseconds")
axes.set_yticks(range(3), CELLS)
axes.invert_yaxis()
axes.legend()
plt.show()

# %% [markdown]
# How much is gained depends on the cell, the sizes and the machine. Where matrix products take most of the
# time, NumPy is fast already; what the kernel saves is the many small steps between them.
#
# **Try it.** These were float32 numbers. How far may formula and kernel be apart, as a part of the largest?

# %%
bound = 1e-4  # put your guess here

for name in CELLS:
    for theirs, ours in zip(results[name, "numba"], results[name, "numpy"]):
        apart = np.abs(theirs - ours).max() / np.abs(ours).max()
        assert apart < bound, f"{name}: they are {apart:.1e} apart"

# %% [markdown]
# ## 2.10 In the papers
#
# - **song2021** prints the softmax (2.8), the rectified linear unit (2.9) and the gradient of the loss
#   (2.12) wrongly, as you saw. Its step down the slope, eq. 2.42, goes wrong as well: $f(x)$ stands where $x$
#   must. Its networks are GRUs (2.20 to 2.23); the LSTM (2.14 to 2.19) is described beside them.
# - **liu2026** has the cell of 2.7 as its eq. 8, and an LSTM (9 to 11) without the equation for $c_t$: a
#   forward that cannot be written from the page has no backward either.
# - None of the papers prints a backward of a recurrent layer. What holds ours is the check, and nothing else.
#
# `emolab check` runs it for every layer of the library, and its tests sabotage each of them as in 2.8. For a
# layer of your own, one line does:
#
# ```python
# nn.check_gradients((my_forward, my_backward), (x, W, b)).raise_if_failed()
# ```
#
# ## 2.11 Exercise
#
# `emolab exercise start dense_backward` asks for the backward of the dense layer in 2.1, for any batch.
#
# Next: [Windows, leakage and the FFT by hand](03_windows_leakage_fft.py).
