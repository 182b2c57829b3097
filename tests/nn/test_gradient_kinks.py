import numpy as np
import pytest

import emolab
from emolab.nn import away_from, check_gradients, distinct


def relu_forward(x):
    return np.maximum(x, 0), x


def relu_backward(dy, x):
    return dy * (x > 0)  # at 0: 0


def test_at_a_margin_a_kink_is_never_crossed():
    x = away_from(np.random.default_rng(0).standard_normal((30, 40)), margin=0.1)
    assert np.abs(x).min() == pytest.approx(0.1)
    reached = []

    def watched(z):
        reached.append(np.abs(z - x).max())
        return relu_forward(z)

    report = check_gradients((watched, relu_backward), (x,), margin=0.1)
    assert report.passed and max(reached) <= 0.1 + 1e-12
    with pytest.raises(emolab.ArgumentError, match="margin=1e-06 leaves no room"):
        check_gradients((relu_forward, relu_backward), (x,), margin=1e-6)


def test_the_convention_at_the_kink_is_a_choice_that_no_difference_can_confirm():
    """At 0 a central difference gives 1/2; ours is 0, which is right from the left only."""
    assert relu_backward(np.ones(1), np.zeros(1)) == 0
    report = check_gradients((relu_forward, relu_backward), (np.array([1.0, 0.0]),))
    assert not report.passed and "x[1]" in report.rows[0].worst


def test_a_kink_next_to_an_input_gives_a_hint():
    report = check_gradients((relu_forward, relu_backward), (np.array([1.0, 1e-8]),))
    assert "kink within reach" in report.rows[0].note


def test_a_near_kink_is_settled_by_a_smaller_step():
    report = check_gradients((relu_forward, relu_backward), (np.array([1.0, 1e-4, -2.0]),))
    assert report.passed, str(report)


@pytest.mark.parametrize("seed", range(6))
def test_an_entry_that_crosses_a_kink_alone_gets_a_step_of_its_own(seed):
    """Moved together with opposite signs the two entries stay clear of the kink; each alone does not."""

    def forward(x):
        return np.maximum(x[:1] + x[1:], 0) + x, x

    def backward(dy, x):
        return dy + dy.sum() * (x.sum() > 0)

    report = check_gradients((forward, backward), (np.array([0.5, -0.499]),), rng=seed)
    assert report.passed, str(report)


def test_drawing_at_a_margin():
    x = away_from(np.array([-0.05, -0.0, 0.02, 0.9, 1.05, 3.0]), kinks=(0, 1), margin=0.2)
    assert x == pytest.approx([-0.2, 0.2, 0.2, 0.8, 1.2, 3.0])
    y = distinct(np.random.default_rng(0), (4, 5), 0.3)
    gaps = np.diff(np.sort(y.ravel()))
    assert gaps == pytest.approx(np.full(19, 0.3)) and y.mean() == pytest.approx(0, abs=1e-12)
