"""Made pairs: the same label, everything used once, people kept apart in both sets, and said to be made."""

import pickle
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emolab.core import ArgumentError, DataError
from emolab.datasets import Clip, Clips, PairedClips, PictureClip, SyntheticClips
from emolab.training import GroupKFold

LABELS = ["anger", "happiness", "neutral"]


def speech(people=4, each=3, labels=LABELS):
    clips = [
        Clip(label, f"s{p}", sound=np.full(10, p + i / 10), sample_rate=10, name=f"s{p}-{label}-{i}")
        for p in range(people) for label in labels for i in range(each)
    ]  # fmt: skip
    return Clips(clips, "basic7")


def face(people=4, each=2, labels=LABELS, split=None):
    """Pictures, each of its own grey levels; people=None: nobody knows who is on them."""
    clips, rng = [], np.random.default_rng([people or 99, len(split or "")])
    for p in range(people or 10):
        for label in labels:
            for i in range(each):
                who, name = (f"f{p}" if people else None), f"f{p}-{label}-{i}-{split}"
                grey = rng.integers(0, 256, (1, 4, 4)).astype(np.uint8)
                clips.append(PictureClip(label, who, grey, name=name, extra={"split": split}))
    return Clips(clips, "basic7", note=None if people else "nobody knows who")


def together(*collections):
    return Clips([clip for clips in collections for clip in clips], "basic7", note=collections[0].note)


def test_a_pair_has_the_sound_of_one_and_the_picture_of_the_other():
    pairs = PairedClips(speech(), face())
    assert len(pairs) == 4 * 3 * 2 and len(pairs.people) == 4
    pair = pairs[0]
    assert pair.label == pair.speech.label == pair.face.label
    assert pair.subject == f"{pair.speech.subject}+{pair.face.subject}"
    np.testing.assert_array_equal(pair.sound, pair.speech.sound)
    np.testing.assert_array_equal(pair.frames, pair.face.frames)
    assert pair.has_sound and pair.has_frames and pair.fps == 1 and pair.sample_rate == 10
    assert len({p.content_key() for p in pairs}) == len(pairs)
    copy = pickle.loads(pickle.dumps(pair))
    np.testing.assert_array_equal(copy.frames, pair.frames)


def test_a_pair_can_show_several_pictures_each_of_them_used_once():
    faces = face(people=4, each=7)
    pairs = PairedClips(speech(each=5), faces, pictures=3)
    assert len(pairs) == 4 * 3 * 2  # 7 pictures are two rows of three
    shown = [clip for pair in pairs for clip in pair.face.clips]
    assert len({clip.name for clip in shown}) == len(shown) == 4 * 3 * 6
    for pair in pairs:
        assert pair.frames.shape == (3, 4, 4, 3) and pair.fps == 1
        assert {clip.label for clip in pair.face.clips} == {pair.label}
        assert {clip.subject for clip in pair.face.clips} == {pair.subject.partition("+")[2]}
        np.testing.assert_array_equal(pair.frames[1], pair.face.clips[1].frames[0])
    assert "each shows 3 clips of the face set" in pairs.note and "one person" in pairs.note
    strangers = PairedClips(speech(), face(people=None, each=6, split="train"), pictures=2)
    assert "need not be of one person" in strangers.note
    assert "each shows" not in PairedClips(speech(), faces).note
    copy = pickle.loads(pickle.dumps(pairs[0]))
    np.testing.assert_array_equal(copy.frames, pairs[0].frames)


@pytest.mark.parametrize("pictures", [0, True, 1.5])
def test_no_pictures_are_no_pair(pictures):
    with pytest.raises(ArgumentError, match="pictures must be a whole number"):
        PairedClips(speech(), face(), pictures=pictures)


def test_a_row_of_pictures_knows_their_order_and_their_sizes():
    from emolab.datasets.picture_row import PictureRow

    def picture(value, side=4):
        grey = np.full((1, side, side), value, np.uint8)
        return PictureClip("anger", "f", grey, name=f"{value}")

    row = PictureRow("anger", "f", [picture(1), picture(2)])
    assert row.frames[:, 0, 0, 0].tolist() == [1, 2] and row.fps == 1 and not row.has_sound
    turned = PictureRow("anger", "f", [picture(2), picture(1)])
    assert row.content_key() != turned.content_key()
    assert row.content_key() == PictureRow("joy", "g", [picture(1), picture(2)]).content_key()
    row.release()
    assert row.frames.shape == (2, 4, 4, 3)
    with pytest.raises(DataError, match=r"2: \(5, 5\) pixels, and 1 before it has \(4, 4\)"):
        _ = PictureRow("anger", "f", [picture(1), picture(2, 5)]).frames
    with pytest.raises(ArgumentError, match="no clip"):
        PictureRow("anger", "f", [])


