# %% [markdown]
# # 1. From sound to MFCC
#
# A microphone gives 16,000 numbers a second. A network that hears emotions is fed thirteen numbers, a hundred
# times a second or less. This page walks the whole road between the two: every step is one formula, a few
# lines that you run, a picture, and something to try, whose answer the page checks.
#
# You need Python and school trigonometry. It takes about an hour to read, and ten seconds to run.

# %%
import time

import matplotlib.pyplot as plt
import numpy as np

import emolab
from emolab import audio

# %% [markdown]
# ## 1.1 A voice made by formula
#
# **Question.** What is a vowel, as numbers?
#
# The vocal folds open and close 100 to 300 times a second and let out a soft puff each time: that is the
# *pitch*. Throat and mouth ring after each puff at a few frequencies, the *formants*; they tell an "a" from
# an "i". So we build a voice that glides in pitch and turns from "a" to "i".
#
# **Formula.** Pulses $p$ at every whole number of turns of the phase, each softened to a puff $g$, through
# damped waves $h_k$ of frequency $F_k$ and bandwidth $B_k$ (the star is convolution):
# $$x = \sum_k p * g * h_k, \qquad g(t) = t\,e^{-2 \pi \cdot 400\, t}, \qquad
# h_k(t) = e^{-\pi B_k t} \sin(2 \pi F_k t)$$

# %%
rate = 16000  # samples a second
t = np.arange(int(1.2 * rate)) / rate
pitch = 110 + 60 * t  # Hz, rising
turns = np.floor(np.cumsum(pitch) / rate)
pulses = np.diff(turns, prepend=0)  # 1 where a new turn begins, else 0

VOWELS = {"a": [(730, 90), (1090, 110), (2440, 170), (3400, 250)],
          "i": [(270, 60), (2290, 120), (3010, 170), (3700, 250)]}  # fmt: skip


def ring(formants):
    """The answer of a mouth to one pulse: one damped wave a formant."""
    return sum(np.exp(-np.pi * B * t) * np.sin(2 * np.pi * F * t) for F, B in formants)[:800]  # 50 ms


puffs = np.convolve(pulses, (t * np.exp(-2 * np.pi * 400 * t))[:200])
sung = {vowel: np.convolve(puffs, ring(formants))[: len(t)] for vowel, formants in VOWELS.items()}
sung = {vowel: x / np.abs(x).max() for vowel, x in sung.items()}
fade = np.clip((t - 0.5) / 0.2, 0, 1)  # "a" until 0.5 s, "i" from 0.7 s
signal = (1 - fade) * sung["a"] + fade * sung["i"]
signal += 0.0003 * np.random.default_rng(0).standard_normal(len(t))  # a quiet room
signal *= 0.5 / np.abs(signal).max()

# %%
figure, (whole, near) = plt.subplots(2, 1, figsize=(9, 5), layout="constrained")
whole.plot(t, signal, lw=0.4)
whole.set(title='"a" turning into "i"', xlabel="time, s", ylabel="x")
for start, colour in ((0.2, "C0"), (0.9, "C1")):
    part = slice(int(start * rate), int((start + 0.03) * rate))
    near.plot(1000 * (t[part] - start), signal[part], colour, label=f"from {start} s")
near.set(title="30 ms of each: the pulses, and the ringing after them", xlabel="time, ms", ylabel="x")
near.legend()
plt.show()

# %% [markdown]
# With a recording of your own, the rest of this page works just as well:
#
# ```python
# signal, rate = audio.read_wav("me.wav")
# ```
#
# **Try it.** How far apart are two pulses 0.2 s after the start, in samples? Guess, then run.

# %%
answer = rate / (110 + 60 * 0.2)  # put your guess here

places = np.flatnonzero(pulses)
apart = np.diff(places)[np.searchsorted(places, 0.2 * rate)]
assert abs(apart - answer) <= 1.5, f"they are {apart} samples apart"

