"""How times grow with size, emolab beside its peer, as one picture: python -m benchmarks.growth

--out FOLDER   where growth.png and growth.json go (default: benchmarks/results)
--quick        the smaller sizes alone
"""

import argparse
import gc
import importlib
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks import convolution, pixels, recurrent, sound
from benchmarks.machine import describe, machine
from benchmarks.timing import LEAST, alternate


class Growth(NamedTuple):
    """One curve: what grows, its values, and how the work is built for one of them."""

    title: str
    axis: str
    sizes: tuple
    prepare: object  # (peer module or None, size) -> Sides
    needs: str


def growths():
    """Return the curves."""

    def layer(kind, **fixed):
        def prepare(peer, size):
            shape = {"N": 32, "T": 110, "D": 13, "H": 256, **{fixed["grows"]: size}}
            return recurrent._layer(kind, 1, *(shape[name] for name in "NTDH"))(peer)

        return prepare

    def square(peer, side):
        return convolution._conv(8, side, side, 64, (3, 3), 64, 1, (1, 1))(peer)

    def codes(peer, side):
        return pixels._lbp(peer, pixels._image((side, side)), 8, 1, "uniform")

    def seconds(librosa, length):
        return sound._one("librosa", {"librosa": sound._librosa(librosa)} if librosa else {}, length)

    def clips(librosa, count):
        return sound._many("librosa", "librosa", sound._librosa(librosa) if librosa else None, count)

    def batch(peer, count):
        return convolution._vgg(count)(peer)

    times = (25, 50, 100, 200, 400, 800)
    return [
        Growth("GRU training step", "steps T", times, layer("gru", grows="T"), "torch"),
        Growth("LSTM training step", "sequences N", (1, 4, 16, 64, 128), layer("lstm", grows="N"), "torch"),
        Growth("convolution 3x3, both ways", "side of the image", (6, 12, 24, 48, 96), square, "torch"),
        Growth("VGG-16 inference", "images N", (1, 2, 4, 8, 16, 32), batch, "torch"),
        Growth("MFCC of one clip", "seconds", (1, 4, 15, 60, 240), seconds, "librosa"),
        Growth("MFCC of clips of 4 s", "clips", (1, 4, 16, 64, 256), clips, "librosa"),
        Growth("LBP 8, 1, uniform", "side of the image", (32, 64, 128, 256, 512, 1024), codes, "skimage"),
    ]  # fmt: skip


def measure(growth, quick=False):
    """Return {label: [(size, lower quartile, median, upper quartile) in seconds]}."""
    try:
        peer = importlib.import_module(growth.needs)
    except ImportError:
        peer = None
    sizes = growth.sizes[: max(2, len(growth.sizes) // 2)] if quick else growth.sizes
    curves = {}
    for size in sizes:
        sides = growth.prepare(peer, size)
        times = alternate({"emolab": sides.own, **sides.peers}, LEAST, seconds=sides.seconds)
        best = min(
            (label for label in times if label != "emolab"), key=lambda x: np.median(times[x]), default=None
        )
        for label, name in (("emolab", "emolab"), (best, growth.needs)):
            if label is not None:
                quartiles = np.quantile(times[label], [0.25, 0.5, 0.75]).tolist()
                curves.setdefault(name, []).append((size, *quartiles))
        del sides
        gc.collect()
    return curves


def draw(found):
    """Return a figure of {Growth: curves}, a panel each, both axes logarithmic."""
    import matplotlib.pyplot as plt

    columns = 3
    rows = -(-len(found) // columns)
    figure, axes = plt.subplots(
        rows, columns, figsize=(4.6 * columns, 3.4 * rows), squeeze=False, layout="constrained"
    )
    for axis in axes.flat[len(found) :]:
        axis.set_visible(False)
    for axis, (growth, curves) in zip(axes.flat, found):
        for (name, points), colour in zip(curves.items(), ("#0b6e99", "#b5530c")):
            size, low, middle, high = np.array(points).T
            axis.plot(
                size, 1000 * middle, "o-" if name == "emolab" else "s--", color=colour, label=name, ms=4
            )
            axis.fill_between(size, 1000 * low, 1000 * high, color=colour, alpha=0.2, lw=0)
        axis.set(xscale="log", yscale="log", xlabel=growth.axis, title=growth.title)
        axis.set_xticks(size, [f"{x:g}" for x in size])
        axis.minorticks_off()
        axis.grid(alpha=0.3)
        axis.legend(frameon=False)
    for row in axes:
        row[0].set_ylabel("ms")
    return figure


def main(arguments=None):
    """Measure all curves and write picture and numbers; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.growth",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results")
    parser.add_argument("--quick", action="store_true")
    chosen = parser.parse_args(arguments)
    from threadpoolctl import threadpool_limits

    import emolab
    from emolab.core.files import write_json
    from emolab.training import save_figure

    chosen.out.mkdir(parents=True, exist_ok=True)
    about, found = machine(), []
    print(*describe(about), sep="\n")
    with threadpool_limits(limits=emolab.threads(), user_api="blas"):
        for growth in growths():
            print(f"{growth.title}, by {growth.axis}", file=sys.stderr, flush=True)
            found.append((growth, measure(growth, chosen.quick)))
            for name, points in found[-1][1].items():
                print(
                    f"  {growth.title:<38}{name:<8}"
                    + "  ".join(f"{p[0]:g}: {1000 * p[2]:.3g} ms" for p in points)
                )
    save_figure(draw(found), chosen.out / "growth.png")
    curves = [{"title": g.title, "axis": g.axis, "curves": curves} for g, curves in found]
    write_json(chosen.out / "growth.json", {"machine": about, "growth": curves})
    print(f"written: {chosen.out / 'growth.png'}, growth.json beside it")
    return 0


if __name__ == "__main__":
    sys.exit(main())