@settings(max_examples=25, deadline=None)
@given(
    st.integers(2, 6), st.integers(2, 6), st.integers(1, 4), st.integers(1, 4), st.integers(0, 99),
    st.integers(2, 3),
)  # fmt: skip
def test_folds_that_keep_subjects_apart_keep_both_apart(speakers, people, said, shown, seed, folds):
    pairs = PairedClips(speech(speakers, said), face(people, shown), rng=seed)
    both = min(speakers, people)
    assert len(pairs.people) == both and len(pairs) == both * len(LABELS) * min(said, shown)
    assert len(pairs.skipped) == abs(speakers - people)
    if folds <= both:
        for train, test in GroupKFold(folds).split(pairs, groups=pairs.subjects):
            for part in ("speech", "face"):
                who = [{getattr(pairs[int(i)], part).subject for i in rows} for rows in (train, test)]
                assert not who[0] & who[1]
    for part in ("speech", "face"):
        used = Counter(getattr(pair, part).name for pair in pairs)
        assert max(used.values()) == 1


def test_the_same_seed_gives_the_same_pairs_and_another_seed_others():
    names = [[clip.name for clip in PairedClips(speech(), face(), rng=seed)] for seed in (0, 0, 1)]
    assert names[0] == names[1] != names[2]


def test_every_face_says_that_pairs_are_made():
    pairs = PairedClips(speech(), face())
    some = (pairs, pairs[:3], pairs.choose(label="anger"), pairs.relabel("ravdess8"), pairs.subset([0]))
    for clips in some:
        for said in (clips.note, repr(clips), clips.report()):
            assert "made pairs, not recordings of one person" in said
    assert "nobody knows" not in pairs.note


def test_what_the_label_maps_drop_is_counted():
    calm = Clips([*SyntheticClips(subjects=4, per_label=2)], "ravdess8")
    pairs = PairedClips(calm, face())
    assert set(pairs.labels) == set(LABELS) and pairs.dropped == {"calm (speech)": 8}
    assert "calm (speech): 8" in pairs.report()


def test_a_label_that_one_side_lacks_gives_no_pair():
    pairs = PairedClips(speech(), face(labels=["anger"]))
    assert set(pairs.labels) == {"anger"}
    with pytest.raises(DataError, match="no label that a speaker and a face have in common"):
        PairedClips(speech(labels=["anger"]), face(labels=["neutral"]))


def test_pictures_of_unknown_people_are_dealt_once_and_splits_are_kept_apart():
    faces = together(face(None, 3, split="Training"), face(None, 1, split="PublicTest"))
    pairs = PairedClips(speech(8, 4), faces, rng=3)
    assert (
        len(pairs.people) == 8
        and "who is on them is not known" in pairs.note
        and "nobody knows" in pairs.note
    )
    split_of = {}
    for pair in pairs:
        assert pair.extra["split"] == pair.face.extra["split"]
        assert split_of.setdefault(pair.speech.subject, pair.extra["split"]) == pair.extra["split"]
    # one speaker each, the other six in proportion 90 to 30, and the one left over by the largest remainder
    assert Counter(split_of.values()) == {"Training": 5, "PublicTest": 3}
    used = Counter(pair.face.name for pair in pairs)
    assert max(used.values()) == 1
    assert len(pairs.split("PublicTest").people) == 3
    with pytest.raises(DataError, match="1 speakers for the 2 published splits"):
        PairedClips(speech(1), faces)


def test_a_picture_that_stands_twice_is_used_once():
    one = face(None, 3, split="Training")
    twice = together(one, one)
    pairs = PairedClips(speech(2, 50), twice)
    assert len(pairs) == len(one) and any("90 pictures" in str(path) for path, _ in pairs.skipped)
    keys = [pair.face.content_key() for pair in pairs]
    assert len(set(keys)) == len(keys)


def test_sets_that_cannot_be_paired():
    with pytest.raises(DataError, match="no sound"):
        PairedClips(face(), face())
    with pytest.raises(DataError, match="no frames"):
        PairedClips(speech(), speech())
    with pytest.raises(DataError, match="empty set"):
        PairedClips(Clips([], "basic7"), face())
    mixed = together(face(2), face(None))
    with pytest.raises(DataError, match="some pictures the subject is unknown"):
        PairedClips(speech(), mixed)
    nobody = Clips([Clip("anger", None, sound=np.ones(3), sample_rate=8)], "basic7")
    with pytest.raises(DataError, match="some speech clips the subject is unknown"):
        PairedClips(nobody, face())
