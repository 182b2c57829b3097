# %% [markdown]
# # 12. Attention
#
# A clip has a hundred steps, the classifier wants one vector. Attention takes a weighted mean of the steps,
# and learns the weights. At the end you will have written the soft kind with its gradient, trained the hard
# kind, which draws a single step, and seen what self-attention and cross-modal attention do, and where one of
# the papers' formulas does nothing.
#
# You need page 2 (gradients) and matrix products. About an hour to read, ten seconds to run.

# %%
import time

import matplotlib.pyplot as plt
import numpy as np

import emolab
from emolab import nn

# %% [markdown]
# ## 12.1 One telling moment
#
# **Question.** A voice says much in two seconds, and only one moment shows the emotion. What does a mean over
# time make of it?
#
# **Formula.** The plain mean gives each of $T$ steps the same weight: $z = \sum_i \frac{1}{T} x_i$.
#
# We make such clips by formula. Each of 20 steps *says* one of three classes (features 1 to 3). One step is
# *stressed* (feature 0), and only that one says what the clip is. All others say anything.

# %%
rng = np.random.default_rng(0)
T, D, CLASSES = 20, 4, 3


def make_clips(N, rng):
    """x (N, T, D), labels (N,), and the place of the telling step (N,)."""
    labels, place, rows = rng.integers(0, CLASSES, N), rng.integers(0, T, N), np.arange(N)
    said = rng.integers(0, CLASSES, (N, T))
    said[rows, place] = labels
    x = 0.5 * rng.standard_normal((N, T, D))
    x[:, :, 1:] += 2 * np.eye(CLASSES)[said]
    x[rows, place, 0] += 2  # the stress
    return x, labels, place


x, labels, place = make_clips(600, rng)
pooled = x.mean(axis=1)  # (N, D)
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
left.imshow(x[0].T, aspect="auto", cmap="RdBu_r", vmin=-3, vmax=3)
left.set(title=f"a clip of class {labels[0]}: step {place[0]} is stressed", xlabel="step", ylabel="feature")
left.set_xticks(range(0, T, 5))
left.set_yticks(range(D), ["stress", "class 0", "class 1", "class 2"])
for k in range(CLASSES):
    right.plot(*pooled[labels == k, 1:3].T, "o", ms=3, label=f"class {k}")
right.set(title="the mean over time: one heap", xlabel="mean of feature 1", ylabel="mean of feature 2")
right.legend()
plt.show()

# %% [markdown]
# **Try it.** How large is the share of the telling step in the mean?

# %%
share = 1 / 20  # put your guess here

without = x.copy()
without[0, place[0]] = 0
assert np.allclose(pooled[0] - without[0].mean(axis=0), share * x[0, place[0]])

# %% [markdown]
# ## 12.2 Soft attention
#
# **Question.** How can a network give steps different weights, and learn them by descent?
#
# **Formula** (song2021, eq. 2.28 mended, 2.29, 2.30). A score for each step, a softmax over the steps, a sum:
# $$s_i = v^T \tanh(W_c h + W_x x_i), \qquad a_i = \frac{e^{s_i}}{\sum_j e^{s_j}}, \qquad z = \sum_i a_i x_i$$
# $h$ is what *asks*: song2021 takes the last state of its GRU. Nothing asks here yet, so that term is left
# out.


# %%
def soft_attention(x, Wx, v):
    """x (N, T, D), Wx (D, A), v (A,) -> z (N, D), and what the backward wants."""
    e = np.tanh(x @ Wx)  # (N, T, A)
    s = e @ v  # (N, T): one number a step
    a = np.exp(s - s.max(axis=1, keepdims=True))
    a /= a.sum(axis=1, keepdims=True)  # (N, T): sums to 1 over the steps
    return np.einsum("nt,ntd->nd", a, x), (x, Wx, v, e, a)


A = 8
Wx, v = rng.standard_normal((D, A)), rng.standard_normal(A)
z, cache = soft_attention(x, Wx, v)
library, kept = nn.soft_attention_forward(x, None, Wx, None, v)
assert np.allclose(z, library) and np.allclose(cache[-1], kept.a)

