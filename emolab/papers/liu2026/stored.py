"""The sizes that a stored liu2026 system claims."""

from emolab.models.vgg import CHANNELS, LEAST
from emolab.papers.liu2026.features import width


def claims(stored):
    """Yield (name, shape) of arrays that hold every size of the settings."""
    s, classes, sound = stored.settings, len(stored.classes), stored.more["soundnet_width"]
    Da, last = width(sound), max(1, round(CHANNELS[-1] * s.vgg_width))
    Dv = (s.face // LEAST) ** 2 * last
    if stored.modality != "audio":
        yield "face/vgg.blocks.0.layers.0.b", (max(1, round(CHANNELS[0] * s.vgg_width)),)
        yield "face/out.W", (Dv, classes)
    if stored.modality != "video" and sound is not None:
        yield "soundnet/blocks.4.layers.0.b", (Da - width(None),)
    if stored.modality != "joined":
        yield "network/road.lstm.cells.0.Wx", (Da if stored.modality == "audio" else Dv, 4 * s.lstm)
        yield "network/out.W", (s.lstm, classes)
    elif s.network == "lstm":
        yield "network/audio.lstm.cells.0.Wx", (Da, 4 * s.lstm)
        yield "network/video.lstm.cells.0.Wx", (Dv, 4 * s.lstm)
        yield "network/head.layers.0.W", (2 * s.lstm, s.common)
        yield "network/head.layers.2.W", (s.common, classes)
    else:
        yield "network/video.rnn.cells.0.Wx", (Dv, s.rnn)
        yield "network/video.lstm.cells.0.Wx", (s.rnn, 4 * s.lstm)
        yield "network/audio_own.project.W", (Da, s.common)
        yield "network/audio_video.Wq", (s.common, s.attention)
        yield "network/head.layers.0.W", (2 * s.attention, classes)
