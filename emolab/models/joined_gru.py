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


class OneOfBoth(Module):
    """A trained JoinedGRU that has only the voice, or only the face, to go by.

    Formula   what is missing is at its mean over the training, which batch normalisation makes its beta:
              it then speaks for no class more than the classes' own frequency does
    Shapes    x (N, T, D), lengths (N,) -> logits (N, C)
    Note      for judging only: there is nothing to train in it
    """

    def __init__(self, network, modality):
        self.network, self.modality = network, modality

    def forward(self, x, lengths=None):
        """x (N, T, D), lengths (N,) -> logits (N, C)."""
        both = self.network
        joined = np.tile(both.norm.mean.value, (len(x), 1))  # (N, Fa + Fv)
        Fa = both.audio.features
        here = slice(None, Fa) if self.modality == "audio" else slice(Fa, None)
        joined[:, here] = (both.audio if self.modality == "audio" else both.video)(x, lengths)
        return both.out(both.dropout(both.norm(joined)))
