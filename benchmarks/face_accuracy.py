"""How many faces a detector finds, and how many it makes up, in a folder of pictures and a table of boxes.

    python -m benchmarks.face_accuracy BOXES.csv [--without FOLDER] [--detector FILE] [--longest 640]

BOXES.csv has the columns picture, kind, top, left, side: a square box from hairline to chin, in pixels of
the picture; pictures are sought beside the table. A `frontal` box must be found; a box of any other kind
(a profile, a face too small or half covered) is neither a miss nor a false alarm. FOLDER: pictures without
a face. A face counts as found where the middles of a box and of the face lie within a quarter of its side,
and the sides differ by less than 5 to 3.
"""

import argparse
import csv
from collections import defaultdict
from pathlib import Path

import numpy as np

from emolab.core.progress import progress
from emolab.vision import FaceDetector, read_image, resize

PLACE, SIZE = 0.25, 5 / 3
PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".bmp"}


def shrunk(image, longest):
    """An image of at most so many pixels on its longer side, and the factor back."""
    factor = max(image.shape[:2]) / longest
    if factor <= 1:
        return image, 1.0
    return resize(image, tuple(round(n / factor) for n in image.shape[:2])), factor


def find(detector, path, longest):
    """Boxes (n, 5) of a picture, in its own pixels: top, left, height, width, score."""
    image, factor = shrunk(read_image(path, channels=3), longest)
    boxes = np.array(detector(image)).reshape(-1, 5)
    return boxes * [factor, factor, factor, factor, 1]


def overlap(box, other):
    """Intersection over union of two boxes (top, left, height, width)."""
    low = np.maximum(box[:2], other[:2])
    high = np.minimum(box[:2] + box[2:4], other[:2] + other[2:4])
    common = np.maximum(high - low, 0).prod()
    return common / (box[2] * box[3] + other[2] * other[3] - common)


def same(box, truth):
    """Does a box lie on a face?"""
    away = np.linalg.norm(box[:2] + box[2:4] / 2 - truth[:2] - truth[2:4] / 2)
    return away <= PLACE * truth[2] and 1 / SIZE <= box[2] / truth[2] <= SIZE


def judge(boxes, frontal, others):
    """Hold boxes (n, 5), the surest first, against faces -> each face's overlap or None, the false boxes."""
    found, false = [None] * len(frontal), []
    for box in boxes:
        at = [i for i, face in enumerate(frontal) if found[i] is None and same(box, face)]
        if at:
            found[at[0]] = overlap(box, frontal[at[0]])
        elif not any(touches(box, face) for face in [*frontal, *others]):
            false.append(box)
    return found, false


def touches(box, face):
    """Is a box on a face, however badly it fits?"""
    middle = box[:2] + box[2:4] / 2
    inside = (face[:2] <= middle).all() and (middle <= face[:2] + face[2:4]).all()
    return inside or overlap(box, face) >= 0.2


def read_table(path):
    """{picture: ([frontal boxes], [others])} of a table, boxes (top, left, height, width)."""
    table = defaultdict(lambda: ([], []))
    with Path(path).open(newline="") as file:
        for row in csv.DictReader(file):
            top, left, side = (float(row[name]) for name in ("top", "left", "side"))
            table[row["picture"]][row["kind"] != "frontal"].append(np.array([top, left, side, side]))
    return table


def main(arguments=None):
    """Print misses, false boxes and the shares."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("table", type=Path)
    parser.add_argument("--without", type=Path, action="append", default=[])
    parser.add_argument("--detector", type=Path)
    parser.add_argument("--longest", type=int, default=640, help="pictures are shrunk to this first")
    given = parser.parse_args(arguments)
    detector = FaceDetector.load(given.detector)
    overlaps, made_up = [], 0
    table = read_table(given.table)
    for name, (frontal, others) in progress(sorted(table.items()), "faces", unit="pictures"):
        boxes = find(detector, given.table.parent / name, given.longest)
        found, false = judge(boxes, frontal, others)
        overlaps += found
        made_up += len(false)
        for face in (face for face, hit in zip(frontal, found) if hit is None):
            print(f"missed  {name}  at {face[0]:.0f}, {face[1]:.0f}, side {face[2]:.0f}")
        for box in false:
            print(f"false   {name}  at {box[0]:.0f}, {box[1]:.0f}, side {box[2]:.0f}, score {box[4]:.2f}")
    hits = [value for value in overlaps if value is not None]
    print(f"found {len(hits)} of {len(overlaps)} frontal faces ({len(hits) / max(1, len(overlaps)):.1%}), "
          f"{sum(value >= 0.5 for value in hits)} of them with an overlap of half or more; "
          f"{made_up} false boxes beside them in {len(table)} pictures")  # fmt: skip
    for folder in given.without:
        count, pictures = 0, sorted(p for p in folder.iterdir() if p.suffix.lower() in PICTURES)
        for path in progress(pictures, folder.name, unit="pictures"):
            for box in find(detector, path, given.longest):
                count += 1
                print(f"false   {path.name}  at {box[0]:.0f}, {box[1]:.0f}, side {box[2]:.0f}, "
                      f"score {box[4]:.2f}")  # fmt: skip
        print(f"{folder.name}: {count} false boxes in {len(pictures)} pictures without a face")


if __name__ == "__main__":
    main()
