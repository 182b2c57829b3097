"""Chapter 3 of song2021, executed: folds, the three networks, how they are measured."""

import numpy as np

from emolab.papers.ledger import Entry, differ, equal, fact, together
from emolab.papers.ledger import implementation as code
from emolab.papers.song2021 import tables
from emolab.papers.song2021.equations_perceptron import sigmoid

ACTORS, CLIPS = 24, 60  # a speaker of RAVDESS, speech


def _check_folds():
    actors = np.repeat(np.arange(ACTORS), CLIPS)
    random = list(code("emolab.training.KFold")(tables.FOLDS, rng=0).split(len(actors)))
    apart = list(code("emolab.training.GroupKFold")(tables.FOLDS).split(len(actors), groups=actors))
    tested = np.sort(np.concatenate([test for _, test in random]))
    sizes = {len(test) for _, test in random}
    shared, none = (
        [len(set(actors[train]) & set(actors[test])) for train, test in folds] for folds in (random, apart)
    )
    return together(
        fact(np.array_equal(tested, np.arange(1440)), "each clip is tested once"),
        fact(sizes == {144}, f"{len(random)} folds of {sorted(sizes)} clips"),
        fact(
            min(shared) >= 20,
            f"random folds, the default: {min(shared)} to {max(shared)} of 24 actors on both sides",
        ),
        fact(not any(none), f"folds by actor: {max(none)} on both sides"),
    )


def encoder_literal(e, x):
    """GRU layers (2.20-2.23), attention (2.28-2.30), dense layer and ReLU of an encoder, step by step."""
    N, T, _ = x.shape
    below = x
    for cell in e.gru.cells:
        H = len(cell.Wh.value)
        W, U, b = cell.Wx.value, cell.Wh.value, cell.b.value
        h, states = np.zeros((N, H)), []
        for t in range(T):
            xz, xr, xn = np.split(below[:, t] @ W + b, 3, axis=1)
            z, r = sigmoid(xz + h @ U[:, :H]), sigmoid(xr + h @ U[:, H : 2 * H])
            h = (1 - z) * h + z * np.tanh(xn + (r * h) @ U[:, 2 * H :])
            states.append(h)
        below = np.stack(states, axis=1)  # (N, T, H)
    found = below[:, -1]
    if e.attend:
        Wx, Wc, v = e.attention.Wx.value, e.attention.Wc.value, e.attention.v.value
        s = np.tanh(below @ Wx + (found @ Wc)[:, None]) @ v  # (N, T)
        a = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
        found = (a[..., None] * below).sum(axis=1)
    return np.maximum(found @ e.dense.W.value + e.dense.b.value, 0)


def norm_literal(norm, y):
    """2.33 and 2.34 with the kept mean and variance."""
    mean, variance = norm.mean.value, norm.variance.value
    return norm.gamma.value * (y - mean) / np.sqrt(variance + norm.eps) + norm.beta.value


def classes_literal(out, y):
    """The dense layer to the classes and the softmax."""
    z = y @ out.W.value + out.b.value
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def settled(network, rng):
    """The network in use, with kept statistics that a training could have left."""
    network.norm.mean.value[...] = rng.normal(size=network.norm.mean.value.shape)
    network.norm.variance.value[...] = 1 + rng.random(network.norm.mean.value.shape)
    return network.eval()


def one_modality(D, layers, seed):
    """Checks of a small attention-GRU against the chain of its layers."""
    rng = np.random.default_rng(seed)
    build = code("emolab.models.AttentionGRU")
    size = {"hidden": 4, "layers": layers, "dense": 5, "rng": rng, "dtype": np.float64}
    network = settled(build(D, 8, **size), rng)
    x = rng.normal(size=(3, 6, D))
    p = code("softmax")(network(x))
    y = norm_literal(network.norm, encoder_literal(network.encoder, x))
    bare = build(D, 8, attend=False, batch_norm=False, **size).eval()
    last = classes_literal(bare.out, encoder_literal(bare.encoder, x))
    return (
        equal(
            p,
            classes_literal(network.out, y),
            what=f"{layers} GRU, attention, dense, normalisation, softmax:",
        ),
        equal(code("softmax")(bare(x)), last, what="the table's rows without attention and normalisation:"),
    )