# %% [markdown]
# **Misprint.** Eq. 2.28 has no $v^T$. Then $\tanh(\dots)$ is a vector of $A$ numbers, and no softmax over the
# steps can take it. Could one mend it by $A = 1$ instead? The score is then a single tanh, between -1 and 1.
# Below, the stress of one step grows; the others have none.

# %%
stress = np.linspace(0, 6, 61)
clip = np.zeros((61, T, 1))
clip[:, 10, 0] = stress
one = np.ones((1, 1))
weight = {
    f"with v = {size}": soft_attention(clip, one, np.array([size]))[1][-1][:, 10] for size in (2.0, 4.0, 8.0)
}
weight["one unit, no v"] = soft_attention(clip, one, np.array([1.0]))[1][-1][:, 10]

figure, axes = plt.subplots(figsize=(7, 3.2), layout="constrained")
for name, a in weight.items():
    axes.plot(stress, a, "C3--" if "no v" in name else "-", label=name)
axes.axhline(1 / T, color="k", ls=":", lw=1)
axes.set(
    title="without v attention cannot look closely", xlabel="stress of one step of 20", ylabel="its weight"
)
axes.legend()
plt.show()

# %% [markdown]
# **Try it.** With one unit and no $v$, by which factor can one step's weight exceed another's at most?
# (Scores lie between -1 and 1.)

# %%
factor = np.exp(2)  # put your guess here

extreme = np.array([[[-50.0], [50.0]]])
a = soft_attention(extreme, one, np.array([1.0]))[1][-1][0]
assert np.isclose(a[1] / a[0], factor)

# %% [markdown]
# ## 12.3 The way back
#
# **Question.** A step is summed up *and* decides its own weight. What is its gradient?
#
# **Formula.** From $z = \sum_i a_i x_i$ each weight gets $da_i = dz \cdot x_i$. The softmax takes off the
# weighted mean of what came, then the tanh has slope $1 - e^2$. A step has two ways, as a summand and through
# its weight, and they add up:
# $$ds_i = a_i \Big(da_i - \sum_j a_j\,da_j\Big), \qquad dk_i = ds_i\, v \odot (1 - e_i^2)$$
# $$dx_i = a_i\,dz + dk_i W_x^T, \qquad
# dW_x = \sum_{n,i} x_i^T dk_i, \qquad dv = \sum_{n,i} ds_i\, e_i$$


# %%
def soft_attention_backward(dz, cache):
    x, Wx, v, e, a = cache
    da = np.einsum("nd,ntd->nt", dz, x)  # (N, T)
    ds = a * (da - (a * da).sum(axis=1, keepdims=True))  # (N, T)
    dk = ds[..., None] * v * (1 - e**2)  # (N, T, A)
    dx = a[..., None] * dz[:, None] + dk @ Wx.T  # (N, T, D)
    return dx, np.einsum("ntd,nta->da", x, dk), np.einsum("nt,nta->a", ds, e)


few = x[:2, :5].copy()
assert nn.check_gradients((soft_attention, soft_attention_backward), (few, Wx, v))


def weight_is_constant(dz, cache):  # a popular mistake: only the first of the two ways
    dx, dWx, dv = soft_attention_backward(dz, cache)
    return cache[-1][..., None] * dz[:, None], dWx, dv


assert not nn.check_gradients((soft_attention, weight_is_constant), (few, Wx, v))

dz = rng.standard_normal(z.shape)
whole = soft_attention_backward(dz, cache)[0]
summand = weight_is_constant(dz, cache)[0]
figure, axes = plt.subplots(1, 3, figsize=(10, 2.6), layout="constrained", sharey=True)
parts = {"as a summand": summand, "through its weight": whole - summand, "dx, both": whole}
for panel, (name, part) in zip(axes, parts.items()):
    panel.imshow(part[0].T, aspect="auto", cmap="RdBu_r", vmin=-0.5, vmax=0.5)
    panel.set(title=name, xlabel="step", yticks=range(D))
axes[0].set_ylabel("feature")
plt.show()

# %% [markdown]
# **Try it.** Add the same number to all scores: the weights stay. So what must the $ds_i$ of a clip sum to?

# %%
total = 0.0  # put your guess here

_, _, _, e, a = cache
da = np.einsum("nd,ntd->nt", dz, x)
ds = a * (da - (a * da).sum(axis=1, keepdims=True))
assert np.allclose(ds.sum(axis=1), total)

