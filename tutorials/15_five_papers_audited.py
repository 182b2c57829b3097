# %% [markdown]
# # 15. Five papers, audited
#
# Five papers print some hundred numbers: accuracies, means, deviations, matrices. Most of them can be held
# against one another with school arithmetic, without data and without code of the authors. This page does it:
# at the end you can take any table of results apart, know how much a figure of 144 test clips can mean, and
# have measured how folds leak.
#
# You need sums, means, and a little probability. It takes about an hour to read, and half a minute to run.

# %%
import time
from math import comb

import matplotlib.pyplot as plt
import numpy as np

from emolab import audio, training
from emolab.datasets import SyntheticClips
from emolab.papers import arithmetic
from emolab.papers.liu2026 import tables as liu2026
from emolab.papers.song2021 import tables as song2021
from emolab.papers.zhu2022 import tables as zhu2022

rng = np.random.default_rng(0)

# %% [markdown]
# ## 15.1 Two accuracies
#
# **Question.** zhu2022 prints 78.5 % as the overall accuracy. 1,137 of 1,406 test clips were right. Is that
# the same?
#
# **Formula** (song2021, eq. 3.1). *Weighted* accuracy counts clips; *unweighted* accuracy averages the
# classes' own rates, however many clips each has:
# $$\mathrm{WA} = \frac{\sum_i r_i}{\sum_i n_i}, \qquad
# \mathrm{UA} = \frac{1}{C} \sum_i \frac{r_i}{n_i}$$
# with $r_i$ right ones of the $n_i$ clips of class $i$.

# %%
names = [row.name for row in zhu2022.TABLE_2]
right = np.array([row.right for row in zhu2022.TABLE_2])
samples = np.array([row.samples for row in zhu2022.TABLE_2])

WA = right.sum() / samples.sum()
UA = (right / samples).mean()
print(f"WA {100 * WA:.2f} %, UA {100 * UA:.2f} %, printed {zhu2022.TABLE_2_PRINTED} %")

true = np.repeat(np.arange(7), samples)  # the same numbers as labels, for the library's functions
guess = np.repeat((np.arange(7) + 1) % 7, samples)  # wrong, until the first r of each class are set
for i, first in enumerate(np.cumsum(samples) - samples):
    guess[first : first + right[i]] = i
assert np.isclose(training.weighted_accuracy(true, guess), WA)
assert np.isclose(training.unweighted_accuracy(true, guess), UA)

order = np.argsort(-samples)
edges = np.concatenate([[0], np.cumsum(samples[order])])
figure, axes = plt.subplots(figsize=(9, 3.2), layout="constrained")
axes.bar(edges[:-1], (right / samples)[order], samples[order], align="edge", color="C0", edgecolor="w")
for k, i in enumerate(order):
    axes.text((edges[k] + edges[k + 1]) / 2, 0.05, names[i], rotation=90, ha="center", color="w", fontsize=8)
axes.axhline(WA, color="C3", label="WA: the mean height, by area")
axes.axhline(UA, color="C1", ls="--", label="UA: the mean height, by bar")
axes.set(title="zhu2022, Table 2: broad bars are high ones", xlabel="test clips", ylabel="right")
axes.set_ylim(0, 1.3)
axes.legend(loc="upper left")
plt.show()

# %% [markdown]
# The printed figure is the unweighted one. Nothing is wrong with that number; what is wrong is the name,
# since other papers' figures beside it in a table are weighted ones. The two differ as soon as classes
# differ in size *and* in difficulty.
#
# **Try it.** A program says "normal" to every clip. What are its WA and UA on these 1,406 clips?

# %%
lazy_WA, lazy_UA = 400 / 1406, 1 / 7  # put your guesses here

lazy = np.full(1406, names.index("normal"))
assert np.isclose(training.weighted_accuracy(true, lazy), lazy_WA)
assert np.isclose(training.unweighted_accuracy(true, lazy), lazy_UA)

# %% [markdown]
# So 14.3 % is *chance* for UA, and 28.4 % for WA. A figure without its chance level says little: 30 % WA
# would be as good as nothing here.
#
# ## 15.2 Does the matrix add up?
#
# **Question.** liu2026 prints a confusion matrix of nine emotions, in hundredths. What must hold for it?
#
# **Formula.** Row $i$ says where the clips of class $i$ went, so each row sums to 1. But entries are
# rounded: with $d$ decimals each may be off by half a unit of the last place, $\frac{1}{2} 10^{-d}$, and a
# row with $k$ entries that are not zero by
# $$\left| \sum_j M_{ij} - 1 \right| \le \frac{k}{2} \, 10^{-d}$$

