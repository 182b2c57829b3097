# %% [markdown]
# # 5. Local binary patterns
#
# Turn on a lamp and every pixel of a face changes, though the face does not. This page builds a description
# that hardly notices: each pixel only says which of its neighbours are at least as bright. You write the
# patterns, place their points on a circle, meet a bug that lives in flat walls, and end at the 5,015 numbers
# by which one of the papers describes a face.
#
# You need Python and a little of tutorial 1. It takes about an hour to read, and fifteen seconds to run.

# %%
import time

import matplotlib.pyplot as plt
import numpy as np
from scipy import ndimage

import emolab
from emolab import vision

# %% [markdown]
# ## 5.1 One pixel, four neighbours
#
# **Question.** What does a pixel know of its surroundings, if it may not say how bright anything is?
#
# **Formula** (zhu2022, section 3.1, in words). Of $P$ neighbours around the centre $g_c$, the first in the
# East, then anticlockwise, each gives a bit:
# $$L = \sum_{p=0}^{P-1} b_p\, 2^p, \qquad b_p = \begin{cases} 1 & g_p \ge g_c \\ 0 & g_p < g_c \end{cases}$$

# %%
clip = emolab.datasets.SyntheticClips(subjects=1, per_label=1, seed=1, size=128)[2]
face = vision.to_gray(np.asarray(clip.frames)[5]).astype(float)  # (128, 128), 0 to 255

STEPS = [(0, 1), (-1, 0), (0, -1), (1, 0)]  # East, North, West, South; rows grow downwards
centre = face[1:-1, 1:-1]
codes = np.zeros(centre.shape, int)
for p, (row, column) in enumerate(STEPS):
    neighbour = face[1 + row : 127 + row, 1 + column : 127 + column]
    codes += (neighbour >= centre) << p
assert np.array_equal(codes, vision.lbp(face, points=4, radius=1, border="crop"))

figure, axes = plt.subplots(1, 3, figsize=(10, 3.4), layout="constrained")
axes[0].imshow(face, cmap="gray")
axes[0].set(title="a face by formula")
axes[1].imshow(codes, cmap="viridis")
axes[1].set(title="its 16 labels")
axes[2].bar(np.arange(16), np.bincount(codes.ravel(), minlength=16) / codes.size)
axes[2].set(title="how often each occurs", xlabel="label", ylabel="share")
plt.show()

# %% [markdown]
# **Try it.** A pixel lies on an edge: bright to the East and North, dark to the West and South. Its label?

# %%
label = 1 + 2  # put your guess here

corner = np.array([[9, 9, 9], [1, 5, 9], [1, 1, 9]])
assert vision.lbp(corner, 4, 1, border="crop")[0, 0] == label

# %% [markdown]
# ## 5.2 A circle between the pixels
#
# **Question.** Eight points on a circle of radius 1: four of them fall between pixels. How bright is it
# there?
#
# **Formula.** Point $p$ is at $x = R \cos(2 \pi p / P)$ and $y = -R \sin(2 \pi p / P)$. Split both into a
# whole part and a rest, $x = \lfloor x \rfloor + t$, $y = \lfloor y \rfloor + u$, and mix the four pixels
# around it:
# $$g_p = (1-u)(1-t)\, g_{NW} + (1-u)\,t\, g_{NE} + u\,(1-t)\, g_{SW} + u\,t\, g_{SE}$$


# %%
def circle(P, R):
    """Rows and columns of the points, rounded to 1e-5 of a pixel: cos(pi/2) is 6e-17 in a computer."""
    angle = 2 * np.pi * np.arange(P) / P
    return np.round(-R * np.sin(angle), 5), np.round(R * np.cos(angle), 5)


def lbp_by_hand(image, P, R):
    m = int(np.ceil(R))  # the border that is left out
    H, W = image.shape
    centre = image[m : H - m, m : W - m]
    codes = np.zeros(centre.shape, int)
    for p, (y, x) in enumerate(zip(*circle(P, R))):
        top, left = int(np.floor(y)), int(np.floor(x))
        u, t = y - top, x - left
        g = np.zeros(centre.shape)
        for row, column, weight in (
            (0, 0, (1 - u) * (1 - t)),
            (0, 1, (1 - u) * t),
            (1, 0, u * (1 - t)),
            (1, 1, u * t),
        ):
            if weight:  # a point on a pixel needs no other, which may lie outside
                a, b = m + top + row, m + left + column
                g += weight * image[a : a + H - 2 * m, b : b + W - 2 * m]
        codes += (g >= centre) << p
    return codes


