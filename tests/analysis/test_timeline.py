"""Timelines: windows, other windows, two modalities, several people."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.lines import SEVEN, drawn, of
from emolab.analysis import Timeline, average_timelines, fuse_timelines, on_windows, timeline
from emolab.analysis.timeline import durations, window_integral
from emolab.core.errors import ArgumentError, DataError


def by_hand(line, start, end):
    rows = []
    for a, b in zip(start, end):
        o = np.array([max(0, min(e, b) - max(s, a)) for s, e in zip(line.start, line.end)]) * line.seen
        held = np.where(line.seen[:, None], line.confidence, 0)
        rows.append(o @ held / o.sum() if o.sum() > 1e-9 else np.full(7, np.nan))
    return np.array(rows)


def test_windows_and_winners():
    line = timeline(np.eye(7)[[3, 0]], SEVEN, width=2.0, step=0.5, name="pupil")
    assert line.start.tolist() == [0, 0.5] and line.end.tolist() == [2, 2.5]
    assert line.winner == ["happiness", "anger"] and line.column("happiness").tolist() == [1, 0]
    gap = of(["neutral", None, "fear"])
    assert gap.winner == ["neutral", None, "fear"] and gap.seen.tolist() == [True, False, True]
    assert durations(gap).tolist() == [1, 0, 1]
    assert durations(line).tolist() == [0.5, 2]  # overlapping seconds count once


@pytest.mark.parametrize("missing", [0.0, 0.3])
def test_on_other_windows(missing):
    line = drawn(40, missing=missing, width=1.3, step=0.5)
    start = np.array([-5.0, 0, 0.2, 3, 3.1, 19, 20.79, 30])
    end = start + np.array([1, 0.5, 4, 0.1, 30, 2, 0.005, 1])
    np.testing.assert_allclose(on_windows(line, start, end).confidence, by_hand(line, start, end), atol=1e-12)
    apart = drawn(9, width=0.5, step=2.0)
    same = on_windows(apart, apart.start, apart.end)
    np.testing.assert_allclose(same.confidence, apart.confidence, atol=1e-12)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 50), min_size=1, max_size=6), st.floats(0.01, 20), st.integers(0, 5))
def test_what_is_brought_over_are_still_probabilities(starts, width, seed):
    line = drawn(20, seed=seed, missing=0.2, width=2.0, step=1.5)
    start = np.unique(np.array(starts))
    got = on_windows(line, start, start + width)
    np.testing.assert_allclose(got.confidence, by_hand(line, start, start + width), atol=1e-9)
    np.testing.assert_allclose(got.confidence[got.seen].sum(axis=1), 1, rtol=1e-9)


def test_the_integral_by_hand():
    G = window_integral(np.array([0.0, 1]), np.array([2.0, 3]), np.array([[1.0], [10]]), np.arange(-1, 5.0))
    assert G[:, 0].tolist() == [0, 0, 1, 12, 22, 22]


def test_two_modalities():
    video, voice = of(["happiness", None, "fear", None], 0.9), of(["anger", "sadness", None, None], 0.8)
    both = fuse_timelines(video, voice)
    np.testing.assert_allclose(both.confidence[0], 0.6 * video.confidence[0] + 0.4 * voice.confidence[0])
    np.testing.assert_allclose(both.confidence[1], voice.confidence[1])
    np.testing.assert_allclose(both.confidence[2], video.confidence[2])
    assert both.winner == ["happiness", "sadness", "fear", None] and both.name == "both"
    assert fuse_timelines(video, voice, (0.3, 0.7)).winner[0] == "anger"
    twice = fuse_timelines(video, voice, (6, 4))  # weights are shares
    np.testing.assert_allclose(twice.confidence, both.confidence)


def test_the_mean_of_several_people():
    one, other = of(["happiness", None, None]), of(["anger", "fear", None])
    mean = average_timelines([one, other])
    assert mean.column("happiness")[0] == 0.5 and mean.column("fear")[1] == 1
    assert mean.winner == ["anger", "fear", None]


def test_what_it_refuses():
    good = np.eye(7)[:3]
    for confidence, options, words in (
        (good[:, :6], {}, r"must be \(W, 7\)"),
        (2 * good, {}, r"confidence\[0\]"),
        (np.where(good, np.nan, 0), {}, "NaN in all places"),
        (good - 0.1, {}, "sum to 1"),
        (good, {"start": [0, 1]}, "3 seconds each"),
        (good, {"start": [0, 2, 1]}, "rise in time"),
        (good, {"width": 0.0}, "end after"),
    ):
        with pytest.raises(DataError, match=words):
            timeline(confidence, SEVEN, **options)
    with pytest.raises(ArgumentError, match="no 'joy'; its classes are anger"):
        of(["fear"]).column("joy")
    other = Timeline(*of(["fear"])[:3], ("a", "b", "c", "d", "e", "f", "g"))
    with pytest.raises(DataError, match="the classes differ"):
        fuse_timelines(of(["fear"]), other)
    with pytest.raises(DataError, match="no timeline"):
        average_timelines([])
