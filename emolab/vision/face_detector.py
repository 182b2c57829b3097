"""FaceDetector: faces found by a window that slides over HOG of all sizes of an image."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from emolab.core import ArgumentError, DataError, FormatError, NotFittedError, ShapeError
from emolab.core.files import load_arrays, save_arrays
from emolab.core.progress import progress
from emolab.learn.linear_svm import LinearSVC
from emolab.vision.box_tracking import track_boxes
from emolab.vision.face_pixels import grey_image
from emolab.vision.hog import hog_cells
from emolab.vision.hog_blocks import normalise_blocks
from emolab.vision.non_maximum_suppression import non_maximum_suppression
from emolab.vision.pyramid import image_pyramid, pyramid_sizes
from emolab.vision.window_scores import window_scores

SHIPPED = Path(__file__).parent / "weights" / "face_hog.npz"
BLOCK = 2  # cells, along rows and columns
LOOSE = 0.5  # windows so far below the threshold still speak for a face that one window above it found


class Box(NamedTuple):
    """A place in an image, in pixels; the score tells how sure a detector is."""

    top: float
    left: float
    height: float
    width: float
    score: float


class FaceDetector:
    """Frontal faces by HOG and linear support vector machines over an image pyramid.

    Formula   a window is a face where  max_m (b_m + sum_ij W_mij . v_ij) > threshold,  v its normalised HOG
              blocks, m the machines (upright faces, faces tilted to the left and to the right);
              of windows that overlap the highest stays, moved to the mean of those that it struck
    cells     of the window's side, of `cell` pixels each; `orientations` bins, votes linear in direction and
              place, blocks of 2 x 2 cells, L2-Hys with `epsilon` in grey levels, so that noise stays small
    share     side of the window as a share of the box that is reported; the box runs from the hairline to
              the chin and from ear to ear, as FER2013 crops faces
    threshold of the score; the machine itself parts faces from the rest at 0
    C         of the support vector machine; `factor` weighs its faces
    Source    Dalal and Triggs, Histograms of oriented gradients for human detection, 2005
    Note      `FaceDetector.load()` is the shipped detector. It is for upright faces that look ahead; its
              model card tells what it misses.
    """

    def __init__(
        self, *, cells=8, cell=5, orientations=9, epsilon=2.0, share=0.92, threshold=0.5, C=0.01, factor=2.0
    ):
        whole = {"cells": cells, "cell": cell, "orientations": orientations}
        for name, value in whole.items():
            if not isinstance(value, int | np.integer) or not 2 <= value <= 64:
                raise ArgumentError(f"FaceDetector: {name} must be a whole number, 2 to 64, not {value!r}")
        above = {"epsilon": epsilon, "share": share, "C": C, "factor": factor}
        for name, value in above.items():
            if not isinstance(value, int | float | np.number) or not 0 < value < np.inf:
                raise ArgumentError(f"FaceDetector: {name} must be above 0 and finite, not {value!r}")
        self.settings = {**whole, **above}
        self.threshold = _number("threshold", threshold)

    def __repr__(self):
        if not hasattr(self, "weights_"):
            return "FaceDetector(not trained)"
        return f"FaceDetector(window of {self.window} pixels, threshold {self.threshold:g})"

    @property
    def window(self):
        """Side of the window in pixels."""
        return self.settings["cells"] * self.settings["cell"]

    @property
    def patch(self):
        """Side of a training patch: the window and a rim of one cell, whose gradients reach into it."""
        return self.window + 2 * self.settings["cell"]

    def _blocks(self, grey):
        """Normalised blocks of an image (H, W) -> (R, S, F)."""
        cells = hog_cells(
            grey.astype(np.float32, copy=False), self.settings["cell"], self.settings["orientations"],
            votes="linear", spread="bilinear",
        )  # fmt: skip
        blocks = normalise_blocks(cells, BLOCK, "L2-Hys", self.settings["epsilon"])
        return blocks.reshape(*blocks.shape[:2], -1)

    def features(self, patches):
        """The features of training patches (N, P, P), P = self.patch -> (N, h, w, F)."""
        patches = np.asarray(patches)
        if patches.ndim != 3 or patches.shape[1:] != (self.patch, self.patch):
            raise ShapeError(f"patches has shape {patches.shape}; it must be (N, {self.patch}, {self.patch})")
        return np.stack([self._blocks(patch)[1:-1, 1:-1] for patch in patches])

    def fit(
        self, patches, pictures, *, tilted=None, rounds=4, first=40, most=60, rng=None, verbose=False
    ):  # fmt: skip
        """Train on faces and on pictures without any, whose false alarms are collected round after round.

        patches   (N, P, P) grey, P = self.patch: the face's window in the middle, one cell of rim around it
        pictures  grey images (H, W) without a face
        tilted    patches of faces tilted to one side, for a second machine; its mirror serves the other side
        rounds    of hard-negative mining
        first     windows drawn at random from each picture for the first machine
        most      false alarms taken from each picture in a round, the worst ones
        Returns   self; alarms_ tells the false alarms of each round
        """
        rng = np.random.default_rng(rng)
        options = {"rounds": rounds, "first": first, "most": most, "rng": rng, "verbose": verbose}
        weights, bias, self.alarms_ = self._machine(patches, pictures, **options)
        weights = (weights + mirrored(weights)) / 2  # what an upright face has on one side only is chance
        if tilted is not None:
            more, its_bias, alarms = self._machine(tilted, pictures, **options)
            weights, bias = np.stack([weights, more, mirrored(more)]), [bias, its_bias, its_bias]
            self.alarms_ = [one + two for one, two in zip(self.alarms_, alarms)]
        side = self.settings["cells"] - BLOCK + 1
        self.weights_ = np.reshape(weights, (-1, side, side, weights.shape[-1])).astype(np.float32)
        self.bias_ = np.atleast_1d(bias).astype(np.float32)
        return self

    def _machine(self, patches, pictures, *, rounds, first, most, rng, verbose):
        """One linear machine: weights (h, w, F), bias, false alarms of each round."""
        faces = self.features(patches)
        shape = faces.shape[1:]
        faces = faces.reshape(len(faces), -1)
        drawn = [self._windows(picture, first, rng) for picture in pictures]
        negatives = np.concatenate([d for d in drawn if len(d)])
        counts = []
        for turn in range(rounds + 1):
            X = np.concatenate([faces, negatives])
            y = np.repeat([1, 0], [len(faces), len(negatives)])
            svm = LinearSVC(
                self.settings["C"], tol=0.05, bias=10, class_weight=(1, self.settings["factor"]), rng=rng
            ).fit(X, y)
            weights, bias = svm.coef_.reshape(shape).astype(np.float32), np.float32(svm.intercept_)
            if turn == rounds:
                return weights, bias, counts
            hard, alarms = [], 0
            title = f"round {turn + 1} of {rounds}"
            for picture in progress(pictures, title, unit="pictures") if verbose else pictures:
                found, count = self._alarms(picture, weights, bias, most)
                hard.append(found)
                alarms += count
            counts.append(alarms)
            # what no longer comes near the margin is dropped: the set stays small
            near = svm.decision_function(negatives) > -1.3
            negatives = np.concatenate([negatives[near], *hard])

    def _windows(self, picture, count, rng):
        found = []
        levels = list(self._levels(grey_image(picture), None, None, 1.3))
        for blocks, _ in levels:
            h = self.settings["cells"] - BLOCK + 1
            R, S = blocks.shape[0] - h + 1, blocks.shape[1] - h + 1
            here = -(-count // len(levels))
            places = np.unique(rng.integers(0, R * S, here))
            found += [blocks[p // S : p // S + h, p % S : p % S + h].reshape(-1) for p in places]
        return np.array(found, np.float32)

    def _alarms(self, picture, weights, bias, most):
        """Features of the worst windows above the margin, (n, D), and how many windows scored above 0."""
        h, found, scores, count = self.settings["cells"] - BLOCK + 1, [], [], 0
        for blocks, _ in self._levels(grey_image(picture), None, None, 1.2):
            s = window_scores(blocks, weights[None], np.array([bias]))[0]
            count += int((s > 0).sum())
            for r, c in np.argwhere(s > -0.9):
                found.append(blocks[r : r + h, c : c + h].reshape(-1))
                scores.append(s[r, c])
        best = np.argsort(scores)[::-1][:most]
        D = weights.size
        return (np.array(found, np.float32)[best] if found else np.zeros((0, D), np.float32)), count

    def _levels(self, grey, min_size, max_size, step):
        """Yield the blocks of each level and (border, factors) back to the image; sizes are the box's."""
        border = 2 * self.settings["cell"]
        share = self.settings["share"]
        sizes = pyramid_sizes(
            grey.shape, self.window, step, None if min_size is None else min_size * share,
            None if max_size is None else max_size * share, border,
        )  # fmt: skip
        for level, factors in image_pyramid(grey.astype(np.float32), sizes, border):
            yield self._blocks(level), (border, *factors)

    def __call__(self, image, *, min_size=None, max_size=None, threshold=None, step=1.2):
        """Find the faces of an image.

        image      (H, W) or (H, W, 3), on the scale 0 to 255
        min_size   height of the smallest face's box in pixels; None: the window's, nothing is enlarged
        max_size   of the largest; None: as large as the image
        threshold  None: the detector's own; higher finds fewer faces and fewer false ones
        step       from one size of the pyramid to the next
        Returns    list of Box, the surest first; empty where there is no face
        Errors     ShapeError for other shapes; DataError for NaN or another scale; ArgumentError
        """
        grey = self._checked(image)
        for name, size in (("min_size", min_size), ("max_size", max_size)):
            if size is not None and not 1 <= _number(name, size):
                raise ArgumentError(f"FaceDetector: {name} must be 1 pixel or more, not {size!r}")
        threshold = self.threshold if threshold is None else _number("threshold", threshold)
        boxes, scores = self._candidates(grey, threshold - LOOSE, min_size, max_size, step)
        if not len(boxes) or scores.max() <= threshold:
            return []
        owner = non_maximum_suppression(boxes, scores)
        found = []
        for i in np.flatnonzero((owner == np.arange(len(owner))) & (scores > threshold)):
            mine = owner == i
            weight = scores[mine] - (threshold - LOOSE)
            place = weight @ boxes[mine] / weight.sum()
            found.append(Box(*map(float, place), float(scores[i])))
        return sorted(found, key=lambda box: -box.score)

    def _checked(self, image):
        if not hasattr(self, "weights_"):
            raise NotFittedError("FaceDetector: it is not trained; call fit, or FaceDetector.load()")
        image = np.asarray(image)
        if image.ndim == 3 and image.shape[2] == 4:
            raise ShapeError(
                f"image has shape {image.shape}: a fourth channel; lay its alpha over a background first, as "
                "read_image does"
            )
        if image.dtype.kind == "u" and image.dtype.itemsize > 1 and image.max(initial=0) > 255:
            raise DataError(f"image is {image.dtype}, with values up to {image.max()}; divide by 257 first")
        return grey_image(image)

    def _candidates(self, grey, above, min_size, max_size, step):
        """All windows that score above a bound: boxes (n, 4) in pixels of the image, scores (n,)."""
        cell, share = self.settings["cell"], self.settings["share"]
        boxes, scores = [np.zeros((0, 4))], [np.zeros(0)]
        for blocks, (border, down, right) in self._levels(grey, min_size, max_size, step):
            s = window_scores(blocks, self.weights_, self.bias_).max(axis=0)
            places = np.argwhere(s > above)  # (n, 2)
            side = self.window / share
            corner = places * cell - border - (side - self.window) / 2
            sizes = np.broadcast_to([side, side], corner.shape)
            boxes.append(np.concatenate([corner, sizes], axis=1) * [down, right, down, right])
            scores.append(s[tuple(places.T)].astype(np.float64))
        return np.concatenate(boxes), np.concatenate(scores)

    def track(self, frames, *, gap=5, smooth=2.0, min_size=None, max_size=None, threshold=None, step=1.2):
        """One face through a video: a smoothed box a frame.

        frames    (F, H, W) or (F, H, W, 3), or anything that yields frames
        gap       frames without a find that are filled between two finds
        smooth    frames; width of the Gaussian that smooths places and sizes, 0 for none
        Returns   Track(boxes (F, 4), scores (F,), state (F,)): see `track_boxes`
        Errors    as a single image, with the number of the frame
        """
        found = []
        for number, frame in enumerate(frames):
            try:
                found.append(
                    self(frame, min_size=min_size, max_size=max_size, threshold=threshold, step=step)
                )
            except (ShapeError, DataError) as error:
                raise type(error)(f"frame {number}: {error}") from error
        return track_boxes(found, gap=gap, smooth=smooth)

    def save(self, path, notes=None):
        """Save as .npz; notes (a dict) are kept in its header."""
        if not hasattr(self, "weights_"):
            raise NotFittedError("FaceDetector: it is not trained; there is nothing to save")
        header = {"model": "FaceDetector", "settings": self.settings, "threshold": self.threshold}
        arrays = {"weights": self.weights_, "bias": self.bias_}
        save_arrays(path, arrays, header | ({"notes": notes} if notes else {}))

    @classmethod
    def load(cls, path=None):
        """Load what `save` saved; None for the shipped detector.

        Errors    FileError for a missing file; FormatError for one that holds no such detector
        """
        path = SHIPPED if path is None else Path(path)
        arrays, header = load_arrays(path)
        if header.get("model") != "FaceDetector":
            raise FormatError(f"{path} holds {header.get('model', 'other arrays')}, not a FaceDetector")
        try:
            model = cls(**header["settings"], threshold=header["threshold"])
            model.weights_, model.bias_ = arrays["weights"], arrays["bias"]
        except (KeyError, TypeError, ArgumentError) as error:
            raise FormatError(f"{path}: its settings or arrays are damaged ({error})") from error
        side = model.settings["cells"] - BLOCK + 1
        wanted = (len(model.bias_), side, side, BLOCK**2 * model.settings["orientations"])
        fits = model.bias_.ndim == 1 and model.weights_.shape == wanted
        if not fits or not all(a.dtype == np.float32 and np.isfinite(a).all() for a in arrays.values()):
            raise FormatError(f"{path}: its weights do not fit its settings, or hold NaN")
        return model


def mirrored(weights):
    """The machine for mirrored faces: columns, cells of a block and directions in reverse, (h, w, F)."""
    h, w, F = weights.shape
    parts = weights.reshape(h, w, BLOCK, BLOCK, F // BLOCK**2)
    return parts[:, ::-1, :, ::-1, ::-1].reshape(h, w, F)  # bin o lies at (o + 1/2) pi / bins


def _number(name, value):
    if not isinstance(value, int | float | np.number) or not np.isfinite(value):
        raise ArgumentError(f"FaceDetector: {name} must be a finite number, not {value!r}")
    return float(value)
