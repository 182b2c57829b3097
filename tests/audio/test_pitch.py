"""Pitch of voices whose pitch is known, of tones, of noise and of nothing."""

import warnings

import numpy as np
import pytest

from emolab.audio import best_path, pitch, read_wav
from emolab.core import ArgumentError, DataError
from emolab.datasets import SyntheticClips

METHODS = ["autocorrelation", "cepstrum"]


def buzz(f0, rate, seconds=0.6, top=3800):
    n = np.arange(int(rate * seconds))
    count = max(1, int(min(top, 0.45 * rate) / f0))
    return 0.1 * sum(np.cos(2 * np.pi * k * f0 * n / rate + k) / k for k in range(1, count + 1))


class Score:
    """How a pitch compares to the true one, frame by frame."""

    def __init__(self, clips, method, **settings):
        gross, fine, missed, invented, frames = 0, [], 0, 0, 0
        for clip in clips:
            true = clip.extra["pitch"]
            found = pitch(clip.sound, clip.sample_rate, method, hop=1 / clip.extra["pitch_rate"], **settings)
            n = min(len(true), len(found.hz))
            true, hz = true[:n], found.hz[:n]
            both = (true > 0) & (hz > 0)
            error = hz[both] / true[both] - 1
            gross += (np.abs(error) > 0.2).sum()
            fine.extend(np.abs(error[np.abs(error) <= 0.2]))
            missed += ((true > 0) & (hz == 0)).sum()
            invented += ((true == 0) & (hz > 0)).sum()
            frames += n
            clip.release()
        judged = len(fine) + gross
        self.gross, self.fine = gross / judged, float(np.mean(fine))
        self.missed, self.invented, self.judged = missed / frames, invented / frames, judged


@pytest.fixture(scope="module")
def clips():
    return SyntheticClips(subjects=4, per_label=1, seed=5, fps=1, size=16)


@pytest.mark.parametrize("method", METHODS)
def test_synthetic_voices(clips, method):
    score = Score(clips, method)
    assert score.judged > 2000
    assert score.gross < 0.02 and score.fine < 0.01
    assert score.missed < 0.02 and score.invented < 0.3  # the voice fades below the truth's threshold
    assert Score(clips, method, voicing=0.9 if method == "autocorrelation" else 0.2).missed > 0.05


def test_the_path_removes_octave_errors(clips):
    alone = Score(clips[:16], "autocorrelation", smooth=False)
    assert alone.gross > 2 * Score(clips[:16], "autocorrelation").gross and alone.gross > 0.01


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("rate", [8000, 16000, 22050, 44100, 48000, 96000])
def test_buzzes_at_all_rates(each_backend, method, rate):
    for f0 in (80, 137.3, 220.7, 400):
        found = pitch(buzz(f0, rate), rate, method)
        inner = found.hz[8:-8]
        assert np.abs(inner / f0 - 1).max() < 2e-3, f0
        assert np.allclose(np.diff(found.time), 0.01, atol=0.6 / rate)


def test_types_times_and_settings(each_backend):
    x = buzz(150, 16000)
    found = pitch(x.astype(np.float32), 16000)
    assert found.hz.dtype == np.float32 and found.hz.shape == found.voicing.shape == found.time.shape
    assert len(found.hz) == 1 + (len(x) - 1) // 160 and found.time[3] == 0.03
    assert (pitch(x, 16000, hop=80).time[:3] == [0, 0.005, 0.01]).all()
    narrow = pitch(buzz(220, 16000), 16000, fmin=200, fmax=300).hz
    assert np.abs(narrow[8:-8] / 220 - 1).max() < 2e-3
    assert not pitch(x, 16000, fmin=200, fmax=290).hz.any()  # neither the period nor a multiple is in reach
    high = pitch(buzz(700, 16000), 16000, fmin=300, fmax=1000).hz
    assert np.abs(high[8:-8] / 700 - 1).max() < 0.01
    for method in METHODS:  # neither level nor offset matter
        for y in (x * 1e-4, x + 0.4):
            assert np.allclose(pitch(y, 16000, method).hz, pitch(x, 16000, method).hz, rtol=1e-6)


