"""Presets of settings: one dataclass a paper, each setting held to its kind, range and choices."""

from dataclasses import asdict, replace
from math import inf
from numbers import Integral, Real

from emolab.core.errors import ArgumentError

SMALLEST = 1e-12  # of what must be above 0


class Presets:
    """The settings of one paper's system by preset: "paper", "laptop" and others of its own.

    presets   {name: a frozen dataclass instance}, "paper" among them
    choices   {setting: the strings that it can be}
    ranges    {setting: (low, high)}; of the others, whole numbers begin at 1 and the rest above 0
    """

    def __init__(self, paper, presets, *, choices=None, ranges=None):
        self.paper, self.presets = paper, presets
        self.kind = type(presets["paper"])
        self.choices, self.ranges = choices or {}, ranges or {}

    def of(self, preset, changes):
        """Return a preset's settings with some changed by name.

        Errors    ArgumentError for an unknown preset or setting, or a value that it cannot have
        """
        if preset not in self.presets:
            names = ", ".join(self.presets)
            raise ArgumentError(f"{self.paper}: there is no preset {preset!r}; choose one of {names}")
        known = self.kind.__dataclass_fields__
        for name in changes:
            if name not in known:
                raise ArgumentError(
                    f"{self.paper}: there is no setting {name!r}; there are {', '.join(known)}"
                )
        return self.check(replace(self.presets[preset], **changes))

    def check(self, settings):
        """Return the settings where each has a value of its kind and in its range.

        Errors    ArgumentError, naming the setting
        """
        for name, default in asdict(self.presets["paper"]).items():
            value = getattr(settings, name)
            fits, kind = self._fits(name, value, default)
            if not fits:
                raise ArgumentError(f"{self.paper}: {name} is {value!r}; it must be {kind}")
        return settings

    def _fits(self, name, value, default):
        if isinstance(default, bool):
            return isinstance(value, bool), "true or false"
        if isinstance(default, str):
            return value in self.choices[name], "one of " + ", ".join(self.choices[name])
        kind, what = (Integral, "a whole number") if isinstance(default, int) else (Real, "a number")
        low, high = self.ranges.get(name, (1, inf) if kind is Integral else (SMALLEST, inf))
        fits = isinstance(value, kind) and not isinstance(value, bool) and low <= value <= high
        low_end = " above 0" if low == SMALLEST else f" from {low}"
        return fits and value < inf, what + low_end + (f", at most {high}" if high < inf else "")
