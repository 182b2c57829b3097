"""Proportions, balance, change, and the teacher against the pupils."""

import numpy as np
import pytest

from analysis.lines import SEVEN, drawn, of
from emolab.analysis import (
    activity,
    balance,
    change,
    compare,
    proportions,
    smooth,
    stretches,
    timeline,
    whole_percent,
)
from emolab.core.errors import ArgumentError, DataError


def test_proportions_by_hand():
    line = of(["happiness", "happiness", None, "fear", "neutral"], 0.7)
    share = proportions(line)
    assert share == {**dict.fromkeys(SEVEN, 0.0), "happiness": 0.5, "fear": 0.25, "neutral": 0.25}
    sure = proportions(line, "confidence")
    np.testing.assert_allclose(sure["happiness"], (0.7 + 0.7 + 0.05 + 0.05) / 4)
    np.testing.assert_allclose(sum(sure.values()), 1)
    uneven = timeline(np.eye(7)[[0, 1]], SEVEN, [0, 1], [1, 4])
    assert proportions(uneven)["disgust"] == 0.75  # a window counts with its seconds
    overlapping = timeline(np.eye(7)[[0, 1, 1]], SEVEN, width=2.0, step=1.0)
    np.testing.assert_allclose(proportions(overlapping)["anger"], 1 / 4)
    with pytest.raises(DataError, match="nothing was seen"):
        proportions(of([None, None]))
    with pytest.raises(ArgumentError, match="winner, confidence"):
        proportions(line, "mode")


def test_whole_per_cent_sum_to_100_where_the_printed_table_does_not():
    shares = np.array([0.0945, 0.542, 0, 0, 0, 0, 0.3635])
    cut = np.floor(100 * shares).astype(int)
    assert cut.tolist() == [9, 54, 0, 0, 0, 0, 36] and cut.sum() == 99  # Table 1, cut off one by one
    assert whole_percent(shares).tolist() == [10, 54, 0, 0, 0, 0, 36]
    for seed in range(20):
        s = np.random.default_rng(seed).dirichlet(np.ones(7))
        got = whole_percent(s)
        assert got.sum() == 100 and np.abs(got - 100 * s).max() < 1
    assert whole_percent([0.29, 0.71]).tolist() == [29, 71]  # 100 x 0.29 is 28.999...
    with pytest.raises(DataError):
        whole_percent([0.5, 0.6])


def test_balance_and_activity_by_hand():
    line = timeline([[0.1, 0.1, 0.1, 0.4, 0.1, 0.1, 0.1], [0.5, 0, 0, 0, 0.2, 0.3, 0], [np.nan] * 7], SEVEN,
                    width=1.0, step=1.0)  # fmt: skip
    found = balance(line)
    np.testing.assert_allclose(found.positive, [0.4, 0, np.nan])
    np.testing.assert_allclose(found.negative, [0.4, 0.7, np.nan])
    np.testing.assert_allclose(found.value, [0, -0.7, np.nan], atol=1e-12)
    np.testing.assert_allclose([found.mean, found.mean_positive, found.mean_negative], [-0.35, 0.2, 0.55])
    lively, quiet = activity(line)
    np.testing.assert_allclose(lively, [0.7, 0.8, np.nan])
    np.testing.assert_allclose(quiet, [0.2, 0.2, np.nan])
    np.testing.assert_allclose(balance(line, ("surprise",), ("anger",)).value[1], -0.2)
    with pytest.raises(DataError, match="give your own groups"):
        balance(line, ("hope",))
    with pytest.raises(DataError, match="nothing was seen"):
        balance(of([None]))


def test_change_over_time():
    p = np.linspace(0, 0.6, 31)
    rows = np.zeros((31, 7))
    rows[:, 3], rows[:, 6] = p, 1 - p
    line = timeline(rows, SEVEN, width=1.0, step=2.0)
    found = change(line)
    np.testing.assert_allclose(found.slope["happiness"], 0.6)  # over a minute from 0 to .6
    np.testing.assert_allclose(found.slope["neutral"], -0.6)
    assert found.first["happiness"] < 0.2 < 0.4 < found.second["happiness"]
    assert found.switches == 1 and found.switches_a_minute == pytest.approx(60 / 31)
    gap = timeline(np.where((np.arange(31) % 5 == 2)[:, None], np.nan, rows), SEVEN, width=1.0, step=2.0)
    np.testing.assert_allclose(change(gap).slope["happiness"], 0.6)
    assert change(of(["fear", "fear", None, "fear"])).switches == 0
    with pytest.raises(DataError, match="found in 1 windows"):
        change(of(["fear", None]))


def test_smoothing_and_stretches():
    line = of(["fear", "fear", "anger", "fear", "fear", None, "anger", "anger"], 0.9)
    assert smooth(line, 3.0).winner == ["fear"] * 5 + [None] + ["anger"] * 2
    np.testing.assert_allclose(smooth(line, 1.0).confidence, line.confidence, atol=1e-12)
    found = stretches(line)
    assert [(s.start, s.end, s.label) for s in found] == [
        (0, 2, "fear"), (2, 3, "anger"), (3, 5, "fear"), (6, 8, "anger")
    ]  # fmt: skip
    np.testing.assert_allclose([s.confidence for s in found], 0.9)
    assert len(stretches(line, least=2)) == 3 and not stretches(of([None]))
    spread = drawn(500, seed=1)
    assert smooth(spread, 60).confidence.std() < 0.3 * spread.confidence.std()
    with pytest.raises(ArgumentError, match="above 0"):
        smooth(line, 0)


def test_the_teacher_against_the_pupils():
    teacher = of(["happiness", "neutral", "anger", "happiness"], name="teacher")
    pupils = [of(["happiness", "fear", "anger", None]), of(["happiness", "neutral", "sadness", None])]
    found = compare(teacher, pupils)
    np.testing.assert_allclose(found.gap, [0, -0.5, 0, np.nan], atol=1e-12)
    np.testing.assert_allclose(found.spread, [0, 0.5, 0, np.nan])
    assert found.teacher_share["happiness"] == 0.5
    np.testing.assert_allclose(found.pupils_share["happiness"], 1 / 3)
    np.testing.assert_allclose(found.difference["fear"], 1 / 6)
    wanted = 0.5 * sum(abs(found.pupils_share[k] - found.teacher_share[k]) for k in SEVEN)
    np.testing.assert_allclose(found.distance, wanted)
    x, y = [1, 0, -1], [1, -0.5, -1]
    np.testing.assert_allclose(found.correlation, np.corrcoef(x, y)[0, 1])
    assert found.agreement == pytest.approx(2 / 3)
    alike = compare(teacher, [teacher, teacher])
    assert alike.distance == 0 and alike.agreement == 1 and not alike.gap.any()
    np.testing.assert_allclose(alike.correlation, 1)
    assert np.isnan(compare(of(["fear"] * 3), [of(["fear"] * 3)]).correlation)


def test_pupils_on_other_windows_and_what_is_refused():
    teacher = of(["happiness"] * 4)
    fine = of(["happiness", "fear"] * 4, width=0.5, step=0.5)
    np.testing.assert_allclose(compare(teacher, [fine]).gap, -1, atol=1e-12)
    with pytest.raises(DataError, match="no pupil"):
        compare(teacher, [])
    with pytest.raises(DataError, match="in no window"):
        compare(teacher, [of(["fear"], start=[50.0], end=[51.0])])
    gone = of([None] * 4)
    assert compare(teacher, [fine, gone]).agreement >= 0
