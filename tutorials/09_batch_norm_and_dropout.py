# %% [markdown]
# # 9. Batch normalisation and dropout
#
# Two layers that do one thing in training and another in use. The first sets every unit to mean 0 and
# deviation 1 over the batch, the second switches units off at random. At the end you can derive the backward
# of the first in two ways, you know what both change when training ends, and which choices the papers leave
# to you.
#
# You need the dense layer and the gradient check of tutorial 2. About an hour to read, 20 seconds to run.

# %%
import time

import matplotlib.pyplot as plt
import numpy as np

import emolab
from emolab import nn
from emolab.core import DataError

rng = np.random.default_rng(9)

# %% [markdown]
# ## 9.1 A signal that fades
#
# **Question.** Why does a network of twenty layers often learn nothing at all?
#
# **Formula.** A dense layer of $D$ inputs with weights of deviation $s$ multiplies the deviation of what it
# gets by about $s \sqrt{D}$; ReLU cuts one half away, which is another factor $\sqrt{1/2}$ in root mean
# square. After $L$ layers:
# $$\mathrm{rms}(h_L) \approx \left(s \sqrt{D / 2}\right)^L \mathrm{rms}(x)$$
# A factor of 0.8 a layer leaves 1 % after twenty, a factor of 1.3 gives 190 times. Measure it.

# %%
D, L = 64, 20
x = rng.standard_normal((256, D))
kept = np.sqrt(2 / D)  # the s whose factor is 1: He's start


def sizes_by_depth(s, normalise):
    """Root mean square of each layer's output, L numbers."""
    h, found = x, []
    draw = np.random.default_rng(1)
    for _ in range(L):
        a = h @ (s * draw.standard_normal((D, D)))  # (N, D)
        if normalise:
            a = (a - a.mean(axis=0)) / a.std(axis=0)
        h = np.maximum(a, 0)
        found.append(np.sqrt(np.mean(h**2)))
    return np.array(found)


figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained", sharey=True)
for panel, normalise, title in ((left, False, "as it is"), (right, True, "each layer normalised")):
    for factor in (0.8, 1.0, 1.3):
        sizes = sizes_by_depth(factor * kept, normalise)
        panel.semilogy(range(1, L + 1), sizes, label=f"s = {factor} x He's")
    panel.set(title=title, xlabel="layer")
left.set_ylabel("root mean square of h")
left.legend()
plt.show()

# %% [markdown]
# Right, the three curves are one. Whatever the size of the weights, the next layer sees the same numbers:
# that is the whole idea. (The gradient shrinks and grows in the same way on its way back.)
#
# **Try it.** What does a normalised unit have as its root mean square after ReLU, if it is symmetric about 0?

# %%
after_relu = np.sqrt(0.5)  # put your guess here

assert np.allclose(sizes_by_depth(kept, True), after_relu, atol=0.02)
assert np.isclose(sizes_by_depth(0.8 * kept, False)[-1] / sizes_by_depth(kept, False)[-1], 0.8**L)

# %% [markdown]
# ## 9.2 The forward
#
# **Question.** By which mean and which deviation?
#
# **Formula** (song2021, eq. 2.31 to 2.34). Of a batch of $m$ rows, column by column:
# $$\mu_B = \frac{1}{m} \sum_{i=1}^{m} x_i, \qquad \sigma_B^2 = \frac{1}{m} \sum_{i=1}^{m} (x_i - \mu_B)^2$$
# $$\hat x_i = \frac{x_i - \mu_B}{\sqrt{\sigma_B^2 + \epsilon}}, \qquad y_i = \gamma \hat x_i + \beta$$
# $\gamma$ and $\beta$ are learned. They can undo all of it, so that nothing is lost that the network can
# represent. The variance is divided by $m$, not by $m - 1$, and $\epsilon$ stands *under* the root.


# %%
def forward_by_hand(x, gamma, beta, eps=1e-5):
    mean = x.sum(axis=0) / len(x)  # (C,)
    variance = ((x - mean) ** 2).sum(axis=0) / len(x)  # (C,)
    x_hat = (x - mean) / np.sqrt(variance + eps)  # (m, C)
    return gamma * x_hat + beta, (x_hat, gamma, np.sqrt(variance + eps))


