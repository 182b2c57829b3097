"""emolab train: a paper's system on recordings, trained once or cross-validated."""

import json
import sys
import tempfile
import time
from pathlib import Path

import emolab
from emolab.cli.data import add_data_options, open_data
from emolab.cli.main import add_verb
from emolab.cli.train_options import changes_of, check_layers, check_together, choose_preset
from emolab.cli.use import add_use, in_use
from emolab.core.errors import ArgumentError, FileError
from emolab.papers import PAPERS

FOLDER = "runs"


def add_parser(verbs):
    """Add the verb's options."""
    parser = add_verb(
        verbs, "train", "emolab train song2021 --modality audio --data RAVDESS --folds 10 --split random",
        "Train a paper's system on recordings. With --folds it is cross-validated as in the paper; without, "
        "one system is trained, a part of the people held out to measure it, and saved.",
    )  # fmt: skip
    parser.add_argument("system", choices=PAPERS, help="the paper")
    add_data_options(parser)
    parser.add_argument("--modality", choices=("audio", "video", "joined"), help="default: joined")
    parser.add_argument(
        "--preset",
        help="paper (the paper's settings, the default), laptop (small networks for two cores), or another "
        "preset of the system's own",
    )
    parser.add_argument(
        "--row", type=int, metavar="N",
        help="a row of the paper's table of results, which says preset and modality (zhu2022: 1 to 5)",
    )  # fmt: skip
    parser.add_argument("--folds", type=int, help="cross-validate in so many folds (song2021: 10)")
    parser.add_argument(
        "--split", choices=("random", "subjects"),
        help="with --folds: keep people apart (subjects, default), or cut at random as in the papers",
    )  # fmt: skip
    parser.add_argument(
        "--hold-out", type=float, metavar="SHARE",
        help="without --folds: this share of the people is kept for measuring (default: 0.2)",
    )  # fmt: skip
    parser.add_argument("--epochs", type=int, help="in place of the preset's")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", dest="changes",
                        help="change one setting of the preset, such as --set audio_hidden=128")  # fmt: skip
    parser.add_argument("--vgg-weights", metavar="FILE", help="pre-trained VGG16: .h5, .pth or .safetensors")
    parser.add_argument("--face-weights", metavar="FILE", help="pre-trained Inception-ResNet-v2 (liu2021)")
    parser.add_argument(
        "--compare-layers", action="store_true",
        help="train one system for each layer that its feature can come from, and compare them (liu2021, its "
        "Table 2; --modality video or audio)",
    )  # fmt: skip
    parser.add_argument("--soundnet-weights", metavar="FILE", help="trained SoundNet: sound8.npy or .npz")
    parser.add_argument(
        "--out", metavar="FOLDER", help="where results go (default: runs/SYSTEM-MODALITY or -rowN)"
    )
    parser.add_argument("--resume", action="store_true", help="go on with what the folder holds")
    parser.add_argument("--seed", type=int, default=0)
    add_use(parser)
    parser.add_argument("--threads", type=int, help="in place of EMOLAB_THREADS")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.set_defaults(run=run)


def run(arguments):
    """Train, and print what came out."""
    from emolab import papers

    System = getattr(papers, arguments.system).System
    check_together(arguments)
    choose_preset(arguments, System)
    check_layers(arguments, System)
    if arguments.seed < 0:
        raise ArgumentError(f"--seed {arguments.seed}: it must be a whole number from 0")
    if arguments.threads is not None:
        emolab.set_threads(arguments.threads)
    changes = changes_of(arguments, System)
    system = System(arguments.modality, arguments.preset, rng=arguments.seed, **changes)
    system.check_options()
    clips = open_data(arguments, arguments.modality, system.fps)
    _say(arguments, f"{len(clips)} clips of {len(clips.people)} people: "
         + ", ".join(f"{count} {label}" for label, count in clips.counts().items() if count))  # fmt: skip
    if clips.note:
        _say(arguments, f"note: {clips.note}")
    for label, count in clips.dropped.items():
        _say(arguments, f"{count} clips dropped: {label}")
    if clips.skipped:
        _say(arguments, f"{len(clips.skipped)} files left out:")
        for path, reason in clips.skipped[:5]:
            _say(arguments, f"  {path}: {reason}")
    for line in system.plan():
        _say(arguments, line)
    name = arguments.modality if arguments.row is None else f"row{arguments.row}"
    name += "-layers" if arguments.compare_layers else ""
    out = Path(arguments.out or f"{FOLDER}/{arguments.system}-{name}")
    _must_be_writable(out)
    work = _cross_validate if arguments.folds is not None else _train_once
    if arguments.compare_layers:
        work = _compare_layers
    with in_use(arguments.use):
        return work(arguments, System, clips, out, changes)