# %% [markdown]
# ## 12.4 Does it find the moment?
#
# **Question.** Nobody tells the network where the stress is. Does the loss alone lead it there?
#
# **Formula.** The same as above, then a dense layer and the softmax cross-entropy (song2021, eq. 2.11), with
# Adam on all weights.


# %%
def train(pool, parameters, x, labels, steps=250, rate=0.03):
    """pool: a function of x, labels and the dense layer, that leaves its gradients; returns the losses."""
    dense = nn.Dense(D, CLASSES, rng=1, dtype=np.float64)
    adam = nn.Adam({**parameters, "W": dense.W, "b": dense.b}, rate)
    losses = []
    for _ in range(steps):
        adam.zero_grad()
        losses.append(pool(x, labels, dense))
        adam.step()
    return dense, losses


def by_mean(x, labels, dense):
    loss, dlogits = nn.softmax_cross_entropy(dense(x.mean(axis=1)), labels)
    dense.backward(dlogits)
    return loss


def by_attention(layer):
    """What `train` wants, with this layer to pool."""

    def pool(x, labels, dense):
        loss, dlogits = nn.softmax_cross_entropy(dense(layer(x)), labels)
        layer.backward(dense.backward(dlogits))
        return loss

    return pool


# %%
test_x, test_labels, test_place = make_clips(600, np.random.default_rng(9))
soft = {"soft": nn.SoftAttention(D, A, rng=3, dtype=np.float64),
        "soft, other start": nn.SoftAttention(D, A, rng=2, dtype=np.float64)}  # fmt: skip
dense, losses, score = {}, {}, {}
dense["mean"], losses["mean"] = train(by_mean, {}, x, labels)
correct = {"mean": dense["mean"](test_x.mean(axis=1)).argmax(axis=1) == test_labels}
for name, layer in soft.items():
    dense[name], losses[name] = train(by_attention(layer), layer.parameters(), x, labels)
    correct[name] = dense[name](layer(test_x)).argmax(axis=1) == test_labels  # (N,)
score = {name: hits.mean() for name, hits in correct.items()}
assert min(score["soft"], score["soft, other start"]) > 0.85 > 0.6 > score["mean"]

figure, axes = plt.subplots(figsize=(7, 3), layout="constrained")
for name, loss in losses.items():
    axes.semilogy(loss, label=f"{name}: {100 * score[name]:.0f} % of new clips right")
axes.set(title="loss on the training clips", xlabel="step of descent", ylabel="cross-entropy")
axes.legend()
plt.show()

# %% [markdown]
# So yes. But where did the two look? Each row below is a new clip. They are sorted by their class, and within
# it by the place of the stressed step. Neither network was ever told class or place of these.

# %%
order = np.lexsort((test_place, test_labels))
figure, axes = plt.subplots(1, 2, figsize=(9, 4.4), layout="constrained", sharey=True)
for panel, (name, layer) in zip(axes, soft.items()):
    image = panel.imshow(layer.weights[order], aspect="auto", cmap="magma", vmin=0, vmax=1)
    panel.set(title=name, xlabel="step of the clip", xticks=range(0, T, 5))
    for k in (1, 2):
        panel.axhline(np.sum(test_labels < k), color="w", lw=1)
axes[0].set(ylabel="clip", yticks=[np.sum(test_labels < k + 0.5) - 100 for k in range(CLASSES)])
axes[0].set_yticklabels([f"class {k}" for k in range(CLASSES)])
figure.colorbar(image, label="weight")
plt.show()

# %% [markdown]
# The first looks at the stressed step of every class. The second has found another rule: look for a stressed
# 0 or 1, and if there is none, say 2. Of class 2 it never sees the step that the clip was made of, and is
# right all the same. Weights tell where a network looked, not what made it decide. This holds all the more in
# a deep network, where a state at step $i$ has already heard the steps before it.
#
# **Try it.** In which share of the clips of class 2 does the second network give the stressed step the
# largest weight, and in which share of them is it right? Within 0.1.

# %%
looked, decided = 0.02, 0.91  # put your guesses here

two = test_labels == 2
largest = soft["soft, other start"].weights.argmax(axis=1) == test_place
assert abs(largest[two].mean() - looked) < 0.1
assert abs(correct["soft, other start"][two].mean() - decided) < 0.1

