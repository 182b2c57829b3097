# %% [markdown]
# # 3. Windows, leakage and the FFT by hand
#
# Cut a pure tone out of a sound, look at its spectrum, and it is not one line: it has leaked all over. This
# page measures that leakage, shows how a window presses it down and what the window costs, and then builds
# the fast transform itself, for every length, and the way from a spectrum back to the sound.
#
# You need tutorial 1, complex numbers and patience with sums. It takes about an hour to read, and ten seconds
# to run.

# %%
import time

import matplotlib.pyplot as plt
import numpy as np

import emolab
from emolab import audio

# %% [markdown]
# ## 3.1 Leakage, seen
#
# **Question.** Why does a pure tone show up at frequencies that are not in it?
#
# **Formula** (liu2026, eq. 1, mended). The transform of $N$ samples has $N$ bins; bin $k$ asks how much of a
# wave of $k$ whole turns is in them:
# $$X_k = \sum_{n=0}^{N-1} x_n \, e^{-2 \pi i k n / N}$$
# Nothing keeps us from asking for a number of turns $b$ that is not whole. Then $X(b)$ is a curve, and the
# bins are points of it. Filling the frame up with zeros does just that: the same sum, more places.

# %%
N, fine = 64, 32  # samples; places of the curve from bin to bin
n = np.arange(N)
curve = np.arange(N * fine) / fine  # b, in bins

figure, axes = plt.subplots(2, 2, figsize=(9, 5), layout="constrained")
for (wave, spectrum), turns in zip(axes, (4, 4.5)):
    tone = np.exp(2j * np.pi * turns * n / N)  # one turning arrow; a cosine is two of them
    X = np.array([np.sum(tone * np.exp(-2j * np.pi * k * n / N)) for k in range(N)])
    assert np.allclose(X, audio.dft(tone))
    wave.plot(np.arange(-32, 32), np.roll(tone.real, 32), ".-", ms=4, lw=0.8)
    wave.axvline(-0.5, color="k", ls=":")
    wave.set(title=f"{turns} turns: the frame's end, its start again", xlabel="sample", ylabel="real part")
    spectrum.plot(curve, np.abs(audio.fft(tone, N * fine)) / N, "0.6", lw=0.8, label="X(b), by zeros behind")
    spectrum.plot(n, np.abs(X) / N, "o", ms=4, label="the bins")
    spectrum.set(title=f"{turns} turns: the spectrum", xlabel="bin", ylabel="|X| / N", xlim=(0, 16))
    spectrum.legend()
plt.show()

# %% [markdown]
# Both curves have the same shape: hills to both sides of the tone that never quite end. With 4 turns every
# other bin falls exactly on a zero between two hills, so the tone looks clean. With 4.5 turns every bin sits
# on a hill. So leakage is always there; a whole number of turns hides it. Seen in time: the sum takes the
# frame for one period of something endless, and at 4.5 turns there is a jump where the end meets the start.
#
# The curve is known. Put the tone of $t$ turns into the sum: it is a geometric series in $b - t$,
# $$|X(b)| = \left| \frac{\sin \pi (b - t)}{\sin (\pi (b - t) / N)} \right|$$

# %%
distance = curve - 4.5
known = np.abs(np.sin(np.pi * distance) / np.sin(np.pi * np.where(distance == 0, 1e-12, distance) / N))
known[distance == 0] = N
assert np.allclose(known, np.abs(audio.fft(tone, N * fine)), atol=1e-8)

# %% [markdown]
# **Misprint.** liu2026 lets the sum run to $M$, its name for the number of samples. Those are $M + 1$ terms,
# and the last one belongs to the next frame. Its wave has made $k$ whole turns, so it is 1: the sample after
# the frame lands in *every* bin.

# %%
longer = np.random.default_rng(0).standard_normal(N + 1)
k, m = n[:, None], np.arange(N + 1)
printed = np.exp(-2j * np.pi * k * m / N) @ longer
assert np.allclose(printed - audio.dft(longer[:N]), longer[N])

# %% [markdown]
# **Try it.** A tone half-way between two bins is seen by both, but by neither in full. Which part of the peak
# is left? ($\sin x$ is nearly $x$ for small $x$.)