grainy = face + np.random.default_rng(0).uniform(0, 0.5, face.shape)  # no two pixels equal
for P, R in ((8, 1), (8, 2), (12, 2.5)):
    assert np.array_equal(lbp_by_hand(grainy, P, R), vision.lbp(grainy, P, R, border="crop"))

# %%
figure, axes = plt.subplots(1, 4, figsize=(11, 3), layout="constrained")
axes[0].plot(*np.meshgrid(np.arange(-3, 4), np.arange(-3, 4)), "s", color="0.85", ms=11)
for (P, R), style in zip(((8, 1), (8, 2), (12, 2.5)), ("o", "^", ".")):
    y, x = circle(P, R)
    axes[0].plot(x, y, style, label=f"P {P}, R {R}")
axes[0].set(title="three circles", aspect="equal")
axes[0].legend(fontsize=7, loc="lower left")
for panel, R in zip(axes[1:], (1, 2, 4)):
    panel.imshow(lbp_by_hand(grainy, 8, R), cmap="gray")
    panel.set(title=f"256 labels, R = {R}")
plt.show()

# %% [markdown]
# A larger circle sees larger things, and less of the noise. The labels are drawn as grey levels here, which
# is also how zhu2022 shows such pictures to a network. But they are names, not amounts: 127 and 128 have not
# one bit in common.
#
# **Try it.** With $R = 1$ and $P = 8$, point 1 is North-East. Which weight has the pixel that is diagonal to
# the centre? (Both rests are $\cos(\pi/4)$.)

# %%
weight = 0.5  # put your guess here

assert np.isclose(vision.lbp_neighbours(8, 1.0)[1][1].max(), weight, atol=1e-4)

# %% [markdown]
# ## 5.3 Ties, or the flickering wall
#
# **Question.** On an empty wall all pixels are equal. What is its label?
#
# **Formula.** All bits are 1, since $g_p \ge g_c$ holds for equal ones. But a sum of four weighted equal
# numbers, rounded, may come out a hair below the number itself. So weigh the *differences*: they are 0, and
# so is any sum of them.
# $$b_p = 1 \iff \sum_k w_k\,(g_k - g_c) \ge 0$$

# %%
levels = np.linspace(0.01, 1, 100)  # a hundred walls, each of one grey
walls = [np.full((3, 3), level) for level in levels]
naive = np.array([lbp_by_hand(wall, 8, 1)[0, 0] for wall in walls])
stable = np.array([vision.lbp(wall, 8, 1, border="crop")[0, 0] for wall in walls])
assert np.all(stable == 255)

figure, axes = plt.subplots(figsize=(8, 3), layout="constrained")
axes.plot(levels, naive, ".", label="weighted grey levels")
axes.plot(levels, stable, lw=1, label="weighted differences")
axes.set(
    title=f"labels of walls: {np.mean(naive != 255):.0%} of them are wrong", xlabel="grey", ylabel="label"
)
axes.legend()
plt.show()
assert 0.05 < np.mean(naive != 255)

# %% [markdown]
# A wall would flicker with its brightness, and so does any even patch of skin, any shirt, and the black
# around a cut-out face. There is a second kind of tie: neighbours above and below the centre that cancel, +1
# and -1 with equal weights. Rounding may leave $-10^{-17}$ there. The library lets a brighter neighbour count
# $10^{-12}$ more than it does, which is far above rounding and far below anything a picture holds.
#
# **Try it.** `>=` or `>`? With `>` instead, which label would a wall have?

# %%
label = 0  # put your guess here

assert label == sum(int(5.0 > 5.0) << p for p in range(8))

# %% [markdown]
# ## 5.4 What light cannot change
#
# **Question.** For which changes of brightness do all labels stay exactly as they are?
#
# **Formula.** A map $f$ of grey levels that only grows keeps every comparison of two *pixels*:
# $$g_p \ge g_c \iff f(g_p) \ge f(g_c)$$
# A point between pixels is a mixture, though, and $f$ of a mixture is not the mixture of $f$, unless $f$ is a
# straight line. So for circles the promise is: any $a g + b$ with $a > 0$.