# %% [markdown]
# ## 1.2 Pre-emphasis
#
# **Question.** High frequencies of a voice are weak. How do we keep the low ones from drowning them?
#
# **Formula** (song2021, eq. 2.24). $H(z) = 1 - a z^{-1}$: each sample minus $a$ times the one before,
# $$y_n = x_n - a\,x_{n-1}$$
# H says by how much a wave is made larger or smaller: put $z = e^{2 \pi i f / f_s}$ into it, with the
# rate $f_s$. The frequency 0 is $z = 1$, and the highest one, $f_s / 2$, is $z = -1$.

# %%
by_hand = signal.copy()
by_hand[1:] -= 0.97 * signal[:-1]

emphasised = audio.preemphasis(signal)
assert np.allclose(emphasised, by_hand)

f = np.linspace(0, rate / 2, 400)
gain = np.abs(1 - 0.97 * np.exp(-2j * np.pi * f / rate))  # |H| on the unit circle
middle = slice(4096, 8192)
frequency = np.arange(2049) * rate / 4096

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
left.plot(f, 20 * np.log10(gain))
left.set(title="what pre-emphasis does", xlabel="frequency, Hz", ylabel="gain, dB")
for x, name in ((signal, "before"), (emphasised, "after")):
    power = np.abs(audio.rfft(x[middle] * audio.hamming(4096))) ** 2
    right.plot(frequency, 10 * np.log10(power), lw=0.6, label=name)
right.set(title="spectrum of the vowel", xlabel="frequency, Hz", ylabel="power, dB")
right.legend()
plt.show()

# %% [markdown]
# **Misprint.** The equation has an $a$, the sentence below it an $\alpha$, and neither has a value. Without
# one, nobody can repeat the paper. 0.97 is what HTK, Kaldi and python_speech_features use, and what we use.
#
# **Try it.** How strong are the lowest and the highest frequency after it? (Put $z = 1$ and $z = -1$ into H.)

# %%
lowest, highest = 1 - 0.97, 1 + 0.97  # put your guesses here

constant, alternating = np.ones(100), (-1.0) ** np.arange(100)
assert np.isclose(audio.preemphasis(constant)[50], lowest), "lowest: z = 1 gives 1 - a"
assert np.isclose(np.abs(audio.preemphasis(alternating)[50]), highest), "highest: z = -1 gives 1 + a"

# %% [markdown]
# ## 1.3 Frames and windows
#
# **Question.** The voice changes all the time, and a spectrum wants something that stays. What now?
#
# Cut the signal into pieces so short that nothing moves much in them. A cut piece begins and ends abruptly,
# though, and the spectrum of an edge is smeared over all frequencies. So each piece is faded in and out.
#
# **Formula** (song2021, eq. 2.25). Hamming's window:
# $$w(n) = 0.54 - 0.46 \cos\left(2 \pi \frac{n}{N}\right), \quad 0 \le n \le N$$

