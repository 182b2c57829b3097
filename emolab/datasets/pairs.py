"""PairedClips: the voice of one person with the face of another, where recordings of both cannot be had."""

import hashlib
from collections import Counter, defaultdict

import numpy as np

from emolab.core.errors import ArgumentError, DataError
from emolab.datasets.clip import Clip
from emolab.datasets.clips import Clips
from emolab.datasets.folder import Skipped
from emolab.datasets.picture_row import PictureRow

NOTE = (
    "made pairs, not recordings of one person: each clip has the voice of one speaker and the face of "
    "another person, joined by their label alone"
)
SEVERAL = "; each shows {pictures} clips of the face set one after another"
STRANGERS = ", which need not be of one person"
UNKNOWN = "; of the pictures only the published splits are kept apart, for who is on them is not known"


class PairedClip(Clip):
    """The sound of one clip with the frames of another.

    speech, face   the two clips
    """

    has_sound = has_frames = True

    def __init__(self, label, subject, speech, face, extra=None):
        super().__init__(label, subject, name=f"{speech.name}+{face.name}", extra=extra)
        self.speech, self.face = speech, face

    def content_key(self):
        """A hash of what both clips are made of."""
        text = f"pair {self.speech.content_key()} {self.face.content_key()}"
        return hashlib.blake2b(text.encode(), digest_size=20).hexdigest()

    def release(self):
        """Forget what was decoded, in both clips as well."""
        super().release()
        self.speech.release()
        self.face.release()

    def _decode_sound(self):
        return self.speech.sound, self.speech.sample_rate

    def _decode_frames(self):
        return self.face.frames, self.face.fps


