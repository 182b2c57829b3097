# %% [markdown]
# # 4. Pitch, energy and the quality of a voice
#
# Who is angry is louder and higher, who is sad is quieter and lower, and a voice that trembles says something
# too. This page measures all of that: loudness, pitch with its errors and their cure, the unsteadiness and
# the noise of a voice, the shape of the throat by linear prediction; and it ends with the 384 numbers that a
# whole branch of the field has been compared by.
#
# You need tutorials 1 and 3. It takes about an hour to read, and ten seconds to run.

# %%
import time

import matplotlib.pyplot as plt
import numpy as np
from scipy.signal import lfilter

import emolab
from emolab import audio

# %% [markdown]
# ## 4.1 Energy and zero crossings
#
# **Question.** What can be said of a voice with two passes over its samples?
#
# **Formula** (gu2025 names "sound intensity" and gives none). The level of a frame, in decibels of the
# loudest that a file can hold, and the share of samples at which the sign changes:
# $$L = 10 \log_{10} \sum_n w_n (x_n - m)^2, \qquad z = \frac{1}{K} \sum_{n=1}^{K-1} [\,\mathrm{sign}(x_n) \ne
# \mathrm{sign}(x_{n-1})\,]$$
# with weights $w$ that sum to 1, and $m$ the mean under them: a constant offset makes no sound.

# %%
rate = 16000
clips = emolab.datasets.SyntheticClips(subjects=2, per_label=1, seed=3)
clip = clips[11]
voice = np.asarray(clip.sound, float)

w = audio.hann(512)
w = w / w.sum()
frames = audio.frame(voice, 512, 160, "centre")  # (T, 512)
power = (frames - (frames @ w)[:, None]) ** 2 @ w  # (T,)
level = 10 * np.log10(np.maximum(power, 1e-10))
assert np.allclose(level, audio.intensity(voice, rate))

signs = frames >= 0
crossings = (signs[:, 1:] != signs[:, :-1]).sum(axis=1) / 512
assert np.allclose(crossings, audio.zero_crossing_rate(voice, rate, length=512, pad="centre"))

seconds = np.arange(len(voice)) / rate
middle = np.arange(len(frames)) / 100
figure, axes = plt.subplots(3, 1, figsize=(9, 5), layout="constrained", sharex=True)
axes[0].plot(seconds, voice, lw=0.3)
axes[0].set(title=f"{clip.name}: a voice by formula", ylabel="x")
axes[1].plot(middle, level)
axes[1].set(title="level", ylabel="dB")
axes[2].plot(middle, crossings)
axes[2].set(title="zero crossings: low in vowels, high in hisses and pauses", xlabel="time, s", ylabel="z")
plt.show()

# %% [markdown]
# **Try it.** What is $z$ of a tone of 1,000 Hz at 16,000 samples a second? And the level of a sine of
# amplitude 1, whose mean square is 1/2?

# %%
share, loudest = 2 * 1000 / 16000, 10 * np.log10(0.5)  # put your guesses here

tone = np.sin(2 * np.pi * 1000 * np.arange(rate) / rate + 0.1)
assert abs(audio.zero_crossing_rate(tone, rate)[10] - share) < 0.003
assert abs(audio.intensity(tone, rate)[50] - loudest) < 0.01

# %% [markdown]
# ## 4.2 Pitch: a frame laid over itself
#
# **Question.** How often do the vocal folds open in a second?
#
# **Formula.** Shift the frame by $k$ samples, multiply it with itself, and add up. At every lag that is a
# whole number of periods it looks like itself again:
# $$r(k) = \sum_{n=0}^{K-1-k} x_n x_{n+k}$$
# Wiener and Khinchin: the transform of $r$ is $|X|^2$, so two fast transforms do it for all lags at once.

# %%
truth = np.interp(middle, np.arange(len(clip.extra["pitch"])) / clip.extra["pitch_rate"], clip.extra["pitch"])
frames = audio.frame(voice, 640, 160, "centre")  # 40 ms: four periods of 100 Hz
at = np.argmax(np.where(truth > 0, level, -100))  # the loudest voiced frame
x = frames[at]

r = np.array([np.sum(x[: len(x) - k] * x[k:]) for k in range(300)])
assert np.allclose(r, audio.autocorrelation(x, 300))
assert np.allclose(r, audio.irfft(np.abs(audio.rfft(x, 2048)) ** 2)[:300])  # zeros behind: no wrapping round

