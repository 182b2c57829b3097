# %% [markdown]
# # 6. PCA three ways
#
# zhu2022 describes a face by 5,015 numbers and then keeps few: its principal components. At the end of this
# page you can find these axes in three ways, know which way suits which data, know what is lost, and know
# four places where two programs differ although both are right.
#
# You need matrices and what an eigenvector is. It takes about an hour to read, and ten seconds to run.

# %%
import time

import matplotlib.pyplot as plt
import numpy as np

import emolab
from emolab import learn, vision
from emolab.datasets import SyntheticClips

# %% [markdown]
# ## 6.1 A face is a point
#
# **Question.** What is the average face, and how do faces differ from it?
#
# A grey picture of $32 \times 32$ pixels is 1,024 numbers, so it is one point in a space of 1,024 axes.
# Many faces are a cloud of points. We draw 24 people by formula, with eight emotions each; twenty of them
# are for learning, and four stay unseen.
#
# **Formula** (zhu2022, eq. 3). Take the mean out of every feature, here of every pixel:
# $$\bar{x} = \frac{1}{N} \sum_n x_n, \qquad x_n \leftarrow x_n - \bar{x}$$

# %%
clips = SyntheticClips(subjects=24, per_label=1, size=32, fps=4, seconds=1.0, seed=6)
pictures = np.stack([vision.to_gray(clip.frames[1]) for clip in clips]).astype(float)  # (192, 32, 32)
known = np.array([int(clip.subject) <= 20 for clip in clips])
faces, strangers = (pictures[part].reshape(part.sum(), -1) for part in (known, ~known))
N, D = faces.shape
mean = faces.mean(axis=0)  # (D,)
centred = faces - mean  # (N, D)
print(f"{N} faces of {D} pixels to learn from, {len(strangers)} unseen")


def show_faces(panels, rows, titles=None, **options):
    """One picture of 32 x 32 in each panel."""
    for i, (panel, row) in enumerate(zip(panels, rows)):
        panel.imshow(row.reshape(32, 32), cmap="gray", **options)
        panel.set(xticks=[], yticks=[], title=titles[i] if titles else "")
        panel.title.set_fontsize(9)


figure, axes = plt.subplots(2, 8, figsize=(9, 2.8), layout="constrained")
show_faces(axes[0], faces[3::20], vmin=0, vmax=255)
show_faces(axes[1], [mean, *centred[3:143:20]], ["mean"] + 7 * ["x - mean"])
plt.show()

# %% [markdown]
# **Try it.** After the mean is out, what is the sum of all numbers of one pixel over all faces?

# %%
total = 0.0  # put your guess here

assert np.allclose(centred.sum(axis=0), total, atol=1e-8)

# %% [markdown]
# ## 6.2 The direction of most variance
#
# **Question.** If one number has to stand for a point, which one keeps most?
#
# Project the cloud on a direction $v$ of length 1. The more the projections $v^T x_n$ spread, the more they
# tell apart.
#
# **Formula.** With $C$ the covariance of the features, the variance along $v$ is
# $$\frac{1}{N-1} \sum_n (v^T x_n)^2 = v^T C v, \qquad C = \frac{1}{N-1} \sum_n x_n x_n^T$$
# **Derivation.** We look for the largest $v^T C v$ with $v^T v = 1$. A multiplier $\lambda$ takes care of
# the condition: the gradient of $v^T C v - \lambda (v^T v - 1)$ is $2 C v - 2 \lambda v$, and it must be 0:
# $$C v = \lambda v$$
# So the best $v$ is an eigenvector, and the variance along it is $v^T C v = \lambda$: its eigenvalue.
# Look at it with two pixels only, one on each cheek.

# %%
pair = centred.reshape(N, 32, 32)[:, 20, [11, 20]]  # (N, 2)
C = pair.T @ pair / (N - 1)  # (2, 2)
values, vectors = np.linalg.eigh(C)  # ascending; the vectors are columns
best = vectors[:, -1]

