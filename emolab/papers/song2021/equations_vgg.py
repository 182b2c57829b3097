"""song2021 Table 2.1, executed: VGG, column by column."""

import numpy as np

from emolab.papers.ledger import Entry, differ, equal, fact, together
from emolab.papers.ledger import implementation as code
from emolab.papers.song2021 import tables


def sides(H, W):
    """Height and width after each of five pools of 2 x 2, 2 apart."""
    found = [(H, W)]
    for _ in range(5):
        found.append((found[-1][0] // 2, found[-1][1] // 2))
    return found


def column(network, narrow):
    """A network's blocks and dense layers as Table 2.1 writes them, at `narrow` times its width."""
    blocks = []
    for block in network.blocks:
        words = []
        for layer in block.layers:
            if type(layer).__name__ == "Conv2d":
                kernel, _, _, filters = layer.W.value.shape
                words.append(f"{kernel}-{filters * narrow}")
            elif type(layer).__name__ == "LRN":
                words.append("LRN")
        blocks.append(" ".join(words))
    dense = [layer.b.value.size for layer in network.head.layers if hasattr(layer, "b")]
    return ", ".join(blocks), (dense[0] * narrow, dense[1] * narrow, dense[2])


def _check_vgg():
    VGG, count = code("emolab.models.VGG"), code("emolab.models.layer_counts")
    right, layers = [], []
    for name, blocks in tables.TABLE_2_1.items():
        network = VGG(name, width=1 / 64, input_size=32, rng=0)
        right.append(column(network, 64) == (blocks, tables.TABLE_2_1_DENSE))
        found = count(network)
        weights = found["convolutions"] + found["dense"]
        layers.append(weights == tables.TABLE_2_1_WEIGHT_LAYERS[name] and found["pools"] == 5)
    small = VGG("D", width=1 / 64, input_size=48, top=False, rng=0)
    features = small(np.zeros((1, 48, 48, 3), np.float32)).shape[1] * 64
    wide = VGG("D", width=1 / 64, input_size=224, top=False, rng=0)
    sizes = (tables.TABLE_2_1_SIDES_PRINTED, (224, 224), (48, 48))
    printed, meant, face = (sides(*size)[-1] for size in sizes)
    return together(
        fact(all(right), f"{sum(right)} of {len(right)} columns are the table's"),
        fact(all(layers), f"{sum(layers)} have the printed number of weight layers"),
        fact(0 in printed, f"244 x 24 leaves {printed[0]} x {printed[1]} after five pools, which is nothing"),
        fact(meant == (wide.side, wide.side) == (7, 7), f"224 x 224 leaves {wide.side} x {wide.side}"),
        fact(
            face == (small.side, small.side) == (1, 1) and features == 512,
            f"48 x 48 leaves {small.side} x {small.side} x {features}",
        ),
    )


def _check_lrn():
    rng = np.random.default_rng(22)
    x = rng.normal(size=(3, 7)) * 40
    literal = np.empty_like(x)
    for n in range(3):
        for c in range(7):
            energy = sum(x[n, d] ** 2 for d in range(max(0, c - 2), min(7, c + 3)))
            literal[n, c] = x[n, c] / (2 + 1e-4 * energy) ** 0.75
    lrn = code("lrn_forward")
    caffe = lrn(x, alpha=1e-4 / 5)[0]
    return together(
        equal(lrn(x)[0], literal), differ(caffe, literal, what="with alpha over 5 channels it differs by")
    )  # fmt: skip


ENTRIES = (
    Entry(
        "Table 2.1", "VGG, columns A to E", "misprint",
        "the input is printed 244 x 24, of which five pools would leave nothing; 224 x 224 is meant",
        _check_vgg, code=("emolab.models.VGG", "emolab.models.layer_counts"),
        printed=r"244 \times 24 \times 3", intended=r"224 \times 224 \times 3", section="2.1.2",
    ),
    Entry(
        "Table 2.1, LRN", "local response normalisation of column A-LRN", "silent",
        "no equation: the constants of Krizhevsky et al. (2012), k 2, alpha 1e-4, beta 0.75, 5 channels",
        _check_lrn, code=("lrn_forward",),
        intended=r"y_c = \frac{x_c}{\left(k + \alpha \sum_{|d - c| \le 2} x_d^2\right)^{\beta}}",
        section="2.1.2",
    ),
)  # fmt: skip
