"""IEMOCAP: labels from the EmoEvaluation lists, sound from the sentences, and what does not fit together."""

import pytest

from datasets.trees import LFS, plant, reasons_of, wav
from emolab.core import DataError
from emolab.datasets import Iemocap

HEAD = "% [START_TIME - END_TIME] TURN_NAME EMOTION [V, A, D]\n\n"


def line(name, code, start=6.2901, end=8.2357):
    return f"[{start:.4f} - {end:.4f}]\t{name}\t{code}\t[2.5000, 3.5000, 4.5000]\nC-E2:\tNeutral;\t()\n\n"


def session(codes, number=1, dialogue="Ses01F_impro01", sounds=None):
    """A session's files; codes {"F000": "neu"}."""
    names = {turn: f"{dialogue}_{turn}" for turn in codes}
    text = HEAD + "".join(line(names[turn], code) for turn, code in codes.items())
    root = f"IEMOCAP_full_release/Session{number}"
    files = {f"{root}/dialog/EmoEvaluation/{dialogue}.txt": text.encode()}
    for turn in codes if sounds is None else sounds:
        files[f"{root}/sentences/wav/{dialogue}/{dialogue}_{turn}.wav"] = wav()
    return files


def test_the_utterances_own_sex_is_the_speaker(tmp_path):
    plant(tmp_path, session({"F000": "neu", "M001": "ang", "F002": "exc"}))
    clips = Iemocap(tmp_path)
    assert clips.labels == ["neutral", "excitement", "anger"] and clips.subjects == ["1F", "1F", "1M"]
    assert clips[0].extra == {
        "dialogue": "Ses01F_impro01", "start": 6.2901, "end": 8.2357, "valence": 2.5, "activation": 3.5,
        "dominance": 4.5,
    }  # fmt: skip
    assert clips[2].name == "Ses01F_impro01_M001" and len(clips[2].sound) == 160


def test_four_classes_with_excited_as_happy_and_what_is_dropped(tmp_path):
    codes = ("ang", "hap", "sad", "neu", "exc", "fru", "fea", "sur", "dis", "oth", "xxx", "xxx")
    plant(tmp_path, session({f"F{i:03d}": code for i, code in enumerate(codes)}))
    clips = Iemocap(tmp_path)
    assert len(clips) == 10 and clips.dropped == {"no agreement": 2}
    four = clips.relabel("iemocap4")
    assert four.counts() == {"anger": 1, "happiness": 2, "sadness": 1, "neutral": 1}
    assert four.dropped.total() == 7 and "no agreement: 2" in four.report()
    assert len(clips.relabel("basic7")) == 8


def test_other_dialogues_names_and_sessions(tmp_path):
    plant(tmp_path, session({"M041": "sad"}, 4, "Ses04F_script03_2"))
    plant(tmp_path, session({"F001": "hap"}, 5, "Ses05M_script01_1b"))
    assert Iemocap(tmp_path).subjects == ["4M", "5F"]
    assert len(Iemocap(tmp_path / "IEMOCAP_full_release" / "Session5")) == 1


def test_what_does_not_fit_together_is_listed(tmp_path):
    files = session({"F000": "neu", "F001": "ang", "F002": "zzz"}, sounds=["F000", "F002", "F009"])
    files["x/Session1/dialog/wav/Ses01F_impro01.wav"] = wav()
    files["x/._Ses01F_impro01.txt"] = b"\0\5\x16\7"
    files["x/Session1/dialog/EmoEvaluation/Categorical/Ses01F_impro01_e2_cat.txt"] = (
        b"Ses01F_impro01_F000 :Neutral"
    )
    files["second/Ses01F_impro01_F000.wav"] = wav()
    plant(tmp_path, files)
    clips = Iemocap(tmp_path)
    reasons = [f"{path.name}: {reason}" for path, reason in clips.skipped]
    assert len(clips) == 1 and len(reasons) == 7 and not clips.broken
    for said in (
        "F001 is listed, but there is no", "label 'zzz' is none of", "F009.wav: no line",
        "F000.wav: the same utterance",
        "Ses01F_impro01.wav: neither", "._Ses01F_impro01.txt: neither", "e2_cat.txt: neither",
    ):  # fmt: skip
        assert any(said in reason for reason in reasons), said


@pytest.mark.parametrize("content", [b"", LFS, b"text", wav(claimed=99999)])
def test_a_broken_sound_is_reported_by_name(tmp_path, content):
    files = session({"F000": "neu", "F001": "ang"})
    files[next(name for name in files if name.endswith("F001.wav"))] = content
    plant(tmp_path, files)
    with pytest.warns(UserWarning, match="F001.wav"):
        clips = Iemocap(tmp_path)
    assert len(clips) == 1 and "Ses01F_impro01_F001.wav" in reasons_of(clips)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"), (LFS, "LFS"), (HEAD.encode(), "no line of an utterance"),
        ((HEAD + line("Ses02F_impro01_F000", "neu"))[:-40].encode(), "cut short"),
        (line("Ses09F_impro01_F000", "neu").encode(), "another format"),
    ],
)  # fmt: skip
def test_a_broken_list_is_reported_by_name(tmp_path, content, said):
    files = session({"F000": "neu"}) | session({"F000": "neu"}, 2, "Ses02F_impro01")
    files["IEMOCAP_full_release/Session2/dialog/EmoEvaluation/Ses02F_impro01.txt"] = content
    plant(tmp_path, files)
    with pytest.warns(UserWarning, match="Ses02F_impro01.txt"):
        clips = Iemocap(tmp_path)
    assert clips.subjects == ["1F"] and said in reasons_of(clips)["Ses02F_impro01.txt"]


def test_nothing_found_names_what_was_looked_for(tmp_path):
    plant(tmp_path, {"notes.txt": b"hello"})
    with pytest.raises(DataError, match=r"no IEMOCAP clip(?s:.*)EmoEvaluation"):
        Iemocap(tmp_path)