# %%
CHANGES = {"as it is": lambda g: g, "half the contrast": lambda g: 0.5 * g + 60,
           "gamma 0.5": lambda g: 255 * (g / 255) ** 0.5,
           "light from the right": lambda g: g * side}  # fmt: skip
side = np.linspace(0.6, 1.2, 128)  # brighter from column to column: not a map of grey levels at all

figure, axes = plt.subplots(2, 4, figsize=(11, 5.4), layout="constrained")
moved = {}
for (above, below), (name, change) in zip(axes.T, CHANGES.items()):
    for points in (4, 8):
        before, after = (vision.lbp(g, points, 1, border="crop") for g in (face, change(face)))
        moved[name, points] = np.mean(before != after)
    above.imshow(change(face), cmap="gray", vmin=0, vmax=255)
    below.imshow(after, cmap="gray")
    above.set(title=name, xticks=[], yticks=[])
    below.set(title=f"{moved[name, 8]:.0%} of the labels moved", xticks=[], yticks=[])
plt.show()
assert moved["half the contrast", 8] == moved["gamma 0.5", 4] == 0 < moved["gamma 0.5", 8] < 0.1

# %% [markdown]
# Gamma moves a few labels of the circle of 8, and not one of the 4 pixels. Light from the side is another
# matter: it is a new slope at every pixel, and where the face is smooth, that slope decides the bits. "LBP
# are invariant to illumination" is true of lamps that grow brighter, and not of lamps that move.
#
# **Try it.** The negative of a photograph, $255 - g$, turns every bit round, ties aside. Which label does 37
# become, with 8 points?

# %%
negative = 255 - 37  # put your guess here

before, after = vision.lbp(grainy, 8, 1, border="crop"), vision.lbp(255 - grainy, 8, 1, border="crop")
assert np.all(after[before == 37] == negative)

# %% [markdown]
# ## 5.5 Uniform patterns
#
# **Question.** 256 bins for each patch are many. Which patterns matter?
#
# **Formula** (Ojala, Pietikainen and Maenpaa 2002). Walk around the circle and count the changes of the bit.
# Patterns with at most two, one run of ones, are called *uniform*: spots, edges, corners. All of them keep a
# label of their own, all others share one:
# $$U = \sum_{p=0}^{P-1} |b_p - b_{p-1}| \le 2, \qquad \text{labels: } P\,(P-1) + 2 + 1$$

# %%
bits = np.arange(256)[:, None] >> np.arange(8) & 1  # (256, 8)
changes = np.abs(bits - np.roll(bits, 1, axis=1)).sum(axis=1)
uniform = changes <= 2
assert uniform.sum() == 58 and set(changes) == {0, 2, 4, 6, 8}
table = vision.lbp_table(8, "uniform")  # the label of each of the 256
assert np.array_equal(table == 58, ~uniform) and len(set(table)) == 59

figure, axes = plt.subplots(figsize=(7, 7), layout="constrained")
y, x = circle(8, 1)
for pattern in np.flatnonzero(uniform):
    ones, turn = bits[pattern].sum(), (table[pattern] - 1) % 8 if 0 < table[pattern] < 57 else 0
    axes.scatter(
        3 * turn + x,
        3 * ones + y,
        c=bits[pattern],
        cmap="gray_r",
        vmin=0,
        vmax=1,
        s=22,
        edgecolors="k",
        lw=0.5,
    )
    axes.text(3 * turn, 3 * ones, table[pattern], ha="center", va="center", fontsize=7)
axes.set(
    title="the 58 uniform patterns with their labels", xlabel="rotation", ylabel="bits set", aspect="equal"
)
axes.set_xticks(3 * np.arange(8), np.arange(8))
axes.set_yticks(3 * np.arange(9), np.arange(9))
axes.invert_yaxis()
plt.show()

# %% [markdown]
# Nine tenths of the pixels of a face are uniform, one reads, so uniform patterns are what faces are made of.
# Measure it against noise before you believe it.

