import numpy as np

from emolab import audio
from emolab.teach.testing import Miss, close


def test_any_frame(answer, rng):
    """the sums are those of the formula at every lag"""
    x = rng.standard_normal(60)
    close(answer.autocorrelation(x, 60), audio.autocorrelation(x), "60 lags of 60 samples")


def test_between_lags(answer, rng):
    """a pitch between two whole lags is found to a part of a step"""
    n = np.arange(800)
    for period in (34.3, 34.7, 41.4):
        frame = audio.hann(800) * sum(np.cos(2 * np.pi * h * n / period) for h in (1, 2, 3))
        found = float(answer.frame_pitch(frame, 8000, 120, 400))
        if abs(8000 / found - period) > 0.06:
            raise Miss(
                f"with a period of {period} samples the lag found is {8000 / found:.3f}; use the parabola"
            )


def test_range_is_kept(answer, rng):
    """only lags of pitches from fmin to fmax are looked at"""
    n = np.arange(1200)
    frame = audio.hann(1200) * (np.cos(2 * np.pi * n / 100) + 0.9 * np.cos(2 * np.pi * n / 50))
    close(answer.frame_pitch(frame, 8000, 65, 120), 80.0, "looked for from 65 to 120 Hz", tolerance=0.01)
    close(answer.frame_pitch(frame, 8000, 130, 300), 160.0, "looked for from 130 to 300 Hz", tolerance=0.03)


def test_loudness(answer, rng):
    """how loud the frame is makes no difference to its pitch"""
    frame = audio.hann(640) * np.cos(2 * np.pi * np.arange(640) / 45.25)
    once = answer.frame_pitch(frame, 8000, 100, 400)
    close(answer.frame_pitch(1000 * frame, 8000, 100, 400), once, "a thousand times as loud")
    close(once, 8000 / 45.25, "the pitch of the quiet one", tolerance=0.01)
