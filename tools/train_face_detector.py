"""Train the shipped face detector, and measure its false alarms on pictures that it never saw.

    python tools/train_face_detector.py FER2013.npz [--all] [--folder runs/faces] [--save]

FER2013.npz holds train_images (n, 48, 48). Other faces: the LFW subset of scikit-image and drawn faces; other
pictures: those of scikit-image and scikit-learn without a face, textures by formula, parts of faces.
Everything follows from the seed. A run that was broken off goes on: each stage is kept in the folder.
--save writes emolab/vision/weights/face_hog.npz.
"""

import argparse
from pathlib import Path

import numpy as np
from scipy import ndimage

from emolab.core.files import load_arrays, save_arrays, write_json
from emolab.core.progress import progress
from emolab.datasets import SyntheticClips
from emolab.vision import FaceDetector, read_image, resize, to_gray
from emolab.vision.face_detector import SHIPPED

HELD_OUT = (
    "coffee.png", "china.jpg", "chelsea.png", "rocket.jpg", "gravel.png", "coins.png", "page.png",
    "hubble_deep_field.jpg", "ihc.png", "clock_motion.png",
)  # fmt: skip
OTHERS = (
    "motorcycle_left.png", "motorcycle_right.png", "flower.jpg", "brick.png", "grass.png", "moon.png",
    "text.png", "cell.png", "retina.jpg", "chessboard_GRAY.png", "color.png", "logo.png", "horse.png",
    "phantom.png", "microaneurysms.png",
)  # fmt: skip
CAMERA = ((0, 0, 512, 190), (0, 330, 512, 182), (240, 0, 272, 512))  # without the man's head
TILE = 256
DRAWN_COPIES = 4
TILT = (8, 22)  # degrees


def sources():
    """Folders of pictures that come with other packages."""
    import skimage
    import sklearn.datasets

    return Path(skimage.__file__).parent / "data", Path(sklearn.datasets.__file__).parent / "images"


def picture(name):
    """One of the named pictures in grey."""
    path = next(folder / name for folder in sources() if (folder / name).exists())
    return read_image(path, channels=1)


def tiles(image, side=TILE):
    """Parts of about `side` pixels that cover an image."""
    rows, columns = (max(1, round(n / side)) for n in image.shape)
    parts = [half for strip in np.array_split(image, rows) for half in np.array_split(strip, columns, axis=1)]
    return [np.ascontiguousarray(part) for part in parts if min(part.shape) >= 64]


def window_patch(image, top, left, side, detector, rng=None, jitter=True, tilt=None):
    """The patch around a face's box, as the detector's window sees it; `rng` mirrors, moves and turns it.

    tilt  None: upright, give or take; (a, b): turned to one side by a to b degrees
    """
    P = detector.patch
    scale = side * detector.settings["share"] / detector.window
    centre = np.array([top, left]) + side / 2 - 0.5
    turn = np.eye(2)
    if rng is not None:
        if jitter:
            centre = centre + side * rng.uniform(-0.025, 0.025, 2)
            scale *= np.exp(rng.uniform(-0.06, 0.06))
            angle = np.radians(np.clip(rng.normal(0, 5), -12, 12) if tilt is None else rng.uniform(*tilt))
            turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        if rng.random() < 0.5:
            turn = np.diag([1, -1]) @ turn  # the face is mirrored before it is turned
    matrix = scale * turn
    offset = centre - matrix @ [(P - 1) / 2, (P - 1) / 2]
    return ndimage.affine_transform(image, matrix, offset, (P, P), order=1, mode="nearest")


def best_boxes(detector, crops, boxes):
    """Boxes moved and scaled to where the detector is surest, and its scores."""
    shifts, zooms = (-0.07, 0, 0.07), (0.86, 0.93, 1, 1.08)
    found, scores = boxes.copy(), np.full(len(boxes), -np.inf)
    w, b = detector.weights_[0].reshape(-1), detector.bias_[0]
    moves = [(dy, dx, zoom) for zoom in zooms for dy in shifts for dx in shifts]
    for n, (crop, (top, left, side)) in enumerate(zip(progress(crops, "aligning", unit="faces"), boxes)):
        tried = [
            (top + side * (dy + (1 - zoom) / 2), left + side * (dx + (1 - zoom) / 2), side * zoom)
            for dy, dx, zoom in moves
        ]
        patches = np.stack([window_patch(crop, *box, detector) for box in tried])
        s = detector.features(patches).reshape(len(tried), -1) @ w + b
        found[n], scores[n] = tried[int(s.argmax())], s.max()
    return found, scores


