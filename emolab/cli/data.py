"""Which recordings a verb works on: one option for all verbs."""

from pathlib import Path

from emolab.core.errors import ArgumentError, FileError


def add_data_options(parser, required=True):
    """Add --data and what goes with it."""
    parser.add_argument(
        "--data", required=required, metavar="WHERE",
        help="a RAVDESS folder, a manifest.csv (path,label,subject,split), a folder with a folder for each "
        "label, or synthetic[:SUBJECTS[xTAKES]]",
    )  # fmt: skip


def open_clips(where, modality, *, seed=0, fps=None):
    """Return the clips that --data names, for "audio", "video" or "joined".

    Errors    ArgumentError for a synthetic corpus that is spelled wrongly; those of the loaders
    """
    from emolab import datasets
    from emolab.datasets.folder import files_below

    if where == "synthetic" or where.startswith("synthetic:"):
        people, takes = _synthetic(where)
        return datasets.SyntheticClips(subjects=people, per_label=takes, seed=seed)
    kind = {"audio": "audio", "video": "video", "joined": "both"}[modality]
    path = Path(where)
    if not path.exists():
        raise FileError(f"--data {where}: there is no such file or folder")
    if path.is_file():
        return datasets.Manifest(path, modality=kind, fps=fps)
    if _looks_like_ravdess(files_below(path, "recordings")):
        return datasets.Ravdess(path, kind, fps=fps)
    if (path / "manifest.csv").is_file():
        return datasets.Manifest(path / "manifest.csv", modality=kind, fps=fps)
    return datasets.Manifest.from_folder(path, modality=kind, fps=fps)


def _synthetic(where):
    people, takes = 12, 4
    _, colon, size = where.partition(":")
    if colon:
        parts = size.split("x")
        if len(parts) > 2 or not all(part.isdigit() and int(part) > 0 for part in parts):
            raise ArgumentError(f"--data {where}: write synthetic:SUBJECTS or synthetic:SUBJECTSxTAKES")
        people, takes = int(parts[0]), int(parts[1]) if len(parts) == 2 else takes
    return people, takes


def _looks_like_ravdess(paths):
    from emolab.datasets.ravdess import _NAME

    return any(_NAME.fullmatch(path.name) for path in paths)
