"""What gu2025 builds of its features: two engines, how they learn, and the eight steps."""

import inspect

import numpy as np

from emolab.core.errors import ShapeError
from emolab.papers.gu2025 import tables
from emolab.papers.ledger import Entry, differ, equal, fact, together
from emolab.papers.ledger import implementation as code
from emolab.papers.literal import softmax

KINDS = {  # what the paper counts: what the library counts
    "fully connected": "convolutions", "regularization": "normalisations", "pooling": "pools",
    "activation": "activations",
}  # fmt: skip
SMALL = {
    "voice_width": 1 / 16, "face_width": 1 / 64, "side": 16, "bands": 16, "width": 0.4, "step": 0.2,
    "epochs": 1, "face_epochs": 1, "frames_a_clip": 1, "batch_size": 2, "fps": 4.0, "noise": 0.1,
    "face_noise": 0.1,
}  # fmt: skip


def _layers():
    count = code("emolab.models.layer_counts")
    face = code("emolab.models.ResidualFaceNetwork")(7, width=1 / 64, rng=1)
    voice = code("emolab.models.FourBlockVoiceNetwork")(7, width=1 / 16, rng=1)
    found, checks = {}, []
    for name, network in (("video", face), ("audio", voice)):
        found[name] = {kind: count(network)[ours] for kind, ours in KINDS.items()}
        told = ", ".join(f"{n} {KINDS[kind]}" for kind, n in found[name].items())
        checks.append(fact(found[name] == tables.LAYERS[name], f"{name}: {told}"))
    rng = np.random.default_rng(100)
    dense = code("emolab.nn.Dense")(12, 8, rng=1)
    x = dense(rng.standard_normal((2, 12)).astype(np.float32))
    try:
        code("emolab.nn.MaxPool2d")(2)(x)
        refused = False
    except (ShapeError, ValueError):
        refused = True
    # a dense layer from map to map has a weight for each pair of places, a convolution 9 for all
    weights = (96 * 96) ** 2, 9
    return together(
        *checks,
        fact(refused, f"printed: a dense layer gives {x.shape[1:]}, which a pool over a map cannot take"),
        fact(
            weights[0] > 1e6 * weights[1],
            f"from map to map of 96 by 96 it would need {weights[0]:.1e} weights",
        ),
    )


def _descent():
    rng = np.random.default_rng(101)
    value, grad, velocity = rng.standard_normal((3, 6))
    wanted, speed = [], []
    for x, g, u in zip(value, grad, velocity):
        speed.append(0.9 * u + g + 1e-4 * x)
        wanted.append(x - 0.01 * speed[-1])
    found = code("sgd_step")(value, grad, velocity, 0.01, 0.9, weight_decay=1e-4)
    plain = code("sgd_step")(value, grad, np.zeros(6), 0.01)[0]
    paper = code("emolab.papers.gu2025.PAPER")
    chosen = paper.learning_rate, paper.face_rate, paper.momentum, paper.weight_decay
    return together(
        equal(found, (np.array(wanted), np.array(speed))),
        equal(plain, value - 0.01 * grad, what="without momentum"),
        differ(found[0], plain, 1e-4, "after one step momentum and decay make a difference of"),
        fact(chosen == (0.01, 0.01, 0.9, 1e-4), "default rate 0.01, momentum 0.9, decay 0.0001"),
    )


def _noise():
    settings = code("emolab.papers.gu2025.Settings")(voice_width=1 / 16, noise=0.1, prosody=False)
    rng = np.random.default_rng(102)
    x = rng.standard_normal((40, 100, 40)).astype(np.float32)
    seen = []

    def network(x, v):
        seen.append(x)
        return x

    engine = code("emolab.papers.gu2025.engines.VoiceEngine")(settings, 7, rng=1)
    engine.network.forward = network
    engine.eval()(x)
    engine.train()(x)
    added = seen[1] - seen[0]
    paper = code("emolab.papers.gu2025.PAPER")
    return together(
        equal(seen[0], engine.normalise(x), what="where it is used, none is added:"),
        fact(abs(added.std() / 0.1 - 1) < 0.02, f"in training its deviation is {added.std():.4f}"),
        fact((paper.noise, paper.face_noise) == (0.1, 0.1), "default a tenth of the values' own deviation"),
    )


def _confidence():
    classes = code("emolab.datasets.LABEL_SETS")["basic7"]
    settings = code("emolab.papers.gu2025.Settings")(face_width=1 / 64, voice_width=1 / 16, side=16)
    rng = np.random.default_rng(103)
    judge, checks = code("emolab.papers.roads.probabilities"), []
    heard = (
        rng.standard_normal((3, 100, 40)).astype(np.float32),
        rng.standard_normal((3, 50)).astype(np.float32),
    )
    faces = (
        rng.integers(0, 256, (3, 16, 16, 3)).astype(np.uint8),
        rng.standard_normal((3, 88)).astype(np.float32),
    )
    for name, inputs in (("VoiceEngine", heard), ("FaceEngine", faces)):
        engine = code(f"emolab.papers.gu2025.engines.{name}")(settings, 7, rng=1).eval()
        p = judge(engine, inputs, "", False)
        wanted = [softmax(row) for row in engine(*inputs).astype(float)]
        line = code("emolab.analysis.timeline.timeline")(p, classes)
        best = [classes[max(range(7), key=lambda c, row=row: row[c])] for row in wanted]
        checks += [equal(p, wanted, 1e-5, name), fact(line.winner == best, "its state is the surest of them")]
    printed = tuple(tables.TABLE_1)
    return together(*checks, fact(classes == printed, f"seven emotions: {', '.join(classes)}"))