angles = np.radians(np.arange(0, 181))
directions = np.stack([np.cos(angles), np.sin(angles)])  # (2, 181)
variance = (pair @ directions).var(axis=0, ddof=1)
assert np.allclose(variance, np.sum(directions * (C @ directions), axis=0))
assert variance.max() <= values[-1] * (1 + 1e-12)

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
left.plot(*pair.T, ".", ms=4)
for value, vector, name in zip(values, vectors.T, ("last", "first")):
    line = np.outer([-1, 1], 2 * np.sqrt(value) * vector)
    left.plot(*line.T, lw=2, label=f"{name} axis, 2 deviations")
left.set(title="two pixels of 160 faces", xlabel="right cheek", ylabel="left cheek", aspect="equal")
left.legend(fontsize=8)
right.plot(np.degrees(angles), variance)
right.axhline(values[-1], color="k", ls=":", label="largest eigenvalue")
right.axvline(np.degrees(np.arctan2(*best[::-1])) % 180, color="C1", label="its eigenvector")
right.set(title="spread of the projections", xlabel="direction, degrees", ylabel="variance", ylim=(0, None))
right.legend(fontsize=8)
plt.show()

# %% [markdown]
# **Try it.** The two eigenvalues are the variances along the two axes. What is their sum? (No eigenvector is
# needed for it.)

# %%
answer = C[0, 0] + C[1, 1]  # put your guess here

assert np.isclose(values.sum(), answer)

# %% [markdown]
# Turning the axes does not change the *total variance*: it is the sum of the pixels' own variances, and of
# the eigenvalues. The share of one eigenvalue in it is the *explained variance ratio* of its axis.
#
# ## 6.3 First way: the covariance
#
# **Question.** What are the axes of all 1,024 pixels?
#
# **Formula** (zhu2022, step 6; the paper names PCA and prints no formula).
# $$\frac{1}{N-1} X^T X\, v_i = \lambda_i v_i, \qquad p = V (x - \bar{x})$$
# $X$ holds a centred face in each row, and $V$ the first $n$ eigenvectors, one in each row. They are at right
# angles to each other, because $X^T X$ is symmetric.


# %%
def by_covariance(X, n):
    values, vectors = np.linalg.eigh(X.T @ X / (len(X) - 1))  # ascending (D,), (D, D)
    return vectors[:, ::-1][:, :n].T, values[::-1][:n]


axes_1, variances = by_covariance(centred, 64)
assert np.allclose(axes_1 @ axes_1.T, np.eye(64))  # right angles, length 1

ratio = variances / centred.var(axis=0, ddof=1).sum()
figure = plt.figure(figsize=(9, 4.6), layout="constrained")
above, below = figure.subfigures(2, 1, height_ratios=(1, 1.5))
bound = np.abs(axes_1[:8]).max()
show_faces(above.subplots(1, 8), axes_1[:8], [f"{r:.0%}" for r in ratio], vmin=-bound, vmax=bound)
above.suptitle("the first eight axes as pictures, and the share of the variance of each", fontsize=10)
left, right = below.subplots(1, 2)
left.semilogy(np.arange(1, 65), variances, ".-")
left.set(title="eigenvalues", xlabel="axis", ylabel="variance")
right.plot(np.arange(1, 65), 100 * np.cumsum(ratio), ".-")
right.axhline(95, color="k", ls=":")
right.set(title="explained by the first n", xlabel="n", ylabel="% of the variance", ylim=(0, 101))
plt.show()

# %% [markdown]
# Such axes are called *eigenfaces*. The first ones are about skin, hair and light: that is where pixels
# change most. Nothing told PCA to look for emotions, and it does not: it keeps what varies.
#
# The library's class finds the same:

# %%
pca = learn.PCA(64).fit(faces)
assert np.allclose(pca.explained_variance_, variances)
assert np.allclose(pca.explained_variance_ratio_, ratio)
alike = np.sum(pca.components_ * axes_1, axis=1)  # the cosine of the angle between both
assert np.allclose(np.abs(alike), 1)
print(f"{np.sum(alike < 0)} of 64 axes point the other way")

# %% [markdown]
# **The sign of an axis.** If $v$ is an eigenvector, so is $-v$. Which of the two a program returns depends on
# its version, its processor, even the number of threads. So a test must not compare axes entry by entry, and
# a system that stores components must fix the sign. `learn.PCA` turns each axis so that its entry of largest
# magnitude is positive.
#
# **Try it.** Write that rule.


