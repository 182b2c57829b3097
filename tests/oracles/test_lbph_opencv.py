"""LBPH and the 64 x 128 window against OpenCV 4."""

import numpy as np
import pytest

cv2 = pytest.importorskip(
    "cv2", reason="the peer OpenCV 4: pip install opencv-contrib-python-headless==4.13.*"
)

from emolab.vision import chi_square_distance, dalal_triggs, hog, lbph  # noqa: E402

RNG = np.random.default_rng(4)
NEEDS_FACE = pytest.mark.skipif(not hasattr(cv2, "face"), reason="OpenCV without its contributed modules")
NEEDS_HOG = pytest.mark.skipif(not hasattr(cv2, "HOGDescriptor"), reason="OpenCV 5 has no HOGDescriptor")
FACES = [RNG.integers(0, 256, (40 + n, 45)).astype(np.uint8) for n in range(5)]


@NEEDS_FACE
@pytest.mark.parametrize("radius, points, grid", [(1, 8, (8, 8)), (2, 8, (8, 8)), (2, 12, (3, 5))])
def test_histograms_are_opencv_s(radius, points, grid, each_backend):
    model = cv2.face.LBPHFaceRecognizer_create(radius, points, grid[1], grid[0])
    model.train(FACES, np.arange(5))
    for face, theirs in zip(FACES, model.getHistograms()):
        ours = lbph(face, points, radius, grid)
        assert ours.shape == (theirs.size,)
        moved = np.abs(ours - theirs.ravel()).sum() / (2 * grid[0] * grid[1])  # share of pixels
        assert moved < 2e-3, f"{moved:.1e} of the pixels have another label"  # ties in single precision


@NEEDS_FACE
def test_the_nearest_face_is_opencv_s(each_backend):
    model = cv2.face.LBPHFaceRecognizer_create()
    model.train(FACES, np.arange(5))
    for n in range(5):
        noisy = np.clip(FACES[n].astype(int) + RNG.integers(-20, 21, FACES[n].shape), 0, 255).astype(np.uint8)
        label, confidence = model.predict(noisy)
        distances = chi_square_distance(np.stack([lbph(face) for face in FACES]), lbph(noisy))
        assert distances.argmin() == label
        assert abs(distances.min() - confidence) < 0.01 * confidence


@NEEDS_HOG
@pytest.mark.parametrize("colour", [False, True])
def test_the_window_is_opencv_s(colour, each_backend):
    """Its arc tangent is good to .3 degrees or so; which of two equally steep channels votes may differ."""
    window = RNG.integers(0, 256, (128, 64, 3) if colour else (128, 64)).astype(np.uint8)
    blurred = cv2.GaussianBlur(window, (0, 0), 2)
    for image in (window, blurred):
        theirs = cv2.HOGDescriptor().compute(np.ascontiguousarray(image[..., ::-1]) if colour else image)
        gaps = np.abs(dalal_triggs(image) - theirs.ravel())
        assert np.mean(gaps > 1e-3) <= (0.02 if colour else 0)


@NEEDS_HOG
@pytest.mark.parametrize("root", [False, True])
def test_other_windows_and_cells_are_opencv_s(root, each_backend):
    image = cv2.GaussianBlur(RNG.integers(0, 256, (60, 72)).astype(np.uint8), (0, 0), 1)
    peer = cv2.HOGDescriptor((72, 60), (18, 12), (6, 6), (6, 6), 6, 1, -1.0, 0, 0.2, root)
    ours = hog(image, "dalal-triggs", cell=6, block=(2, 3), orientations=6, root=root, flat=False)
    theirs = peer.compute(image).reshape(ours.transpose(1, 0, 3, 2, 4).shape)
    np.testing.assert_allclose(ours.transpose(1, 0, 3, 2, 4), theirs, atol=1e-3)