# %% [markdown]
# ## 12.5 Clips of unequal length
#
# **Question.** A batch is a box. Short clips are padded with zeros. Does attention attend to the padding?
#
# **Formula.** A zero step has $\tanh(0) = 0$ and the score 0, and $e^0 = 1$ is not nothing. The sum of eq.
# 2.29 must run over a clip's own $T_n$ steps:
# $$a_i = \frac{e^{s_i}}{\sum_{j < T_n} e^{s_j}} \ \text{ for } i < T_n, \qquad
# a_i = 0 \ \text{ past the end}$$
# A score of $-\infty$ does it, *before* the softmax. To multiply the weights by 0 after it is not enough:
# those that stay would not sum to 1.


# %%
def masked_softmax(s, lengths):
    """s (N, T), lengths (N,) -> a (N, T), zero past each end."""
    inside = np.arange(s.shape[1]) < lengths[:, None]  # (N, T)
    s = np.where(inside, s, -np.inf)
    a = np.exp(s - s.max(axis=1, keepdims=True))  # exp(-inf) is 0
    return a / a.sum(axis=1, keepdims=True)


lengths = np.array([8, 20])
padded = x[:2].copy()
padded[0, 8:] = 0
scores = np.tanh(padded @ Wx) @ v
masked, plain = masked_softmax(scores, lengths), nn.softmax(scores, axis=1)
_, kept = nn.soft_attention_forward(padded, None, Wx, None, v, lengths)
assert np.allclose(masked, kept.a)
padded[0, 8:] = np.nan  # whatever stands there must not matter
assert np.allclose(nn.soft_attention_forward(padded, None, Wx, None, v, lengths)[1].a, masked)

# %%
behind = np.arange(0, 200)
own = np.exp(scores[0, :8]).sum()
figure, (left, beside) = plt.subplots(1, 2, figsize=(9, 3), layout="constrained")
left.bar(np.arange(T) - 0.2, plain[0], 0.4, color="C3", label="without mask")
left.bar(np.arange(T) + 0.2, masked[0], 0.4, color="C0", label="with mask")
left.axvline(7.5, color="k", ls=":")
left.set(title="a clip of 8 steps in a box of 20", xlabel="step", ylabel="weight", xticks=range(0, T, 5))
left.legend()
beside.plot(behind, behind / (own + behind), "C3")
beside.set(
    title="weight that the padding takes", xlabel="zeros behind the 8 steps", ylabel="share", ylim=(0, 1)
)
plt.show()

# %% [markdown]
# So without a mask a clip's result depends on which longer clip happens to be in its batch.
#
# **Try it.** All own scores are 0, 5 steps are the clip's own, and the box has 20. Which share of the weight
# falls on the padding if there is no mask?

# %%
lost = 15 / 20  # put your guess here

assert np.isclose(nn.softmax(np.zeros(20))[5:].sum(), lost)
assert np.isclose(masked_softmax(np.zeros((1, 20)), np.array([5]))[0, 5:].sum(), 0)

# %% [markdown]
# ## 12.6 Hard attention: draw one step
#
# **Question.** Take *one* step, drawn by its weight, instead of a mean (song2021, section 2.6.2). A draw has
# no slope. How can the weights learn?
#
# **Formula.** song2021 prints $Z \sim x_i, a_i$ and is silent on training. Let $\ell_i$ be the loss if step
# $i$ is taken. What we want to lower is the expected loss $E = \sum_i a_i \ell_i$. With
# $\nabla a = a \nabla \log a$:
# $$\nabla E = \sum_i a_i\, \ell_i\, \nabla \log a_i$$
# That is the mean of $\ell_i \nabla \log a_i$ over draws: draw, and use the one you drew. This is the
# *score-function* estimate, or REINFORCE. Since
# $\sum_i a_i \nabla \log a_i = \nabla \sum_i a_i = \nabla 1 = 0$, any *baseline* $b$ that does not depend on
# the draw may be taken off: $(\ell_i - b)\, \nabla \log a_i$ has the same mean.
#
# For the scores the slope is short: $\partial \log a_i / \partial s_j = [i = j] - a_j$.

