"""The sizes that a stored zhu2022 system claims."""

from emolab.models.vgg import CHANNELS, CONFIGS, HIDDEN, LEAST
from emolab.papers.zhu2022.face import descriptor_size
from emolab.papers.zhu2022.settings import WIDTHS

VGG_SETTINGS = {
    "config": CONFIGS.__contains__,
    "width": lambda value: isinstance(value, int | float) and 0 < value <= 8,
    "input_size": lambda value: isinstance(value, int) and LEAST <= value <= 512,
    "channels": lambda value: value in (1, 3),
    "batch_norm": lambda value: isinstance(value, bool),
    "hidden": lambda value: value is None or isinstance(value, int) and 1 <= value <= 65536,
}


def is_vgg(value):
    """Whether a value can be what a system keeps of its VGG: None, or settings to build it from."""
    if value is None:
        return True
    return (
        isinstance(value, dict)
        and value.keys() == VGG_SETTINGS.keys()
        and isinstance(value["config"], str)
        and all(fits(value[name]) for name, fits in VGG_SETTINGS.items())
    )


def claims(stored):
    """Yield (name, shape) of arrays that hold every size of the settings."""
    s, classes = stored.settings, len(stored.classes)
    if stored.modality != "video":
        yield from _voice(s, classes)
    if stored.modality != "audio":
        yield from _face(s, stored.more["vgg"], classes)


def _voice(s, classes):
    listener, gates = "voice/listener", 4
    if s.voice == "lstm":
        listener = "voice/road.lstm"
    elif s.gates == "attention":
        gates = 3
        yield f"{listener}.cells.0.Wc", (s.hidden, s.attention or s.hidden)
    yield f"{listener}.cells.0.Wx", (WIDTHS[s.features], gates * s.hidden)
    yield f"{listener}.cells.{s.layers - 1}.Wh", (s.hidden, gates * s.hidden)
    yield "voice/out.W", (s.hidden, classes)
    if s.voice == "attention_lstm" and s.score == "additive":
        yield "voice/attention.Wx", (s.hidden, s.attention or s.hidden)


def _face(s, vgg, classes):
    if s.face == "lbph":
        yield "face/inner.layers.layers.0.W", (1, 1, 2**s.points, s.filters)
        return
    inner = "face/inner"
    if s.face == "pca_vgg":
        yield "pca/components_", (s.components, descriptor_size(s))
        yield "pca/mean_", (descriptor_size(s),)
        yield "face/inner.descriptor.layers.layers.3.b", (classes,)
        inner = "face/inner.vgg"
    first, last, hidden = (max(1, round(C * vgg["width"])) for C in (CHANNELS[0], CHANNELS[-1], HIDDEN))
    hidden = vgg["hidden"] or hidden
    yield f"{inner}.blocks.0.layers.0.W", (3, 3, vgg["channels"], first)
    yield f"{inner}.head.layers.0.W", ((vgg["input_size"] // LEAST) ** 2 * last, hidden)
    yield f"{inner}.head.layers.6.W", (hidden, classes)
