"""Train the shipped landmark model on drawn faces, and measure it on drawn people that it never saw.

    python tools/train_landmarks.py [--subjects 500] [--folder runs/landmarks] [--save]

Everything follows from the seed. A run that was broken off goes on: the pictures and each stage of the
cascade are kept in the folder. --save writes emolab/vision/weights/landmarks68.npz.
"""

import argparse
from pathlib import Path

import numpy as np
from scipy import ndimage

from emolab.core.files import load_arrays, save_arrays, write_json
from emolab.core.progress import progress
from emolab.datasets import SyntheticClips
from emolab.vision import LandmarkModel, interocular_error, to_gray
from emolab.vision.landmarks import SHIPPED

SIZE = 112
TRAIN, TEST = 1000, 2000  # seeds of the corpora: no person is in both
MIRROR = np.array(
    [*range(16, -1, -1), *range(26, 16, -1), 27, 28, 29, 30, 35, 34, 33, 32, 31, 45, 44, 43, 42, 47, 46,
     39, 38, 37, 36, 41, 40, 54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55, 64, 63, 62, 61, 60, 67, 66, 65]
)  # fmt: skip


def face_boxes(points):
    """The square around brows, jaw and chin, about what a detector of frontal faces gives, (N, 4)."""
    low, high = points.min(axis=1), points.max(axis=1)  # (N, 2) as x and y
    centre, side = (low + high) / 2, 1.05 * (high - low).max(axis=1, keepdims=True)
    corner = centre - side / 2
    return np.concatenate([corner[:, ::-1], side, side], axis=1)


def draw(subjects, seed, difficulty):
    """Frames of clips of so many people: grey (n, SIZE, SIZE) and points (n, 68, 2)."""
    clips = SyntheticClips(subjects, 1, seed, difficulty, size=SIZE, fps=2, seconds=0.8)
    images, points = [], []
    for clip in progress(list(clips), f"drawing, seed {seed}", unit="clips"):
        images.append(to_gray(clip.frames))
        points.append(clip.extra["landmarks"])
        clip.release()
    return np.concatenate(images), np.concatenate(points)


def vary(image, points, rng):
    """Turn, scale, shift, mirror, light, blur, blot and roughen a picture; the points go along."""
    angle, scale = np.radians(rng.normal(0, 10)), np.exp(rng.uniform(-0.25, 0.1))
    stretch = np.exp(rng.uniform(-0.12, 0.12))
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    turn = turn @ np.diag([stretch, 1 / stretch])  # of x and y
    middle = (SIZE - 1) / 2
    shift = rng.uniform(-6, 6, 2)
    points = (points - middle) @ turn.T + middle + shift
    back = np.linalg.inv(turn)[::-1, ::-1]  # of row and column
    offset = middle - back @ (middle + shift[::-1])
    picture = ndimage.affine_transform(image.astype(np.float32), back, offset, order=1, mode="nearest")
    if rng.random() < 0.5:
        picture, points = picture[:, ::-1], points[MIRROR] * [-1, 1] + [SIZE - 1, 0]
    y, x = np.mgrid[-1 : 1 : SIZE * 1j, -1 : 1 : SIZE * 1j]
    if rng.random() < 0.5:  # another background: smooth blots outside the outline of the face
        low, high = points.min(axis=0), points.max(axis=0)
        centre, half = (low + high) / 2, (high - low) / 2 * [1.12, 1.15]
        u, v = (np.arange(SIZE) - centre[0]) / half[0], (np.arange(SIZE) - centre[1]) / half[1]
        outside = np.clip((np.hypot(u, v[:, None]) - 1.05) * 8, 0, 1)
        blots = ndimage.gaussian_filter(rng.standard_normal((SIZE, SIZE)), rng.uniform(2, 12))
        blots = 127 + 60 * blots / blots.std()
        picture = picture + outside * (blots - picture)
    light = 1 + rng.normal(0, 0.2) * x + rng.normal(0, 0.2) * y
    picture = 255 * (np.clip(picture * light, 0, 255) / 255) ** np.exp(rng.normal(0, 0.35))
    picture = (picture - 127) * rng.uniform(0.5, 1.1) + 127 + rng.normal(0, 20)
    picture = ndimage.gaussian_filter(picture, abs(rng.normal(0, 0.9)))
    picture = picture + rng.uniform(0, 8) * rng.standard_normal(picture.shape)
    return np.rint(np.clip(picture, 0, 255)).astype(np.uint8), points