# %%
clip = x[:1]  # one clip
a = soft_attention(clip, Wx, v)[1][-1][0]  # (T,)
e = np.tanh(clip[0] @ Wx)  # (T, A)
logits = dense["soft"](clip[0])  # (T, C): what the classifier says of each step taken alone
loss = -np.log(nn.softmax(logits)[:, labels[0]])  # (T,)

slope = e - a @ e  # (T, A): d log a_i / dv = sum over j of ([i = j] - a_j) e_j
exact = (a * loss) @ slope  # (A,): the sum over all steps
step = 1e-5 * np.eye(A)
expected = [[soft_attention(clip, Wx, v + sign * push)[1][-1][0] @ loss for sign in (1, -1)] for push in step]
assert np.allclose(exact, [(up - down) / 2e-5 for up, down in expected])

index = np.array([3])  # and the library's backward, had step 3 been drawn
_, _, kept = nn.hard_attention_forward(clip, None, Wx, None, v, index=index)
dv = nn.hard_attention_backward(np.zeros((1, D)), loss[index], kept)[4]
assert np.allclose(dv, loss[3] * slope[3])

# %% [markdown]
# The estimate is right *on average*. How far off is a single one? Below: the steepest entry of $dv$,
# estimated a thousand times from 64 draws each, with three baselines. The loss has 5 added to it: that
# changes no gradient.

# %%
draws = rng.choice(T, (1000, 64), p=a)
k = np.abs(exact).argmax()
shifted = loss + 5
baselines = {"b = 0": 0.0, "b = 5": 5.0, "b = mean loss": a @ shifted}
figure, (left, beside) = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
spread = {}
for name, b in baselines.items():
    estimates = (shifted[draws] - b) * slope[draws, k]  # (1000, 64)
    spread[name] = estimates.std()
    left.hist(
        estimates.mean(axis=1), np.linspace(exact[k] - 4, exact[k] + 4, 41), histtype="step", label=name
    )
left.axvline(exact[k], color="k", ls=":", label="exact")
left.set(title="means of 64 draws", xlabel="estimate of dv", ylabel="how often")
left.legend(fontsize=8)
beside.bar(list(spread), list(spread.values()), color=["C0", "C1", "C2"])
beside.set(title="how far one draw is off", ylabel="standard deviation")
plt.show()
assert spread["b = 0"] > 2 * spread["b = mean loss"]
print(f"b = 0 needs {(spread['b = 0'] / spread['b = mean loss']) ** 2:.1f} times as many draws")

# %% [markdown]
# A constant in the loss, which means nothing, makes the estimate more than twice as noisy. The baseline takes
# it out again. `nn.HardAttention` uses a running mean of the losses of *earlier* batches: a mean that held
# the present draw would no longer be independent of it.
#
# **Try it.** If the baseline is $b$ and the draw goes by $a$, what is the mean of the part taken off,
# $b\, \nabla \log a_i$?

# %%
mean_taken_off = 0.0  # put your guess here

assert np.allclose(a @ slope, mean_taken_off)

# %% [markdown]
# Now train it, from three starts: the same clips, the same classifier, but each forward draws, and the loss
# of each clip tells its draw how good it was.


# %%
def by_draws(layer):
    def pool(x, labels, dense):
        logits = dense(layer(x))
        each = -np.log(nn.softmax(logits)[np.arange(len(x)), labels])  # (N,)
        loss, dlogits = nn.softmax_cross_entropy(logits, labels)
        layer.backward(dense.backward(dlogits), each / len(x))  # each clip's share of the total
        return loss

    return pool


layers = dict(soft)
for start in (1, 2, 3):
    name = f"hard, start {start}"
    layers[name] = nn.HardAttention(D, A, rng=start, dtype=np.float64)
    dense[name], losses[name] = train(by_draws(layers[name]), layers[name].parameters(), x, labels)
    layers[name].eval()  # from now on the likeliest step, without a draw
    score[name] = np.mean(dense[name](layers[name](test_x)).argmax(axis=1) == test_labels)
    assert score[name] > score["mean"]
looks = {name: layer.weights.argmax(axis=1) == test_place for name, layer in layers.items()}
table = np.array([[hits[test_labels == k].mean() for k in range(CLASSES)] for hits in looks.values()])

