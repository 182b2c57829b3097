"""The sizes that the settings of a stored gu2025 system claim."""

from emolab.models import four_block_voice, residual_face
from emolab.papers.gu2025.hearing import PROSODY, frames_of
from emolab.papers.gu2025.seeing import VECTOR


def claims(stored):
    """Yield (name, shape) of arrays that hold every size of the settings."""
    s, classes = stored.settings, len(stored.classes)
    if stored.modality != "video":
        sizes = [max(1, round(C * s.voice_width)) for C in four_block_voice.CHANNELS]
        places = frames_of(s.width) // four_block_voice.LEAST * (s.bands // four_block_voice.LEAST)
        yield "voice/bands.mean", (s.bands,)
        yield "voice/network.body.layers.0.W", (3, 3, 1, sizes[0])
        yield "voice/network.body.layers.12.W", (3, 3, *sizes[2:])
        yield "voice/network.out.W", (places * sizes[-1] + PROSODY * s.prosody, classes)
    if stored.modality != "audio":
        sizes = [max(1, round(C * s.face_width)) for C in residual_face.CHANNELS]
        hidden = max(1, round(residual_face.HIDDEN * s.face_width))
        yield "face/network.body.layers.0.W", (3, 3, 3 if s.colour else 1, sizes[0])
        yield "face/network.head.layers.0.W", (sizes[-1] + VECTOR[s.landmarks], hidden)
        yield "face/network.head.layers.6.W", (hidden, classes)
