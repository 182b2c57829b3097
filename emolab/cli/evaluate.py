"""emolab evaluate: a trained system on recordings with labels."""

import json

from emolab.cli.data import add_data_options, open_data
from emolab.cli.main import add_verb


def add_parser(verbs):
    """Add the verb's options."""
    parser = add_verb(
        verbs, "evaluate", "emolab evaluate runs/song2021-audio/system.npz --data RAVDESS --subjects 07,08"
    )
    parser.add_argument("system", metavar="SYSTEM", help="a system.npz that emolab train wrote")
    add_data_options(parser)
    parser.add_argument("--subjects", metavar="LIST", help="only these people, separated by commas")
    parser.add_argument("--seed", type=int, default=0, help="of a synthetic corpus")
    parser.add_argument("--confusion", metavar="FILE.png", help="draw the confusion matrix")
    parser.add_argument("--json", action="store_true", help="print JSON for a program to read")
    parser.set_defaults(run=run)


def run(arguments):
    """Print accuracy, recall by class and the confusion matrix."""
    from emolab.papers import load_system

    system = load_system(arguments.system)
    clips = open_data(arguments, system.modality, system.fps)
    if arguments.subjects:
        clips = clips.choose(subject=[name.strip() for name in arguments.subjects.split(",")])
    found = system.evaluate(clips, show=True)
    if arguments.confusion:
        from emolab.training import plots

        figure = plots.plot_confusion(found["confusion"], found["classes"], title=f"{len(clips)} clips")
        plots.save_figure(figure, arguments.confusion)
    print(json.dumps(found, indent=2) if arguments.json else "\n".join(_lines(found)))
    return 0


def _lines(found):
    yield f"{found['clips']} clips"
    if "note" in found:
        yield f"note: {found['note']}"
    yield f"accuracy (WA)     {found['weighted_accuracy']:.2%}"
    yield f"mean recall (UA)  {found['unweighted_accuracy']:.2%}"
    yield f"macro F1          {found['macro_f1']:.2%}"
    yield ""
    width = max(len(name) for name in found["classes"]) + 2
    yield "true \\ said".ljust(width) + "".join(f"{name[:8]:>9}" for name in found["classes"]) + "   recall"
    for i, (name, row) in enumerate(zip(found["classes"], found["confusion"])):
        recall = f"{row[i] / sum(row):.0%}" if sum(row) else "-"
        yield name.ljust(width) + "".join(f"{count:>9}" for count in row) + f"{recall:>9}"
