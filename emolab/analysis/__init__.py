"""From each window's confidences to a timeline, its statistics and alerts."""

from emolab.analysis.alerts import Alert, AlertThresholds, alerts
from emolab.analysis.balance import Balance, activity, balance
from emolab.analysis.change import Change, Stretch, change, smooth, stretches
from emolab.analysis.comparison import Comparison, compare
from emolab.analysis.proportions import proportions, whole_percent
from emolab.analysis.recogniser import Recognised, Recogniser
from emolab.analysis.timeline import Timeline, average_timelines, fuse_timelines, on_windows, timeline