shortest, longest = rate // 500, rate // 65  # lags of a voice
lag = shortest + r[shortest : longest + 1].argmax()
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
left.plot(1000 * np.arange(640) / rate, x, lw=0.8)
left.set(title="40 ms of a vowel", xlabel="time, ms", ylabel="x")
right.plot(r / r[0])
right.plot(lag, r[lag] / r[0], "o", label=f"lag {lag}: {rate / lag:.1f} Hz, truth {truth[at]:.1f}")
right.axvspan(0, shortest, color="0.9")
right.set(title="its autocorrelation", xlabel="lag, samples", ylabel="r(k) / r(0)", ylim=(-0.7, 1.35))
right.legend()
plt.show()
assert abs(rate / lag / truth[at] - 1) < 0.02

# %% [markdown]
# **Try it.** Lags are whole numbers. At 16,000 samples a second, which pitch comes right below 500 Hz (lag
# 32)? That is the step from one lag to the next, half a semitone.

# %%
next_below = 16000 / 33  # put your guess here

assert abs(next_below - 484.8) < 0.1

# %% [markdown]
# ## 4.3 Three errors of the tallest peak
#
# **Question.** Why does the tallest peak so often say the wrong thing?
#
# **Formula** (Boersma 1993). Longer lags leave fewer products in the sum, so $r$ sinks with the lag, and
# a low voice looks less periodic than a high one. Divide by what the window $w$ alone does:
# $$r(k) = \frac{r_{xw}(k)}{r_{xw}(0)} \cdot \frac{r_w(0)}{r_w(k)}$$
# Now a steady voice has height 1 at its period, and noise has less. But it has 1 at *two* periods as well,
# and at three. So a cost for each octave is taken off, $0.02 \log_2 (k\,f_{min} / \text{rate})$, and the
# shorter of two equal lags wins. And the peak between two lags is found by the parabola through three points,
# whose summit is at $\frac{1}{2}(a - c) / (a - 2b + c)$ from the middle one.

# %%
noisy = voice + 0.7 * voice.std() * np.random.default_rng(0).standard_normal(len(voice))  # 3 dB
frames = audio.frame(noisy, 640, 160, "centre")
window = audio.hann(640, periodic=True)
own = audio.autocorrelation(window, longest + 2)
raw = audio.autocorrelation(frames * window, longest + 2)  # (T, lags)
height = raw / raw[:, :1] / (own / own[0])

lags = np.arange(shortest, longest + 1)
cost = 0.02 * np.log2(lags * 65 / rate)
found = {"tallest": height[:, lags], "tallest less the octave cost": height[:, lags] - cost}
voiced = truth > 0
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.4), layout="constrained")
left.plot(raw[at] / raw[at, 0], label="windowed")
left.plot(height[at], label="over that of the window")
left.set(title="one frame in noise", xlabel="lag, samples", ylim=(-1, 1.1))
left.legend(fontsize=8)
for (name, heights), style in zip(found.items(), ("x", ".")):
    hz = rate / lags[heights.argmax(axis=1)]
    wrong = np.mean(np.abs(hz / np.where(voiced, truth, 1) - 1)[voiced] > 0.2)
    right.plot(middle[voiced], hz[voiced], style, ms=5, label=f"{name}: {wrong:.0%} wrong")
right.plot(middle, np.where(voiced, truth, np.nan), "k", lw=1, label="truth")
right.set(title="pitch, frame by frame", xlabel="time, s", ylabel="Hz", ylim=(0, 330))
right.legend(fontsize=8)
plt.show()

# %% [markdown]
# Most errors are *octave errors*: half the pitch, or a third. Each frame by itself has no way to know better.
# Its neighbours have: no voice drops by an octave for a hundredth of a second.
#
# **Try it.** Three values of $r$ around a peak are 0.7, 0.9 and 0.8. How far from the middle lag is the
# summit, in lags?

# %%
shift = 0.5 * (0.7 - 0.8) / (0.7 - 2 * 0.9 + 0.8)  # put your guess here

parabola = np.polyfit([-1, 0, 1], [0.7, 0.9, 0.8], 2)
assert np.isclose(-parabola[1] / (2 * parabola[0]), shift)

