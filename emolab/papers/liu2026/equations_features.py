"""Equations 5 to 7 of liu2026: openSMILE's set, SoundNet, and how the three audio features are joined."""

from importlib.util import find_spec
from math import log, sqrt
from warnings import catch_warnings, simplefilter

import numpy as np

from emolab.core import use
from emolab.papers.ledger import Entry, differ, equal, fact, together
from emolab.papers.ledger import implementation as code
from emolab.papers.literal import convolve, normal, softmax
from emolab.papers.liu2026.equations_voice import HOP, RATE, M, voice


def _loudness(sound):
    """Root of the mean square of each pre-emphasised, windowed frame, then a mean over three frames."""
    x = np.trunc(sound * 32768) / 32767
    window = [0.54 - 0.46 * np.cos(2 * np.pi * n / (M - 1)) for n in range(M)]
    raw = []
    for start in range(0, len(x) - M + 1, HOP):
        frame = x[start : start + M]
        lifted = [frame[n] - 0.97 * frame[n - 1] if n else 0.03 * frame[0] for n in range(M)]
        raw.append(sqrt(sum((lifted[n] * window[n]) ** 2 for n in range(M)) / M))
    last = len(raw) - 1
    return [(raw[max(t - 1, 0)] + raw[t] + raw[min(t + 1, last)]) / 3 for t in range(last - 1)]


def _functionals(x):
    """The twelve functionals of IS09, in its order."""
    n, mean, times = len(x), sum(x) / len(x), range(len(x))
    middle = (n - 1) / 2
    slope = sum((t - middle) * (x[t] - mean) for t in times) / sum((t - middle) ** 2 for t in times)
    offset = mean - slope * middle
    error = sum((x[t] - slope * t - offset) ** 2 for t in times) / n
    spread = sqrt(sum((value - mean) ** 2 for value in x) / n)
    third, fourth = (sum((value - mean) ** k for value in x) / n / spread**k for k in (3, 4))
    ends = [max(x), min(x), max(x) - min(x), x.index(max(x)), x.index(min(x))]
    return [*ends, mean, slope, offset, error, spread, third, fourth]


def _sets():
    sound = voice(8, frames=20) * np.linspace(0.2, 1, M + HOP * 19)
    found, names = code("is09")(sound, RATE), code("emolab.audio.is09_names")()
    checks = [
        fact(len(found) == len(names) == 384, f"IS09 gives {len(found)} values"),
        equal(found[:12], _functionals(_loudness(sound)), 1e-5, what="functionals of the loudness:"),
        equal(code("emolab.audio.opensmile_set")(sound, RATE, "IS09"), found, what="under its name:"),
        fact(
            code("emolab.papers.liu2026.features.width")(None) == 39 + 384,
            "the system hears 39 cepstra and these 384",
        ),
    ]
    if find_spec("opensmile"):
        with catch_warnings():
            simplefilter("ignore")  # what openSMILE's licence allows
            counts = [len(code("emolab.audio.opensmile_set")(sound, RATE, name)) for name in ("IS11", "IS13")]
        checks.append(fact(counts == [4368, 6373], f"IS11 and IS13 give {counts[0]} and {counts[1]}"))
    return together(*checks)