x = rng.standard_normal((400, 3)) * (0.5, 2, 1) + (4, 0, -3)
gamma, beta = np.array([1.0, 1.0, 0.5]), np.array([0.0, 0.0, 2.0])
y, _ = forward_by_hand(x, gamma, beta)
assert np.allclose(y, nn.batch_norm_forward(x, gamma, beta)[0])

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3), layout="constrained", sharey=True)
for panel, values, title in ((left, x, "before"), (right, y, "after")):
    for c in range(3):
        label = f"channel {c}" if panel is left else f"gamma {gamma[c]:g}, beta {beta[c]:g}"
        panel.hist(values[:, c], np.linspace(-7, 7, 71), alpha=0.6, label=label)
    panel.set(title=title, xlabel="value")
    panel.legend()
left.set_ylabel("rows")
plt.show()

# %% [markdown]
# **Try it.** Which $\gamma$ and $\beta$ give $x$ back? Use `mean` and `deviation`.

# %%
mean, deviation = x.mean(axis=0), np.sqrt(x.var(axis=0) + 1e-5)
my_gamma, my_beta = deviation, mean  # put your guesses here

assert np.allclose(forward_by_hand(x, my_gamma, my_beta)[0], x)

# %% [markdown]
# One thing is new here, and most of what follows comes from it: **a row's output depends on the other rows**.
# No layer before had that. Move one number, and see who notices.

# %%
moved = x[:8].copy()
moved[0, 0] += 2
change = forward_by_hand(moved, gamma, beta)[0] - forward_by_hand(x[:8], gamma, beta)[0]

figure, axes = plt.subplots(figsize=(6, 2.8), layout="constrained")
axes.bar(range(8), change[:, 0], color=["C1"] + 7 * ["C0"])
axes.axhline(0, color="k", lw=0.8)
axes.set(title="row 0 is raised by 2: the output of all rows changes", xlabel="row", ylabel="change of y")
plt.show()
assert np.all(change[:, 0] != 0) and np.allclose(change[:, 1:], 0)

# %% [markdown]
# ## 9.3 The backward, first time: along the graph
#
# **Question.** $x$ reaches the loss on three roads: directly, through $\mu_B$ and through $\sigma_B^2$. How
# is no road forgotten?
#
# **Formula.** Cut the forward into nodes so small that each has a rule you know by heart:
# $$x \to \mu \to \underbrace{x - \mu}_{c} \to \underbrace{c^2}_{q} \to \underbrace{\mathrm{mean}(q)}_{v}
# \to \underbrace{\sqrt{v + \epsilon}}_{s} \to \underbrace{c / s}_{\hat x} \to y$$
# Then walk back, last node first. Three rules do it all. What was *spread* over the rows (one $\mu$ for all)
# is *summed* over them on the way back. What was a mean of $m$ entries goes back to each of them, divided by
# $m$. And where a value was used twice, as $c$ and $x$ are, both gradients are added.


# %%
def backward_by_graph(dy, cache):
    x_hat, gamma, s = cache
    m = len(dy)
    c = x_hat * s  # (m, C)
    dbeta = dy.sum(axis=0)  # y = gamma x_hat + beta: beta was spread
    dgamma = (dy * x_hat).sum(axis=0)
    dx_hat = dy * gamma  # (m, C)
    dc = dx_hat / s  # x_hat = c / s: the first road to c
    ds = -(dx_hat * c).sum(axis=0) / s**2  # (C,): s was spread
    dv = ds / (2 * s)  # s = sqrt(v + eps)
    dq = dv / m * np.ones_like(c)  # v = mean of q
    dc = dc + 2 * c * dq  # q = c^2: the second road to c
    dmean = -dc.sum(axis=0)  # c = x - mean: the mean was spread
    dx = dc + dmean / m  # the direct road, and the one through the mean
    return dx, dgamma, dbeta


batch = [rng.standard_normal((6, 3)), rng.uniform(0.5, 2, 3), rng.standard_normal(3)]
report = nn.check_gradients((forward_by_hand, backward_by_graph), batch)
assert report
print(report)

# %% [markdown]
# The check passes. Is every road needed? Close one after the other, and ask again.

# %%
open_roads = {"all": (1, 1), "no road through s": (0, 1), "none through the mean": (1, 0), "neither": (0, 0)}