# %% [markdown]
# ## 4.4 The best path
#
# **Question.** How do we choose one candidate in each frame, so that all frames together make sense?
#
# **Formula** (Viterbi). Let each frame offer a few candidates, with strengths $s_t(j)$: some peaks, and
# "unvoiced" at a fixed 0.45. A jump costs 0.35 an octave, a change between voiced and unvoiced 0.14. The
# best path to candidate $j$ comes over the best path to one of those before:
# $$D_t(j) = s_t(j) + \max_i \left[ D_{t-1}(i) - \mathrm{cost}(i, j) \right]$$

# %%
peak = height[:, lags]
summit = (peak > height[:, lags - 1]) & (peak >= height[:, lags + 1])
worth = np.where(summit, peak - cost, -np.inf)
best = np.argsort(-worth, axis=1)[:, :5]  # five candidates a frame
strength = np.concatenate([np.full((len(best), 1), 0.45), np.take_along_axis(worth, best, axis=1)], axis=1)
octave = np.concatenate([np.full((len(best), 1), np.nan), np.log2(rate / lags[best])], axis=1)


def path_by_hand(strength, octave):
    D, back = strength[0], []
    for t in range(1, len(strength)):
        jump = 0.35 * np.abs(octave[t - 1][:, None] - octave[t])  # (i, j), NaN where one is unvoiced
        silent = np.isnan(octave[t - 1])[:, None] * 1.0 + np.isnan(octave[t])
        ways = D[:, None] - np.where(silent == 0, jump, np.where(silent == 1, 0.14, 0))
        back.append(ways.argmax(axis=0))
        D = strength[t] + ways.max(axis=0)
    chosen = [D.argmax()]
    for previous in reversed(back):
        chosen.append(previous[chosen[-1]])
    return np.array(chosen[::-1])


chosen = path_by_hand(strength, octave)
assert np.array_equal(chosen, audio.best_path(strength, octave))

# %%
rows = np.arange(len(chosen))
hz = np.where(chosen > 0, 2 ** octave[rows, chosen], np.nan)
library = audio.pitch(noisy, rate)
both = voiced & (chosen > 0)
wrong = np.abs(hz[both] / truth[both] - 1) > 0.2

figure, axes = plt.subplots(figsize=(9, 3.6), layout="constrained")
shown = np.isfinite(strength[:, 1:])
axes.plot(np.repeat(middle[:, None], 5, axis=1)[shown], 2 ** octave[:, 1:][shown], ".", color="0.8", ms=4,
          label="candidates")  # fmt: skip
axes.plot(middle, np.where(voiced, truth, np.nan), "k", lw=3, alpha=0.4, label="truth")
axes.plot(middle, hz, ".-", ms=4, lw=0.8, label="best path")
axes.plot(library.time, np.where(library.hz > 0, library.hz, np.nan), lw=0.8, label="audio.pitch")
axes.set(title=f"the path: {wrong.mean():.0%} wrong", xlabel="time, s", ylabel="Hz", ylim=(50, 570))
axes.legend(ncols=4, fontsize=8)
plt.show()
assert wrong.mean() < 0.02

# %% [markdown]
# The candidates were there all the time, and the path went along the right ones. `audio.pitch` does the same
# with finer lags, longer frames, and less trust in frames that are quiet. Where all frames of a stretch err
# in the same way, no path helps: in stronger noise it settles an octave too low and stays there.
#
# **Try it.** In one frame of a steady voice of 200 Hz, the candidate of 100 Hz is stronger. By how much must
# it be, for the path to go down an octave and up again?

# %%
more = 2 * 0.35  # put your guess here

steady = np.array([[0.8, 0.2], [0.8, 0.8], [0.8, 0.2]])  # three frames; candidates of 200 and of 100 Hz
steps = np.log2(np.array([[200.0, 100.0]] * 3))
for extra, taken in ((more - 0.01, 0), (more + 0.01, 1)):
    strengths = steady.copy()
    strengths[1, 1] += extra
    assert audio.best_path(strengths, steps)[1] == taken