# %%
M = liu2026.FIGURE_10
sums = M.sum(axis=1)
slack = 0.5 * 10.0**-2 * np.count_nonzero(M, axis=1)
off = np.abs(sums - 1) > 1e-9
beyond = np.abs(sums - 1) > slack + 1e-9
for i in np.flatnonzero(off):
    print(f"{liu2026.EMOTIONS[i]}: {sums[i]:.2f} (rounding allows {slack[i]:.3f})")
print("beyond rounding:", [liu2026.EMOTIONS[i] for i in np.flatnonzero(beyond)] or "none")

figure, axes = plt.subplots(1, 2, figsize=(9, 3.8), layout="constrained", width_ratios=(1.4, 1))
axes[0].imshow(np.sqrt(M), cmap="Blues")
for i, j in zip(*np.nonzero(M)):
    colour = "w" if i == j else "k"
    axes[0].text(j, i, f"{M[i, j]:.2f}"[1:], ha="center", va="center", fontsize=7, color=colour)
axes[0].set(title="liu2026, Figure 10", xlabel="taken for", ylabel="true", xticks=[])
axes[0].set_yticks(range(9), liu2026.EMOTIONS)
axes[1].barh(range(9), sums - 1, color=np.where(off, "C3", "C0"))
axes[1].errorbar(np.zeros(9), range(9), xerr=slack, fmt="none", ecolor="k", capsize=3)
axes[1].set(title="row sums; black: what rounding allows", xlabel="sum - 1", yticks=[])
axes[1].invert_yaxis()
plt.show()

# %% [markdown]
# Two rows do not sum to 1. By themselves they could be rounding: four rounded entries may miss by 0.02. One
# more sum decides: the text prints 93.4 as the mean of the diagonal. Each entry of it is right to half a
# hundredth, so their mean is as well.

# %%
mean = 100 * np.diag(M).mean()
print(f"mean of the diagonal {mean:.2f} %, printed {liu2026.FIGURE_10_PRINTED} %")

audited = arithmetic.row_sums(M, liu2026.EMOTIONS)
assert audited.found == "does not hold" and (np.flatnonzero(off) == [0, 8]).all()

# %% [markdown]
# The library's `arithmetic.row_sums` says the same, and `emolab audit FILE.csv` runs all such sums on a
# table of your own.
#
# **Try it.** How low could the mean of the nine true rates be, in percent, if every printed one were rounded
# up as far as possible? Does 93.4 come out?

# %%
lowest_mean = 93.78 - 0.5  # put your guess here

assert abs(lowest_mean - (100 * np.diag(M) - 0.5).mean()) < 0.01
print("93.4 lies inside" if lowest_mean <= 93.4 else "93.4 lies outside")

# %% [markdown]
# It does come out, if seven entries or more were rounded up by nearly the most. So the arithmetic alone does
# not exclude 93.4: it excludes that 93.4 is *the mean of what is printed*. An audit must say exactly that
# much.
#
# ## 15.3 How many decimals do n clips allow?
#
# **Question.** song2021 tests on folds of 144 clips, and prints 83.33 % for the best of ten. Can 144 clips
# give that? Can ten such folds have the mean 76.52?
#
# **Formula.** An accuracy of $n$ clips is $k / n$ with a whole $k$. A number printed with $d$ decimals
# stands for all that round to it:
# $$\text{possible} \iff \exists\, k: \; \left| p - 100 \frac{k}{n} \right| \le \tfrac{1}{2} 10^{-d}$$
# The mean of ten folds of 144 is a whole count of 1,440.


# %%
def possible(p, n, digits=2):
    k = np.round(p / 100 * n)
    return np.abs(p - 100 * k / n) <= 0.5 * 10.0**-digits * (1 + 1e-9)


extremes = [83.33, 73.61, 81.25, 68.75, 94.44, 87.50]  # best and lowest of Tables 4.2, 4.4 and 4.5
assert all(possible(p, 144) for p in extremes)
means = {name: row.mean for name, row in song2021.PRINTED.items()}
print({name: bool(possible(p, 1440)) for name, p in means.items()})
assert arithmetic.whole_counts([76.52], 1440).found == "does not hold"

