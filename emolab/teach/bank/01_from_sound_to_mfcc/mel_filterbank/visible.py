import numpy as np

from emolab.teach.testing import Miss, close


def test_thousand(answer, rng):
    """1000 Hz are 1000 mel to a thousandth, and 0 Hz are 0"""
    close(answer.hz_to_mel(1000.0), 1000.0, "mel(1000)", tolerance=1e-3)
    close(answer.hz_to_mel(0.0), 0.0, "mel(0)")


def test_shape_and_peaks(answer, rng):
    """a fine spectrum shows peaks of height 1, one row a filter, nothing below 0"""
    bank = np.asarray(answer.mel_filterbank(16000, 8192, 10))
    close(np.shape(bank), (10, 4097), "the shape of 10 filters over 8192 points")
    close(bank.max(axis=1), np.ones(10), "the filters' peaks", tolerance=0.05)
    close(bank.min(), 0.0, "the lowest weight")


def test_filters_grow(answer, rng):
    """filters grow broader from low to high frequencies"""
    wide = (np.asarray(answer.mel_filterbank(16000, 4096, 8)) > 0).sum(axis=1)
    if not np.all(np.diff(wide) > 0):
        raise Miss(
            f"the filters take in {wide.tolist()} bins; spaced evenly in mel, each is broader than the last"
        )
