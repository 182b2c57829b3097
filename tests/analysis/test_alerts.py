"""Alerts: when, for how long, for whom, and when not."""

import pytest

from analysis.lines import of
from emolab.analysis import Alert, AlertThresholds, alerts
from emolab.core.errors import ArgumentError, DataError

PLAIN = AlertThresholds(span=0, lasting=3)


def kinds(found):
    return [(alert.kind, alert.start, alert.end, alert.who) for alert in found]


def test_too_much_negative_emotion():
    calm, upset = ["happiness"] * 4, ["anger"] * 5
    pupil = of([*calm, *upset, *calm], 0.9)
    assert kinds(alerts([pupil], PLAIN)) == [
        ("active", 0, 13, "pupils"), ("negative", 4, 9, "pupils")
    ]  # fmt: skip
    quiet = PLAIN._replace(active=1.0)
    (found,) = alerts([pupil], quiet)
    assert found == Alert("negative", 4, 9, pytest.approx(0.9 + 3 * 0.1 / 6), 0.5, "pupils")
    assert str(found) == "pupils: negative emotions are high from 0:04 to 0:09, up to 95% (warned from 50%)"
    assert not alerts([pupil], quiet._replace(lasting=6))
    assert not alerts([pupil], quiet._replace(negative=0.96))
    assert kinds(alerts([pupil], quiet._replace(span=3.0)))[0][1:3] == (4, 9)
    assert not alerts([of(["anger", "neutral"] * 20)], quiet)  # back and forth
    assert kinds(alerts([of(["anger", "anger", "neutral"] * 10)], quiet._replace(span=6.0, lasting=20)))


def test_too_active_and_too_passive():
    lively, still = of(["surprise", "happiness"] * 4), of(["neutral", "sadness"] * 4)
    assert kinds(alerts([lively], PLAIN)) == [("active", 0, 8, "pupils")]
    assert kinds(alerts([still], PLAIN)) == [("passive", 0, 8, "pupils")]
    assert not alerts([lively, still], PLAIN._replace(one=1.0))  # on the mean neither


def test_one_pupil_among_many():
    good = [of(["happiness", "neutral"] * 5, name=f"pupil {i}") for i in range(3)]
    sad = of(["happiness"] * 2 + ["fear"] * 8, name="Kim")
    assert kinds(alerts([*good, sad], PLAIN)) == [("pupil", 2, 10, "Kim")]
    nameless = alerts([*good, sad._replace(name="")], PLAIN)
    assert nameless[0].who == "pupil 4" and "pupil 4: negative emotions are high" in str(nameless[0])


def test_a_window_without_anybody_ends_a_run():
    pupil = of(["disgust"] * 3 + [None] + ["disgust"] * 2)
    assert kinds(alerts([pupil], PLAIN)) == [("negative", 0, 3, "pupils")]
    smoothed = PLAIN._replace(span=4.0)
    assert kinds(alerts([pupil], smoothed)) == [("negative", 0, 3, "pupils")]


def test_thresholds_have_ranges():
    for change in (
        {"negative": 0},
        {"active": 1.1},
        {"passive": float("nan")},
        {"span": -1},
        {"lasting": -1},
    ):
        with pytest.raises(ArgumentError, match=next(iter(change))):
            alerts([of(["fear"])], AlertThresholds()._replace(**change))
    with pytest.raises(DataError, match="no timeline"):
        alerts([])
    assert not alerts([of([None] * 50)])
    assert kinds(alerts([of(["fear"] * 31)]))[0][:3] == ("active", 0, 31)
