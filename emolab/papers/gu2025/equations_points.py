"""What gu2025 measures of a face: its points, the trees that find them, and their sequence."""

import numpy as np

from emolab.papers.ledger import Entry, differ, equal, fact, together
from emolab.papers.ledger import implementation as code


def _leaf(v, pairs, thresholds):
    """The answer that one sample's pixels lead to."""
    node = 0
    while node < len(thresholds):
        i, j = pairs[node]
        node = 2 * node + (1 if v[i] - v[j] > thresholds[node] else 2)
    return node - len(thresholds)


def _pixels(image, box, x, mean, anchors, deltas):
    """Grey levels at places that turn and grow with one shape x (L, 2) in its box."""
    a, b = mean - mean.mean(axis=0), x - x.mean(axis=0)
    size = (a * a).sum()
    c, s = (a * b).sum() / size, (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum() / size
    found = []
    for anchor, (dx, dy) in zip(anchors, deltas):
        px, py = x[anchor, 0] + c * dx - s * dy, x[anchor, 1] + s * dx + c * dy
        column, row = (int(np.floor(box[k] + p * (box[k + 2] - 1) + 0.5)) for k, p in ((1, px), (0, py)))
        inside = 0 <= row < image.shape[0] and 0 <= column < image.shape[1]
        found.append(image[row, column] if inside else 0)
    return np.array(found)


def _cascade(L, rng):
    """A random cascade for L points of two stages with three trees each, and two faces to look at."""
    mean = rng.uniform(0.2, 0.8, (L, 2)).astype(np.float32)
    anchors, deltas = rng.integers(0, L, (2, 6)), 0.1 * rng.standard_normal((2, 6, 2)).astype(np.float32)
    pairs = rng.integers(0, 6, (2, 3, 3, 2))
    thresholds = rng.uniform(-40, 40, (2, 3, 3)).astype(np.float32)
    leaves = 0.05 * rng.standard_normal((2, 3, 4, L, 2)).astype(np.float32)
    images = rng.integers(0, 256, (1, 30, 30)).astype(np.float32)
    boxes = np.array([[4.0, 5, 20, 20], [8, 2, 18, 24]])
    start = np.broadcast_to(mean.astype(float), (2, L, 2))
    return images, np.zeros(2, int), boxes, start, mean, anchors, deltas, pairs, thresholds, leaves


def _moved(images, which, boxes, start, mean, anchors, deltas, pairs, thresholds, leaves):
    """The shapes after a cascade, face by face and tree by tree."""
    found = []
    for box, x in zip(boxes, start):
        x = x.astype(float)
        for s in range(2):
            v = _pixels(images[0], box, x, mean.astype(float), anchors[s], deltas[s].astype(float))
            x = x + sum(leaves[s, t, _leaf(v, pairs[s, t], thresholds[s, t])].astype(float) for t in range(3))
        found.append(x)
    return np.array(found)


def _landmarks():
    rng = np.random.default_rng(94)
    checks = []
    for L in (68, 150):
        given = _cascade(L, rng)
        checks.append(equal(code("cascade_shapes")(*given), _moved(*given), what=f"{L} points"))
    images, which, boxes, start, mean, anchors, deltas, *_ = given
    shapes = start + 0.02 * rng.standard_normal(start.shape)
    places = mean.astype(float), anchors[0], deltas[0].astype(float)
    seen = [_pixels(images[0], box, x, *places) for box, x in zip(boxes, shapes)]
    Model = code("emolab.vision.LandmarkModel")
    shipped = Model.load().leaves_.shape[3]
    own = Model(stages=1, trees=1, depth=1, pixels=8, candidates=2, starts=1)
    faces, points = rng.uniform(0, 255, (3, 24, 24)), rng.uniform(4, 20, (3, 150, 2))
    own.fit(faces, np.tile([2.0, 2, 20, 20], (3, 1)), points, rng=1)
    made = own.predict(faces[0], (2, 2, 20, 20)).shape
    source, target = rng.standard_normal((5, 2)), rng.standard_normal((5, 2))
    R, t = code("similarity_transform")(source, target)
    unknown = np.concatenate([[[x, -y, 1, 0], [y, x, 0, 1]] for x, y in source])
    c, s, *shift = np.linalg.lstsq(unknown, target.ravel(), rcond=None)[0]
    return together(
        *checks,
        equal(
            code("sample_pixels")(images, which, boxes, shapes, *places),
            seen, what="grey levels",
        ),
        equal((R, t), (np.array([[c, -s], [s, c]]), np.array(shift)), what="turn, scale and shift"),
        fact(shipped == 68, f"the shipped model has {shipped} points"),
        fact(made == (150, 2), "one that was fitted on pictures with 150 points has 150"),
    )  # fmt: skip


def _trees():
    rng = np.random.default_rng(95)
    values, residuals = rng.uniform(0, 255, (6, 20)), rng.standard_normal((20, 4))
    candidates, cuts = rng.integers(0, 6, (3, 5, 2)), rng.uniform(-60, 60, (3, 5))
    members, pairs, thresholds = {0: list(range(20))}, [], []
    for node in range(3):
        errors, splits = [], []
        for (i, j), cut in zip(candidates[node], cuts[node]):
            here = members[node]
            left = [n for n in here if values[i, n] - values[j, n] > cut]
            right = [n for n in here if n not in left]
            sides = [residuals[side] for side in (left, right) if side]
            errors.append(sum(((side - side.mean(axis=0)) ** 2).sum() for side in sides))
            splits.append((left, right))
        best = int(np.argmin(errors))
        pairs.append(candidates[node, best])
        thresholds.append(cuts[node, best])
        members[2 * node + 1], members[2 * node + 2] = splits[best]
    leaf = [next(k for k in range(4) if n in members[3 + k]) for n in range(20)]
    answers = [residuals[members[3 + k]].mean(axis=0) if members[3 + k] else np.zeros(4) for k in range(4)]
    found = code("grow_tree")(values, residuals, candidates, cuts)
    wanted = np.array(pairs), np.array(thresholds), np.array(leaf), np.array(answers)
    again = code("tree_leaves")(values, wanted[0], wanted[1])
    literal = [_leaf(values[:, n], wanted[0], wanted[1]) for n in range(20)]
    return together(equal(found, wanted, what="the tree"), equal(again, literal, what="its leaves"))


def _sequence():
    rng = np.random.default_rng(96)
    points = rng.uniform(10, 90, (4, 68, 2))
    pairs = code("emolab.vision.landmark_features.PAIRS")
    heights = code("emolab.vision.landmark_features.HEIGHTS")
    time = np.array([0.0, 0.1, 0.25, 0.3])
    upright, geometry = [], []
    for p in points:
        right, left = p[36:42].mean(axis=0), p[42:48].mean(axis=0)
        (dx, dy), apart = left - right, np.hypot(*(left - right))
        turn = np.array([[dx, dy], [-dy, dx]]) / apart**2
        q = np.array([turn @ (one - (right + left) / 2) for one in p])
        upright.append(q)
        up = [-q[list(above), 1].mean() + q[list(below), 1].mean() for above, below in heights.values()]
        geometry.append([*(np.hypot(*(q[i] - q[j])) for i, j in pairs.values()), *up])
    x = np.array(geometry)
    motion = [(x[1] - x[0]) / 0.1]
    for t in (1, 2):
        a, b = time[t] - time[t - 1], time[t + 1] - time[t]
        motion.append((a / b * (x[t + 1] - x[t]) + b / a * (x[t] - x[t - 1])) / (a + b))
    motion.append((x[3] - x[2]) / 0.05)
    found = code("landmark_features")(points, time)
    moved = 3 * points @ np.array([[0.8, 0.6], [-0.6, 0.8]]) + [5, 7]
    Seen, measured = code("emolab.papers.gu2025.seeing.Seen"), code("emolab.papers.gu2025.seeing.measured")
    face = Seen(time, time + 0.05, points, None)
    sizes = {name: measured(face, name, 1.0).shape[1] for name in ("window", "frame", "none")}
    whole = [*x.mean(axis=0), *x.std(axis=0), *np.ptp(x, axis=0), *np.abs(motion).mean(axis=0)]
    chosen = code("emolab.papers.gu2025.PAPER").landmarks
    return together(
        equal(code("normalise_landmarks")(points), upright, what="eyes level and 1 apart"),
        equal(code("landmark_geometry")(points), x, what="22 distances"),
        equal(code("landmark_geometry")(moved), x, what="of the face moved, turned and enlarged"),
        equal(tuple(found), (x, np.array(motion)), what="and their motion"),
        equal(measured(face, "window", 1.0)[0], whole, 1e-5, "over a window"),
        fact(sizes == {"window": 88, "frame": 44, "none": 0}, f"values a picture {sizes}"),
        fact(chosen == "window", f"default {chosen}"),
        differ(x[1:], x[:-1], what="from picture to picture the distances change by"),
    )


ENTRIES = (
    Entry(
        "landmarks", "150 points of a face", "ambiguous",
        "which points is not said, and the data of the test come with 68: the shipped model has those; one "
        "of any number can be fitted or read",
        _landmarks,
        ("cascade_shapes", "sample_pixels", "similarity_transform", "emolab.vision.LandmarkModel"),
        printed=r"L = 150",
        intended=r"x \leftarrow x + \sum_{t=1}^{T} r_{s,t}(v(I, x)), \quad s = 1, \dots, S",
        readings={
            "LandmarkModel.load()": "the 68 points that most data have",
            "LandmarkModel().fit(...)": "as many points as the pictures have that it is fitted on, 150 too",
        },
        section="2.1",
    ),
    Entry(
        "landmarks, trees", "the trees that find the points", "silent",
        "the model is not named: regression trees on differences of two pixels, grown greedily",
        _trees, ("grow_tree", "tree_leaves"),
        intended=r"\max \left( \frac{|\sum_{A} r|^2}{n_A} + \frac{|\sum_{B} r|^2}{n_B} \right)",
        section="2.1",
    ),
    Entry(
        "keypoint sequence", "what the points tell over time", "silent",
        "which values is not said: 22 distances, that of the eyes being 1, and their motion, over a window",
        _sequence, ("normalise_landmarks", "landmark_geometry", "landmark_features"),
        intended=r"p' = R \frac{p - (e_r + e_l) / 2}{|e_l - e_r|}, \quad d_{ij} = |p'_i - p'_j|",
        section="2.4",
    ),
)  # fmt: skip
