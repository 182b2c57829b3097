"""emolab explain: stage by stage, where two MFCC conventions part, with a plot."""

import json
import math
from pathlib import Path

from emolab.cli.main import add_verb
from emolab.core.errors import ArgumentError

ABOUT = {
    "frames": "cut out, without mean, pre-emphasised", "windowed": "weighed",
    "spectrum": "power or magnitude", "bank": "the filters", "energies": "of the bands",
    "log": "of the energies", "mfcc": "after DCT and lifter",
}  # fmt: skip
SAME = 1e-6  # a smaller difference is rounding


def add_parser(verbs):
    """Add the verb's options."""
    parser = add_verb(verbs, "explain", "emolab explain mfcc talk.wav --convention kaldi --against librosa")
    parser.add_argument("feature", choices=["mfcc"], help="what to explain")
    parser.add_argument("file", metavar="FILE", help="a WAV file")
    parser.add_argument("--convention", default="librosa", metavar="A", help="default librosa")
    parser.add_argument("--against", required=True, metavar="B", help="another convention")
    pair = {"action": "append", "default": [], "metavar": "NAME=VALUE"}
    parser.add_argument("--set", dest="changes", help="change a setting of A, such as n=13", **pair)
    parser.add_argument("--set-against", dest="other_changes", help="change a setting of B", **pair)
    parser.add_argument("--plot", metavar="PICTURE", help=".png, .pdf or .svg (default FILE-A-B.png here)")
    parser.add_argument("--no-plot", action="store_true", help="draw nothing")
    parser.add_argument("--json", action="store_true", help="print JSON for a program to read")
    parser.set_defaults(run=run)


def run(arguments):
    """Print the table and draw the picture."""
    from emolab.audio import read_wav
    from emolab.audio.conventions import convention_of
    from emolab.audio.part_ways import part_ways
    from emolab.training.plots import save_figure

    a = convention_of(arguments.convention, dict(map(_pair, arguments.changes)))
    b = convention_of(arguments.against, dict(map(_pair, arguments.other_changes)))
    names = (
        _named(arguments.convention, arguments.changes), _named(arguments.against, arguments.other_changes)
    )  # fmt: skip
    signal, rate = read_wav(arguments.file)
    found = part_ways(signal, rate, a, b)
    picture = None
    if not arguments.no_plot:
        stem = Path(arguments.file).stem
        picture = arguments.plot or f"{stem}-{arguments.convention}-{arguments.against}.png"
        save_figure(draw(found, names, rate), picture)
    if arguments.json:
        print(json.dumps(as_values(found, names, rate, picture), indent=2, allow_nan=False))
        return 0
    print(f"{arguments.file}: {len(signal)} samples at {rate} Hz, {names[0]} against {names[1]}")
    print("\n".join(table(found, names)))
    if picture:
        print(f"drawn in {picture}")
    return 0


def _pair(text):
    name, equals, value = text.partition("=")
    if not equals:
        raise ArgumentError(f"--set {text}: write NAME=VALUE, such as n=13")
    known = {"none": None, "true": True, "false": False}
    if value.lower() in known:
        return name, known[value.lower()]
    for kind in (int, float):
        try:
            return name, kind(value)
        except ValueError:
            pass
    return name, value


def _named(convention, changes):
    return convention + (f" ({', '.join(changes)})" if changes else "")


def _share(value):
    if math.isnan(value):
        return "-"
    return "same" if value < SAME else f"{100 * value:.3g} %"


def _shape(shape):
    return " x ".join(map(str, shape))


