"""The first bytes of a file, and what they say before any decoder is asked."""

import codecs
from pathlib import Path

from emolab.core.errors import FileError, FormatError

LFS = b"version https://git-lfs.github.com/spec/"


def read_head(path, size=512):
    """Read the first bytes of a file that must be there and hold something.

    Errors    FileError for a missing or unreadable file or a folder; FormatError for an empty file or a
              Git LFS pointer
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            head = file.read(size)
    except FileNotFoundError as error:
        raise FileError(f"{path}: no such file") from error
    except IsADirectoryError as error:
        raise FileError(f"{path} is a folder; name a file in it") from error
    except OSError as error:
        raise FileError(f"{path}: cannot be read ({error.strerror or error})") from error
    if not head:
        raise FormatError(f"{path} is empty (0 bytes); copy or download it again")
    if head.startswith(LFS):
        raise FormatError(
            f"{path} is a Git LFS pointer, not the file itself; fetch the content with `git lfs pull`"
        )
    return head


def looks_like_text(head):
    """Whether the bytes read like text: UTF-8 without control characters."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head)  # the cut may part a character
    except UnicodeDecodeError:
        return False
    return text != "" and all(character.isprintable() or character in "\t\r\n\f" for character in text)
