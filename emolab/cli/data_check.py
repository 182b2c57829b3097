"""emolab data check: what a folder is, what is in it, and what is wrong with it."""

import argparse
import json
import warnings
from collections import Counter

from emolab.core.errors import EmolabError

OK, BROKEN, NOTHING = "ok", "broken files", "nothing fits"
SHOWN = 20  # files with their reasons, unless all are asked for


def add_parser(whats, example):
    """Add the options."""
    parser = whats.add_parser(
        "check",
        help="say what a folder is, count clips by label and subject, list what is wrong with it",
        description="Say what a folder is, count its clips by label and subject, and list what is wrong with "
        "it. The status is 1 where nothing fits or where broken files are found, else 0.",
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", metavar="FOLDER", help="a folder, or a manifest.csv, CSV, .npz or .pkl")
    parser.add_argument("--format", metavar="NAME", help="what the folder is, such as emodb (default: found)")
    parser.add_argument("--modality", choices=("audio", "video", "both"), help="default: what there is")
    parser.add_argument(
        "--decode", action="store_true", help="read every sound and picture, which finds what headers hide"
    )
    parser.add_argument("--all", action="store_true", help="list every file that was left out")
    parser.add_argument("--json", action="store_true", help="print JSON for a program to read")
    parser.set_defaults(run=run)


def run(arguments):
    """Look, and print what was found."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # what they say is in the list of broken files
        found = look(arguments.folder, arguments.format, arguments.modality, arguments.decode)
    print(json.dumps(found, indent=2) if arguments.json else "\n".join(_lines(found, arguments.all)))
    return 0 if found["status"] == OK else 1


def look(folder, name=None, modality=None, decode=False):
    """Return what a folder is and holds, as a dict that JSON can hold."""
    from emolab.datasets import FORMATS, detect_format, open_folder

    found = {"folder": str(folder), "status": NOTHING, "format": name, "clips": 0}
    try:
        found["format"] = name = name or detect_format(folder)
        clips, used = _first_that_fits(open_folder, folder, name, modality, FORMATS)
    except EmolabError as error:
        return {**found, "error": "\n".join([str(error), *getattr(error, "__notes__", ())])}
    broken = list(clips.broken) + (_unreadable(clips) if decode else [])
    harmless = [item for item in clips.skipped if item not in clips.broken]
    by_subject = {person: Counter() for person in clips.people}
    for clip in clips:
        if clip.subject is not None:
            by_subject[clip.subject][clip.label] += 1
    return {
        **found,
        "status": BROKEN if broken else OK,
        "collection": FORMATS[name].TITLE if name != "folder" else "a folder with a folder for each label",
        "modality": used,
        "decoded": decode,
        "clips": len(clips),
        "note": clips.note,
        "labels": clips.counts(),
        "label_set": clips.label_set_name or list(clips.label_set),
        "dropped": dict(clips.dropped),
        "subjects": {person: dict(counts) for person, counts in by_subject.items()},
        "subject_unknown": clips.subjects.count(None),
        "splits": _splits(clips),
        "worth_knowing": _worth_knowing(clips),
        "broken": [_entry(item) for item in broken],
        "skipped": [_entry(item) for item in harmless],
    }


def _first_that_fits(open_folder, folder, name, modality, formats):
    """Open with the modality asked for, else with the first of the collection's that gives clips."""
    offers = (modality,) if modality else formats[name].OFFERS if name in formats else (None,)
    errors = []
    for offer in offers:
        try:
            return open_folder(folder, name, offer), offer
        except EmolabError as error:
            errors.append(error)
    raise errors[0]


def _unreadable(clips):
    """Read everything once: [(path, reason)] of the clips that cannot be."""
    from emolab.core.progress import progress

    found = []
    for clip in progress(list(clips), "reading", unit="clips"):
        try:
            _ = clip.sound if clip.has_sound else None
            _ = clip.frames if clip.has_frames else getattr(clip, "features", None)
        except EmolabError as error:
            found.append((clip.path or clip.name, str(error)))
        clip.release()
    return found


def _splits(clips):
    counts = Counter(str(clip.extra.get("split") or "not stated") for clip in clips)
    return dict(counts) if set(counts) != {"not stated"} else {}


def _worth_knowing(clips):
    """What a collection knows of itself beyond its files."""
    from emolab.datasets import Fer2013, Mosi

    found = []
    if isinstance(clips, Fer2013):
        repeated, blank = clips.repeated(), clips.blank
        if repeated:
            found.append(
                f"{len(repeated)} pictures stand there more than once, {sum(map(len, repeated))} in all: "
                "random folds put copies on both sides"
            )
        if blank:
            found.append(f"{len(blank)} pictures show one grey level only: {', '.join(blank[:5])}")
    if isinstance(clips, Mosi) and clips.minus_infinity:
        found.append(f"{clips.minus_infinity} values in audio are -inf in the file, and 0 here")
    return found


def _entry(item):
    path, reason = item
    return {"path": str(path), "reason": reason}


def _lines(found, everything):
    if found["status"] == NOTHING:
        yield f"{found['folder']}: nothing fits"
        yield found["error"]
        return
    yield f"{found['folder']}: {found['collection']} (--format {found['format']}), {found['modality']}"
    people = f"{len(found['subjects'])} subjects"
    if found["subject_unknown"]:
        people = f"the subjects of {found['subject_unknown']} unknown"
    yield f"{found['clips']} clips, {people}"
    if found["note"]:
        yield f"note: {found['note']}"
    yield from (f"worth knowing: {text}" for text in found["worth_knowing"])
    yield ""
    labels = found["labels"]
    width = max(map(len, [*labels, *found["subjects"], "subject"])) + 2
    yield "label".ljust(width) + "clips"
    yield from (label.ljust(width) + f"{count:>5}" for label, count in labels.items())
    yield from (f"dropped: {label}: {count}" for label, count in found["dropped"].items())
    for name, table in (("split", found["splits"]), ("subject", found["subjects"])):
        if table:
            yield ""
            yield name.ljust(width) + "clips"
        for key, counts in table.items():
            total = counts if name == "split" else sum(counts.values())
            lacking = [label for label in labels if label not in counts] if name == "subject" else []
            some = "   without " + ", ".join(lacking) if lacking else ""
            yield key.ljust(width) + f"{total:>5}{some}"
    yield ""
    yield from _left_out(found, everything)


def _left_out(found, everything):
    for kind, title in (("broken", "broken files"), ("skipped", "files left out for other reasons")):
        entries = found[kind]
        yield f"{len(entries)} {title}" + (":" if entries else "")
        for entry in entries if everything else entries[:SHOWN]:
            yield f"  {entry['path']}: {entry['reason']}"
        if len(entries) > SHOWN and not everything:
            yield f"  ... and {len(entries) - SHOWN} more (--all lists them)"