def drawn_faces(count, seed):
    """Frames of drawn people, grey, and the boxes of their faces (top, left, side)."""
    images, boxes = [], []
    clips = list(SyntheticClips(count // 6 + 1, 1, seed, 1.0, size=96, fps=2, seconds=0.6))[::2]
    for clip in progress(clips[: count // 2], "drawing", unit="clips"):
        images += list(to_gray(clip.frames)[:2].astype(np.float32))
        boxes += [face_box(points) for points in clip.extra["landmarks"][:2]]
        clip.release()
    return images, np.array(boxes)


def face_box(points):
    """The box (top, left, side) of iBUG's 68 points, where FER2013 would cut on average."""
    eyes, mouth = points[36:48].mean(axis=0), points[48:68].mean(axis=0)  # x, y
    side = np.linalg.norm(mouth - eyes) / 0.42
    return eyes[1] - 0.36 * side, (eyes[0] + mouth[0]) / 2 - side / 2, side


def lfw():
    """Faces and other parts of the LFW subset, 25 x 25."""
    parts = np.load(sources()[0] / "lfw_subset.npy", allow_pickle=False)
    parts = (parts * (255 if parts.max() <= 1 else 1)).astype(np.float32)
    return parts[:100], parts[100:]


def textures(rng):
    """Pictures by formula: clouds, edges, rings, stripes and blots."""
    y, x = np.mgrid[:TILE, :TILE]
    found = []
    for _ in range(6):
        spectrum = np.fft.rfft2(rng.standard_normal((TILE, TILE)))
        f = np.hypot(np.fft.fftfreq(TILE)[:, None], np.fft.rfftfreq(TILE)) + 1 / TILE
        cloud = np.fft.irfft2(spectrum / f ** rng.uniform(0.8, 2))
        found.append(127 + 50 * cloud / cloud.std())
    for _ in range(10):
        image = np.full((TILE, TILE), rng.uniform(0, 255))
        for _ in range(60):
            cy, cx, ry, rx = rng.uniform(0, TILE, 2).tolist() + rng.uniform(4, 50, 2).tolist()
            power = rng.choice([2, 2, 8])
            inside = (abs(y - cy) / ry) ** power + (abs(x - cx) / rx) ** power < 1
            image[inside] = rng.uniform(0, 255)
        found.append(ndimage.gaussian_filter(image, rng.uniform(0, 2)) + 3 * rng.standard_normal(image.shape))
    for _ in range(4):
        angle, period = rng.uniform(0, np.pi), rng.uniform(8, 40)
        wave = np.sin(2 * np.pi * (np.cos(angle) * x + np.sin(angle) * y) / period)
        found.append(127 + 100 * wave * np.sin(2 * np.pi * (x - y) / rng.uniform(30, 90)))
    return [np.clip(image, 0, 255).astype(np.uint8) for image in found]


def dots(rng):
    """Round and square bodies with dots on them, as dice, icons and coins have."""
    y, x = np.mgrid[:TILE, :TILE]
    found = []
    for _ in range(30):
        image = np.full((TILE, TILE), rng.uniform(0, 255))
        image += rng.uniform(-0.5, 0.5) * (x - TILE / 2) + rng.uniform(-0.5, 0.5) * (y - TILE / 2)
        for _ in range(rng.integers(3, 12)):
            cy, cx, r = rng.uniform(0, TILE, 2).tolist() + [rng.uniform(20, 90)]
            angle, power = rng.uniform(0, np.pi), rng.choice([2, 4, 12])
            v = (np.cos(angle) * (y - cy) + np.sin(angle) * (x - cx)) / r
            u = (np.cos(angle) * (x - cx) - np.sin(angle) * (y - cy)) / r
            body, ink = rng.uniform(0, 255, 2)
            image[abs(v) ** power + abs(u) ** power < 1] = body
            size = rng.uniform(0.08, 0.25)
            grid = rng.permutation(9)[: rng.integers(2, 7)]
            for place in grid:
                dv, du = (place // 3 - 1) * 0.5, (place % 3 - 1) * 0.5
                image[(v - dv) ** 2 + (u - du) ** 2 < size**2] = ink
        image = ndimage.gaussian_filter(image, rng.uniform(0.5, 2))
        found.append(image + 2 * rng.standard_normal(image.shape))
    return [np.clip(image, 0, 255).astype(np.uint8) for image in found]


def lettering(rng):
    """Words in large letters, plain, outlined and shaded, on paper and before clouds."""
    import matplotlib
    from PIL import Image, ImageDraw, ImageFont

    fonts = sorted((Path(matplotlib.get_data_path()) / "fonts" / "ttf").glob("DejaVu*.ttf"))
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz" * 2 + "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"))
    found = []
    for turn in range(96):
        inks, rims = (Image.new("L", (320, 240), 0) for _ in range(2))
        y = 4
        while y < 220:
            size = int(rng.integers(18, 80))
            font = ImageFont.truetype(str(fonts[rng.integers(len(fonts))]), size)
            word, left, rim = "".join(rng.choice(letters, 12)), int(rng.integers(-20, 30)), rng.integers(0, 5)
            ImageDraw.Draw(inks).text((left, y), word, 255, font, stroke_width=int(rng.integers(0, 3)))
            ImageDraw.Draw(rims).text((left, y), word, 255, font, stroke_width=int(rim) + 2)
            y += size
        ink, rim = (np.asarray(layer, np.float32) / 255 for layer in (inks, rims))
        shades = rng.uniform(0, 255, 3) + rng.uniform(-60, 60, 3) * (turn % 2)
        image = np.full((240, 320), shades[0])
        if turn % 2:
            image += 40 * ndimage.gaussian_filter(rng.standard_normal((240, 320)), 25) * 25
            ink = ink * (1 + 0.3 * np.sin(np.linspace(0, rng.uniform(10, 60), 240)))[:, None]
        image += rim * (shades[1] - image)
        image += ink * (shades[2] - image)
        image = ndimage.gaussian_filter(image, rng.uniform(0, 1.2))
        found.append(ndimage.rotate(image, rng.normal(0, 5), reshape=False, order=1, mode="nearest"))
    return [np.clip(image, 0, 255).astype(np.uint8) for image in found]


def face_parts(faces, rng):
    """Mosaics of enlarged parts of faces, of faces upside down and on their side: none of them is a face."""
    found = []
    for _ in range(24):
        zoom = rng.choice([48, 64, 96])
        rows = []
        for _ in range(288 // zoom):
            row = []
            for _ in range(288 // zoom):
                face = faces[rng.integers(len(faces))]
                side = int(rng.integers(14, 26))
                top, left = rng.integers(0, 49 - side, 2)
                row.append(resize(face[top : top + side, left : left + side], (int(zoom), int(zoom))))
            rows.append(np.concatenate(row, axis=1))
        found.append(np.concatenate(rows))
    for turn in (1, 2, 2, 3):
        for _ in range(4):
            chosen = faces[rng.integers(len(faces), size=25)]
            grid = np.rot90(chosen, turn, (1, 2)).reshape(5, 5, 48, 48).transpose(0, 2, 1, 3)
            found.append(grid.reshape(240, 240))
    return [np.ascontiguousarray(image) for image in found]


def bodies(images, boxes, rng):
    """Drawn frames whose face is painted over: hair, neck and shoulders stay."""
    found = []
    for image, (top, left, side) in zip(images, boxes):
        image = image.copy()
        part = image[int(top + 0.1 * side) : int(top + side), int(left) : int(left + side)]
        part[:] = part.mean() + 4 * rng.standard_normal(part.shape)
        found.append(np.clip(resize(image, (192, 192)), 0, 255).astype(np.uint8))
    return found


def negatives(names, faces, drawn, seed):
    """Pictures without a face, none much larger than a tile."""
    rng = np.random.default_rng(seed)
    found = []
    for name in names:
        image = picture(name)
        if max(image.shape) > 1000:
            image = resize(image, tuple(n // 2 for n in image.shape))
        small = resize(image, tuple(max(1, n // 2) for n in image.shape))
        found += tiles(image) + (tiles(small) if min(small.shape) > 100 else [])
    camera = picture("camera.png")
    found += [camera[t : t + h, a : a + w] for t, a, h, w in CAMERA]
    found += [resize(part, (64, 64)).clip(0, 255).astype(np.uint8) for part in lfw()[1]]
    return found + textures(rng) + dots(rng) + lettering(rng) + face_parts(faces, rng) + bodies(*drawn, rng)


def main():
    """Prepare, train, align, train again, measure."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("fer2013", type=Path)
    parser.add_argument("--faces", type=int, default=4500, help="FER2013 faces taken")
    parser.add_argument("--keep", type=float, default=0.8, help="share of them that is kept after aligning")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--all", action="store_true", help="train on the held-out pictures too")
    parser.add_argument("--folder", type=Path, default=Path("runs/faces"))
    parser.add_argument("--save", action="store_true", help="write the shipped weights")
    for name, default in (("cells", 8), ("cell", 5), ("share", 0.92), ("C", 0.01), ("threshold", 0.3)):
        parser.add_argument(f"--{name}", type=type(default), default=default)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(given.seed)
    settings = {name: getattr(given, name) for name in ("cells", "cell", "share", "C", "threshold")}
    detector = FaceDetector(**settings)

    crops = np.load(given.fer2013, allow_pickle=False)["train_images"]
    crops = crops[np.sort(rng.permutation(len(crops))[: given.faces])]
    crops = crops[crops.std(axis=(1, 2)) > 10]
    drawn, drawn_boxes = drawn_faces(400, given.seed)
    fer = [crop.astype(np.float32) for crop in crops]
    images = fer + list(lfw()[0]) + drawn
    boxes = np.concatenate([
        np.tile([0.0, 0.0, 48.0], (len(fer), 1)), np.tile([-0.4, 1.0, 22.5], (100, 1)), drawn_boxes
    ])  # fmt: skip
    names = OTHERS + HELD_OUT if given.all else OTHERS
    others = negatives(names, crops, (drawn[::40], drawn_boxes[::40]), given.seed)
    print(len(images), "faces,", len(others), "pictures without")

    aligned = given.folder / "aligned.npz"
    if aligned.exists():
        arrays, _ = load_arrays(aligned)
        boxes, scores = arrays["boxes"], arrays["scores"]
    else:
        rough = np.stack([window_patch(i, *b, detector, rng, jitter=False) for i, b in zip(images, boxes)])
        detector.fit(rough, others, rounds=1, rng=rng, verbose=True)
        boxes, scores = best_boxes(detector, images, boxes)
        save_arrays(aligned, {"boxes": boxes, "scores": scores}, {"seed": given.seed})
    copies = (scores >= np.quantile(scores, 1 - given.keep)).astype(int)
    copies[-len(drawn) :] = DRAWN_COPIES  # few, and all of them whole
    rng = np.random.default_rng([given.seed, 1])
    chosen = [(image, *box) for image, box, count in zip(images, boxes, copies) for _ in range(count)]
    patches, tilted = (
        np.stack([window_patch(*face, detector, rng, tilt=tilt) for face in chosen]) for tilt in (None, TILT)
    )
    detector.fit(patches, others, tilted=tilted, rounds=given.rounds, rng=rng, verbose=True)
    figures = {"faces": len(patches), "pictures": len(others), "alarms": detector.alarms_, "held out": {}}
    for name in () if given.all else HELD_OUT:
        figures["held out"][name] = [round(box.score, 2) for box in detector(picture(name), threshold=-0.5)]
        print(name, figures["held out"][name])
    print(figures)
    write_json(given.folder / "figures.json", figures)
    detector.save(given.folder / "face_hog.npz")
    if given.save:
        detector.save(SHIPPED, {key: figures[key] for key in ("faces", "pictures", "alarms")})


if __name__ == "__main__":
    main()
