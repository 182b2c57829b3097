"""What liu2021 makes of the networks' features: selection, support vectors, fusion of classifiers."""

from math import ceil, exp

import numpy as np

from emolab.papers.ledger import Entry, differ, equal, fact, together
from emolab.papers.ledger import implementation as code
from emolab.papers.literal import normal

PAPER = "emolab.papers.liu2021.PAPER"
SELECTOR, SVC = "emolab.learn.ChiSquareSelector", "emolab.learn.SVC"


def _table(f, c):
    """A, B, C, D of equation 1, for one feature and one class."""
    pairs = [(bool(a), bool(b)) for a, b in zip(f, c)]
    return [pairs.count(cell) for cell in ((True, True), (True, False), (False, True), (False, False))]


def _chi(f, c):
    A, B, C, D = _table(f, c)
    below = (A + C) * (B + D) * (A + B) * (C + D)
    return (A + B + C + D) * (A * D - B * C) ** 2 / below if below else 0.0


def _samples(seed, N=60, F=7, K=3):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, K, N)
    X = rng.normal(size=(N, F)) + 0.8 * (np.arange(F) % 3) * (y[:, None] == np.arange(F) % K)
    return X, y


def _chi_square():
    X, y = _samples(1)
    present, member = X > 0.3, y[:, None] == np.arange(3)
    found = code("chi_square")(present, member)
    literal = [[_chi(present[:, f], member[:, c]) for c in range(3)] for f in range(7)]
    selector = code(SELECTOR)(1.0).fit(X, y)
    high = X > np.median(X, axis=0)
    most = [max(_chi(high[:, f], member[:, c]) for c in range(3)) for f in range(7)]
    even = np.array([[1], [1], [0], [0]], bool), np.array([[1], [0], [1], [0]], bool)
    nothing = code("chi_square")(np.ones((4, 1), bool), even[1])
    return together(
        equal(found, literal),
        equal(selector.scores_, most, what="largest over the classes:"),
        fact(code("chi_square")(*even)[0, 0] == 0, "0 where feature and class are independent"),
        fact(nothing[0, 0] == 0, "0 where a feature is always there"),
    )


def _counts_statistic(X, y):
    """The statistic that other libraries call chi2: sums of the values as if they were counts."""
    scores = []
    for f in range(X.shape[1]):
        whole = X[:, f].sum()
        expected = [whole * (y == c).mean() for c in range(3)]
        observed = [X[y == c, f].sum() for c in range(3)]
        scores.append(sum((o - e) ** 2 / e for o, e in zip(observed, expected)))
    return np.array(scores)


def _binarising():
    X, y = _samples(2)
    selector = code(SELECTOR)(0.5).fit(X, y)
    medians = [sorted(X[:, f])[29:31] for f in range(7)]
    literal = [(low + high) / 2 for low, high in medians]
    bent = code(SELECTOR)(0.5).fit(np.exp(X), y)
    positive = np.exp(X)
    other, scaled = _counts_statistic(positive, y), _counts_statistic(10 * positive, y)
    mean = np.array([max(_chi(X[:, f] > X[:, f].mean(), y == c) for c in range(3)) for f in range(7)])
    return together(
        equal(selector.medians_, literal, what="a value counts above its feature's training median:"),
        equal(bent.scores_, selector.scores_, what="any increasing map leaves the scores:"),
        differ(mean, selector.scores_, what="the mean in the median's place changes them by"),
        equal(scaled, 10 * other, what="the chi2 of values as counts grows with their unit:"),
        differ(other, selector.scores_, what="it is another statistic, off by"),
    )


def _selection():
    X, y = _samples(3)
    share = code(PAPER).share
    selector = code(SELECTOR)(share)
    kept = selector.fit_transform(X, y)
    high = X > np.median(X, axis=0)
    scores = [max(_chi(high[:, f], y == c) for c in range(3)) for f in range(7)]
    ranked = sorted(range(7), key=lambda f: (-scores[f], f))[: ceil(0.5 * 7)]
    left = [scores[f] for f in range(7) if f not in ranked]
    return together(
        fact(share == 0.5, "the top half is the default"),
        equal(kept, X[:, sorted(ranked)], what=f"{kept.shape[1]} of 7 are kept:"),
        fact(min(scores[f] for f in ranked) >= max(left), "none that is left out scores higher"),
    )