def some_roads(by_deviation, by_mean):
    def backward(dy, cache):
        x_hat, gamma, s = cache
        dc = dy * gamma / s
        dc = dc - by_deviation * x_hat * (dc * x_hat).mean(axis=0)
        return dc - by_mean * dc.mean(axis=0), (dy * x_hat).sum(axis=0), dy.sum(axis=0)

    return backward


pairs = [(forward_by_hand, some_roads(*roads)) for roads in open_roads.values()]
errors = [nn.check_gradients(pair, batch).error for pair in pairs]
figure, axes = plt.subplots(figsize=(7, 2.4), layout="constrained")
axes.barh(list(open_roads), errors, color=["C0"] + 3 * ["C3"])
axes.axvline(1e-7, color="k", ls=":")
axes.set(title="what the check says", xlabel="relative error", xscale="log", xlim=(1e-13, 10))
axes.invert_yaxis()
plt.show()
assert errors[0] < 1e-7 and min(errors[1:]) > 0.1

# %% [markdown]
# **Try it.** Raise all rows of $x$ by the same number. How much does the loss change? So which sum must be 0?

# %%
sum_of_dx = 0.0  # put your guess here

dy = rng.standard_normal((6, 3))
dx, dgamma, dbeta = backward_by_graph(dy, forward_by_hand(*batch)[1])
assert np.allclose(dx.sum(axis=0), sum_of_dx)

# %% [markdown]
# ## 9.4 The backward, second time: in closed form
#
# **Question.** Ten lines make ten arrays of the size of the batch. Is there one line?
#
# **Formula.** Put the nodes into each other. With $g = \gamma\,dy$ and $dc = g/s$ on the direct road, the
# road through $s$ takes off $\hat x_i\,\mathrm{mean}(g \hat x)/s$; and that through $\mu$ takes off the mean
# of what is there, in which the second part has none, because $\hat x$ sums to 0:
# $$dx = \frac{\gamma}{\sqrt{\sigma_B^2 + \epsilon}} \Bigl(dy - \mathrm{mean}(dy) - \hat x\,
# \mathrm{mean}(dy\,\hat x)\Bigr)$$
# The means are $d\beta / m$ and $d\gamma / m$, which are needed anyway.


# %%
def backward_closed(dy, cache):
    x_hat, gamma, s = cache
    dgamma, dbeta = (dy * x_hat).sum(axis=0), dy.sum(axis=0)  # (C,) each
    dx = gamma / s * (dy - dbeta / len(dy) - x_hat * (dgamma / len(dy)))  # (m, C)
    return dx, dgamma, dbeta


for by_graph, closed in zip((dx, dgamma, dbeta), backward_closed(dy, forward_by_hand(*batch)[1])):
    assert np.allclose(by_graph, closed)
for library in (nn.batch_norm_backward, nn.batch_norm_backward_graph):
    assert np.allclose(library(dy, nn.batch_norm_forward(*batch)[1])[0], dx)

# %% [markdown]
# Read it as geometry. A column is one arrow with $m$ entries. From $dy$ is taken what points along $(1,
# \dots, 1)$, and what points along $\hat x$: a projection, for both are at right angles to each other. What
# is left cannot shift the column and cannot stretch it, and that is as it must be: shifts and stretches of
# $x$ are undone by the forward. With $m = 3$ there are three directions, and only one is left.

# %%
column = rng.standard_normal((3, 1))
_, cache = forward_by_hand(column, np.ones(1), np.zeros(1), eps=1e-12)
x_hat = cache[0][:, 0]
ones = np.ones(3) / np.sqrt(3)
along = x_hat / np.sqrt(3)  # of length 1 too
left_over = np.cross(ones, along)  # the third direction

angles = np.linspace(0, 2 * np.pi, 60)
ring = np.outer(np.cos(angles), along) + np.outer(np.sin(angles), 0.6 * ones + 0.8 * left_over)  # (60, 3)
through = np.array([backward_closed(dy[:, None], cache)[0][:, 0] for dy in ring]) * cache[2]
figure, axes = plt.subplots(figsize=(5, 3.4), layout="constrained")
axes.plot(ring @ along, ring @ left_over, "o", ms=3, label="dy")
axes.plot(through @ along, through @ left_over, "o", ms=3, label="dx, times s")
axes.set(title="only one direction passes", xlabel="along x_hat", ylabel="along the third", aspect="equal")
axes.legend(loc=(0.54, 0.44), fontsize=8)  # within the ring
plt.show()
assert np.allclose(through @ along, 0, atol=1e-6) and np.allclose(through @ ones, 0, atol=1e-6)