# %%
figure, (left, beside) = plt.subplots(1, 2, figsize=(10, 3.4), layout="constrained")
for name in ("mean", *layers):
    left.semilogy(losses[name], "-" if "hard" in name else "--", lw=1, label=name)
left.set(title="loss on the training clips", xlabel="step of descent", ylabel="cross-entropy")
left.legend(fontsize=8)
beside.imshow(table, cmap="magma", vmin=0, vmax=1, aspect="auto")
for (row, column), value in np.ndenumerate(table):
    beside.text(
        column, row, f"{100 * value:.0f}", ha="center", va="center", color="w" if value < 0.6 else "k"
    )
beside.set(title="stressed step looked at, % of clips", xlabel="class", xticks=range(CLASSES))
beside.set_yticks(range(len(layers)), [f"{name}: {100 * score[name]:.0f} % right" for name in layers])
plt.show()

# %% [markdown]
# Hard attention trembles, since each step of descent is a new draw; and it is caught more easily. As soon as
# it knows the stressed step of one or two classes it draws those. What is never drawn teaches nothing, so the
# others stay unseen. Whoever sees one class of three and guesses between the other two is right in
# $\frac13 + \frac23 \cdot \frac12 = \frac23$ of the clips. Soft attention hears a little of every step.
#
# ## 12.7 Self-attention
#
# **Question.** So far one thing asked, or none. What if *each step* asks all the others?
#
# **Formula** (Vaswani et al. 2017; liu2026 uses it between two modalities). Three projections of
# the same sequence: queries ask, keys are asked, values are what is answered:
# $$Q = x W_q, \quad K = x W_k, \quad V = x W_v, \qquad
# y = \mathrm{softmax}\left(\frac{Q K^T}{\sqrt{d}}\right) V$$


# %%
def self_attention(x, Wq, Wk, Wv):
    """x (N, T, D), weights (D, d) -> y (N, T, d), and the weights (N, T, T): row asks, column answers."""
    q, k, v = x @ Wq, x @ Wk, x @ Wv  # (N, T, d)
    s = q @ k.swapaxes(1, 2) / np.sqrt(q.shape[-1])  # (N, T, T)
    a = nn.softmax(s)  # over those who answer
    return a @ v, a


weights = [rng.standard_normal((D, 6)) for _ in range(3)]
y, a = self_attention(x, *weights)
library, kept = nn.self_attention_forward(x, *weights)
assert np.allclose(y, library) and np.allclose(a, kept.a[:, 0])  # (N, heads, T, T): one head

melody = np.array([0, 0, 0, 1, 1, 1, 1, 2, 2, 0, 0, 2, 2, 2, 1, 1])
song = 2 * np.eye(3)[melody][None] + 0.3 * rng.standard_normal((1, 16, 3))
_, alike = self_attention(song, 1.5 * np.eye(3), np.eye(3), np.eye(3))
sizes = 2 ** np.arange(1, 11)
pairs = {
    d: rng.standard_normal((200, 1, d)) @ rng.standard_normal((200, d, 20)) for d in sizes
}  # (200, 1, 20)
figure, (left, beside) = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
image = left.imshow(alike[0], cmap="magma")
left.set(title="each step asks: who is like me?", xlabel="answers", ylabel="asks")
figure.colorbar(image, label="weight")
beside.semilogx(sizes, [nn.softmax(pairs[d]).max(-1).mean() for d in sizes], "C3", label="without the root")
beside.semilogx(sizes, [nn.softmax(pairs[d] / d**0.5).max(-1).mean() for d in sizes], "C0", label="with it")
beside.set(title="largest of 20 weights, at random", xlabel="d", ylabel="weight", ylim=(0, 1))
beside.legend()
plt.show()

# %% [markdown]
# A product of two random vectors has variance $d$. Without the root the softmax of a wide layer takes one
# step whole from the start, where its slope is nearly 0; with the root, the width does not matter.
#
# **Try it.** Self-attention knows no order. If the steps are shuffled, how do the results come out:
# `"the same"`, `"shuffled alike"` or `"different"`?

# %%
guess = "shuffled alike"  # put your guess here

turn = rng.permutation(T)
shuffled = self_attention(x[:, turn], *weights)[0]
truth = "the same" if np.allclose(shuffled, y) else "different"
truth = "shuffled alike" if np.allclose(shuffled, y[:, turn]) else truth
assert guess == truth