figure, axes = plt.subplots(figsize=(9, 2.4), layout="constrained")
k = np.arange(1098, 1107)
axes.vlines(100 * k / 1440, 0, 1, color="C0", label="k of 1,440")
axes.axvspan(76.515, 76.525, color="C3", alpha=0.5, label="rounds to 76.52")
for one in k:
    axes.text(100 * one / 1440, 1.05, str(one), ha="center", fontsize=8)
axes.set(title="no k of 1,440 rounds to 76.52", xlabel="accuracy, %", yticks=[])
axes.set(ylim=(0, 1.25), xlim=(76.08, 76.85))
axes.legend(loc="center left")
plt.show()

# %% [markdown]
# Every best and lowest fold is a whole count of 144: those were read from a program. Two of the three means
# are whole counts of 1,440. The third is not, so it was averaged from numbers that had been rounded, or
# mistyped, or the folds were not all of 144.
#
# **Try it.** gu2025 prints 98.65 %. What is the smallest number of clips that can give it?

# %%
smallest = 74  # put your guess here

assert possible(98.65, smallest) and not any(possible(98.65, n) for n in range(1, smallest))

# %% [markdown]
# 73 of 74; and 585 of 593 as well, where 593 is the number of *all* sequences of CK+. Only 327 of those
# carry a label, and 98.65 is no whole count of 327. So the figure counts clips whose emotion nobody knows.

# %%
assert possible(98.65, 593) and not possible(98.65, 327)

# %% [markdown]
# ## 15.4 Can the deviation be?
#
# **Question.** Ten folds, mean 91.25, best 94.44, lowest 87.50; the table prints 0.02 as standard deviation,
# the text 0.04. Which?
#
# **Formula.** Within a range, with a given mean, values spread most when all but one stand at the ends; and
# least when all but two stand at the mean:
# $$\frac{(b - \bar{x})^2 + (l - \bar{x})^2}{n} \;\le\; s^2 \;\le\; (b - \bar{x})(\bar{x} - l)$$


# %%
def bounds(best, lowest, mean, n):
    least = np.sqrt(((best - mean) ** 2 + (lowest - mean) ** 2) / n)
    return least, np.sqrt((best - mean) * (mean - lowest))


best, lowest, mean = 0.9444, 0.8750, 0.9125
least, most = bounds(best, lowest, mean, 10)
print(f"between {least:.4f} and {most:.4f}")
assert least < 0.02 < most < 0.04

drawn = rng.uniform(lowest, best, (200_000, 8))  # eight folds between the two ends, at random
folds = np.column_stack([drawn, np.full(len(drawn), best), np.full(len(drawn), lowest)])
near = folds[np.abs(folds.mean(axis=1) - mean) < 0.0005]
assert near.std(axis=1).min() >= least - 1e-3 and near.std(axis=1).max() <= most

figure, axes = plt.subplots(figsize=(8, 2.8), layout="constrained")
axes.hist(near.std(axis=1), 60, color="C0")
for at, colour, label in ((0.02, "C2", "the table"), (0.04, "C3", "the text")):
    axes.axvline(at, color=colour, lw=2, label=f"{label}: {at}")
axes.axvspan(least, most, color="k", alpha=0.08, label="possible")
axes.set(title="ten folds of this mean and range, drawn at random", xlabel="standard deviation")
axes.set(ylabel="how often", xlim=(0.014, 0.05))
axes.legend()
plt.show()

# %% [markdown]
# The text's 0.04 cannot be, whichever folds there were. Nobody has to see them to know.
#
# **Try it.** Ten folds have the mean 80, best 90 and lowest 70. What is the largest deviation, in points?

# %%
largest = 10.0  # put your guess here

assert np.isclose(np.std([90.0] * 5 + [70.0] * 5), largest)
assert np.isclose(bounds(90, 70, 80, 10)[1], largest)

# %% [markdown]
# ## 15.5 How sure are 144 clips?
#
# **Question.** Attention changed the video's accuracy from 79 to 78.19, and the voice's from 80 to 76.52. Is
# that a difference?
#
# **Formula.** If each clip is right with probability $p$, independently, the count of right ones is binomial:
# $$P(k) = \binom{n}{k} p^k (1 - p)^{n - k}, \qquad \text{deviation of } \frac{k}{n} =
# \sqrt{\frac{p (1 - p)}{n}}$$
# From a measured $k / n$ back to $p$, Wilson's interval solves $|k/n - p| \le z \sqrt{p (1 - p) / n}$ for
# $p$; $z = 1.96$ covers 95 %.


