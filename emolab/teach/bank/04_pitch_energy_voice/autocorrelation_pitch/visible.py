import numpy as np

from emolab.teach.testing import close


def test_by_hand(answer, rng):
    """1, 2, 3 gives 14, 8 and 3: beyond the frame there is nothing"""
    close(answer.autocorrelation(np.array([1.0, 2, 3]), 3), [14, 8, 3], "r of 1, 2, 3")


def test_a_whole_lag(answer, rng):
    """pulses 80 samples apart at 8000 Hz have a pitch of 100 Hz"""
    frame = np.zeros(400)
    frame[10::80] = 1
    close(answer.frame_pitch(frame, 8000, 65, 500), 100.0, "the pitch", tolerance=2e-3)


def test_offset(answer, rng):
    """a constant offset is no sound and changes nothing"""
    frame = np.sin(2 * np.pi * 0.02 * np.arange(600))
    close(
        answer.frame_pitch(frame + 5, 8000, 65, 400),
        160.0,
        "the pitch of a tone upon an offset",
        tolerance=0.02,
    )
