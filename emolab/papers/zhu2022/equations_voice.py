"""What zhu2022 says of the sound: stems, frames, window, features, and how they are standardised."""

import inspect

import numpy as np

from emolab.papers import literal_sound as literal
from emolab.papers.ledger import Entry, differ, equal, fact, together
from emolab.papers.ledger import implementation as code

RATE = 16000


def _stems():
    rng = np.random.default_rng(20)
    x = rng.standard_normal(4000)
    separate = code("separate_voice")
    cells = code("emolab.audio.separation_stft")(x, RATE).shape
    M = rng.uniform(0.2, 0.8, cells)
    voice, rest = separate(x, RATE, mask=lambda *_: M)
    other = separate(x, RATE, mask=lambda *_: 1 - M)
    third = separate(x, RATE, mask=lambda *_: np.full(cells, 0.3))
    chosen = inspect.signature(separate).parameters["method"].default
    return together(
        equal(voice + rest, x, what="both stems sum to the sound but for"),
        equal(third.voice, 0.3 * x, what="with 0.3 in all cells the voice is 0.3 of the sound but for"),
        equal(voice, other.rest, what="masks M and 1 - M change places but for"),
        fact(chosen == "unet", f"default method {chosen}"),
    )


def _frames():
    rng = np.random.default_rng(21)
    x = rng.standard_normal(2000)
    convention = code("emolab.audio.CONVENTIONS")["zhu2022"]
    length, hop = (convention.samples(name, RATE) for name in ("length", "hop"))
    wanted = [[x[160 * t + n] for n in range(400)] for t in range((2000 - 400) // 160 + 1)]
    stages = code("emolab.audio.mfcc_stages")(x, RATE, "zhu2022")
    return together(
        fact((length, hop) == (400, 160), f"25 ms and 10 ms at 16 kHz: {length} and {hop} samples"),
        equal(code("frame")(x, 400, 160), wanted),
        equal(stages.frames, wanted, what="in the features"),
    )


def _windowed():
    rng = np.random.default_rng(1)
    s, w = rng.standard_normal((3, 40)), rng.uniform(0.1, 1, 40)
    bank = rng.uniform(size=(6, 33))
    windowed = np.empty_like(s)
    for t in range(3):
        for n in range(40):
            windowed[t, n] = s[t, n] * w[n]
    wanted = literal.power_spectrum(windowed, 64) @ bank.T
    return together(
        equal(code("mel_energies")(s, w, bank, 64), wanted),
        differ(windowed, s, what="read with one name on both sides, as the prose has it, it is off by"),
    )


def _hamming():
    rng = np.random.default_rng(2)
    x = rng.standard_normal(1000)
    hamming, wanted = code("hamming"), literal.hamming(400)
    convention = code("emolab.audio.CONVENTIONS")["zhu2022"]
    stages = code("emolab.audio.mfcc_stages")(x, RATE, "zhu2022")
    frames = np.array([x[160 * t : 160 * t + 400] for t in range(4)])
    return together(
        equal(hamming(400), wanted),
        equal(stages.windowed, frames * wanted, what="in the features"),
        fact(
            (convention.window, convention.periodic) == ("hamming", False),
            f"default {convention.window}, {'periodic' if convention.periodic else 'symmetric'}",
        ),
        differ(hamming(400, periodic=True), wanted, what="a periodic window differs by"),
        differ(code("hann")(400), wanted, what="Hann's window by"),
    )


def _literal_features(x, bands=40):
    """(log energies (T, bands), log spectrum (T, 257)) of a sound, by the formulas."""
    frames = [x[160 * t : 160 * t + 400] * literal.hamming(400) for t in range((len(x) - 400) // 160 + 1)]
    power = literal.power_spectrum(np.array(frames), 512)
    return literal.log_of(power @ literal.triangles(RATE, 512, bands).T), literal.log_of(power)


def _with_differences(c):
    first = literal.differences(c, 2)
    return np.concatenate([c, first, literal.differences(first, 2)], axis=1)


def _features():
    rng = np.random.default_rng(3)
    x = rng.standard_normal(1700)
    found = code("zhu2022_features")(x, RATE)
    logs, spectrum = _literal_features(x)
    cepstra = literal.cosines(logs, 13)
    sizes = [part.shape[1] for part in found]
    fewer = code("mfcc")(x, RATE, "zhu2022", bands=26)[:, :13]
    return together(
        equal(found.mfcc, _with_differences(cepstra), what="MFCC"),
        equal(found.fbank, _with_differences(logs), what="Fbank"),
        equal(found.spectrogram, spectrum, what="spectrogram"),
        equal(code("log_spectrogram")(x, RATE), spectrum, what="spectrogram alone"),
        equal(code("fbank")(x, RATE, "zhu2022", differences=0), logs, what="Fbank alone"),
        fact(sizes == [39, 120, 257], f"sizes at 16 kHz {sizes}, together {sum(sizes)}"),
        differ(fewer, cepstra, what="26 bands in place of 40 change the 13 cepstra by"),
    )


def _differences():
    rng = np.random.default_rng(4)
    c = rng.standard_normal((9, 4))
    join = code("join_differences")
    first = literal.differences(c, 2)
    second = literal.differences(first, 2)
    defaults = {p.name: p.default for p in inspect.signature(join).parameters.values()}
    return together(
        equal(join(c), np.concatenate([c, first, second], axis=1)),
        equal(join(c, orders=1), np.concatenate([c, first], axis=1), what="first ones alone"),
        fact((defaults["orders"], defaults["width"]) == (2, 5), "default two orders over 5 frames"),
        differ(join(c, width=3), join(c), what="over 3 frames they differ by"),
    )


def _cosines():
    rng = np.random.default_rng(5)
    x = rng.standard_normal(1200)
    plain = {"convention": "zhu2022", "differences": 0}
    logs, cepstra = code("fbank")(x, RATE, **plain), code("mfcc")(x, RATE, **plain)
    return equal(cepstra, literal.cosines(logs, 13))


def _centring():
    rng = np.random.default_rng(6)
    X = 3 + 2 * rng.standard_normal((12, 4))
    mean, deviation = code("feature_statistics")(X)
    wanted = [sum(X[n, d] for n in range(12)) / 12 for d in range(4)]
    centred = [[X[n, d] - wanted[d] for d in range(4)] for n in range(12)]
    found = code("standardise")(X, mean, np.ones(4))
    return together(
        equal(mean, wanted, what="mean"),
        equal(found, centred),
        equal(found.mean(axis=0) + 1, np.ones(4), what="what is left of the mean"),
    )


def _scaling():
    rng = np.random.default_rng(7)
    X = rng.standard_normal((40, 4)) * [0.2, 1.5, 4, 30]
    variance = np.array([sum((X[:, d] - X[:, d].mean()) ** 2) / 40 for d in range(4)])
    mean, deviation = code("feature_statistics")(X)
    found = code("standardise")(X, mean, deviation)
    intended, printed = (X - X.mean(axis=0)) / np.sqrt(variance), (X - X.mean(axis=0)) / variance
    left = ", ".join(f"{value:.2g}" for value in printed.std(axis=0))
    return together(
        equal(found, intended),
        equal(found.std(axis=0), np.ones(4), what="deviation after it, from 1"),
        differ(printed, intended, what="divided by the variance it differs by"),
        fact(
            np.ptp(np.log(printed.std(axis=0))) > 1,
            f"and leaves deviations of {left}: it depends on the unit",
        ),
    )


def _statistics():
    rng = np.random.default_rng(8)
    train, test = rng.standard_normal((50, 3)), 0.7 + 1.4 * rng.standard_normal((30, 3))
    by = lambda X, part: (X - part.mean(axis=0)) / part.std(axis=0)  # noqa: E731
    Scaler = code("emolab.learn.StandardScaler")
    found = [Scaler(name).fit(train).transform(test) for name in ("training", "own")]
    clips = code("emolab.learn.standardise_clips")
    parts = [[train[:20], train[20:]], [test[:10], test[10:]]]
    joined = [np.concatenate(clips(parts, name)[1]) for name in ("training", "own")]
    shown = code("emolab.learn.compare_readings")(train, test)
    chosen = code("emolab.papers.zhu2022.PAPER").standardise
    return together(
        equal(found[0], by(test, train), what="training"),
        equal(found[1], by(test, test), what="own"),
        equal(tuple(joined), tuple(found), what="clip by clip"),
        equal(shown.own, (shown.training - shown.shift) / shown.ratio, what="from one to the other"),
        differ(found[1], found[0], what="the readings differ by"),
        fact(chosen == "training", f"default {chosen}"),
    )


ENTRIES = (
    Entry(
        "2.1 stems", "the voice parted from music and noise", "silent",
        "a program is named and no formula: a mask on the short-time spectrum, of a small network by "
        "default; three methods by hand stand beside it",
        _stems, ("separate_voice",),
        intended=r"v = \mathrm{ISTFT}(M \cdot \mathrm{STFT}(x)), \quad r = x - v",
        section="2.1",
    ),
    Entry(
        "2.1 frames", "frames of 25 ms, one every 10 ms", "ok",
        "given in full but for the end of the sound: a frame that would not be whole is left out",
        _frames, ("frame",), printed=r"N = 25\,\mathrm{ms}, \quad \mathrm{shift} = 10\,\mathrm{ms}",
        section="2.1",
    ),
    Entry(
        "1", "a frame times its window", "ok",
        "the prose calls what goes in and what comes out by the same name; the equation is right",
        _windowed, ("mel_energies",), printed=r"S(n) = s(n) * w(n)", section="2.1",
    ),
    Entry(
        "2", "Hamming window", "silent",
        "the equation is missing from the text; the window of that name is taken, symmetric",
        _hamming, ("hamming",),
        intended=r"w(n) = 0.54 - 0.46 \cos\left(\frac{2 \pi n}{N - 1}\right), \quad 0 \le n \le N - 1",
        section="2.1",
    ),
    Entry(
        "2.2", "MFCC, Fbank and spectrogram side by side", "silent",
        "no size is given: 13 cepstra and 40 bands, each with two differences, and 257 bins at 16 kHz",
        _features, ("zhu2022_features", "log_spectrogram", "fbank"),
        intended=r"x_t = \left[ m_t, \Delta m_t, \Delta^2 m_t, f_t, \Delta f_t, \Delta^2 f_t, "
        r"\ln |X_t|^2 \right]",
        section="2.2",
    ),
    Entry(
        "2.2 MFCC", "MFCC as the cosine transform of Fbank", "ok",
        "said in words; the transform is the orthogonal one of type II", _cosines, ("mfcc",),
        intended=r"c_k = g_k \sum_{m=1}^{M} f_m \cos\left(\frac{\pi k (m - 0.5)}{M}\right)", section="2.2",
    ),
    Entry(
        "2.2 differences", "first and second differences", "silent",
        "no formula: the regression over five frames, the ends repeated, as most programs have it",
        _differences, ("join_differences",),
        intended=r"\Delta c_t = \frac{\sum_{n=1}^{2} n (c_{t+n} - c_{t-n})}{2 \sum_{n=1}^{2} n^2}",
        section="2.2",
    ),
    Entry(
        "3", "the mean taken out", "ok", "feature by feature, over all frames of a part",
        _centring, ("feature_statistics", "standardise"), printed=r"X = X - mean\_value", section="2.3",
    ),
    Entry(
        "4", "divided by the deviation", "misprint",
        "the prose divides by the variance, the equation by the deviation; only the latter leaves features "
        "of one size, whatever their unit",
        _scaling, ("feature_statistics", "standardise"),
        printed=r"X = X / std\_value \quad \text{(prose: divided by the variance)}",
        intended=r"X = \frac{X - \mu}{\sigma}, \quad \sigma^2 = \frac{1}{N} \sum_{n=1}^{N} (X_n - \mu)^2",
        section="2.3",
    ),
    Entry(
        "2.3", "whose mean and deviation", "ambiguous",
        "the text standardises training and test each by its own; a test clip would then depend on its "
        "neighbours, so the training part's statistics are the default",
        _statistics,
        ("emolab.learn.StandardScaler", "emolab.learn.standardise_clips", "emolab.learn.compare_readings"),
        readings={
            'statistics="training"': "every part by the mean and deviation of the training part",
            'statistics="own"': "every part by its own, as the text has it",
        },
        section="2.3",
    ),
)  # fmt: skip
