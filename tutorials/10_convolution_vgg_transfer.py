# %% [markdown]
# # 10. Convolution, VGG-16 and transfer
#
# A face of 48 x 48 pixels has 2,304 numbers, and a smile may be anywhere among them. A convolution looks for
# the same thing everywhere. On this page you write one with its three gradients, pool what it finds, count
# the 138 million weights of VGG-16, train a small VGG on faces, look at what it looks at, and carry it over
# to faces of another kind with very few examples, as zhu2022 does.
#
# You need tutorials 2 and 8. About an hour to read, half a minute to run.

# %%
import tempfile
import time
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import emolab
from emolab import nn
from emolab.datasets import SyntheticClips
from emolab.models import VGG, save_weights, transferred_vgg, vgg_stages
from emolab.training import FreezeSchedule, fit, predict, predict_probabilities
from emolab.vision import to_gray

rng = np.random.default_rng(10)

# %% [markdown]
# ## 10.1 A small window slides
#
# **Question.** How do you find every edge of a picture by one rule?
#
# **Formula** (song2021, eq. 2.13, ambiguous). Put a small kernel $K$ on each place, multiply, add up:
# $$y(u, v) = \sum_i \sum_j I(u + i, v + j)\,K(i, j)$$
# That is what every network computes. The paper prints $K(u - i, v - j)$, a *convolution*, in which the
# kernel is turned by 180 degrees; ours is called *cross-correlation*. As $K$ is learned, it learns itself
# turned, and nothing else changes. But a kernel from a book must be turned, or not: the library has `flip`.


