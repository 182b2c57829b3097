"""Attention over time, beside what was heard and seen."""

from typing import NamedTuple

import numpy as np

from emolab.core.errors import DataError
from emolab.training.plots import COLOURS, GREY, new_figure

MOST_FRAMES = 12  # in the strip
ROW = 1.55  # inches


class Heard(NamedTuple):
    """A voice, and the attention that each step of it got."""

    weights: np.ndarray  # (T,), sums to 1
    seconds: float  # from one step to the next
    spectrogram: np.ndarray | None = None  # (bins, frames), in dB, the lowest frequency first
    top: float | None = None  # Hz of the highest bin


class Seen(NamedTuple):
    """A face, and the attention that each frame of it got."""

    weights: np.ndarray  # (T,), sums to 1
    seconds: float  # from one frame to the next
    frames: np.ndarray | None = None  # (T, H, W) grey or (T, H, W, 3), uint8 or 0 to 1


def plot_attention(heard=None, seen=None, title=None):
    """Attention weights over time, the voice's below its spectrogram, the face's below its frames.

    The dotted line is even attention, 1/T; steps above it decide more than the others.
    heard, seen   Heard and Seen; either may be None
    Errors        DataError for neither of them, or weights that do not fit the frames
    """
    rows = []
    for name, part, colour in (("voice", heard, COLOURS[0]), ("face", seen, COLOURS[1])):
        if part is None:
            continue
        weights = np.asarray(part.weights, dtype=float)
        if weights.ndim != 1 or not len(weights) or not np.isfinite(weights).all():
            raise DataError(f"plot_attention: the {name}'s weights, {weights.shape}, must be (T,) numbers")
        if name == "voice" and part.spectrogram is not None:
            rows.append((1.3, lambda axes, part=part: _spectrogram(axes, part)))
        if name == "face" and part.frames is not None:
            if len(part.frames) != len(weights):
                raise DataError(
                    f"plot_attention: {len(part.frames)} frames, but {len(weights)} weights for the face"
                )
            height = 8 / min(MOST_FRAMES, max(5, len(weights))) / ROW  # inches of a square frame
            rows.append((height, lambda axes, part=part: _strip(axes, part)))
        drawn = name, weights, part.seconds, colour
        rows.append((1.0, lambda axes, drawn=drawn: _weights(axes, *drawn)))
    if not rows:
        raise DataError("plot_attention: give heard, seen or both")
    end = max(len(part.weights) * part.seconds for part in (heard, seen) if part is not None)
    heights = [height for height, _ in rows]
    figure = new_figure(9.5, ROW * sum(heights) + 0.8)
    stack = figure.subplots(len(rows), 1, sharex=True, squeeze=False, height_ratios=heights)[:, 0]
    for axes, (_, draw) in zip(stack, rows):
        draw(axes)
    stack[-1].set_xlim(0, end)
    stack[-1].set_xlabel("time (s)")
    if title:
        figure.suptitle(title, fontsize=12, weight="bold")
    return figure


def _weights(axes, name, weights, seconds, colour):
    edges = np.arange(len(weights) + 1) * seconds  # (T + 1,)
    axes.stairs(100 * weights, edges, fill=True, color=colour, alpha=0.3)
    axes.stairs(100 * weights, edges, color=colour, linewidth=1.6)
    even = 100 / len(weights)
    axes.axhline(even, color=GREY, linestyle=":", linewidth=1.3)
    right = axes.get_yaxis_transform()  # x in parts of the width
    axes.text(1.005, even, "even", color=GREY, fontsize=8.5, va="center", transform=right)
    axes.set_ylim(0, max(115 * weights.max(), 1.2 * even))
    axes.set_ylabel(f"{name}: attention\n(% a step)")
    axes.spines[["top", "right"]].set_visible(False)


def _spectrogram(axes, heard):
    picture = np.asarray(heard.spectrogram, dtype=float)
    end = len(heard.weights) * heard.seconds
    top = picture.shape[0] if heard.top is None else heard.top / 1000
    axes.imshow(picture, origin="lower", aspect="auto", cmap="magma", extent=(0, end, 0, top),
                vmin=picture.max() - 80)  # fmt: skip
    axes.set_ylabel("band" if heard.top is None else "frequency\n(kHz)")


def _strip(axes, seen):
    frames = np.asarray(seen.frames)
    if frames.dtype.kind == "f":
        frames = np.clip(frames, 0, 1)
    count = min(MOST_FRAMES, len(frames))
    end = len(frames) * seen.seconds
    slot = end / count  # seconds
    for place in range(count):  # each slot shows the frame at its middle
        where = ((place + 0.02) * slot, 0, 0.96 * slot, 1)
        inset = axes.inset_axes(where, transform=axes.get_xaxis_transform())
        frame = frames[int((place + 0.5) * len(frames) / count)]
        inset.imshow(frame, cmap="gray", interpolation="bilinear")
        inset.set_axis_off()
    axes.set_yticks([])
    axes.spines[["top", "right", "left", "bottom"]].set_visible(False)
    axes.tick_params(bottom=False)
    axes.set_ylabel("face")
