"""The joined network of song2021: both encoders' vectors side by side."""

import numpy as np

from emolab.fusion import join_features_backward, join_features_forward
from emolab.models.attention_gru import GRUEncoder
from emolab.nn import BatchNorm, Dense, Dropout, Module


class JoinedGRU(Module):
    """Voice and face to classes: two encoders, joined, batch normalisation, dropout, dense layer.

    Shapes    xa (N, Ta, Da), la (N,), xv (N, Tv, Dv), lv (N,) -> logits (N, C)
    Source    song2021 Figure 3.5
    """

    def __init__(self, Da, Dv, classes, *, audio=None, video=None, keep=0.5, rng=None, dtype=np.float32):
        rng = np.random.default_rng(rng)
        self.audio = GRUEncoder(Da, rng=rng, dtype=dtype, **(audio or {}))
        self.video = GRUEncoder(Dv, rng=rng, dtype=dtype, **(video or {}))
        width = self.audio.features + self.video.features
        self.norm = BatchNorm(width, dtype=dtype)
        self.dropout = Dropout(keep, rng=rng)
        self.out = Dense(width, classes, rng=rng, dtype=dtype)

    def forward(self, xa, la, xv, lv):
        """xa (N, Ta, Da), la (N,), xv (N, Tv, Dv), lv (N,) -> logits (N, C)."""
        joined, self.cache = join_features_forward(self.audio(xa, la), self.video(xv, lv))  # (N, Fa + Fv)
        return self.out(self.dropout(self.norm(joined)))

    def backward(self, dy):
        """dlogits (N, C) -> dxa (N, Ta, Da), dxv (N, Tv, Dv)."""
        djoined = self.norm.backward(self.dropout.backward(self.out.backward(dy)))
        dya, dyv = join_features_backward(djoined, self.cache)
        return self.audio.backward(dya), self.video.backward(dyv)
