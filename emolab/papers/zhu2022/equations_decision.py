"""What zhu2022 says of VGG-16, of its transfer, and of the decision that joins voice and face."""

import inspect
import tempfile
from pathlib import Path

import numpy as np

from emolab.core.errors import ShapeError
from emolab.papers.ledger import Entry, differ, equal, fact, together
from emolab.papers.ledger import implementation as code
from emolab.papers.zhu2022 import literal

SMALL = {"width": 1 / 64, "input_size": 48, "channels": 1, "rng": 1}


def _input():
    rng = np.random.default_rng(60)
    faces = rng.uniform(1, 255, (2, 48, 48))
    picture = code("lbp_picture")(faces)
    labels = code("emolab.vision.lbp")(faces, 8, 1, "default", "edge")
    wanted = [[[[2 * float(v) / 255 - 1] for v in row] for row in one] for one in labels]
    vgg = code("emolab.models.VGG")("D", classes=7, **SMALL).eval()
    vector = rng.standard_normal((2, 64)).astype(np.float32)
    try:
        vgg(vector)
        refused = "it took the vector"
    except ShapeError:
        refused = ""
    both = code("emolab.models.DescriptorAndVGG")(64, 7, vgg=vgg, rng=1).eval()
    grey = (faces[..., None] / 128 - 1).astype(np.float32)
    found = np.exp(both(grey, vector))
    parts = [[literal.softmax(row) for row in np.float64(y)] for y in (vgg(grey), both.descriptor(vector))]
    first = np.array([literal.softmax(row) for row in np.float64(vgg(picture))])
    a, b, dy = rng.standard_normal((3, 2, 7))
    forward = code("mean_decision_forward")
    y, cache = forward(a, b)
    mean = [(literal.softmax(a[n]) + literal.softmax(b[n])) / 2 for n in range(2)]
    chosen = code("emolab.papers.zhu2022.PAPER").face
    return together(
        equal(picture, wanted, bound=1e-6, what="labels as a picture"),
        fact(not refused, refused or "VGG-16 refuses a vector of 64 components"),
        equal(found, np.mean(parts, axis=0), bound=1e-5, what="both networks' probabilities averaged"),
        equal(np.exp(y), mean, what="their mean"),
        literal.slopes_agree(
            lambda a, b: forward(a, b)[0], [a, b], code("mean_decision_backward")(dy, cache), dy, rng
        ),
        differ(found, first, what="untrained, the readings' probabilities differ by"),
        fact(chosen == "lbp_vgg", f"default {chosen}"),
    )


def _layers():
    vgg = code("emolab.models.VGG")("D", classes=7, **SMALL).eval()
    counts = code("emolab.models.layer_counts")(vgg)
    told = {name: counts[name] for name in ("convolutions", "pools", "dense")}
    full = code("emolab.models.vgg.CHANNELS"), code("emolab.models.vgg.HIDDEN")
    rng = np.random.default_rng(61)
    x = rng.standard_normal((1, 48, 48, 1)).astype(np.float32)
    paper = code("emolab.papers.zhu2022.PAPER")
    return together(
        fact(told == {"convolutions": 13, "pools": 5, "dense": 3}, f"{told}: 16 layers with weights"),
        fact(full == ((64, 128, 256, 512, 512), 4096), f"channels {full[0]}, {full[1]} hidden units"),
        fact(vgg.features(x).shape == (1, round(512 / 64)), "48 pixels leave a map of 1 by 1"),
        fact(vgg(x).shape == (1, 7), "7 classes"),
        fact((paper.vgg, paper.side) == ("D", 48), f"default {paper.side} pixels, those of FER2013"),
    )


def _transfer():
    VGG = code("emolab.models.VGG")
    before = VGG("D", classes=5, **SMALL)
    paper = code("emolab.papers.zhu2022.PAPER")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vgg.npz"
        code("emolab.models.save_weights")(before, path)
        after = code("emolab.models.transferred_vgg")(path, 7, replace=paper.replace, rng=2)
    old, new = before.state_dict(), after.state_dict()
    changed = sorted(
        name for name in old if old[name].shape != new[name].shape or (old[name] != new[name]).any()
    )
    schedule = code("emolab.papers.zhu2022.face.freeze_schedule")(paper)
    network = code("emolab.papers.zhu2022.face.FaceNetwork")(paper, after)
    free = {e: [name for name, is_free in schedule(network, e).items() if is_free] for e in (1, 4, 8)}
    count = {
        e: [sum(part in name for name in names) for part in ("head", "blocks")] for e, names in free.items()
    }
    last = all("head.layers.6." in name for name in free[1]) and all("blocks.4" in n for n in free[8][:6])
    return together(
        fact(len(new) == 32, f"{len(new)} arrays in the file, as of 16 layers"),
        fact(changed == ["head.layers.6.W", "head.layers.6.b"], "drawn anew: " + ", ".join(changed)),
        fact(new["head.layers.6.b"].shape == (7,), "7 classes in place of 5"),
        fact(
            last and count == {1: [2, 0], 4: [6, 0], 8: [6, 6]},
            "trained: the softmax layer from epoch 1, the dense layers from 4, the last block from 8",
        ),
        fact(paper.transfer, "the paper's preset transfers"),
    )