# %%
def faces_of(labels, subjects, takes, seed, difficulty=0.3):
    """One grey frame a clip with mean 0 and deviation 1, and its label: (N, 32, 32, 1), (N,)."""
    clips = SyntheticClips(subjects, takes, seed, difficulty, labels, size=32, seconds=0.6)
    frames = np.array([clip.frames[len(clip.frames) // 2] for clip in clips])
    return standard(to_gray(frames)), np.array([labels.index(clip.label) for clip in clips])


def standard(grey):
    grey = grey.astype(np.float32) - grey.mean(axis=(1, 2), keepdims=True)
    return (grey / grey.std(axis=(1, 2), keepdims=True))[..., None]


LABELS = ("neutral", "happy", "sad", "angry", "surprised")
some, _ = faces_of(LABELS, 1, 1, seed=7)
picture = some[1, :, :, 0]  # (32, 32)


def correlate(I, K):
    h, w = I.shape[0] - K.shape[0] + 1, I.shape[1] - K.shape[1] + 1
    y = np.zeros((h, w))
    for u, v in np.ndindex(h, w):
        y[u, v] = np.sum(I[u : u + K.shape[0], v : v + K.shape[1]] * K)
    return y


# %% [markdown]
# Two kernels by Sobel, the difference from left to right and from top to bottom.

# %%
across = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]) / 4
down = across.T

figure, axes = plt.subplots(1, 4, figsize=(10, 2.7), layout="constrained")
kernels = {"left to right": across, "top to bottom": down, "mean of 5 x 5": np.ones((5, 5)) / 25}
shown = {"a face": picture, **{title: correlate(picture, K) for title, K in kernels.items()}}
for panel, (title, image) in zip(axes, shown.items()):
    panel.imshow(image, cmap="RdBu_r" if " to " in title else "gray")
    panel.set(title=f"{title}, {image.shape[0]} x {image.shape[1]}", xticks=[], yticks=[])
plt.show()


# %% [markdown]
# **Try it.** Turn the kernel `across` by 180 degrees. By which factor does each value change?

# %%
factor = -1  # put your guess here

assert np.allclose(correlate(picture, across[::-1, ::-1]), factor * correlate(picture, across))
as_printed = nn.conv2d_forward(picture[None, :, :, None], across[:, :, None, None], None, flip=True)[0]
assert np.allclose(as_printed[0, :, :, 0], correlate(picture, across[::-1, ::-1]), atol=1e-5)

# %% [markdown]
# ## 10.2 Channels, padding, stride
#
# **Question.** The next layer sees not one picture but 64. What is a kernel then?
#
# **Formula.** A kernel spans all channels, and there is one for each channel that comes out: $W$ has shape
# $(k_h, k_w, C_{in}, C_{out})$. With a stride $s$, and $x$ padded by zeros:
# $$y(n, u, v, o) = b_o + \sum_{i, j, c} x(n, us + i, vs + j, c)\,W(i, j, c, o)$$
# From a side of $H$ with $p$ zeros on each edge there comes $\lfloor (H + 2p - k) / s \rfloor + 1$. With
# $p = 1$ and $k = 3$ a picture keeps its size.


# %%
def conv_loops(x, W, b, stride=1, p=0):
    x = np.pad(x, ((0, 0), (p, p), (p, p), (0, 0)))
    (N, H, V, _), (kh, kw, _, Cout) = x.shape, W.shape
    y = np.zeros((N, (H - kh) // stride + 1, (V - kw) // stride + 1, Cout))
    for n, u, v, o in np.ndindex(*y.shape):
        window = x[n, u * stride : u * stride + kh, v * stride : v * stride + kw]  # (kh, kw, Cin)
        y[n, u, v, o] = np.sum(window * W[..., o]) + b[o]
    return y


x, W, b = rng.standard_normal((2, 7, 6, 3)), rng.standard_normal((3, 3, 3, 4)), rng.standard_normal(4)
for stride, p in ((1, 0), (1, 1), (2, 0), (2, 1)):
    assert np.allclose(conv_loops(x, W, b, stride, p), nn.conv2d_forward(x, W, b, stride, p)[0])

sides = np.arange(3, 33)
figure, axes = plt.subplots(figsize=(7, 3), layout="constrained")
for stride, p, k in ((1, 1, 3), (1, 0, 3), (1, 0, 7), (2, 1, 3)):
    out = np.where(sides + 2 * p >= k, (sides + 2 * p - k) // stride + 1, 0)
    axes.step(sides, out, where="mid", label=f"kernel {k}, padding {p}, stride {stride}")
axes.set(title="how large the output is", xlabel="side of the input", ylabel="side of the output")
axes.legend(fontsize=8)
plt.show()

# %% [markdown]
# **Try it.** A picture of 48 x 48 goes through a kernel of 5 with padding 2 and stride 2. What side comes
# out?

# %%
side = (48 + 2 * 2 - 5) // 2 + 1  # put your guess here

one = np.zeros((1, 48, 48, 1)), np.zeros((5, 5, 1, 1)), np.zeros(1)
assert nn.conv2d_forward(*one, 2, 2)[0].shape == (1, side, side, 1)

# %% [markdown]
# ## 10.3 A convolution is a matrix product
#
# **Question.** Seven loops in Python take seconds for one picture. What is the loop, really?
#
# **Formula.** Lay each window out as a row of $k_h k_w C_{in}$ numbers. All rows together are a matrix,
# called *im2col*, and the layer is the dense layer of tutorial 2:
# $$Y = X_{col}\,W_{col} + b, \qquad X_{col} \in R^{N H' W' \times k_h k_w C_{in}}$$


# %%
def im2col(x, k):
    """All windows of k x k as rows, (N H' W', k k C)."""
    windows = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(1, 2))  # (N, H', W', C, k, k)
    return windows.transpose(0, 1, 2, 4, 5, 3).reshape(-1, k * k * x.shape[-1])


def conv_by_matrix(x, W, b):
    k, cout = len(W), W.shape[-1]
    y = im2col(x, k) @ W.reshape(-1, cout) + b  # (N H' W', Cout)
    return y.reshape(len(x), x.shape[1] - k + 1, x.shape[2] - k + 1, cout)


assert np.allclose(conv_by_matrix(x, W, b), conv_loops(x, W, b))

tiny = np.arange(20.0).reshape(1, 4, 5, 1)
columns = im2col(tiny, 3)  # (6, 9)
figure, (left, right) = plt.subplots(1, 2, figsize=(8, 2.8), layout="constrained", width_ratios=(5, 9))
for panel, values, title in ((left, tiny[0, ..., 0], "4 x 5 pixels"), (right, columns, "6 windows of 3 x 3")):
    panel.imshow(values, cmap="viridis", vmin=0, vmax=19)
    for (row, column), value in np.ndenumerate(values):
        panel.text(column, row, f"{value:.0f}", ha="center", va="center", color="w" if value < 12 else "k")
    panel.set(title=title, xticks=[], yticks=[])
right.set(xlabel="place in the window", ylabel="window")
plt.show()

# %% [markdown]
# Each pixel in the middle now stands in up to nine rows: the matrix has nine times as many numbers as the
# picture. What is gained is that a matrix product is the one thing that computers do best.
#
# **Try it.** In how many of the six windows does the pixel 6 of the figure stand?

# %%
times = 4  # put your guess here

assert np.sum(columns == 6) == times

# %% [markdown]
# ## 10.4 Three gradients
#
# **Question.** One weight is used at every place, one pixel in nine windows. Whose gradient is whose?
#
# **Formula.** Read the sum of 10.2 as the loop `y += x * W`. As in tutorial 2, it has two lines on the way
# back, and each adds up over everything that was touched:
# $$dW(i, j, c, o) = \sum_{n, u, v} x(n, us + i, vs + j, c)\,dy(n, u, v, o)$$
# $$db(o) = \sum_{n, u, v} dy(n, u, v, o)$$
# $$dx(n, us + i, vs + j, c) {+}{=} \sum_o dy(n, u, v, o)\,W(i, j, c, o)$$
# So $dW$ is a correlation of $x$ with $dy$: how often did the pattern come together with the error? And $dx$
# is each error stamped into the picture in the form of the kernel; stamps overlap, so they are added.


# %%
def conv_backward(dy, x, W, stride=1):
    dx, dW = np.zeros_like(x), np.zeros_like(W)
    (_, H, V, _), (kh, kw, _, _) = dy.shape, W.shape
    for i, j in np.ndindex(kh, kw):
        rows = slice(i, i + (H - 1) * stride + 1, stride)  # what tap (i, j) sees of all windows
        cols = slice(j, j + (V - 1) * stride + 1, stride)
        dW[i, j] = np.einsum("nuvc,nuvo->co", x[:, rows, cols], dy)
        dx[:, rows, cols] += dy @ W[i, j].T  # (N, H', W', Cin)
    return dx, dW, dy.sum(axis=(0, 1, 2))


for stride in (1, 2):
    report = nn.check_gradients(
        (lambda x, W, b, s=stride: (conv_loops(x, W, b, s), (x, W)),
         lambda dy, cache, s=stride: conv_backward(dy, *cache, s)),
        (x[:1, :5, :5], W, b),
    )  # fmt: skip
    assert report
y, cache = nn.conv2d_forward(x, W, b)
for mine, library in zip(conv_backward(y, x, W), nn.conv2d_backward(y, cache)):
    assert np.allclose(mine, library)

# %% [markdown]
# With a single 1 as $dy$, the stamp is seen; with two that overlap, the sum.

# %%
stamp = rng.uniform(0.2, 1, (3, 3, 1, 1))
blank = np.zeros((1, 10, 10, 1))
figure, axes = plt.subplots(1, 4, figsize=(10, 2.7), layout="constrained")
axes[0].imshow(stamp[:, :, 0, 0], vmin=0, vmax=2)
axes[0].set(title="the kernel")
for panel, places, title in ((axes[1], [(2, 2)], "dx of one error"), (axes[2], [(2, 2), (3, 4)], "of two")):
    dy = np.zeros((1, 8, 8, 1))
    for u, v in places:
        dy[0, u, v, 0] = 1
    panel.imshow(conv_backward(dy, blank, stamp)[0][0, :, :, 0], vmin=0, vmax=2)
    panel.set(title=title)
overlap = conv_backward(np.ones((1, 8, 8, 1)), blank, np.ones((3, 3, 1, 1)))[0][0, :, :, 0]
shown = axes[3].imshow(overlap, cmap="magma")
axes[3].set(title="in how many windows")
figure.colorbar(shown)
for panel in axes:
    panel.set(xticks=[], yticks=[])
plt.show()

# %% [markdown]
# **Try it.** There is a second way to $dx$: pad $dy$ by $k - 1$ zeros on each edge and correlate it with $W$.
# Is the kernel turned, or left as it lies?

# %%
turned = True  # put your guess here

dy = rng.standard_normal((1, 5, 5, 1))
kernel = stamp[::-1, ::-1] if turned else stamp
full = conv_loops(dy, kernel, np.zeros(1), p=2)
assert np.allclose(full, conv_backward(dy, np.zeros((1, 7, 7, 1)), stamp)[0])

# %% [markdown]
# ## 10.5 Pooling, and what happens at a tie
#
# **Question.** Where exactly the smile was does not matter. How does a network forget it?
#
# **Formula** (song2021, section 2.4.3). Of each window only the largest is kept, channel by channel:
# $$y(u, v) = \max_{i, j} x(us + i, vs + j)$$
# Backward: the gradient goes to the one that won, all others get nothing. That is exact wherever one is
# larger than the rest. At a **tie** the function has a kink, and a convention has to be chosen: here the
# *first* one in reading order wins. A code that says "everything equal to the maximum gets $dy$" looks right,
# and hands out the gradient twice. After a ReLU ties are everywhere, since many windows hold nothing but
# zeros.


# %%
def pool_forward(x):
    N, H, V, C = x.shape
    windows = x.reshape(N, H // 2, 2, V // 2, 2, C).transpose(0, 1, 3, 5, 2, 4).reshape(-1, 4)  # 2 x 2
    return windows.max(axis=1).reshape(N, H // 2, V // 2, C), (windows.argmax(axis=1), x.shape)


def pool_backward(dy, cache):
    winner, (N, H, V, C) = cache
    windows = np.zeros((len(winner), 4))
    windows[np.arange(len(winner)), winner] = dy.ravel()  # one entry a window
    return windows.reshape(N, H // 2, V // 2, C, 2, 2).transpose(0, 1, 4, 2, 5, 3).reshape(N, H, V, C)


x = np.maximum(rng.standard_normal((1, 8, 8, 1)) - 0.7, 0)  # after a ReLU
y, cache = pool_forward(x)
dx = pool_backward(np.ones_like(y), cache)
library, library_cache = nn.max_pool_forward(x, 2)
assert np.allclose(y, library) and np.allclose(dx, nn.max_pool_backward(np.ones_like(y), library_cache))
twice = (x == np.kron(y, np.ones((1, 2, 2, 1)))).astype(float)  # "everything equal to the maximum"

figure, axes = plt.subplots(1, 3, figsize=(9, 3), layout="constrained")
titles = ("x after a ReLU", "first winner", "all that are equal")
for panel, values, title in zip(axes, (x, dx, twice), titles):
    panel.imshow(values[0, :, :, 0], cmap="Blues")
    panel.set(title=f"{title}: sum {values.sum():.0f}", xticks=[], yticks=[])
    panel.set_xticks(np.arange(1.5, 7), minor=True)
    panel.set_yticks(np.arange(1.5, 7), minor=True)
    panel.grid(which="minor", color="0.6", lw=1)
plt.show()
assert np.isclose(dx.sum(), y.size) and twice.sum() > y.size

# %% [markdown]
# **Try it.** How much larger is the sum of the wrong gradient over the whole of a picture that is flat?

# %%
times_too_large = 4  # put your guess here

flat = np.full((1, 6, 6, 1), 3.0)
y, cache = pool_forward(flat)
everything = (flat == np.kron(y, np.ones((1, 2, 2, 1)))).sum()
assert everything == times_too_large * pool_backward(np.ones_like(y), cache).sum()

# %% [markdown]
# ## 10.6 VGG-16 on one page
#
# **Question.** Three of the five papers build on VGG or networks like it. What is in it?
#
# **Formula** (song2021, Table 2.1, column D). Only kernels of 3 x 3 with padding 1, each followed by a ReLU,
# in five blocks; each block ends with a pool that halves the side. Then three dense layers, of 4,096, 4,096
# and 1,000. A convolution has $(9\,C_{in} + 1)\,C_{out}$ weights. Why 3 x 3? Two in a row see 5 x 5 pixels,
# three see 7 x 7, for $27\,C^2$ weights instead of $49\,C^2$, and with two more ReLUs between.

# %%
BLOCKS = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512))


def vgg16_weights(side=224, channels=3, dense=(4096, 4096, 1000), blocks=BLOCKS):
    """How many weights each block and each dense layer holds, and the side after each block."""
    counts, sides = {}, []
    for number, block in enumerate(blocks, 1):
        counts[f"block {number}"] = 0
        for after in block:
            counts[f"block {number}"] += (9 * channels + 1) * after
            channels = after
        side //= 2
        sides.append(side)
    inputs = side * side * channels
    for number, units in enumerate(dense, 1):
        counts[f"dense {number}"] = (inputs + 1) * units
        inputs = units
    return counts, sides


counts, sides = vgg16_weights()
narrow = tuple(tuple(C // 16 for C in block) for block in BLOCKS)
ours = sum(p.value.size for p in VGG("D", width=1 / 16, input_size=64, rng=0).parameters().values())
assert ours == sum(vgg16_weights(64, dense=(256, 256, 1000), blocks=narrow)[0].values())
assert sum(counts.values()) == 138_357_544

# %% [markdown]
# The sum is that of the published network. Where are the 138 million?

# %%
figure, axes = plt.subplots(figsize=(8, 3), layout="constrained")
for shift, side, classes in ((-0.2, 224, 1000), (0.2, 48, 7)):
    counts, sides = vgg16_weights(side, dense=(4096, 4096, classes))
    total = sum(counts.values())
    label = f"{side} x {side}: sides {', '.join(map(str, sides))}; {total / 1e6:.1f} million"
    axes.barh(np.arange(8) + shift, [count / 1e6 for count in counts.values()], 0.4, label=label)
axes.set(title="weights of VGG-16, in millions", xlabel="millions")
axes.set_yticks(range(8), list(counts))
axes.invert_yaxis()
axes.legend(fontsize=8, loc="lower right")
plt.show()

# %% [markdown]
# Three quarters of them stand in one matrix, the first dense layer, which sees 7 x 7 x 512 numbers. A face of
# 48 x 48 leaves 1 x 1 x 512, and the network is a quarter of its size.
#
# **Misprint.** The table's head says that the input is 244 x 24. Five halvings of 24 leave nothing.
#
# **Try it.** What are the sides after each of the five pools, for a side of 24?

# %%
after_each = [12, 6, 3, 1, 0]  # put your guesses here

assert vgg16_weights(24)[1] == after_each

# %% [markdown]
# ## 10.7 A small VGG learns faces
#
# **Question.** Does the recipe still work with an eighth of its channels and on one core?
#
# **Formula.** Column A (one convolution a block less, two in the last three) at 1/8 of the width, batch
# normalisation after each convolution, dense layers of 64, a learning rate that falls to 0. 40 people, five
# expressions, four takes of each; ten *other* people to look at after each epoch.

# %%
train_x, train_y = faces_of(LABELS, 40, 4, seed=1)
other_x, other_y = faces_of(LABELS, 10, 3, seed=2)  # another seed is other people


def small_vgg(rng):
    small = {"width": 1 / 8, "input_size": 32, "channels": 1, "hidden": 64, "keep": 0.7}
    return VGG("A", classes=5, batch_norm=True, rng=rng, **small)


network = small_vgg(0)
history = fit(network, train_x, train_y, validation=(other_x, other_y), epochs=12, rng=0,
              optimiser=nn.Adam(network.parameters(), 2e-3), schedule=nn.CosineSchedule(2e-3, 12 * 25),
              progress=False)  # fmt: skip
print(f"{sum(p.value.size for p in network.parameters().values()):,} weights; {history[-1]}")

figure, axes = plt.subplots(2, 5, figsize=(10, 4), layout="constrained")
found = predict(network, other_x)
for c, label in enumerate(LABELS):
    for panel, index in zip(axes[:, c], np.flatnonzero(other_y == c)[[0, 7]]):
        panel.imshow(other_x[index, :, :, 0], cmap="gray")
        panel.set(title=f"{label}: {LABELS[found[index]]}", xticks=[], yticks=[])
figure.suptitle("people that it never saw; behind the colon what it says")
plt.show()
assert np.mean(found == other_y) > 0.6

# %% [markdown]
# The faces are drawn by formula and are far easier than real ones: take the rate as a sign that nothing is
# broken, not as a result.
#
# **Try it.** Five classes, equally many of each. What does always saying "happy" reach?

# %%
guessing = 1 / 5  # put your guess here

assert np.isclose(np.mean(other_y == LABELS.index("happy")), guessing)

# %% [markdown]
# ## 10.8 What it looks at
#
# **Question.** A rate of correct answers does not tell what the network looked at. Can we ask it?
#
# **Formula.** Two ways. Look at the kernels of the first block, and at what they give for a face. Or ask by
# *occlusion*: cover a patch at $(u, v)$ with grey and see how far the probability of the right class falls,
# $$o(u, v) = p_c(x) - p_c(x \text{ without the patch at } (u, v))$$

# %%
first = network.blocks[0].layers[0]
edges = first.W.value[:, :, 0]  # (3, 3, 8)
maps = nn.relu(nn.conv2d_forward(other_x[3:4], first.W.value, first.b.value, 1, "same")[0])[0]  # (32, 32, 8)

figure, axes = plt.subplots(2, 8, figsize=(11, 3), layout="constrained")
for k in range(8):
    largest = np.abs(edges).max()
    axes[0, k].imshow(edges[..., k], cmap="RdBu_r", vmin=-largest, vmax=largest)
    axes[1, k].imshow(maps[..., k], cmap="gray")
for panel in axes.flat:
    panel.set(xticks=[], yticks=[])
figure.suptitle("eight kernels of the first block, and what each finds in a face")
plt.show()

# %% [markdown]
# Kernels of the first block are edges and spots, more or less; nothing there knows what a mouth is. Now
# the question by occlusion, averaged over the faces of one label.

# %%
patch, step = 8, 2
places = list(range(0, 32 - patch + 1, step))
figure, axes = plt.subplots(1, 5, figsize=(11, 2.6), layout="constrained")
falls = {}
for panel, c in zip(axes, range(5)):
    faces = other_x[other_y == c][::3]
    clear = predict_probabilities(network, faces)[:, c]
    fall = np.zeros((32, 32))
    count = np.zeros((32, 32))
    for u, v in ((u, v) for u in places for v in places):
        covered = faces.copy()
        covered[:, u : u + patch, v : v + patch] = 0  # the mean of each face
        fall[u : u + patch, v : v + patch] += np.mean(clear - predict_probabilities(network, covered)[:, c])
        count[u : u + patch, v : v + patch] += 1
    falls[LABELS[c]] = fall / count
    panel.imshow(faces.mean(axis=0)[..., 0], cmap="gray")
    panel.imshow(falls[LABELS[c]], cmap="inferno", alpha=0.6, vmin=0)
    panel.set(title=f"{LABELS[c]}: up to {falls[LABELS[c]].max():.2f}", xticks=[], yticks=[])
plt.show()

# %% [markdown]
# Bright is what it needs: the mouth for "happy", for others the eyes and brows. It looks where the drawings
# differ. Where the number above is small, no single patch matters: something else tells the class as well.
# A network that had looked at the background or the hair would have been found out here.
#
# **Try it.** Is the mouth in the upper or in the lower half? Where then must the largest fall for "happy" be?

# %%
half = "lower"  # put your guess here: "upper" or "lower"

row = np.unravel_index(falls["happy"].argmax(), (32, 32))[0]
assert (row >= 16) == (half == "lower")

# %% [markdown]
# ## 10.9 Transfer
#
# **Question.** You have two faces of each emotion, not a thousand. What can still be learned?
#
# **Formula** (zhu2022, Fig. 6). Train on a large set of the same kind of thing (FER2013 there), **replace**
# the softmax layer by a new one for your classes, and **adjust** the dense layers on your few examples. When
# what is trained, the paper does not say; the library's default is a *schedule* that thaws the network from
# its end:
# $$\text{epoch 1: softmax layer}, \qquad \text{4: all dense layers}, \qquad
# \text{8: the last block too}$$
# (below from epochs 8 and 16 of 30). Our large set are the faces of 10.7. The target is of another kind:
# other people, light from one side, a noisy camera, and other labels, as zhu2022's CHEAVD has others than
# FER2013.

# %%
TARGET = ("calm", "happy", "sad", "disgust", "fearful")


def other_kind(faces, seed):
    """Lit from the right, and noisy."""
    noise = np.random.default_rng(seed).standard_normal(faces.shape)
    light = np.linspace(0.4, 1, faces.shape[2])[None, None, :, None]
    return standard(((faces + 3) * light + 0.2 * noise)[..., 0])


few_x, few_y = faces_of(TARGET, 8, 2, seed=3)  # 16 of each label, of which we shall use 1 to 8
test_x, test_y = faces_of(TARGET, 16, 3, seed=4)
few_x, test_x = other_kind(few_x, 5), other_kind(test_x, 6)

figure, axes = plt.subplots(2, 5, figsize=(9, 4), layout="constrained")
for c in range(5):
    for row, (faces, truth, names) in enumerate(((train_x, train_y, LABELS), (few_x, few_y, TARGET))):
        axes[row, c].imshow(faces[np.flatnonzero(truth == c)[1], :, :, 0], cmap="gray")
        axes[row, c].set(title=names[c], xticks=[], yticks=[])
axes[0, 0].set_ylabel("to learn from")
axes[1, 0].set_ylabel("the target")
plt.show()

# %% [markdown]
# Three ways, with the same number of epochs: from scratch; all frozen but the new softmax layer; the
# schedule.

# %%
folder = tempfile.TemporaryDirectory()
weights = Path(folder.name) / "faces.npz"
save_weights(network, weights)
stages = {"softmax layer alone": FreezeSchedule({1: ("head.layers.6",)}),
          "the schedule": FreezeSchedule(vgg_stages(head_from=8, block_from=16))}  # fmt: skip
print(stages["the schedule"])


def target_rate(way, count, seed):
    """The rate on the target's test faces after training on `count` faces a label."""
    draw = np.random.default_rng(seed)
    chosen = np.concatenate([draw.permutation(np.flatnonzero(few_y == c))[:count] for c in range(5)])
    model = small_vgg(seed) if way == "from scratch" else transferred_vgg(weights, 5, keep=0.7, rng=seed)
    optimiser = nn.Adam(model.parameters(), 1e-3)
    settings = {"epochs": 30, "batch_size": 16, "rng": seed, "optimiser": optimiser, "progress": False}
    fit(model, few_x[chosen], few_y[chosen], freeze=stages.get(way), **settings)
    return np.mean(predict(model, test_x) == test_y)


counts = (1, 2, 4, 8)
rates = {
    way: np.array([[target_rate(way, count, seed) for seed in range(2)] for count in counts])  # (4, 2)
    for way in ("from scratch", *stages)
}
folder.cleanup()

# %% [markdown]
# The lines are means over two draws, the dots the single draws.

# %%
figure, axes = plt.subplots(figsize=(8, 3.6), layout="constrained")
for (way, values), colour in zip(rates.items(), ("C3", "C1", "C0")):
    axes.plot(counts, values.mean(axis=1), color=colour, label=way)
    axes.plot(counts, values, ".", color=colour, ms=5)
    print(f"{way:20} {', '.join(f'{rate:.2f}' for rate in values.mean(axis=1))}")
axes.axhline(0.2, color="k", ls=":", lw=1)
axes.text(8, 0.21, "guessing", ha="right")
axes.set(title="transfer against starting anew", xlabel="faces of each label", ylabel="correct on the target")
axes.set_xscale("log", base=2)
axes.set_xticks(counts, counts)
axes.legend(fontsize=8)
plt.show()
assert np.all(rates["the schedule"].mean(axis=1) > rates["from scratch"].mean(axis=1) + 0.1)

# %% [markdown]
# From scratch, eight faces a label teach little. With what was learned on the other set, one or two
# do more than that. The new softmax layer alone lies between, and its dots are far apart: the frozen dense
# layers were made for other labels, and *adjusting* them, as the paper says, is what makes the difference
# here.
#
# **Try it.** A new softmax layer on 64 hidden units for 5 classes: how many numbers are trained in epoch 1?

# %%
trained = 64 * 5 + 5  # put your guess here

model = small_vgg(0)
stages["the schedule"](model, epoch=1)
assert sum(p.value.size for p in model.parameters().values() if p.trainable) == trained

# %% [markdown]
# A frozen layer needs one more thing: its batch normalisation must stay at its running statistics (tutorial
# 9), or the target's batches move it although it is "frozen". `FreezeSchedule` sees to that.
#
# ## 10.10 Speed: loops, taps, and the kernel
#
# **Question.** The seven loops of 10.2 and the library compute the same. How far are they apart?
#
# **Speed.** Four forms: the loops; im2col; the library's formula, one matrix product for each place in the
# kernel, without the large matrix; and its compiled kernel.

# %%
x = rng.standard_normal((8, 24, 24, 16)).astype(np.float32)
W = rng.standard_normal((3, 3, 16, 16)).astype(np.float32)
b = np.zeros(16, np.float32)


def library(face):
    def run():
        with emolab.use(face):
            return nn.conv2d_forward(x, W, b)[0]

    return run


ways = {"loops, 1 picture of 8": lambda: conv_loops(x[:1], W, b), "im2col": lambda: conv_by_matrix(x, W, b),
        "formula": library("numpy"), "kernel": library("numba")}  # fmt: skip
milliseconds = {}
for way, run in ways.items():
    taken = []
    for _ in range(1 if way.startswith("loops") else 5):  # the first call loads what it needs
        begin = time.perf_counter()
        y = run()
        taken.append(1000 * (time.perf_counter() - begin))
    milliseconds[way] = min(taken)
    assert np.allclose(y[:1], conv_by_matrix(x[:1], W, b), atol=1e-4 * np.abs(y).max())

figure, axes = plt.subplots(figsize=(7, 2.4), layout="constrained")
axes.barh(list(milliseconds), list(milliseconds.values()))
axes.set(title="8 pictures of 24 x 24 x 16, 16 kernels", xlabel="milliseconds", xscale="log")
axes.invert_yaxis()
plt.show()
print({way: f"{taken:.2f} ms" for way, taken in milliseconds.items()})

# %% [markdown]
# Tutorial 16 shows what the kernel does. No way does fewer multiplications than another, except for those
# that know a trick for kernels of 3 x 3.
#
# **Try it.** How many multiplications does this layer need for one picture? (Output places times the weights
# that each uses.)

# %%
multiplications = 22 * 22 * 16 * (3 * 3 * 16)  # put your guess here

assert multiplications == y[0].size * W[..., 0].size

# %% [markdown]
# ## 10.11 In the papers
#
# - **song2021** prints the turned kernel (2.13) and Table 2.1 with its misprint. Its video system puts a face
#   of 48 x 48 x 3 through a frozen VGG-16 and reads the 512 numbers that are left. Which weights, it does not
#   say.
# - **zhu2022** trains VGG-16 on FER2013 and transfers it, on faces coded by local binary patterns. Its count
#   of FER2013, "28,708 of 35,886", is one short in both: 28,709 of 35,887. A vector of PCA cannot enter a
#   convolution, though the paper's figures put it there: the library offers two readings.
# - **liu2021** takes Inception-ResNet-v2 instead, and **gu2025** counts "34 fully connected" layers that must
#   be convolutions, which comes close to a ResNet.
# - **liu2026** convolves over time only, in SoundNet: the same sum with one axis less (`nn.Conv1d`).
#
# ```
# emolab train zhu2022 --modality video --preset fer2013 --data FER2013
# ```
#
# makes the weights that the transfer starts from, where you have FER2013.
#
# ## 10.12 Exercise
#
# `emolab exercise start conv2d_backward`: the three gradients of 10.4, with padding and stride.
#
# Next: [recurrent networks](11_rnn_lstm_gru.py), which see one frame after the other.
