"""Which collection a folder holds, told by the names of its files, and how each is opened."""

from pathlib import Path

from emolab.core.errors import ArgumentError, DataError, FileError, FormatError
from emolab.core.file_head import read_head
from emolab.datasets.ckplus import CKPlus
from emolab.datasets.cremad import CremaD
from emolab.datasets.emodb import EmoDB
from emolab.datasets.fer2013 import Fer2013
from emolab.datasets.folder import files_below
from emolab.datasets.iemocap import Iemocap
from emolab.datasets.jaffe import Jaffe
from emolab.datasets.manifest import Manifest
from emolab.datasets.meld import Meld
from emolab.datasets.mosi import Mosi
from emolab.datasets.ravdess import Ravdess
from emolab.datasets.savee import Savee
from emolab.datasets.tess import Tess

FORMATS = {
    "ravdess": Ravdess, "emodb": EmoDB, "cremad": CremaD, "savee": Savee, "tess": Tess, "iemocap": Iemocap,
    "meld": Meld, "fer2013": Fer2013, "ckplus": CKPlus, "jaffe": Jaffe, "mosi": Mosi, "manifest": Manifest,
    "folder": Manifest,
}  # fmt: skip
CLEAR = 10  # times as many files as the next collection, for a folder to be one and not both


def detect_format(where):
    """Return the name in FORMATS of what a file or a folder is.

    A folder is the collection by whose grammar most of its files are named; where none is, a manifest if it
    holds a manifest.csv, else a folder with a folder for each label.
    Errors    FileError where there is nothing; DataError where it holds several collections
    """
    where = Path(where).expanduser()
    if not where.exists():
        raise FileError(f"{where}: there is no such file or folder")
    if where.is_file():
        return _of_file(where)
    files = files_below(where, "recordings or pictures")
    known = {name: kind for name, kind in FORMATS.items() if kind is not Manifest}
    counts = {name: sum(map(kind.recognises, files)) for name, kind in known.items()}
    first, second = sorted(counts, key=counts.get, reverse=True)[:2]
    if counts[first] == 0:
        return "manifest" if (where / "manifest.csv").is_file() else "folder"
    if CLEAR * counts[second] > counts[first]:
        found = ", ".join(f"{FORMATS[name].TITLE} ({n} files)" for name, n in counts.items() if n)
        raise DataError(f"{where} holds several collections: {found}; name the folder of one, or the format")
    return first


def open_folder(where, name=None, modality=None, *, fps=None):
    """Open a file or a folder as the collection that it is; return its clips.

    name      one of FORMATS; None finds it
    modality  "audio", "video" or "both"; None takes the first that the collection has
    fps       the frame rate to read videos at; still pictures have none
    Errors    ArgumentError for an unknown name, or a modality that the collection has not; the loader's
    """
    if name is not None and name not in FORMATS:
        raise ArgumentError(f"format: {name!r} is none of {', '.join(FORMATS)}")
    name = name or detect_format(where)
    loader = FORMATS[name]
    modality = modality or loader.OFFERS[0]
    if modality not in loader.OFFERS:
        raise ArgumentError(f"{where}: {loader.TITLE} has {' and '.join(loader.OFFERS)}, not {modality!r}")
    path = Path(where).expanduser()
    if name == "folder":
        try:
            return Manifest.from_folder(path, modality, fps=fps)
        except DataError as error:
            known = ", ".join(kind.TITLE for kind in FORMATS.values() if kind is not Manifest)
            error.add_note(f"nor are its files named as those of {known}, nor does it hold a manifest.csv")
            raise
    if name == "manifest" and path.is_dir():
        path = path / "manifest.csv"
    return loader(path, modality, fps=fps) if len(loader.OFFERS) > 1 else loader(path)


def _of_file(path):
    ending = path.suffix.lower()
    if Mosi.recognises(path):
        return "mosi"
    if ending == ".npz":
        return "fer2013"
    if ending in (".csv", ".tsv", ".txt", ""):
        try:
            return "fer2013" if "pixels" in read_head(path, 256).decode("latin-1").lower() else "manifest"
        except FormatError:
            return "manifest"  # whose loader says what is wrong
    raise ArgumentError(f"{path}: a single {ending} file is no collection; name its folder, a CSV or an .npz")
