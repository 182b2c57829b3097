"""The network of liu2026: two roads, attention across them, reconstruction, and a fused decision."""

from typing import NamedTuple

import numpy as np

from emolab.core.checks import one_of
from emolab.core.errors import ArgumentError
from emolab.fusion.join_features import join_features_backward, join_features_forward
from emolab.fusion.liu2026_decision import liu2026_decision_backward, liu2026_decision_forward
from emolab.fusion.liu2026_loss import liu2026_loss_backward, liu2026_loss_forward
from emolab.nn import LSTM, RNN, CrossModalAttention, Dense, Module, ReLU, Sequential, Sigmoid, Softmax, Tanh
from emolab.nn.mean_steps import mean_steps_backward, mean_steps_forward
from emolab.nn.standardise import Standardise

ACTIVATIONS = {"tanh": Tanh, "sigmoid": Sigmoid, "relu": ReLU}


class BimodalOutputs(NamedTuple):
    """What the network says of N clips, and what its loss is made of."""

    logits: np.ndarray  # (N, C), the logarithm of fused
    fused: np.ndarray  # (N, C), probabilities by liu2026 19
    audio: np.ndarray  # (N, C), probabilities from the audio alone
    video: np.ndarray  # (N, C), probabilities from the video alone
    rebuilt_audio: np.ndarray  # (N, Da), made from the fused features
    pooled_audio: np.ndarray  # (N, Da), what it should be: standardised features, their mean over time
    rebuilt_video: np.ndarray  # (N, lstm)
    pooled_video: np.ndarray  # (N, lstm)


class VideoRoad(Module):
    """Features of frames to features of emotion: Elman network, its output layer, LSTM.

    Formula   s_t = tanh(x_t U + s_{t-1} W);  O_t = tanh(s_t V);  X_b = LSTM(O)        (liu2026 8-11)
    Shapes    x (N, T, D), lengths (N,) -> X_b (N, T, lstm)
    Note      liu2026 does not say what g in 8 is, nor how both networks are joined: tanh, and the LSTM reads
              what the Elman network puts out
    """

    def __init__(self, D, *, rnn=128, lstm=256, rng=None, dtype=np.float32):
        rng = np.random.default_rng(rng)
        self.standardise = Standardise(D, dtype)
        self.rnn = RNN(D, rnn, rng=rng, dtype=dtype)
        self.out = Sequential(Dense(rnn, rnn, rng=rng, dtype=dtype), Tanh())
        self.lstm = LSTM(rnn, lstm, rng=rng, dtype=dtype)

    def forward(self, x, lengths=None):
        """x (N, T, D), lengths (N,) -> X_b (N, T, lstm)."""
        return self.lstm(self.out(self.rnn(self.standardise(x), lengths)), lengths)

    def backward(self, dy):
        """dX_b (N, T, lstm) -> dx (N, T, D)."""
        return self.standardise.backward(self.rnn.backward(self.out.backward(self.lstm.backward(dy))))


class OwnDecision(Module):
    """A modality's features to its own decision, and to the space that both share.

    Formula   c = X M + a                                                                  (liu2026 12)
              y = softmax(mean over time of c, W + b);  pooled = mean over time of X
    Shapes    X (N, T, D), lengths (N,) -> c (N, T, common), y (N, C), pooled (N, D)
    """

    def __init__(self, D, common, classes, *, rng=None, dtype=np.float32):
        rng = np.random.default_rng(rng)
        self.project = Dense(D, common, rng=rng, dtype=dtype)
        self.head = Sequential(Dense(common, classes, rng=rng, dtype=dtype), Softmax())

    def forward(self, X, lengths=None):
        """X (N, T, D), lengths (N,) -> c (N, T, common), y (N, C), pooled (N, D)."""
        c = self.project(X)
        mean, cache = mean_steps_forward(c, lengths)  # (N, common)
        pooled, own = mean_steps_forward(X, lengths)  # (N, D)
        self.cache = cache, own
        return c, self.head(mean), pooled

    def backward(self, dc, dy, dpooled):
        """dc (N, T, common), dy (N, C), dpooled (N, D) -> dX (N, T, D)."""
        cache, own = self.cache
        dc = dc + mean_steps_backward(self.head.backward(dy), cache)
        return self.project.backward(dc) + mean_steps_backward(dpooled, own)


