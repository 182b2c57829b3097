"""EMO-DB, CREMA-D, SAVEE, TESS and JAFFE: collections whose file names say everything."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.trees import LFS, avi, mp4, picture, plant, reasons_of, wav
from emolab.core import ArgumentError, DataError, FileError
from emolab.datasets import LABEL_SETS, CremaD, EmoDB, Jaffe, PictureClip, Savee, Tess

SETS = {  # loader: (a good name, what it says, its bytes)
    EmoDB: ("03a01Fa.wav", ("happiness", "03"), wav()),
    CremaD: ("1001_DFA_ANG_XX.wav", ("anger", "1001"), wav()),
    Savee: ("DC_a01.wav", ("anger", "DC"), wav()),
    Tess: ("OAF_back_angry.wav", ("anger", "OAF"), wav()),
    Jaffe: ("KA.AN1.39.tiff", ("anger", "KA"), picture("TIFF")),
}
OTHER = {  # another recording of the same collection
    EmoDB: "16b10Td.wav", CremaD: "1091_WSI_SAD_HI.wav", Savee: "KL_su15.wav", Tess: "YAF_youth_ps.wav",
    Jaffe: "YM.SU3.71.tiff",
}  # fmt: skip


@pytest.mark.parametrize("loader", SETS)
def test_a_name_says_label_and_subject_in_any_parent_folder(tmp_path, loader):
    name, said, content = SETS[loader]
    plant(tmp_path, {f"archive/unpacked/{name}": content, OTHER[loader]: content, "README.txt": b"hello"})
    clips = loader(tmp_path)
    assert len(clips) == 2 and (clips[0].label, clips[0].subject) == said
    assert clips.label_set == LABEL_SETS[clips.label_set_name] and not clips.broken
    assert set(reasons_of(clips)) == {"README.txt"} and clips[0].path.name == name
    assert clips.relabel("basic7").label_set_name == "basic7" and type(clips[:1]) is loader


@pytest.mark.parametrize("loader", SETS)
@pytest.mark.parametrize("kind", ["empty", "LFS", "not a"])
def test_a_broken_file_is_reported_by_name(tmp_path, loader, kind):
    name, _, content = SETS[loader]
    bad = {"empty": b"", "LFS": LFS, "not a": b"hello, this is text"}[kind]
    plant(tmp_path, {name: content, OTHER[loader]: bad})
    with pytest.warns(UserWarning, match=OTHER[loader].replace(".", r"\.")):
        clips = loader(tmp_path)
    assert len(clips) == 1 and kind in reasons_of(clips)[OTHER[loader]]
    assert [item.path.name for item in clips.broken] == [OTHER[loader]]
    with pytest.raises(DataError, match=kind):
        loader(plant(tmp_path / "alone", {name: bad}))


@pytest.mark.parametrize("loader", SETS)
def test_what_was_looked_for_is_named_where_nothing_fits(tmp_path, loader):
    plant(tmp_path, {"notes.txt": b"hello", "some.wav": wav(), "some.tiff": picture("TIFF")})
    with pytest.raises(DataError, match=rf"no {loader.TITLE} clip(?s:.*)such as|a01\.wav"):
        loader(tmp_path)
    with pytest.raises(FileError, match="no folder"):
        loader(tmp_path / "nowhere")
    with pytest.raises(FileError, match="is a file"):
        loader(tmp_path / "notes.txt")


@pytest.mark.parametrize("loader", SETS)
def test_a_second_copy_is_one_recording_and_order_is_that_of_names(tmp_path, loader):
    name, _, content = SETS[loader]
    plant(tmp_path, {f"z/{name}": content, f"b/{name}": content, f"a/{OTHER[loader]}": content})
    clips = loader(tmp_path)
    assert [clip.path.name for clip in clips] == [name, OTHER[loader]]
    assert clips[0].path.parent.name == "b"
    assert [
        (path.parent.name, reason.startswith("the same recording")) for path, reason in clips.skipped
    ] == [("z", True)]


@pytest.mark.parametrize(
    ("loader", "name", "said"),
    [
        (EmoDB, "02a01Fa.wav", "speaker 02"),
        (EmoDB, "03a01Xa.wav", "not of the form"),
        (EmoDB, "03a01Fa.mp3", r"not one of \.wav"),
        (CremaD, "2001_DFA_ANG_XX.wav", "not of the form"),
        (CremaD, "1092_DFA_ANG_XX.wav", "must be 1001 to 1091"),
        (CremaD, "1001_DFA_SUR_XX.wav", "not of the form"),
        (Savee, "XY_a01.wav", "not of the form"),
        (Savee, "DC_a16.wav", "must be 1 to 15"),
        (Savee, "DC_n31.wav", "must be 1 to 30"),
        (Savee, "a01.wav", "neither it nor a folder names"),
        (Tess, "XAF_back_angry.wav", "not of the form"),
        (Tess, "OAF_back_joy.wav", "not of the form"),
        (Jaffe, "XX.AN1.39.tiff", "subject XX"),
        (Jaffe, "KA.XX1.39.tiff", "not of the form"),
    ],
)
def test_an_unknown_name_is_listed_with_its_reason(tmp_path, loader, name, said):
    good, _, content = SETS[loader]
    clips = loader(plant(tmp_path, {good: content, name: content}))
    assert len(clips) == 1
    import re

    assert re.search(said, reasons_of(clips)[name])
    assert not loader.recognises(tmp_path / name) and loader.recognises(tmp_path / good)


def test_emodb_letters(tmp_path):
    plant(tmp_path, {f"08b02{letter}c.wav": wav() for letter in "WLEAFTN"})
    labels = {clip.path.name[5]: clip.label for clip in EmoDB(tmp_path)}
    assert labels == {
        "W": "anger", "L": "boredom", "E": "disgust", "A": "fear", "F": "happiness", "T": "sadness",
        "N": "neutral",
    }  # fmt: skip
    clips = EmoDB(tmp_path)
    assert clips[0].extra == {"sex": "female", "text": "b02", "take": "c"}
    assert clips.relabel("basic7").dropped == {"boredom": 1}


def test_cremad_knows_its_bad_files_and_its_odd_name(tmp_path):
    bad = [f"{stem}.wav" for stem in CremaD.KNOWN_BAD]
    plant(tmp_path, {name: wav() for name in [*bad, "1040_ITH_SAD_X.wav", "1001_IEO_FEA_LO.wav"]})
    clips = CremaD(tmp_path)
    assert len(bad) == 4 and set(reasons_of(clips)) == set(bad) and not clips.broken
    assert all("known bad" in reason for reason in reasons_of(clips).values())
    assert [clip.extra["level"] for clip in clips] == ["low", "not stated"]


@pytest.mark.parametrize(
    ("loader", "stem", "film"), [(CremaD, "1001_DFA_ANG_XX", ".flv"), (Savee, "DC_a01", ".avi")]
)
def test_sound_and_video_of_one_name_are_one_recording(tmp_path, loader, stem, film):
    content = b"FLV\x01" + bytes(9) if film == ".flv" else avi()
    plant(tmp_path, {f"wav/{stem}.wav": wav(), f"film/{stem}{film}": content})
    audio, video, both = (loader(tmp_path, kind) for kind in ("audio", "video", "both"))
    assert len(audio) == len(video) == len(both) == 1
    assert audio[0].has_sound and not audio[0].has_frames and "same sound" in reasons_of(audio)[stem + film]
    assert video[0].frames_path.suffix == film and "sound only" in reasons_of(video)[stem + ".wav"]
    assert both[0].sound_path.suffix == ".wav" and both[0].frames_path.suffix == film and not both.skipped
    (tmp_path / f"film/{stem}{film}").unlink()
    with pytest.raises(DataError, match="sound only"):
        loader(tmp_path, "both")
    with pytest.raises(ArgumentError, match="modality"):
        loader(tmp_path, "sound")


def test_an_mp4_of_another_copy_of_cremad_is_taken(tmp_path):
    plant(tmp_path, {"1001_DFA_ANG_XX.mp4": mp4()})
    (clip,) = CremaD(tmp_path, "both", fps=10)
    assert clip.sound_path == clip.frames_path and clip.has_sound
    with pytest.raises(ArgumentError, match="fps"):
        CremaD(tmp_path, "both", fps=-1)


def test_savee_takes_the_speaker_from_the_folder_and_two_letters_before_one(tmp_path):
    plant(tmp_path, {f"DC/{name}": wav() for name in ("sa01.wav", "su02.wav", "a03.wav", "n30.wav")})
    plant(tmp_path, {"KL_sa01.wav": wav()})
    clips = Savee(tmp_path)
    assert {clip.path.name: clip.label for clip in clips} == {
        "sa01.wav": "sadness", "su02.wav": "surprise", "a03.wav": "anger", "n30.wav": "neutral",
        "KL_sa01.wav": "sadness",
    }  # fmt: skip
    assert clips.people == ["DC", "KL"]


def test_tess_has_a_note_and_a_misspelled_file(tmp_path):
    plant(tmp_path, {"OAF_Sad/OA_bite_neutral.wav": wav(), "YAF_base_ps.wav": wav()})
    clips = Tess(tmp_path)
    assert clips.subjects == ["OAF", "YAF"] and clips.labels == ["neutral", "pleasant surprise"]
    for said in (clips.note, repr(clips), clips.report(), clips[:1].note, clips.relabel("basic7").note):
        assert "two speakers" in said
    assert clips.relabel("basic7").labels == ["neutral", "surprise"]


def test_jaffe_pictures_are_clips_of_one_frame(tmp_path):
    plant(tmp_path, {"KA.NE1.26.tiff": picture("TIFF", (10, 12), seed=3)})
    (clip,) = clips = Jaffe(tmp_path)
    assert isinstance(clip, PictureClip) and not clip.has_sound and clip.has_frames
    assert clip.frames.shape == (1, 10, 12, 3) and clip.frames.dtype == "uint8" and clip.duration == 1
    assert clips[0].extra == {"take": 1, "serial": 26} and len(clip.content_key()) == 40
    with pytest.raises(DataError, match="no sound"):
        _ = clip.sound


@given(
    st.sampled_from(["03", "08", "09", "10", "11", "12", "13", "14", "15", "16"]),
    st.from_regex(r"[ab]\d\d", fullmatch=True), st.sampled_from("WLEAFTN"), st.sampled_from("abcdef"),
)  # fmt: skip
def test_emodb_reads_back_every_name_of_its_grammar(speaker, text, emotion, take):
    from pathlib import Path

    says = EmoDB.parse(Path(f"{speaker}{text}{emotion}{take}.wav"))
    assert (says.subject, says.extra["text"], says.extra["take"]) == (speaker, text, take)


@pytest.mark.parametrize("loader", SETS)
@given(st.text(max_size=25).filter(lambda text: "/" not in text and "\0" not in text))
def test_any_other_text_is_an_unknown_name_and_no_crash(loader, text):
    from pathlib import Path

    assert loader.recognises(Path("folder", text + ".txt")) is False
    loader._says(Path("folder", text + loader.ENDINGS[0]))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_reported(tmp_path):
    plant(tmp_path, {"03a01Fa.wav": wav(), "03a01Nc.wav": wav()})
    (tmp_path / "03a01Nc.wav").chmod(0)
    with pytest.warns(UserWarning, match="Permission"):
        assert len(EmoDB(tmp_path)) == 1


def test_the_real_emodb(data_folder):
    folder = data_folder / "emodb"
    if not folder.is_dir():
        pytest.skip(f"no EMO-DB at {folder}")
    clips = EmoDB(folder)
    assert len(clips) == 281 and not clips.skipped
    assert clips.people == ["03", "09", "10", "11", "12", "13"]
    assert set(clips.labels) == set(LABEL_SETS["emodb7"])
    assert clips[0].sample_rate == 22050 and 1 < clips[0].duration < 10
    assert len(clips.relabel("basic7")) == 281 - clips.counts()["boredom"]