# %% [markdown]
# So who needs the order puts it into the features. The GRU below song2021's attention does that.
#
# ## 12.8 Cross-modal attention, and an axis that cancels
#
# **Question.** Voice and face have different numbers of steps. Can the steps of one ask those of the other?
#
# **Formula** (liu2026, eq. 13). The paper has columns for steps, $\tilde X_x$ is $d \times T_x$:
# $$X_{x,y} = \tilde{X}_x\, \mathrm{softmax}\left(\frac{\tilde{X}_x^t (\tilde{X}_y^t)}{\sqrt{d}}\right)$$
# **Misprint.** The superscript $t$ is explained as a number of a projection. As a plain product,
# $d \times T_x$ by $d \times T_y$ does not conform. What fits is $\tilde X_x^T \tilde X_y$. Eq. 14 prints
# $X (X)^T$, which does not fit either. And it is not said over which axis the softmax runs. In rows for
# steps, as the library has it, $y$ asks, $x$ answers, and what answers is key and value at once:

# %%
Ta, Tb, d = 12, 7, 5
answers, asks = rng.standard_normal((1, Ta, d)), rng.standard_normal((1, Tb, d))  # voice x, face y
eye = np.eye(d)
s = asks @ answers.swapaxes(1, 2) / np.sqrt(d)  # (1, Tb, Ta)
reading = {"answers": nn.softmax(s, axis=2), "asks": nn.softmax(s, axis=1)}
result = {over: a @ answers for over, a in reading.items()}  # (1, Tb, d)
for over, y in result.items():
    assert np.allclose(nn.cross_modal_attention_forward(asks, answers, eye, eye, over=over)[0], y)

figure, axes = plt.subplots(1, 2, figsize=(9, 3), layout="constrained")
for panel, (over, a) in zip(axes, reading.items()):
    image = panel.imshow(a[0], cmap="magma", vmin=0)
    sums = "rows" if over == "answers" else "columns"
    panel.set(title=f'over="{over}": {sums} sum to 1', xlabel="answers: step of x", ylabel="asks: step of y")
    figure.colorbar(image, shrink=0.7)
plt.show()

# %% [markdown]
# Before eq. 15 both results are pooled over time. Write that out for the second reading. There each step $i$
# of $x$ deals *itself* out, $\sum_j a_{ji} = 1$, so that
# $$\frac{1}{T_y} \sum_j \sum_i a_{ji} x_i = \frac{1}{T_y} \sum_i \Big(\sum_j a_{ji}\Big) x_i =
# \frac{T_x}{T_y}\; \frac{1}{T_x} \sum_i x_i$$
# The weights are gone. What is left is the mean of $x$, the plain mean of 12.1, and who asked does not
# matter.

# %%
pooled = {over: [] for over in reading}
for _ in range(40):  # forty different faces ask the same voice
    other = 3 * rng.standard_normal((1, Tb, d))
    for over in reading:
        y, _ = nn.cross_modal_attention_forward(other, answers, eye, eye, over=over)
        pooled[over].append(y.mean(axis=1)[0])
mean = answers.mean(axis=1)[0]
figure, axes = plt.subplots(1, 2, figsize=(9, 3), layout="constrained", sharex=True, sharey=True)
for panel, (over, points) in zip(axes, pooled.items()):
    panel.plot(*np.array(points)[:, :2].T, "o", ms=4, label="pooled, one a face")
    panel.plot(*(Ta / Tb * mean)[:2], "kx", ms=9, label="mean of the voice, times 12/7")
    panel.set(title=f'over="{over}"', xlabel="feature 0", ylabel="feature 1")
axes[1].legend(fontsize=8)
plt.show()
assert np.ptp(np.array(pooled["asks"]), axis=0).max() < 1e-12
assert np.ptp(np.array(pooled["answers"]), axis=0).min() > 0.1

# %% [markdown]
# In the left picture forty faces hear forty different things in one voice. In the right one all forty points
# lie on the cross. A network in that reading trains without any error message: it simply has no attention. So
# the library's default is the other reading, `over="answers"`, and the ledger shows this sum.
#
# **Try it.** In the reading that cancels, which gradient does $W_q$ get from the pooled result?

