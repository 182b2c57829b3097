"""song2021 2.24-2.27 and section 2.5, executed: from the sound to its cepstra."""

import numpy as np

from emolab.papers.ledger import Entry, differ, equal, fact, together
from emolab.papers.ledger import implementation as code


def sound(samples=60, seed=24):
    """Noise, from -1 to 1."""
    rng = np.random.default_rng(seed)
    return rng.uniform(-1, 1, samples)


def _check_preemphasis():
    x = sound()
    y = code("preemphasis")(x)
    filtered = [x[n] - 0.97 * (x[n - 1] if n else 0) for n in range(len(x))]
    w = 2 * np.pi * np.arange(60) / 60
    H = 1 - 0.97 * np.exp(-1j * w)
    impulse = np.zeros(60)
    impulse[0] = 1
    heard = np.fft.fft(code("preemphasis")(impulse))
    low, high = abs(heard[[0, 30]])
    weaker = code("preemphasis")(x, 0.9)
    return together(
        equal(y, np.array(filtered), what="default a = 0.97:"),
        equal_complex(heard, H, "its spectrum against H:"),
        fact(low < 0.1 < 1.9 < high, f"|H| {low:.2f} at 0 and {high:.2f} at half the rate"),
        differ(weaker, y, what="a = 0.9 differs by"),
    )


