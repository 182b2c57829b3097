"""What must hold for every similarity, cascade and file: inverses, shifts of place and of grey, no crash."""

import numpy as np
import pytest

pytest.importorskip("hypothesis", reason="hypothesis is not installed: pip install 'emolab[test]'")

from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from kernels.examples_landmarks import cascade  # noqa: E402
from vision.dlib_files import dlib_bytes, packed, predictor  # noqa: E402

import emolab  # noqa: E402
from emolab.core import FormatError  # noqa: E402
from emolab.vision.dlib_shape import read_dlib_shape, unpack_integers  # noqa: E402
from emolab.vision.shape_cascade import cascade_shapes  # noqa: E402
from emolab.vision.similarity_transform import similarity_transform  # noqa: E402

SEEDS = st.integers(0, 2**32 - 1)
BACKENDS = st.sampled_from(["numpy", "numba"])
few = settings(max_examples=40, deadline=None)


@few
@given(SEEDS, st.integers(2, 30), st.floats(-3.1, 3.1), st.floats(0.05, 20))
def test_a_similarity_is_found_again(seed, L, angle, scale):
    rng = np.random.default_rng(seed)
    a, t = rng.standard_normal((L, 2)), rng.standard_normal(2)
    R = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    found, shift = similarity_transform(a, a @ R.T + t)
    np.testing.assert_allclose(found, R, atol=1e-9 * scale)
    np.testing.assert_allclose(shift, t, atol=1e-8 * scale)
    back, _ = similarity_transform(a @ R.T + t, a)
    np.testing.assert_allclose(back @ R, np.eye(2), atol=1e-8)


@few
@given(SEEDS, BACKENDS, st.integers(1, 9), st.integers(1, 9))
def test_a_face_elsewhere_has_the_same_shape(seed, backend, down, right):
    rng = np.random.default_rng(seed)
    images, which, boxes, *rest = cascade(rng, np.float64)
    boxes = np.rint(boxes) + 0.25  # in quarters, so that the shift is exact
    moved = np.pad(images, ((0, 0), (down, 0), (right, 0)))
    with emolab.use(backend):
        wanted = cascade_shapes(images, which, boxes, *rest)
        got = cascade_shapes(moved, which, boxes + [down, right, 0, 0], *rest)
    np.testing.assert_allclose(got, wanted, atol=1e-12)


@few
@given(SEEDS, BACKENDS, st.integers(1, 100))
def test_brightness_changes_nothing(seed, backend, more):
    rng = np.random.default_rng(seed)
    images, which, boxes, *rest = cascade(rng, np.float64, size=(90, 90))
    boxes = boxes * 0.5 + [30, 30, 0, 0]
    rest[3] = rest[3] * 0.2  # places near the shape, which stay in the picture
    images = images // 2
    with emolab.use(backend):
        assert np.array_equal(
            cascade_shapes(images, which, boxes, *rest),
            cascade_shapes(images + np.uint8(more), which, boxes, *rest),
        )


@few
@given(SEEDS, BACKENDS)
def test_the_order_of_faces_does_not_matter(seed, backend):
    rng = np.random.default_rng(seed)
    images, which, boxes, start, *rest = cascade(rng, np.float64, N=11)
    order = rng.permutation(11)
    with emolab.use(backend):
        whole = cascade_shapes(images, which, boxes, start, *rest)
        mixed = cascade_shapes(images, which[order], boxes[order], start[order], *rest)
    assert np.array_equal(mixed, whole[order])


@few
@given(st.lists(st.integers(-(2**63) + 1, 2**63 - 1)), BACKENDS)
def test_packed_numbers_come_back(numbers, backend):
    data = np.frombuffer(b"".join(map(packed, numbers)), np.uint8)
    with emolab.use(backend):
        values, end = unpack_integers(data)
    assert values.tolist() == numbers and end == len(data)


WHOLE = dlib_bytes(predictor(np.random.default_rng(0), L=2, S=1, T=1, depth=1, P=2))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_a_wrong_byte_is_read_or_named(tmp_path_factory, place, byte):
    path = tmp_path_factory.mktemp("fuzz") / "model.dat"
    path.write_bytes(WHOLE[:place] + bytes([byte]) + WHOLE[place + 1 :])
    try:
        arrays = read_dlib_shape(path)
    except FormatError as error:
        assert "model.dat" in str(error)
    else:
        assert all(np.isfinite(array).all() for array in arrays.values())
