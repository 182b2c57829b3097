"""Small networks of every kind, with inputs: what a whole forward and backward on a card is tried on."""

import numpy as np

from emolab import models

LENGTHS, SHORT = np.array([7, 3, 5]), np.array([4, 2, 3])
VGG = {"config": "A", "width": 1 / 32, "input_size": 32, "channels": 1}


def _draw(*shape):
    return np.random.default_rng(len(shape) * sum(shape)).standard_normal(shape)


def _road(D=3, lengths=LENGTHS):
    return _draw(3, int(lengths.max()), D), lengths


def _both():
    return *_road(), *_road(2, SHORT)


NETWORKS = {  # name: (class, arguments, settings, inputs, as functions where they take time)
    "AttentionGRU": (models.AttentionGRU, (3, 4), {"hidden": 3, "dense": 4, "layers": 2}, _road),
    "AttentionLSTM": (models.AttentionLSTM, (3, 4), {"hidden": 3, "keep": 0.5}, _road),
    "AttentionLSTM, gates": (models.AttentionLSTM, (3, 4), {"hidden": 3, "gates": "attention"}, _road),
    "AttentionLSTM, both ways": (models.AttentionLSTM, (3, 4), {"hidden": 3, "bidirectional": True}, _road),
    "BimodalLSTM": (models.BimodalLSTM, (3, 2, 4), {"hidden": 2, "dense": 3}, _both),
    "CNNLSTM": (models.CNNLSTM, (3, 4), {"filters": 2, "hidden": 2, "keep": 0.5}, _road),
    "CrossModalNetwork": (
        models.CrossModalNetwork, (3, 2, 4), {"rnn": 3, "lstm": 2, "common": 4, "attention": 2}, _both,
    ),
    "DescriptorAndVGG": (
        models.DescriptorAndVGG, (3, 4), {"vgg": {**VGG, "batch_norm": True}, "hidden": 5},
        lambda: (_draw(2, 32, 32, 1), _draw(2, 3)),
    ),
    "FourBlockVoiceNetwork": (
        models.FourBlockVoiceNetwork, (3,), {"input_size": (16, 17), "width": 1 / 16, "vector": 2},
        lambda: (_draw(2, 16, 17), _draw(2, 2)),
    ),
    "HistogramCNN": (models.HistogramCNN, (3, 2), {"grid": 4, "filters": 2}, lambda: (_draw(2, 48),)),
    "InceptionResNetV2": (
        models.InceptionResNetV2, (2,), {"width": 1 / 64, "blocks": (1, 1, 2)},
        lambda: (_draw(2, 75, 75, 3),),
    ),
    "JoinedGRU": (
        models.JoinedGRU, (3, 2, 4),
        {side: {"hidden": 3, "dense": 4, "layers": 2} for side in ("audio", "video")}, _both,
    ),
    "LSTMClassifier": (models.LSTMClassifier, (3, 2), {"hidden": 3, "layers": 2, "keep": 0.5}, _road),
    "MaskUNet": (models.MaskUNet, (2, (2, 3)), {}, lambda: (_draw(2, 8, 8, 2),)),
    "ResidualFaceNetwork": (
        models.ResidualFaceNetwork, (3,), {"width": 1 / 32}, lambda: (_draw(2, 48, 48, 3),),
    ),
    "SoundNet": (
        models.SoundNet, (), {"objects": 6, "scenes": 4, "width": 1 / 16}, lambda: (_draw(1, 60_000),),
    ),
    "SpeechNetwork": (
        models.SpeechNetwork, (5, 4), {"hidden": 3, "attention": 2}, lambda: (*_road(5), _draw(3, 5)),
    ),
    "VGG": (models.VGG, (), {**VGG, "classes": 4, "hidden": 6}, lambda: (_draw(2, 32, 32, 1),)),
}  # fmt: skip


def run_network(name, move, where):
    """[outputs, gradients of the inputs, of the parameters, buffers] of a network in training."""
    kind, arguments, settings, inputs = NETWORKS[name]
    network = kind(*arguments, **settings, rng=1, dtype=np.float64).train().to(where)
    result = network(*(move(x) for x in inputs()))
    outputs = result if isinstance(result, tuple) else (result,)
    rng = np.random.default_rng(2)
    dys = [None if y is None else move(rng.standard_normal(y.shape)) for y in outputs]
    back = network.backward(*dys)
    grads = [parameter.grad for parameter in network.parameters().values()]
    return [list(outputs), back, grads, [buffer.value for buffer in network.buffers().values()]]