class CrossModalNetwork(Module):
    """Audio and video features to one fused decision, with the loss that liu2026 trains it by.

    Da, Dv       features a step of the audio (joined, aligned to the video's steps or not) and of a frame
    rnn, lstm    units of the video road; common, attention: columns of the shared space and of attention
    heads        linear projections that share the columns of attention
    reading      of liu2026 13-14, "paper" or "standard"; over: the axis of its softmax, "answers" or "asks"
    activation   of the reconstruction: "tanh", "sigmoid", "relu" or None
    weights      beta and chi of the decision; own_weights: M of the loss, for audio and video
    Formula      X_m = mean over time of CMA(c_a, c_b), beside that of CMA(c_b, c_a)        (liu2026 13-15)
                 r = g(X_m W + a) for each modality                                         (liu2026 16, 17)
                 y = (softmax(X_m W + b) + beta y_a + chi y_b) / (1 + beta + chi)           (liu2026 19)
    Shapes       xa (N, Ta, Da), la (N,), xv (N, Tv, Dv), lv (N,) -> BimodalOutputs
    Note         liu2026 is silent on where the modalities' own decisions stand (on the mean of their shared
                 features), on what is rebuilt (each modality's features, pooled as the fused ones are) and by
                 which activation. `standardise.fit` and `video.standardise.fit` learn from the training part.
                 With over="asks" each step that answers deals out a whole; summed over the steps that ask,
                 and so in their mean, the weights drop out: pooled so, that reading hears no attention.
    """

    def __init__(
        self, Da, Dv, classes, *, rnn=128, lstm=256, common=128, attention=64, heads=1, reading="paper",
        over="answers", activation="tanh", weights=(0.6, 0.4), own_weights=(0.6, 0.4), rng=None,
        dtype=np.float32,
    ):  # fmt: skip
        one_of("activation", activation, (*ACTIVATIONS, None))
        rng = np.random.default_rng(rng)
        self.settings = {
            "Da": Da, "Dv": Dv, "classes": classes, "rnn": rnn, "lstm": lstm, "common": common,
            "attention": attention, "heads": heads, "reading": reading, "over": over,
            "activation": activation, "weights": list(weights), "own_weights": list(own_weights),
        }  # fmt: skip
        own = {"rng": rng, "dtype": dtype}
        self.standardise = Standardise(Da, dtype)
        self.video = VideoRoad(Dv, rnn=rnn, lstm=lstm, **own)
        self.audio_own = OwnDecision(Da, common, classes, **own)
        self.video_own = OwnDecision(lstm, common, classes, **own)
        across = {"heads": heads, "reading": reading, "over": over, **own}
        self.audio_video = CrossModalAttention(common, common, attention, **across)
        self.video_audio = CrossModalAttention(common, common, attention, **across)
        self.head = Sequential(Dense(2 * attention, classes, **own), Softmax())
        self.rebuild_audio = _rebuild(2 * attention, Da, activation, own)
        self.rebuild_video = _rebuild(2 * attention, lstm, activation, own)
        self.weights, self.own_weights = tuple(weights), tuple(own_weights)

    def forward(self, xa, la, xv, lv):
        """xa (N, Ta, Da), la (N,), xv (N, Tv, Dv), lv (N,) -> BimodalOutputs."""
        Xa, Xb = self.standardise(xa), self.video(xv, lv)  # (N, Ta, Da), (N, Tv, lstm)
        ca, ya, pooled_audio = self.audio_own(Xa, la)
        cb, yb, pooled_video = self.video_own(Xb, lv)
        ab, ba = self.audio_video(ca, cb, la, lv), self.video_audio(cb, ca, lv, la)
        steps = (lv, la) if self.settings["reading"] == "paper" else (la, lv)  # those of who asks
        (ab, cache_ab), (ba, cache_ba) = map(mean_steps_forward, (ab, ba), steps)  # (N, A)
        Xm, joint = join_features_forward(ab, ba)  # (N, 2A)
        fused, decision = liu2026_decision_forward(self.head(Xm), ya, yb, self.weights)
        self.cache = cache_ab, cache_ba, joint, decision
        least = np.finfo(fused.dtype).tiny  # the logarithm of a rounded 0 would not be finite
        self.outputs = BimodalOutputs(
            np.log(np.maximum(fused, least)), fused, ya, yb,
            self.rebuild_audio(Xm), pooled_audio, self.rebuild_video(Xm), pooled_video,
        )  # fmt: skip
        return self.outputs

    def backward(self, dlogits, *others):
        """Gradients of the BimodalOutputs, the logits' alone if there are no others -> dxa, dxv."""
        zeros = (np.zeros_like(output) for output in self.outputs[1:])
        d = BimodalOutputs(dlogits, *(others or zeros))
        cache_ab, cache_ba, joint, decision = self.cache
        fused = self.outputs.fused
        seen = fused >= np.finfo(fused.dtype).tiny
        dfused = d.fused + np.where(seen, dlogits / np.where(seen, fused, 1), 0)
        dym, dya, dyb = liu2026_decision_backward(dfused, decision)
        dXm = self.head.backward(dym)  # (N, 2A)
        dXm = dXm + self.rebuild_audio.backward(d.rebuilt_audio)
        dXm = dXm + self.rebuild_video.backward(d.rebuilt_video)
        dab, dba = join_features_backward(dXm, joint)
        dca, dcb = self.audio_video.backward(mean_steps_backward(dab, cache_ab))
        dcb2, dca2 = self.video_audio.backward(mean_steps_backward(dba, cache_ba))
        dXa = self.audio_own.backward(dca + dca2, d.audio + dya, d.pooled_audio)
        dXb = self.video_own.backward(dcb + dcb2, d.video + dyb, d.pooled_video)
        return self.standardise.backward(dXa), self.video.backward(dXb)

    def loss(self, outputs, labels):
        """BimodalOutputs, labels (N,) or (N, C) -> the loss by liu2026 21, and its gradients."""
        loss, cache = liu2026_loss_forward(*outputs[1:], labels, self.own_weights)
        gradients = liu2026_loss_backward(loss.dtype.type(1), cache)
        return loss, BimodalOutputs(np.zeros_like(outputs.logits), *gradients)


def _rebuild(D, size, activation, own):
    layers = [Dense(D, size, **own)]
    return Sequential(*layers, *([ACTIVATIONS[activation]()] if activation else []))


class OneRoad(Module):
    """A trained CrossModalNetwork that has only the voice, or only the face, to go by: its own decision.

    modality  "audio" or "video"
    Shapes    x (N, T, D), lengths (N,) -> logits (N, C), the logarithm of y_a or y_b
    Note      for judging only: it was trained with the whole
    """

    def __init__(self, network, modality):
        if modality not in ("audio", "video"):
            raise ArgumentError(f"OneRoad: modality must be 'audio' or 'video', not {modality!r}")
        self.network, self.modality = network, modality

    def forward(self, x, lengths=None):
        """x (N, T, D), lengths (N,) -> logits (N, C)."""
        whole = self.network
        if self.modality == "audio":
            _, y, _ = whole.audio_own(whole.standardise(x), lengths)
        else:
            _, y, _ = whole.video_own(whole.video(x, lengths), lengths)
        return np.log(np.maximum(y, np.finfo(y.dtype).tiny))