# %%
def wilson(right, n, z=1.96):
    p = right / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return middle - half, middle + half


for called, count, n in (("one fold, 78.19", 0.7819 * 144, 144), ("ten folds, 78.19", 1126, 1440)):
    low, high = wilson(count, n)
    print(f"{called}: {100 * low:.1f} to {100 * high:.1f} %")

k = np.arange(90, 137)
P = np.array([comb(144, int(one)) * 0.7819**one * (1 - 0.7819) ** (144 - one) for one in k])
best_of_ten = rng.binomial(144, 0.7819, (20_000, 10)).max(axis=1)
figure, axes = plt.subplots(figsize=(9, 3.2), layout="constrained")
axes.bar(100 * k / 144, P, 0.6, label="one fold of 144, p = 0.7819")
axes.hist(
    100 * best_of_ten / 144, 100 * (np.arange(100, 138) - 0.5) / 144, weights=np.full(20_000, 1 / 20_000),
    histtype="step", color="C1", lw=2, label="the best of ten such folds",
)  # fmt: skip
axes.axvline(83.33, color="C3", label="printed as best: 83.33")
axes.axvline(78.19, color="k", ls=":", label="printed as mean: 78.19")
axes.set(title="chance alone makes the best of ten", xlabel="accuracy, %", ylabel="probability")
axes.legend(fontsize=8)
plt.show()

# %% [markdown]
# Ten folds of the *same* network, none better than the others, would show a best fold near 83 by luck. A
# best of ten beside another paper's single figure is not a comparison. And 78 against 79 on 144 clips is
# nothing: one clip is 0.7 points.
#
# **Try it.** From how many test clips on does an interval of $\pm 1.96$ deviations around 80 % reach less
# than 1 point to either side?

# %%
clips_needed = 6147  # put your guess here

assert 1.96 * np.sqrt(0.8 * 0.2 / clips_needed) < 0.01
assert 1.96 * np.sqrt(0.8 * 0.2 / (clips_needed - 1)) >= 0.01

# %% [markdown]
# Even that is too kind: it takes clips for independent. Sixty clips of one actor are not sixty people, and
# what one wants to know is how the next *person* is heard. Then $n$ is the number of people.
#
# ## 15.6 Folds that leak
#
# **Question.** song2021 cuts ten random folds out of 1,440 clips of 24 actors, so that each actor is in
# training and test alike. What does that change?
#
# **Formula.** Two ways to cut; the difference is the leak:
# $$\text{leak} = \text{accuracy}(\text{random folds}) - \text{accuracy}(\text{folds of whole people})$$
# A leak needs two things: features that know *who* it is, and labels that depend on who it is. We make both.
# The corpus by formula has 12 people. Once each shows all eight emotions; once, as in talk shows and series,
# each is seen in two only. The features are coarse pixels of the face, or the voice's MFCC; the classifier
# takes the nearest training clip.


# %%
def face(clip):
    picture = np.asarray(clip.frames, float).mean(axis=(0, 3))  # (48, 48)
    return picture.reshape(12, 4, 12, 4).mean(axis=(1, 3)).ravel()  # (144,)


def voice(clip):
    c = audio.mfcc(clip.sound, clip.sample_rate)  # (T, 20)
    return np.concatenate([c.mean(axis=0), c.std(axis=0)])


def nearest(X, y, train, test):
    mean, deviation = X[train].mean(axis=0), X[train].std(axis=0)  # of the training part alone
    A, B = (X[train] - mean) / deviation, (X[test] - mean) / deviation
    return y[train][((B**2).sum(axis=1)[:, None] - 2 * B @ A.T + (A**2).sum(axis=1)).argmin(axis=1)]


def accuracy(X, y, cut):
    return np.array([np.mean(nearest(X, y, train, test) == y[test]) for train, test in cut])


corpus = SyntheticClips(subjects=12, per_label=5, seed=0, fps=2, seconds=1.0)
emotions = list(dict.fromkeys(clip.label for clip in corpus))
people = list(dict.fromkeys(clip.subject for clip in corpus))
every = [clip for clip in corpus if clip.take < 2]
two = [c for c in corpus if (emotions.index(c.label) - people.index(c.subject)) % 8 in (0, 3)]
print(len(every), "clips of all emotions,", len(two), "where each person has two")

