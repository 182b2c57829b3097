"""Wrong implementations for the ledger of song2021: (entry, name, what makes a wrong one of the real one)."""

import dataclasses

import numpy as np

from emolab.training import KFold, unweighted_accuracy

H = 2  # units of the checks' recurrent layers


def arguments(**change):
    """Call the real function with some arguments changed: {place: callable of the argument}."""

    def wrong(real):
        def call(*args, **kwargs):
            args = list(args)
            for place, alter in change.items():
                at = int(place[1:])
                if at < len(args) and args[at] is not None:
                    args[at] = alter(args[at])
            return real(*args, **kwargs)

        return call

    return wrong


def settings(**fixed):
    """Call the real function with settings forced."""
    return lambda real: lambda *args, **kwargs: real(*args, **{**kwargs, **fixed})


def result(alter):
    """Alter what the real function returns; of a tuple its first part."""

    def wrong(real):
        def call(*args, **kwargs):
            found = real(*args, **kwargs)
            if type(found) is tuple:
                return (alter(found[0]), *found[1:])
            return alter(found)

        return call

    return wrong


def second(alter):
    """Alter the second part of what is returned."""
    return lambda real: lambda *args, **kwargs: (lambda y, cache: (y, alter(cache)))(*real(*args, **kwargs))


def instead(other):
    """Another function altogether."""
    return lambda real: other


def block(k, alter, units=H):
    """Alter the k-th gate's part of packed weights."""

    def changed(W):
        W = W.copy()
        W[..., k * units : (k + 1) * units] = alter(W[..., k * units : (k + 1) * units])
        return W

    return changed


