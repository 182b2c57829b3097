"""Which recordings a verb works on: one option for all verbs, and the verb that looks at them."""

from pathlib import Path

from emolab.cli.main import add_verb
from emolab.core.errors import ArgumentError, FileError

KINDS = {"audio": "audio", "video": "video", "joined": "both"}


def add_parser(verbs):
    """Add the verb `data` with what it can do."""
    from emolab.cli import data_check

    example = "emolab data check RAVDESS"
    parser = add_verb(verbs, "data", example)
    data_check.add_parser(parser.add_subparsers(dest="what", metavar="WHAT", required=True), example)


def add_data_options(parser, required=True):
    """Add --data and what goes with it."""
    parser.add_argument(
        "--data", required=required, metavar="WHERE",
        help="the folder of a known collection (emolab data check says what it is), a manifest.csv "
        "(path,label,subject,split), a folder with a folder for each label, or synthetic[:SUBJECTS[xTAKES]]",
    )  # fmt: skip
    parser.add_argument("--format", metavar="NAME", help="what the folder is, such as emodb (default: found)")
    parser.add_argument(
        "--faces", metavar="WHERE",
        help="a collection of faces whose people are paired with the speakers of --data, label by label: "
        "made pairs, no recordings of one person",
    )  # fmt: skip
    parser.add_argument("--labels", metavar="SET", help="bring the labels to this set, such as basic7")


def open_data(arguments, modality, fps=None):
    """Return the clips that the options of `add_data_options` name."""
    more = {"format": arguments.format, "faces": arguments.faces, "labels": arguments.labels}
    return open_clips(arguments.data, modality, seed=arguments.seed, fps=fps, **more)


def open_clips(where, modality, *, seed=0, fps=None, format=None, faces=None, labels=None):
    """Return the clips that --data names, for "audio", "video" or "joined".

    format    the name of a format in `datasets.FORMATS`; None finds it
    faces     a collection of faces that the speakers of `where` are paired with; see `PairedClips`
    labels    the label set to bring the labels to; pairs have basic7 where it is None
    Errors    ArgumentError for a synthetic corpus that is spelled wrongly; those of the loaders
    """
    from emolab import datasets

    if faces is not None:
        speech, shown = _open(where, "audio", seed, fps, format), _open(faces, "video", seed, fps, None)
        return datasets.PairedClips(speech, shown, labels or "basic7", rng=seed)
    clips = _open(where, KINDS[modality], seed, fps, format)
    return clips if labels is None else clips.relabel(labels)


def _open(where, kind, seed, fps, name):
    from emolab import datasets

    if where == "synthetic" or where.startswith("synthetic:"):
        people, takes = _synthetic(where)
        return datasets.SyntheticClips(subjects=people, per_label=takes, seed=seed)
    if not Path(where).expanduser().exists():
        raise FileError(f"--data {where}: there is no such file or folder")
    return datasets.open_folder(where, name, kind, fps=fps)


def _synthetic(where):
    people, takes = 12, 4
    _, colon, size = where.partition(":")
    if colon:
        parts = size.split("x")
        if len(parts) > 2 or not all(part.isdigit() and int(part) > 0 for part in parts):
            raise ArgumentError(f"--data {where}: write synthetic:SUBJECTS or synthetic:SUBJECTSxTAKES")
        people, takes = int(parts[0]), int(parts[1]) if len(parts) == 2 else takes
    return people, takes
