"""Where `emolab predict --draw` writes, and what it needs."""

from pathlib import Path

from emolab.core.errors import ArgumentError


def check_drawing(arguments, system, files):
    """Say before any work what --draw cannot do.

    Errors    ArgumentError
    """
    if arguments.draw is None:
        return
    if system.paper != "gu2025":
        raise ArgumentError(f"--draw: {system.paper} finds no box and no landmarks; train gu2025 for it")
    if not system.sees:
        raise ArgumentError("--draw: this system only hears; train it with --modality joined or video")
    if _is_video(arguments.draw) and len(files) > 1:
        raise ArgumentError("--draw: one .mp4 cannot hold several files; name a folder for their PNGs")


def drawn_at(arguments, path):
    """Return where one file's drawing goes: the .mp4, or a folder of its own name; None without --draw."""
    if arguments.draw is None:
        return None
    out = Path(arguments.draw)
    return out if _is_video(out) else out / Path(path).stem


def _is_video(name):
    return Path(name).suffix.lower() == ".mp4"
