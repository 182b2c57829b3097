"""IEMOCAP: ten actors in twelve hours of dialogue, cut into utterances with several labels."""

import re
from collections import Counter

from emolab.core.errors import FormatError
from emolab.core.file_head import read_head
from emolab.datasets.clip import Clip
from emolab.datasets.clips import Clips
from emolab.datasets.file_defects import defect
from emolab.datasets.folder import Skipped, files_below, nothing_found, warn_of_defects

EMOTIONS = {
    "ang": "anger", "hap": "happiness", "sad": "sadness", "neu": "neutral", "exc": "excitement",
    "fru": "frustration", "fea": "fear", "sur": "surprise", "dis": "disgust", "oth": "other",
}  # fmt: skip
NO_AGREEMENT = "xxx"
LOOKED_FOR = (
    "Session1/dialog/EmoEvaluation/*.txt with lines such as [6.29 - 8.23]<tab>Ses01F_impro01_F000<tab>neu"
    "<tab>[2.5, 2.5, 2.5], and Session1/sentences/wav/*/Ses01F_impro01_F000.wav"
)
_UTTERANCE = re.compile(r"Ses0([1-5])[FM]_\w+_([FM])\w{3}")
_LINE = re.compile(
    r"\[([\d.]+) - ([\d.]+)\]\t(Ses\w+)\t(\w{3})\t\[([\d.]+), ([\d.]+), ([\d.]+)\]\s*", re.ASCII
)


class Iemocap(Clips):
    """The IEMOCAP utterances below a folder, with sound, in the order of their names.

    Labels are the ten of the set "iemocap10"; utterances on which no two judges agreed (xxx) are dropped and
    counted. `relabel("iemocap4")` gives the usual four classes, in which excited joins happy (5,531
    utterances of the whole set).
    Subjects are session and sex of who speaks, "1F" to "5M"; the F or M at the utterance's end counts, not
    that of the dialogue. `extra` holds dialogue, start and end in seconds, valence, activation, dominance.
    Errors      FileError where there is no such folder; DataError where no utterance is found
    Note        WAVs without a line, and lines without a WAV, stand in `skipped`
    """

    TITLE, OFFERS = "IEMOCAP", ("audio",)

    def __init__(self, folder):
        sounds, lists, skipped, broken = {}, [], [], []
        for path in files_below(folder, "IEMOCAP's sessions"):
            if path.suffix.lower() == ".wav" and _UTTERANCE.fullmatch(path.stem):
                if path.stem in sounds:
                    skipped.append(Skipped(path, f"the same utterance as {sounds[path.stem]}"))
                sounds.setdefault(path.stem, path)
            elif self._is_list(path):
                lists.append(path)
            else:
                skipped.append(Skipped(path, "neither an utterance's WAV nor a list in EmoEvaluation"))
        clips, dropped, listed = {}, Counter(), set()
        for path in lists:
            try:
                lines = list(_lines(path))
            except FormatError as error:
                broken.append(Skipped(path, str(error)))
                continue
            for name, code, facts in lines:
                where = sounds.get(name)
                if name in listed:
                    skipped.append(Skipped(path, f"{name} is listed a second time"))
                elif code == NO_AGREEMENT:
                    dropped["no agreement"] += 1
                elif code not in EMOTIONS:
                    skipped.append(
                        Skipped(path, f"{name}: the label {code!r} is none of {', '.join(EMOTIONS)}")
                    )
                elif where is None:
                    skipped.append(Skipped(path, f"{name} is listed, but there is no {name}.wav"))
                elif reason := defect(where):
                    broken.append(Skipped(where, reason))
                else:
                    session, sex = _UTTERANCE.fullmatch(name).groups()
                    clips[name] = Clip(
                        EMOTIONS[code], session + sex, path=where, sound_path=where, extra=facts
                    )
                listed.add(name)
        unlisted = [path for name, path in sounds.items() if name not in listed]
        skipped += [Skipped(path, "no line in EmoEvaluation") for path in unlisted] + broken
        if not clips:
            raise nothing_found(folder, self.TITLE, LOOKED_FOR, skipped)
        ordered = [clips[name] for name in sorted(clips)]
        super().__init__(ordered, "iemocap10", skipped, broken=broken, dropped=dropped)
        warn_of_defects(broken)

    @staticmethod
    def recognises(path):
        """Whether a file is an utterance's WAV or a list of labels."""
        return path.suffix == ".wav" and bool(_UTTERANCE.fullmatch(path.stem)) or Iemocap._is_list(path)

    @staticmethod
    def _is_list(path):
        named = path.suffix == ".txt" and path.name.startswith("Ses0")
        return named and path.parent.name == "EmoEvaluation"


def _lines(path):
    """Yield (utterance, code, facts) of a list of labels.

    Errors    FormatError for a file without such lines, or with a line that begins so and goes on otherwise
    """
    read_head(path)
    found = False
    for number, line in enumerate(path.read_text(encoding="latin-1").splitlines(), 1):
        if not line.startswith("[") or "\tSes" not in line:
            continue  # judges' own lines, and the head
        match = _LINE.fullmatch(line)
        if not match or not _UTTERANCE.fullmatch(match.group(3)):
            raise FormatError(f"line {number} is cut short or of another format: {line[:60]!r}")
        start, end, name, code, *rest = match.groups()
        valence, activation, dominance = map(float, rest)
        found = True
        yield name, code, {
            "dialogue": name.rsplit("_", 1)[0], "start": float(start), "end": float(end),
            "valence": valence, "activation": activation, "dominance": dominance,
        }  # fmt: skip
    if not found:
        raise FormatError("it holds no line of an utterance")
