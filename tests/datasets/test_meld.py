"""MELD: lists and media of three splits, gaps, missing and corrupt media, other encodings."""

import pytest

from datasets.trees import LFS, mp4, plant, reasons_of, wav
from emolab.core import ArgumentError, DataError, FormatError
from emolab.datasets import Meld

HEAD = "Sr No.,Utterance,Speaker,Emotion,Sentiment,Dialogue_ID,Utterance_ID,Season,Episode,StartTime,EndTime"
FOLDERS = {
    "train": "train/train_splits",
    "dev": "dev/dev_splits_complete",
    "test": "output_repeated_splits_test",
}


def row(dialogue, utterance, emotion="joy", speaker="Ross", number=1, text='"Oh, no, ""never""!"'):
    times = '"00:00:01,000","00:00:02,500"'
    return f"{number},{text},{speaker},{emotion},positive,{dialogue},{utterance},1,2,{times}"


def meld(rows=("train",), **more):
    files = {}
    for split in rows:
        text = "\n".join([HEAD, row(0, 0), row(0, 1, "anger", "Monica", 7), row(12, 3, "neutral", "Ross", 9)])
        files[f"MELD/{split}_sent_emo.csv"] = text.encode()
        for name in ("dia0_utt0", "dia0_utt1", "dia12_utt3"):
            files[f"MELD/{FOLDERS[split]}/{name}.mp4"] = mp4()
    return files | more


def test_three_splits_with_media_of_the_same_names(tmp_path):
    plant(tmp_path, meld(FOLDERS))
    clips = Meld(tmp_path, "both")
    assert len(clips) == 9 and [c.extra["split"] for c in clips] == ["train"] * 3 + ["dev"] * 3 + ["test"] * 3
    assert clips.labels[:3] == ["joy", "anger", "neutral"] and clips.people == ["Monica", "Ross"]
    assert clips[0].extra["text"] == 'Oh, no, "never"!' and clips[0].extra["sentiment"] == "positive"
    assert [FOLDERS[c.extra["split"]] in str(c.path) for c in clips] == [True] * 9 and not clips.skipped
    assert clips.split("dev").subjects == ["Ross", "Monica", "Ross"] and "not people" in clips.note
    assert clips.relabel("basic7").labels[:3] == ["happiness", "anger", "neutral"]
    with pytest.raises(ArgumentError, match="there are dev, test, train"):
        clips.split("valid")


def test_sound_beside_the_video(tmp_path):
    plant(tmp_path, meld() | {"MELD/train/wav/dia0_utt0.wav": wav()})
    audio, video, both = (Meld(tmp_path, kind) for kind in ("audio", "video", "both"))
    assert audio[0].sound_path.suffix == ".wav" and audio[1].sound_path.suffix == ".mp4"
    assert not audio[0].has_frames and not video[0].has_sound
    assert both[0].sound_path.suffix == ".wav" and both[0].frames_path.suffix == ".mp4"
    (tmp_path / "MELD/train/train_splits/dia0_utt0.mp4").unlink()
    assert len(Meld(tmp_path)) == 3 and len(Meld(tmp_path, "video")) == 2
    reasons = [reason for _, reason in Meld(tmp_path, "video").skipped]
    assert any("sound only" in reason for reason in reasons)


def test_one_list_alone_says_the_split(tmp_path):
    plant(tmp_path, {"my_train.csv": "\n".join([HEAD, row(5, 1)]).encode(), "clips/dia5_utt1.mp4": mp4()})
    assert Meld(tmp_path)[0].extra["split"] == "train"


def test_the_known_missing_and_the_corrupt_media(tmp_path):
    files = meld(("dev",))
    files["MELD/dev_sent_emo.csv"] += ("\n" + row(110, 7) + "\n" + row(110, 8)).encode()
    files["MELD/dev/dev_splits_complete/dia12_utt3.mp4"] = mp4((b"ftyp", b"mdat"))
    files["MELD/dev/dev_splits_complete/dia9_utt9.mp4"] = mp4()
    files["MELD/dev/dev_splits_complete/._dia0_utt0.mp4"] = b"\0\5\x16\7"
    files["MELD/dev/dev_splits_complete/final_videos_testdia0_utt0.mp4"] = mp4()
    plant(tmp_path, files)
    with pytest.warns(UserWarning, match="dia12_utt3.mp4"):
        clips = Meld(tmp_path)
    assert len(clips) == 2 and [item.path.name for item in clips.broken] == ["dia12_utt3.mp4"]
    said = [f"{path.name}: {reason}" for path, reason in clips.skipped]
    assert any("dia110_utt7" in text and "nor is it in the published archive" in text for text in said)
    assert any("dia110_utt8" in text and "published" not in text for text in said)
    reasons = reasons_of(clips)
    assert "no row in a CSV" in reasons["dia9_utt9.mp4"] and "neither" in reasons["._dia0_utt0.mp4"]
    assert "neither" in reasons["final_videos_testdia0_utt0.mp4"] and "moov" in reasons["dia12_utt3.mp4"]


@pytest.mark.parametrize("content", [b"", LFS, wav()])
def test_a_broken_video_is_reported_by_name(tmp_path, content):
    plant(tmp_path, meld() | {"MELD/train/train_splits/dia0_utt1.mp4": content})
    with pytest.warns(UserWarning, match="dia0_utt1.mp4"):
        assert len(Meld(tmp_path)) == 2


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        (b"", FormatError, "empty"),
        (LFS, FormatError, "LFS"),
        (b"Utterance,Speaker,Dialogue_ID,Utterance_ID\na,b,1,2", DataError, "line 1: the column 'emotion'"),
        (f"{HEAD}\n{row('x', 0)}".encode(), FormatError, "line 2: invalid literal"),
        (f"{HEAD}\n{row(0, 0, 'happy')}".encode(), FormatError, "line 2: the emotion 'happy' is none of"),
        (f"{HEAD}\n{row(0, 0)[:-40]}".encode(), FormatError, "line 2: "),
    ],
)
def test_a_broken_list_is_an_error_with_its_line(tmp_path, text, error, said):
    plant(tmp_path, meld() | {"MELD/train_sent_emo.csv": text})
    with pytest.raises(error, match=said):
        Meld(tmp_path)


def test_a_list_saved_by_a_spreadsheet_program(tmp_path):
    text = "\n".join([HEAD, row(0, 0, text="It’s café")])
    for encoding in ("cp1252", "utf-8-sig"):
        plant(tmp_path, meld() | {"MELD/train_sent_emo.csv": text.encode(encoding)})
        assert Meld(tmp_path)[0].extra["text"] == "It’s café"


def test_splits_that_cannot_be_told_and_second_lists(tmp_path):
    files = meld(("train", "dev")) | {
        "MELD/loose/dia0_utt0.mp4": mp4(),
        "MELD/z/train_sent_emo.csv": HEAD.encode(),
    }
    plant(tmp_path, files)
    clips = Meld(tmp_path)
    said = {str(path.relative_to(tmp_path)): reason for path, reason in clips.skipped}
    assert "split cannot be told" in said["MELD/loose/dia0_utt0.mp4"] and len(clips) == 6
    assert "same split as" in said["MELD/z/train_sent_emo.csv"]


def test_nothing_found_names_what_was_looked_for(tmp_path):
    plant(tmp_path, {"notes.txt": b"hello"})
    with pytest.raises(DataError, match=r"no MELD clip(?s:.*)train_sent_emo\.csv"):
        Meld(tmp_path)