# %%
part = 2 / np.pi  # put your guess here

X = audio.dft(np.exp(2j * np.pi * 4.5 * n / N))
assert abs(np.abs(X).max() / N - part) < 0.01, f"it is {np.abs(X).max() / N:.3f}"

# %% [markdown]
# ## 3.2 Windows, and what they are good for
#
# **Question.** The jump at the frame's ends spreads the tone. What if we fade the frame in and out?
#
# **Formula** (zhu2022, eq. 1; song2021, eq. 2.25). Each sample gets a weight, here Hamming's:
# $$S(n) = s(n)\,w(n), \qquad w(n) = 0.54 - 0.46 \cos\left(2 \pi \frac{n}{N}\right)$$
# A product in time is a convolution in frequency: each tone of the sound becomes a copy of the *window's* own
# spectrum, moved to where the tone is. So the window's spectrum is all one has to know.

# %%
WINDOWS = {"rectangular": np.ones(N), "Hann": audio.hann(N, periodic=True),
           "Hamming": audio.hamming(N, periodic=True), "Povey": audio.povey(N, periodic=True)}  # fmt: skip


def lobes(w):
    """Width of the main lobe in bins, and height of the highest side lobe in dB."""
    W = np.abs(audio.rfft(w, N * fine))
    dip = np.argmax(np.diff(W) > 0)  # where the curve first rises again
    return 2 * dip / fine, 20 * np.log10(W[dip:].max() / W[0])


figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
for name, w in WINDOWS.items():
    W = np.abs(audio.rfft(w, N * fine))
    left.plot(n, w, label=name)
    right.plot(curve[: len(W)], 20 * np.log10(W / W[0] + 1e-9), lw=0.9)
    width, side = lobes(w)
    print(f"{name:12} main lobe {width:.2f} bins wide, highest side lobe {side:.1f} dB")
left.set(title="four windows", xlabel="sample", ylabel="weight")
left.legend()
right.set(title="their spectra: a hill in the middle, then ripples", xlabel="bins from the tone",
          ylabel="dB", xlim=(0, 12), ylim=(-90, 5))  # fmt: skip
plt.show()

# %% [markdown]
# Every fade makes the hill in the middle, the *main lobe*, twice as wide: two tones must be further apart to
# be told from one. For that the ripples, the *side lobes*, go down. Hamming chose 0.54 and 0.46 so that the
# first of them nearly cancel; but his window ends at 0.08 and not at 0, a small jump is left, and so the
# ripples stay at about the same height. Hann's begin higher and fall steeply.
#
# Here is what that means: one strong tone, one of a hundredth near by, one of 1/2000 far away.

# %%
size = 256
s = np.arange(size)
tones = {40.5: 1.0, 47.5: 0.01, 90.5: 0.0005}  # bin: strength
sound = sum(a * np.cos(2 * np.pi * b * s / size) for b, a in tones.items())
seen = {}

figure, axes = plt.subplots(1, 3, figsize=(10, 3.2), layout="constrained", sharey=True)
for panel, name in zip(axes, ("rectangular", "hamming", "hann")):
    w = np.ones(size) if name == "rectangular" else getattr(audio, name)(size, periodic=True)
    dB = 20 * np.log10(np.abs(audio.rfft(sound * w)) / w.sum() * 2)
    panel.plot(dB, ".-", ms=3, lw=0.8)
    seen[name] = [dB[int(b) : int(b) + 2].max() > dB[int(b) + np.array([-2, 3])].max() + 3 for b in tones]
    for b, found in zip(tones, seen[name]):
        panel.axvline(b, color="C2" if found else "C3", ls=":", lw=1)
    panel.set(title=f"{name}: {sum(seen[name])} of 3 found", xlabel="bin", xlim=(20, 110), ylim=(-110, 5))
axes[0].set_ylabel("amplitude, dB")
plt.show()
assert seen == {"rectangular": [True, False, False], "hamming": [True, True, False], "hann": [True] * 3}

# %% [markdown]
# **Try it.** How far below its peak is the highest side lobe of a frame that is merely cut out? Put the
# middle of the first ripple, $b - t = 1.5$, into the formula of 3.1, in dB.