def _joined():
    rng = np.random.default_rng(104)
    classes = tuple(tables.TABLE_1)
    line = code("emolab.analysis.timeline.timeline")
    video, voice = (line(rng.dirichlet(np.ones(7), 4), classes, width=1.0, step=1.0) for _ in range(2))
    lost = video._replace(confidence=np.where(np.arange(4)[:, None] == 2, np.nan, video.confidence))
    both = code("emolab.analysis.fuse_timelines")(lost, voice, (0.5, 0.5)).confidence
    wanted = (video.confidence + voice.confidence) / 2
    wanted[2] = voice.confidence[2]
    paper = code("emolab.papers.gu2025.PAPER")
    other = code("weighted_scores")(video.confidence, voice.confidence, (0.6, 0.4))
    return together(
        equal(both, wanted, what="the mean, or the one that is there"),
        fact((paper.video_weight, paper.voice_weight) == (0.5, 0.5), "default equal weights"),
        differ(other, (video.confidence + voice.confidence) / 2, what="weights of 0.6 and 0.4 change it by"),
    )


def _steps():
    clips = code("emolab.datasets.SyntheticClips")(
        2, 1, seconds=0.6, size=32, label_set=["happiness", "sadness"]
    )
    system = code("emolab.papers.gu2025.System")("joined", "laptop", rng=1, **SMALL)
    features = system.read(clips, False)  # steps 1 to 4
    windows, faces = features["audio"][0], features["video"][0]
    system.train_on(features, clips.targets, clips.label_set, show=False)
    one = {name: values[:1] for name, values in features.items()}
    line = system.timeline(clips[0], one)  # steps 5 and 6
    drawn = code("emolab.papers.gu2025.statistics")(line)  # step 7
    shares = sum(drawn.shares.values())
    strip = code("emolab.papers.gu2025.drawing.draw_timeline")(line, 40, 200)  # step 8
    window = line.confidence[np.flatnonzero(line.seen)[0]]
    column = strip[:, int(line.start[line.seen][0] / line.end[-1] * 40)]
    colours, heights = np.unique(column, axis=0, return_counts=True)
    defaults = {
        p.name: p.default for p in inspect.signature(code("emolab.papers.gu2025.System")).parameters.values()
    }
    return together(
        fact(windows.shape[1] == 2 + 50 + 40 * 16, f"steps 2, 4: {len(windows)} windows of the sound"),
        fact(len(faces) >= 1, f"steps 1, 3: faces in {len(faces)} pictures"),
        fact(
            np.allclose(line.confidence[line.seen].sum(axis=1), 1),
            f"steps 5, 6: {line.seen.sum()} windows judged",
        ),
        fact(abs(shares - 1) < 1e-9 and sum(drawn.percent.values()) == 100, "step 7: shares that sum to 1"),
        fact(
            np.allclose(np.sort(heights / 200), np.sort(window), atol=0.01) and len(colours) == 2,
            "step 8: bands as high as the confidences",
        ),
        fact(defaults["modality"] == "joined", "both roads by default"),
    )


ENTRIES = (
    Entry(
        "layers", "layers of both networks", "misprint",
        "beside so many pools over maps the layers called fully connected can but be convolutions; the "
        "face's counts are then those of a residual network of 34; the arrangement is not given",
        _layers, ("emolab.models.ResidualFaceNetwork", "emolab.models.FourBlockVoiceNetwork"),
        printed=r"34 \; \mathrm{fully\ connected}, \; 36 \; \mathrm{regularization}, \; 4 \; "
        r"\mathrm{pooling}, \; 36 \; \mathrm{activation}; \quad 4, 4, 4, 4",
        intended=r"34 \; \mathrm{convolutions}, \; 36 \; \mathrm{normalisations}, \; 4 \; \mathrm{pools}, "
        r"\; 36 \; \mathrm{ReLU}; \quad 4, 4, 4, 4",
        section="2.3",
    ),
    Entry(
        "SGD", "stochastic gradient descent", "silent",
        "named without rate, momentum or decay", _descent, ("sgd_step",),
        intended=r"u \leftarrow 0.9 u + g + 10^{-4} x, \quad x \leftarrow x - 0.01 u", section="2.3",
    ),
    Entry(
        "noise", "noise added to the data", "silent",
        "how much is not said: to each standardised value, while it learns, a tenth of its deviation",
        _noise, ("emolab.papers.gu2025.engines.VoiceEngine",),
        intended=r"x \leftarrow x + 0.1 \epsilon, \quad \epsilon \sim N(0, 1)", section="2.2",
    ),
    Entry(
        "confidence", "a state, and how sure it is of each of seven emotions", "ok",
        "the softmax of each engine; the state is the surest",
        _confidence,
        ("emolab.papers.gu2025.engines.VoiceEngine", "emolab.papers.gu2025.engines.FaceEngine"),
        intended=r"p_c = \frac{\exp(y_c)}{\sum_{k=1}^{7} \exp(y_k)}, \quad "
        r"\hat{c} = \operatorname{argmax}_c p_c",
        section="2.4",
    ),
    Entry(
        "joined decision", "face and voice together", "silent",
        "how both are integrated is not said: their mean, window after window, or the one that is there",
        _joined, ("weighted_scores", "emolab.analysis.fuse_timelines"),
        intended=r"p = \frac{p_v + p_s}{2}", section="2.4",
    ),
    Entry(
        "steps 1-8", "from film and sound to statistics", "ok",
        "read, prepare, judge, count, draw, in this order; what is drawn is what was judged",
        _steps,
        (
            "emolab.papers.gu2025.System", "emolab.papers.gu2025.statistics",
            "emolab.papers.gu2025.drawing.draw_frame", "emolab.papers.gu2025.drawing.draw_timeline",
        ),
        section="3",
    ),
)  # fmt: skip
