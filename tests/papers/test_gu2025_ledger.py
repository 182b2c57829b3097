"""The ledger of gu2025: entries' checks, claims' audits, and wrong code that they find out."""

import functools

import numpy as np
import pytest

from emolab.papers.claims import claims
from emolab.papers.ledger import entries, implementation, swapped

ENTRIES = {entry.number: entry for entry in entries("gu2025")}
CLAIMS = claims("gu2025")


def no_recursion(right):
    """c_n = a_n."""
    return lambda a, n=None, sign="minus": np.resize(a if sign == "minus" else -a, n)


def an_octave_low(right):
    def wrong(*args, **kwargs):
        found = right(*args, **kwargs)
        return found._replace(hz=found.hz / 2)

    return wrong


def from_a_first(right):
    """Classes from A on, not from C."""
    return lambda *args, **kwargs: np.roll(right(*args, **kwargs), 3, axis=1)


def without_the_window(right):
    return lambda x, rate, **settings: right(x, rate, window="rectangular", **settings)


def unweighted_length(right):
    """Each slope counts 1, however steep."""
    return lambda gy, gx: (right(gy, gx) > 0).astype(float)


def one_after_the_other(right):
    """Every box is taken, in its order, and strikes only those after it."""
    return lambda boxes, scores: right(boxes, -np.arange(len(boxes), dtype=float))


def mirrored(right):
    def wrong(source, target):
        R, t = right(source, target)
        return R * [[1, -1], [-1, 1]], t

    return wrong


def right_is_left(right):
    """The larger difference goes to the other side."""
    return lambda values, pairs, thresholds: right(values, pairs[:, ::-1], thresholds)


def not_turned(right):
    def wrong(points):
        r, left = points[:, 36:42].mean(axis=1), points[:, 42:48].mean(axis=1)
        apart = np.hypot(*(left - r).T)[:, None, None]
        return (points - ((r + left) / 2)[:, None]) / apart

    return wrong


def frames_for_seconds(right):
    return lambda points, time: right(points, np.arange(float(len(points))))


def nothing_kept(right):
    """The step without what is left of the last one."""
    return lambda x, g, u, *args, **kwargs: right(x, g, 0 * u, *args, **kwargs)


def most_negative(right):
    return lambda lines, limits=None: [a for a in right(lines, limits) if a.kind != "passive"]


def neutral_is_negative(right):
    def wrong(line, **groups):
        return right(line, **{"negative": ("anger", "disgust", "fear", "sadness", "neutral"), **groups})

    return wrong


def a_second_for_a_minute(right):
    def wrong(line):
        found = right(line)
        return found._replace(slope={name: value / 60 for name, value in found.slope.items()})

    return wrong


def seconds_by_width(right):
    """Each window with its whole length, as if none overlapped."""

    def wrong(line, kind="winner"):
        return right(line._replace(start=2 * line.start, end=2 * line.start + 1), kind)

    return wrong