def exchanged(a, b, units=H):
    """Exchange two gates' parts of packed weights."""

    def changed(W):
        parts = np.split(W, W.shape[-1] // units, axis=-1)
        parts[a], parts[b] = parts[b], parts[a]
        return np.concatenate(parts, axis=-1)

    return changed


def zero(x):
    return 0 * x


def negative(x):
    return -x


def of_step(change):
    """A wrong Adam: change(value, m, v, new value, new m, new v, g, t) -> the three."""

    def wrong(real):
        def call(value, grad, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8, **more):
            return change(real, value, grad, m, v, t, learning_rate, beta1, beta2, epsilon)

        return call

    return wrong


def adam(m_from=None, v_from=None, corrected=(True, True), inside=False):
    """Adam written out, with a fault."""

    def step(real, value, g, m, v, t, rate, beta1, beta2, epsilon):
        m = m_from(m, v, g, beta1, beta2) if m_from else beta1 * m + (1 - beta1) * g
        v = v_from(m, v, g, beta1, beta2) if v_from else beta2 * v + (1 - beta2) * g * g
        m_hat = m / (1 - beta1**t) if corrected[0] else m
        v_hat = v / (1 - beta2**t) if corrected[1] else v
        root = np.sqrt(v_hat + epsilon) if inside else np.sqrt(v_hat) + epsilon
        return value - rate * m_hat / root, m, v

    return of_step(step)


def other_setting(**change):
    return lambda real: dataclasses.replace(real, **change)


def other_convention(**change):
    return lambda real: {**real, "song2021": dataclasses.replace(real["song2021"], **change)}


def half_global(real):
    def call(x, kind="avg"):
        return real(x[:, :-1], kind)

    return call


def swapped_parts(real):
    def call(*parts):
        return real(*parts[::-1])

    return call


def without_last_fold(real):
    class Fewer(real):
        def split(self, *args, **kwargs):
            return list(super().split(*args, **kwargs))[:-1]

    return Fewer


def untouched_dlogp(real):
    return lambda dz, dlogp, cache: real(dz, 0 * dlogp, cache)


def always_likeliest(real):
    return lambda x, q, Wx, Wc, v, lengths=None, rng=None, index=None: real(
        x, q, Wx, Wc, v, lengths, None, index
    )


def no_freezing(real):
    class Free(real):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.vgg.freeze = lambda *_: [
                setattr(p, "grad", p.grad + 1) for p in self.vgg.parameters().values()
            ]

    return Free


WRONG = [
    ("2.1", "dense_forward", arguments(_2=zero)),  # no bias
    ("2.2", "dense_forward", arguments(_1=np.fliplr)),  # units in another order
    ("2.3", "dense_forward", result(np.tanh)),  # an activation
    ("2.4", "sigmoid", arguments(_0=negative)),  # sign
    ("2.5", "sigmoid_backward", instead(lambda dy, cache: dy * (1 - cache.y))),  # a factor missing
    ("2.6", "tanh", instead(lambda x: 2 / (1 + np.exp(-x)) - 1)),  # x for 2x
    ("2.7", "tanh_backward", instead(lambda dy, cache: dy * (1 - cache.y))),  # no square
    ("2.8", "softmax", settings(axis=0)),  # wrong axis
    ("2.8", "softmax", instead(lambda x: np.full(x.shape, 1 / x.shape[1]))),  # as printed
    ("2.9", "relu", instead(lambda x: np.where(x < 0, x, 0))),  # as printed
    ("2.9", "relu_forward", result(negative)),
    ("2.10", "relu_forward", lambda real: lambda x, at_zero=0: real(x, at_zero)),  # the other convention at 0
    ("2.10", "relu_backward", result(negative)),
    ("2.11", "softmax_cross_entropy_forward", result(lambda loss: loss * 6)),  # sum for mean
    ("2.11", "softmax_cross_entropy_forward", result(lambda loss: loss / np.log(2))),  # bits for nats
    ("2.12", "softmax_cross_entropy_backward", result(negative)),  # as printed
    ("2.13", "conv2d_forward", settings(flip=False)),  # one reading only
    ("2.13", "conv2d_forward", settings(flip=True)),
    ("2.13", "conv1d_forward", settings(flip=False)),
    ("2.4.1 padding", "conv2d_forward", lambda real: lambda x, W, b, padding="valid": (
        real(x, W, b, padding="valid" if padding == "valid" else (2, 0, 2, 0)))),  # off by one
    ("2.4.3 max pooling", "max_pool_forward", arguments(_0=negative)),  # least for largest
    ("2.4.3 max pooling", "max_pool_forward", lambda real: lambda x, size, stride: real(x, size, 1)),
    ("2.4.3 average pooling", "avg_pool_forward", result(lambda y: 4 * y)),  # sum for mean
    ("2.4.3 global pooling", "global_pool_forward", half_global),  # a row is left out
    ("Table 2.1", "emolab.models.VGG", lambda real: lambda name, **more: real("B", **more)),
    ("Table 2.1", "emolab.models.layer_counts", result(lambda found: {**found, "pools": 4})),
    ("Table 2.1, LRN", "lrn_forward", lambda real: lambda x, **more: real(x, size=3, **more)),
    ("2.14", "lstm_forward", arguments(_3=exchanged(0, 1))),  # gates exchanged
    ("2.15", "lstm_forward", arguments(_4=block(0, zero))),  # U_i missing
    ("2.16", "lstm_forward", arguments(_5=block(3, zero))),  # b_o missing
    ("2.17", "lstm_forward", arguments(_3=block(2, negative))),  # sign
    ("2.18", "lstm_forward", arguments(_2=zero)),  # the past cell is lost
    ("2.19", "lstm_forward", result(lambda h: np.roll(h, 1, axis=1))),  # a step late
    ("2.19", "lstm_forward", arguments(_1=zero)),
    ("2.20", "gru_forward", lambda real: lambda *a, update="past", **k: real(*a, update=update, **k)),
    ("2.20", "gru_forward", settings(update="candidate")),  # one reading only
    ("2.21", "gru_forward", arguments(_2=exchanged(0, 1))),  # z and r exchanged
    ("2.22", "gru_forward", lambda real: lambda *a, reset="after", **k: real(*a, reset=reset, **k)),
    ("2.22", "gru_forward", settings(reset="before")),  # one reading only
    ("2.23", "gru_forward", arguments(_3=block(1, zero))),  # U_r missing
    ("Section 2.5", "mfcc", settings(c0="first")),  # order 0 to 12
    ("Section 2.5", "mfcc", settings(power=1)),
    ("2.24", "preemphasis", lambda real: lambda x, a=0.95: real(x, a)),
    ("2.24", "preemphasis", lambda real: lambda x, a=0.97: real(x, -a)),  # sign
    ("2.5.2", "frame", lambda real: lambda x, length, hop: real(x, length, hop + 1)),
    ("2.5.2", "emolab.audio.CONVENTIONS", other_convention(hop=160)),
    ("2.5.3", "stft", settings(window="rectangular")),
    ("2.5.3", "stft", settings(periodic=True)),
    ("2.25", "hamming", lambda real: lambda n, periodic=False: real(n, not periodic)),
    ("2.5.4", "fft", result(np.conj)),  # sign of the exponent
    ("2.5.4", "rfft", result(lambda X: X / X.shape[-1])),
    ("2.5.4", "spectrogram", settings(power=1)),
    ("2.5.5", "mel_filterbank", settings(norm="slaney")),
    ("2.5.5", "mel_energies", settings(power=1)),
    ("2.26", "hz_to_mel", result(lambda mel: mel * np.log(10))),  # natural logarithm
    ("2.26", "mel_to_hz", result(lambda f: f + 1)),
    ("2.27", "dct", lambda real: lambda s, n, norm, first=0: real(s, n, norm, first=0)),  # off by one
    ("2.27", "dct", lambda real: lambda s, n, norm, first=0: real(s, n, "ortho", first)),
    ("2.28", "attention_weights_forward", arguments(_4=np.ones_like)),  # no v
    ("2.28", "attention_weights_forward", arguments(_1=zero)),  # nothing asks
    ("2.29", "attention_weights_forward", result(lambda a: a / a.sum(axis=0))),  # wrong axis
    ("2.30", "soft_attention_forward", lambda real: lambda x, *more: (x.mean(axis=1), real(x, *more)[1])),
    ("hard attention", "hard_attention_backward", untouched_dlogp),
    ("hard attention", "hard_attention_forward", always_likeliest),
    ("2.31", "batch_norm_forward", second(lambda cache: cache._replace(mean=cache.mean * 7 / 6))),
    ("2.31", "batch_norm_forward", arguments(_2=zero)),
    ("2.32", "batch_norm_forward", second(lambda cache: cache._replace(variance=cache.variance * 7 / 6))),
    ("2.33", "batch_norm_forward", arguments(_3=lambda eps: eps**2)),
    ("2.33", "batch_norm_eval_forward", arguments(_3=zero)),
    ("2.34", "batch_norm_forward", arguments(_1=np.ones_like)),  # no gamma
    ("2.34", "batch_norm_eval_forward", arguments(_2=zero)),  # no beta
    ("2.35", "emolab.nn.dropout.dropout_mask", arguments(_1=lambda keep: 1 - keep)),
    ("2.36", "emolab.nn.Dropout", settings(scaling="none")),
    ("2.36", "dropout_forward", arguments(_1=np.logical_not)),
    ("2.37", "dropout_forward", lambda real: lambda x, mask: real(x, mask, 2.0)),
    ("2.38", "relu", instead(abs)),
    ("2.39", "sgd_step", arguments(_1=negative)),
    ("2.40", "sgd_step", arguments(_3=lambda rate: 2 * rate)),
    ("2.41", "sgd_step", arguments(_1=negative)),  # climbs
    ("2.42", "sgd_step", arguments(_0=lambda x: np.log(np.cosh(x - 1)) + 0.1 * (x - 1) ** 2)),  # as printed
    ("2.43", "dense_backward", lambda real: lambda dy, cache: tuple(len(dy) * g for g in real(dy, cache))),
    ("2.44", "sgd_step", settings(weight_decay=0.1)),
    ("2.45", "emolab.nn.Adam", arguments(_1=lambda rate: 2 * rate)),
    ("2.45", "emolab.nn.Adam", settings(beta1=0.8)),
    ("2.46", "adam_step", adam(lambda m, v, g, b1, b2: b1 * v + (1 - b2) * g)),  # as printed
    ("2.46", "adam_step", adam(lambda m, v, g, b1, b2: b1 * m + (1 - b2) * g)),  # half of it
    ("2.47", "adam_step", adam(None, lambda m, v, g, b1, b2: b2 * v + (1 - b2) * g)),  # no square
    ("2.48", "adam_step", adam(corrected=(False, True))),
    ("2.49", "adam_step", adam(corrected=(True, False))),
    ("2.49", "adam_step", lambda real: lambda value, g, m, v, t, *more: real(value, g, m, v, t + 1, *more)),
    ("2.50", "adam_step", adam(inside=True)),
    ("2.50", "adamw_step", settings(weight_decay=0.1)),
    ("2.9.3 settings", "adam_step", lambda real: lambda *a: real(*a, epsilon=1e-7)),
    ("3.3.1", "emolab.training.KFold", without_last_fold),
    ("3.3.1", "emolab.training.GroupKFold", instead(KFold)),
    ("video system", "resize_stack", settings(antialias=False)),
    ("video system", "vgg_input", arguments(_0=lambda x: x[..., ::-1])),  # red first
    ("video system", "emolab.papers.face_frames.at_rate", result(lambda kept: kept + 1)),
    ("video system", "emolab.papers.song2021.PAPER", other_setting(video_layers=2)),
    ("video system", "emolab.papers.song2021.face.FaceNetwork", no_freezing),
    ("video system", "emolab.models.AttentionGRU", settings(update="past")),
    ("audio system", "emolab.models.AttentionGRU", settings(reset="after")),
    ("audio system", "emolab.audio.CONVENTIONS", other_convention(length=4096)),
    ("fusion", "join_features_forward", swapped_parts),
    ("fusion", "emolab.models.JoinedGRU", settings(keep=0.9)),
    ("fusion", "softmax", settings(axis=0)),
    ("training", "emolab.papers.song2021.PAPER", other_setting(keep=0.6)),
    ("3.1", "weighted_accuracy", result(lambda share: 1 - share)),
    ("3.1", "weighted_accuracy", instead(unweighted_accuracy)),
    ("Table 3.1", "confusion_matrix", result(np.transpose)),  # as the table prints it
]  # fmt: skip
