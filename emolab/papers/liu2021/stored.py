"""What a stored liu2021 system claims: sizes of its networks, and what its learners hold."""

import numpy as np

from emolab.core.errors import FormatError

PIXELS = ("standard", "unit")


def is_size(value):
    """Whether a value can be the size of a frame's feature: None where no face is looked at."""
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and value > 0)


def are_densities(value):
    """Whether a value can be the densities of the three classifiers: None where there is nothing to fuse."""
    if value is None:
        return True
    right = isinstance(value, list) and len(value) == 3 and all(isinstance(g, float | int) for g in value)
    return right and all(0 <= g <= 1 for g in value) and np.count_nonzero(value) > 1


def voice_size(settings):
    """How many values the chosen layer of the voice's network leaves."""
    s = settings
    sizes = {"conv": s.filters, "pool": s.filters, "lstm": s.hidden, "dropout": s.hidden, "dense": s.dense}
    return sizes[s.voice_layer]


def claims(stored, path):
    """Yield (name, shape) of arrays that hold every size of the settings.

    Errors    FormatError where the header leaves out what its modality needs
    """
    s, classes = stored.settings, len(stored.classes)
    if (stored.more["face_size"] is None) != (stored.modality == "audio"):
        raise FormatError(f"{path}: its header gives face_size as {stored.more['face_size']!r}")
    if (stored.more["densities"] is None) != (stored.modality != "joined"):
        raise FormatError(f"{path}: its header gives densities as {stored.more['densities']!r}")
    sizes = {}
    if stored.modality != "video":
        sizes["audio"] = voice_size(s)
        yield "voice/convolutions.0.W", (s.kernel, s.coefficients * (1 + s.differences), s.filters)
        yield "voice/lstm.cells.0.Wx", (s.filters, 4 * s.hidden)
        yield "voice/head.dense.W", (s.hidden, s.dense)
        yield "voice/head.out.W", (s.dense, classes)
    if stored.modality != "audio":
        sizes["video"] = s.within
        yield "face/inner.stem.layers.0.layers.0.conv.W", (3, 3, 3, max(1, round(32 * s.width)))
        yield "face/inner.head.out.W", (s.dense, classes)
        for name, count, size in (("a", s.blocks_a, 32), ("b", s.blocks_b, 192), ("c", s.blocks_c, 192)):
            last = f"face/inner.blocks_{name}.layers.{count - 1}"
            yield f"{last}.branches.paths.0.layers.0.norm.gamma", (max(1, round(size * s.width)),)
        yield "within/road.lstm.cells.0.Wx", (stored.more["face_size"], 4 * s.within)
        yield "within/out.W", (s.within, classes)
    if stored.modality == "joined":
        each = s.selects == "each"
        parts = [kept(s.share, size) if each else size for size in sizes.values()]
        yield "across/road.lstm.cells.0.Wx", (sum(parts), 4 * s.across)
        sizes["joined"] = s.across
    for name, size in sizes.items():
        chosen = size
        if name != "joined" or s.selects == "joined":
            chosen = kept(s.share, size)
            yield f"{name}-selector/scores_", (size,)
            yield f"{name}-selector/kept_", (chosen,)
        yield f"{name}-scaler/mean_", (chosen,)
        yield f"{name}-scaler/scale_", (chosen,)


def kept(share, size):
    """How many of so many features a share keeps."""
    return max(1, int(np.ceil(share * size - 1e-9)))


def check_learners(path, arrays, names, classes):
    """Hold the arrays of selectors and SVCs against each other.

    Errors    FormatError, naming the learner
    """
    for name in names:
        try:
            svc = {key: arrays[f"{name}-svc/{key}_"] for key in SVC_ARRAYS}
            width = arrays[f"{name}-scaler/mean_"].shape
            chosen = arrays.get(f"{name}-selector/kept_")
            scores = arrays.get(f"{name}-selector/scores_")
        except KeyError as error:
            raise FormatError(f"{path}: {error.args[0]} is not there") from error
        if not _svc_fits(svc, width, classes):
            raise FormatError(f"{path}: the arrays of {name}-svc do not fit each other")
        if chosen is not None and not _places(chosen, len(scores)):
            raise FormatError(f"{path}: {name}-selector/kept_ names features that are not there")


SVC_ARRAYS = ("classes", "support_vectors", "dual_coef", "intercept", "pairs", "platt", "gamma")


def _svc_fits(svc, width, classes):
    known = svc["classes"]
    if known.ndim != 1 or len(known) < 2 or not _places(known, classes):
        return False
    pairs, n = len(known) * (len(known) - 1) // 2, len(svc["support_vectors"])
    shapes = {
        "support_vectors": (n, *width), "dual_coef": (pairs, n), "intercept": (pairs,), "pairs": (pairs, 2),
        "platt": (pairs, 2), "gamma": (),
    }  # fmt: skip
    return all(svc[key].shape == shape for key, shape in shapes.items()) and _places(
        svc["pairs"].ravel(), len(known)
    )


def _places(values, count):
    """Whether values are whole numbers from 0 to below count."""
    return values.dtype.kind in "iu" and (len(values) == 0 or (values.min() >= 0 and values.max() < count))