def _cross_validate(arguments, System, clips, out, changes):
    from emolab.core.files import write_text
    from emolab.papers import protocol
    from emolab.training import plots

    start = time.perf_counter()

    def show(number, folds, accuracy, mean):
        gone = time.perf_counter() - start
        _say(
            arguments,
            f"fold {number}/{folds}: accuracy {accuracy:.2%}, mean so far {mean:.2%} ({gone:.0f} s)",
        )

    result, note = protocol.run(
        System, clips, arguments.modality, arguments.split, arguments.folds, out, preset=arguments.preset,
        seed=arguments.seed, resume=arguments.resume, show=show, **changes,
    )  # fmt: skip
    printed = System.printed.get(arguments.modality)
    lines = [f"note: {note}"] if note else []
    lines += protocol.table(result, arguments.split, arguments.system, printed)
    if line := System.printed_line(arguments.preset, arguments.modality):
        lines.append(line)
    chance = protocol.chance(clips)
    lines.append(f"always naming the most frequent class: {chance:.2%}")
    both = protocol.kept_leak(out)
    if both:
        lines += ["", *str(both).splitlines()]
    else:
        other = "subjects" if arguments.split == "random" else "random"
        lines.append(
            f"run it with --split {other} and the same settings too, and the difference between both is "
            "printed here"
        )
    write_text(out / f"{arguments.split}.txt", "\n".join(lines) + "\n")
    figure = plots.plot_confusion(
        result.to_dict()["confusion"], clips.label_set, title=f"{arguments.split} folds"
    )
    plots.save_figure(figure, out / f"{arguments.split}_confusion.png")
    _say(arguments, "")
    if arguments.json:
        print(json.dumps({"note": note, "leak_points": both and both.points, **result.to_dict()}, indent=2))
    else:
        print("\n".join(lines))
        print(f"\nresults in {out}")
    return 0


def _train_once(arguments, System, clips, out, changes):
    from emolab.core.files import write_json
    from emolab.training import plots

    train, test = _hold_out(clips, arguments.hold_out, arguments.seed)
    system = System(arguments.modality, arguments.preset, rng=arguments.seed, **changes)
    history = system.train(train, validation=test, folder=out, resume=arguments.resume)
    system.save(out / "system.npz")
    found = system.evaluate(test) if test else None
    plots.save_figure(plots.plot_curves(history), out / "curves.png")
    people = test.people if test else []
    measured = {"test": found, "history": history.to_dict(), "test_subjects": people}
    write_json(out / "metrics.json", measured)
    if arguments.json:
        print(json.dumps({"system": str(out / "system.npz"), "test": found}, indent=2))
        return 0
    if found:
        who = f"of people not met in training ({', '.join(people)})" if people else "drawn at random"
        print(
            f"on {found['clips']} clips {who}: accuracy "
            f"{found['weighted_accuracy']:.2%}, mean recall {found['unweighted_accuracy']:.2%}"
            + (f"; note: {found['note']}" if "note" in found else "")
        )
    if line := System.printed_line(arguments.preset, arguments.modality):
        print(line)
    print(f"saved {out / 'system.npz'}; try: emolab predict {out / 'system.npz'} FILE")
    return 0


def _compare_layers(arguments, System, clips, out, changes):
    from emolab.core.files import write_json

    train, test = _hold_out(clips, arguments.hold_out, arguments.seed)
    if test is None:
        raise ArgumentError("--compare-layers: nobody is held out to measure on; raise --hold-out")
    system = System(arguments.modality, arguments.preset, rng=arguments.seed, **changes)
    rows = system.compare_layers(train, test, folder=out, resume=arguments.resume)
    write_json(out / "layers.json", [row._asdict() for row in rows])
    if arguments.json:
        print(json.dumps([row._asdict() for row in rows], indent=2))
        return 0
    print(f"feature from   on {len(test)} clips   printed")
    for row in rows:
        printed = "-" if row.printed is None else f"{row.printed:.2f}%"
        same = "" if row.same_as is None else f"   the very same as {row.same_as}"
        print(f"{row.layer:<12} {row.accuracy:>11.2f}%   {printed:>9}{same}")
    print(f"\nresults in {out}")
    return 0


def _must_be_writable(folder):
    """Say now, before hours of work, that results cannot be kept."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise FileError(f"cannot write {folder}: {error.strerror or error}; choose another --out") from error


def _hold_out(clips, share, seed):
    """Cut whole people off for measuring; (train, test), test None where nobody is held out.

    Of clips whose people nobody knows some are drawn at random.
    """
    import numpy as np

    if None in clips.subjects:
        held = np.zeros(len(clips), bool)
        rng = np.random.default_rng(seed)
        held[rng.permutation(len(clips))[: round(share * len(clips))]] = True
        return clips.subset(~held), clips.subset(held) if held.any() else None
    people = clips.people
    count = round(share * len(people)) if len(people) > 1 else 0
    if share and len(people) > 1:
        count = min(max(count, 1), len(people) - 1)
    if not count:
        return clips, None
    rng = np.random.default_rng(seed)
    held = set(rng.permutation(people)[:count].tolist())
    return (clips.choose(subject=[p for p in people if p not in held]), clips.choose(subject=sorted(held)))


def _say(arguments, text):
    print(text, file=sys.stderr, flush=True)
