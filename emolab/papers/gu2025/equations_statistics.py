"""What gu2025 counts over a lesson: shares of the time, positive and negative, change, and alerts."""

import numpy as np

from emolab.papers.gu2025 import tables
from emolab.papers.ledger import Entry, differ, equal, fact, together
from emolab.papers.ledger import implementation as code

CLASSES = tuple(tables.TABLE_1)


def _line(p, step=1.0, width=1.0, classes=CLASSES):
    return code("emolab.analysis.timeline.timeline")(p, classes, width=width, step=step)


def _integral():
    rng = np.random.default_rng(110)
    start = np.array([0.0, 0.5, 1.0, 2.5])
    end, values, times = start + 1, rng.standard_normal((4, 2)), np.linspace(-0.5, 4, 19)
    wanted = [sum(values[w] * min(max(t - start[w], 0), end[w] - start[w]) for w in range(4)) for t in times]
    p = rng.dirichlet(np.ones(7), 4)
    line = code("emolab.analysis.timeline.timeline")(p, CLASSES, start, end)
    new = np.array([[0.2, 1.2], [1.4, 2.6], [3.6, 4.0]])
    found = code("emolab.analysis.on_windows")(line, *new.T).confidence
    moved = []
    for a, b in new:
        shared = [max(0, min(b, end[w]) - max(a, start[w])) for w in range(4)]
        moved.append(
            sum(o * row for o, row in zip(shared, p)) / sum(shared) if sum(shared) else np.full(7, np.nan)
        )
    there = np.isfinite(np.array(moved)[:, 0])
    return together(
        equal(code("window_integral")(start, end, values, times), wanted, what="up to each time"),
        equal(found[there], np.array(moved)[there], what="on other windows"),
        fact(np.isnan(found[~there]).all() and not there.all(), "where no window reaches there is nothing"),
    )


def _shares():
    rng = np.random.default_rng(111)
    p = rng.dirichlet(np.ones(7), 30)
    line = _line(p, step=0.5)
    seconds = [0.5] * 29 + [1.0]
    winner, confidence = np.zeros(7), np.zeros(7)
    for w in range(30):
        winner[max(range(7), key=lambda c, w=w: p[w, c])] += seconds[w] / 15.5
        confidence += seconds[w] * p[w] / 15.5
    shares = code("emolab.analysis.proportions.proportions")
    found = [list(shares(line, kind).values()) for kind in ("winner", "confidence")]
    return together(
        equal(found[0], winner, what="winner"), equal(found[1], confidence, what="confidence"),
        equal(list(shares(line).values()), winner, what="default winner"),
        differ(found[1], found[0], what="the readings differ by"),
    )  # fmt: skip


def _percent():
    rng = np.random.default_rng(112)
    whole = code("whole_percent")
    sums, wanted, found = {"cut off": [], "rounded": []}, [], []
    for shares in rng.dirichlet(np.ones(7), 200):
        cut = [int(100 * s) for s in shares]
        sums["cut off"].append(sum(cut))
        sums["rounded"].append(sum(int(100 * s + 0.5) for s in shares))
        for i in sorted(range(7), key=lambda i: cut[i] - 100 * shares[i])[: 100 - sum(cut)]:
            cut[i] += 1
        wanted.append(cut)
        found.append(whole(shares))
    share = {name: np.mean(np.array(values) != 100) for name, values in sums.items()}
    return together(
        equal(np.array(found), np.array(wanted)),
        fact((np.sum(found, axis=1) == 100).all(), "all of 200 sum to 100"),
        fact(share["cut off"] > 0.5, f"cut off one by one, {share['cut off']:.0%} of them do not"),
        fact(share["rounded"] > 0.05, f"rounded one by one, {share['rounded']:.0%} do not"),
    )


def _balance():
    rng = np.random.default_rng(113)
    p = rng.dirichlet(np.ones(7), 12)
    found = code("emolab.analysis.balance.balance")(_line(p))
    place = {name: i for i, name in enumerate(CLASSES)}
    up = [row[place["happiness"]] for row in p]
    down = [sum(row[place[name]] for name in ("anger", "disgust", "fear", "sadness")) for row in p]
    value = [a - b for a, b in zip(up, down)]
    wider = code("emolab.analysis.balance.balance")(_line(p), positive=("happiness", "surprise"))
    return together(
        equal((found.positive, found.negative, found.value), tuple(map(np.array, (up, down, value)))),
        equal(found.mean, sum(value) / 12, what="over the time"),
        differ(wider.value, found.value, what="with surprise as positive it changes by"),
    )


def _change():
    rng = np.random.default_rng(114)
    p = rng.dirichlet(np.ones(7), 10)
    found = code("emolab.analysis.change.change")(_line(p))
    t = [w + 0.5 for w in range(10)]
    middle = sum(t) / 10
    slope = [
        60 * sum((t[w] - middle) * (p[w, c] - p[:, c].mean()) for w in range(10))
        / sum((t[w] - middle) ** 2 for w in range(10))
        for c in range(7)
    ]  # fmt: skip
    best = [max(range(7), key=lambda c, w=w: p[w, c]) for w in range(10)]
    switches = sum(best[w] != best[w - 1] for w in range(1, 10))
    halves = [p[:5].mean(axis=0), p[5:].mean(axis=0)]
    pupil = rng.dirichlet(np.ones(7), 10)
    both = code("emolab.analysis.compare")(_line(p), [_line(pupil)])
    apart = sum(abs(pupil[:, c].mean() - p[:, c].mean()) for c in range(7)) / 2
    return together(
        equal(list(found.slope.values()), slope, what="slopes a minute"),
        equal([list(found.first.values()), list(found.second.values())], halves, what="both halves"),
        fact(found.switches == switches, f"{switches} changes of the surest emotion"),
        equal(both.distance, apart, what="distance of pupil and teacher"),
    )


