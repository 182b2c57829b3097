"""What the options of `emolab train` say together; refused where one would do nothing."""

import json

from emolab.core.errors import ArgumentError

WEIGHTS = ("vgg_weights", "face_weights", "soundnet_weights")  # options that name a file


def check_together(arguments):
    """Refuse options that would do nothing, and fill in the defaults of the others."""
    if arguments.folds is None and arguments.split is not None:
        raise ArgumentError(
            f"--split {arguments.split} says how folds are cut, so it needs --folds; without folds some "
            "people are held out (--hold-out)"
        )
    if arguments.folds is not None and arguments.hold_out is not None:
        raise ArgumentError("--hold-out has no use with --folds: each fold is held out in its turn")
    if arguments.folds is not None and arguments.compare_layers:
        raise ArgumentError("--compare-layers measures on people held out (--hold-out), not in --folds")
    if arguments.folds is not None and arguments.folds < 2:
        raise ArgumentError(f"--folds {arguments.folds}: there must be at least 2")
    arguments.split = arguments.split or "subjects"
    arguments.hold_out = 0.2 if arguments.hold_out is None else arguments.hold_out
    if not 0 <= arguments.hold_out < 1:
        raise ArgumentError(f"--hold-out {arguments.hold_out}: the share must be from 0 to below 1")


def choose_preset(arguments, System):
    """Take preset and modality from --row where it is given, else from their own options."""
    if arguments.row is not None:
        if not System.ROWS:
            raise ArgumentError(
                f"--row {arguments.row}: {arguments.system} has no rows to choose from; choose with --preset "
                "and --modality"
            )
        for name in ("preset", "modality"):
            if getattr(arguments, name) is not None:
                raise ArgumentError(f"--row says the {name} itself: leave --{name} out")
        if arguments.row not in System.ROWS:
            rows = ", ".join(map(str, System.ROWS))
            raise ArgumentError(f"--row {arguments.row}: {arguments.system} has the rows {rows}")
        arguments.preset, arguments.modality = System.ROWS[arguments.row]
    arguments.preset, arguments.modality = arguments.preset or "paper", arguments.modality or "joined"


def check_layers(arguments, System):
    """Refuse --compare-layers where there are no layers to compare."""
    if arguments.compare_layers and not (
        hasattr(System, "compare_layers") and arguments.modality in System.LAYERED
    ):
        raise ArgumentError(
            f"--compare-layers: {arguments.system} {arguments.modality} has no layers to compare; there are "
            "such in liu2021 with --modality video or audio"
        )


def changes_of(arguments, System):
    """Return what --set, --epochs and the files of weights change, {name: value}."""
    changes = dict(_change(text) for text in arguments.changes)
    if arguments.epochs is not None:
        changes |= dict.fromkeys(System.epochs_of(arguments.modality), arguments.epochs)
    System.presets.of(arguments.preset, changes)  # names what is wrong before the options join the settings
    for name in WEIGHTS:
        if (file := getattr(arguments, name)) is not None:
            if name not in System.OPTIONS:
                option = "--" + name.replace("_", "-")
                raise ArgumentError(f"{option}: {arguments.system} has no use for it")
            changes[name] = file
    return changes


def _change(text):
    name, equals, value = text.partition("=")
    if not equals:
        raise ArgumentError(f"--set {text}: write NAME=VALUE")
    try:
        return name, json.loads(value.lower() if value in ("True", "False") else value)
    except json.JSONDecodeError:
        return name, value