# %% [markdown]
# **Try it.** What is $dx$ for a batch of *two* rows, whatever $dy$? (How many directions are left?)

# %%
of_two = 0.0  # put your guess here

two = rng.standard_normal((2, 5))
_, cache = forward_by_hand(two, np.ones(5), np.zeros(5), eps=1e-12)
assert np.allclose(backward_closed(rng.standard_normal((2, 5)), cache)[0], of_two, atol=1e-6)

# %% [markdown]
# A batch of two trains nothing below the layer, and a batch of one has no variance: the library refuses it.
#
# ## 9.5 Running statistics
#
# **Question.** In use there is one clip, no batch. Where do mean and variance come from?
#
# **Formula.** From training: the layer keeps a running mean $r$, and each batch moves it a little,
# $$r \leftarrow a\,r + (1 - a)\,\mu_B$$
# and the same for the variance. song2021 is silent on all of this: its equations are those of the training.
# Keras's *momentum* is $a$, PyTorch's is $1 - a$: 0.1 in one is 0.9 in the other. Ours is
# Keras's.

# %%
steps = np.arange(1, 81)
batches = 2 + rng.standard_normal((80, 16))  # one channel: mean 2, variance 1
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained", sharex=True)
left.plot(steps, batches.mean(axis=1), ".", color="0.7", label="the batch's")
right.plot(steps, batches.var(axis=1), ".", color="0.7")
for a in (0.5, 0.9, 0.99):
    layer = nn.BatchNorm(1, momentum=a, dtype=np.float64)
    trace = []
    for batch_of_one in batches:
        layer(batch_of_one[:, None])
        trace.append((layer.mean.value[0], layer.variance.value[0]))
    for panel, values in zip((left, right), np.transpose(trace)):
        panel.plot(steps, values, label=f"a = {a}")
    assert np.isclose(trace[0][0], (1 - a) * batches[0].mean())
left.set(title="running mean, true 2", xlabel="batches seen", ylabel="value")
right.set(title="running variance, true 1", xlabel="batches seen")
left.legend(fontsize=8)
plt.show()

# %% [markdown]
# A small $a$ follows each batch's chance, a large one is late: with $a = 0.99$ and the start at mean 0, after
# 80 batches it has seen a little more than half of the way. A network that is tested after one short epoch
# fails for this reason alone, and nothing in the loss shows it. This is the first of the silent choices.
#
# **Try it.** Which part of the way is left after $k$ batches? (Put $\mu_B = 2$ for all of them.)

# %%
a, k = 0.99, 80
missing = a**k  # put your guess here

layer = nn.BatchNorm(1, momentum=a, dtype=np.float64)
for _ in range(k):
    layer(np.array([[1.5], [2.5]]))
assert np.isclose(1 - layer.mean.value[0] / 2, missing)

# %% [markdown]
# The second choice: the batch's variance divided by $m$ is too small on average, by $(m - 1) / m$. PyTorch
# keeps $m / (m - 1)$ times it for later use, Keras keeps it as it is. For a batch of 16 that is 6 %.
#
# ## 9.6 Does it help?
#
# **Question.** The numbers look nicer. Does the network learn better?
#
# **Formula.** The same network of ten layers with and without the layer, from weights that are too small,
# He's, and too large, trained by the same steps on three spirals.

# %%
turn = np.linspace(0.1, 1, 100)
arms = [np.stack([turn * np.cos(4 * turn + k), turn * np.sin(4 * turn + k)], 1) for k in (0, 2.1, 4.2)]
points = (np.concatenate(arms) + 0.02 * rng.standard_normal((300, 2))).astype(np.float32)
labels = np.repeat([0, 1, 2], 100)


def deep(scale, normalise, width=32, depth=10):
    layers, inputs, draw = [], 2, np.random.default_rng(3)
    for _ in range(depth):
        layers.append(nn.Dense(inputs, width, rng=draw))
        layers[-1].W.value[...] = scale * np.sqrt(2 / inputs) * draw.standard_normal((inputs, width))
        layers += [nn.BatchNorm(width)] * normalise + [nn.ReLU()]
        inputs = width
    return nn.Sequential(*layers, nn.Dense(width, 3, rng=draw))


