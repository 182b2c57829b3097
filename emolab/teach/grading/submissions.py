"""What students handed in: a folder or a zip file each, read without trusting any of it."""

import difflib
import hashlib
import os
import stat
import time
import zipfile
import zlib
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from emolab.core.errors import FileError
from emolab.teach.reading import LARGEST, trouble

DEEPEST = 3  # folders within folders
MOST = 5000  # files of one submission that are looked at
GIVEN = "visible"  # a handout's folder of tests, which have the answers' names
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError)


class Piece(NamedTuple):
    """A student's answer to one exercise."""

    exercise: str
    text: str
    why: str  # what keeps it from being run, "" for nothing
    digest: str


class Submission(NamedTuple):
    """What one student handed in; plain values, so that it can be sent to another machine."""

    student: str
    pieces: tuple
    handed_in: str  # when its newest file was written, "" for no file


class Found(NamedTuple):
    """A file of a submission, not read yet."""

    name: str
    bytes: int
    why: str  # what keeps it from being read
    read: object  # () -> bytes, at most LARGEST + 1
    when: float


def find_submissions(folder):
    """Return ({student: path}, names of what is neither a folder nor a zip file).

    Errors    FileError where there is no such folder, or nothing in it
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise FileError(f"{folder}: no such folder; it must hold a folder or a zip file for each student")
    students, others = {}, []
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        name = path.name.encode("utf-8", "backslashreplace").decode()
        if name.startswith((".", "__MACOSX")):
            continue
        zipped = path.suffix.lower() == ".zip" and not path.is_dir()
        if zipped or path.is_dir() or path.is_symlink():
            student = name[:-4] if zipped and name[:-4] not in students else name
            students[student] = path
        else:
            others.append(name)
    if not students:
        raise FileError(f"{folder} holds no submission: a folder or a zip file for each student is wanted")
    return students, others


def read_submission(student, path, exercises):
    """Return a student's Submission; whatever is wrong with it is said in its pieces.

    exercises names of the exercises that are wanted
    """
    path = Path(path)
    whole, files = "", []
    try:
        if path.is_symlink():
            whole = "the submission is a link to another place, which is not followed"
        elif path.is_dir():
            files = list(_in_folder(path))
            if not any(file.name.endswith(".py") for file in files):
                files = list(islice((inner for file in files for inner in _opened(file, path)), MOST + 1))
        else:
            files = list(_in_zip(path))
    except UNREADABLE as error:
        whole = f"{path.name} cannot be read: {error}"
    whole = whole or _nothing(files)
    if len(files) > MOST:
        whole, files = f"the submission has more than {MOST} files", []
    pieces = tuple(_piece(name, whole, files) for name in exercises)
    times = [file.when for file in files if PurePosixPath(file.name).stem in exercises and file.when]
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(max(times))) if times else ""
    return Submission(student, pieces, when)


def _piece(exercise, whole, files):
    text, why = "", whole
    wanted = f"{exercise}.py"
    places = [(file, PurePosixPath(file.name)) for file in files]
    here = [file for file, place in places if place.name == wanted and place.parent.name != GIVEN]
    if not why and len(here) > 1:
        why = f"there are {len(here)} files called {wanted}: {', '.join(sorted(f.name for f in here)[:4])}"
    elif not why and not here:
        names = {place.name for _, place in places if place.parent.name != GIVEN}
        near = difflib.get_close_matches(wanted, names, n=1, cutoff=0.6)
        why = f"no file {wanted}" + (f"; there is {near[0]!r}" if near else "")
    elif not why:
        text, why = _text(here[0], wanted)
    digest = hashlib.sha256(f"{why}\0{text}".encode("utf-8", "replace")).hexdigest()
    return Piece(exercise, text, why, digest)


def _nothing(files):
    """What is said, once, of a submission without any Python file, "" where there is one."""
    if not files:
        return "nothing was handed in"
    if any(file.name.lower().endswith(".py") for file in files):
        return ""
    shown = (repr(file.name) + (f", which {file.why}" if file.why else "") for file in files[:4])
    notebook = any(file.name.endswith(".ipynb") for file in files)
    note = "; a notebook is not graded, its cells write the files" if notebook else ""
    return f"there is no .py file, but {', '.join(shown)}{note}"


def _text(file, wanted):
    """A file's (text, what keeps it from being run)."""
    if file.why:
        return "", f"{wanted} {file.why}"
    if file.bytes > LARGEST:
        return "", f"{wanted} has {file.bytes / 2**20:.0f} MiB; an answer has at most {LARGEST >> 20}"
    try:
        raw = file.read()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        return "", f"{wanted} cannot be read: {error}"
    if len(raw) > LARGEST:
        return "", f"{wanted} has more than {LARGEST >> 20} MiB, and says that it has less"
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return "", f"{wanted} is not UTF-8 text (byte {error.start}): save it as UTF-8"
    return text, trouble(text, wanted)


def _in_folder(folder, inside="", depth=0):
    """Yield the files of a folder; links are named, never followed."""
    count = 0
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            count += 1
            if count > MOST:
                return
            name = inside + entry.name.encode("utf-8", "backslashreplace").decode()
            if entry.name.startswith((".", "__pycache__", "__MACOSX")):
                continue
            state = entry.stat(follow_symlinks=False)
            if stat.S_ISDIR(state.st_mode):
                if entry.name.endswith(".py"):
                    yield Found(name, 0, "is a folder", None, 0)
                elif depth < DEEPEST:
                    yield from _in_folder(entry.path, f"{name}/", depth + 1)
                continue
            if stat.S_ISLNK(state.st_mode):
                why = "is a link, which is not followed"
            else:
                why = "" if stat.S_ISREG(state.st_mode) else "is no ordinary file"
            yield Found(name, state.st_size, why, lambda path=entry.path: _read(path), state.st_mtime)


def _read(path):
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError("it is no ordinary file")
        return file.read(LARGEST + 1)


def _opened(file, folder):
    """The files of a zip file in a student's folder, as some platforms deliver it; any other file itself."""
    if file.why or not file.name.lower().endswith(".zip"):
        return [file]
    try:
        return [inner._replace(name=f"{file.name}/{inner.name}") for inner in _in_zip(folder / file.name)]
    except UNREADABLE as error:
        return [file._replace(why=f"cannot be read: {error}")]


def _in_zip(path):
    """Yield the files of a zip file, none of which is written anywhere."""
    raw = path.stat()
    if not stat.S_ISREG(raw.st_mode):
        raise OSError("it is no ordinary file")
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    for info in members[: MOST + 1]:
        parts = PurePosixPath(info.filename).parts
        if not parts or any(
            part.startswith((".", "__MACOSX", "__pycache__")) and part != ".." for part in parts
        ):
            continue
        why = "is a link, which is not followed" if stat.S_ISLNK(info.external_attr >> 16) else ""
        if info.is_dir():
            if not parts[-1].endswith(".py"):
                continue
            why = "is a folder"
        when = time.mktime((*info.date_time, 0, 0, -1)) if info.date_time[0] > 1980 else raw.st_mtime
        yield Found(info.filename, info.file_size, why, lambda info=info: _unpack(path, info), when)


def _unpack(path, info):
    with zipfile.ZipFile(path) as archive, archive.open(info) as member:
        return member.read(LARGEST + 1)