def _check_video():
    rng = np.random.default_rng(34)
    s = code("emolab.papers.song2021.PAPER")
    kept = code("emolab.papers.face_frames.at_rate")(120, 30, s.fps)
    picture = rng.integers(0, 256, (1, 90, 70, 3)).astype(float)
    small = code("resize_stack")(picture, (s.face, s.face))
    rows, columns = (shrinking(n, s.face) for n in (90, 70))
    literal = np.einsum("ih,nhwc,jw->nijc", rows, picture, columns)
    blue = code("vgg_input")(small, "keras", np.float64)
    return together(
        fact(np.array_equal(kept, np.arange(0, 120, 4)), f"30 to {s.fps} pictures a second: every fourth"),
        equal(small, literal, what=f"to {s.face} x {s.face} x 3:"),
        equal(blue[..., 0], small[..., 2] - 103.939, what="blue first, its mean taken off:"),
        frozen(rng),
        *one_modality(6, s.video_layers, 35),
        fact(
            (s.vgg, s.vgg_width, s.video_layers, s.video_hidden) == ("D", 1, 1, 512)
            and s.attend
            and s.batch_norm,
            f"preset: VGG {s.vgg}, {s.video_layers} GRU of {s.video_hidden}, attention, normalisation",
        ),
    )


def shrinking(n, m):
    """Weights of a mean by triangles that widen where n pixels become m fewer, (m, n)."""
    W = np.zeros((m, n))
    for i in range(m):
        centre = (i + 0.5) * n / m - 0.5
        for j in range(n):
            W[i, j] = max(0, 1 - abs(j - centre) / (n / m))
    return W / W.sum(axis=1, keepdims=True)


def frozen(rng):
    """Whether a step of training leaves the frozen VGG as it was, and moves what stands above it."""
    s = code("emolab.papers.song2021.settings.PRESETS").of("laptop", {"vgg_width": 1 / 32})
    network = code("emolab.papers.song2021.face.FaceNetwork")(s, 8, rng=0)
    network.vgg.freeze()
    before = network.state_dict()
    network.vgg.eval()
    network(rng.normal(size=(2, s.face, s.face, 3)).astype(np.float32))
    network.out.W.grad[...] = 1
    code("emolab.nn.SGD")(network, 0.1).step()
    moved = [name for name, value in network.state_dict().items() if not np.array_equal(value, before[name])]
    return fact(moved == ["out.W"], f"a step moves {', '.join(moved)} and no block of the VGG")


def _check_audio():
    s = code("emolab.papers.song2021.PAPER")
    convention = code("emolab.audio.CONVENTIONS")["song2021"]
    rng = np.random.default_rng(36)
    sound = rng.normal(size=16000)
    by_time = code("mfcc")(sound, 16000, "song2021")
    by_count = code("mfcc")(sound, 16000, "song2021", length=4096)
    return together(
        fact(
            (convention.n, s.audio_layers, s.audio_hidden) == (13, 3, 256) and by_time.shape[1] == 13,
            f"preset: {convention.n} MFCC, {s.audio_layers} GRU of {s.audio_hidden}",
        ),
        fact(
            convention.samples("length", 48000) == 4096 and convention.samples("length", 16000) == 1365,
            f"default: {convention.length * 1000:.1f} ms, which is 4,096 samples at 48 kHz alone",
        ),
        fact(
            len(by_time) > 2.5 * len(by_count),
            f"a second at 16 kHz: {len(by_time)} windows by time, {len(by_count)} of 4,096 samples",
        ),
        *one_modality(13, s.audio_layers, 37),
    )


def _check_fusion():
    rng = np.random.default_rng(38)
    size = {"hidden": 4, "layers": 1, "dense": 5}
    network = code("emolab.models.JoinedGRU")(
        13, 6, 8, audio={**size, "layers": 3}, video=size, keep=0.5, rng=rng, dtype=np.float64
    )
    settled(network, rng)
    xa, xv = rng.normal(size=(3, 5, 13)), rng.normal(size=(3, 7, 6))
    p = code("softmax")(network(xa, np.full(3, 5), xv, np.full(3, 7)))
    parts = [encoder_literal(network.audio, xa), encoder_literal(network.video, xv)]
    literal = classes_literal(network.out, norm_literal(network.norm, np.hstack(parts)))
    joined, cache = code("join_features_forward")(*parts)
    back = code("join_features_backward")(joined, cache)
    network.train()
    network.dropout.mask = np.arange(30).reshape(3, 10) % 2 == 0
    network.norm.training = False
    dropped = np.where(network.dropout.mask, 2 * norm_literal(network.norm, np.hstack(parts)), 0)
    training = code("softmax")(network(xa, np.full(3, 5), xv, np.full(3, 7)))
    return together(
        equal(joined, np.hstack(parts), what="both vectors side by side:"),
        equal(back, tuple(parts), what="and apart again:"),
        equal(p, literal, what="join, normalisation, dense, softmax:"),
        equal(
            training,
            classes_literal(network.out, dropped),
            what="with dropout of one half after the normalisation:",
        ),
    )