def train(network, steps=150, rate=0.1):
    optimiser, losses = nn.SGD(network.parameters(), rate), []
    for _ in range(steps):
        network.zero_grad()
        loss, dlogits = nn.softmax_cross_entropy(network(points), labels)
        network.backward(dlogits)
        losses.append(loss)
        try:
            optimiser.step()
        except DataError:  # the library takes no step along a gradient that is no number any more
            break
    return losses


# %% [markdown]
# The spirals on the left, what the network makes of them on the right.

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained", width_ratios=(1, 2))
for c in range(3):
    left.plot(*points[labels == c].T, ".", ms=3)
left.set(title="three spirals", xlabel="x", ylabel="y", aspect="equal")
end = {}
for scale, colour in ((0.5, "C0"), (1.0, "C1"), (2.0, "C2")):
    for normalise, style in ((False, "--"), (True, "-")):
        with np.errstate(all="ignore"):
            losses = train(deep(scale, normalise))
        end[scale, normalise] = losses[-1]
        right.semilogy(losses, style, color=colour, lw=1.2, label=f"start x {scale}" if normalise else None)
right.axhline(np.log(3), color="k", ls=":", lw=1)
right.set(title="solid: with batch normalisation, dashed: without", xlabel="step", ylabel="loss")
right.set_ylim(2e-3, 1e4)
right.legend(fontsize=8, loc="upper right")
plt.show()
for (scale, normalise), loss in end.items():
    print(f"start x {scale}, {'with   ' if normalise else 'without'}: loss {loss:.3f}")

# %% [markdown]
# With the layer, all three starts end alike. Without it the small start stays at the dotted line, which is
# guessing (blue, dashed), and the large one leaves the picture in its first steps (green, dashed). He's start
# learns without it, and in the end even better here. So the layer is no magic: it makes the start, and with
# it the learning rate, matter less.
#
# **Try it.** The weights into a normalised layer are made 10 times larger. By which factor does its output
# change? And the gradient of these weights?

# %%
output_factor, gradient_factor = 1, 1 / 10  # put your guesses here

x, W, dy = rng.standard_normal((50, 6)), rng.standard_normal((6, 4)), rng.standard_normal((50, 4))
plain = np.ones(4), np.zeros(4), 1e-12  # gamma, beta, eps
once, cache_once = nn.batch_norm_forward(x @ W, *plain)
ten, cache_ten = nn.batch_norm_forward(x @ (10 * W), *plain)
assert np.allclose(ten, output_factor * once)
dW_once, dW_ten = (x.T @ nn.batch_norm_backward(dy, cache)[0] for cache in (cache_once, cache_ten))
assert np.allclose(dW_ten, gradient_factor * dW_once)

# %% [markdown]
# Large weights take small steps, by themselves. And a bias in front of the layer does nothing: the mean takes
# it off again, its gradient is 0. The library's `Conv2d(..., bias=False)` is there for that.
#
# ## 9.7 Dropout
#
# **Question.** A network of many units learns its 100 clips by heart. How do we keep it from leaning on any
# one of its units?
#
# **Formula** (song2021, eq. 2.35 to 2.38). Draw for each unit whether it stays, with probability $p$:
# $$r_j \sim \mathrm{Bernoulli}(p), \qquad \tilde y = r * y, \qquad z = w \tilde y + b, \qquad y' = f(z)$$
# The backward is the same mask: $dy = r * d\tilde y$. Two things to settle. First, what is $p$? By 2.36, $r =
# 1$ keeps, so here $p$ is the probability to *keep*; Keras and PyTorch ask for the probability to *drop*.
# Second, 2.36 prints no scale. In training, $z$ sees a share $p$ of its inputs; in use, all of them.

# %%
units, p = 512, 0.5
y = np.abs(rng.standard_normal(units)) + 0.5  # what a layer of 512 units gives for one clip
w = rng.standard_normal(units) / units + 2 / units  # weights of one unit of the next layer
in_training = [np.sum(w * y * (rng.random(units) < p)) for _ in range(4000)]
in_use = np.sum(w * y)

figure, axes = plt.subplots(figsize=(8, 3), layout="constrained")
axes.hist(in_training, 60, alpha=0.7, label="in training, 4,000 masks")
axes.axvline(np.mean(in_training), color="C0", label="their mean")
axes.axvline(in_use, color="C3", ls="--", label="in use, as printed")
axes.axvline(p * in_use, color="k", ls=":", label="in use, times p")
axes.set(title="2.36 to the letter: in use, z is what it never was", xlabel="z", ylabel="masks")
axes.legend(fontsize=8)
plt.show()
assert np.isclose(np.mean(in_training), p * in_use, rtol=0.02)