# %% [markdown]
# ## 4.5 Jitter, shimmer, noise
#
# **Question.** Two voices hold the same tone; one is firm, the other hoarse. Where is the difference?
#
# **Formula** (gu2025 says "sound quality" and no more). How much neighbouring periods differ in length
# $T_i$ (*jitter*) or in strength (*shimmer*), and how much of the sound is not periodic at all, from the
# height $r$ of the peak of 4.3 (*harmonics-to-noise ratio*):
# $$\mathrm{jitter} = \frac{\frac{1}{n-1} \sum_{i=2}^{n} |T_i - T_{i-1}|}{\frac{1}{n} \sum_i T_i}, \qquad
# \mathrm{HNR} = 10 \log_{10} \frac{r}{1 - r}$$
# A voice by formula, whose every period we know:


# %%
def tract(formants, rate):
    """The denominator A of a throat with these resonances: one pair of poles for each."""
    A = np.ones(1)
    for frequency, bandwidth in formants:
        size = np.exp(-np.pi * bandwidth / rate)
        A = np.convolve(A, [1, -2 * size * np.cos(2 * np.pi * frequency / rate), size**2])
    return A


def held(lengths, A, strengths=1.0):
    """A held vowel of pulses of given distances (in samples, not whole) through 1 / A."""
    marks = np.cumsum(lengths)
    before, part = marks.astype(int), marks % 1
    x = np.zeros(before[-1] + 2)
    np.add.at(x, before, strengths * (1 - part))
    np.add.at(x, before + 1, strengths * part)
    return lfilter([1], np.convolve(A, [1, -0.9]), x)  # and dull, as a real one


lengths = 130 * (1 + 0.01 * np.random.default_rng(1).standard_normal(150))
by_hand = np.abs(np.diff(lengths)).mean() / lengths.mean()
assert np.isclose(by_hand, audio.perturbation(lengths))

# %%
A = tract([(730, 90), (1090, 110), (2440, 170), (3400, 250)], rate)
rng = np.random.default_rng(2)
given, measured = {"jitter": [], "shimmer": [], "HNR": []}, {"jitter": [], "shimmer": [], "HNR": []}
for much in np.linspace(0, 0.025, 6):
    uneven = 1 + much * rng.standard_normal(150)
    for name, sound in (("jitter", held(130 * uneven, A)), ("shimmer", held(np.full(150, 130.0), A, uneven))):
        given[name].append(100 * audio.perturbation(uneven))
        measured[name].append(100 * getattr(audio.voice_quality(sound, rate), name))
for ratio in np.arange(0, 31, 5):
    sound = held(np.full(150, 130.0), A)
    sound += sound.std() * 10 ** (-ratio / 20) * rng.standard_normal(len(sound))
    given["HNR"].append(ratio)
    measured["HNR"].append(audio.voice_quality(sound, rate).hnr)

figure, axes = plt.subplots(1, 3, figsize=(10, 3.2), layout="constrained")
for panel, name, unit in zip(axes, given, ("%", "%", "dB")):
    panel.plot(given[name], given[name], "k:", lw=1)
    panel.plot(given[name], measured[name], "o-", ms=4)
    panel.set(title=name, xlabel=f"put in, {unit}", ylabel=f"measured, {unit}")
plt.show()
assert np.abs(np.subtract(given["HNR"], measured["HNR"])).max() < 1

# %% [markdown]
# What was put in comes out, a little too small for jitter and shimmer: each period rings on into the next,
# and what is compared is a blend. Do not take them for three independent numbers, though. Uneven periods are
# less alike, so jitter lowers the HNR; noise moves the marks, so it makes jitter. And in running speech
# melody adds to all of it: these are measures for a held vowel.
#
# **Try it.** Periods of 99 and 101 samples in turn: what is the jitter? And which HNR has a height of 0.99?

# %%
jitter, ratio = 0.02, 10 * np.log10(0.99 / 0.01)  # put your guesses here

assert np.isclose(audio.perturbation(np.tile([99.0, 101.0], 20)), jitter)
assert np.isclose(audio.harmonics_to_noise(0.99), ratio)

# %% [markdown]
# ## 4.6 Linear prediction: the throat from the samples
#
# **Question.** Throat and mouth shape the puffs. Can their shape be had without the pitch?
#
# **Formula.** Guess each sample from the $p$ before it, so that the squared errors are least, for $i$
# from 1 to $p$:
# $$x_n \approx \sum_{j=1}^{p} a_j x_{n-j}, \qquad \sum_{j=1}^{p} a_j\, r(|i - j|) = r(i)$$
# The matrix of these equations has the same number along each diagonal. Levinson and Durbin use that, and go
# from order to order with one new number $k_i$ each:
# $$k_i = \frac{r(i) - \sum_{j<i} a_j r(i-j)}{e_{i-1}}, \qquad a_j \leftarrow a_j - k_i a_{i-j}, \quad
# a_i = k_i, \qquad e_i = (1 - k_i^2)\, e_{i-1}$$