# %%
rng = np.random.default_rng(0)
noise = rng.uniform(0, 255, (400, 400))
draws = rng.uniform(size=(100000, 9))  # a centre and eight neighbours, nothing shared between them
alone = (draws[:, 1:] >= draws[:, :1]).astype(int)
shares = {
    "random bits": 58 / 256,
    "nine random greys": np.mean(np.abs(alone - np.roll(alone, 1, axis=1)).sum(axis=1) <= 2),
    "noise picture": np.mean(vision.lbp(noise, 8, 1, "uniform", "crop") != 58),
    "the face": np.mean(vision.lbp(face, 8, 1, "uniform", "crop") != 58),
}
figure, axes = plt.subplots(figsize=(7, 2.6), layout="constrained")
axes.barh(list(shares), list(shares.values()))
axes.set(title="uniform patterns", xlabel="share of the pixels", xlim=(0, 1))
axes.invert_yaxis()
plt.show()
assert abs(shares["nine random greys"] - 0.552) < 0.01

# %% [markdown]
# Pure noise has three quarters of uniform patterns. All bits ask the same centre: where it happens to be
# dark, all of them are 1. And neighbours on a small circle share pixels, so they agree. The face has a little
# more, but the baseline is 75 %, not 23 %.
#
# **Try it.** How many labels has the uniform mapping with 16 points?

# %%
labels = 16 * 15 + 3  # put your guess here

assert vision.label_count(16, "uniform") == labels

# %% [markdown]
# ## 5.6 Turning the head
#
# **Question.** Does a label survive when the picture is turned?
#
# **Formula.** Turn the picture by $2\pi / P$ and the bits move on by one place. So take the smallest number
# that any rotation of the bits gives (`ri`), or merely count the ones of a uniform pattern (`riu2`):
# $$L_{ri} = \min_k \mathrm{rotate}(L, k), \qquad L_{riu2} = \begin{cases} \sum_p b_p & U \le 2 \\ P + 1 &
# \text{else} \end{cases}$$

# %%
assert min(37 >> k | (37 << 8 - k) & 255 for k in range(8)) == vision.lbp_table(8, "ri")[37]

yy, xx = np.mgrid[:128, :128] - 63.5
disc = np.hypot(yy, xx) < 60
MAPPINGS = ("default", "uniform", "ri", "riu2")
angles = np.arange(0, 181, 15)
distance = {mapping: [] for mapping in MAPPINGS}
for angle in angles:
    turned = ndimage.rotate(grainy, angle, reshape=False, order=3, mode="nearest")
    for mapping in MAPPINGS:
        count = vision.label_count(8, mapping)
        h = [
            np.bincount(vision.lbp(g, 8, 2, mapping)[disc], minlength=count) / disc.sum()
            for g in (grainy, turned)
        ]
        distance[mapping].append(np.abs(h[0] - h[1]).sum() / 2)

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained", width_ratios=(1, 2))
left.imshow(np.where(disc, ndimage.rotate(face, 30, reshape=False), 255), cmap="gray")
left.set(title="turned by 30 degrees", xticks=[], yticks=[])
for mapping, values in distance.items():
    right.plot(angles, values, "o-", ms=4, label=mapping)
right.set(title="pixels that count in another bin", xlabel="degrees", ylabel="share", ylim=(0, None))
right.legend()
plt.show()
assert distance["ri"][6] == distance["riu2"][6] == 0 < distance["default"][6]  # 90 degrees

# %% [markdown]
# At 90 and 180 degrees pixels fall on pixels, and `ri` and `riu2` do not move at all. In between, the turned
# picture is interpolated, and that alone smooths it, so nothing is kept in full.
#
# **Misprint.** zhu2022 has it that the circular neighbourhood makes the patterns invariant to rotation. It
# does not, as "default" shows: the circle only makes it *possible* to rotate the bits, and somebody has to do
# it. The ledger calls the passage ambiguous, and the library offers all four mappings.
#
# **Try it.** 37 is 00100101. What is the smallest number among its rotations?

# %%
smallest = 0b00100101  # put your guess here

assert smallest == vision.lbp_table(8, "ri")[37]

# %% [markdown]
# ## 5.7 Blocks and weights
#
# **Question.** A histogram knows how often, not where. How does a description keep eyes from mouths?
#
# **Formula** (zhu2022, steps 1 to 3). Cut the labels into $8 \times 8$ blocks, take each block's histogram
# $c_b$, make it sum to 1, times the weight $w_b$ of the block, and join all of them:
# $$x = \left( w_1 \frac{c_1}{\sum_l c_{1,l}},\; \dots,\; w_{64} \frac{c_{64}}{\sum_l c_{64,l}} \right)$$