# %%
below = 20 * np.log10(1 / (1.5 * np.pi))  # put your guess here

assert abs(lobes(np.ones(N))[1] - below) < 0.5, f"it is {lobes(np.ones(N))[1]:.1f} dB"

# %% [markdown]
# ## 3.3 Two sums that set the scale
#
# **Question.** A window takes away sound. How do we read the right level off a windowed spectrum?
#
# **Formula.** A tone of amplitude $A$ in bin $k$ adds up in step with itself, noise of deviation $\sigma$
# only in its squares:
# $$A = \frac{2\,|X_k|}{\sum_n w_n}, \qquad \sigma^2 = \frac{\text{mean of } |X_k|^2}{\sum_n w_n^2}, \qquad
# B = N\,\frac{\sum_n w_n^2}{\left(\sum_n w_n\right)^2}$$
# $B$ is how many bins of noise a bin lets in: the *equivalent noise bandwidth*.

# %%
rng = np.random.default_rng(0)
noise = 0.1 * rng.standard_normal((2000, N))
tone = 0.7 * np.cos(2 * np.pi * 12 * n / N + 1)

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
bandwidth = {}
for name, w in WINDOWS.items():
    X = audio.rfft((tone + noise) * w)  # (2000, 33)
    left.semilogy(np.sqrt(np.mean((2 * np.abs(X) / w.sum()) ** 2, axis=0)), ".-", lw=0.8, label=name)
    sigma = np.sqrt(np.mean(np.abs(audio.rfft(noise * w)[:, 1:-1]) ** 2) / np.sum(w**2))
    assert abs(2 * np.abs(audio.rfft(tone * w))[12] / w.sum() - 0.7) < 1e-3
    assert abs(sigma - 0.1) < 2e-3
    bandwidth[name] = N * np.sum(w**2) / w.sum() ** 2
left.set(title="scaled by the sum of the weights", xlabel="bin", ylabel="amplitude")
left.legend()
right.bar(list(bandwidth), list(bandwidth.values()))
right.set(title="noise that a bin lets in", ylabel="B, bins", ylim=(0, 2))
plt.show()

# %% [markdown]
# All windows agree on the tone, 0.7. They do not agree on the floor, which is $\sqrt B$ times as high: no
# scale is right for both. A spectrum with "amplitude" on its axis is divided by the sum of the weights, one
# with "power per Hz" by the sum of their squares, and forgetting which is a classic way to be 1.8 dB off.
#
# **Try it.** What is the mean of the squared weights of the periodic Hann window, $\sum w^2 / N$? (Square
# $0.5 - 0.5 \cos$; the mean of a cosine over whole turns is 0, of its square 1/2.)

# %%
mean_square = 0.25 + 0.25 / 2  # put your guess here

assert np.isclose(np.mean(audio.hann(400, periodic=True) ** 2), mean_square)

# %% [markdown]
# ## 3.4 Periodic or symmetric: one point more or less
#
# **Question.** Equation 2.25 counts to $N$ and has $N + 1$ points. Does that one point matter?
#
# **Formula** (song2021, eq. 2.25). Of $N$ points in all, the *symmetric* window divides by $N - 1$, so that
# the last weight equals the first. The *periodic* one divides by $N$: the weight after the last would be the
# first again, which is how a transform sees a frame.

