"""LandmarkModel: points of a face, found in a box by a cascade of regression trees."""

import operator
from pathlib import Path

import numpy as np

from emolab.core import ArgumentError, DataError, FormatError, NotFittedError, ShapeError
from emolab.core.file_head import looks_like_text, read_head
from emolab.core.files import load_arrays, save_arrays
from emolab.vision.cascade_fit import Stage, fit_stage, run_stage
from emolab.vision.dlib_shape import HEAD, read_dlib_shape
from emolab.vision.face_pixels import checked_boxes, checked_faces, grey_image
from emolab.vision.shape_cascade import cascade_shapes, to_box, to_image

SHIPPED = Path(__file__).parent / "weights" / "landmarks68.npz"
ARRAYS = ("mean", "anchors", "deltas", "pairs", "thresholds", "leaves")
RANGES = {"shrinkage": (0, 1), "locality": (0, 10), "shift": (-1e-9, 0.5), "zoom": (-1e-9, 1)}
WHOLE = {"stages": 1, "trees": 1, "depth": 1, "pixels": 2, "candidates": 1, "starts": 1}


class LandmarkModel:
    """Points of a face by gradient-boosted regression trees on differences of pixels.

    Formula   x_0 = mean shape;  x_s = x_{s-1} + sum over the trees of stage s of tree(pixels near x_{s-1})
    stages, trees, depth   of the cascade; each tree has 2^depth answers
    pixels, candidates     places drawn for a stage; questions tried at a node
    shrinkage, locality    share of each answer that is taken; how near paired pixels lie, in boxes
    starts, shift, zoom    in training each face is seen in so many boxes, moved by up to +- shift of their
                           side and scaled by up to exp(+- zoom), as a detector's boxes vary
    Source    Kazemi and Sullivan, One millisecond face alignment with an ensemble of regression trees, 2014
    Note      `LandmarkModel.load()` is the shipped model: iBUG's 68 points, trained on drawn faces alone.
              For photographs load a predictor of dlib's by `LandmarkModel.load("name.dat")`.
    """

    def __init__(
        self, *, stages=10, trees=100, depth=4, pixels=400, candidates=20, shrinkage=0.1, locality=0.1,
        starts=4, shift=0.08, zoom=0.12,
    ):  # fmt: skip
        self.settings = {
            "stages": stages, "trees": trees, "depth": depth, "pixels": pixels, "candidates": candidates,
            "shrinkage": shrinkage, "locality": locality, "starts": starts, "shift": shift, "zoom": zoom,
        }  # fmt: skip
        for name, least in WHOLE.items():
            try:
                whole = operator.index(self.settings[name])
            except TypeError:
                whole = least - 1
            if whole < least:
                raise ArgumentError(
                    f"LandmarkModel: {name} must be a whole number from {least}, not {self.settings[name]!r}"
                )
        for name, (low, high) in RANGES.items():
            value = self.settings[name]
            if not low < value <= high:
                raise ArgumentError(
                    f"LandmarkModel: {name} must lie in {max(low, 0)} to {high}, not {value!r}"
                )
        if depth > 12 or pixels > 10000:
            raise ArgumentError(f"LandmarkModel: depth={depth}, pixels={pixels}; at most 12 and 10000 serve")
        self.grey = "luma"

    def __repr__(self):
        if not hasattr(self, "leaves_"):
            return "LandmarkModel(not trained)"
        S, T, K, L, _ = self.leaves_.shape
        return f"LandmarkModel({L} points, {S} stages of {T} trees of {K} leaves)"

    def fit(self, images, boxes, points, *, which=None, rng=None, checkpoint=None, verbose=False):
        """Train on pictures of one size.

        images      (I, H, W) or (I, H, W, 3), on the scale 0 to 255
        boxes       (N, 4) as (top, left, height, width)
        points      (N, L, 2) as x and y in pixels
        which       (N,) the picture of each face; None for one face a picture
        checkpoint  an .npz file: written after each stage, and gone on from where it is there already
        Returns     self
        Errors      ShapeError, ArgumentError; DataError for NaN, too few faces or faces that are one point;
                    FormatError for a checkpoint of another training
        """
        rng = np.random.default_rng(rng)
        root = int(rng.integers(2**62))
        images, which, boxes, points = checked_faces(images, which, boxes, points)
        own = np.random.default_rng([root, 0])
        which, boxes, targets, self.mean_ = self._starts(which, boxes, points, own)
        key = {"root": root, "faces": len(points), "sum": float(points.sum(dtype=float)), **self.settings}
        done = _resumed(checkpoint, key)
        mean = self.mean_.astype(np.float64)
        shapes = np.broadcast_to(mean, targets.shape).copy()  # (N, L, 2)
        count = self.settings["stages"]
        for s in range(count):
            if s >= len(done):
                title = f"stage {s + 1} of {count}" if verbose else None
                own = np.random.default_rng([root, 1 + s])
                done.append(fit_stage(images, which, boxes, shapes, targets, mean, self.settings, own, title))
                if checkpoint is not None:
                    header = {"model": "LandmarkModel stages", "training": key}
                    save_arrays(checkpoint, _stacked(done), header)
            shapes = run_stage(images, which, boxes, shapes, mean, done[s])
        self._take(**_stacked(done))
        return self

    def _starts(self, which, boxes, points, rng):
        """Several boxes for each face, the points in them, and their mean."""
        starts, shift, zoom = (self.settings[name] for name in ("starts", "shift", "zoom"))
        which, boxes, points = (np.repeat(a, starts, axis=0) for a in (which, boxes, points))
        centre, side = boxes[:, :2] + boxes[:, 2:] / 2, boxes[:, 2:]
        centre = centre + side * rng.uniform(-shift, shift, centre.shape)
        side = side * np.exp(rng.uniform(-zoom, zoom, (len(side), 1)))
        boxes = np.concatenate([centre - side / 2, side], axis=1)  # (N, 4)
        targets = to_box(points, boxes)
        return which, boxes, targets, targets.mean(axis=0).astype(np.float32)

    def _take(self, mean=None, *, anchors, deltas, pairs, thresholds, leaves, steps=None):
        if mean is not None:
            self.mean_ = mean
        self.anchors_, self.deltas_, self.pairs_ = anchors, deltas, pairs
        self.thresholds_, self.leaves_, self.steps_ = thresholds, leaves, steps

    def predict(self, image, box):
        """The points of the face in a box, or of several faces.

        image     (H, W) or (H, W, 3), on the scale 0 to 255; what is cut off counts as black
        box       (top, left, height, width) in pixels, or a box of FaceDetector's, or a list of them
        Returns   (L, 2) as x and y in pixels, or (N, L, 2), float32
        Errors    ShapeError; ArgumentError for a box below 2 pixels or outside the image; DataError for NaN,
                  another scale, or a box without any contrast; NotFittedError
        """
        if not hasattr(self, "leaves_"):
            raise NotFittedError("LandmarkModel: it is not trained; call fit, or LandmarkModel.load()")
        grey = grey_image(image, self.grey)
        boxes = checked_boxes(box, grey)  # (N, 4)
        start = np.broadcast_to(self.mean_.astype(np.float64), (len(boxes), *self.mean_.shape))
        shapes = cascade_shapes(
            grey[None], np.zeros(len(boxes), np.int64), boxes, start, self.mean_, self.anchors_, self.deltas_,
            self.pairs_, self.thresholds_, self.leaves_,
        )  # fmt: skip
        pixels = to_image(shapes, boxes).astype(np.float32)
        return pixels if np.ndim(box) == 2 or np.size(box) == 0 else pixels[0]

    def save(self, path):
        """Save as .npz; answers of a model trained here take one byte each."""
        if not hasattr(self, "leaves_"):
            raise NotFittedError("LandmarkModel: it is not trained; there is nothing to save")
        header = {"model": "LandmarkModel", "settings": self.settings, "grey": self.grey}
        save_arrays(path, _packed({name: getattr(self, f"{name}_") for name in (*ARRAYS, "steps")}), header)

    @classmethod
    def load(cls, path=None):
        """Load what `save` saved, or a shape predictor of dlib's (.dat), told by its content.

        path      None for the shipped model
        Errors    FileError for a missing file; FormatError for one that holds no such model
        """
        path = SHIPPED if path is None else Path(path)
        head = read_head(path)
        model = cls()
        if head.startswith(HEAD):
            model._take(**read_dlib_shape(path))
            model.grey = "mean"
        elif head.startswith(b"PK"):
            arrays, header = load_arrays(path)
            if header.get("model") != "LandmarkModel":
                raise FormatError(f"{path} holds {header.get('model', 'other arrays')}, not a LandmarkModel")
            model._take(**_unpacked(arrays, path))
            model.settings |= header.get("settings", {})
            model.grey = header.get("grey", "luma")
        else:
            what = "text" if looks_like_text(head) else "neither an .npz nor a shape predictor of dlib's"
            raise FormatError(f"{path} holds no landmark model: it is {what}")
        model._check(path)
        return model

    def _check(self, path):
        """Hold the arrays against one another before they are used."""
        try:
            S, T, K, L, _ = self.leaves_.shape
            P = self.anchors_.shape[1]
            fits = (
                self.mean_.shape == (L, 2) and self.anchors_.shape == (S, P)
                and self.deltas_.shape == (S, P, 2) and self.pairs_.shape == (S, T, K - 1, 2)
                and self.thresholds_.shape == (S, T, K - 1) and self.leaves_.shape[4] == 2
                and K >= 2 and K & (K - 1) == 0 and min(S, T, P) > 0
            )  # fmt: skip
        except (ValueError, IndexError, AttributeError):
            fits = False
        if not fits:
            raise FormatError(f"{path}: its arrays do not fit together; it is of another model or damaged")
        for name, size in (("anchors", L), ("pairs", P)):
            index = getattr(self, f"{name}_")
            if index.dtype.kind not in "iu" or index.min() < 0 or index.max() >= size:
                raise FormatError(f"{path}: {name} must be whole numbers in 0 to {size - 1}")
        for name in ("mean", "deltas", "thresholds", "leaves"):
            if not np.isfinite(getattr(self, f"{name}_")).all():
                raise FormatError(f"{path}: {name} holds NaN or infinity")
        if not np.ptp(self.mean_, axis=0).any():
            raise FormatError(f"{path}: all points of its mean shape lie in one place")
        if self.grey not in ("luma", "mean"):
            raise FormatError(f"{path}: its grey is {self.grey!r}; 'luma' or 'mean' is known")


