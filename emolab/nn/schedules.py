"""Learning-rate schedules: pure functions of the step or epoch t, so that a resumed run needs no state."""

import math
from dataclasses import dataclass
from numbers import Real

from emolab.core.errors import ArgumentError


@dataclass(frozen=True)
class StepSchedule:
    """The rate falls by a factor at every so many steps.

    Formula   eta(t) = rate factor^floor(t / every)
    """

    rate: float
    every: int
    factor: float = 0.1

    def __post_init__(self):
        _positive(self, "rate", "every", "factor")

    def __call__(self, t):
        return self.rate * self.factor ** (t // self.every)


@dataclass(frozen=True)
class CosineSchedule:
    """The rate falls along half a cosine from `rate` to `lowest`, and stays there.

    Formula   eta(t) = lowest + (rate - lowest) (1 + cos(pi min(t, total) / total)) / 2
    Source    Loshchilov and Hutter 2017, without restarts
    """

    rate: float
    total: int
    lowest: float = 0.0

    def __post_init__(self):
        _positive(self, "rate", "total")
        if not 0 <= self.lowest <= self.rate:
            raise ArgumentError(f"CosineSchedule: lowest must be from 0 to the rate, not {self.lowest!r}")

    def __call__(self, t):
        turn = math.pi * min(t, self.total) / self.total
        return self.lowest + (self.rate - self.lowest) * (1 + math.cos(turn)) / 2


@dataclass(frozen=True)
class WarmUp:
    """The rate grows linearly over the first steps, then another schedule begins at its own t = 0.

    after     a schedule, or a number for a constant rate
    start     part of after's first rate at t = 0
    Formula   eta(t) = after(0) (start + (1 - start) t / steps)  for t < steps, then after(t - steps)
    Example   WarmUp(CosineSchedule(1e-3, total=90), steps=10)
    """

    after: object
    steps: int
    start: float = 0.1

    def __post_init__(self):
        _positive(self, "steps")
        if not callable(self.after):
            _positive(self, "after")
        if not 0 <= self.start <= 1:
            raise ArgumentError(f"WarmUp: start must be from 0 to 1, not {self.start!r}")

    def __call__(self, t):
        late = max(t - self.steps, 0)
        rate = self.after(late) if callable(self.after) else self.after
        if t >= self.steps:
            return rate
        return rate * (self.start + (1 - self.start) * t / self.steps)


def _positive(schedule, *names):
    for name in names:
        value = getattr(schedule, name)
        if not (isinstance(value, Real) and 0 < value < math.inf):
            raise ArgumentError(f"{type(schedule).__name__}: {name} must be a number above 0, not {value!r}")