MUTATIONS = {
    "no recursion": ("LPCC", "lpcc", no_recursion),
    "the other sign": ("LPCC", "lpcc", lambda f: lambda a, n=None, sign="minus": f(-a, n, sign)),
    "predictor of one order less": (
        "LPCC", "lpc", lambda f: lambda x, n: (np.pad(f(x, n - 1)[0], ((0, 0), (0, 1))), 0),
    ),
    "an octave low": ("pitch", "pitch", an_octave_low),
    "offset not taken out": (
        "sound intensity", "intensity",
        lambda f: lambda x, rate, **k: f(x - 0.3, rate, **{**k, "window": "hamming"}),
    ),
    "no window": ("sound intensity", "intensity", without_the_window),
    "A first": ("chroma", "chroma", from_a_first),
    "noise to harmonics": ("sound quality", "harmonics_to_noise", lambda f: lambda r: -f(r)),
    "ratio of amplitudes for one of powers": (
        "sound quality", "voice_quality", lambda f: lambda *a: f(*a)._replace(hnr=f(*a).hnr / 2),
    ),
    "half the width": (
        "sound quality, resonances", "lpc_resonances", lambda f: lambda a, r: (f(a, r)[0], f(a, r)[1] / 2),
    ),
    "one filter lower": (
        "log-mel spectrogram", "fbank", lambda f: lambda *a, **k: np.roll(f(*a, **k), -1, axis=1),
    ),
    "window one frame late": (
        "rolling window", "rolling_windows", lambda f: lambda x, *more: f(np.roll(x, -1, 0), *more),
    ),
    "all places counted": (
        "audio features", "moments", lambda f: lambda v, there, s: f(v, np.ones_like(there), s),
    ),
    "rows for columns": ("HOG", "image_gradient", lambda f: lambda x: f(x)[::-1]),
    "lengths left out": ("HOG", "orientation_votes", unweighted_length),
    "no clipping": ("HOG", "normalise_histograms", lambda f: lambda blocks: f(blocks, "L2")),
    "bias left out": ("face detection", "window_scores", lambda f: lambda x, W, b: f(x, W, 0 * b)),
    "first for best": ("face detection", "non_maximum_suppression", one_after_the_other),
    "the larger for the smaller": ("face detection", "box_cover", lambda f: lambda a, b: f(a, b) ** 2),
    "one row too many": ("face detection", "box_sum", lambda f: lambda S, t, l, h, w: f(S, t, l, h + 1, w)),
    "wrong sign of the gradient": (
        "face detection, training", "svm_pass", lambda f: lambda X, y, *more: f(X, -y, *more),
    ),
    "no margin": (
        "face picture", "emolab.vision.crop_face",
        lambda f: lambda x, box, size, margin=0.0: f(x, box, size),
    ),
    "mirrored turn": ("landmarks", "similarity_transform", mirrored),
    "a stage left out": (
        "landmarks", "cascade_shapes", lambda f: lambda *a: f(*a[:5], *(part[:1] for part in a[5:])),
    ),
    "sides changed": ("landmarks, trees", "tree_leaves", right_is_left),
    "worst question": (
        "landmarks, trees", "grow_tree", lambda f: lambda v, r, c, cuts: f(v, r, c[:, :1], cuts[:, :1]),
    ),
    "not turned upright": ("keypoint sequence", "normalise_landmarks", not_turned),
    "frames for seconds": ("keypoint sequence", "landmark_features", frames_for_seconds),
    "momentum forgotten": ("SGD", "sgd_step", nothing_kept),
    "weights not heeded": (
        "joined decision", "weighted_scores", lambda f: lambda v, s, w: f(v, s, (0.5, 0.5)),
    ),
    "voice alone": (
        "joined decision", "emolab.analysis.fuse_timelines", lambda f: lambda v, s, w: f(v, s, (1e-9, 1)),
    ),
    "windows one second late": (
        "statistics", "window_integral", lambda f: lambda start, end, v, t: f(start + 1, end + 1, v, t),
    ),
    "overlap counted twice": (
        "proportions", "emolab.analysis.proportions.proportions",
        seconds_by_width,
    ),
    "cut off": ("Table 1", "whole_percent", lambda f: lambda s: np.floor(100 * s).astype(int)),
    "neutral is negative": ("balance", "emolab.analysis.balance.balance", neutral_is_negative),
    "a second for a minute": ("change", "emolab.analysis.change.change", a_second_for_a_minute),
    "the passive passed over": ("alerts", "emolab.analysis.alerts.alerts", most_negative),
    "an hour long": (
        "alerts", "emolab.analysis.alerts.alerts",
        lambda f: lambda lines, limits: f(lines, limits._replace(lasting=3600)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", MUTATIONS)
def test_wrong_code_is_found_out(what):
    number, name, wrong = MUTATIONS[what]
    assert name in ENTRIES[number].code, "a wrong one of what the entry names is put in"
    right = implementation(name)
    with swapped(name, functools.update_wrapper(wrong(right), right, updated=())):
        checked = ENTRIES[number].check()
    assert not checked.holds, f"{what}: {checked.said}"


def test_a_network_with_a_pool_more_is_found_out():
    from emolab.nn import MaxPool2d

    name = "emolab.models.ResidualFaceNetwork"
    right = implementation(name)

    def wrong(*args, **kwargs):
        network = right(*args, **kwargs)
        network.one_more = MaxPool2d(2)
        return network

    with swapped(name, wrong):
        assert not ENTRIES["layers"].check().holds


ROWS = {  # of the paper's section in the specification: the entries and claims that stand for it
    "LPCC": ["LPCC"],
    "audio features": [
        "pitch", "sound intensity", "chroma", "sound quality", "sound quality, resonances",
        "log-mel spectrogram", "rolling window", "audio features",
    ],
    "video": [
        "HOG", "face detection", "face detection, training", "face picture", "landmarks", "landmarks, trees",
        "keypoint sequence", ("Section 2.1, landmarks", 1),
    ],
    "layers": ["layers", "SGD", "noise", ("Section 2.3, layers", 1)],
    "steps 1-8": ["steps 1-8", "statistics", "proportions", "balance", "change"],
    "confidence": ["confidence", "joined decision"],
    "alerts": ["alerts"],
    "CK+": [("Section 3.1, CK+", 4)],
    "accuracy": [("Section 2.5", 1), ("Section 3.1, accuracy", 4)],
    "Table 1": ["Table 1", ("Table 1", 2)],
}  # fmt: skip


def test_every_row_of_the_specification_stands_in_the_ledger():
    stated = [part for parts in ROWS.values() for part in parts]
    assert {part for part in stated if isinstance(part, str)} == set(ENTRIES)
    counts = {}
    for claim in CLAIMS:
        counts[claim.number] = counts.get(claim.number, 0) + 1
    assert dict(part for part in stated if not isinstance(part, str)) == counts
