"""The networks of liu2021: voice, face, and the LSTMs within and across the modalities."""

from cmath import exp as complex_exp
from math import pi, sqrt

import numpy as np

from emolab.papers.ledger import Entry, differ, equal, fact, together
from emolab.papers.ledger import implementation as code
from emolab.papers.literal import affine, convolve, lstm, normal

PAPER = "emolab.papers.liu2021.PAPER"
LSTM = "emolab.models.LSTMClassifier"


def _weights(cell):
    return cell.Wx.value, cell.Wh.value, cell.b.value


def _through(network, x, pool):
    """Logits of the CNN-LSTM for one sequence x (T, D), step by step."""
    for convolution in network.convolutions:
        x = np.maximum(convolve(x, convolution.W.value, convolution.b.value, 1, 1, 1), 0)
    pooled = np.array([x[t : t + pool].max(axis=0) for t in range(0, len(x), pool)])
    H = network.lstm.cells[0].Wh.value.shape[0]
    h, _ = lstm(pooled, np.zeros(H), np.zeros(H), *_weights(network.lstm.cells[0]))
    return affine(network.head.out.W.value.T, h[-1], network.head.out.b.value)


def _cnn_lstm():
    build = code("emolab.models.CNNLSTM")
    small = build(3, 4, filters=5, hidden=6, rng=1, dtype=np.float64).eval()
    x = normal(2, 2, 7, 3)
    full = build(13, 5, rng=3)
    shapes = [convolution.W.value.shape for convolution in full.convolutions]
    early = np.maximum(x[0], 0)[:6].reshape(3, 2, 3).max(axis=1)
    late = np.maximum(x[0][:6].reshape(3, 2, 3).max(axis=1), 0)
    return together(
        equal(small(x), [_through(small, x[n], 2) for n in range(2)]),
        fact(shapes == [(3, 13, 32), (3, 32, 32)], f"two convolutions of 32 filters, width 3: {shapes}"),
        fact(full.lstm.cells[0].Wh.value.shape == (256, 1024), "an LSTM of 256 units"),
        fact(full.head.out.W.value.shape == (256, 5), "a dense layer to the classes"),
        equal(early, late, what="ReLU before or behind the pool is the same:"),
    )


def _pool():
    build = code("emolab.models.CNNLSTM")
    x = normal(4, 1, 9, 3)
    found = {}
    for pool in (2, 3):
        network = build(3, 4, filters=5, hidden=6, pool=pool, rng=5, dtype=np.float64).eval()
        found[pool] = network(x)
        if not equal(found[pool][0], _through(network, x[0], pool)).holds:
            return fact(False, f"a pool of {pool} steps is not the largest of {pool}")
    return together(
        fact(code(PAPER).pool == 2, "2 is the default"),
        differ(found[3], found[2], what="3 in its place changes the logits by"),
    )


def _recurrent_dropout():
    N, T, D, H, keep = 2, 4, 3, 5, 0.8
    x, h0, c0 = normal(6, N, T, D), normal(7, N, H), normal(8, N, H)
    Wx, Wh, b = normal(9, D, 4 * H), normal(10, H, 4 * H), normal(11, 4 * H)
    r = np.array([[True, False, True, True, False], [True] * 5])
    found = code("dropped_lstm_forward")(x, h0, c0, r, Wx, Wh, b, None, 1 / keep)[0]
    literal = []
    for n in range(N):
        h, c, states = h0[n], c0[n], []
        for t in range(T):
            seen = [h[k] / keep if r[n, k] else 0.0 for k in range(H)]
            states_t, c = lstm(x[n, t : t + 1], seen, c, Wx, Wh, b)
            h = states_t[0]
            states.append(h)
        literal.append(states)
    layer = code("emolab.nn.RecurrentDropoutLSTM")(D, H, keep=keep, rng=12, dtype=np.float64)
    first, second = layer.train()(x), layer(x)
    inference = layer.eval()(x)
    plain = [lstm(x[n], np.zeros(H), np.zeros(H), *_weights(layer.cells[0]))[0] for n in range(N)]
    return together(
        equal(found, np.array(literal)),
        equal(inference, np.array(plain), what="nothing is dropped in inference:"),
        differ(first, second, what="in training a new mask each time, apart by"),
        fact(code(PAPER).recurrent == 1 - 0.2, "0.2 is dropped, 0.8 kept"),
    )