# %%
largest_slope = 0.0  # put your guess here

_, kept = nn.cross_modal_attention_forward(asks, answers, eye, eye, over="asks")
dpooled = rng.standard_normal((1, 1, d)) / Tb
dWq = nn.cross_modal_attention_backward(np.repeat(dpooled, Tb, axis=1), kept)[2]
assert np.allclose(np.abs(dWq).max(), largest_slope)

# %% [markdown]
# The *standard* attention gives values a projection of their own, and lets $x$ ask and $y$ answer:
# `nn.CrossModalAttention(..., reading="standard")`. It has the steps of $x$, the paper's has those of $y$.

# %%
for name, steps in (("paper", Tb), ("standard", Ta)):
    layer = nn.CrossModalAttention(d, d, 4, reading=name, rng=0)
    assert layer(answers.astype(np.float32), asks.astype(np.float32)).shape == (1, steps, 4)
    print(name, {key: parameter.value.shape for key, parameter in layer.parameters().items()})

# %% [markdown]
# ## 12.9 Speed: the kernel beside the formula
#
# **Question.** The formula makes an array of $N \times T \times A$ and goes over it several times. Does it
# pay to do it clip by clip?
#
# **Speed.** The soft attention has a kernel, which handles a clip's own steps while they are near, and
# leaves out the padding altogether.

# %%
wide = [rng.standard_normal(shape).astype(np.float32) for shape in [(32, 300, 256), (32, 256)]]
matrices = [
    (0.1 * rng.standard_normal(shape)).astype(np.float32) for shape in [(256, 128), (256, 128), (128,)]
]
uneven = rng.integers(100, 301, 32)
results, milliseconds = {}, {}
for face in ("numpy", "numba"):
    with emolab.use(face):
        taken = []
        for _ in range(5):  # the first call loads the kernel
            begin = time.perf_counter()
            z, kept = nn.soft_attention_forward(*wide, *matrices, uneven)
            results[face] = [z, *nn.soft_attention_backward(np.ones_like(z), kept)]
            taken.append(1000 * (time.perf_counter() - begin))
        milliseconds[face] = min(taken)
print(f"formula {milliseconds['numpy']:.1f} ms, kernel {milliseconds['numba']:.1f} ms")
figure, axes = plt.subplots(figsize=(6, 1.9), layout="constrained")
axes.barh(["formula", "kernel"], list(milliseconds.values()))
axes.set(title="forward and backward, 32 clips of 100 to 300 steps", xlabel="milliseconds")
plt.show()

# %% [markdown]
# **Try it.** How far may formula and kernel be apart in float32, as a part of the largest number?

# %%
bound = 1e-4  # put your guess here

for theirs, ours in zip(results["numba"], results["numpy"]):
    apart = np.abs(theirs - ours).max() / np.abs(ours).max()
    assert apart < bound, f"they are {apart:.1e} apart"

# %% [markdown]
# ## 12.10 In the papers
#
# - **song2021** puts soft attention on its GRU's states, for voice and face (2.28 to 2.30), and tells hard
#   attention (2.6.2) without using it. Its text says that attention raises both accuracies. Its tables say
#   otherwise: the mean over ten folds falls from 79 to 78.19 for the face, and from 80 to 76.52 for the
#   voice.
# - **zhu2022** reads the LSTM's states by attention, with an LSTM that asks again and again (its Figure 2).
#   Its eq. 5 sums over the very index of the step that is weighted; taken by the letter, every weight is
#   $1/T$, the plain mean. The score is not defined: additive, as above, or a dot product (`nn.DotAttention`).
# - **liu2026** joins voice and face by eq. 13 and 14, in which you saw the misprints and the axis that
#   cancels.
#
# `emolab papers show song2021` prints each of these entries, and what was run to prove it.
#
# ## 12.11 Exercise
#
# Write `soft_attention` with its backward, query, lengths and all, so that it can stand in for the library's:
#
# ``emolab exercise start soft_attention``
#
# Three more of this page are in the bank: `masked_softmax` (ten minutes), `self_attention`, and
# `hard_attention_gradient` (an afternoon).
#
# Next: [support vector machines and chi-square](13_svm_and_chi_square.py).