def _alerts():
    anger, happiness, neutral = (CLASSES.index(name) for name in ("anger", "happiness", "neutral"))
    p = np.full((240, 7), 0.1 / 6)
    p[:, neutral] = 0.9
    for a, b, emotion, size in ((20, 80, anger, 0.58), (90, 110, anger, 0.58), (120, 180, happiness, 0.86)):
        p[a:b] = (1 - size) / 6
        p[a:b, emotion] = size
    alerts, Limits = code("emolab.analysis.alerts.alerts"), code("emolab.analysis.AlertThresholds")
    down = p[:, [CLASSES.index(name) for name in ("anger", "disgust", "fear", "sadness")]].sum(axis=1)
    lively = p[:, [CLASSES.index(name) for name in ("anger", "fear", "happiness", "surprise")]].sum(axis=1)
    quiet = p[:, [CLASSES.index(name) for name in ("neutral", "sadness")]].sum(axis=1)
    plain = Limits(span=0.0)
    wanted = []
    for kind, share in (("negative", down), ("active", lively), ("passive", quiet)):
        run = 0
        for w in range(241):
            if w < 240 and share[w] >= getattr(plain, kind):
                run += 1
                continue
            if run >= plain.lasting:
                wanted.append((kind, w - run, w))
            run = 0
    line = _line(p)
    found = [(one.kind, one.start, one.end) for one in alerts([line], plain)]
    counts = {}
    for low, least in ((0.5, 30.0), (0.5, 10.0), (0.9, 10.0)):
        limits = plain._replace(negative=low, lasting=least)
        counts[low, least] = sum(one.kind == "negative" for one in alerts([line], limits))
    chosen = tuple(Limits())
    return together(
        fact(sorted(found) == sorted(wanted), "; ".join(f"{k} from {a:g} s to {b:g} s" for k, a, b in found)),
        fact(len(found) == 3, "20 s of anger are too short for one"),
        fact(
            list(counts.values()) == [1, 2, 0],
            "of negative emotion 1 by default, 2 from 10 s on, none from a share of 0.9",
        ),
        fact(chosen == (0.5, 0.8, 0.9, 0.7, 10.0, 30.0), "default shares 0.5, 0.8, 0.9; 30 s long"),
    )  # fmt: skip


ENTRIES = (
    Entry(
        "statistics", "what is found, brought together over time", "silent",
        "how windows that overlap are counted is not said: by the seconds that they share",
        _integral, ("window_integral", "emolab.analysis.on_windows"),
        intended=r"p_v = \frac{\sum_w o_{vw} p_w}{\sum_w o_{vw}}, \quad o_{vw} = |v \cap w|", section="2.4",
    ),
    Entry(
        "proportions", "share of the time of each emotion", "ambiguous",
        "shares are printed, not of what: a window counts for its surest emotion, or for all by confidence",
        _shares, ("emolab.analysis.proportions.proportions",),
        intended=r"s_c = \frac{\sum_w t_w [\operatorname{argmax}_k p_{w,k} = c]}{\sum_w t_w}",
        readings={
            'kind="winner"': "each window counts wholly for its surest emotion",
            'kind="confidence"': "each window counts for every emotion by its confidence",
        },
        section="3.1",
    ),
    Entry(
        "Table 1", "shares as whole per cent", "silent",
        "how they are rounded is not said, and those printed sum to 99: the largest remainders go up",
        _percent, ("whole_percent",),
        intended=r"n_c = \lfloor 100 s_c \rfloor + [c \in R], \quad \sum_c n_c = 100",
        section="3.1",
    ),
    Entry(
        "balance", "positive and negative emotions", "silent",
        "no grouping is given: happiness against anger, disgust, fear and sadness",
        _balance, ("emolab.analysis.balance.balance",),
        intended=r"b_t = \sum_{c \in P} p_{t,c} - \sum_{c \in N} p_{t,c}",
        section="5",
    ),
    Entry(
        "change", "how emotions change, and teacher against pupils", "silent",
        "asked for without a measure: slopes, halves, changes of the surest, distance of the shares",
        _change, ("emolab.analysis.change.change", "emolab.analysis.compare"),
        intended=r"m_c = \frac{\sum_t (t - \bar{t})(p_{t,c} - \bar{p}_c)}{\sum_t (t - \bar{t})^2}, \quad "
        r"d = \frac{1}{2} \sum_c |s_c - s'_c|",
        section="3.2",
    ),
    Entry(
        "alerts", "warnings to the teacher", "silent",
        "no threshold is given: half of the mean negative, 0.8 lively or 0.9 quiet, for 30 s",
        _alerts, ("emolab.analysis.alerts.alerts", "emolab.analysis.AlertThresholds"),
        intended=r"\sum_{c \in N} p_{t,c} \ge 0.5 \; \mathrm{for} \; 30 \, \mathrm{s}", section="3.2",
    ),
)  # fmt: skip
