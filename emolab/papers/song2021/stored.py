"""The sizes that the settings of a stored song2021 system claim."""

from emolab.models.vgg import CHANNELS, LEAST


def claims(stored):
    """Yield (name, shape) of arrays that hold every size of the settings."""
    s = stored.settings
    for kind, hidden, layers in (
        ("audio", s.audio_hidden, s.audio_layers),
        ("video", s.video_hidden, s.video_layers),
    ):
        if stored.modality not in (kind, "joined"):
            continue
        encoder = f"network/{kind if stored.modality == 'joined' else 'encoder'}"
        yield f"{encoder}.gru.cells.{layers - 1}.Wh", (hidden, 3 * hidden)
        yield f"{encoder}.dense.W", (hidden, s.dense)
        if s.attend:
            yield f"{encoder}.attention.Wx", (hidden, s.attention or hidden)
        if kind == "video":
            first, last = (max(1, round(C * s.vgg_width)) for C in (CHANNELS[0], CHANNELS[-1]))
            yield "face/vgg.blocks.0.layers.0.b", (first,)
            yield f"{encoder}.gru.cells.0.Wx", ((s.face // LEAST) ** 2 * last, 3 * hidden)