def _fusion():
    rng = np.random.default_rng(62)
    Pv, Ps = rng.dirichlet(np.ones(7), 40), rng.dirichlet(np.ones(7), 40)
    sums = [[0.6 * Pv[n, c] + 0.4 * Ps[n, c] for c in range(7)] for n in range(40)]
    wanted = [max(range(7), key=lambda c: row[c]) for row in sums]
    printed = [max([sum(row)]) for row in sums]  # one number, the sum over all classes: its own maximum
    return together(
        equal(code("weighted_scores")(Pv, Ps), sums, what="sums"),
        equal(code("weighted_decision")(Pv, Ps), wanted, what="classes"),
        fact(np.ptp(printed) < 1e-12 and abs(printed[0] - 1) < 1e-12, "printed: 1 for each of 40 samples"),
        fact(len(set(wanted)) > 3, f"intended: {len(set(wanted))} different classes"),
    )


def _weights():
    rng = np.random.default_rng(63)
    Pv, Ps = rng.dirichlet(np.ones(4), 60), rng.dirichlet(np.ones(4), 60)
    labels = np.where(rng.random(60) < 0.5, Pv.argmax(axis=1), Ps.argmax(axis=1))
    curve = code("weight_curve")(Pv, Ps, labels, steps=11)
    right = np.zeros((11, 60))
    for k in range(11):
        for n in range(60):
            row = [k / 10 * Pv[n, c] + (1 - k / 10) * Ps[n, c] for c in range(4)]
            right[k, n] = row.index(max(row)) == labels[n]
    classes = [right[:, labels == c].mean(axis=1) for c in set(labels.tolist())]
    scores = code("weighted_scores")
    chosen = inspect.signature(scores).parameters["weights"].default
    paper = code("emolab.papers.zhu2022.PAPER")
    best, top = curve.best()
    return together(
        equal(curve.accuracy, right.mean(axis=1), what="over all samples"),
        equal(curve.unweighted, np.mean(classes, axis=0), what="mean of the classes"),
        fact(chosen == (paper.video_weight, paper.voice_weight) == (0.6, 0.4), f"default weights {chosen}"),
        fact(
            top >= curve.accuracy[6],
            f"on random samples 0.6 gives {curve.accuracy[6]:.2f}, the best weight {best:g} gives {top:.2f}",
        ),
    )


ENTRIES = (
    Entry(
        "Fig 5, input", "what enters VGG-16", "ambiguous",
        "the features end as a vector, which no convolution can take; the picture of labels can",
        _input,
        ("lbp_picture", "mean_decision_forward", "mean_decision_backward", "emolab.models.DescriptorAndVGG"),
        intended=r"x = \frac{2 L}{255} - 1 \quad \mathrm{or} \quad "
        r"p = \frac{1}{2} \left( p_{\mathrm{VGG}}(g) + p_{\mathrm{dense}}(v) \right)",
        readings={
            'face="lbp_vgg"': "VGG-16 sees the LBP-coded picture",
            'face="pca_vgg"': "VGG-16 sees the grey picture, a small network the vector; their mean",
        },
        section="3.2",
    ),
    Entry(
        "Fig 5, layers", "VGG-16", "ok", "column D of the well-known table; seven classes",
        _layers, ("emolab.models.VGG",), section="3.2",
    ),
    Entry(
        "Fig 6, transfer", "pre-trained on FER2013, adjusted on the target", "ok",
        "the softmax layer is replaced, the dense layers are adjusted; when, is not said: epochs 1, 4 and 8",
        _transfer, ("emolab.models.transferred_vgg", "emolab.models.VGG"), section="3.2",
    ),
    Entry(
        "6", "the decision of voice and face", "misprint",
        "printed as the largest value of a sum over all classes, which is 1 for any two distributions and "
        "decides nothing; the second weight's symbol is lost",
        _fusion, ("weighted_scores", "weighted_decision"),
        printed=r"E = \max \sum_{i=1}^{n} \left( \alpha P_v + \; ? \; P_s \right)",
        intended=r"E = \operatorname{argmax}_c \left( 0.6 P_v[c] + 0.4 P_s[c] \right)", section="4.2",
    ),
    Entry(
        "6, weights", "0.6 for the face, 0.4 for the voice", "silent",
        "on what they were chosen is not said: the curve over all weights is drawn on validation data",
        _weights, ("weight_curve",), printed=r"\alpha = 0.6, \quad ? = 0.4",
        intended=r"a(w) = \frac{1}{N} \left| \{ n : \operatorname{argmax}_c "
        r"(w P_v[n,c] + (1 - w) P_s[n,c]) = y_n \} \right|",
        section="4.2",
    ),
)  # fmt: skip