# %%
def levinson(r, order):
    a, e = np.zeros(0), r[0]
    for i in range(1, order + 1):
        k = (r[i] - a @ r[i - 1 : 0 : -1]) / e  # a_j meets r(i - j)
        a = np.append(a - k * a[::-1], k)
        e = (1 - k**2) * e
    return a, e


low = 8000
formants = [(500, 60), (1500, 90), (2500, 120), (3500, 160)]
A8 = tract(formants, low)
sound = audio.preemphasis(held(np.full(100, 80.0), A8), 0.9)  # takes the dullness off again
part = sound[4000:4320] * audio.hamming(320)
r = audio.autocorrelation(part, 9)
a, e = levinson(r, 8)
diagonals = r[np.abs(np.subtract.outer(np.arange(8), np.arange(8)))]
assert np.allclose(a, np.linalg.solve(diagonals, r[1:]))
assert np.allclose(a, audio.lpc(part, 8)[0])
found = audio.lpc_resonances(a[None], low)[0][0, :4]
assert np.abs(found - [f for f, _ in formants]).max() < 10
print("resonances found:", np.round(found), "Hz")

# %%
errors = lfilter(np.append(1, -a), 1, sound)  # what the prediction leaves
f = np.linspace(0, low / 2, 513)
envelope = np.sqrt(e) / np.abs(audio.rfft(np.append(1, -a), 1024))
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.4), layout="constrained")
left.plot(sound[4000:4320] / np.abs(sound).max(), lw=0.8, label="the vowel")
left.plot(errors[4000:4320] / np.abs(errors[1000:]).max() - 1.2, lw=0.8, label="what prediction leaves")
left.set(title="the pulses come back", xlabel="sample", yticks=[])
left.legend(fontsize=8)
right.plot(f, 20 * np.log10(np.abs(audio.rfft(part, 1024)) + 1e-9), lw=0.6, label="spectrum")
right.plot(f, 20 * np.log10(envelope), label="1 / A, order 8")
right.set(title="the predictor is the envelope", xlabel="frequency, Hz", ylabel="dB")
right.legend(fontsize=8)
plt.show()

# %% [markdown]
# Eight numbers hold four resonances, whatever the pitch. The prediction fails only where a new puff arrives;
# what it leaves is the voice without the mouth.
#
# **Try it.** A frame has $r(0) = 1$, $r(1) = 0.9$, $r(2) = 0.81$. What are $a_1$ and $a_2$?

# %%
a1, a2 = 0.9, 0.0  # put your guesses here

assert np.allclose(audio.levinson_durbin(np.array([1, 0.9, 0.81]), 2)[0], [a1, a2])

# %% [markdown]
# ## 4.7 LPCC: the predictor's cepstrum, and a sign
#
# **Question.** Predictor coefficients jump about from frame to frame. Is there a calmer way to say the same?
#
# **Formula** (gu2025 names LPCC and prints nothing). The cepstrum of $1/A(z)$, with $A(z) = 1 - \sum_j a_j
# z^{-j}$, straight from the coefficients:
# $$c_1 = a_1, \qquad c_n = a_n + \sum_{k=1}^{n-1} \frac{k}{n}\, c_k\, a_{n-k}$$
# It comes from deriving $\ln(1/A)$ by $z^{-1}$ and comparing powers. $a_j$ beyond the order is 0.


# %%
def lpcc_by_hand(a, n):
    a = np.append(a, np.zeros(max(0, n - len(a))))
    c = np.zeros(n)
    for m in range(1, n + 1):
        c[m - 1] = a[m - 1] + sum(k / m * c[k - 1] * a[m - k - 1] for k in range(1, m))
    return c


c = lpcc_by_hand(a, 30)
assert np.allclose(c, audio.lpcc(a, 30))
log_size = -2 * np.log(np.abs(audio.fft(np.append(1, -a), 4096)))  # ln of |1/A|^2
assert np.allclose(c, audio.ifft(log_size).real[1:31], atol=1e-6)  # the cepstrum by two transforms