def _before_or_after():
    build, parts = (
        code("emolab.papers.liu2021.System"),
        {"audio": _samples(4, F=6), "video": _samples(5, F=4)},
    )
    vectors = {name: X for name, (X, _) in parts.items()}
    sizes = {}
    for selects in ("each", "joined"):
        system = build("joined", "paper", selects=selects)
        classifier = code("emolab.papers.liu2021.classifier.Classifier")
        system.classifiers = {
            name: classifier(system.settings).fit_selector(X, y) for name, (X, y) in parts.items()
        }
        steps = system._steps(vectors)
        sizes[selects] = steps.shape[2]
        if selects == "each":
            kept = []
            for X, y in parts.values():
                high = X > np.median(X, axis=0)
                scores = [max(_chi(high[:, f], y == c) for c in range(3)) for f in range(X.shape[1])]
                best = sorted(range(len(scores)), key=lambda f: (-scores[f], f))[: ceil(len(scores) / 2)]
                kept.append(X[:, sorted(best)])
            first = equal(steps[:, 0, :3], kept[0], 1e-6, what="each: the voice's best half,")
            second = equal(steps[:, 1, 3:], kept[1], 1e-6, what="and the face's,")
        else:
            third = equal(steps[:, 0, :6], vectors["audio"], 1e-6, what="joined: all of the voice,")
    return together(
        first, second, third,
        fact(sizes == {"each": 5, "joined": 10}, f"features that reach the LSTM: {sizes}"),
        fact(code(PAPER).selects == "each", "each is the default"),
    )  # fmt: skip


def _kernels():
    X, Z = normal(6, 4, 3), normal(7, 5, 3)
    dots = [[sum(a * b for a, b in zip(x, z)) for z in Z] for x in X]
    far = [[sum((a - b) ** 2 for a, b in zip(x, z)) for z in Z] for x in X]
    return together(
        equal(code("linear_kernel")(X, Z), dots, what="linear:"),
        equal(
            code("polynomial_kernel")(X, Z, 0.5, 1.0, 3),
            [[(0.5 * dot + 1) ** 3 for dot in row] for row in dots],
            what="polynomial:",
        ),
        equal(code("rbf_kernel")(X, Z, 0.7), [[exp(-0.7 * d) for d in row] for row in far], what="RBF:"),
    )  # fmt: skip


def _decision_function():
    X, labels = _samples(8, N=40, K=2)
    y = np.where(labels == 1, 1.0, -1.0)
    penalty, gamma, eps = 0.7, 0.2, 1e-8
    a, b, _ = code("smo")(X, y, np.full(40, penalty), "rbf", gamma, eps=eps)
    K = np.array([[exp(-gamma * ((x - z) ** 2).sum()) for z in X] for x in X])
    d = np.array([sum(a[i] * y[i] * K[i, n] for i in range(40)) + b for n in range(40)])
    margin, loose = y * d, 1e-6
    conditions = (
        (a >= 0).all() and (a <= penalty).all() and abs((a * y).sum()) < 1e-9
        and (margin[a == 0] >= 1 - loose).all() and (margin[a == penalty] <= 1 + loose).all()
        and (abs(margin[(a > 0) & (a < penalty)] - 1) < loose).all()
    )  # fmt: skip
    machine = code(SVC)(penalty, "rbf", gamma=gamma, tol=eps).fit(X, labels)
    strict, lax = (code(SVC)(C, "rbf", gamma=1.0).fit(X, labels).score(X, labels) for C in (1e4, 1e-4))
    return together(
        _kernels(),
        fact(conditions, "the multipliers meet the conditions of the optimum"),
        equal(machine.decision_function(X), d, 1e-5, what="sum of a y k(a, a_i) + b:"),
        fact(strict == 1 > lax, f"a large penalty allows no error, one near 0 all: {strict:.2f}, {lax:.2f}"),
        fact(
            (code(PAPER).C, code(PAPER).svm_kernel) == (1.0, "rbf"), "LIBSVM's defaults where it gives none"
        ),
    )


