"""MFCC of one long clip and of many short ones, beside librosa, Kaldi and python_speech_features."""

import logging
from concurrent.futures import ThreadPoolExecutor

import numpy as np

import emolab
from benchmarks.cost import transform
from benchmarks.work import Sides, Work, at_least, relative
from emolab.audio.plan import make_plan
from emolab.core.threads import run_pieces

RATE = 16000
CLIPS = 64


def works():
    """Return the rows."""
    one, many = "60 s at 16 kHz, 13 of 40", f"{CLIPS} x 4 s at 16 kHz, 13 of 40"
    return [
        Work("mfcc", "MFCC as librosa's", one, _one_librosa, "librosa", at_least(3)),
        Work("mfcc-clips", "MFCC as librosa's", many, _many_librosa, "librosa", at_least(5)),
        Work("mfcc-kaldi-clips", "MFCC as Kaldi's", many, _many_kaldi, "kaldi_native_fbank", at_least(8)),
        Work("mfcc-psf", "MFCC as psf's", one, _one_psf, "python_speech_features"),
        Work("mfcc-psf-clips", "MFCC as psf's", many, _many_psf, "python_speech_features"),
    ]


def voice(seconds, seed=0):
    """Return a buzz that glides, with noise, float32."""
    t = np.arange(int(RATE * seconds)) / RATE
    noise = np.random.default_rng(seed).standard_normal(len(t))
    buzz = sum(np.sin(2 * np.pi * k * (130 + seed) * t * (1 + 0.01 * t)) / k for k in range(1, 8))
    return (0.1 * buzz + 0.01 * noise).astype(np.float32)


def _one_librosa(librosa):
    return _one("librosa", {"librosa": _librosa(librosa)} if librosa else {})


def _many_librosa(librosa):
    return _many("librosa", "librosa", _librosa(librosa) if librosa else None)


def _one_psf(psf):
    return _one("psf", {"python_speech_features": _psf(psf)} if psf else {})


def _many_psf(psf):
    return _many("psf", "python_speech_features", _psf(psf) if psf else None)


def _many_kaldi(knf):
    return _many("kaldi", "kaldi-native-fbank", _kaldi(knf) if knf else None)


def _kaldi(knf):
    options = knf.MfccOptions()
    options.frame_opts.dither, options.frame_opts.samp_freq = 0, RATE
    options.mel_opts.num_bins, options.use_energy = 40, False

    def mfcc(x):
        online = knf.OnlineMfcc(options)
        online.accept_waveform(RATE, x)
        online.input_finished()
        return np.array([online.get_frame(i) for i in range(online.num_frames_ready)])

    return mfcc


def _librosa(librosa):
    return lambda x: librosa.feature.mfcc(y=x, sr=RATE, n_mfcc=13, n_mels=40).T


def _psf(psf):
    logging.getLogger().setLevel(logging.ERROR)
    return lambda x: psf.mfcc(x, RATE, numcep=13, nfilt=40)


def _ours(convention):
    from emolab.audio import mfcc

    return lambda x: mfcc(x, RATE, convention, n=13, bands=40)


def _one(convention, peers, seconds=60):
    x, own = voice(seconds), _ours(convention)
    gaps = [relative(own(x), peer(x)) for peer in peers.values()]
    peers = {name: lambda peer=peer: peer(x) for name, peer in peers.items()}
    return Sides(lambda: own(x), peers, max(gaps, default=None), cost=_cost(convention, len(x)))


def _cost(convention, samples):
    """Transforms, bands and little more; framing, logarithms and cosines are left out."""
    from emolab.audio import CONVENTIONS

    chosen = CONVENTIONS[convention]
    plan = make_plan(chosen, float(RATE), "f")
    return transform(samples // plan.hop, plan.n_fft, plan.n_fft // 2 + 1)


def _many(convention, name, peer, count=CLIPS):
    """Clips side by side: emolab's own cut over threads; the peer in turn, and over as many threads."""
    clips, own = [voice(4, seed) for seed in range(count)], _ours(convention)

    def ours():
        return run_pieces(lambda a, b: [own(x) for x in clips[a:b]], count, least=1)

    cost = _cost(convention, len(clips[0])).times(count)
    if peer is None:
        return Sides(ours, {}, cost=cost)
    pool = ThreadPoolExecutor(emolab.threads())
    gap = max(relative(own(x), peer(x)) for x in clips[:4])
    peers = {
        f"{name}, in turn": lambda: [peer(x) for x in clips],
        f"{name}, {emolab.threads()} threads": lambda: list(pool.map(peer, clips)),
    }
    return Sides(ours, peers, gap, cost=cost)