# %%
codes = vision.lbp(face, 8, 1, "uniform", "edge")  # (128, 128), 59 labels
weights = vision.LbpSettings().weights  # (8, 8)
parts = []
for i in range(8):
    for j in range(8):
        block = codes[16 * i : 16 * i + 16, 16 * j : 16 * j + 16]
        parts.append(weights[i, j] * np.bincount(block.ravel(), minlength=59) / 256)
x = np.concatenate(parts)
assert np.allclose(x, vision.block_histogram(codes, 59, (8, 8), weights)) and len(x) == 64 * 59

tiles = codes.reshape(8, 16, 8, 16).swapaxes(1, 2).reshape(64, 16, 16)
shuffled = rng.permutation(tiles).reshape(8, 8, 16, 16).swapaxes(1, 2).reshape(128, 128)
whole = [vision.lbp_histogram(c, 59) for c in (codes, shuffled)]
assert np.array_equal(*whole)  # nobody notices
assert not np.allclose(vision.block_histogram(shuffled, 59, (8, 8), weights), x)

figure, axes = plt.subplots(1, 3, figsize=(10, 3.4), layout="constrained")
for panel, picture, title in zip(axes, (codes, shuffled), ("the labels", "blocks shuffled: same histogram")):
    panel.imshow(picture, cmap="viridis")
    panel.set(title=title, xticks=[], yticks=[])
axes[2].imshow(face, cmap="gray")
axes[2].imshow(np.kron(weights, np.ones((16, 16))), cmap="Oranges", alpha=0.45)
axes[2].set(title="weights: brows, eyes and mouth", xticks=[], yticks=[])
plt.show()

# %% [markdown]
# The paper gives no weights. These are ours: 4 for eyes and mouth, 0 for the corners, where there is hair and
# wall.
#
# **Try it.** How long is $x$ with all 256 labels in place of 59?

# %%
length = 64 * 256  # put your guess here

assert vision.block_histogram(vision.lbp(face), 256, (8, 8)).shape == (length,)

# %% [markdown]
# ## 5.8 Scales, distances, and does it help?
#
# **Question.** Which face is nearest to this one: the same person's, or another's with the same emotion?
#
# **Formula** (zhu2022, steps 4 and 5). The whole picture once more at growing scales, here $4 \times 4$,
# $2 \times 2$ and 1 block, joined to $x$. Histograms are compared by
# $$d(a, b) = 2 \sum_l \frac{(a_l - b_l)^2}{a_l + b_l}$$
# which weighs a difference in a rare bin more than the same difference in a full one.

# %%
corpus = emolab.datasets.SyntheticClips(subjects=6, per_label=1, seed=1, size=64)
faces = np.concatenate([vision.to_gray(np.asarray(one.frames)[[2, 5, 8]]) for one in corpus]).astype(float)
emotion, person = (np.repeat([getattr(one, name) for one in corpus], 3) for name in ("label", "subject"))
which = np.repeat(np.arange(len(corpus)), 3)  # three frames of each clip


def describe(faces):
    codes = vision.lbp(faces, 8, 1, "uniform", "edge")
    return {"pixels": faces.reshape(len(faces), -1), "whole": vision.lbp_histogram(codes, 59),
            "blocks": vision.block_histogram(codes, 59, 8),
            "weighted": vision.block_histogram(codes, 59, 8, weights),
            "and scales": vision.zhu2022_descriptor(faces)}  # fmt: skip


def nearest(one, other, apart):
    """For each row the other's nearest row, with `apart` in common left out."""
    found = []
    for i, row in enumerate(one):
        total = np.where(row + other == 0, 1, row + other)
        d = ((row - other) ** 2 / total).sum(axis=1) * 2  # (n,)
        found.append(np.where(apart == apart[i], np.inf, d).argmin())
    return np.array(found)


known, lighter = describe(faces), describe(255 * (faces / 255) ** 0.5)
assert known["and scales"].shape == (144, (64 + 16 + 4 + 1) * 59)
a, b = known["blocks"][:2]
total = np.where(a + b == 0, 1, a + b)
assert np.isclose(vision.chi_square_distance(a, b), 2 * np.sum((a - b) ** 2 / total))

