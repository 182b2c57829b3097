"""A synthetic corpus as files: WAV, PNG, MP4 with sound, the ground truth, and a manifest."""

import csv
import io
from pathlib import Path

from emolab.core.errors import ArgumentError, DataError
from emolab.core.files import save_arrays, write_text
from emolab.core.progress import progress
from emolab.datasets.ravdess import EMOTIONS
from emolab.datasets.synthetic.talking_head import SyntheticClip

KINDS = ("wav", "png", "mp4", "truth")
NAMES = ("ravdess", "plain")
TEST_PART = 4  # every fourth subject is in the split "test"


def write_clips(clips, folder, names="ravdess", kinds=KINDS):
    """Write synthetic clips into a folder.

    names     "ravdess" gives the files RAVDESS's own names and folders, up to 24 people and 8 takes (4 of
              neutral, which has no strong form); "plain" names them SUBJECT_LABEL_TAKE
    kinds     any of "wav" (16 bits), "png" (a folder of frames for each clip), "mp4" (with sound),
              "truth" (.npz with pitch, landmarks and action units)
    Returns   the path of manifest.csv, which lists the MP4 files, or the WAV files where there are none;
              the folder where there are neither

    Errors    ArgumentError for unknown names or kinds, or clips that RAVDESS has no name for; FileError
              where the folder cannot be written; MissingExtra where MP4 needs PyAV
    """
    from emolab.audio import write_wav
    from emolab.vision import write_image, write_video

    folder = Path(folder).expanduser()
    kinds = (kinds,) if isinstance(kinds, str) else tuple(kinds)
    if names not in NAMES:
        raise ArgumentError(f"names: {names!r} is none of {', '.join(NAMES)}")
    strange = [kind for kind in kinds if kind not in KINDS]
    if strange or not kinds:
        raise ArgumentError(f"kinds: {strange[0] if strange else kinds!r} is none of {', '.join(KINDS)}")
    foreign = [clip for clip in clips if not isinstance(clip, SyntheticClip)]
    if foreign:
        raise ArgumentError(f"write_clips: {foreign[0]} is a recording, not a synthetic clip")
    plans = [_paths(clip, names) for clip in clips]  # before anything is written: a name may not exist
    if not plans:
        raise DataError("write_clips: there is no clip to write")
    subjects = sorted(set(clips.subjects))
    rows = []
    for clip, paths in progress(list(zip(clips, plans)), "writing clips"):
        paths = {kind: folder / path for kind, path in paths.items()}
        if "wav" in kinds:
            write_wav(paths["wav"], clip.sound, clip.sample_rate)
        if "mp4" in kinds:
            write_video(paths["mp4"], clip.frames, clip.fps, clip.sound, clip.sample_rate)
        if "png" in kinds:
            for number, frame in enumerate(clip.frames, 1):
                write_image(paths["png"] / f"{number:04d}.png", frame)
        if "truth" in kinds:
            truth = {name: clip.extra[name] for name in ("pitch", "landmarks", "action_units")}
            header = {"label": clip.label, "subject": clip.subject, "pitch_rate": clip.extra["pitch_rate"]}
            save_arrays(paths["truth"], truth, header)
        listed = next((kind for kind in ("mp4", "wav") if kind in kinds), None)
        if listed:
            place = subjects.index(clip.subject)
            split = "test" if place % TEST_PART == TEST_PART - 1 else "train"
            rows.append((paths[listed].relative_to(folder).as_posix(), clip.label, clip.subject, split))
        clip.release()
    return _write_manifest(folder / "manifest.csv", rows) if rows else folder


def _paths(clip, names):
    """Where the files of a clip go, {kind: path}."""
    if names == "plain":
        name = f"{clip.subject}_{clip.label}_{clip.take + 1:02d}"
        return {
            "wav": Path("wav", f"{name}.wav"), "mp4": Path("mp4", f"{name}.mp4"),
            "png": Path("frames", name), "truth": Path("truth", f"{name}.npz"),
        }  # fmt: skip
    if clip.label not in EMOTIONS:
        raise ArgumentError(f"names: RAVDESS has no {clip.label!r}; write it with names='plain'")
    if int(clip.subject) > 24:
        raise ArgumentError(f"names: RAVDESS has 24 actors, not {clip.subject}; use names='plain'")
    most = 4 if clip.label == "neutral" else 8
    if clip.take >= most:
        raise ArgumentError(
            f"names: RAVDESS has {most} takes of {clip.label}, not {clip.take + 1}; use names='plain'"
        )
    strong, again, sentence = clip.take // 4 + 1, clip.take // 2 % 2 + 1, clip.take % 2 + 1
    emotion = EMOTIONS.index(clip.label) + 1
    name = f"01-{emotion:02d}-{strong:02d}-{sentence:02d}-{again:02d}-{clip.subject}"
    actor = f"Actor_{clip.subject}"
    return {
        "wav": Path("Audio_Speech_Actors_01-24", actor, f"03-{name}.wav"),
        "mp4": Path(f"Video_Speech_{actor}", actor, f"01-{name}.mp4"),
        "png": Path("frames", f"02-{name}"),
        "truth": Path("truth", f"{name}.npz"),
    }


def _write_manifest(path, rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([("path", "label", "subject", "split"), *rows])
    write_text(path, text.getvalue())
    return path
