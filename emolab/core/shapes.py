"""The Shapes block of a docstring, read as a contract: parsed once, checked at each call."""

import re
from typing import NamedTuple

from emolab.core.errors import ShapeError

_BLOCK = re.compile(r"^[ \t]*Shapes\s+(.*?)(?=^[ \t]*(?:[A-Z]\w+ {2,}|$)|\Z)", re.S | re.M)
_ARGUMENT = re.compile(r"((?:\w+(?:\s*,\s*|\s+and\s+))*\w+)\s*\(([^()]*)\)")
_SIZE = re.compile(r"(\d*)\s*\*?\s*([A-Za-z_]\w*)?$")


class Axis(NamedTuple):
    """One axis as written: times * symbol, or the fixed size `times` where symbol is empty."""

    text: str
    times: int
    symbol: str
    known: bool  # False for a size that is only described, such as T-K+1


def parse_shapes(docstring):
    """Read the arguments' shapes from the Shapes block of a docstring.

    Returns   {argument: [Axis, ...]}; what stands after -> is the result and is not read
    """
    block = _BLOCK.search(docstring or "")
    if not block:
        return {}
    text = block.group(1).split("->")[0]
    found = {}
    for names, sizes in _ARGUMENT.findall(text):
        axes = [_axis(part.strip()) for part in sizes.split(",") if part.strip()]
        for name in re.split(r"\s*,\s*|\s+and\s+", names.strip()):
            found[name] = axes
    return found


def _axis(text):
    match = _SIZE.match(text)
    if text == "..." or not match or not text:
        return Axis(text, 0, "", False)
    times, symbol = match.groups()
    if symbol:
        return Axis(text, int(times or 1), symbol, True)
    return Axis(text, int(times), "", True)


def check_shapes(function, shapes, arguments):
    """Hold arrays against the parsed shapes; None and what has no shape are passed over.

    Errors    ShapeError, which names the function, the argument, the axis and where its size came from
    """
    sizes = {}
    for name, axes in shapes.items():
        array = arguments.get(name)
        shape = getattr(array, "shape", None)
        if shape is None:
            continue
        offset = 0
        if axes and axes[0].text == "...":
            offset = len(shape) - len(axes) + 1
            axes = axes[1:]
            if offset < 0:
                raise _wrong_count(function, name, shape, axes, at_least=True)
        elif len(shape) != len(axes):
            raise _wrong_count(function, name, shape, axes)
        for place, axis in enumerate(axes, offset):
            if not axis.known:
                continue
            size = shape[place]
            if not axis.symbol:
                if size != axis.times:
                    raise ShapeError(
                        f"{function}: {name} has shape {shape}; its axis {place} must be {axis.times}"
                    )
            elif axis.symbol in sizes:
                value, where = sizes[axis.symbol]
                if size != axis.times * value:
                    raise ShapeError(
                        f"{function}: {name} has shape {shape}; its axis {place} ({axis.text}) must be "
                        f"{axis.times * value}, because {axis.symbol} is {value} in {where}"
                    )
            else:
                if size % axis.times:
                    raise ShapeError(
                        f"{function}: {name} has shape {shape}; its axis {place} ({axis.text}) must be "
                        f"a multiple of {axis.times}"
                    )
                sizes[axis.symbol] = (size // axis.times, name)
    return sizes


def _wrong_count(function, name, shape, axes, at_least=False):
    texts = ["..."] * at_least + [axis.text for axis in axes]
    wanted = "(" + ", ".join(texts) + ("," if len(texts) == 1 else "") + ")"
    many = f"{len(shape)} axis" if len(shape) == 1 else f"{len(shape)} axes"
    return ShapeError(f"{function}: {name} has {many}, shape {shape}; it must be {wanted}")
