"""The statistics that gu2025 draws from a timeline: shares, balance, change and alerts."""

from typing import Any, NamedTuple

from emolab.analysis import alerts, balance, change, proportions, whole_percent


class Statistics(NamedTuple):
    """What a timeline comes to."""

    shares: dict  # {label: share of the time in which it is the most probable}, which sum to 1
    percent: dict  # the same as whole per cent that sum to 100, in the form of Table 1
    balance: Any  # positive against negative, a Balance
    change: Any  # over time, a Change; None for a single window
    alerts: list  # of Alert: negative for long, too active, too passive


def statistics(line, thresholds=None):
    """Return the Statistics of a timeline.

    thresholds  AlertThresholds of emolab.analysis; None: its defaults
    Errors      DataError where nothing was found, or none of the classes is positive, or negative
    """
    shares = proportions(line)
    percent = whole_percent(list(shares.values())).tolist()
    return Statistics(
        shares, dict(zip(shares, percent)), balance(line),
        change(line) if line.seen.sum() > 1 else None, alerts([line], thresholds),
    )  # fmt: skip
