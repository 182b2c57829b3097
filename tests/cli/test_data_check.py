"""emolab data check: what a folder is, counts, what is wrong, and the status; and the verbs' data options."""

import json
import re

import pytest
from datasets.trees import LFS, picture, plant, speech, wav

from emolab.cli.data import open_clips
from emolab.cli.main import main
from emolab.core import ArgumentError, DataError

WHOLE = {"a/03a01Fa.wav": wav(), "a/03a01Wa.wav": wav(), "a/09a01Fa.wav": wav(), "a/readme.txt": b"hello"}


def check(capsys, *words):
    status = main(["data", "check", *map(str, words)])
    return status, capsys.readouterr().out


def test_a_whole_folder_in_words_and_json(tmp_path, capsys):
    plant(tmp_path, WHOLE)
    status, text = check(capsys, tmp_path)
    assert status == 0 and "EMO-DB (--format emodb), audio" in text and "3 clips, 2 subjects" in text
    assert re.search(r"\n09 +1   without anger, boredom", text) and "0 broken files" in text
    assert "readme.txt: not one of .wav" in text
    status, text = check(capsys, tmp_path, "--json")
    found = json.loads(text)
    assert status == 0 and found["status"] == "ok" and found["format"] == "emodb" and found["clips"] == 3
    assert found["labels"]["happiness"] == 2 and found["subjects"]["03"] == {"happiness": 1, "anger": 1}
    assert found["label_set"] == "emodb7" and found["broken"] == [] and len(found["skipped"]) == 1


def test_broken_files_are_status_1(tmp_path, capsys):
    plant(tmp_path, WHOLE | {"a/09a01Wa.wav": LFS})
    status, text = check(capsys, tmp_path)
    assert status == 1 and "1 broken files:" in text and "09a01Wa.wav: a Git LFS pointer" in text
    status, text = check(capsys, tmp_path, "--json")
    assert status == 1 and json.loads(text)["status"] == "broken files"


def test_nothing_fits_is_status_1_and_says_what_was_looked_for(tmp_path, capsys):
    plant(tmp_path, {"notes.txt": b"hello"})
    status, text = check(capsys, tmp_path)
    assert status == 1 and "nothing fits" in text and "folder for each label" in text and "JAFFE" in text
    status, text = check(capsys, tmp_path, "--json")
    assert status == 1 and json.loads(text)["status"] == "nothing fits" and json.loads(text)["error"]
    for words in ((tmp_path / "nowhere",), (tmp_path, "--format", "emodb"), (tmp_path, "--format", "none")):
        status, text = check(capsys, *words)
        assert status == 1 and "nothing fits" in text


def test_decoding_finds_what_headers_hide(tmp_path, capsys):
    damaged = bytearray(picture("PNG", (40, 40)))
    damaged[100:140] = bytes(40)
    plant(tmp_path, {"KA.AN1.39.png": picture(), "KL.AN1.167.png": bytes(damaged)})
    assert check(capsys, tmp_path)[0] == 0
    status, text = check(capsys, tmp_path, "--decode")
    assert status == 1 and "1 broken files" in text and "KL.AN1.167.png" in text


def test_long_lists_are_cut_unless_all_is_asked_for(tmp_path, capsys):
    plant(tmp_path, WHOLE | {f"x{i}.txt": b"x" for i in range(40)})
    short, long = check(capsys, tmp_path)[1], check(capsys, tmp_path, "--all")[1]
    assert "... and 21 more" in short and "more (--all" not in long and long.count(".txt") == 41


def test_a_collection_of_pictures_takes_its_own_modality(tmp_path, capsys):
    plant(tmp_path, {f"train/angry/{i}.png": picture(size=(48, 48), seed=i) for i in range(2)})
    status, text = check(capsys, tmp_path)
    assert status == 0 and "FER2013" in text and "video" in text and "the subjects of 2 unknown" in text
    assert "Training" in text and "note: FER2013 does not say who" in text


def test_wrong_use(capsys):
    assert main(["data"]) == 2 and "WHAT" in capsys.readouterr().err
    assert main(["data", "check"]) == 2


def test_open_clips_finds_or_is_told_the_collection(tmp_path):
    plant(tmp_path, WHOLE)
    clips = open_clips(str(tmp_path), "audio")
    assert type(clips).__name__ == "EmoDB"
    assert type(open_clips(str(tmp_path), "audio", format="emodb")).__name__ == "EmoDB"
    with pytest.raises(DataError, match="no RAVDESS clip"):
        open_clips(str(tmp_path), "audio", format="ravdess")
    with pytest.raises(ArgumentError, match="EMO-DB has audio, not"):
        open_clips(str(tmp_path), "joined")
    assert open_clips(str(tmp_path), "audio", labels="basic7").label_set_name == "basic7"


@pytest.mark.parametrize("modality", ["audio", "video", "joined"])
def test_open_clips_pairs_speakers_with_faces(tmp_path, modality):
    plant(tmp_path / "voice", {speech(actor, e): wav() for actor in (1, 2) for e in (3, 5)})
    plant(tmp_path / "face", {f"{who}.{what}1.{i}.png": picture(seed=i) for i, (who, what) in enumerate(
        (who, what) for who in ("KA", "KL") for what in ("HA", "AN"))})  # fmt: skip
    pairs = open_clips(str(tmp_path / "voice"), modality, faces=str(tmp_path / "face"))
    assert len(pairs) == 4 and pairs.label_set_name == "basic7" and "made pairs" in pairs.note
    assert pairs[0].has_sound and pairs[0].has_frames


def test_of_people_whom_nobody_knows_clips_are_held_out_at_random():
    from emolab.cli.train import _hold_out
    from emolab.datasets import Clip, Clips

    clips = Clips([Clip("a", None, name=str(i)) for i in range(10)], ["a"])
    train, test = _hold_out(clips, 0.2, 0)
    assert len(train) == 8 and len(test) == 2 and not {c.name for c in train} & {c.name for c in test}
    assert _hold_out(clips, 0, 0)[1] is None