other = lpcc_by_hand(-a, 30)
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
for values, name in ((c, "sign as above"), (other, "the other sign")):
    left.plot(np.arange(1, 31), values, ".-", label=name)
    smooth = np.exp(np.cos(2 * np.pi * np.outer(f / low, np.arange(1, 31))) @ values)
    right.plot(f, 20 * np.log10(smooth), label=name)
left.set(title="LPCC", xlabel="n", ylabel="c")
left.legend(fontsize=8)
right.set(title="the envelope that they mean", xlabel="frequency, Hz", ylabel="dB")
plt.show()
assert not np.allclose(other, -c, atol=0.1)

# %% [markdown]
# Many programs write $A(z) = 1 + \sum a_j z^{-j}$ instead. Put their coefficients into the
# formula above as they are, and you get the cepstrum of *another throat*, not merely of the other sign. No
# error is raised. `audio.lpcc(a, sign="plus")` takes them as they are meant.
#
# **Try it.** With one pole, $A(z) = 1 - 0.9 z^{-1}$: what is $c_2$?

# %%
c2 = 0.9**2 / 2  # put your guess here

assert np.isclose(audio.lpcc(np.array([0.9]), 2)[1], c2)

# %% [markdown]
# ## 4.8 The 384 numbers
#
# **Question.** Utterances differ in length. How does one get a vector of fixed size from contours?
#
# **Formula** (INTERSPEECH 2009 emotion challenge; liu2026, eq. 5, calls it IS09). 16 contours, a value every
# 10 ms: loudness, 12 MFCC, zero crossings, voicing, pitch. Then their slopes over five frames; then 12
# numbers that sum a contour up, each of all 32:
# $$16 \times 2 \times 12 = 384$$

# %%
contours = audio.is09_contours(voice, rate)  # (T, 32)
names = list(audio.IS09_CONTOURS)
y = contours[:, names.index("F0_sma")].astype(float)
t = np.arange(len(y))
mean, deviation = y.mean(), y.std()
slope, offset = np.polyfit(t, y, 1)
by_hand = [y.max(), y.min(), np.ptp(y), y.argmax(), y.argmin(), mean, slope, offset,
           np.mean((y - slope * t - offset) ** 2), deviation,
           np.mean((y - mean) ** 3) / deviation**3, np.mean((y - mean) ** 4) / deviation**4]  # fmt: skip
numbers = dict(zip(audio.is09_names(), audio.is09(voice, rate)))
assert len(numbers) == 384
for name, value in zip(audio.IS09_FUNCTIONALS, by_hand):
    assert np.isclose(numbers[f"F0_sma_{name}"], value, rtol=1e-3), name

figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4), layout="constrained", width_ratios=(3, 2))
scaled = (contours - contours.mean(axis=0)) / (contours.std(axis=0) + 1e-9)
left.imshow(scaled.T, aspect="auto", vmin=-3, vmax=3, extent=(0, len(y) / 100, 31.5, -0.5))
left.set(title="32 contours, each scaled", xlabel="time, s", yticks=range(0, 32, 2))
left.set_yticklabels([name.replace("_sma", "").replace("pcm_", "") for name in names[::2]], fontsize=7)
right.plot(t / 100, y, label="F0")
right.plot(t / 100, slope * t + offset, "--", label="linregc1, linregc2")
right.axhspan(mean - deviation, mean + deviation, color="0.9", label="amean, stddev")
right.plot(y.argmax() / 100, y.max(), "o", label="max, maxPos")
right.set(title="one contour, summed up", xlabel="time, s", ylabel="Hz")
right.legend(fontsize=8)
plt.show()

# %% [markdown]
# Look at the right-hand picture: F0 is 0 where there is no voice, and those zeros are in the mean. So
# "F0_sma_amean" is not a mean pitch; it also tells how much of the clip was voiced; and in a quiet voice like
# this one, the set finds little of it. That is how the set is defined, and every table that was made with it
# has it so. To repeat a published result, a feature must be *the same*, down to such things: in this set even
# digital silence has zero crossings (0.995), and slopes run over the ends.
#
# **Misprint.** liu2026 describes IS11, the larger sister, as 108 descriptors by 39 functionals. That would be
# 4,212 numbers; the set has 4,368, as the paper says as well. What openSMILE does: 59 descriptors
# and 59 slopes, of which 108 have 37 functionals, 10 have 36, and 12 numbers stand alone.

