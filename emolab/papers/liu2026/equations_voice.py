"""Equations 1 to 4 of liu2026: from a frame of sound to its cepstra."""

from cmath import exp as complex_exp
from math import cos, log, pi

import numpy as np

from emolab.papers.ledger import Entry, differ, equal, fact, together
from emolab.papers.ledger import implementation as code
from emolab.papers.literal import normal

RATE, M, HOP, L = 16000, 400, 160, 40  # 25 ms every 10 ms, 40 filters


def voice(seed=0, frames=5):
    """A hum with noise, so many frames long."""
    t = np.arange(M + HOP * (frames - 1)) / RATE
    hum = sum(np.sin(2 * pi * 140 * k * t) / k for k in range(1, 12))
    return 0.1 * hum + 0.01 * normal(seed, len(t))


def _split(z):
    return np.stack([np.real(z), np.imag(z)])


def _transform(sound, M, last):
    """Equation 1 for M bins, the sum from m = 0 to m = last."""
    return np.array(
        [sum(sound[m] * complex_exp(-2j * pi * m * k / M) for m in range(last + 1)) for k in range(M)]
    )


def _dft():
    M = 24
    sound = normal(1, M + 1)
    literal, printed = _transform(sound, M, M - 1), _transform(sound, M, M)
    energy = (sound[:M] ** 2).sum()
    return together(
        equal(_split(code("dft")(sound[:M])), _split(literal)),
        equal(_split(code("fft")(sound[:M])), _split(literal), what="fft"),
        equal(_split(code("rfft")(sound[:M])), _split(literal[: M // 2 + 1]), what="rfft"),
        differ(
            _split(printed), _split(literal), what="with the term m = M each bin is off by the next sample,"
        ),
        fact(
            abs((abs(literal) ** 2).sum() / M - energy) < 1e-9 < abs((abs(printed) ** 2).sum() / M - energy),
            "Parseval's sum holds without it, and not with it",
        ),
    )


def _corners():
    """Centres of the filters f(0) to f(L+1), evenly in HTK's mel from 0 to half the rate."""
    top = 2595 * np.log10(1 + RATE / 2 / 700)
    return [700 * (10 ** (l / (L + 1) * top / 2595) - 1) for l in range(L + 2)]


def _filters(k, f):
    """Equation 2 as intended."""
    bank = np.zeros((L, len(k)))
    for l in range(1, L + 1):
        for place, at in enumerate(k):
            if f[l - 1] <= at <= f[l]:
                bank[l - 1, place] = 2 * (at - f[l - 1]) / ((f[l + 1] - f[l - 1]) * (f[l] - f[l - 1]))
            elif f[l] <= at <= f[l + 1]:
                bank[l - 1, place] = 2 * (f[l + 1] - at) / ((f[l + 1] - f[l - 1]) * (f[l + 1] - f[l]))
    return bank


def _filters_as_printed(k, f):
    bank = np.zeros((L, len(k)))
    for l in range(1, L + 1):
        for place, at in enumerate(k):
            if f[l - 1] < at < f[l]:
                bank[l - 1, place] = 2 * (at - f[l - 1]) / (f[l + 1] - f[l] - f[l - 1])
            elif f[l] <= at < f[l + 1]:
                bank[l - 1, place] = 2 * (f[l] - at) / ((f[l + 1] - f[l - 1]) * (f[l] - f[l - 1]))
    return bank


def _mel_filters():
    k, f = [k * RATE / M for k in range(M // 2 + 1)], _corners()
    literal, printed = _filters(k, f), _filters_as_printed(k, f)
    filterbank = code("mel_filterbank")
    fine = filterbank(RATE, 2**16, L, norm="slaney").sum(axis=1) * RATE / 2**16
    below = int((printed.sum(axis=1) < 0).sum())
    return together(
        equal(filterbank(RATE, M, L, norm="slaney"), literal),
        equal(filterbank(RATE, M, L, norm="printed"), printed, what="as printed, kept for comparison:"),
        fact(abs(fine - 1).max() < 1e-3, f"areas from {fine.min():.5f} to {fine.max():.5f}"),
        differ(printed, literal),
        fact(below > L / 2, f"as printed {below} of {L} filters have more weight below 0 than above"),
    )


def _mel_scale():
    f = np.array([0.0, 60, 700, 1000, 3333, 8000])
    literal = [2595 * np.log10(1 + at / 700) for at in f]
    sound, cepstra = voice(2), code("mfcc")
    default = cepstra(sound, RATE, "liu2026")
    other = cepstra(sound, RATE, "liu2026", mel_scale="slaney")
    return together(
        equal(code("hz_to_mel")(f), literal, what="HTK's mel:"),
        equal(code("mel_to_hz")(np.array(literal)), f, 1e-9, what="and back:"),
        equal(default, cepstra(sound, RATE, "liu2026", mel_scale="htk"), what="it is the default:"),
        differ(other, default, what="Slaney's scale changes the cepstra by"),
    )


def _frames(sound):
    return np.array([sound[start : start + M] for start in range(0, len(sound) - M + 1, HOP)])


def _energies(sound):
    """Power of each frame in each filter, by equations 1 and 2."""
    waves = np.array([[complex_exp(-2j * pi * (m * k % M) / M) for m in range(M)] for k in range(M)])
    power = abs(_frames(sound) @ waves.T) ** 2  # (T, M), all bins
    return power, _filters([k * RATE / M for k in range(M // 2 + 1)], _corners())


def _window():
    sound, cepstra = voice(3), code("mfcc")
    default = cepstra(sound, RATE, "liu2026")
    plain = cepstra(sound, RATE, "liu2026", window="rectangular", preemphasis=0.0)
    return together(
        equal(default, plain, what="no window and no pre-emphasis are the default:"),
        fact(len(default) == 5, f"{len(sound)} samples at {RATE} Hz give {len(default)} frames"),
        differ(
            cepstra(sound, RATE, "liu2026", window="hamming"), default, what="Hamming's window changes by"
        ),
        differ(cepstra(sound, RATE, "liu2026", preemphasis=0.97), default, what="pre-emphasis by"),
    )


def _log_energies():
    sound = voice(4)
    power, bank = _energies(sound)
    half = M // 2 + 1
    energies = [[sum(row[k] * bank[l][k] for k in range(half)) for l in range(L)] for row in power]
    literal = [[log(energy) for energy in row] for row in energies]
    mirrored = np.concatenate([bank, bank[:, M // 2 - 1 : 0 : -1]], axis=1)  # (L, M)
    printed = np.log(power @ mirrored.T)
    found = code("mel_energies")(_frames(sound), np.ones(M), bank, M)
    rows, filters = M + 1, len(bank)
    return together(
        equal(found, energies, what="energies:"),
        equal(code("fbank")(sound, RATE, "liu2026"), literal, what="logarithms:"),
        differ(printed, literal, what="filters over all M bins count every bin twice, off by"),
        fact(np.allclose(np.exp(printed) / energies, 2), "that is 2 in each band"),
        fact(rows != filters, f"0 <= m <= M numbers {rows} values, and there are {filters} filters"),
    )


def _cosines(logs, m, bounds):
    """Equation 4 for one order m, l running over bounds; l = 1 is the first filter."""
    return sum(logs[(l - 1) % L] * cos(m * pi * (l - 0.5) / L) for l in bounds)


def _cepstra():
    logs = normal(5, 3, L)
    orders = range(1, L + 1)
    literal = np.array([[_cosines(row, m, range(1, L + 1)) for m in orders] for row in logs])
    flat = [2.0] * L  # printed: l from 0, so that the first filter stands at l = 0
    printed = [sum(flat[l] * cos(m * pi * (l - 0.5) / L) for l in range(L)) for m in orders]
    right = [_cosines(flat, m, range(1, L + 1)) for m in orders]
    sound = voice(6)
    power, bank = _energies(sound)
    chain = np.log(power[:, : M // 2 + 1] @ bank.T)
    chain = [[_cosines(row, m, range(1, L + 1)) for m in range(1, L)] for row in chain]
    return together(
        equal(code("dct")(logs, L - 1, "sum", 1), literal[:, :-1]),
        equal(code("mfcc")(sound, RATE, "liu2026"), chain, 1e-9, what="from the sound on:"),
        fact(abs(literal[:, -1]).max() < 1e-12, f"order {L} is always 0, and left out"),
        fact(
            max(map(abs, right)) < 1e-12 and max(map(abs, printed)) > 0.1,
            f"a flat spectrum has no cepstra; from l = 0 it gives up to {max(map(abs, printed)):.2g}",
        ),
        fact(M > L, f"l up to M - 1 = {M - 1} asks for filters beyond the {L} that there are"),
    )


def _over_time():
    sound, cepstra = voice(7), code("mfcc")
    kept = cepstra(sound, RATE, "liu2026")
    summed = cepstra(sound, RATE, "liu2026", over_time="sum")
    literal = [[sum(kept[t][m] for t in range(len(kept))) for m in range(L - 1)]]
    chain = np.log(_energies(sound)[0][:, : M // 2 + 1] @ _energies(sound)[1].T)
    frames = [[_cosines(row, m, range(1, L + 1)) for m in range(1, L)] for row in chain]
    parts = np.concatenate([_frames(sound)[::-1]]).reshape(-1)
    turned = cepstra(parts, RATE, "liu2026", hop=M, over_time="sum")
    return together(
        equal(kept, frames, 1e-9, what="keep:"),
        equal(summed, literal, what="sum:"),
        equal(turned, summed, 1e-9, what="backwards the sum is the same, largest difference"),
        fact(kept.shape != summed.shape, f"keep leaves {kept.shape}, sum {summed.shape}"),
    )


ENTRIES = (
    Entry(
        "1", "Fourier transform of a frame", "misprint",
        "the sum runs to M, which is M + 1 terms; M also counts the frames, and m the frame",
        _dft, ("dft", "fft", "rfft"), section="2.1.1",
        printed=r"a_k^f = \sum_{m=0}^{M} a_m^t e^{-j \frac{2\pi}{M} m k}, \quad k = 0, 1, \dots, M-1",
        intended=r"a_k^f = \sum_{m=0}^{M-1} a_m^t e^{-j \frac{2\pi}{M} m k}, \quad k = 0, 1, \dots, M-1",
    ),
    Entry(
        "2", "triangular mel filters", "misprint",
        "the rise lacks a factor, the fall counts from the peak down and takes the left side's width; areas "
        "of 1 are meant",
        _mel_filters, ("mel_filterbank",), section="2.1.1",
        printed=r"H_l(k) = \begin{cases} \frac{2(k-f(l-1))}{f(l+1)-f(l)-f(l-1)} & f(l-1) \leq k \leq f(l) \\ "
        r"\frac{2(f(l)-k)}{(f(l+1)-f(l-1))(f(l)-f(l-1))} & f(l) \leq k \leq f(l+1) \\ "
        r"0 & \mathrm{elsewhere} \end{cases}",
        intended=r"H_l(k) = \begin{cases} \frac{2(k-f(l-1))}{(f(l+1)-f(l-1))(f(l)-f(l-1))} & "
        r"f(l-1) \leq k \leq f(l) \\ \frac{2(f(l+1)-k)}{(f(l+1)-f(l-1))(f(l+1)-f(l))} & "
        r"f(l) \leq k \leq f(l+1) \\ 0 & \mathrm{elsewhere} \end{cases}",
    ),
    Entry(
        "mel scale", "where the filters' centres lie", "silent",
        "the centres f(l) are not given: evenly on HTK's mel scale, from 0 Hz to half the rate",
        _mel_scale, ("hz_to_mel", "mel_to_hz", "mfcc"), section="2.1.1",
        intended=r"\mathrm{mel}(f) = 2595 \log_{10}\left(1 + \frac{f}{700}\right)",
    ),
    Entry(
        "frames", "what happens to a frame before its transform", "silent",
        "neither window nor pre-emphasis is named: none, the frame goes into equation 1 as it is",
        _window, ("mfcc",), section="2.1.1",
    ),
    Entry(
        "3", "logarithm of the filters' outputs", "misprint",
        "1n for ln, and m for l; the power spectrum is to be added up to half the rate, beyond it mirrors",
        _log_energies, ("mel_energies", "fbank"), section="2.1.1",
        printed=r"\mathrm{Log}(l) = 1n\left(\sum_{k=0}^{M-1} |a_k^f|^2 H_l(k)\right), \quad 0 \leq m \leq M",
        intended=r"\mathrm{Log}(l) = \ln\left(\sum_{k=0}^{M/2} |a_k^f|^2 H_l(k)\right), "
        r"\quad 1 \leq l \leq L",
    ),
    Entry(
        "4", "cosine transform of the logarithms", "misprint",
        "l - 0.5 asks for l from 1, and there are L filters, not M",
        _cepstra, ("dct", "mfcc"), section="2.1.1",
        printed=r"C(a_m^t) = \sum_{l=0}^{M-1} \mathrm{Log}(l) \cos \frac{m \pi (l - 0.5)}{L}, \quad "
        r"m = 1, 2, \dots, L",
        intended=r"C(m) = \sum_{l=1}^{L} \mathrm{Log}(l) \cos \frac{m \pi (l - 0.5)}{L}, "
        r"\quad m = 1, \dots, L",
    ),
    Entry(
        "4, second line", "cepstra added up over the frames", "ambiguous",
        "a sum leaves nothing that changes with time, which equations 5 to 7 join by: frames are kept",
        _over_time, ("mfcc",), section="2.1.1",
        printed=r"A_{MFCC} = \sum_{m=0}^{M} C(a_m^t)",
        readings={
            "over_time='keep'": "a row of cepstra for each frame",
            "over_time='sum'": "one row: the sum over the frames, as printed",
        },
    ),
)  # fmt: skip