def _check_training():
    s = code("emolab.papers.song2021.PAPER")
    stated = {
        "epochs": 15,
        "batch_size": 32,
        "dense": 128,
        "keep": 0.5,
        "attention": 0,
        "learning_rate": 1e-3,
    }
    build = code("emolab.models.AttentionGRU")
    sizes = ({"dense": width, "hidden": 64, "layers": 1, "rng": 0} for width in (s.dense, 2 * s.dense))
    counts = [sum(p.value.size for p in build(13, 8, **size).parameters().values()) for size in sizes]
    kept = {name: getattr(s, name) for name in stated}
    return together(
        fact(kept == stated, ", ".join(f"{name} {value}" for name, value in kept.items())),
        fact(
            counts[1] > counts[0],
            f"above a GRU of 64, {2 * s.dense} dense units make {counts[1] / counts[0] - 1:.0%} more weights",
        ),
    )


def answers():
    """Classes (200,) of four, and what was said of them, mostly right."""
    rng = np.random.default_rng(39)
    true = rng.integers(0, 4, 200)
    return true, np.where(rng.random(200) < 0.7, true, rng.integers(0, 4, 200))


def _check_accuracy():
    true, said = answers()
    right = sum(1 for i in range(200) if true[i] == said[i])
    mostly = (np.arange(200) < 140).astype(int)  # 70 % of one class
    return together(
        equal(code("weighted_accuracy")(true, said), right / 200),
        equal(
            code("weighted_accuracy")(mostly, np.ones(200, int)),
            0.7,
            what="always the class of 70 %: 0.70, off by",
        ),
    )


def _check_confusion():
    true, said = answers()
    M = code("confusion_matrix")(true, said)
    rows = np.zeros((4, 4))
    for i in range(200):
        rows[true[i], said[i]] += 1
    sizes = np.bincount(true)
    return together(
        equal(M, rows),
        equal(M.sum(axis=1), sizes, what="rows sum to the classes' sizes, as the text has it:"),
        differ(rows.T.sum(axis=1), sizes, what="as the table prints the axes the rows' sums are off by"),
    )


ENTRIES = (
    Entry(
        "3.3.1", "ten-fold cross-validation", "silent",
        "whether actors are kept apart: folds of 144 cannot; random folds by default, folds by actor offered",
        _check_folds, code=("emolab.training.KFold", "emolab.training.GroupKFold"), section="3.3.1",
    ),
    Entry(
        "fusion", "both vectors joined, normalised, dropped out, classified", "ok",
        "the joined vector is that of both dense layers",
        _check_fusion,
        code=("emolab.models.JoinedGRU", "join_features_forward", "join_features_backward", "softmax"),
        section="3.4.1",
    ),
    Entry(
        "video system", "face frames through a frozen VGG16, a GRU and attention", "ok",
        "told in full but for the width of the dense layer and what stands for the face box",
        _check_video,
        code=(
            "emolab.papers.song2021.PAPER", "emolab.papers.song2021.settings.PRESETS",
            "emolab.papers.face_frames.at_rate",
            "resize_stack", "vgg_input", "emolab.papers.song2021.face.FaceNetwork", "emolab.nn.SGD",
            "emolab.models.AttentionGRU", "softmax",
        ),
        section="3.4.2",
    ),
    Entry(
        "audio system", "MFCC through three GRU and attention", "silent",
        "windows of 4,096 samples are 85.3 ms at the corpus's 48 kHz; other rates get the same duration",
        _check_audio,
        code=(
            "emolab.papers.song2021.PAPER", "emolab.audio.CONVENTIONS", "mfcc", "emolab.models.AttentionGRU",
            "softmax",
        ),
        section="3.4.3",
    ),
    Entry(
        "training", "settings of the training", "silent",
        "epochs, batch size, width of the dense layer and of the score, share kept by dropout",
        _check_training, code=("emolab.papers.song2021.PAPER", "emolab.models.AttentionGRU"), section="3.4",
    ),
    Entry(
        "3.1", "accuracy", "ok",
        "over all clips; always naming a class of n % gives n %, not more as the prose has it",
        _check_accuracy, code=("weighted_accuracy",),
        printed=r"\mathrm{Accuracy} = \frac{\text{number of correct predictions}}{\text{number of samples}}",
        section="3.5.1",
    ),
    Entry(
        "Table 3.1", "confusion matrix", "misprint",
        "the table's head has the truth, the text its rows: with the text they sum to the classes' sizes",
        _check_confusion, code=("confusion_matrix",),
        printed=r"M_{ij} = \left|\{n : \hat{y}_n = i, \; y_n = j\}\right|",
        intended=r"M_{ij} = \left|\{n : y_n = i, \; \hat{y}_n = j\}\right|", section="3.5.2",
    ),
)  # fmt: skip