def _check_frames():
    x = sound()
    frame = code("frame")
    cut = frame(x, 16, 8)
    literal = np.array([[x[t * 8 + k] for k in range(16)] for t in range((60 - 16) // 8 + 1)])
    convention = code("emolab.audio.CONVENTIONS")["song2021"]
    return together(
        equal(cut, literal),
        equal(cut[:-1, 8:], cut[1:, :8], what="neighbours share half:"),
        fact(
            convention.hop is None and convention.samples("length", 48000) == 4096,
            f"default: {convention.samples('length', 48000)} samples at 48 kHz, half of them on",
        ),
    )


def _check_hamming():
    w = code("hamming")
    points = w(33)
    literal = np.array([0.54 - 0.46 * np.cos(2 * np.pi * n / 32) for n in range(33)])
    periodic = w(33, periodic=True)
    return together(
        equal(points, literal, what="N = 32, 33 points:"),
        equal(points, points[::-1], what="against itself turned round:"),
        differ(periodic, points, what="the periodic window differs by"),
    )


def _check_windowing():
    x = sound(64)
    X = code("stft")(x, 16, 8, window="hamming", periodic=False, pad="none")
    w = 0.54 - 0.46 * np.cos(2 * np.pi * np.arange(16) / 15)
    literal = transform(np.array([x[t * 8 : t * 8 + 16] * w for t in range(7)]))[:, :9]
    return equal_complex(X, literal)


def transform(frames):
    """The discrete Fourier transform of each row, sum by sum."""
    K = frames.shape[1]
    k = np.arange(K)
    return np.array([[sum(row * np.exp(-2j * np.pi * k * f / K)) for f in range(K)] for row in frames])


def _check_transform():
    rows = sound(3 * 12).reshape(3, 12)
    whole, half = code("fft")(rows), code("rfft")(rows)
    literal = transform(rows)
    power = code("spectrogram")(rows[0], 12, 12, window="rectangular", pad="none")
    return together(
        equal_complex(whole, literal),
        equal_complex(half, literal[:, :7]),
        equal(power, abs(literal[:1, :7]) ** 2, what="energy by frequency:"),
    )


def equal_complex(got, wanted, what="largest difference"):
    """As equal, for complex numbers."""
    return equal(np.array([got.real, got.imag]), np.array([wanted.real, wanted.imag]), what=what)


def triangles(rate, n_fft, M):
    """Triangles between M + 2 corners that lie evenly in mel, one weight after the other."""
    top = 2595 * np.log10(1 + rate / 2 / 700)
    corners = [700 * (10 ** (top * j / (M + 1) / 2595) - 1) for j in range(M + 2)]
    bank = np.zeros((M, n_fft // 2 + 1))
    for m in range(M):
        left, peak, right = corners[m : m + 3]
        for k in range(n_fft // 2 + 1):
            f = k * rate / n_fft
            if left <= f < peak:
                bank[m, k] = (f - left) / (peak - left)
            elif peak <= f < right:
                bank[m, k] = (right - f) / (right - peak)
    return bank


def _check_filters():
    rate, n_fft = 8000, 128
    bank = code("mel_filterbank")(rate, n_fft, 12)
    frames = sound(4 * 100).reshape(4, 100)
    w = 0.54 - 0.46 * np.cos(2 * np.pi * np.arange(100) / 99)
    filled = np.pad(frames * w, ((0, 0), (0, 28)))
    energies = abs(np.fft.rfft(filled)) ** 2 @ triangles(rate, n_fft, 12).T
    convention = code("emolab.audio.CONVENTIONS")["song2021"]
    equal_areas = code("mel_filterbank")(rate, n_fft, 12, norm="slaney")
    return together(
        equal(bank, triangles(rate, n_fft, 12)),
        equal(code("mel_energies")(frames, w, bank, n_fft), energies, what="energies:"),
        fact(
            convention.bands == 26 and convention.mel_norm is None,
            f"default M = {convention.bands}, peaks of 1",
        ),
        differ(equal_areas, bank, what="filters of equal areas differ by"),
    )


def _check_mel():
    f = np.array([0.0, 100, 200, 700, 1000, 5000, 24000])
    mel = code("hz_to_mel")(f)
    return together(
        equal(mel, np.array([2595 * np.log(1 + value / 700) / np.log(10) for value in f])),
        fact(abs(mel[4] - 1000) < 0.02, f"1,000 Hz are {mel[4]:.2f} mel"),
        equal(code("mel_to_hz")(mel), f, what="and back:"),
    )


def _check_cosines():
    M, L = 26, 13
    rng = np.random.default_rng(27)
    s = rng.normal(size=(2, M))

    def summed(start, end):
        """The sum over m from start to end, (2, L); beyond the bands s goes on as a circle."""
        found = np.zeros((2, L))
        for n in range(1, L + 1):
            for m in range(start, end + 1):
                found[:, n - 1] += s[:, (m - 1) % M] * np.cos(np.pi * n * (m - 0.5) / M)
        return found

    literal, printed, turned = summed(1, M), summed(1, 0), summed(0, M - 1)
    flat = code("dct")(np.ones((1, M)), L, "sum", first=1)
    shifted = [sum(np.cos(np.pi * n * (m - 0.5) / M) for m in range(0, M)) for n in range(1, L + 1)]
    return together(
        equal(code("dct")(s, L, "sum", first=1), literal),
        fact(not printed.any(), "a sum from 1 up to 0 is empty: every coefficient would be 0"),
        differ(turned, literal, what="a sum from 0 to M - 1 differs by"),
        fact(
            abs(flat).max() < 1e-12 and max(map(abs, shifted)) > 0.1,
            f"a flat spectrum gives {abs(flat).max():.0e} with m = 1..M, {max(map(abs, shifted)):.2f} from 0",
        ),
    )


def _check_cepstra():
    rate, x = 16000, sound(3000, 26)
    convention = code("emolab.audio.CONVENTIONS")["song2021"]
    K = convention.samples("length", rate)
    y = x - 0.97 * np.concatenate([[0], x[:-1]])  # 2.24
    w = 0.54 - 0.46 * np.cos(2 * np.pi * np.arange(K) / (K - 1))  # 2.25
    n_fft = 2048
    frames = np.array([y[t : t + K] * w for t in range(0, len(y) - K + 1, K // 2)])
    power = abs(np.fft.rfft(frames, n_fft)) ** 2
    s = np.log(power @ triangles(rate, n_fft, 26).T)  # (T, M)
    n, m = np.arange(1, 14)[:, None], np.arange(1, 27)
    literal = s @ np.cos(np.pi * n * (m - 0.5) / 26).T  # 2.27
    c = code("mfcc")(x, rate, "song2021")
    ortho = code("mfcc")(x, rate, "song2021", dct="ortho")
    return together(
        equal(c, literal, 1e-9, f"{c.shape[0]} frames by {c.shape[1]}, largest difference"),
        differ(ortho, c, what="an orthogonal transform differs by"),
    )


ENTRIES = (
    Entry(
        "Section 2.5", "MFCC as a whole", "silent",
        "hop, power or magnitude, number of filters, scale of the DCT: half a frame, power, 26, plain sum",
        _check_cepstra, code=("mfcc", "emolab.audio.CONVENTIONS"), section="2.5",
    ),
    Entry(
        "2.24", "pre-emphasis", "silent",
        "no value for a, which the prose calls alpha: 0.97, as HTK and Kaldi",
        _check_preemphasis, code=("preemphasis",), printed=r"H(z) = 1 - a \times z^{-1}", section="2.5.1",
    ),
    Entry(
        "2.5.2", "frames", "silent",
        "overlap without a number: windows of 4,096 samples (3.4.3), half of them on",
        _check_frames, code=("frame", "emolab.audio.CONVENTIONS"),
        intended=r"x_t(k) = x(t \cdot \mathrm{hop} + k)", section="2.5.2",
    ),
    Entry(
        "2.5.3", "each frame times the window", "ok", "the window is that of 2.25",
        _check_windowing, code=("stft",), intended=r"x_t(k) \, w(k)", section="2.5.3",
    ),
    Entry(
        "2.25", "Hamming window", "ok", "as printed n runs from 0 to N: symmetric, N + 1 points",
        _check_hamming, code=("hamming",),
        printed=r"w(n) = 0.54 - 0.46 \cos\left(2 \pi \frac{n}{N}\right), \quad 0 \le n \le N",
        section="2.5.3",
    ),
    Entry(
        "2.5.4", "Fourier transform", "ok", "told in words; the energy by frequency is the squared size",
        _check_transform, code=("fft", "rfft", "spectrogram"),
        intended=r"X_k = \sum_{n=0}^{K-1} x_n e^{-2 \pi i k n / K}", section="2.5.4",
    ),
    Entry(
        "2.5.5", "triangular filters", "silent",
        "their number M and their height: 26 with peaks of 1, between corners that lie evenly in mel",
        _check_filters, code=("mel_filterbank", "mel_energies", "emolab.audio.CONVENTIONS"), section="2.5.5",
    ),
    Entry(
        "2.26", "mel scale", "ok", "it gives 1,000 Hz about 1,000 mel",
        _check_mel, code=("hz_to_mel", "mel_to_hz"),
        printed=r"\mathrm{mel}(f) = 2595 \times \log_{10}\left(1 + \frac{f}{700}\right)", section="2.5.5",
    ),
    Entry(
        "2.27", "cosine transform", "misprint",
        "the sum's bounds are swapped, s has the argument x; m runs over the M bands, from 1 by the half",
        _check_cosines, code=("dct",),
        printed=r"C(n) = \sum_{N=1}^{m=0} s(x) \cos\left(\frac{\pi n (m - 0.5)}{M}\right), \; n = 1, ..., L",
        intended=r"C(n) = \sum_{m=1}^{M} s(m) \cos\left(\frac{\pi n (m - 0.5)}{M}\right), \; n = 1, ..., L",
        section="2.5.6",
    ),
)  # fmt: skip
