import math

import pytest

import emolab
from emolab.nn import CosineSchedule, StepSchedule, WarmUp


def test_step_falls_at_every_so_many():
    rate = StepSchedule(1.0, every=3, factor=0.5)
    assert [rate(t) for t in range(7)] == [1, 1, 1, 0.5, 0.5, 0.5, 0.25]


def test_cosine_begins_high_ends_low_and_stays():
    rate = CosineSchedule(2.0, total=10, lowest=0.5)
    assert rate(0) == 2.0
    assert rate(5) == pytest.approx(1.25)
    assert rate(10) == pytest.approx(0.5)
    assert rate(1000) == rate(10)
    values = [rate(t) for t in range(11)]
    assert values == sorted(values, reverse=True)
    assert values[1] == pytest.approx(0.5 + 0.75 * (1 + math.cos(math.pi / 10)))


def test_warm_up_leads_into_another_schedule():
    rate = WarmUp(StepSchedule(1.0, every=2), steps=4, start=0.2)
    assert [rate(t) for t in range(4)] == pytest.approx([0.2, 0.4, 0.6, 0.8])
    assert [rate(4 + t) for t in range(4)] == [StepSchedule(1.0, every=2)(t) for t in range(4)]


def test_warm_up_to_a_constant_and_of_a_warm_up():
    assert [WarmUp(0.5, steps=2, start=0.0)(t) for t in range(4)] == [0, 0.25, 0.5, 0.5]
    nested = WarmUp(WarmUp(1.0, steps=2, start=0.5), steps=2, start=0.0)
    assert [nested(t) for t in range(5)] == pytest.approx([0, 0.25, 0.5, 0.75, 1])


def test_the_same_step_gives_the_same_rate_in_any_order():
    for rate in (StepSchedule(0.1, 5), CosineSchedule(0.1, 20), WarmUp(CosineSchedule(0.1, 20), 5)):
        forwards = [rate(t) for t in range(30)]
        assert forwards == [rate(t) for t in reversed(range(30))][::-1]


@pytest.mark.parametrize(
    "make, said",
    [
        (lambda: StepSchedule(0, 3), "rate"),
        (lambda: StepSchedule(0.1, 0), "every"),
        (lambda: CosineSchedule(0.1, -1), "total"),
        (lambda: CosineSchedule(0.1, 10, lowest=0.2), "lowest"),
        (lambda: WarmUp(-1.0, 3), "after"),
        (lambda: WarmUp(0.1, 0), "steps"),
        (lambda: WarmUp(0.1, 3, start=2), "start"),
        (lambda: StepSchedule("fast", 3), "rate"),
    ],
)
def test_settings_that_cannot_be(make, said):
    with pytest.raises(emolab.ArgumentError, match=said):
        make()
