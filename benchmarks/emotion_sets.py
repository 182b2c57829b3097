"""IS09 of one clip, and of the recordings of EMO-DB that are at hand, beside openSMILE."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

import emolab
from benchmarks.sound import RATE, voice
from benchmarks.work import Sides, Work, at_least
from emolab.core.threads import run_pieces

CLIPS = 281


def works():
    """Return the rows."""
    return [
        Work("is09", "IS09", "one clip of 3 s at 16 kHz", _one, "opensmile", at_least(1)),
        Work("is09-clips", "IS09", _size(), _many, "opensmile", at_least(1), large=True),
    ]


def _recordings():
    folder = Path(os.environ.get("EMOLAB_DATA") or Path(__file__).parents[2] / "shared" / "data") / "emodb"
    return sorted(folder.glob("*.wav"))


def _size():
    found = len(_recordings())
    return f"{found} clips of EMO-DB, 22 kHz" if found else f"{CLIPS} made-up clips of 3 s, 16 kHz"


def _one(opensmile):
    return _sides(opensmile, [(voice(3), RATE)])


def _many(opensmile):
    """Clips side by side: emolab's own cut over threads; the peer in turn, and over as many threads."""
    from emolab.audio import read_wav

    clips = [read_wav(path) for path in _recordings()]
    return _sides(opensmile, clips or [(voice(3, seed), RATE) for seed in range(CLIPS)])


def _sides(opensmile, clips):
    from emolab.audio import is09

    def ours():
        return run_pieces(lambda a, b: [is09(x, rate) for x, rate in clips[a:b]], len(clips), least=1)

    if opensmile is None:
        return Sides(ours, {})
    smile = opensmile.Smile(opensmile.FeatureSet.IS09, opensmile.FeatureLevel.Functionals)

    def theirs(clip):
        return smile.process_signal(*clip).to_numpy()[0]

    wanted = np.array([theirs(clip) for clip in clips[:32]])
    got = np.array([is09(*clip) for clip in clips[:32]])
    gap = float(np.median(np.abs(got - wanted) / np.maximum(np.abs(wanted), 1e-30)))
    peers = {"openSMILE, in turn": lambda: [theirs(clip) for clip in clips]}
    if len(clips) > 1:
        pool = ThreadPoolExecutor(emolab.threads())
        peers[f"openSMILE, {emolab.threads()} threads"] = lambda: list(pool.map(theirs, clips))
    return Sides(ours, peers, gap, bound=1e-5, note="the difference is the median of the values' own")
