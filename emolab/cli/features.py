"""emolab features: a feature set of many recordings in one file."""

import contextlib
import json
import sys

from emolab.cli.main import add_verb
from emolab.cli.recordings import clip_of_file
from emolab.core.errors import ArgumentError, DataError, EmolabError


def add_parser(verbs):
    """Add the verb's options."""
    from emolab.datasets.feature_sets import FEATURE_SETS

    parser = add_verb(verbs, "features", "emolab features talks/*.wav --set is09 -o talks.npz --jobs 2")
    parser.add_argument("files", nargs="+", metavar="FILE", help="sound or video files, or folders of them")
    parser.add_argument("--set", choices=FEATURE_SETS, default="is09", dest="name", help="default: is09")
    parser.add_argument("-o", "--out", required=True, metavar="OUT.npz")
    parser.add_argument("--jobs", type=int, default=1, help="processes that share the work (default: 1)")
    parser.add_argument("--json", action="store_true", help="print JSON for a program to read")
    parser.set_defaults(run=run)


def run(arguments):
    """Extract, and list what was skipped; status 1 where a file could not be used."""
    from emolab.core.progress import progress
    from emolab.datasets.extract import extract_to

    if arguments.jobs < 1:
        raise ArgumentError(f"--jobs {arguments.jobs}: it must be at least 1")
    if not arguments.out.endswith(".npz"):
        raise ArgumentError(f"--out {arguments.out}: the file must end in .npz")
    clips, missing = _clips(_paths(arguments.files))
    if not clips:
        raise DataError(missing[0][1] if missing else "there is no sound or video file in the folder")
    with _executor(arguments.jobs) as executor:
        found = extract_to(
            arguments.out, clips, arguments.name, executor=executor, jobs=arguments.jobs,
            show=lambda items: progress(items, arguments.name, total=len(clips), unit="clips"),
        )  # fmt: skip
    skipped = missing + list(found.skipped)
    for name, reason in skipped:
        print(f"emolab: skipped {reason if name in reason else f'{name}: {reason}'}", file=sys.stderr)
    if arguments.json:
        print(json.dumps({"out": arguments.out, "clips": len(found.files), "skipped": skipped}, indent=2))
    else:
        print(f"{arguments.name} of {len(found.files)} clips in {arguments.out}; {len(skipped)} skipped")
    return 1 if skipped else 0


def _paths(names):
    """Files as they are named, folders with all the recordings below them."""
    from pathlib import Path

    from emolab.cli.recordings import FILM, SOUND

    found = []
    for name in names:
        path = Path(name)
        if path.is_dir():
            found += sorted(p for p in path.rglob("*") if p.suffix.lower() in SOUND | FILM)
        else:
            found.append(path)
    return found


def _clips(paths):
    """Clips that decode nothing yet, and [(name, reason)] of what is no recording."""
    clips, missing = [], []
    for path in paths:
        try:
            clips.append(clip_of_file(path, "audio"))
        except EmolabError as error:
            missing.append((str(path), str(error)))
    return clips, missing


def _executor(jobs):
    if jobs == 1:
        return contextlib.nullcontext()
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # spawned, not forked: this process may have threads; one thread each, since the processes share the cores
    return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), initializer=_one_thread)


def _one_thread():
    import emolab

    emolab.set_threads(1)