# %%
rates = {}
for name in known:
    rates[name] = (
        np.mean(emotion[nearest(known[name], known[name], person)] == emotion),  # among other people
        np.mean(person[nearest(known[name], known[name], which)] == person),  # among other clips
        np.mean(person[nearest(lighter[name], known[name], which)] == person),
    )
figure, axes = plt.subplots(figsize=(9, 3.4), layout="constrained")
titles = ("emotion, of another person", "person, of another clip", "the same, lighter by gamma 0.5")
for k, title in enumerate(titles):
    axes.bar(np.arange(5) + 0.27 * (k - 1), [rate[k] for rate in rates.values()], 0.26, label=title)
axes.axhline(1 / 8, color="C0", ls=":", lw=1)
axes.axhline(1 / 6, color="C1", ls=":", lw=1)
axes.set(title="how often the nearest face agrees; dotted: chance", ylabel="share", ylim=(0, 1.1))
axes.set_xticks(range(5), list(known))
axes.legend(fontsize=8, ncols=3, loc="upper center")
plt.show()
assert rates["and scales"][0] > rates["whole"][0] and rates["blocks"][2] > rates["pixels"][2]

# %% [markdown]
# Three things to see. What tells people apart is easy, what tells emotions apart *across* people is hard: the
# nearest face is mostly the same person's, in any mood. Blocks and weights help with emotions, since they
# know where. And gamma ruins the pixels but not the patterns. A nearest face is a poor judge of emotions all
# the same, which is why zhu2022 goes on to a network.
#
# **Try it.** How long is the vector of steps 1 to 5 with the mapping `riu2`, which has 10 labels?

# %%
length = (64 + 16 + 4 + 1) * 10  # put your guess here

assert vision.zhu2022_descriptor(face, vision.LbpSettings(mapping="riu2")).shape == (length,)

# %% [markdown]
# ## 5.9 Speed: the formula and its kernel
#
# **Question.** Eight bits for each pixel of each frame: how far from a film in real time are we?
#
# **Speed.** The formula's face goes over whole pictures, once for each point and each of its four pixels. The
# kernel goes over the pixels once, and keeps the bits in registers.

# %%
film = np.tile(faces, (3, 1, 1))  # (432, 64, 64)
taken, results = {}, {}
for face_of in ("numpy", "numba"):
    with emolab.use(face_of):
        for name in ("default", "uniform"):
            vision.lbp(film[:2], mapping=name)  # the first call loads what it needs
            start = time.perf_counter()
            results[name, face_of] = vision.lbp(film, mapping=name)
            taken[name, face_of] = 1000 * (time.perf_counter() - start)
        assert results["uniform", face_of].max() == 58

figure, axes = plt.subplots(figsize=(7, 2.4), layout="constrained")
for shift, face_of, title in ((-0.2, "numpy", "formula"), (0.2, "numba", "kernel")):
    axes.barh(
        np.arange(2) + shift, [taken[name, face_of] for name in ("default", "uniform")], 0.4, label=title
    )
axes.set(title=f"{len(film)} faces of 64 x 64", xlabel="milliseconds", xscale="log")
axes.set_yticks(range(2), ["default", "uniform"])
axes.legend()
plt.show()

# %% [markdown]
# **Try it.** Labels are whole numbers. On how many of all these pixels may the two faces differ?

# %%
differing = 0  # put your guess here

assert np.sum(results["default", "numpy"] != results["default", "numba"]) == differing

# %% [markdown]
# ## 5.10 In the papers
#
# - **zhu2022** is the one that uses them, in six steps: coded picture, weighted blocks, their joined
#   histograms, growing scales, both joined, PCA. It gives no $P$, no $R$, no weights, no bins, no scales and
#   no number of components. `vision.LbpSettings` holds what we took; a vector after PCA cannot be what enters
#   VGG-16, so by default the coded picture does.
# - Its Table 1 credits blocks, scales and transfer learning *together* with 7.7 points over plain histograms
#   with a CNN (73.1 after 65.4). Which of the three did it, the table does not say.
# - The other four papers feed pixels or landmarks to their networks and have no use for hand-made patterns.
#
# ## 5.11 Exercise
#
# `emolab exercise start circular_lbp`: the labels of a picture by your own hand, with the circle, the
# bilinear points, and walls that do not flicker.
#
# Next: [PCA three ways](06_pca_three_ways.py).
