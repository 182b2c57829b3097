"""What clips say of themselves stands in every result that is measured on them."""

import json

import numpy as np
import pytest

from emolab.core.errors import DataError
from emolab.datasets import Clip, Clips, PairedClips
from emolab.papers import protocol
from emolab.papers.song2021.system import System
from tests.papers.worlds import TINY, tiny_clips

pytestmark = pytest.mark.filterwarnings("ignore:(macro_f1|unweighted_accuracy)")


def test_made_pairs_are_called_so_by_folds_and_by_evaluate(tmp_path, monkeypatch):
    monkeypatch.setenv("EMOLAB_CACHE", str(tmp_path / "cache"))
    voices = tiny_clips()
    pairs = PairedClips(voices, voices, voices.label_set_name or {name: name for name in voices.label_set})
    settings = {"preset": "laptop", "progress": False, **TINY}
    _, note = protocol.run(System, pairs, "audio", "subjects", 2, tmp_path / "out", **settings)
    assert "made pairs" in note
    assert "made pairs" in json.loads((tmp_path / "out" / "subjects.json").read_text())["note"]
    system = System("audio", "laptop", rng=0, **TINY)
    system.train(pairs, show=False)
    assert "made pairs" in system.evaluate(pairs[:4])["note"]
    assert "note" not in system.evaluate(voices)


def test_folds_of_people_whom_nobody_knows_are_refused():
    clips = Clips([Clip("a", None, sound=np.ones(4), sample_rate=8) for _ in range(4)], ["a"])
    with pytest.raises(DataError, match="nobody knows the subject of 4 clips"):
        protocol.folds_of(clips, "subjects", 2)
    assert len(protocol.folds_of(clips, "random", 2)[0]) == 2