# %%
assert 108 * 39 == 4212 and 108 * 37 + 10 * 36 + 12 == 4368

corpus = emolab.datasets.SyntheticClips(subjects=4, per_label=2, seed=1)
table = np.array([audio.is09(one.sound, one.sample_rate) for one in corpus])  # (64, 384)
labels = np.array([one.label for one in corpus])
columns = {name: table[:, list(numbers).index(name)] for name in ("F0_sma_amean", "pcm_RMSenergy_sma_amean")}
figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
for label in dict.fromkeys(labels):
    axes.plot(*(values[labels == label] for values in columns.values()), "o", ms=5, label=label)
axes.set(title="two of the 384, 64 clips", yscale="log", xlabel=list(columns)[0], ylabel=list(columns)[1])
axes.legend(ncols=2, fontsize=8)
plt.show()

# %% [markdown]
# Quiet and low, loud and high: two numbers part the synthetic emotions into groups, though not into all
# eight; in that corpus pairs share a voice on purpose.
#
# **Try it.** A voice holds 200 Hz, and is voiced in 40 of 100 frames. Which mean has its F0 contour, in the
# manner of IS09?

# %%
mean_of_contour = 0.4 * 200  # put your guess here

contour = np.where(np.arange(100) < 40, 200.0, 0.0)[:, None]
assert np.isclose(audio.is09_functionals(contour)[0, 5], mean_of_contour)

# %% [markdown]
# ## 4.9 Speed: the formula and its kernel
#
# **Question.** The best path is a loop over frames, and jumps from each candidate to each. Does that hurt?
#
# **Speed.** Loops over time are what NumPy is slow at and compiled code is good at. Both faces, on 20 s:

# %%
long = np.tile(voice, 20)[: 20 * rate]
T = 2000
strength = np.tile(strength, (20, 1))[:T]
octave = np.tile(octave, (20, 1))[:T]
jobs = {"best_path": lambda: audio.best_path(strength, octave), "pitch": lambda: audio.pitch(long, rate).hz,
        "is09": lambda: audio.is09(long, rate)}  # fmt: skip
taken, results = {}, {}
for face in ("numpy", "numba"):
    with emolab.use(face):
        for name, job in jobs.items():
            job()  # the first call loads what it needs
            start = time.perf_counter()
            results[name, face] = job()
            taken[name, face] = 1000 * (time.perf_counter() - start)

figure, axes = plt.subplots(figsize=(7, 2.6), layout="constrained")
for shift, face, label in ((-0.2, "numpy", "formula"), (0.2, "numba", "kernel")):
    axes.barh(np.arange(3) + shift, [taken[name, face] for name in jobs], 0.4, label=label)
axes.set(title="20 s of sound", xlabel="milliseconds", xscale="log")
axes.set_yticks(range(3), list(jobs))
axes.legend()
plt.show()
assert np.array_equal(results["best_path", "numpy"], results["best_path", "numba"])

# %% [markdown]
# **Try it.** How far apart may the two faces' 384 numbers be, each as a part of its own size or of 1?

# %%
bound = 1e-4  # put your guess here

one, two = results["is09", "numpy"], results["is09", "numba"]
apart = np.max(np.abs(one - two) / np.maximum(np.abs(one), 1))
assert apart < bound, f"they are {apart:.1e} apart"

# %% [markdown]
# ## 4.10 In the papers
#
# - **gu2025** names pitch, sound intensity, chroma, sound quality, LPCC and a log-mel spectrogram, and gives
#   no formula and no setting for any of them. All choices of this page are ours, and
#   `audio.gu2025_features` lists them.
# - **liu2026** joins MFCC, an openSMILE set and SoundNet's features (eq. 5 to 7). Which of IS09, IS11 and
#   IS13 it took is not said; `emolab` takes IS09, which is written here by hand and agrees with openSMILE.
#   For the larger two, `audio.opensmile_set` calls that program, where it is installed.
# - **zhu2022**, **song2021** and **liu2021** do without all of this: they hear through MFCC, log energies or
#   a spectrogram, and leave it to the network to find the pitch. Cepstra of low order have left it out.
#
# ## 4.11 Exercise
#
# `emolab exercise start levinson_durbin`: write the recursion of 4.6, for one frame or for many at once, with
# the error and the reflection coefficients.
#
# Next: [local binary patterns](05_local_binary_patterns.py).
