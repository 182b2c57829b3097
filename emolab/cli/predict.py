"""emolab predict: what a trained system, or the recogniser that ships, hears and sees in recordings."""

import json
import sys
from pathlib import Path

from emolab.cli.main import add_verb
from emolab.cli.predict_drawing import check_drawing, drawn_at
from emolab.cli.recordings import clip_of_file
from emolab.core.errors import ArgumentError, EmolabError

BAR = 30  # characters
STRETCHES = 6  # of a time line that are told in text
USED = {"audio": "voice", "video": "face", "joined": "voice and face"}


def add_parser(verbs):
    """Add the verb's options."""
    parser = add_verb(
        verbs, "predict", "emolab predict talk.mp4",
        "Tell the emotions in recordings: by the networks that come with emolab, or by a system of your own, "
        "as in: emolab predict runs/song2021-audio/system.npz talk.wav",
    )  # fmt: skip
    parser.add_argument(
        "files", nargs="+", metavar="FILE",
        help="sound or video files; before them a system.npz that emolab train wrote, if it is to judge",
    )  # fmt: skip
    parser.add_argument(
        "--draw", metavar="OUT",
        help="draw boxes, landmarks and confidences on the pictures (a system of gu2025): a name ending in "
        ".mp4, or a folder for PNGs",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print JSON for a program to read")
    parser.set_defaults(run=run)


def run(arguments):
    """Print each file's probabilities; status 1 where a file could not be used."""
    judge, modality, fps, files = _judge(arguments)
    found, failed = [], 0
    for path in files:
        try:
            found.append(judge(clip_of_file(path, modality, fps), path))
        except EmolabError as error:  # the other files are still worth the work
            failed += 1
            text = str(error)
            print(f"emolab: {text if str(path) in text else f'{path}: {text}'}", file=sys.stderr)
            continue
        if not arguments.json:
            print("\n".join(_lines(found[-1])))
    if arguments.json:
        print(json.dumps(found, indent=2))
    return 1 if failed else 0


def _judge(arguments):
    """Who judges, as a callable (clip, path) -> result; what it needs, its frame rate, and the recordings."""
    files = arguments.files
    if Path(files[0]).suffix.lower() != ".npz":
        from emolab.analysis import Recogniser

        if arguments.draw is not None:
            raise ArgumentError("--draw needs a system of gu2025: name its .npz before the recordings")
        recogniser = Recogniser.load()
        return lambda clip, path: _recognised(recogniser, clip, path), "joined", None, files
    from emolab.papers import load_system

    if len(files) == 1:
        raise ArgumentError(f"{files[0]} is a system; name the recordings after it")
    system = load_system(files[0])
    check_drawing(arguments, system, files[1:])
    return (
        lambda clip, path: _one(system, clip, path, drawn_at(arguments, path)), system.modality, system.fps,
        files[1:],
    )  # fmt: skip


def _recognised(recogniser, clip, path):
    found = recogniser.recognise(clip, show=True)
    result = {
        "file": str(path),
        "used": USED[found.used],
        "label": found.classes[int(found.probabilities.argmax())],
        "probabilities": {name: float(p) for name, p in zip(found.classes, found.probabilities)},
        "timeline": _timeline(found.line),
    }
    return {**result, "note": found.note} if found.note else result


def _one(system, clip, path, drawing=None):
    from emolab.papers.system import modality_of

    features = system.read([clip], show=False)
    used, probabilities = str(modality_of(features)[0]), system.probabilities_of(features)[0]
    result = {
        "file": str(path),
        "used": USED[used],
        "label": system.classes[int(probabilities.argmax())],
        "probabilities": {name: float(p) for name, p in zip(system.classes, probabilities)},
    }
    if system.attends:
        attention = system.attention([clip], features)
        result["attention"] = {
            name: weights[0].tolist() for name, weights in attention.items() if weights[0] is not None
        }
    if hasattr(system, "timeline"):
        result["timeline"] = _timeline(system.timeline(clip, features))
    if used != system.modality:
        has = "picture of a face" if used == "audio" else "sound"
        result["note"] = f"there is no {has} in it, so it is judged by the {result['used']} alone"
    if drawing is not None:
        from emolab.papers.gu2025.annotate import write_annotated

        result["drawn"] = str(write_annotated(system, clip, drawing, features))
    return result


def _timeline(line):
    """A Timeline as JSON can hold it; null where nothing was seen or heard."""
    from emolab.analysis import stretches

    rows = [row.tolist() if seen else None for row, seen in zip(line.confidence, line.seen)]
    return {
        "start": line.start.tolist(), "end": line.end.tolist(), "label": line.winner,
        "classes": list(line.classes), "confidence": rows,
        "stretches": [stretch._asdict() for stretch in stretches(line)],
    }  # fmt: skip


def _lines(result):
    yield f"{result['file']}: {result['label']} (by {result['used']})"
    if "note" in result:
        yield f"  note: {result['note']}"
    for name, p in sorted(result["probabilities"].items(), key=lambda item: -item[1]):
        yield f"  {name:<12}{p:>7.1%}  {'#' * round(BAR * p)}"
    found = result.get("timeline", {}).get("stretches", ())
    if found:
        told = [f"{one['start']:.1f} to {one['end']:.1f} s {one['label']}" for one in found[:STRETCHES]]
        more = f", and {len(found) - STRETCHES} more (--json)" if len(found) > STRETCHES else ""
        yield f"  over time: {', '.join(told)}{more}"
    if "drawn" in result:
        yield f"  drawn: {result['drawn']}"