# %% [markdown]
# All that the next layer has learned was learned at half the size. So somebody must scale. The first paper on
# dropout multiplies by $p$ *in use*. **Inverted dropout** divides by $p$ *in training*, so that what is in
# use needs no dropout layer at all; today everybody does this, and it is the library's default.


# %%
def dropout_forward(x, keep, rng):
    mask = rng.random(x.shape) < keep
    return np.where(mask, x / keep, 0), (mask, keep)


def dropout_backward(dy, cache):
    mask, keep = cache
    return np.where(mask, dy / keep, 0)  # the scale comes back as well


x = rng.standard_normal((64, units))
out, cache = dropout_forward(x, 0.8, rng)
assert np.allclose(out, nn.dropout_forward(x, cache[0], 1 / 0.8)[0])
_, library = nn.dropout_forward(x, cache[0], 1 / 0.8)
assert np.allclose(dropout_backward(out, cache), nn.dropout_backward(out, library))

ratio = {}
for scaling in ("inverted", "test", "none"):
    layer = nn.Dropout(p, scaling=scaling, rng=0)
    trained = np.mean([layer(y[None])[0] @ w for _ in range(2000)])
    ratio[scaling] = layer.eval()(y[None])[0] @ w / trained
figure, axes = plt.subplots(figsize=(6, 2), layout="constrained")
axes.barh(["1/p in training", "p in use", "as printed"], list(ratio.values()), color=["C0", "C0", "C3"])
axes.axvline(1, color="k", ls=":")
axes.set(title="three readings of eq. 2.36", xlabel="z in use / mean of z in training")
axes.invert_yaxis()
plt.show()

# %% [markdown]
# **Try it.** `scaling="none"` and $p = 0.8$: by which factor is $z$ too large in use?

# %%
too_large = 1 / 0.8  # put your guess here

layer = nn.Dropout(0.8, scaling="none", rng=0)
trained = np.mean([layer(y[None])[0] @ w for _ in range(2000)])
assert np.isclose(layer.eval()(y[None])[0] @ w / trained, too_large, rtol=0.02)

# %% [markdown]
# ## 9.8 "Dropout 0.99"
#
# **Question.** liu2021 reports a "dropout 0.99" for a dense layer of 300 units. Is it what is dropped?
#
# **Formula.** With inverted dropout the mean of $z = \sum_j w_j \tilde y_j$ is right for any $p$. What $p$
# sets is its noise: each term is $w_j y_j / p$ with probability $p$, else 0, so that
# $$\mathrm{Var}(z) = \frac{1 - p}{p} \sum_j w_j^2 y_j^2$$
# The factor is 0.01 where 0.99 is kept, and 99 where 0.99 is dropped: 3 of 300 units, each times 100.

# %%
keeps = np.linspace(0.02, 1, 50)
w300, y300 = rng.standard_normal(300) / 300, np.abs(rng.standard_normal(300))
spread = []
for keep in keeps:
    masks = rng.random((2000, 300)) < keep
    spread.append(np.std((masks * y300 / keep) @ w300))
expected = np.sqrt((1 - keeps) / keeps * np.sum(w300**2 * y300**2))

figure, axes = plt.subplots(figsize=(8, 3), layout="constrained")
axes.plot(keeps, expected, label="formula")
axes.plot(keeps, spread, ".", label="measured, 2,000 masks each")
axes.set(title="the noise that dropout adds", xlabel="p, probability to keep", ylabel="deviation of z")
axes.legend()
plt.show()
assert np.allclose(spread, expected, rtol=0.1, atol=1e-3)

# %% [markdown]
# Both readings can be trained. Here are 100 clips of five classes, 60 noisy features, a dense layer of 300,
# dropout, and the classes; each point is the mean of three corpora, the tests are 1,000 new clips.