def _lam(g):
    """Root of prod(1 + lam g_i) = 1 + lam above -1, beside 0, by halving; 0 where the sum is 1."""
    if abs(sum(g) - 1) < 1e-12:
        return 0.0
    low, high = (-1 + 1e-12, -1e-9) if sum(g) > 1 else (1e-9, 1e6)

    def gap(lam):
        value = 1.0
        for density in g:
            value *= 1 + lam * density
        return value - 1 - lam

    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if gap(low) * gap(middle) > 0 else (low, middle)
    return (low + high) / 2


def _measure(g, lam, sources):
    counted = 0.0
    for i in sources:
        counted = counted + g[i] + lam * counted * g[i]
    return counted


def _integrals(h, g):
    """Sugeno's and Choquet's integral of scores h with densities g."""
    lam, order = _lam(g), sorted(range(len(h)), key=lambda i: -h[i])
    counted = [_measure(g, lam, order[: i + 1]) for i in range(len(h))]
    falling = [h[i] for i in order] + [0.0]
    sugeno = max(min(falling[i], counted[i]) for i in range(len(h)))
    choquet = sum((falling[i] - falling[i + 1]) * counted[i] for i in range(len(h)))
    return sugeno, choquet


def _scores(seed, *shape):
    rng = np.random.default_rng(seed)
    p = rng.random(shape)
    return p / p.sum(axis=-1, keepdims=True)


def _fuzzy():
    h = _scores(9, 3, 4, 5)  # sources, clips, classes
    checks, apart = [], []
    for g in ((0.2, 0.3, 0.1), (0.7, 0.5, 0.6), (0.5, 0.3, 0.2)):
        lam = code("lambda_measure")(np.array(g))
        literal = np.array([[_integrals(h[:, n, k], g) for k in range(5)] for n in range(4)])
        sugeno, choquet = (code(f"{name}_integral")(h, np.array(g)) for name in ("sugeno", "choquet"))
        checks += [
            equal(lam, _lam(g), 1e-8, what=f"lambda of {g}:"),
            equal(sugeno, literal[..., 0], 1e-8, what="Sugeno:"),
            equal(choquet, literal[..., 1], 1e-8, what="Choquet:"),
        ]
        apart.append(abs(sugeno - choquet).max())
    return together(
        *checks,
        fact(max(apart) > 1e-3, f"the two are up to {max(apart):.2g} apart"),
        fact(code(PAPER).integral == "choquet", "Choquet's is the default"),
    )


def _channels():
    h = _scores(10, 3, 4, 5)
    three = code("choquet_integral")(h, np.array([0.57, 0.43, 0.57]))
    without = code("choquet_integral")(h, np.array([0.57, 0.43, 0.0]))
    two = code("choquet_integral")(h[:2], np.array([0.57, 0.43]))
    literal = [[_integrals(h[:, n, k], (0.57, 0.43, 0.57))[1] for k in range(5)] for n in range(4)]
    return together(
        equal(three, literal, 1e-8, what="voice, face and both joined:"),
        equal(without, two, what="density 0 leaves a classifier out:"),
        differ(two, three, what="voice and face alone differ by"),
        fact(code(PAPER).joined_density == 0.57, "the three are the default"),
    )


