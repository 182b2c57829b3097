"""The Shapes block, read and enforced."""

import numpy as np
import pytest

from emolab.core.errors import ShapeError
from emolab.core.shapes import check_shapes, parse_shapes

DOC = """A layer.

    Formula   y = f(x (not a shape))
    Shapes    x (N, T, D), h0 and c0 (N, H), Wx (D, 4H),
              out (T-K+1, 3) -> h (N, T, H), cache
    Note      z (Q,) is not read
    """


def test_names_sizes_and_multiples_are_read():
    shapes = parse_shapes(DOC)
    assert list(shapes) == ["x", "h0", "c0", "Wx", "out"]
    assert [axis.text for axis in shapes["Wx"]] == ["D", "4H"]
    assert shapes["Wx"][1].times == 4 and not shapes["out"][0].known


def test_what_fits_passes_and_gives_the_sizes():
    sizes = check_shapes(
        "f", parse_shapes(DOC), {"x": np.zeros((2, 3, 4)), "Wx": np.zeros((4, 20)), "h0": None}
    )
    assert sizes == {"N": (2, "x"), "T": (3, "x"), "D": (4, "x"), "H": (5, "Wx")}


@pytest.mark.parametrize(
    "arguments, said",
    [
        ({"x": np.zeros((2, 3))}, r"x has 2 axes, shape \(2, 3\); it must be \(N, T, D\)"),
        (
            {"x": np.zeros((2, 3, 4)), "h0": np.zeros((3, 5))},
            r"h0 .* axis 0 \(N\) must be 2, because N is 2 in x",
        ),
        ({"Wx": np.zeros((4, 21))}, r"axis 1 \(4H\) must be a multiple of 4"),
        (
            {"h0": np.zeros((2, 5)), "Wx": np.zeros((4, 24))},
            r"axis 1 \(4H\) must be 20, because H is 5 in h0",
        ),
        ({"out": np.zeros((9, 4))}, r"axis 1 must be 3"),
    ],
)
def test_what_does_not_fit_is_named(arguments, said):
    with pytest.raises(ShapeError, match=said):
        check_shapes("f", parse_shapes(DOC), arguments)


def test_leading_axes_may_be_open():
    shapes = parse_shapes("g.\n\n    Shapes    x (..., D), b (D,) -> y")
    check_shapes("g", shapes, {"x": np.zeros((2, 7, 3)), "b": np.zeros(3)})
    check_shapes("g", shapes, {"x": np.zeros(3), "b": np.zeros(3)})
    with pytest.raises(ShapeError, match="at least|must be"):
        check_shapes("g", shapes, {"x": np.zeros(()), "b": np.zeros(3)})