# %%
results, knows = {}, {}
for named, clips in (("all eight", every), ("two", two)):
    y = np.array([emotions.index(clip.label) for clip in clips])
    who = np.array([people.index(clip.subject) for clip in clips])
    for feature in (face, voice):
        X = np.stack([feature(clip) for clip in clips])
        random = list(training.KFold(6, rng=0).split(len(y)))
        whole = list(training.GroupKFold(6).split(len(y), groups=who))
        assert not any(set(who[train]) & set(who[test]) for train, test in whole)
        results[feature.__name__, named] = training.leak(accuracy(X, y, random), accuracy(X, y, whole))
        knows[feature.__name__, named] = accuracy(X, who, random).mean()

figure, axes = plt.subplots(figsize=(9, 3.2), layout="constrained")
places = np.arange(4)
for shift, part, label in ((-0.2, "random", "random folds"), (0.2, "subjects", "folds of whole people")):
    found = [getattr(one, part) for one in results.values()]
    heights, spread = [f.mean for f in found], [f.std for f in found]
    axes.bar(places + shift, heights, 0.4, yerr=spread, capsize=3, label=label)
axes.axhline(1 / 8, color="k", ls=":", label="chance")
axes.set_xticks(places, [f"{feature},\n{named} emotions a person" for feature, named in results])
axes.set(title="the same classifier on the same clips, cut in two ways", ylabel="accuracy")
axes.legend()
plt.show()
for (feature, named), value in knows.items():
    print(f"{feature}, {named} emotions a person: knows who in {value:.2f}")

# %% [markdown]
# Look at the face in the corpus of two emotions. With random folds it seems to work far above chance; on new
# people nothing is left. The classifier has learned faces of *people*, and each person's two emotions are
# then a coin toss: 50 %. Nothing in the random folds' figure shows that.
#
# With all eight emotions of everybody, knowing the person does not help. It even hurts here: the nearest
# face is one of the same person, and of that person's 15 other clips only one shows the same emotion. On
# *acted* clips, such as song2021's, something else still leaks: people have their own way to be angry, and a
# clip of the same person in the same emotion may lie in training. How much that is, only the other cut can
# say: `emolab train song2021` with `--split random` and with `--split subjects` measures both on a copy of
# RAVDESS.
#
# **Try it.** A classifier knows each person's face perfectly, and nothing else. Each person has two
# emotions, equally often. What is its expected accuracy with random folds, and on new people if it then
# guesses one of eight?

# %%
met, new = 1 / 2, 1 / 8  # put your guesses here

trials = rng.integers(0, 2, 100_000), rng.integers(0, 8, 100_000)
assert abs(np.mean(trials[0] == 0) - met) < 0.01 and abs(np.mean(trials[1] == 0) - new) < 0.01
assert results["face", "two"].points > 20

# %% [markdown]
# ## 15.7 Finding a misprint
#
# **Question.** An equation looks odd. How does one decide whether it is wrong, and which form was meant?
#
# **Formula.** Put in a case whose answer is known without the formula, and see which reading gives it.
# zhu2022 standardises features so that each has deviation 1 (zhu2022, eq. 4):
# $$X' = \frac{X - \mu}{\sigma}, \qquad \sigma^2 = \frac{1}{N} \sum_n (X_n - \mu)^2$$
# **Misprint.** The sentence below it says *divided by the variance*. The case: any feature, in two units.
# Milliseconds or seconds, the standardised feature must be the same.

# %%
duration = rng.gamma(4.0, 0.4, 500)  # seconds
in_ms = 1000 * duration
readings = {
    "by the deviation": lambda x: (x - x.mean()) / x.std(),
    "by the variance": lambda x: (x - x.mean()) / x.var(),
}
bins = np.linspace(-3, 5, 81)
figure, axes = plt.subplots(1, 2, figsize=(9, 3), layout="constrained")
for panel, (reading, f) in zip(axes, readings.items()):
    panel.hist(f(duration), bins, alpha=0.6, label="given in seconds")
    panel.hist(f(in_ms), bins, alpha=0.6, label="given in milliseconds")
    panel.set(title=f"divided {reading}", xlabel="standardised duration", ylabel="clips", xlim=(-3, 5))
    panel.set_ylim(0, 60)
    panel.legend()