# %%
def fix_signs(axes):
    largest = np.abs(axes).argmax(axis=1)  # (n,)
    signs = np.sign(axes[np.arange(len(axes)), largest])  # put your own here
    return axes * signs[:, None]


assert np.allclose(fix_signs(axes_1), pca.components_)
assert np.allclose(fix_signs(-axes_1), pca.components_)

# %% [markdown]
# ## 6.4 Second way: the singular values
#
# **Question.** Can we find the axes without multiplying the data by itself?
#
# **Formula.** Every matrix is a rotation, a stretch and another rotation. With $U^T U = V V^T = I$ and $S$
# diagonal, $s_1 \ge s_2 \ge \dots \ge 0$:
# $$X = U S V \qquad \Rightarrow \qquad X^T X = V^T S U^T U S V = V^T S^2 V, \qquad
# \lambda_i = \frac{s_i^2}{N - 1}$$
# So the rows of $V$ are the axes already, and $U S = X V^T$ are the projections.

# %%
U, s, V = np.linalg.svd(centred, full_matrices=False)  # (N, N), (N,), (N, D)
assert np.allclose(s[:64] ** 2 / (N - 1), variances)
assert np.allclose(fix_signs(V[:64]), pca.components_)

true = 10.0 ** -np.arange(15)  # singular values that we choose
rng = np.random.default_rng(0)
basis_u, basis_v = (np.linalg.qr(rng.standard_normal((60, 15)))[0] for _ in range(2))
hard = (basis_u * true) @ basis_v.T  # (60, 60)
found = np.linalg.svd(hard, compute_uv=False)[:15]
squared = np.sqrt(np.abs(np.linalg.eigvalsh(hard.T @ hard)[::-1][:15]))
assert np.allclose(found[:12], true[:12], rtol=1e-2)  # 1 to 1e-11
assert not np.allclose(squared[:12], true[:12], rtol=1e-2)

figure, axes = plt.subplots(figsize=(7, 3.4), layout="constrained")
axes.semilogy(true, "k", lw=1, label="true")
axes.semilogy(found, "o", ms=5, label="from the singular values of X")
axes.semilogy(squared, "s", ms=4, label="square roots of the eigenvalues of X'X")
axes.set(title="squaring the data costs half the digits", xlabel="axis", ylabel="singular value")
axes.legend()
plt.show()

# %% [markdown]
# A computer keeps 16 digits. A singular value of $10^{-9}$ of the largest is $10^{-18}$ after squaring, below
# the last digit of the largest, and drowns. What is left there is rounding. For faces this does not matter:
# nobody keeps an axis whose deviation is a hundred-millionth of the first one's. `learn.PCA` squares, too,
# and its documentation says so.
#
# **Try it.** From which power of ten on, relative to the largest, is a singular value lost by squaring?
# ($\varepsilon$ is about $2 \cdot 10^{-16}$.)

# %%
lost_from = np.sqrt(2e-16)  # put your guess here

bad = np.abs(squared / true - 1) > 0.5
assert lost_from / 10 < true[bad.argmax()] < lost_from * 10

# %% [markdown]
# ## 6.5 Third way: few samples, many features
#
# **Question.** zhu2022's vectors have 5,015 numbers; $X^T X$ is then a matrix of 25 million. We have 160
# faces. Must that be?
#
# **Formula.** Multiply the other way round: $X X^T$ has only $N \times N$ numbers. Let $u$ be an eigenvector
# of it, $X X^T u = s^2 u$. Multiply by $X^T$ from the left:
# $$X^T X\, (X^T u) = s^2\, (X^T u)$$
# So $X^T u$ is an eigenvector of $X^T X$ with the same $s^2$. Its length is $s$, because
# $|X^T u|^2 = u^T X X^T u = s^2$. Hence
# $$v = \frac{X^T u}{s}$$


# %%
def by_gram(X, n):
    values, vectors = np.linalg.eigh(X @ X.T)  # ascending (N,), (N, N)
    s = np.sqrt(values[::-1][:n])  # (n,)
    return (X.T @ vectors[:, ::-1][:, :n] / s).T, s**2 / (len(X) - 1)