def interocular_error(found, truth):
    """Mean distance of iBUG's 68 points from the truth, in shares of the distance of the outer eye corners.

    Formula   mean_i |found_i - truth_i| / |truth_36 - truth_45|
    Shapes    found (..., 68, 2), truth (..., 68, 2) -> error (...)
    """
    found, truth = np.asarray(found), np.asarray(truth)
    if found.shape != truth.shape or truth.shape[-2:] != (68, 2):
        raise ShapeError(
            f"interocular_error: found is {found.shape}, truth {truth.shape}; both must be (..., 68, 2)"
        )
    eyes = np.linalg.norm(truth[..., 36, :] - truth[..., 45, :], axis=-1)
    if not (eyes > 0).all():
        raise DataError("interocular_error: the outer eye corners of truth lie in one place")
    return np.linalg.norm(found - truth, axis=-1).mean(axis=-1) / eyes


def _stacked(stages):
    """Stages as one dict of arrays, (S, ...) each."""
    return {name: np.stack([getattr(stage, name) for stage in stages]) for name in Stage._fields}


def _packed(arrays):
    steps = arrays.pop("steps")
    if steps is None:
        return arrays
    whole = np.rint(arrays["leaves"] / steps[:, :, None, None, None])
    return {**arrays, "leaves": whole.astype(np.int8), "steps": steps}


def _unpacked(arrays, path):
    wanted = {*ARRAYS, "steps"} if "steps" in arrays else {*ARRAYS}
    if missing := sorted(wanted - arrays.keys()):
        raise FormatError(f"{path} lacks {', '.join(missing)}; it is of another model or damaged")
    found = {name: arrays[name] for name in wanted}
    if "steps" in found:
        leaves, steps = found["leaves"], found["steps"]
        if leaves.ndim != 5 or steps.shape != leaves.shape[:2] or leaves.dtype != np.int8:
            raise FormatError(f"{path}: leaves {leaves.shape} and steps {steps.shape} do not fit together")
        found["leaves"] = leaves.astype(np.float32) * steps[:, :, None, None, None]
    return found


def _resumed(checkpoint, key):
    """The stages that a broken-off training has already, none where there is no such file."""
    if checkpoint is None or not Path(checkpoint).exists():
        return []
    arrays, header = load_arrays(checkpoint)
    if header.get("training") != key or set(Stage._fields) - arrays.keys():
        raise FormatError(
            f"{checkpoint} is the checkpoint of another training; name another file, or give the same data, "
            "settings and seed"
        )
    return [Stage(*(arrays[name][s] for name in Stage._fields)) for s in range(len(arrays["anchors"]))]