def _weight():
    paper, h = code(PAPER), _scores(11, 2, 4, 5)
    fixed = (paper.voice_density, paper.face_density)
    lam = code("lambda_measure")(np.array(fixed))
    mean = code("choquet_integral")(h, np.array(fixed))
    targets = h[0].argmax(axis=1)  # the first source is right but once
    targets[0] = (targets[0] + 1) % 5
    learned = code("emolab.fusion.learn_densities")(h, targets)
    right = [sum(h[s, n].argmax() == targets[n] for n in range(4)) for s in range(2)]
    return together(
        fact(paper.densities == "held", "they are learned from clips held back, by default"),
        equal(learned, [(count + 1) / (4 + 2) for count in right], what="held:"),
        fact(fixed == (0.57, 0.43), f"fixed: {fixed}"),
        fact(abs(lam) < 1e-9, f"whose lambda is {lam:g}"),
        equal(mean, 0.57 * h[0] + 0.43 * h[1], what="so that Choquet's is the mean by these weights:"),
        differ(code("choquet_integral")(h, learned), mean, what="the two differ by"),
    )


ENTRIES = (
    Entry(
        "1", "chi-square of feature and class", "ok",
        "from the 2 x 2 table; a feature's score is the largest over the classes",
        _chi_square, ("chi_square", SELECTOR), section="Feature Selection",
        printed=r"\begin{aligned} Chi(f, c_i) &= \frac{N \times (AD - BC)^2}{(A + C) \times (B + D) \times "
        r"(A + B) \times (C + D)} \\ Chi_{\max}(f) &= \max(Chi(f, c_i)) \end{aligned}",
    ),
    Entry(
        "1, binarising", "when a continuous feature counts as there", "silent",
        "the table is of features that occur or not: above the training median; the chi2 of other libraries, "
        "of values as counts, is another statistic",
        _binarising, (SELECTOR,), section="Feature Selection",
    ),
    Entry(
        "selection", "the better half of the features is kept", "ok",
        "the top 50 percent, the count rounded up",
        _selection, (SELECTOR, PAPER), section="Chi-Square Test Model Performance",
    ),
    Entry(
        "selection, place", "whether features are selected before or after they are joined", "ambiguous",
        "the figure selects in each modality, the conclusion leaves selection across both to later work",
        _before_or_after, ("emolab.papers.liu2021.System", "emolab.papers.liu2021.classifier.Classifier"),
        section="Feature Selection",
        readings={
            "selects='each'": "in each modality, before both are joined",
            "selects='joined'": "after the LSTM across both",
        },
    ),
    Entry(
        "Fig 5", "support vector machine", "ok",
        "decision function of support vectors, with a penalty on errors",
        _decision_function, ("linear_kernel", "polynomial_kernel", "rbf_kernel", "smo", SVC),
        section="Feature Classification",
        printed=r"\sum_i \alpha_i y_i k(a, a_i) + b",
    ),
    Entry(
        "fusion", "fuzzy integral over the classifiers", "ambiguous",
        "no integral and no measure is given: Sugeno's lambda measure, and either of the two usual integrals",
        _fuzzy, ("lambda_measure", "choquet_integral", "sugeno_integral"), section="Feature Classification",
        intended=r"\prod_i (1 + \lambda g_i) = 1 + \lambda, \quad \lambda > -1",
        readings={
            "integral='choquet'": "a mean whose weights depend on which classifiers agree",
            "integral='sugeno'": "the best level that enough of the weight reaches",
        },
    ),
    Entry(
        "fusion, classifiers", "which classifiers are fused", "ambiguous",
        "one on the joined features and one for each channel are named: all three take part, or the channels",
        _channels, ("choquet_integral", PAPER), section="Feature Classification",
        readings={
            "joined_density=0.57": "voice, face, and the one on the joined features",
            "joined_density=0": "voice and face alone",
        },
    ),
    Entry(
        "Fig 6", "the weight 0.57", "ambiguous",
        "it is not said of what; as densities .57 and .43 lambda is 0, and the integral a weighted mean",
        _weight, ("lambda_measure", "choquet_integral", "emolab.fusion.learn_densities"),
        section="Parameter Discussion",
        readings={
            "densities='held'": "learned from clips that nothing else learns from",
            "densities='fixed'": "0.57 for the voice, 0.43 for the face",
        },
    ),
)  # fmt: skip