def test_a_voice_and_a_pause():
    x = np.concatenate([buzz(120, 16000), np.zeros(8000), buzz(240, 16000)])
    x += 1e-4 * np.random.default_rng(0).standard_normal(len(x))
    for method in METHODS:
        hz = pitch(x, 16000, method).hz
        assert not hz[66:104].any()
        assert np.abs(hz[6:54] / 120 - 1).max() < 0.01 and np.abs(hz[117:164] / 240 - 1).max() < 0.01


@pytest.mark.parametrize("method", METHODS)
def test_what_has_no_pitch(each_backend, method):
    click = np.zeros(8000, np.float32)
    click[4000] = 1
    noise = np.random.default_rng(0).standard_normal(16000)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        flat = np.full(8000, 0.3)
        for x in (np.zeros(8000), flat, flat.astype(np.float32), click, click[:1], click[:160]):
            found = pitch(x, 16000, method)
            assert not found.hz.any() and np.isfinite(found.voicing).all()
        assert (pitch(noise, 16000, method).hz > 0).mean() < 0.1
        clipped = np.clip(20 * buzz(150, 16000), -1, 1)
        assert np.abs(pitch(clipped, 16000, method).hz[8:-8] / 150 - 1).max() < 0.01


def test_wrong_input():
    x = buzz(150, 16000)
    with pytest.raises(ArgumentError, match="did you mean 'cepstrum'"):
        pitch(x, 16000, "cepstral")
    with pytest.raises(ArgumentError, match="range below 8000"):
        pitch(x, 16000, fmin=500, fmax=100)
    with pytest.raises(ArgumentError, match="range below 8000"):
        pitch(x, 16000, fmax=9000)
    with pytest.raises(DataError, match="sample 5 .*nan"):
        pitch(np.where(np.arange(800) == 5, np.nan, 0.1), 16000)
    with pytest.raises(DataError, match="empty"):
        pitch(x[:0], 16000)


def test_best_path_by_all_paths(each_backend):
    """Against every path there is."""
    import itertools

    rng = np.random.default_rng(0)
    octave = np.concatenate([np.full((5, 1), np.nan), rng.uniform(6, 9, (5, 3))], axis=1)
    strength = rng.standard_normal((5, 4))

    def worth(path):
        total = sum(strength[t, j] for t, j in enumerate(path))
        for t in range(1, 5):
            a, b = octave[t - 1, path[t - 1]], octave[t, path[t]]
            total -= 0.14 if np.isnan(a) != np.isnan(b) else 0 if np.isnan(a) else 0.35 * abs(a - b)
        return total

    best = max(itertools.product(range(4), repeat=5), key=worth)
    assert best_path(strength, octave).tolist() == list(best)
    alone = best_path(strength, octave, 0, 0)
    assert alone.tolist() == strength.argmax(axis=1).tolist()


def test_real_voices(data_folder):
    """Men and women of EMO-DB, by both methods: within each other's reach and in their voice's range."""
    paths = sorted((data_folder / "emodb").rglob("*N*.wav"))
    medians = {}
    for speaker in ("03", "09", "11", "13"):
        own = [p for p in paths if p.name.startswith(speaker)][:2] or pytest.skip("no EMO-DB here")
        for path in own:
            x, rate = read_wav(path)
            both = [np.median(f.hz[f.hz > 0]) for f in (pitch(x, rate, m) for m in METHODS)]
            assert abs(both[0] / both[1] - 1) < 0.1, path.name
            medians.setdefault(speaker, []).append(both[0])
    assert max(medians["03"] + medians["11"]) < min(medians["09"] + medians["13"])  # men, women
    assert all(70 < m < 320 for own in medians.values() for m in own)