# %%
frames = audio.frame(emphasised, length=400, hop=160)  # 25 ms, every 10 ms
window = audio.hamming(400)
windowed = frames * window
assert frames.shape == (1 + (len(signal) - 400) // 160, 400)

tone = np.sin(2 * np.pi * 1013 * t[:400])  # between two bins of the spectrum

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
left.plot(frames[30], lw=0.6, label="frame 30")
left.plot(windowed[30], label="windowed")
left.plot(window * np.abs(frames[30]).max(), "k:", label="window, scaled")
left.set(title="a frame", xlabel="sample")
left.legend()
for weights, name in ((1, "cut only"), (window, "Hamming")):
    power = np.abs(audio.rfft(tone * weights, 4096)) ** 2
    right.plot(frequency, 10 * np.log10(power / power.max() + 1e-12), lw=0.8, label=name)
right.set(title="spectrum of a pure tone", xlabel="frequency, Hz", ylabel="dB", xlim=(0, 4000), ylim=(-90, 5))
right.legend()
plt.show()

# %% [markdown]
# The tone is one frequency, yet the cut piece shows hills everywhere. Hamming's weights press them below
# -40 dB and pay with a broader peak.
#
# Nothing is misprinted here, but look at $0 \le n \le N$: that window has $N + 1$ points, is *symmetric* and
# ends in its own first value. Programs that call a window "periodic" leave the last point out. The two
# differ in the third digit: enough to make two MFCC programs disagree.
#
# **Try it.** song2021 cuts 4,096 samples. Which $N$ belongs to that window in the formula?

# %%
N = 4095  # put your guess here

n = np.arange(N + 1)
assert len(n) == 4096, f"with N = {N} the formula's window has {len(n)} points"
assert np.allclose(audio.hamming(4096), 0.54 - 0.46 * np.cos(2 * np.pi * n / N))
assert not np.allclose(audio.hamming(4096), audio.hamming(4096, periodic=True), atol=1e-5)

# %% [markdown]
# ## 1.4 The Fourier transform, slow and fast
#
# **Question.** How much of each frequency is in a frame?
#
# **Formula.** Multiply with a wave of that frequency, and add up:
# $$X_k = \sum_{n=0}^{N-1} x_n \, e^{-2 \pi i k n / N}$$
# The wave of *bin* $k$ makes $k$ turns in $N$ samples: its frequency is $k$ times the rate over $N$.
# Written as it stands, that is $N^2$ products (`audio.dft`). Cooley and Tukey split the sum into even and odd
# samples; each half is a transform again, so that about $N \log_2 N$ are left (`audio.fft`). Where $N$ is no
# power of two, Bluestein turns the sum into a convolution, which can be as long as one likes.


# %%
def fft_by_hand(x):
    """Even samples, odd samples, and one turn of the second half."""
    if len(x) == 1:
        return x
    even, odd = fft_by_hand(x[0::2]), fft_by_hand(x[1::2])
    turn = np.exp(-2j * np.pi * np.arange(len(even)) / len(x))
    return np.concatenate([even + turn * odd, even - turn * odd])


padded = np.zeros(512)
padded[:400] = windowed[30]  # zeros behind: the next power of two
slow = audio.dft(padded)
assert np.allclose(fft_by_hand(padded), slow)
assert np.allclose(audio.fft(padded), slow)
assert np.allclose(audio.fft(windowed[30]), audio.dft(windowed[30]))  # 400 samples: Bluestein

power = np.abs(audio.rfft(windowed, 512)) ** 2  # (T, 257): the other half is its mirror image

figure, axes = plt.subplots(figsize=(9, 3.2), layout="constrained")
image = axes.imshow(
    10 * np.log10(power.T + 1e-10), origin="lower", aspect="auto", extent=(0, len(power) / 100, 0, rate / 2)
)
axes.set(title="spectrogram: the bands are formants", xlabel="time, s", ylabel="frequency, Hz")
figure.colorbar(image, label="power, dB")
plt.show()

# %% [markdown]
# **Try it.** In which bin $k$ of a 512-point transform at 16 kHz does a tone of 1,000 Hz stand?

# %%
k = 1000 * 512 // 16000  # put your guess here

found = np.abs(audio.rfft(np.sin(2 * np.pi * 1000 * t[:512]))).argmax()
assert found == k, f"it stands in another one: bin {k} is {k * 16000 / 512:g} Hz"

# %% [markdown]
# ## 1.5 The mel scale and its filters
#
# **Question.** We hear 100 and 200 Hz far apart, 7,000 and 7,100 Hz nearly the same. How can a program?
#
# **Formula** (song2021, eq. 2.26).
# $$\mathrm{mel}(f) = 2595 \log_{10}\left(1 + \frac{f}{700}\right)$$
# Triangular filters, evenly spaced *in mel*, add up the power around their peaks.

# %%
bank = audio.mel_filterbank(rate, 512, bands=26)  # (26, 257)
energies = power @ bank.T  # (T, 26)

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
left.plot(f, audio.hz_to_mel(f))
left.set(title="the mel scale", xlabel="frequency, Hz", ylabel="mel")
right.plot(np.arange(257) * rate / 512, bank.T, lw=0.8)
right.set(title="26 filters", xlabel="frequency, Hz", ylabel="weight")
plt.show()

# %% [markdown]
# **Try it.** The scale was made so that one frequency keeps its number, to a thousandth. Which one?

# %%
kept = 1000  # put your guess here

assert abs(audio.hz_to_mel(kept) / kept - 1) < 1e-3, f"{kept} Hz are {audio.hz_to_mel(kept):.1f} mel"

# %% [markdown]
# ## 1.6 Logarithm and cosine transform
#
# **Question.** Neighbouring bands rise and fall together. Can fewer numbers say the same?
#
# The logarithm turns the product of pulses and mouth into a sum. The cosine transform sorts that sum by how
# quickly it changes from band to band: the mouth is smooth and comes first, the pulses come later, so we stop
# after 13.
#
# **Formula** (song2021, eq. 2.27, mended).
# $$C(n) = \sum_{m=1}^{M} s(m) \cos\left(\frac{\pi n (m - 0.5)}{M}\right), \quad n = 1, 2, \dots, L$$
# $s(m)$ is the log energy of band $m$, $M = 26$ the bands, $L = 13$ the coefficients.

# %%
s = np.log(np.maximum(energies, 1e-10))  # (T, 26)
m = np.arange(1, 27)
cosines = np.cos(np.pi * np.outer(np.arange(1, 14), m - 0.5) / 26)  # (13, 26)
by_hand = s @ cosines.T  # (T, 13)
assert np.allclose(by_hand, audio.dct(s, 13, "sum", first=1))

smooth = s.mean(axis=1, keepdims=True) + by_hand @ cosines * 2 / 26  # and back again

figure, axes = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained", sharey=True)
for panel, index, vowel in ((axes[0], 30, "a"), (axes[1], 100, "i")):
    panel.plot(m, s[index], "o-", ms=3, lw=0.6, label="26 log energies")
    panel.plot(m, smooth[index], label="from 13 coefficients")
    panel.set(title=f'"{vowel}"', xlabel="band")
    panel.legend()
axes[0].set_ylabel("log energy")
plt.show()

# %% [markdown]
# **Misprint.** The paper prints $N = 1$ *below* the sum and $m = 0$ *above* it. Turned round, $m$ would begin
# at 0; but there is no band 0, and $m - 0.5$ is the middle of band $m$ only if bands are counted from 1. The
# test is a flat spectrum, which has no shape at all: every $C(n)$ from $n = 1$ on must be zero.

# %%
flat = np.ones(26)
mended = np.array([np.sum(flat * np.cos(np.pi * n * (m - 0.5) / 26)) for n in range(1, 14)])
printed = np.array([np.sum(flat * np.cos(np.pi * n * (m - 1 - 0.5) / 26)) for n in range(1, 14)])
assert np.abs(mended).max() < 1e-12
assert np.abs(printed).max() > 1  # a shape out of nothing

# %% [markdown]
# **Try it.** Turn the voice up to twice its level. How much does the one of the 13 coefficients change that
# changes most?

# %%
change = 0.0  # put your guess here

louder = np.log(np.maximum(4 * energies, 1e-10))  # twice the level is four times the power
most = np.abs(louder @ cosines.T - by_hand).max()
assert np.isclose(most, change, atol=1e-9), f"it changes by {most:.1g}: look at the flat spectrum above"

# %% [markdown]
# Loudness adds the same number to every band, and that is the flat spectrum again: it went into $C(0)$, which
# song2021 leaves out.
#
# ## 1.7 The whole road, and which MFCC is right
#
# **Question.** Two programs, the same recording, other numbers. Who is wrong?
#
# **Formula.** All of the above in a row, 2.24 to 2.27; what the equations leave open is a *convention*, and
# has a name here. All of it is one call (song2021's own frames are longer than ours, as we shall see):

# %%
road = audio.mfcc(signal, rate, "song2021", length=400, hop=160)
assert np.allclose(road, by_hand)

figure, axes = plt.subplots(2, 2, figsize=(9, 5), layout="constrained", sharex=True)
for panel, name in zip(axes.flat, audio.CONVENTIONS):
    c = audio.mfcc(signal, rate, name)
    scaled = (c - c.mean(axis=0)) / (c.std(axis=0) + 1e-9)
    box = (0, 1.2, -0.5, c.shape[1] - 0.5)
    panel.imshow(scaled.T, origin="lower", aspect="auto", extent=box, vmin=-3, vmax=3)
    panel.set(title=f"{name}: {c.shape[0]} frames x {c.shape[1]}", ylabel="column")
for panel in axes[1]:
    panel.set_xlabel("time, s")
plt.show()

# %% [markdown]
# Nobody is wrong. They differ in the window, its length, power or magnitude, the shape of the filters, the
# logarithm's unit, the scaling, what becomes of $C(0)$, and more; `audio.settings()` lists every such choice.
# The change from "a" to "i" near 0.6 s is in all of them. What matters is to say which one was used.
#
# **Try it.** `audio.mfcc_stages` shows each step. The frames of song2021 last 4,096 samples *at 48 kHz*. How
# many samples is that at our 16 kHz, to the nearest one?

# %%
samples = round(16000 * 4096 / 48000)  # put your guess here

long = audio.mfcc_stages(signal, rate, "song2021").frames.shape[1]
assert long == samples, f"{samples} samples at 16 kHz last {1000 * samples / 16000:.1f} ms, not 4096 / 48 ms"

# %% [markdown]
# ## 1.8 Speed: the formula and its kernel
#
# **Question.** The functions above read like their equations. Are they fast enough for a thousand recordings?
#
# **Speed.** Every slow step has a twin of the same name, a *kernel*, which a test holds to the formula. One
# line chooses: `emolab.use("numpy")` runs what you read, `emolab.use("numba")`, the default, its twin.

# %%
minute = np.tile(signal, 50).astype(np.float32)  # 60 s
results, seconds = {}, {}
for face in ("numpy", "numba"):
    with emolab.use(face):
        audio.mfcc(minute[:rate], rate)  # the first call loads what it needs
        start = time.perf_counter()
        results[face] = audio.mfcc(minute, rate)
        seconds[face] = time.perf_counter() - start

figure, axes = plt.subplots(figsize=(6, 2), layout="constrained")
axes.barh(["formula", "kernel"], [1000 * seconds["numpy"], 1000 * seconds["numba"]])
axes.set(title="MFCC of one minute of sound", xlabel="milliseconds")
plt.show()

# %% [markdown]
# **Try it.** How far may the two be apart, as a part of the range? Make the bound tighter until it fails.

# %%
bound = 1e-4  # put your guess here

apart = np.abs(results["numpy"] - results["numba"]).max() / np.ptp(results["numpy"])
assert apart < bound, f"they are {apart:.1e} apart"

# %% [markdown]
# ## 1.9 In the papers
#
# - **song2021** describes this road in its section 2.5 and feeds the 13 coefficients to a recurrent network
#   with attention. It is silent on $a$, the hop, the number of filters, the floor of the logarithm, and how
#   long 4,096 samples last; our answers stand in `emolab/audio/conventions.py`.
# - **zhu2022** takes MFCC and the log energies themselves, each with its first and second differences:
#   `audio.delta` makes those.
# - **liu2026** prints the same cosine transform as its eq. 4, with a misprint in the bounds as well.
#
# ## 1.10 Exercise
#
# `emolab exercise start dct_two` asks for the cosine transform of 1.6, in your own lines.
#
# Next: [Gradients you can trust](02_gradients_you_can_trust.py).
