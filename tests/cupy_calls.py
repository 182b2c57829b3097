"""Calls of what has neither kernel nor gradient case: fusion, MFCC, LBP, HOG, PCA, optimisers."""

import numpy as np

from emolab import audio, fusion, learn, models, nn, vision
from emolab.audio import CONVENTIONS
from emolab.nn.sigmoid import sigmoid
from emolab.nn.softmax import softmax
from emolab.nn.tanh import tanh
from emolab.vision.hog import hog
from emolab.vision.hog_blocks import NORMS

RNG = np.random.default_rng(11)
SIGNAL = RNG.standard_normal(3_000) * np.hanning(3_000)
PICTURE = RNG.integers(0, 256, (37, 41)).astype(np.uint8)
COLOUR = RNG.random((40, 44, 3)) * 255
SAMPLES = RNG.standard_normal((12, 6)) * np.arange(1, 7)
CHANCES = RNG.dirichlet(np.ones(4), (3, 9))  # three sources, nine samples, four classes
DENSITIES = RNG.uniform(0.1, 0.6, (3, 4))
POWER = RNG.random((7, 513))


def pca(X, **settings):
    """What PCA learns, and what it makes of its samples there and back."""
    model = learn.PCA(3, **settings)
    z = model.fit_transform(X)
    return [
        z, model.transform(X[:2]), model.inverse_transform(z), model.components_, model.explained_variance_,
        model.explained_variance_ratio_, model.singular_values_, model.mean_,
    ]  # fmt: skip


def scaled(X):
    """What the scaler makes of its samples."""
    return learn.StandardScaler().fit_transform(X)


def trained(W, kind, **settings):
    """A parameter after three steps, and the optimiser's arrays."""
    parameter = nn.Parameter(W.copy())
    optimiser = kind({"W": parameter}, 0.1, **settings)
    for _ in range(3):
        parameter.grad += 0.5 * parameter.value
        nn.clip_gradients({"W": parameter}, 0.7)
        optimiser.step()
    again = kind({"W": parameter}, 0.1, **settings)
    again.load_state_dict(optimiser.state_dict())
    again.step()
    return [parameter.value, *(held["W"] for held in again.arrays.values())]


CALLS = {
    **{f"mfcc {name}": (audio.mfcc, (SIGNAL, 8_000, name), {}) for name in CONVENTIONS},
    "mfcc float32": (audio.mfcc, (SIGNAL.astype(np.float32), 16_000), {}),
    "mfcc with differences": (audio.mfcc, (SIGNAL, 8_000, "htk"), {"differences": 2, "lifter": 22}),
    "fbank": (audio.fbank, (SIGNAL, 8_000), {}),
    "delta": (audio.delta, (SAMPLES, 5), {}),
    "spectrogram": (audio.spectrogram, (SIGNAL,), {"n_fft": 256}),
    **{
        f"lbp {mapping} {border}": (vision.lbp, (PICTURE, 8, 2, mapping, border), {})
        for mapping in ("default", "ri", "uniform", "riu2") for border in ("zero", "edge", "crop")
    },
    "lbp float": (vision.lbp, (COLOUR[..., 0], 12, 1.5, "uniform"), {}),
    "block_histogram": (vision.block_histogram, (PICTURE % 59, 59, (3, 4)), {}),
    "resize": (vision.resize, (COLOUR, (20, 30)), {}),
    "to_gray": (vision.to_gray, (COLOUR,), {}),
    **{f"hog {norm}": (hog, (PICTURE,), {"norm": norm}) for norm in NORMS},
    "hog colour": (hog, (COLOUR,), {"root": True}),
    "hog dalal-triggs": (hog, (COLOUR, "dalal-triggs"), {}),
    **{
        f"PCA {solver} {whiten}": (pca, (SAMPLES,), {"solver": solver, "whiten": whiten, "rng": 1})
        for solver in ("covariance", "gram", "randomised") for whiten in (False, True)
    },
    "StandardScaler": (scaled, (SAMPLES,), {}),
    "SGD": (trained, (SAMPLES, nn.SGD), {"momentum": 0.9, "nesterov": True}),
    "Adam": (trained, (SAMPLES, nn.Adam), {"weight_decay": 0.1}),
    "AdamW": (trained, (SAMPLES, nn.AdamW), {}),
    "sugeno_integral": (fusion.sugeno_integral, (CHANCES, DENSITIES), {}),
    "sugeno_integral of a list": (fusion.sugeno_integral, (list(CHANCES), DENSITIES[:, 0]), {}),
    "choquet_integral": (fusion.choquet_integral, (CHANCES, DENSITIES), {}),
    "choquet_integral, one density": (fusion.choquet_integral, (CHANCES, DENSITIES[:, 0]), {}),
    "lambda_measure": (fusion.lambda_measure, (DENSITIES,), {}),
    "weighted_scores": (fusion.weighted_scores, (CHANCES[0], CHANCES[1]), {}),
    "weighted_decision": (fusion.weighted_decision, (CHANCES[0], CHANCES[1]), {}),
    "liu2026_decision": (fusion.liu2026_decision, tuple(CHANCES), {}),
    "weight_curve": (fusion.weight_curve, (CHANCES[0], CHANCES[1], np.arange(9) % 4), {"steps": 5}),
    "join_features": (fusion.join_features, (SAMPLES, SAMPLES[:, :2]), {}),
    "align_to": (fusion.align_to, (CHANCES, np.array([9, 4, 7]), 5), {}),
    "align_to, own steps": (fusion.align_to, (CHANCES, np.array([9, 4, 7]), np.array([3, 6, 2])), {}),
    **{f"vgg_input {name}": (models.vgg_input, (COLOUR, name), {}) for name in ("keras", "torch", "unit")},
    "band_sums": (models.band_sums, (POWER,), {}),
    "spread_bands": (models.spread_bands, (POWER[:, :256], 1025), {}),
    "voice_views": (models.voice_views, (POWER,), {}),
    "tanh": (tanh, (SAMPLES,), {}),
    "sigmoid": (sigmoid, (SAMPLES,), {}),
    "softmax": (softmax, (SAMPLES,), {}),
    "mse": (nn.mse, (CHANCES[0], CHANCES[1]), {}),
    "l1": (nn.l1, (CHANCES[0], CHANCES[1]), {}),
    "softmax_cross_entropy": (
        nn.softmax_cross_entropy, (CHANCES[0], np.arange(9) % 4, np.arange(1.0, 5.0)), {"smoothing": 0.1},
    ),
}  # fmt: skip


def run_call(name, move):
    """The results of a call."""
    function, args, kwargs = CALLS[name]
    args = [[move(a) for a in arg] if isinstance(arg, list) else move(arg) for arg in args]
    return function(*args, **kwargs)