# %%
def one_corpus(keep, seed, steps=200):
    draw = np.random.default_rng(seed)
    centres = 0.35 * draw.standard_normal((5, 60))
    truth = [draw.integers(5, size=n) for n in (100, 1000)]
    clips = [(centres[t] + draw.standard_normal((len(t), 60))).astype(np.float32) for t in truth]
    parts = nn.Dense(60, 300, rng=draw), nn.ReLU(), nn.Dropout(keep, rng=draw), nn.Dense(300, 5, rng=draw)
    network = nn.Sequential(*parts)
    optimiser, rates = nn.Adam(network.parameters(), 1e-3), []
    for step in range(steps):
        network.train().zero_grad()
        network.backward(nn.softmax_cross_entropy(network(clips[0]), truth[0])[1])
        optimiser.step()
        if step % 10 == 9:
            network.eval()
            rates.append([np.mean(network(x).argmax(1) == t) for x, t in zip(clips, truth)])
    return np.array(rates)  # (20, 2)


# %% [markdown]
# Four values of $p$: none dropped, both readings of 0.99, and the usual half.

# %%
figure, axes = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained", sharey=True)
last = {}
for keep in (1, 0.99, 0.5, 0.01):
    rates = np.mean([one_corpus(keep, seed) for seed in range(3)], axis=0)
    last[keep] = rates[-1, 1]
    for panel, values in zip(axes, rates.T):
        panel.plot(10 * np.arange(1, 21), values, label=f"keep {keep}", ls="--" if keep == 0.99 else "-")
for panel, title in zip(axes, ("clips of the training", "new clips")):
    panel.set(title=title, xlabel="step", ylim=(0, 1.03))
axes[0].set_ylabel("correct")
axes[0].legend()
plt.show()
print({keep: f"{100 * rate:.1f} % of new clips" for keep, rate in last.items()})
assert abs(last[0.99] - last[1]) < 0.02 and last[0.01] < last[1] - 0.05

# %% [markdown]
# Keeping 0.99 is the same as no dropout, to the width of a line. Dropping 0.99 learns slowly and has not
# arrived when the others have long stopped. The ledger calls the sentence *ambiguous*, and takes 0.99 as the
# share that is kept, because a system with the other reading would hardly train; `keep=0.01` is there to try.
# Note also how little 0.5 does for a network as small as this one: dropout is for networks that are too
# large.
#
# **Try it.** How many of 300 units are left on average when 0.99 are dropped, and in what part of all masks
# is none left at all?

# %%
left, none_left = 3, 0.99**300  # put your guesses here

masks = np.random.default_rng(0).random((20000, 300)) < 0.01
assert abs(masks.sum(axis=1).mean() - left) < 0.1
assert abs(np.mean(masks.sum(axis=1) == 0) - none_left) < 0.005

# %% [markdown]
# ## 9.9 Which of them first?
#
# **Question.** song2021's joined network has both: normalisation, then dropout. Does the order matter?
#
# **Formula.** Inverted dropout keeps the mean of $y$, but not its mean square: that becomes $E[y^2] / p$. Its
# variance in training and in use is
# $$\mathrm{Var}_{\text{training}} = \frac{E[y^2]}{p} - E[y]^2, \qquad
# \mathrm{Var}_{\text{use}} = E[y^2] - E[y]^2$$
# A batch normalisation *behind* dropout keeps the first as its running variance, and meets the second in use.

# %%
y = np.maximum(rng.standard_normal((4000, 64)), 0)  # after a ReLU
width = {"dropout, then normalisation": [], "normalisation, then dropout": []}
for keep in (0.3, 0.5, 0.7, 0.9, 1.0):
    for order in width:
        norm = nn.BatchNorm(64, dtype=np.float64)
        chain = [nn.Dropout(keep, rng=0), norm]
        network = nn.Sequential(*(chain if order.startswith("dropout") else chain[::-1]))
        for start in range(0, 4000, 100):
            network(y[start : start + 100])
        width[order].append(network.eval()(y).std(axis=0).mean())

figure, axes = plt.subplots(figsize=(8, 3), layout="constrained")
for order, values in width.items():
    axes.plot((0.3, 0.5, 0.7, 0.9, 1.0), values, "o-", label=order)
axes.set(title="output in use", xlabel="p, probability to keep", ylabel="deviation", ylim=(0, 1.1))
axes.legend()
plt.show()

# %% [markdown]
# In the first order, what leaves the layer in use is narrower than in training, at every unit, and no reading
# of the loss tells you. song2021's order is the sound one.
#
# **Try it.** By which factor, for $p = 0.5$? For half of a normal distribution, $E[y^2] = 1/2$ and $E[y]^2 =
# 1/(2 \pi)$.

