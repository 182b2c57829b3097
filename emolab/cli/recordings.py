"""Clips from single files, for verbs that work on recordings without a label."""

from pathlib import Path

from emolab.core.errors import ArgumentError, FileError

SOUND = {".wav", ".wave"}
FILM = {".mp4", ".mov", ".mkv", ".avi", ".webm", ".m4v"}


def clip_of_file(path, modality, fps=None):
    """Return an unlabelled Clip of a sound or video file.

    Errors    FileError where it is missing; ArgumentError for another kind of file, or for sound alone where
              the system judges by pictures
    """
    from emolab.datasets import Clip

    path = Path(path)
    if path.is_dir():
        raise ArgumentError(f"{path} is a folder; name its files, such as {path}/*.wav")
    if not path.is_file():
        raise FileError(f"{path}: no such file")
    ending = path.suffix.lower()
    if ending not in SOUND | FILM:
        raise ArgumentError(
            f"{path}: {ending or 'no ending'} is not read; give sound ({', '.join(sorted(SOUND))}) "
            f"or video ({', '.join(sorted(FILM))})"
        )
    if ending in SOUND and modality == "video":
        raise ArgumentError(
            f"{path} is sound alone, and this system judges by pictures; give a video, or a system trained "
            "with --modality audio or joined"
        )
    return Clip(
        None, path.stem, path=path, sound_path=path if modality != "video" else None,
        frames_path=path if modality != "audio" and ending in FILM else None, fps=fps,
    )  # fmt: skip
