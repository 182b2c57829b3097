"""The attention network for speech that ships with emolab: functionals of a clip's windows to emotions."""

import numpy as np

from emolab.core.errors import ShapeError
from emolab.nn import Dense, Dropout, Module, ReLU, Sequential, SoftAttention
from emolab.nn.standardise import Standardise

FARTHEST = 5.0  # deviations: a functional of a noisy recording can lie a hundred away


class SpeechNetwork(Module):
    """Functionals to classes: attention over those of a clip's windows, beside those of the whole clip.

    F, classes  functionals of a window, and of the clip; how many classes
    hidden      size of the layers on the functionals;  attention: size of the score's hidden layer
    keep        share of the functionals that dropout keeps in training;  keep_hidden: of what is judged
    Formula     h_k = relu(x_k W_x + b_x);  a = softmax(v^T tanh(W h_k));  g = relu(f W_f + b_f)
                logits = dropout([sum of a_k h_k, g]) W + b
    Shapes      x (N, K, F), lengths (N,) windows of each clip, f (N, F) -> logits (N, C)
    Source      none of the five papers: song2021's attention over IS09's functionals, put together anew
    """

    def __init__(
        self, F, classes, *, hidden=64, attention=64, keep=0.3, keep_hidden=0.5, rng=None, dtype=np.float32
    ):
        self.settings = {
            "F": F, "classes": classes, "hidden": hidden, "attention": attention, "keep": keep,
            "keep_hidden": keep_hidden,
        }  # fmt: skip
        rng = np.random.default_rng(rng)
        own = {"rng": rng, "dtype": dtype}
        self.standardise = Standardise(F, dtype, limit=FARTHEST)
        self.standardise_whole = Standardise(F, dtype, limit=FARTHEST)
        self.windows = Sequential(Dropout(keep, rng=rng), Dense(F, hidden, **own), ReLU())
        self.attention = SoftAttention(hidden, attention, **own)
        self.whole = Sequential(Dropout(keep, rng=rng), Dense(F, hidden, **own), ReLU())
        self.dropout = Dropout(keep_hidden, rng=rng)
        self.out = Dense(2 * hidden, classes, **own)

    def forward(self, x, lengths=None, f=None):
        """x (N, K, F), lengths (N,), f (N, F) -> logits (N, C)."""
        if f is None or len(f) != len(x):
            told = "none came" if f is None else f"they are of {len(f)}"
            raise ShapeError(
                f"SpeechNetwork: each of the {len(x)} clips needs functionals as a whole; {told}"
            )
        h = self.windows(self.standardise(x))  # (N, K, H)
        z = self.attention(h, None, lengths)  # (N, H)
        g = self.whole(self.standardise_whole(f))  # (N, H)
        return self.out(self.dropout(np.concatenate([z, g], axis=1)))

    def backward(self, dy):
        """dlogits (N, C) -> dx (N, K, F), df (N, F)."""
        d = self.dropout.backward(self.out.backward(dy))  # (N, 2H)
        H = d.shape[1] // 2
        df = self.standardise_whole.backward(self.whole.backward(d[:, H:].copy()))
        dh = self.attention.backward(d[:, :H].copy())
        return self.standardise.backward(self.windows.backward(dh)), df

    @property
    def weights(self):
        """Attention over the windows of the last batch, (N, K)."""
        return self.attention.weights
