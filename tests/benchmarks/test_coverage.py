"""Every kernel has a row in the table, or a reason; which row calls which kernel is seen, not said."""

import numpy as np

from benchmarks import coverage
from benchmarks.work import Sides, Work
from emolab.vision import integral_image


def test_calls_of_kernels_are_seen_and_forgotten_again():
    image = np.arange(64, dtype=np.uint8).reshape(8, 8)
    work = Work("w", "t", "8 x 8", lambda _: Sides(lambda: integral_image(image), {}), None)
    before = integral_image.faces.get("kernel")
    assert coverage.timed(work) == {"integral_image"}
    assert integral_image.faces.get("kernel") is before


def test_a_kernel_without_row_or_reason_is_named():
    known = set(coverage.kernels())
    found = known - set(coverage.REASONS)
    assert coverage.missing(found) == []
    (words,) = coverage.missing(found - {"lstm_forward"})
    assert words.startswith("lstm_forward: no row")


def test_a_reason_without_a_kernel_is_named(monkeypatch):
    monkeypatch.setitem(coverage.REASONS, "gone", "it was here")
    assert any(words.startswith("gone: ") for words in coverage.missing(set(coverage.kernels())))


def test_no_reason_is_shorter_than_a_reason():
    assert all(len(reason.split()) > 2 for reason in coverage.REASONS.values())