def table(found, names):
    """Yield the lines: a row a stage, with the settings that differ there, then where they part."""
    shapes = [" | ".join(map(_shape, dict.fromkeys(p.shapes))) for p in found.partings]
    room = max(map(len, shapes))
    yield f"{'stage':<10}{'shape':<{room}}  {'apart':>8}  {'by itself':>9}"
    for parting, shape in zip(found.partings, shapes):
        alone = _share(parting.moved) if parting.settings else ""
        yield f"{parting.stage:<10}{shape:<{room}}  {_share(parting.difference):>8}  {alone:>9}".rstrip()
        for name, (a, b) in parting.settings.items():
            yield f"    {name}: {a!r} | {b!r}"
    first = first_parting(found)
    if first is None:
        yield f"{names[0]} and {names[1]} are the same on this signal."
    else:
        settings = f", where {', '.join(first.settings)} differ" if first.settings else ""
        yield f"They part at {first.stage} ({ABOUT[first.stage]}){settings}."
    yield "apart: difference of the stage, frames paired by time, as a share of the first's size;"
    yield "by itself: how far the first's MFCC move when only the settings of this row become the second's."


def first_parting(found):
    """Return the first Parting whose values or shapes differ, or None."""
    for parting in found.partings:
        if parting.difference >= SAME or len(set(parting.shapes)) > 1:
            return parting
    return None


def _number(value):
    return None if math.isnan(value) else value


def as_values(found, names, rate, picture):
    """Return the comparison as plain values."""
    first = first_parting(found)
    stages = [
        {"stage": p.stage, "settings": {n: list(pair) for n, pair in p.settings.items()},
         "shapes": [list(s) for s in p.shapes], "apart": _number(p.difference), "by_itself": _number(p.moved)}
        for p in found.partings
    ]  # fmt: skip
    return {"conventions": list(names), "sample_rate": rate, "stages": stages,
            "part_at": first and first.stage, "plot": picture and str(picture)}  # fmt: skip


def draw(found, names, rate):
    """Return a Figure: a row a stage, the two conventions side by side, each scaled to its own range."""
    import numpy as np

    from emolab.training.plots import new_figure

    rows = ("windowed", "spectrum", "bank", "log", "mfcc")
    figure = new_figure(10, 2.1 * len(rows) + 0.5)
    axes = figure.subplots(len(rows), 2, squeeze=False)
    parted = {parting.stage: parting for parting in found.partings}
    for row, stage in zip(axes, rows):
        for side, (panel, stages) in enumerate(zip(row, (found.a, found.b))):
            values = np.asarray(getattr(stages, stage), dtype=float)
            _panel(panel, stage, values, found.hops[side], rate)
            panel.set_title(f"{names[side]}: {stage}, {_shape(values.shape)}", fontsize=9)
            panel.tick_params(labelsize=7)
        said = ", ".join(parted[stage].settings) or "no setting differs here"
        row[0].set_ylabel(row[0].get_ylabel() + f"\n({said[:44]}{'...' * (len(said) > 44)})", fontsize=7)
        row[1].set_ylabel(row[1].get_ylabel(), fontsize=7)
    for panel in axes[-1]:
        panel.set_xlabel("time, s", fontsize=8)
    return figure


def _panel(panel, stage, values, hop, rate):
    import numpy as np

    box = (0, len(values) * hop)
    options = dict(origin="lower", aspect="auto", interpolation="nearest")
    if stage == "windowed":
        loudest = int(np.argmax((values**2).sum(axis=1)))
        panel.plot(1000 * np.arange(values.shape[1]) / rate, values[loudest], linewidth=0.8)
        panel.set_ylabel("loudest frame, by ms")
    elif stage == "bank":
        panel.plot(np.linspace(0, rate / 2000, values.shape[1]), values.T, linewidth=0.7)
        panel.set_ylabel("weight, by kHz")
    elif stage == "spectrum":
        loudest = max(values.max(), 1e-300)
        decibels = 10 * np.log10(np.maximum(values / loudest, 1e-8))
        panel.imshow(decibels.T, extent=(*box, 0, rate / 2000), **options)
        panel.set_ylabel("kHz")
    else:
        shown = values if stage == "log" else (values - values.mean(axis=0)) / (values.std(axis=0) + 1e-9)
        panel.imshow(shown.T, extent=(*box, -0.5, values.shape[1] - 0.5), **options)
        panel.set_ylabel("band" if stage == "log" else "column, standardised")