class PairedClips(Clips):
    """Clips of a speech set and of a face set, joined by label.

    speech      a collection whose clips have sound
    face        a collection whose clips have pictures
    label_set   both are brought to this set first; what their maps drop is counted in `dropped`
    pictures    how many clips of the face set each pair shows, one after another
    rng         a numpy.random.Generator or a seed: the same seed gives the same pairs

    A speaker and a face subject are paired once, and are one subject from then on, "speaker+face": folds that
    keep subjects apart keep both apart. Of a pair of people each recording and each picture is used at most
    once, so a label has as many clips as the one of both allows who has fewer.
    Where nobody knows who is on the pictures (FER2013), each speaker gets pictures of their own, drawn
    without replacement, and all from one published split (extra["split"]): the speakers are dealt to the
    splits in proportion to their pictures, and a picture that stands there twice is used once. `note` says
    so.

    Errors      DataError where no pair can be made, or one of the sets has no sound or no pictures
    Note        people without a partner stand in `skipped`. `note`, `repr` and `report` say that these are no
                recordings of one person; whoever prints a figure from them has to print `note` with it
    """

    def __init__(self, speech, face, label_set="basic7", *, pictures=1, rng=0):
        if isinstance(pictures, bool) or not isinstance(pictures, int) or pictures < 1:
            raise ArgumentError(f"PairedClips: pictures must be a whole number from 1, not {pictures!r}")
        rng = np.random.default_rng(rng)
        for clips, what in ((speech, "has_sound"), (face, "has_frames")):
            lacking = next((clip for clip in clips if not getattr(clip, what)), None)
            if lacking is not None or len(clips) == 0:
                raise DataError(f"PairedClips: {lacking or 'an empty set'} {what.replace('_', ' no ')}")
        speech, face = speech.relabel(label_set), face.relabel(label_set)
        unknown = None in face.subjects
        if None in speech.subjects:
            raise DataError("PairedClips: of some speech clips the subject is unknown")
        if unknown and face.people:
            raise DataError("PairedClips: of some pictures the subject is unknown; take those with one")
        deal = _dealt if unknown else _matched
        pairs, skipped = [], []
        for speaker, seen, voices, faces, split in deal(speech, face, rng, skipped):
            for label in speech.label_set:
                heard, shown = rng.permutation(voices[label]), rng.permutation(faces[label])  # (n,), (m,)
                rows = shown[: len(shown) // pictures * pictures].reshape(-1, pictures)  # (pairs, pictures)
                for i, several in zip(heard.tolist(), rows.tolist()):
                    extra = {"speaker": speaker, "face": seen, "split": split}
                    name = f"{speaker}+{seen}"
                    clips = [face[j] for j in several]
                    one = clips[0] if pictures == 1 else PictureRow(label, seen, clips)
                    pairs.append(PairedClip(label, name, speech[i], one, extra))
        if not pairs:
            raise DataError("PairedClips: no label that a speaker and a face have in common")
        dropped = Counter({f"{label} (speech)": n for label, n in speech.dropped.items()})
        dropped.update({f"{label} (face)": n for label, n in face.dropped.items()})
        several = SEVERAL.format(pictures=pictures) + STRANGERS * unknown if pictures > 1 else ""
        notes = filter(None, dict.fromkeys((speech.note, face.note)))
        note = "; ".join([NOTE + several + UNKNOWN * unknown, *notes])
        super().__init__(pairs, label_set, skipped, dropped=dropped, note=note)


def _matched(speech, face, rng, skipped):
    """Yield (speaker, face subject, {label: rows} of both, split), each person once."""
    voices, faces = _rows(enumerate(speech)), _rows(enumerate(face))
    speakers, people = rng.permutation(speech.people).tolist(), rng.permutation(face.people).tolist()
    both = min(len(speakers), len(people))
    skipped += [Skipped(f"speaker {name}", "no face subject is left") for name in sorted(speakers[both:])]
    skipped += [Skipped(f"face {name}", "no speaker is left") for name in sorted(people[both:])]
    for speaker, seen in sorted(zip(speakers, people)):
        yield speaker, seen, voices[speaker], faces[seen], None


def _dealt(speech, face, rng, skipped):
    """As `_matched`, for pictures of unknown people: each speaker gets a part of one split of their own."""
    voices = _rows(enumerate(speech))
    pictures = _rows(_once(face, skipped), lambda clip: clip.extra.get("split"))
    splits = sorted(pictures, key=str)
    sizes = np.array([sum(map(len, pictures[split].values())) for split in splits])  # (S,)
    speakers = rng.permutation(speech.people).tolist()
    if len(speakers) < len(splits):
        raise DataError(
            f"PairedClips: {len(speakers)} speakers for the {len(splits)} published splits of the pictures; "
            "each split needs speakers of its own: choose one with split(name)"
        )
    spare = len(speakers) - len(splits)  # one each, the rest in proportion, the largest remainders first
    shares = sizes * spare / sizes.sum()  # (S,)
    counts = shares.astype(int) + 1
    counts[np.argsort(-(shares % 1), kind="stable")[: len(speakers) - counts.sum()]] += 1
    owner = dict(zip(speakers, np.repeat(np.arange(len(splits)), counts).tolist()))
    for place, split in enumerate(splits):
        own = sorted(speaker for speaker in speakers if owner[speaker] == place)
        parts = {
            label: np.array_split(rng.permutation(rows), len(own)) for label, rows in pictures[split].items()
        }
        for number, speaker in enumerate(own):
            faces = {label: parts[label][number] if label in parts else [] for label in speech.label_set}
            yield speaker, f"{split}-{number + 1:02d}", voices[speaker], faces, split


def _once(clips, skipped):
    """[(row, clip)] without pictures that stand there a second time, so that folds do not share them."""
    seen, kept = set(), []
    for row, clip in enumerate(clips):
        key = clip.content_key()
        if key not in seen:
            kept.append((row, clip))
        seen.add(key)
    if len(kept) < len(clips):
        skipped.append(Skipped(f"{len(clips) - len(kept)} pictures", "the same as one that is there already"))
    return kept


def _rows(rows, of=lambda clip: clip.subject):
    """{who: {label: rows}} of [(row, clip)], with an empty list for a label that one has not."""
    found = defaultdict(lambda: defaultdict(list))
    for row, clip in rows:
        found[of(clip)][clip.label].append(row)
    return found