def corpus(path, subjects, seed, copies, plain):
    """Drawn pictures with `copies` varied ones of each, kept in a file."""
    if path.exists():
        arrays, _ = load_arrays(path)
        return arrays["images"], arrays["points"]
    parts = [draw(subjects // 2, seed, 0.5), draw(subjects - subjects // 2, seed + 1, 1.0)]
    images, points = (np.concatenate(part) for part in zip(*parts))
    rng = np.random.default_rng(seed)
    found = [(image, point) for image, point in zip(images, points)] if plain else []
    pairs = [pair for pair in zip(images, points) for _ in range(copies)]
    found += [vary(*pair, rng) for pair in progress(pairs, "varying", unit="pictures")]
    images, points = np.stack([f[0] for f in found]), np.stack([f[1] for f in found]).astype(np.float32)
    save_arrays(path, {"images": images, "points": points}, {"seed": seed})
    return images, points


def measure(model, images, points, seed=7, shift=0.08, zoom=0.15):
    """Errors of pictures in boxes that vary, in shares of the inter-ocular distance, (n,)."""
    rng = np.random.default_rng(seed)
    boxes = face_boxes(points)
    side = boxes[:, 2:] * np.exp(rng.uniform(-zoom, zoom, (len(boxes), 1)))
    centre = boxes[:, :2] + boxes[:, 2:] * (0.5 + rng.uniform(-shift, shift, (len(boxes), 2)))
    boxes = np.concatenate([centre - side / 2, side], axis=1)
    found = np.stack([model.predict(image, box) for image, box in zip(images, boxes)])
    return interocular_error(found, points)


def main():
    """Draw, train, measure."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--subjects", type=int, default=500)
    parser.add_argument("--copies", type=int, default=3, help="varied ones of each picture")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, default=Path("runs/landmarks"))
    parser.add_argument("--save", action="store_true", help="write the shipped weights")
    for name, default in (("stages", 10), ("trees", 130), ("depth", 4), ("starts", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    images, points = corpus(
        given.folder / f"train-{given.subjects}-{given.copies}.npz", given.subjects, TRAIN, given.copies, True
    )
    model = LandmarkModel(
        stages=given.stages, trees=given.trees, depth=given.depth, starts=given.starts, shift=0.1, zoom=0.25
    )
    checkpoint = given.folder / f"stages-{given.seed}.npz"
    model.fit(images, face_boxes(points), points, rng=given.seed, checkpoint=checkpoint, verbose=True)
    model.save(given.folder / "landmarks68.npz")
    figures = {"settings": model.settings, "pictures": len(images)}
    for name, copies in (("drawn", 0), ("varied", 1)):
        test = corpus(given.folder / f"test-{name}.npz", 60, TEST, copies, copies == 0)
        errors = measure(model, *test)
        figures[name] = {
            "pictures": len(errors), "mean": errors.mean(), "median": np.median(errors),
            "95th percentile": np.quantile(errors, 0.95), "largest": errors.max(),
            "within 5 %": (errors < 0.05).mean(),
        }  # fmt: skip
    write_json(given.folder / "figures.json", figures)
    for name in ("drawn", "varied"):
        print(name, {key: round(float(value), 4) for key, value in figures[name].items()})
    if given.save:
        model.save(SHIPPED)


if __name__ == "__main__":
    main()