axes_3, variances_3 = by_gram(centred, 64)
assert np.allclose(variances_3, variances)
assert np.allclose(fix_signs(axes_3), pca.components_)

left_over = by_gram(centred, N)[0]  # all N of them
length = np.linalg.norm(left_over, axis=1)

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
sizes = np.arange(100, 5100, 100)
left.semilogy(sizes, sizes**2 * 8 / 1e6, label="features' products, D x D")
left.semilogy(sizes, 0 * sizes + N**2 * 8 / 1e6, label=f"samples' products, {N} x {N}")
left.set(title="memory of the square matrix", xlabel="features D", ylabel="megabytes")
left.legend(fontsize=8)
right.plot(np.arange(1, N + 1), np.abs(length - 1) + 1e-17, ".", ms=4)
right.set(title="is v of length 1?", xlabel="axis", ylabel="| |v| - 1 |", yscale="log")
plt.show()

# %% [markdown]
# All axes have length 1, but the last one does not: there $s$ is rounding, and a division by it gives
# anything. 160 centred points span 159 directions at most, since they sum to 0. `learn.gram_axes` does not
# divide; it makes the columns of $X^T u$ orthonormal, so that even the last axis is a direction.
#
# **Try it.** How many axes have any variance, where 8 faces of 1,024 pixels are all there is?

# %%
count = 7  # put your guess here

few = learn.PCA(solver="gram").fit(faces[:8])
assert np.sum(few.explained_variance_ > 1e-6 * few.explained_variance_[0]) == count

# %% [markdown]
# ## 6.6 And a fourth: by chance
#
# **Question.** Where both $N$ and $D$ are large, and only a few axes are wanted?
#
# **Formula** (Halko, Martinsson and Tropp, 2011). Send $L$ random vectors $\Omega$ through $X^T$. What comes
# out leans towards the long axes. Send it to and fro $q$ times, and it leans more:
# $$Q = \mathrm{orth}\left((X^T X)^q X^T \Omega\right), \qquad X Q = U S W, \qquad V = W Q^T$$
# Each turn multiplies the part along axis $i$ by $s_i^2$, so axes beyond number $L$ fade beside number $n$
# like $(s_{L+1} / s_n)^{2q}$. $L$ is $n$ plus about ten.


# %%
def by_chance(X, n, turns, rng, more=10):
    Q, _ = np.linalg.qr(X.T @ rng.standard_normal((len(X), n + more)))  # (D, L)
    for _ in range(turns):
        Q, _ = np.linalg.qr(X.T @ (X @ Q))
    _, s, W = np.linalg.svd(X @ Q, full_matrices=False)
    return W[:n] @ Q.T, s[:n] ** 2 / (len(X) - 1)


misses = []
for turns in range(8):
    axes_4, _ = by_chance(centred, 16, turns, np.random.default_rng(1))
    cosines = np.clip(np.abs(np.sum(axes_4 * pca.components_[:16], axis=1)), 0, 1)
    misses.append(np.degrees(np.arccos(cosines)))
quick = learn.PCA(16, solver="randomised", rng=0).fit(faces)
assert np.allclose(quick.explained_variance_, variances[:16], rtol=1e-3)

figure, axes = plt.subplots(figsize=(7, 3.4), layout="constrained")
for i in (0, 3, 7, 11, 15):
    axes.semilogy([miss[i] + 1e-7 for miss in misses], ".-", label=f"axis {i + 1}")
axes.set(title="how far random directions are off", xlabel="turns", ylabel="angle to the true axis, degrees")
axes.legend(fontsize=8)
plt.show()

# %% [markdown]
# Each axis comes nearer by the same factor a turn, and the leading ones by the largest: what counts is how
# far $s_i$ stands above $s_{27}$, the first that has no room in $L = 16 + 10$. (The floor near $10^{-6}$
# degrees is the rounding of the cosine, not of the axes.)
#
# **Try it.** Without the ten vectors more, $L = n$. Does the 16th axis come out better or worse after four
# turns?

# %%
answer = "worse"  # put your guess here

