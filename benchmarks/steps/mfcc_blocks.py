"""The bands of an MFCC from the sum to sixteen frames at once: python -m benchmarks.steps.mfcc_blocks"""

import numpy as np
import scipy.fft

from benchmarks.steps.ladder import Step, plain_threads, run
from emolab import audio
from emolab.kernels import mel_energies as kernel
from emolab.kernels.turn_square import SIDE
from emolab.kernels.workspace import workspace

RATE, SECONDS, LENGTH, HOP, BANDS = 16000, 60, 2048, 512, 40
FRAMES = (RATE * SECONDS - LENGTH) // HOP + 1
FEW = 1, 8  # frames and bins of what the plain sum in Python does
DENSE = 128  # frames of what the transform's matrix does
WORK = (
    f"{BANDS} band energies of {FRAMES:,} frames of {LENGTH:,} samples, {SECONDS} s at {RATE // 1000} kHz, "
    "float32"
)


def in_python(frames, window, bins):
    """The power by the transform's formula, number by number."""
    power = np.empty((len(frames), bins))
    for t in range(len(frames)):
        for k in range(bins):
            real = imaginary = 0.0
            for n in range(frames.shape[1]):
                value, angle = frames[t, n] * window[n], 2 * np.pi * k * n / frames.shape[1]
                real += value * np.cos(angle)
                imaginary -= value * np.sin(angle)
            power[t, k] = real * real + imaginary * imaginary
    return power


def by_matrix(frames, window, bank, cosines, sines):
    """The same sum as two matrix products."""
    weighed = frames * window
    return ((weighed @ cosines) ** 2 + (weighed @ sines) ** 2) @ bank.T


def complex_transform(frames, window, bank):
    """The fast transform of all frames, complex, in double precision as NumPy 1 has it."""
    X = scipy.fft.fft((frames * window).astype(np.float64), workers=1)[:, : bank.shape[1]]
    return (np.abs(X) ** 2 @ bank.T.astype(np.float64)).astype(np.float32)


def real_transform(frames, window, bank):
    """The transform of real numbers in single precision, all frames at once."""
    X = scipy.fft.rfft(frames * window, workers=1)
    return (X.real**2 + X.imag**2) @ bank.T


def in_blocks(frames, window, bank):
    """The same by blocks that stay in the second-level cache, the library's way for other lengths."""
    energies = np.empty((len(frames), len(bank)), np.float32)
    kernel._in_blocks(frames, window, bank, LENGTH, 2, False, 0.0, energies)
    return energies


def in_lanes(frames, window, bank, whole_bands):
    """Sixteen frames at once, each band over all bins or over its own."""
    settings = False, np.float32(0), False, False
    reach = kernel._reach(bank)
    if whole_bands:
        reach[:] = 0, bank.shape[1]
    side = SIDE[4]
    x, y = (workspace(f"steps {name}", (LENGTH * side,), np.float32) for name in "xy")
    ready, sums = np.empty((side, LENGTH), np.float32), np.empty(len(bank) * side, np.float32)
    energies = np.empty((len(frames), len(bank)), np.float32)
    plan = kernel._plan(LENGTH, "f")
    kernel._in_lanes(frames, window, bank, reach, plan, settings, x, y, ready, sums, energies)
    return energies


def steps():
    """Return the steps."""
    rng = np.random.default_rng(0)
    signal = rng.standard_normal(RATE * SECONDS).astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(signal, LENGTH)[::HOP]
    window = audio.hann(LENGTH, periodic=True).astype(np.float32)
    bank = audio.mel_filterbank(RATE, LENGTH, bands=BANDS).astype(np.float32)
    wide = (frames * window.astype(np.float64), bank.T.astype(np.float64))
    wanted = np.abs(np.fft.rfft(wide[0])) ** 2 @ wide[1]
    count, bins = FEW
    few = np.abs(np.fft.rfft(wide[0][:count])[:, :bins]) ** 2
    angles = 2 * np.pi / LENGTH * (np.outer(np.arange(LENGTH), np.arange(bank.shape[1])) % LENGTH)
    tables = np.cos(angles).astype(np.float32), np.sin(angles).astype(np.float32)
    scale = FRAMES * bank.shape[1] / (count * bins)
    all_of_it = frames, window, bank
    library = kernel.mel_energies
    return [
        Step(
            "plain sum in Python, bands left out",
            lambda: in_python(frames[:count], window, bins), few, scale,
        ),
        Step(
            "the sum as two matrix products",
            lambda: by_matrix(frames[:DENSE], window, bank, *tables), wanted[:DENSE], FRAMES / DENSE,
        ),
        Step("fast transform, complex, float64", lambda: complex_transform(*all_of_it), wanted),
        Step("fast transform of real numbers, float32", lambda: real_transform(*all_of_it), wanted),
        Step("in blocks that stay in the cache", lambda: in_blocks(*all_of_it), wanted),
        Step("sixteen frames at once, bands over all bins", lambda: in_lanes(*all_of_it, True), wanted),
        Step("each band over its own bins: the kernel", lambda: in_lanes(*all_of_it, False), wanted),
        Step(f"the kernel on {plain_threads()}", lambda: library(*all_of_it, LENGTH), wanted, pool=True),
    ]  # fmt: skip


if __name__ == "__main__":
    run("mfcc_blocks", WORK, steps)