def _stft():
    n, hop, signal = 8, 4, normal(13, 24)
    found = code("stft")(signal, n, hop, window="rectangular", pad="none")
    literal = [
        [sum(signal[s + m] * complex_exp(-2j * pi * k * m / n) for m in range(n)) for k in range(n // 2 + 1)]
        for s in range(0, len(signal) - n + 1, hop)
    ]
    rng = np.random.default_rng(14)
    frames = rng.integers(0, 256, (2, 6, 6, 3), np.uint8)
    pixels = code("emolab.papers.song2021.face.face_input")(frames, "standard")
    grey = frames @ np.array([0.299, 0.587, 0.114])
    grey = (grey - grey.mean(axis=(1, 2), keepdims=True)) / grey.std(axis=(1, 2), keepdims=True)
    return together(
        equal(abs(found), abs(np.array(literal)), what="of a sound:"),
        fact(pixels.shape == frames.shape, "a face goes into its network as pixels"),
        equal(pixels[..., 0], grey, 0.02, what="standardised grey ones:"),
    )  # fmt: skip


def _inception():
    build = code("emolab.models.InceptionResNetV2")
    network = build(4, width=1 / 32, rng=15, dtype=np.float64).eval()
    x = normal(16, 1, 75, 75, 3)
    logits = network(x)
    counts = tuple(len(blocks.layers) for blocks in (network.blocks_a, network.blocks_b, network.blocks_c))
    inside, scaled = network.stem(x), []
    for blocks, reduce, scale in (
        (network.blocks_a, network.reduction_a, 0.17),
        (network.blocks_b, network.reduction_b, 0.10),
        (network.blocks_c, None, 0.20),
    ):
        block = blocks.layers[0]
        found = np.concatenate([path(inside) for path in block.branches.paths], axis=-1)
        W, b = block.up.W.value[0, 0], block.up.b.value
        literal = np.array([[affine(W.T, pixel, b) for pixel in row] for row in found[0]])
        scaled.append(equal(block(inside)[0], np.maximum(inside[0] + scale * literal, 0), what=f"{scale}:"))
        for layer in blocks.layers:
            inside = layer(inside)
        inside = inside if reduce is None else reduce(inside)
    pooled = inside.mean(axis=(1, 2))
    out = network.head.out
    first = network.stem.layers[0].layers[0]
    taps = first.conv.W.value
    top = np.array([(x[0, :3, j : j + 3] * taps[..., 0]).sum() for j in (0, 2, 4)])
    return together(
        fact(counts == (5, 10, 5), f"blocks A, B and C: {counts}"),
        *scaled,
        equal(logits, [affine(out.W.value.T, pooled[0], out.b.value)], what="stages, mean, dense:"),
        equal(first(x)[0, 0, :3, 0], np.maximum(top / sqrt(1 + 1e-3), 0), what="first convolution:"),
    )


def _feature():
    network = code("emolab.models.InceptionResNetV2")(4, width=1 / 32, hidden=10, rng=17, dtype=np.float64)
    network.eval()
    x = normal(18, 1, 75, 75, 3)
    found = {layer: network.features(x, layer) for layer in ("conv", "pool", "dropout", "dense")}
    dense = network.head.dense
    literal = np.maximum(affine(dense.W.value.T, found["pool"][0], dense.b.value), 0)
    network.head.dropout.train()
    dropped = network.features(x, "dropout")
    paper = code(PAPER)
    return together(
        fact((paper.face_layer, paper.dense) == ("dense", 300), "the dense layer of 300 is the default"),
        equal(found["dense"][0], literal, what="dense with ReLU:"),
        equal(found["dropout"], found["pool"], what="in inference dropout's is the pool's:"),
        differ(dropped, found["pool"], what="with dropout at work it differs by"),
    )


def _lstm_layer(seed):
    network = code(LSTM)(3, 4, hidden=5, rng=seed, dtype=np.float64).eval()
    return network, _weights(network.road.lstm.cells[0])


def _within():
    network, weights = _lstm_layer(19)
    x, lengths = normal(20, 2, 6, 3), np.array([6, 4])
    literal = [lstm(x[n, : lengths[n]], np.zeros(5), np.zeros(5), *weights)[0][-1] for n in range(2)]
    found = network.road(x, lengths)
    return together(
        equal(found, np.array(literal), what="last state of each clip:"),
        equal(network(x, lengths), found @ network.out.W.value + network.out.b.value, what="logits:"),
        fact(code(PAPER).within == 128, "128 units, where the paper gives none"),
    )


def _across():
    a, v = normal(21, 3, 4), normal(22, 3, 2)
    system = code("emolab.papers.liu2021.System")("joined", selects="joined")
    steps = system._steps({"audio": a, "video": v})
    literal = np.zeros((3, 2, 6), np.float32)
    for n in range(3):
        literal[n, 0, :4], literal[n, 1, 4:] = a[n], v[n]
    network = code(LSTM)(6, 4, hidden=5, rng=23, dtype=np.float64).eval()
    weights = _weights(network.road.lstm.cells[0])
    last = [lstm(row.astype(float), np.zeros(5), np.zeros(5), *weights)[0][-1] for row in literal]
    return together(
        equal(steps, literal, 1e-7, what="the joined vector, modality by modality:"),
        equal(network.road(literal.astype(float)), np.array(last), what="LSTM over it:"),
        fact(code(PAPER).across == 128, "128 units, where the paper gives none"),
    )


def _sentences():
    network, weights = _lstm_layer(24)
    video = normal(25, 1, 5, 3)  # five sentences of one video
    states = lstm(video[0], np.zeros(5), np.zeros(5), *weights)[0]
    alone = [lstm(video[0, t : t + 1], np.zeros(5), np.zeros(5), *weights)[0][0] for t in range(5)]
    return together(
        equal(network.road.lstm(video)[0], states, what="sentence by sentence:"),
        equal(network.road(video.transpose(1, 0, 2)), np.array(alone), what="each clip by itself:"),
        differ(np.array(alone), states, what="what the other sentences add is"),
    )


ENTRIES = (
    Entry(
        "Fig 2", "CNN-LSTM over the voice", "ok",
        "two convolutions of 32 filters and width 3 with ReLU, a max pool, an LSTM of 256, a dense layer",
        _cnn_lstm, ("emolab.models.CNNLSTM",), section="Speech Signal Feature Extraction",
    ),
    Entry(
        "Fig 2, pool", "steps that the max pool spans", "silent", "not given: 2",
        _pool, ("emolab.models.CNNLSTM",), section="Speech Signal Feature Extraction",
    ),
    Entry(
        "recurrent dropout", "a share of the LSTM's own state is dropped", "ok",
        "0.2 of what goes from step to step, one mask a sequence; inference drops nothing",
        _recurrent_dropout, ("dropped_lstm_forward", "emolab.nn.RecurrentDropoutLSTM"),
        section="Speech Signal Feature Extraction",
    ),
    Entry(
        "STFT", "short-time Fourier transform of a face", "silent",
        "on what of a picture it would be taken is not said, and its words are a sound's: pixels are used",
        _stft, ("stft", "emolab.papers.song2021.face.face_input"),
        section="Facial Expression Feature Extraction",
    ),
    Entry(
        "Fig 3", "Inception-ResNet-v2 over the face", "ok",
        "stem, five blocks A, reduction, ten B, reduction, five C, mean, dropout, dense, as first drawn",
        _inception, ("emolab.models.InceptionResNetV2",), section="Facial Expression Feature Extraction",
    ),
    Entry(
        "Fig 3, feature", "which output is the face's feature, and how wide", "silent",
        "the fully connected layer's, the best of Table 2; its width is not given: the 300 of the experiment",
        _feature, ("emolab.models.InceptionResNetV2", PAPER), section="Facial Expression Feature Extraction",
    ),
    Entry(
        "Fig 4, within", "LSTM within a modality", "ok", "the last state of a clip's steps",
        _within, (LSTM,), section="Feature Selection",
        printed=r"X_i = [x_{i,1}, x_{i,2}, \dots, x_{i,L}] \in R^{L_i \times h}",
    ),
    Entry(
        "Fig 4, across", "LSTM across the joined modalities", "ok",
        "it reads the joined vector, which the library gives it modality by modality",
        _across, (LSTM, "emolab.papers.liu2021.System"), section="Feature Selection",
    ),
    Entry(
        "Fig 4, steps", "what a step is", "silent",
        "the steps are the sentences of a long video; a single clip has one, and what others "
        "would add is left out",
        _sentences, (LSTM,), section="Feature Selection",
    ),
)  # fmt: skip
