"""Weighted decisions of zhu2022 and liu2026: by hand, the misprint, errors."""

import numpy as np
import pytest

from emolab.core.errors import ArgumentError, DataError, ShapeError
from emolab.fusion import liu2026_decision, weighted_decision, weighted_scores

VIDEO = np.array([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]])
VOICE = np.array([[0.1, 0.8, 0.1], [0.6, 0.3, 0.1]])


def test_zhu2022_by_hand():
    assert np.allclose(weighted_scores(VIDEO, VOICE), [[0.34, 0.5, 0.16], [0.3, 0.24, 0.46]])
    assert weighted_decision(VIDEO, VOICE).tolist() == [1, 2]
    assert weighted_decision(VIDEO, VOICE, (0.9, 0.1)).tolist() == [0, 2]
    assert weighted_decision(VIDEO[0], VOICE[0]) == 1


def test_the_printed_form_decides_nothing():
    """zhu2022 6 as printed sums over the classes before it takes the maximum: always 1."""
    rng = np.random.default_rng(0)
    video, voice = rng.dirichlet(np.ones(7), 100), rng.dirichlet(np.ones(7), 100)
    printed = np.max(np.sum(0.6 * video + 0.4 * voice, axis=1, keepdims=True), axis=1)
    assert np.allclose(printed, 1)
    assert len(np.unique(weighted_decision(video, voice))) == 7


def test_liu2026_by_hand():
    joint = np.array([[0.2, 0.2, 0.6], [1.0, 0.0, 0.0]])
    fused = liu2026_decision(joint, VOICE, VIDEO)
    assert np.allclose(fused, 0.5 * joint + 0.3 * VOICE + 0.2 * VIDEO)
    assert np.allclose(fused.sum(axis=1), 1)
    assert np.allclose(liu2026_decision(joint, VOICE, VIDEO, (0, 1)), (joint + VIDEO) / 2)
    assert liu2026_decision(*(x.astype(np.float32) for x in (joint, VOICE, VIDEO))).dtype == np.float32


@pytest.mark.parametrize("weights", [(-0.1, 1), (0, 0), (np.nan, 1), (1,), 0.6, ("a", "b"), (np.inf, 1)])
def test_bad_weights(weights):
    with pytest.raises(ArgumentError, match="weights"):
        weighted_decision(VIDEO, VOICE, weights)
    with pytest.raises(ArgumentError, match="weights"):
        liu2026_decision(VIDEO, VIDEO, VOICE, weights)


def test_bad_input():
    with pytest.raises(ShapeError, match="voice"):
        weighted_decision(VIDEO, VOICE[:, :2])
    bad = VOICE.copy()
    bad[1, 0] = np.nan
    with pytest.raises(DataError, match=r"\(1, 0\)"):
        weighted_decision(VIDEO, bad)
    with pytest.raises(DataError, match=r"\(1, 0\)"):
        liu2026_decision(VIDEO, bad, VOICE)
