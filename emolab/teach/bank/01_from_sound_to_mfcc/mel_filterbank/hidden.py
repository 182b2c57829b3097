import numpy as np

from emolab import audio
from emolab.teach.testing import close


def test_mel_of_arrays(answer, rng):
    """mel of any frequencies is 2.26"""
    f = rng.uniform(20, 8000, 30)
    close(answer.hz_to_mel(f), audio.hz_to_mel(f), "mel of 30 frequencies")


def test_triangles(answer, rng):
    """each weight is the height of its triangle at the bin's frequency"""
    for rate, n_fft, bands in ((16000, 512, 26), (8000, 256, 15), (44100, 2048, 40)):
        words = f"{bands} filters over {n_fft} points at {rate} Hz"
        close(answer.mel_filterbank(rate, n_fft, bands), audio.mel_filterbank(rate, n_fft, bands), words)


def test_neighbours_add_up(answer, rng):
    """between the first and the last peak two neighbours sum to 1 in every bin"""
    bank = np.asarray(answer.mel_filterbank(16000, 1024, 12))
    inner = slice(int(bank[0].argmax()) + 1, int(bank[-1].argmax()))
    close(
        bank.sum(axis=0)[inner],
        np.ones(inner.stop - inner.start),
        "the sum of all filters between the outer peaks",
    )
