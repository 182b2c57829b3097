"""The accuracy of a fused decision over the weight of its two sides."""

from emolab.training.plots import COLOURS, GREY, new_figure


def plot_weight_curve(curve, title=None, names=("voice", "video"), printed=0.6):
    """Accuracy over the second side's weight, with its best place, both ends, and the paper's own weight.

    curve     a WeightCurve, from `emolab.fusion.weight_curve` over validation data
    printed   the weight to mark beside it, zhu2022's 0.6; None for none
    Returns   a Matplotlib Figure
    """
    figure = new_figure(6.8, 3.8)
    axes = figure.subplots()
    said = {"accuracy": "all clips", "unweighted": "mean of the classes"}
    for (measure, label), colour in zip(said.items(), COLOURS):
        values = 100 * getattr(curve, measure)
        weight, best = curve.best(measure, 0.5 if printed is None else printed)
        told = f"{label}: {100 * best:.1f} % at {weight:.2f}"
        axes.plot(curve.weights, values, color=colour, linewidth=1.8, label=told)
        axes.plot([weight], [100 * best], "o", color=colour, markersize=7)
    if printed is not None:
        axes.axvline(printed, color=GREY, linestyle=":", linewidth=1.2)
        axes.annotate(f"{printed:g}, printed", (printed, 0.02), xycoords=("data", "axes fraction"),
                      xytext=(4, 0), textcoords="offset points", color=GREY, fontsize=8.5)  # fmt: skip
    axes.set_xlim(0, 1)
    axes.margins(y=0.15)
    axes.set_xlabel(f"weight of the {names[1]} (0: {names[0]} alone, 1: {names[1]} alone)")
    axes.set_ylabel("accuracy (%)")
    axes.legend(frameon=False, fontsize=8.5, loc="lower left")
    axes.spines[["top", "right"]].set_visible(False)
    if title:
        figure.suptitle(title, fontsize=12)
    return figure