bare, _ = by_chance(centred, 16, 4, np.random.default_rng(1), more=0)
nearer = np.abs(np.sum(bare[15] * pca.components_[15])) > np.cos(np.radians(misses[4][15]))
assert answer == ("better" if nearer else "worse")

# %% [markdown]
#
# ## 6.7 Back to a face, and what is lost
#
# **Question.** How many components does a face need?
#
# **Formula.** A component is $z_i = v_i^T (x - \bar{x})$. Back again, with $n$ of them:
# $$\hat{x} = \bar{x} + \sum_{i=1}^{n} z_i v_i, \qquad
# \frac{1}{N-1} \sum_n |x_n - \hat{x}_n|^2 = \sum_{i > n} \lambda_i$$
# What is lost is the sum of the eigenvalues that were left out. No other $n$ directions lose less.

# %%
KEPT = (1, 4, 16, 64)
everything = learn.PCA().fit(faces)
kept = (*range(1, 20, 2), *range(20, N, 10))


def rebuilt(X, n):
    z = (X - mean) @ everything.components_[:n].T  # (N, n)
    return mean + z @ everything.components_[:n]


def lost(X, n):
    return np.sum((X - rebuilt(X, n)) ** 2) / np.sum((X - mean) ** 2)


tail = everything.explained_variance_[16:].sum() / everything.explained_variance_.sum()
assert np.isclose(lost(faces, 16), tail)

figure = plt.figure(figsize=(9, 4.6), layout="constrained")
left, right = figure.subfigures(1, 2, width_ratios=(1.3, 1))
panels = left.subplots(3, 5)
for row, face in zip(panels, (faces[9], strangers[2], strangers[21])):
    show_faces(row, [face, *(rebuilt(face[None], n)[0] for n in KEPT)], ["face", *KEPT], vmin=0, vmax=255)
left.suptitle("known above, strangers below", fontsize=10)
panel = right.subplots()
for X, name in ((faces, "faces that were learned"), (strangers, "strangers")):
    panel.plot(kept, [100 * lost(X, n) for n in kept], label=name)
panel.set(title="what is lost", xlabel="components", ylabel="% of the variance", ylim=(0, None))
panel.legend()
plt.show()

# %% [markdown]
# With as many components as there are faces the known ones come back without any loss, and the strangers do
# not. The explained variance of the training part says nothing about new people: judge on people who were
# left out. The same will be said of every other number in these papers.
#
# **Try it.** How many components explain 95 % of the variance of the learned faces? (`learn.PCA(0.95)` counts
# for you.)

# %%
needed = int(np.argmax(np.cumsum(everything.explained_variance_ratio_) >= 0.95)) + 1  # put your guess here

assert learn.PCA(0.95).fit(faces).n_components_ == needed, "the curve of 6.3 tells"
print(f"{needed} components explain 95 %; of the strangers they lose {lost(strangers, needed):.0%}")

# %% [markdown]
# ## 6.8 Variance or standard deviation
#
# **Question.** Pitch is measured in Hz, jitter in per cent, level in dB. Which of them varies most?
#
# That question has no answer, and PCA answers it all the same: the feature with the largest numbers wins. So
# features of different kinds are divided by their spread first.
#
# **Formula** (zhu2022, eq. 4), with $\sigma_d$ the standard deviation of feature $d$:
# $$x_{nd} \leftarrow \frac{x_{nd}}{\sigma_d}, \qquad \sigma_d^2 = \frac{1}{N} \sum_n (x_{nd} - \bar{x}_d)^2$$
# **Misprint.** The prose says "variance" where eq. 4 has the standard deviation. Divide by the
# variance, and a feature of deviation $\sigma$ gets deviation $1 / \sigma$: what was large becomes small, and
# the unit decides as before, the other way round. Below, pitch is given in Hz, then in kHz.

# %%
people = np.random.default_rng(8)
arousal, noise = people.standard_normal(300), people.standard_normal((3, 300))
voices = np.stack([180 + 30 * (0.8 * arousal + 0.6 * noise[0]),  # pitch, Hz
                   1.2 + 0.3 * (-0.6 * arousal + 0.8 * noise[1]),  # jitter, %
                   65 + 5 * (0.8 * arousal + 0.6 * noise[2])], axis=1)  # level, dB  # fmt: skip