# %%
size = 16
both = {"periodic": audio.hann(size, periodic=True), "symmetric": audio.hann(size)}
figure, axes = plt.subplots(1, 3, figsize=(10, 3.2), layout="constrained")
for (name, w), style in zip(both.items(), ("o-", "s--")):
    axes[0].plot(w, style, ms=4, lw=0.8, label=name)
    axes[1].plot(20 * np.log10(np.abs(audio.rfft(w)) + 1e-4), style, ms=4, lw=0.8)
    axes[2].plot(audio.overlap_add(np.tile(w, (7, 1)), hop=size // 2)[8:-8], style, ms=3, lw=0.8)
axes[0].set(title="Hann, 16 points", xlabel="sample", ylabel="weight")
axes[0].legend()
axes[1].set(title="transform of the window", xlabel="bin", ylabel="dB")
axes[2].set(title="the sum, half a window apart", xlabel="sample", ylim=(0.85, 1.15))
plt.show()

W = audio.fft(both["periodic"])
assert np.allclose(W, np.r_[size / 2, -size / 4, np.zeros(size - 3), -size / 4])
assert np.ptp(audio.overlap_add(np.tile(both["symmetric"], (7, 1)), hop=8)[8:-8]) > 0.05

# %% [markdown]
# The periodic window is made of three bins exactly and its shifted copies sum to 1: it is the one for going
# to spectra and back. The symmetric one is the one for designing filters, and it is what song2021 prints,
# what openSMILE's IS09 set uses and what `audio.hamming(N)` gives unless told otherwise. librosa's MFCC take
# the periodic Hann. With 400 points they differ by less than one per cent of the peak; two programs that
# should agree to six digits do not.
#
# **Try it.** To which constant do periodic Hamming windows sum, half a window apart?

# %%
constant = 2 * 0.54  # put your guess here

middle = audio.overlap_add(np.tile(audio.hamming(16, periodic=True), (7, 1)), hop=8)[8:-8]
assert np.allclose(middle, constant)

# %% [markdown]
# ## 3.5 Parseval: no energy is lost
#
# **Question.** How do we know that a transform is right, without a second program?
#
# **Formula.** The energy is the same on both sides, but for the $N$:
# $$\sum_{n=0}^{N-1} |x_n|^2 = \frac{1}{N} \sum_{k=0}^{N-1} |X_k|^2$$
# Real samples have $X_{N-k} = \bar{X}_k$, so `rfft` returns half the bins, and those that have a mirror
# image count twice.

# %%
clip = emolab.datasets.SyntheticClips(subjects=1, per_label=1, seed=3)[4]
voice, rate = np.asarray(clip.sound, float), clip.sample_rate
frames = audio.frame(voice, 512, 160)  # (T, 512)
X = audio.rfft(frames)  # (T, 257)
counts = np.full(257, 2.0)
counts[[0, 256]] = 1  # 0 Hz and half the rate are their own mirror images
energy = np.sum(frames**2, axis=1)
assert np.allclose(np.sum(counts * np.abs(X) ** 2, axis=1) / 512, energy)

frequency = np.arange(257) * rate / 512
loudest, hissing = energy.argmax(), (np.abs(X) ** 2 @ frequency / (np.abs(X) ** 2).sum(axis=1)).argmax()
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
for index, name in ((loudest, "the loudest frame"), (hissing, "the one that hisses most")):
    share = np.cumsum(counts * np.abs(X[index]) ** 2) / 512 / energy[index]
    left.plot(1000 * np.arange(512) / rate, frames[index] / np.abs(frames[index]).max(), lw=0.7, label=name)
    right.plot(frequency, 100 * share, label=name)
left.set(title=f"two frames of {clip.name}, scaled", xlabel="time, ms", ylabel="x")
right.set(title="where the energy is", xlabel="frequency, Hz", ylabel="per cent below it")
right.legend()
plt.show()

printed = np.exp(-2j * np.pi * k * m / N) @ longer  # liu2026, eq. 1 as it stands
assert not np.isclose(np.sum(np.abs(printed) ** 2) / N, np.sum(longer[:N] ** 2))

# %% [markdown]
# The last line is the test that the misprint of 3.1 fails: its sum has energy that the frame does not have.
#
# **Try it.** The squares of 16 samples sum to 5. To what do the squared sizes of their 16 bins sum?

# %%
total = 16 * 5  # put your guess here

x = rng.standard_normal(16)
x *= np.sqrt(5 / np.sum(x**2))
assert np.isclose(np.sum(np.abs(audio.fft(x)) ** 2), total)

# %% [markdown]
# ## 3.6 The butterfly
#
# **Question.** Four thousand samples ask for 16 million products. How does it go with 25 thousand?
#
# **Formula** (song2021, section 2.5.4, which has it in words). Sort the samples into even and odd ones and
# write the sum as two sums. Each is a transform of half the length, $E$ and $O$:
# $$X_k = E_k + e^{-2 \pi i k / N} O_k, \qquad X_{k + N/2} = E_k - e^{-2 \pi i k / N} O_k$$
# The second half costs nothing new, because $E$ and $O$ repeat after $N/2$ bins and the factor changes its
# sign. One product, one sum and one difference: a *butterfly*. Do the same to $E$ and to $O$, until single
# samples are left. From there upwards, it is a loop.


# %%
def bit_reversed(N):
    """The order that sorting into even and odd ends in."""
    order = np.array([0])
    while len(order) < N:
        order = np.concatenate([2 * order, 2 * order + 1])  # first all even places, then all odd ones
    return order


def fft_by_hand(x):
    X, half = np.asarray(x, complex)[bit_reversed(len(x))], 1
    while half < len(x):
        even, odd = X.reshape(-1, 2, half).transpose(1, 0, 2)  # (blocks, half) each
        turned = odd * np.exp(-1j * np.pi * np.arange(half) / half)
        X, half = np.stack([even + turned, even - turned], axis=1).ravel(), 2 * half
    return X


assert np.allclose(fft_by_hand(x), audio.dft(x))
assert np.allclose(audio.fft(x), audio.dft(x))

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
for stage, half in enumerate((1, 2, 4)):
    for top in range(8):
        if top // half % 2 == 0:
            left.plot([stage, stage + 1], [top, top], "C0")
            left.plot([stage, stage + 1], [top, top + half], "C0")
            left.plot([stage, stage + 1], [top + half, top], "C1")
            left.plot([stage, stage + 1], [top + half, top + half], "C3--")
left.set(title="8 points: blue plus, orange turned, red turned and minus", yticks=range(8), xticks=[])
left.set_yticklabels([f"x{i}" for i in bit_reversed(8)])
left.invert_yaxis()
mirror = left.secondary_yaxis("right")
mirror.set_yticks(range(8), [f"X{i}" for i in range(8)])
lengths = 2 ** np.arange(1, 14)
right.loglog(lengths, lengths**2.0, label="as the sum stands, N N")
right.loglog(lengths, lengths / 2 * np.log2(lengths), label="butterflies, N/2 log2 N")
right.set(title="complex products", xlabel="N")
right.legend()
plt.show()

# %% [markdown]
# The order on the left is that of the place's bits read backwards: 1 is 001, and stands where 100 = 4 would.
#
# **Try it.** At which place does sample 3 of 8 go in? And how many butterflies has a transform of 512 points?

# %%
place, butterflies = 0b110, 256 * 9  # put your guesses here

assert bit_reversed(8)[place] == 3
assert butterflies == sum(512 // 2 for half in 2 ** np.arange(9))

# %% [markdown]
# ## 3.7 Any length: Bluestein in short
#
# **Question.** A frame of 25 ms has 400 samples, and 400 cannot be halved to the end. What then?
#
# **Formula.** With $km = \frac{1}{2}(k^2 + m^2 - (k - m)^2)$ and $c_m = e^{-\pi i m^2 / N}$ the sum becomes
# $$X_k = c_k \sum_{m=0}^{N-1} (x_m c_m)\, \bar{c}_{k-m}$$
# which is a convolution of $x_m c_m$ with $\bar{c}$. A convolution is a product of transforms, and these
# may be of any length from $2N - 1$ on: take a power of two.


# %%
def bluestein(x, exact=True):
    N, size = len(x), 1 << (2 * len(x) - 2).bit_length()
    m = np.arange(N)
    square = m * m % (2 * N) if exact else m * m  # e^(-i pi) turns round at 2 N
    c = np.exp(-1j * np.pi * square / N)
    first, second = np.zeros((2, size), complex)
    first[:N] = x * c
    second[:N] = np.conj(c)
    second[size - N + 1 :] = np.conj(c[:0:-1])  # k - m below 0 stands at the end
    product = fft_by_hand(first) * fft_by_hand(second)
    return c * np.conj(fft_by_hand(np.conj(product)))[:N] / size  # the inverse, by two conjugates


x = rng.standard_normal(400)
assert np.allclose(bluestein(x), audio.dft(x))
assert np.allclose(audio.fft(x), audio.dft(x))

# %%
lengths = np.unique((10 ** np.linspace(1, 4.2, 24)).astype(int))
errors = {True: [], False: []}
for length in lengths:
    x = rng.standard_normal(length)
    right_one = audio.fft(x)
    for exact, found in errors.items():
        apart = np.abs(bluestein(x, exact) - right_one).max()
        found.append(max(apart / np.abs(right_one).max(), 1e-17))
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
m = np.arange(120)
left.plot(m, np.cos(np.pi * m**2 / 120), ".-", lw=0.7, ms=4)
left.set(title="the chirp c for N = 120, real part", xlabel="m")
right.loglog(lengths, errors[True], ".-", label="m² modulo 2N")
right.loglog(lengths, errors[False], ".-", label="m² as it is")
right.set(title="what rounding leaves", xlabel="N", ylabel="relative error")
right.legend()
plt.show()

# %% [markdown]
# The remainder in `square` changes nothing in the formula, and much in the digits: the angle would grow to
# $\pi N$, and a large angle has fewer digits left for the part of a turn that counts.
#
# Could one not just fill up with zeros to 512? One can, and most MFCC programs do. But those are other bins,
# 31.25 Hz apart where 400 samples have 40 Hz: more points of the same curve, not a sharper one.
#
# **Try it.** How long are the transforms inside, for 400 samples?

# %%
inside = 1024  # put your guess here

assert inside >= 2 * 400 - 1 and inside == 1 << int(np.log2(inside)) and inside // 2 < 2 * 400 - 1

# %% [markdown]
# ## 3.8 A spectrum every few milliseconds, and the way back
#
# **Question.** How long should a frame be? And is the sound still in there?
#
# **Formula.** The *short-time* Fourier transform takes frames $t$, $H$ samples apart, each of $N$ samples
# times the window $w$. Griffin and Lim's inverse lays the frames over one another, once more times $w$:
# $$X_t = \mathrm{DFT}(w \cdot x_t), \qquad x[m] = \frac{\sum_t w[m - tH]\; y_t[m - tH]}
# {\sum_t w[m - tH]^2}, \qquad y_t = \mathrm{IDFT}(X_t)$$

# %%
figure, axes = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained", sharey=True)
for panel, size in zip(axes, (96, 1024)):
    dB = 10 * np.log10(audio.spectrogram(voice, n_fft=2048, hop=64, window=np.pad(
        audio.hann(size, periodic=True), (2048 - size) // 2)).T + 1e-9)  # fmt: skip
    panel.imshow(dB, origin="lower", aspect="auto", extent=(0, len(voice) / rate, 0, rate / 2),
                 vmin=dB.max() - 70, cmap="magma")  # fmt: skip
    title = f"frames of {1000 * size / rate:.0f} ms"
    panel.set(title=title, xlabel="time, s", ylim=(0, 3000), xlim=(0.2, 0.7))
axes[0].set_ylabel("frequency, Hz")
plt.show()

# %% [markdown]
# Short frames see each opening of the vocal folds as an upright stripe, and formants as broad bands. Long
# frames see the harmonics, lines a pitch apart, and smear what is quick. A main lobe of 4 bins is $4 / N$ of
# the sample rate wide: who wants to part frequencies $F$ apart needs frames of about $4 / F$ seconds. No
# length is right for both; one suits the question.
#
# Now back. By hand, with the sums written out:

# %%
size, hop = 400, 100
w = audio.hann(size, periodic=True)
starts = np.arange(0, len(voice) - size + 1, hop)
X = np.array([audio.rfft(voice[start : start + size] * w) for start in starts])
assert np.allclose(X, audio.stft(voice, size, hop, pad="none"))

sound, squares = np.zeros((2, len(voice)))
for start, spectrum in zip(starts, X):
    sound[start : start + size] += w * audio.irfft(spectrum, size)
    squares[start : start + size] += w**2
back = sound / np.maximum(squares, 1e-12)
inner = slice(size, starts[-1])  # where every sample is in as many frames as any other
assert np.allclose(back[inner], voice[inner])
assert np.allclose(audio.istft(X, size, hop, pad="none")[inner], voice[inner])

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
for step in (100, 200, 300):
    left.plot(audio.overlap_add(np.tile(w**2, (20, 1)), step)[:1600], label=f"hop {step}")
left.set(title="sum of the squared windows, 400 points", xlabel="sample", ylim=(0, 2.1))
left.legend(ncols=3, fontsize=8)
quiet = np.where(np.abs(X) > 0.1 * np.abs(X).max(axis=1, keepdims=True), X, 0)  # keep what stands out
part = slice(6000, 6600)
right.plot(voice[part], lw=0.8, label="the voice")
right.plot(audio.istft(quiet, size, hop, pad="none")[part], lw=0.8, label="its strongest bins")
right.set(title=f"{np.mean(quiet != 0):.0%} of all bins kept", xlabel="sample", ylim=(-0.25, 0.35))
right.legend()
plt.show()

# %% [markdown]
# The division mends whatever the sum is, as long as it is not near 0: with a hop of 300 there are samples
# that only the thin ends of two windows saw, and there small errors become large. A hop of a quarter window
# has a flat sum. Change the spectra in between, and the result is the sound whose spectra are nearest to what
# you wrote: that is how `audio.separate_voice` parts a voice from music.
#
# **Try it.** The flat line: at which height does it lie for Hann windows a quarter apart? (See 3.3.)

# %%
height = 4 * 0.375  # put your guess here

flat = audio.overlap_add(np.tile(w**2, (20, 1)), 100)[400:1600]
assert np.allclose(flat, height)

# %% [markdown]
# ## 3.9 Speed: the formula and its kernel
#
# **Question.** How much is gained by the butterfly, and how much by compiled code?
#
# **Speed.** `audio.dft` is the sum; `audio.fft` are the butterflies of 3.6 as array operations, and
# Bluestein; its kernel is SciPy's compiled transform, under the same name. 200 frames each:

# %%
lengths = np.array([32, 64, 100, 128, 200, 256, 400, 512])
seconds = {"the sum": [], "butterflies": [], "kernel": []}


def best(call):
    taken = []
    for _ in range(5):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return min(taken)


# %%
for length in lengths:
    block = rng.standard_normal((200, length))
    with emolab.use("numpy"):
        slow = audio.fft(block)
        seconds["the sum"].append(best(lambda block=block: audio.dft(block)))
        seconds["butterflies"].append(best(lambda block=block: audio.fft(block)))
    seconds["kernel"].append(best(lambda block=block: audio.fft(block)))
    assert np.allclose(slow, audio.fft(block))

figure, axes = plt.subplots(figsize=(7, 3.4), layout="constrained")
for name, taken in seconds.items():
    axes.loglog(lengths, 1000 * np.array(taken), "o-", ms=4, label=name)
axes.set(title="200 transforms", xlabel="N", ylabel="milliseconds")
axes.set_xticks(lengths, lengths)
axes.minorticks_off()
axes.legend()
plt.show()

# %% [markdown]
# 100, 200 and 400 are no powers of two: there the formula's face pays for Bluestein, and the kernel, which
# also splits by 5, does not.
#
# **Try it.** Float32 frames give complex64 spectra. How far are they from those of float64, as a part of the
# largest? Make the bound tighter until it fails.

# %%
bound = 1e-6  # put your guess here

exact = audio.fft(block)
apart = np.abs(audio.fft(block.astype(np.float32)) - exact).max() / np.abs(exact).max()
assert apart < bound, f"they are {apart:.1e} apart"

# %% [markdown]
# ## 3.10 In the papers
#
# - **song2021** cuts windows of 4,096 samples, weighs them by Hamming (2.25, symmetric as printed) and tells
#   the transform in words. It does not say how far the windows overlap; `emolab` takes half.
# - **zhu2022** has frames of 25 ms every 10 ms, the product of 3.2 as its eq. 1, and then a gap: the window
#   itself, eq. 2, is missing from the text. The name Hamming is all there is.
# - **liu2026** prints the transform with one term too many (eq. 1) and names no window at all. Taken
#   at its word, the leakage of 3.1 is in every one of its mel bands.
# - **liu2021** lists "STFT" among the features of *faces*, without a window, a step, or what signal it would
#   be of. The ledger files it under what cannot be decided.
#
# ## 3.11 Exercise
#
# `emolab exercise start fft_radix2`: write the butterflies of 3.6 yourself, for any stack of frames whose
# length is a power of two.
#
# Next: [pitch, energy and the quality of a voice](04_pitch_energy_voice.py).