# %%
narrower = np.sqrt((0.5 - 1 / (2 * np.pi)) / (1 - 1 / (2 * np.pi)))  # put your guess here

assert np.isclose(width["dropout, then normalisation"][1], narrower, rtol=0.03)

# %% [markdown]
# ## 9.10 Speed: three passes over the batch, or thirty
#
# **Question.** The closed form has few operations for each number. What does it wait for?
#
# **Speed.** For memory. NumPy walks over the whole batch for each of its operations, and writes a new array
# each time. The kernel walks over it once for the sums and once for the result. What comes out is the same.

# %%
images = rng.standard_normal((64, 24, 24, 32)).astype(np.float32)  # (N, H, W, C)
tensors = images, np.ones(32, np.float32), np.zeros(32, np.float32)
milliseconds, results = {}, {}
for label, face, backward in (("by graph", "numpy", nn.batch_norm_backward_graph),
                              ("closed form", "numpy", nn.batch_norm_backward),
                              ("kernel", "numba", nn.batch_norm_backward)):  # fmt: skip
    with emolab.use(face):
        taken = []
        for _ in range(4):  # the first call loads the kernel
            begin = time.perf_counter()
            out, cache = nn.batch_norm_forward(*tensors)
            results[label] = backward(out, cache)[0]
            taken.append(1000 * (time.perf_counter() - begin))
        milliseconds[label] = min(taken)

figure, axes = plt.subplots(figsize=(7, 2), layout="constrained")
axes.barh(list(milliseconds), list(milliseconds.values()), color=["C0", "C0", "C2"])
axes.set(title="forward and backward of 64 images of 24 x 24 x 32", xlabel="milliseconds")
axes.invert_yaxis()
plt.show()
for label in results:
    assert np.abs(results[label] - results["by graph"]).max() < 1e-4
print({label: f"{taken:.1f} ms" for label, taken in milliseconds.items()})

# %% [markdown]
# An image layer has one mean for each channel, over all rows, heights and widths: $m$ is then $64 \cdot 24
# \cdot 24$. In use the layer costs nothing at all, since $y = ax + c$ with constant $a$ and $c$ can be put
# into the convolution before it; `nn.inference` does that.
#
# **Try it.** What are $a$ and $c$? `scale_and_shift` knows.

# %%
layer = nn.BatchNorm(3, dtype=np.float64)
layer(rng.standard_normal((50, 3)) * 2 + 5)
layer.gamma.value[...], layer.beta.value[...] = (1, 2, 3), (0, -1, 1)
running_mean, running_variance = layer.mean.value, layer.variance.value
slope = layer.gamma.value / np.sqrt(running_variance + layer.eps)  # put your a here
shift = layer.beta.value - running_mean * slope  # and your c

for mine, theirs in zip((slope, shift), layer.scale_and_shift()):
    assert np.allclose(mine, theirs)

# %% [markdown]
# ## 9.11 In the papers
#
# - **song2021** prints batch normalisation rightly (2.31 to 2.34), without the value of $\epsilon$ (ours:
#   1e-5) and without a word on what happens in use: running statistics, their momentum (ours: 0.9), and
#   $m$ or $m - 1$ for the kept variance. Its dropout (2.35 to 2.38) has no scale, and the share it keeps in
#   the joined network is not given (ours: 0.5).
# - **liu2021** has "dropout 0.99", which does nothing or nearly everything, and a *recurrent* dropout of 0.2:
#   a mask on the state that goes from step to step (`nn.RecurrentDropoutLSTM`; whether the mask is the same
#   at each step, it does not say: ours is).
# - **zhu2022** has VGG-16, which was published with dropout of 0.5 in both dense layers and without batch
#   normalisation; the paper speaks of neither.
# - **gu2025** counts "36 regularization" layers of its video network: by their number, next to 34 layers that
#   must be convolutions, they can only be normalisations, and the ledger reads them so.
# - **liu2026** names neither.
#
# What a paper leaves out stands in each system's `settings.py`, marked *silent*.
#
# ## 9.12 Exercise
#
# `emolab exercise start batch_norm_backward`: the closed form of 9.4, for images as well as rows, held
# against a gradient check that knows all the roads one can forget.
#
# Next: [convolution, VGG and transfer](10_convolution_vgg_transfer.py).