def _steps(samples):
    """How many steps pool5 makes: five convolutions, and the pools behind the first, second and fifth."""
    for kernel, padding, pool in ((64, 32, 8), (32, 16, 8), (16, 8, 1), (8, 4, 1), (4, 2, 4)):
        samples = ((samples + 2 * padding - kernel) // 2 + 1) // pool
    return samples


def _heard():
    network = code("emolab.models.SoundNet")(objects=2, scenes=2, width=1 / 32, rng=0).eval()
    sound = voice(9, frames=60).astype(np.float32)
    stretched = code("emolab.audio.resample")(sound, RATE, 22050) * np.float32(256)
    found = code("emolab.models.soundnet_features")(network, sound, RATE)
    layers = {name: network.features(stretched[None], name)[0] for name in ("pool5", "conv5", "pool2")}
    others = {name: layer.shape for name, layer in layers.items() if name != "pool5"}
    return together(
        equal(found, layers["pool5"], 1e-6, what="pool5 at 22,050 Hz, from -256 to 256:"),
        fact(found.shape == (_steps(len(stretched)), 256 // 32), f"{len(sound) / RATE:.2f} s: {found.shape}"),
        fact(found.shape not in others.values(), f"other layers leave {others}"),
    )


def _soundnet():
    build = code("emolab.models.SoundNet")
    network = build(objects=3, scenes=2, width=1 / 16, rng=1, dtype=np.float64).eval()
    x = 20 * normal(10, 1, 600)
    convolution, norm = network.blocks[0].layers[0], network.blocks[0].layers[1]
    plain = convolve(x[0][:, None], convolution.W.value, convolution.b.value, 2, 32, 32)
    literal = np.maximum(norm.gamma.value * plain / sqrt(1 + 1e-5) + norm.beta.value, 0)
    long = 20 * normal(11, 1, 230000)
    deep = network.features(long, "conv7")[0]  # (S, C)
    heads = {name: network.features(long, name)[0] for name in ("objects", "scenes")}
    wanted = {
        name: convolve(deep, getattr(network, name).W.value, getattr(network, name).b.value, 2)
        for name in heads
    }
    return together(
        equal(network.features(x, "conv1")[0], literal, what="first convolution:"),
        *(equal(heads[name], wanted[name], what=f"head of {name}:") for name in heads),
        fact(
            len(network.features(np.tile(long, 2), "objects")[0]) > len(heads["objects"]),
            "fully convolutional: twice the sound gives more steps",
        ),
        _divergence(heads),
        _taught(),
    )


def _apart(student, teacher):
    """Divergence of a student's distribution from its teacher's."""
    return sum(t * log(t / s) for t, s in zip(teacher, student))


def _divergence(heads):
    """What the loss of a head is: the mean over its steps of the divergence from a teacher."""
    divergence, checks = code("kl_divergence_forward"), []
    for seed, (name, logits) in enumerate(heads.items()):
        logits = np.concatenate([logits, normal(24 + seed, 2, logits.shape[1])])  # more steps
        drawn = normal(20 + seed, *logits.shape)
        teacher = np.array([softmax(row) for row in drawn])
        student = [softmax(row) for row in logits]
        literal = sum(map(_apart, student, teacher)) / len(student)
        checks.append(equal(divergence(logits, teacher)[0], literal, what=f"loss of {name}:"))
        own = divergence(logits, np.array(student))[0]
        checks.append(fact(abs(own) < 1e-12, "0 where the student says what the teacher does"))
    return together(*checks)


def _taught():
    """A first step of training: the loss is both heads' divergence from what two teachers see."""
    rng = np.random.default_rng(12)
    sound = rng.uniform(-0.5, 0.5, 209475).astype(np.float32)  # 9.5 s: one step of the heads
    frames = rng.integers(0, 256, (10, 2, 2, 3), np.uint8)
    clip = code("emolab.datasets.Clip")(None, "one", sound=sound, sample_rate=22050, frames=frames, fps=1)
    answers = [np.array([softmax(row) for row in normal(13 + i, 10, 3 - i)]) for i in range(2)]
    teachers = [lambda seen, answer=answer: answer[: len(seen)] for answer in answers]
    build = code("emolab.models.SoundNet")
    sizes = {"objects": 3, "scenes": 2, "width": 1 / 32, "rng": 14}
    with use("numpy"):  # one step is not worth compiling for
        history = code("emolab.training.train_soundnet")(
            build(**sizes), [clip], teachers, seconds=9.5, epochs=1, progress=False
        )
        heard = build(**sizes).train()((sound * np.float32(256))[None])
    literal = sum(
        _apart(softmax(logits[0, 0].tolist()), answer.mean(axis=0)) for logits, answer in zip(heard, answers)
    )
    return equal(history.loss[0], literal, 1e-5, what="loss of a first step, taught by two:")


def _shares(T, steps):
    """How much each of T frames has in each of so many new steps."""
    W = np.zeros((steps, T))
    for s in range(steps):
        if T > steps:
            for t in range(T):
                common = min((t + 1) / T, (s + 1) / steps) - max(t / T, s / steps)
                W[s, t] = max(0.0, common) * steps
        else:
            at = min(max((s + 0.5) * T / steps - 0.5, 0), T - 1)
            low = min(int(at), max(T - 2, 0))
            W[s, low] += 1 - (at - low)
            if T > 1:
                W[s, low + 1] += at - low
    return W


def _joined():
    frames, video = {"cepstra": (98, 4), "IS09": (1, 5), "SoundNet": (3, 6)}, 7
    parts = [normal(30 + i, *shape) for i, shape in enumerate(frames.values())]
    align, join = code("align_to"), code("join_features_forward")
    found, checks = {}, []
    for name, steps in (("video", video), ("clip", 1)):
        aligned = [align(part[None], None, steps)[0] for part in parts]
        found[name] = join(*aligned)[0]
        literal = [[] for _ in range(steps)]
        for part in parts:
            W = _shares(len(part), steps)
            for s in range(steps):
                for d in range(part.shape[1]):
                    literal[s].append(sum(W[s, t] * part[t, d] for t in range(len(part))))
        checks.append(equal(found[name], literal, what=f"{name}:"))
    try:
        np.concatenate(parts, axis=1)
        conforms = True
    except ValueError:
        conforms = False
    weights = code("align_weights")(98, video)
    repeated = np.repeat(found["clip"], video, axis=0)
    return together(
        *checks,
        equal(weights, _shares(98, video), what="shares of the frames:"),
        fact(not conforms, "98, 1 and 3 steps cannot be joined as they are"),
        fact(code("emolab.papers.liu2026.PAPER").steps == "video", "the video's steps are the default"),
        differ(repeated, found["video"], what="one step for the clip differs by"),
    )


ENTRIES = (
    Entry(
        "SoundNet", "network on the waveform, taught by two that see", "ok",
        "fully convolutional over time, two heads (objects, scenes), learned from unlabelled video by the "
        "divergence from the teachers' distributions",
        _soundnet, ("emolab.models.SoundNet", "kl_divergence_forward", "emolab.training.train_soundnet"),
        section="2.1.3",
    ),
    Entry(
        "5", "openSMILE's feature set", "silent",
        "which of the three sets is used is not said, nor on what stretch of sound: IS09, over the clip; "
        "IS11 and IS13 need the extra package opensmile",
        _sets, ("is09", "emolab.audio.opensmile_set"), section="2.1.2",
        printed=r"A_{openSMILE} = openSMILE(A, IS^*), \quad IS^* \in \{IS09, IS11, IS13\}",
    ),
    Entry(
        "6", "SoundNet's features", "silent",
        "which layer is taken is not said: pool5, 256 features, of the sound at the rate that it learned at",
        _heard, ("emolab.models.soundnet_features", "emolab.models.SoundNet"), section="2.1.3",
        printed=r"A_{soundNET} = soundNET(A)",
    ),
    Entry(
        "7", "the three audio features joined", "ambiguous",
        "a frame, a clip and SoundNet have no common rate: they go onto the video's steps, or are pooled",
        _joined, ("align_to", "align_weights", "join_features_forward"), section="2.1.3",
        printed=r"X^a = [A_{MFCC}, A_{openSMILE}, A_{soundNET}]",
        readings={
            "steps='video'": "each on the video's time steps, pooled or interpolated",
            "steps='clip'": "one step: each one's mean over the clip",
        },
    ),
)  # fmt: skip
