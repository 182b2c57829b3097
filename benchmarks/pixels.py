"""Local binary patterns, block histograms and HOG, beside scikit-image and OpenCV 4."""

import numpy as np

import emolab
from benchmarks.cost import Cost
from benchmarks.work import Sides, Work, at_least, relative

NAMES = {"default": "default", "uniform": "nri_uniform", "riu2": "uniform"}
FACES = 1000


def works():
    """Return the rows."""
    image, faces = "512 x 512, 8 bits", f"{FACES} of 48 x 48, 8 bits"
    sk, cv = "skimage", "cv2"
    return [
        Work(
            "lbp-8",
            "LBP 8, 1, uniform",
            image,
            lambda p: _lbp(p, _image(), 8, 1, "uniform"),
            sk,
            at_least(10),
        ),
        Work(
            "lbp-16", "LBP 16, 2, riu2", image, lambda p: _lbp(p, _image(), 16, 2, "riu2"), sk, at_least(10)
        ),
        Work(
            "lbp-faces",
            "LBP 8, 1, uniform",
            faces,
            lambda p: _lbp(p, _faces(), 8, 1, "uniform"),
            sk,
            at_least(10),
        ),
        Work(
            "lbp-blocks",
            "LBP and 8 x 8 blocks of 59",
            image,
            lambda p: _blocks(p, _image()),
            sk,
            at_least(10),
        ),
        Work(
            "lbp-blocks-faces",
            "LBP and 8 x 8 blocks of 59",
            faces,
            lambda p: _blocks(p, _faces()),
            sk,
            at_least(10),
        ),
        Work("hog", "HOG as scikit-image's", image, _hog_skimage, sk, at_least(15)),
        Work("hog-opencv", "HOG as OpenCV's", image, _hog_opencv, cv, at_least(1)),
        Work("hog-level", "HOG cells and 2 x 2 blocks", "640 x 480, 8 bits", _level, None),
        Work("integral", "integral image", image, _integral, cv),
    ]


def _image(size=(512, 512)):
    """Smooth waves with noise, so that there are edges, slopes and nearly flat ground."""
    i, j = np.mgrid[: size[0], : size[1]]
    waves = 128 + 60 * np.sin(i / 19) * np.cos(j / 23) + 30 * (np.sin((i + 2 * j) / 7) > 0.5)
    noise = np.random.default_rng(0).normal(0, 6, size)
    return np.clip(waves + noise, 0, 255).astype(np.uint8)


def _integral(cv):
    from emolab.vision import integral_image

    image = _image()
    if cv is None:
        return Sides(lambda: integral_image(image), {})
    cv.setNumThreads(emolab.threads())
    gap = relative(integral_image(image), cv.integral(image))
    return Sides(lambda: integral_image(image), {"cv2.integral": lambda: cv.integral(image)}, gap)


def _faces():
    whole = _image((1536, 1536))
    return whole.reshape(32, 48, 32, 48).swapaxes(1, 2).reshape(-1, 48, 48)[:FACES].copy()


def _codes(peer, images, points, radius, mapping):
    from skimage.feature import local_binary_pattern

    if images.ndim == 2:
        return local_binary_pattern(images, points, radius, NAMES[mapping])
    return np.stack([local_binary_pattern(x, points, radius, NAMES[mapping]) for x in images])


def _lbp(peer, images, points, radius, mapping):
    from emolab.vision import lbp

    def own():
        return lbp(images, points, radius, mapping)

    cost = Cost(0, images.size + own().nbytes)
    if peer is None:
        return Sides(own, {}, cost=cost)
    theirs = _codes(peer, images, points, radius, mapping)
    wrong = float(np.mean(own() != theirs))
    peers = {"scikit-image": lambda: _codes(peer, images, points, radius, mapping)}
    return Sides(own, peers, wrong, cost=cost)


def _blocks(peer, images):
    from emolab.vision import block_histogram, lbp

    def own():
        return block_histogram(lbp(images, 8, 1, "uniform"), 59, (8, 8), dtype=np.float32)

    def theirs():
        codes = _codes(peer, images, 8, 1, "uniform").astype(np.int64)
        stack = codes.reshape(-1, *codes.shape[-2:])
        high, wide = stack.shape[1] // 8, stack.shape[2] // 8
        tiles = stack.reshape(len(stack), 8, high, 8, wide).swapaxes(2, 3).reshape(-1, high * wide)
        place = np.arange(len(tiles))[:, None] * 59 + tiles  # one bincount for all blocks
        counts = np.bincount(place.ravel(), minlength=len(tiles) * 59)
        return (counts / (high * wide)).astype(np.float32).reshape(*images.shape[:-2], -1)

    if peer is None:
        return Sides(own, {})
    return Sides(own, {"scikit-image and bincount": theirs}, relative(own(), theirs()))


def _hog_skimage(peer):
    from emolab.vision import hog

    image = _image()
    if peer is None:
        return Sides(lambda: hog(image), {})
    from skimage.feature import hog as theirs

    return Sides(
        lambda: hog(image), {"scikit-image": lambda: theirs(image)}, relative(hog(image), theirs(image))
    )


def _hog_opencv(peer):
    from emolab.vision import hog

    image = _image()

    def own():
        return hog(image, "dalal-triggs", flat=False)

    if peer is None:
        return Sides(own, {})
    peer.setNumThreads(emolab.threads())
    window = peer.HOGDescriptor((512, 512), (16, 16), (8, 8), (8, 8), 9, 1, -1.0, 0, 0.2, True)
    wanted = window.compute(image).ravel()
    gap = relative(own().transpose(1, 0, 3, 2, 4).ravel(), wanted)
    note = "OpenCV's arc tangent is good to .3 degrees"
    return Sides(own, {"OpenCV": lambda: window.compute(image)}, gap, 5e-3, note=note)


def _level(_):
    from emolab.vision import hog_cells, normalise_blocks

    image = _image((480, 640))
    return Sides(lambda: normalise_blocks(hog_cells(image), 2), {})
