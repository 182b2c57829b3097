"""What gu2025 measures of a voice: LPCC, pitch, intensity, chroma, quality, spectrogram, rolling window."""

import inspect
from math import atan2, cos, exp, log, log2, log10, pi

import numpy as np

from emolab.papers import literal_sound as literal
from emolab.papers.ledger import Entry, differ, equal, fact, together
from emolab.papers.ledger import implementation as code

RATE = 16000


def _defaults(function):
    return {p.name: p.default for p in inspect.signature(function).parameters.values()}


def _tone(hz, seconds, harmonics=8, rate=RATE):
    """A sound of so many harmonics, each half as strong as the one below it in number."""
    t = np.arange(int(seconds * rate)) / rate
    return sum(np.cos(2 * pi * k * hz * t) / k for k in range(1, harmonics + 1)) / harmonics


def _lpcc():
    rng = np.random.default_rng(80)
    a = np.array([1.1, -0.5, 0.2, -0.1])
    count, P = 9, len(a)
    c = []
    for n in range(1, count + 1):
        own = a[n - 1] if n <= P else 0.0
        c.append(own + sum(k / n * c[k - 1] * a[n - k - 1] for k in range(1, n) if n - k <= P))
    z = np.exp(-2j * pi * np.arange(4096) / 4096)
    A = 1 - sum(a[j] * z ** (j + 1) for j in range(P))
    cepstrum = np.fft.ifft(-np.log(A)).real[1 : count + 1]
    lpcc = code("lpcc")
    frames = rng.standard_normal((2, 60))
    found, _ = code("lpc")(frames, 4)
    wanted = []
    for x in frames:
        r = [sum(x[n] * x[n + k] for n in range(60 - k)) for k in range(5)]
        R = [[r[abs(i - j)] for j in range(4)] for i in range(4)]
        wanted.append(np.linalg.solve(R, r[1:]))
    other = lpcc(a, count, sign="plus")
    of_signal = _defaults(code("emolab.audio.lpcc_of_signal"))
    return together(
        equal(found, wanted, what="predictor"),
        equal(lpcc(a, count), c, what="recursion"),
        equal(lpcc(a, count), cepstrum, what="cepstrum of 1/A"),
        equal(other, lpcc(-a, count), what="the other sign of a"),
        differ(other, lpcc(a, count), what="which taken for this one is off by"),
        differ(-other, lpcc(a, count), what="and not its negative:"),
        fact((of_signal["n"], of_signal["order"]) == (12, None), "default 12, order 2 and one for each kHz"),
    )


def _pitch():
    rng = np.random.default_rng(81)
    pitch = code("pitch")
    tone = _tone(150.0, 0.3)
    found = {method: pitch(tone, RATE, method) for method in ("autocorrelation", "cepstrum")}
    inside = {method: one.hz[8:-8] for method, one in found.items()}
    w = np.hanning(62)[1:-1]
    x = rng.standard_normal((2, 60))
    wanted = []
    for row in x:
        windowed = (row - (row * w).sum() / w.sum()) * w
        r, own = ([sum(y[n] * y[n + k] for n in range(60 - k)) for k in range(20)] for y in (windowed, w))
        wanted.append([r[k] / r[0] / (own[k] / own[0]) for k in range(20)])
    noise = pitch(0.1 * rng.standard_normal(4800), RATE)
    chosen = _defaults(pitch)
    return together(
        equal(code("normalised_autocorrelation")(x, w, 20), wanted, what="heights"),
        equal(inside["autocorrelation"], np.full(len(inside["autocorrelation"]), 150.0), 1e-3, "150 Hz"),
        equal(inside["cepstrum"], np.full(len(inside["cepstrum"]), 150.0), 1e-2, "by cepstrum"),
        fact((noise.hz > 0).mean() < 0.2, f"noise is voiced in {(noise.hz > 0).mean():.0%} of its frames"),
        fact((pitch(np.zeros(4800), RATE).hz == 0).all(), "silence never"),
        fact(
            (chosen["method"], chosen["fmin"], chosen["fmax"]) == ("autocorrelation", 65.0, 500.0),
            "default autocorrelation, 65 to 500 Hz",
        ),
    )