WAYS = {
    "as they are": lambda X: X,
    "by the deviation": lambda X: X / X.std(axis=0),
    "by the variance": lambda X: X / X.var(axis=0),
}
shares = {}
for unit, factor in (("Hz", 1.0), ("kHz", 1e-3)):
    for name, scale in WAYS.items():
        first = learn.PCA(1).fit(scale(voices * [factor, 1, 1])).components_[0]
        shares[name, unit] = first**2  # sums to 1

figure, panels = plt.subplots(1, 3, figsize=(9, 3), layout="constrained", sharey=True)
for panel, name in zip(panels, WAYS):
    for shift, unit in ((-0.2, "Hz"), (0.2, "kHz")):
        panel.bar(np.arange(3) + shift, 100 * shares[name, unit], 0.4, label=f"pitch in {unit}")
    panel.set(title=f"divided {name}" if "by" in name else name, xticks=range(3), ylim=(0, 105))
    panel.set_xticklabels(["pitch", "jitter", "level"])
panels[0].set_ylabel("share of the first axis, %")
panels[0].legend(fontsize=8)
plt.show()
assert np.allclose(shares["by the deviation", "Hz"], shares["by the deviation", "kHz"])
assert not np.allclose(shares["by the variance", "Hz"], shares["by the variance", "kHz"], atol=0.1)

# %% [markdown]
# Only the deviation makes the axis independent of the unit. For pixels, or bins of a histogram, all features
# have one unit already; dividing them by their deviations would lift the pixels of a plain wall to the rank
# of an eye. So zhu2022's face vectors go into PCA undivided.
#
# **$N$ or $N - 1$.** Eq. 4 has $N$, the covariance above $N - 1$. $N$ describes these numbers; $N - 1$ makes
# up for the mean having been computed from the same numbers, and estimates the variance of all others.
# NumPy's `std` divides by $N$, MATLAB's and R's by $N - 1$. The *axes* are the same either way. The
# components of a whitened PCA are not.
#
# **Try it.** By which factor do the eigenvalues grow, if the covariance divides by $N$ in place of $N - 1$?

# %%
factor = (N - 1) / N  # put your guess here

assert np.allclose(np.linalg.eigvalsh(centred @ centred.T / N)[-5:], factor * variances[4::-1])

# %% [markdown]
# ## 6.9 Whitening
#
# **Question.** Can all directions get the same variance?
#
# **Formula.** Divide each component by its own deviation:
# $$w_i = \frac{z_i}{\sqrt{\lambda_i}}, \qquad \frac{1}{N-1} \sum_n w_n w_n^T = I$$
# The name comes from white light, which has all frequencies alike.

# %%
z = everything.transform(faces)  # (N, n)
white = learn.PCA(32, whiten=True).fit(faces)
w = white.transform(faces)
assert np.allclose(w, z[:, :32] / np.sqrt(everything.explained_variance_[:32]))
assert np.allclose(w.T @ w / (N - 1), np.eye(32))

noisy = faces + np.random.default_rng(3).standard_normal(faces.shape)  # one grey level of noise
depth = np.arange(150)
moved = everything.transform(noisy) - z  # what the noise does to each component
deviation = np.sqrt(everything.explained_variance_[:150])

figure, panels = plt.subplots(1, 3, figsize=(9.5, 3.1), layout="constrained")
for panel, cloud, name in ((panels[0], z, "components"), (panels[1], w, "whitened")):
    panel.scatter(cloud[:, 0], cloud[:, 3], s=8, c=np.repeat(np.arange(20), 8), cmap="tab20")
    panel.set(title=f"{name}; a colour is a person", xlabel="1st", ylabel="4th", aspect="equal")
    panel.title.set_fontsize(10)
panels[2].semilogy(depth, deviation, label="of the faces")
panels[2].semilogy(depth, moved[:, :150].std(axis=0), label="of the noise")
panels[2].semilogy(depth, moved[:, :150].std(axis=0) / deviation, "k:", label="noise after whitening")
panels[2].set(title="deviation, axis by axis", xlabel="axis")
panels[2].legend(fontsize=8)
plt.show()

