"""The collections at hand: where each lies below one folder, and what to fetch for those that do not."""

from pathlib import Path
from typing import NamedTuple

from emolab.core.cache import key_of
from emolab.core.errors import ArgumentError, EmolabError


class Collection(NamedTuple):
    """A collection that figures can be measured on."""

    title: str
    folders: tuple  # names that its folder may have, small letters and digits
    fetch: str  # what to fetch where it is missing


COLLECTIONS = {
    "fer2013": Collection(
        "FER2013", ("fer2013", "fer"), "fer2013.csv (Kaggle, facial expression recognition challenge)"
    ),
    "ravdess": Collection(
        "RAVDESS, sound", ("ravdess",), "Audio_Speech_Actors_01-24.zip, doi:10.5281/zenodo.1188976"
    ),
    "ravdess-films": Collection(
        "RAVDESS, films", ("ravdess", "ravdessvideo", "ravdessfilms"),
        "Video_Speech_Actor_01.zip to _24.zip, doi:10.5281/zenodo.1188976",
    ),
    "emodb": Collection(
        "EMO-DB", ("emodb", "berlin"), "the WAV files of EMO-DB, doi:10.21437/Interspeech.2005-446"
    ),
    "ckplus": Collection("CK+", ("ckplus", "ck"), "the Extended Cohn-Kanade pictures and emotion labels"),
    "cheavd": Collection(
        "CHEAVD 2.0", ("cheavd", "cheavd20", "cheavd2"),
        "CHEAVD 2.0 (by licence), with a manifest.csv: path,label,subject,split",
    ),
    "iemocap": Collection("IEMOCAP", ("iemocap",), "IEMOCAP's full release (by licence)"),
    "meld": Collection("MELD", ("meld",), "MELD.Raw: its three CSV files and the films"),
}  # fmt: skip
FORMAT = {"ravdess-films": "ravdess", "cheavd": "manifest"}  # where it is not the collection's own name


class Sources:
    """What lies below a folder, opened when it is asked for.

    folder    holds a folder for each collection, by its name; None where there is none
    Errors    ArgumentError where it is no folder
    """

    def __init__(self, folder):
        self.folder = None if folder is None else Path(folder).expanduser()
        if self.folder is not None and not self.folder.is_dir():
            raise ArgumentError(f"--data {folder}: there is no such folder")
        self._opened = {}

    def clips(self, name, kind):
        """Return a collection's clips, for "audio", "video" or "both"; None where it cannot be used.

        Then `missing(name, kind)` says why.
        """
        if (name, kind) not in self._opened:
            self._opened[name, kind] = self._open(name, kind)
        found = self._opened[name, kind]
        return None if isinstance(found, str) else found

    def missing(self, name, kind):
        """Return what is lacking and what to fetch, as text; None where the collection is there."""
        self.clips(name, kind)
        found = self._opened[name, kind]
        return found if isinstance(found, str) else None

    def _open(self, name, kind):
        from emolab.datasets import open_folder

        wanted = COLLECTIONS[name]
        place = self._place(wanted)
        fetch = f"fetch {wanted.fetch}"
        if place is None:
            where = "no --data is given"
            if self.folder is not None:
                where = f"there is no folder {wanted.folders[0]} in {self.folder}"
            return f"{wanted.title}: {where}; {fetch}"
        try:
            return open_folder(place, FORMAT.get(name, name), kind)
        except EmolabError as error:
            return f"{wanted.title}: {_in_short(error)}; {fetch}"

    def _place(self, wanted):
        if self.folder is None:
            return None
        below = {_plain(path.name): path for path in sorted(self.folder.iterdir()) if path.is_dir()}
        below.setdefault(_plain(self.folder.resolve().name), self.folder)
        return next((below[name] for name in wanted.folders if name in below), None)


def fingerprint(clips):
    """Return a name for clips: their content, labels, people and order."""
    return key_of([[clip.content_key(), clip.label, clip.subject] for clip in clips])


def _plain(name):
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _in_short(error):
    return str(error).splitlines()[0].split("; ")[0]