plt.show()

assert np.allclose(readings["by the deviation"](in_ms), readings["by the deviation"](duration))
assert not np.allclose(readings["by the variance"](in_ms), readings["by the variance"](duration))

# %% [markdown]
# The wrong reading leaves milliseconds as a needle at 0: such a feature is lost beside others.
#
# Cases that have found misprints in these papers: a flat spectrum has no shape (the cosine transform),
# probabilities sum to 1 and grow with their score (softmax), a constant gradient has itself as its mean
# (Adam), one class is right for certain (cross-entropy), shapes must fit (attention). Every misprint of the
# ledger has such a test: `emolab papers show zhu2022 4` prints its figures.
#
# **Try it.** In eq. 2.46 song2021 prints Adam's first moment as $m_t = \beta_1 v_{t-1} + (1 - \beta_2) g_t$,
# with $v$ the running mean of *squares*. **Misprint.** Twice: $m_{t-1}$ and $\beta_1$ are meant. Take a
# gradient that is always -3. What must $m$ tend to, and what sign does the printed one end up with?

# %%
limit, printed_sign = -3.0, +1  # put your guesses here

m, printed, v = 0.0, 0.0, 0.0
for _ in range(5000):
    printed = 0.9 * v + (1 - 0.999) * -3.0
    m, v = 0.9 * m + (1 - 0.9) * -3.0, 0.999 * v + (1 - 0.999) * 9.0
assert np.isclose(m, limit) and np.sign(printed) == printed_sign

# %% [markdown]
# The printed form climbs where it should descend.
#
# ## 15.8 Speed: counting clips
#
# **Question.** Sums of tables are quick. But a confusion matrix of a million frames?
#
# **Speed.** $M_{ij}$ counts pairs. A loop over clips adds 1 at a time. The library turns each pair into one
# number, $i C + j$, and counts all of them in one compiled pass (`np.bincount`).


# %%
def by_loop(true, predicted, C):
    M = np.zeros((C, C), int)
    for i, j in zip(true, predicted):
        M[i, j] += 1
    return M


truth = rng.integers(0, 8, 200_000)
predicted = np.where(rng.random(len(truth)) < 0.7, truth, rng.integers(0, 8, len(truth)))
found, seconds = {}, {}
for way, count in (("loop", by_loop), ("emolab", training.confusion_matrix)):
    start = time.perf_counter()
    found[way] = count(truth, predicted, 8)
    seconds[way] = time.perf_counter() - start
assert (found["loop"] == found["emolab"]).all()

figure, axes = plt.subplots(figsize=(7, 2), layout="constrained")
axes.barh(list(seconds), [1000 * s for s in seconds.values()])
axes.set(title="a confusion matrix of 200,000 frames", xlabel="milliseconds", xscale="log", xlim=(1, None))
plt.show()

# %% [markdown]
# **Try it.** This classifier is right in 70 % of the frames by knowledge, and guesses in the rest. Its
# expected accuracy?

# %%
expected = 0.7 + 0.3 / 8  # put your guess here

assert abs(np.trace(found["emolab"]) / found["emolab"].sum() - expected) < 0.01

# %% [markdown]
# ## 15.9 In the papers
#
# `emolab papers audit` recomputes every claim about numbers in all five, and exits with 1 if a finding is
# not the one the ledger expects. Some of what it finds beside the above:
#
# - **zhu2022**: the training, validation and test images of FER2013 are one more than printed, and "other
#   emotions more than 80 %" does not hold for scared, 76.1.
# - **gu2025**: the proportions of its Table 1 sum to 99; each may have been cut off by itself.
# - **liu2026**: nine emotions of 100 samples are 900, not 9,000; and two more pairs are as often confused as
#   those called the most confused.
# - **liu2021**: none of the three figures for "all emotions" in Table 3 is the mean of its five rows, and the
#   sentence on single modalities contradicts them.
# - **song2021**: 91, 92, 91.25 and 94.44 all stand for the fused network in different places.
#
# None of this says that a network was bad. It says which figures can be built on.
#
# ## 15.10 Exercise
#
# `emolab exercise start audit_confusion`: write the function that takes a printed confusion matrix and says
# which rows do not add up, and whether the printed accuracy follows from it.
#
# Next: [from the formula to the kernel](16_formula_to_kernel.py), where the same formulas are made fast.