def _intensity():
    rng = np.random.default_rng(82)
    x = 0.3 + 0.2 * rng.standard_normal(1400)
    w = [0.5 - 0.5 * cos(2 * pi * n / 511) for n in range(512)]
    padded = np.concatenate([np.zeros(256), x, np.zeros(256)])
    wanted = []
    for t in range((len(padded) - 512) // 160 + 1):
        part = padded[160 * t : 160 * t + 512]
        m = sum(w[n] * part[n] for n in range(512)) / sum(w)
        wanted.append(10 * log10(sum(w[n] * (part[n] - m) ** 2 for n in range(512)) / sum(w)))
    intensity = code("intensity")
    pascals = intensity(x, RATE, reference=2e-5) - intensity(x, RATE)
    chosen = _defaults(intensity)
    return together(
        equal(intensity(x, RATE), wanted),
        fact(
            (chosen["length"], chosen["hop"], chosen["window"], chosen["reference"])
            == (0.032, 0.010, "hann", 1.0),
            "default 32 ms of Hann's window every 10 ms, full scale 0 dB",
        ),
        equal(pascals, np.full(len(pascals), 20 * log10(1 / 2e-5)), what="in pascals 93.98 dB more but for"),
    )


def _chroma():
    rate, n_fft = 8000, 512
    b = [log2(16 * k * rate / n_fft / 440) * 12 for k in range(1, n_fft)]
    b = [b[0] - 18, *b]
    bank = np.zeros((12, n_fft // 2 + 1))
    for k in range(n_fft // 2 + 1):
        width = max(b[k + 1] - b[k], 1)
        for note in range(12):
            d = (b[k] - note + 6) % 12 - 6  # counted from A
            bank[(note + 9) % 12, k] = exp(-0.5 * (2 * d / width) ** 2)
        bank[:, k] *= exp(-0.5 * ((b[k] / 12 - 5) / 2) ** 2) / (sum(bank[:, k] ** 2)) ** 0.5
    rng = np.random.default_rng(83)
    x = rng.standard_normal(1500)
    padded = np.concatenate([np.zeros(256), x, np.zeros(256)])
    w = np.array([0.5 - 0.5 * cos(2 * pi * n / 512) for n in range(512)])
    frames = np.array([padded[128 * t : 128 * t + 512] * w for t in range(1500 // 128 + 1)])
    wanted = literal.power_spectrum(frames, 512) @ bank.T
    chroma = code("chroma")
    notes = [
        int(chroma(_tone(hz, 0.2, 1), RATE).mean(axis=0).argmax()) for hz in (261.63, 220, 440, 880, 493.88)
    ]
    chosen = _defaults(chroma)
    return together(
        equal(code("chroma_filterbank")(rate, n_fft), bank, what="filters"),
        equal(chroma(x, rate, n_fft, 128, norm=None), wanted, what="energies"),
        equal(chroma(x, rate, n_fft, 128), wanted / wanted.max(axis=1, keepdims=True), what="largest 1"),
        fact(notes == [0, 9, 9, 9, 11], "C, A of three octaves and B are found as such"),
        fact((chosen["classes"], chosen["tuning"]) == (12, 440.0), "default 12 classes, A at 440 Hz"),
    )


def _quality():
    r = np.array([0.1, 0.5, 0.9, 0.99])
    v = np.array([5.0, 5.2, 4.9, 5.1, 5.0, 5.3, 4.8])
    local = sum(abs(v[i] - v[i - 1]) for i in range(1, 7)) / 6 / (sum(v) / 7)
    three = sum(abs(v[i] - sum(v[i - 1 : i + 2]) / 3) for i in range(1, 6)) / 5 / (sum(v) / 7)
    around = code("emolab.audio.perturbation")
    tone = _tone(160.0, 0.5)
    rng = np.random.default_rng(84)
    quality = code("voice_quality")
    clean, rough = quality(tone, RATE), quality(tone + 0.02 * rng.standard_normal(len(tone)), RATE)
    told = 10 * log10((tone**2).mean() / 0.02**2)
    return together(
        equal(code("harmonics_to_noise")(r), [10 * log10(one / (1 - one)) for one in r], what="HNR"),
        equal([around(v), around(v, 3)], [local, three], what="jitter, shimmer"),
        fact(
            max(clean.jitter, clean.shimmer) < 1e-3,
            f"a steady tone has {clean.jitter:.1e}, {clean.shimmer:.1e}",
        ),
        fact(abs(rough.hnr - told) < 1.5, f"noise {told:.1f} dB below it is found at {rough.hnr:.1f} dB"),
        fact(rough.jitter > 5 * clean.jitter, f"and makes a jitter of {rough.jitter:.1e}"),
    )


def _resonances():
    poles = [(700, 80), (1200, 100), (2600, 120)]
    z = [exp(-pi * width / RATE) * np.exp(2j * pi * hz / RATE) for hz, width in poles]
    a = -np.poly([*z, *np.conj(z)]).real[1:]
    f, b = code("lpc_resonances")(a[None], RATE)
    roots = sorted((root for root in np.roots([1, *-a]) if root.imag > 0), key=lambda x: x.real, reverse=True)
    hz = [atan2(root.imag, root.real) * RATE / (2 * pi) for root in roots]
    wide = [-log(abs(root)) * RATE / pi for root in roots]
    x = np.zeros(6400)
    x[::160] = 1.0
    for n in range(len(x)):  # the vowel: pulses through 1 / A
        for j in range(min(6, n)):
            x[n] += a[j] * x[n - j - 1]
    found = np.nanmedian(code("formants")(x, RATE, count=3, ceiling=3500.0).hz, axis=0)
    return together(
        equal(f[0, :3], hz, what="frequencies"),
        equal(b[0, :3], wide, what="widths"),
        equal(f[0, :3], [700, 1200, 2600], 1e-8, "of a filter made so"),
        fact(
            np.abs(found / [700, 1200, 2600] - 1).max() < 0.05,
            "of a vowel made of it: " + ", ".join(f"{value:.0f}" for value in found) + " Hz",
        ),
    )


def _log_mel():
    rng = np.random.default_rng(85)
    x = rng.standard_normal(1400)
    frames = [x[160 * t : 160 * t + 400] * literal.hamming(400) for t in range((len(x) - 400) // 160 + 1)]
    power = literal.power_spectrum(np.array(frames), 512)
    wanted = literal.log_of(power @ literal.triangles(RATE, 512, 40).T)
    found = code("fbank")(x, RATE, "zhu2022", bands=40, differences=0)
    fewer = code("fbank")(x, RATE, "zhu2022", bands=26, differences=0).mean(axis=1)
    plain = _defaults(code("gu2025_features"))["bands"], code("emolab.papers.gu2025.PAPER").bands
    return together(
        equal(found, wanted), fact(plain == (40, 40), "default 40 bands, 25 ms every 10 ms"),
        differ(fewer, found.mean(axis=1), what="with 26 the frames' means differ by"),
    )  # fmt: skip


def _rolling():
    rng = np.random.default_rng(86)
    x = rng.standard_normal((11, 3))
    cut = code("rolling_windows")
    whole = [[x[2 * p + i] for i in range(4)] for p in range(4)]
    every = [[x[min(2 * p + i, 10)] for i in range(4)] for p in range(5)]
    chosen = code("emolab.papers.gu2025.PAPER")
    step = [len(cut(rng.standard_normal((300, 1)), 100, n, "repeat")) for n in (50, 25)]
    return together(
        equal(cut(x, 4, 2), whole, what="whole pieces"),
        equal(cut(x, 4, 2, "repeat"), every, what="with the last frame repeated"),
        fact(
            (chosen.width, chosen.step) == (1.0, 0.5), f"default {chosen.width:g} s every {chosen.step:g} s"
        ),
        fact(step == [5, 9], f"3 s give {step[0]} windows; every 0.25 s {step[1]}"),
    )


def _moments(values, seconds):
    """Mean, deviation, extremes and slope of numbers over their times."""
    mean, middle = sum(values) / len(values), sum(seconds) / len(seconds)
    slope = sum((t - middle) * (v - mean) for t, v in zip(seconds, values))
    spread = sum((t - middle) ** 2 for t in seconds)
    deviation = (sum((v - mean) ** 2 for v in values) / len(values)) ** 0.5
    return [mean, deviation, min(values), max(values), slope / spread if spread else 0.0]


def _window_features():
    rng = np.random.default_rng(87)
    values, there = rng.standard_normal((3, 6)), rng.random((3, 6)) < 0.7
    seconds = np.arange(6) * 0.1
    wanted = [_moments(v[own], seconds[own]) for v, own in zip(values, there)]
    found = code("moments")(values, there, seconds)
    x = _tone(140.0, 0.6) + 0.01 * rng.standard_normal(9600)
    heard = code("gu2025_features")(x, RATE, width=0.4, step=0.2)
    names = code("emolab.audio.gu2025_names")()
    contour = code("pitch")(x, RATE).hz[:40]
    level, cepstra = code("intensity")(x, RATE)[:40], code("emolab.audio.lpcc_of_signal")(x, RATE)[:40]
    times = np.arange(40) * 0.01
    first = [
        (contour > 0).mean(), *_moments(contour[contour > 0], times[contour > 0]), *_moments(level, times),
    ]  # fmt: skip
    notes = code("chroma")(x, RATE, hop=160)[:40].mean(axis=0)
    pieces = code("fbank")(x, RATE, "zhu2022", bands=40, differences=0)[:40]
    return together(
        equal(np.array(found).T, wanted, what="moments"),
        fact(len(names) == heard.prosody.shape[1] == 50, "50 values a window"),
        equal(heard.prosody[0, :11], first, what="voiced share, pitch, intensity"),
        equal(heard.prosody[0, 14:38], [*cepstra.mean(axis=0), *cepstra.std(axis=0)], what="LPCC"),
        equal(heard.prosody[0, 38:], notes, what="chroma"),
        equal(heard.spectrogram[0], pieces, what="spectrogram"),
        equal((heard.start, heard.end), (np.array([0, 0.2]), np.array([0.4, 0.6])), what="times"),
    )


ENTRIES = (
    Entry(
        "LPCC", "cepstra of the linear predictor", "silent",
        "named without a formula; the sign of the predictor is that of 1 less the sum; the other one, which "
        "some programs use, is an option",
        _lpcc, ("lpcc", "lpc"),
        intended=r"c_1 = a_1, \quad c_n = a_n + \sum_{k=1}^{n-1} \frac{k}{n} c_k a_{n-k}, \quad "
        r"A(z) = 1 - \sum_{j} a_j z^{-j}",
        section="2.4",
    ),
    Entry(
        "pitch", "pitch over time", "silent",
        "named and no more: by autocorrelation unless told otherwise, or by cepstrum",
        _pitch, ("pitch",),
        intended=r"r(k) = \frac{r_{xw}(k)}{r_{xw}(0)} \cdot \frac{r_w(0)}{r_w(k)}", section="2.1",
    ),
    Entry(
        "sound intensity", "level of each frame in dB", "silent", "named and no more: dB of full scale",
        _intensity, ("intensity",),
        intended=r"L_t = 10 \log_{10} \sum_n w_n (x_n - m)^2, \quad \sum_n w_n = 1", section="2.1",
    ),
    Entry(
        "chroma", "energy of the pitch classes", "silent", "named and no more: twelve classes, A at 440 Hz",
        _chroma, ("chroma",), intended=r"c_t = W |X_t|^2", section="2.1",
    ),
    Entry(
        "sound quality", "jitter, shimmer, harmonics-to-noise ratio", "silent",
        "the words are the usual ones for these three", _quality, ("voice_quality", "harmonics_to_noise"),
        intended=r"\mathrm{jitter} = \frac{1}{(n - 1) \bar{T}} \sum_{i=2}^{n} |T_i - T_{i-1}|, \quad "
        r"\mathrm{HNR} = 10 \log_{10} \frac{r}{1 - r}",
        section="2.1",
    ),
    Entry(
        "sound quality, resonances", "formants", "silent",
        "the same words also stand for timbre: the resonances of the vocal tract are there to be measured, "
        "and are not among the features by default",
        _resonances, ("lpc_resonances", "formants"),
        intended=r"A(z_k) = 0, \quad f_k = \frac{r}{2 \pi} \operatorname{arg} z_k, \quad "
        r"b_k = -\frac{r}{\pi} \ln |z_k|",
        section="2.1",
    ),
    Entry(
        "log-mel spectrogram", "log energies in mel bands", "silent",
        "named and no more: 40 bands of 25 ms every 10 ms", _log_mel, ("fbank",),
        intended=r"s_t = \ln \left( B |X_t|^2 \right)", section="2.2",
    ),
    Entry(
        "rolling window", "the spectrogram cut into pieces", "silent",
        "neither its length nor its step is given: 1 s every 0.5 s, the last frame repeated at the end",
        _rolling, ("rolling_windows",), intended=r"P_p = (s_{p h}, \dots, s_{p h + w - 1})", section="2.4",
    ),
    Entry(
        "audio features", "all that is measured of a window", "silent",
        "no list of values: moments of pitch and level, quality, LPCC and chroma, 50 beside the spectrogram",
        _window_features, ("gu2025_features", "moments"), section="2.1",
    ),
)  # fmt: skip