# %% [markdown]
# The same noise is in every component, but whitening divides it by ever smaller numbers. So whiten only as
# many components as stand well above the noise.
#
# **Try it.** What is the whitened component of a face that lies two deviations along the fifth axis, and what
# are the others?

# %%
expected = np.array([0, 0, 0, 0, 2.0] + 27 * [0])  # put your guess here

face = mean + 2 * np.sqrt(white.explained_variance_[4]) * white.components_[4]
assert np.allclose(white.transform(face[None])[0], expected, atol=1e-9)

# %% [markdown]
# ## 6.10 Speed: which way when
#
# **Question.** Which of the ways is quickest, and is the compiled one still the same function?
#
# **Speed.** The formulas stand in `emolab/learn/pca_axes.py`, their kernels in `emolab/kernels/pca_axes.py`;
# those compute only the eigenvectors that are wanted. Measure both on 400 vectors of 1,200 numbers.

# %%
rows = np.random.default_rng(5).standard_normal((400, 60)) * np.geomspace(30, 1, 60)
long = rows @ np.random.default_rng(6).standard_normal((60, 1200)) + rng.standard_normal((400, 1200))
long = (long - long.mean(axis=0)).astype(np.float32)  # (400, 1200)
start = rng.standard_normal((400, 26)).astype(np.float32)
ROADS = {
    "covariance": lambda: learn.covariance_axes(long, 16),
    "Gram": lambda: learn.gram_axes(long, 16),
    "random": lambda: learn.randomised_axes(long, start, 16, 4),
}
results, milliseconds = {}, {}
for name, road in ROADS.items():
    for face_of_it in ("numpy", "numba"):
        with emolab.use(face_of_it):
            taken = []
            for _ in range(3):
                begin = time.perf_counter()
                results[name, face_of_it] = road()
                taken.append(1000 * (time.perf_counter() - begin))
        milliseconds[name, face_of_it] = min(taken)

figure, axes = plt.subplots(figsize=(7, 2.8), layout="constrained")
for shift, face_of_it, label in ((-0.2, "numpy", "formula"), (0.2, "numba", "kernel")):
    axes.barh(np.arange(3) + shift, [milliseconds[name, face_of_it] for name in ROADS], 0.4, label=label)
axes.set(title="16 axes of 400 vectors of 1,200 numbers", xlabel="milliseconds", xscale="log")
axes.set_yticks(range(3), ROADS)
axes.invert_yaxis()
axes.legend()
plt.show()

# %% [markdown]
# **Try it.** These were float32 numbers. How far may the variances of formula and kernel be apart, as a part
# of the largest? Make the bound tighter until it fails.

# %%
bound = 1e-4  # put your guess here

for name in ROADS:
    theirs, ours = (results[name, face_of_it][1] for face_of_it in ("numba", "numpy"))
    assert np.abs(theirs - ours).max() / ours[0] < bound, name

# %% [markdown]
# ## 6.11 In the papers
#
# - **zhu2022**, steps 1 to 6: local binary patterns of the face in blocks and at three scales, joined to one
#   vector, and PCA at the end. It does not say how many components it keeps; `zhu2022.PAPER.components` is
#   ours. Its figures send what comes out into VGG-16, which takes pictures: a vector of components is none.
#   The ledger lists both readings.
# - **zhu2022**, eq. 3 and 4: the prose says variance, the equation deviation (6.8). It also standardises the
#   test part by the test part's own statistics. `learn.compare_readings` shows what that changes.
# - PCA looks for what varies, not for what tells emotions apart. **liu2021** selects features by chi-square
#   instead, which looks at the labels.
#
# The vector itself, and its components:

# %%
vectors = np.stack([vision.zhu2022_descriptor(picture) for picture in pictures[known]])  # (N, 5015)
components = learn.PCA(64).fit(vectors)
share = components.explained_variance_ratio_.sum()
print(f"{vectors.shape[1]} numbers a face; 64 components explain {share:.0%} of {N} faces' variance")

# %% [markdown]
# ## 6.12 Exercise
#
# `emolab exercise start gram_trick`: find the axes of few samples with many features from the samples'
# products alone, with the signs fixed, and without a division by rounding.
#
# Next: [HOG and finding a face](07_hog_and_finding_a_face.py).
