"""The RAVDESS loader: its grammar, what it takes, and what it says of everything else."""

import os

import pytest

from datasets.trees import LFS, mp4, plant, speech, wav
from emolab.core import ArgumentError, DataError, FileError
from emolab.datasets import Ravdess
from emolab.datasets.ravdess import EMOTIONS, parse_name


def reasons_of(clips):
    return {path.name: reason for path, reason in clips.skipped}


def test_a_name_says_everything(tmp_path):
    plant(tmp_path, {"any/where/03-01-06-02-02-01-12.wav": wav()})
    (clip,) = Ravdess(tmp_path)
    assert (clip.label, clip.subject) == ("fearful", "12")
    assert clip.extra == {
        "sex": "female", "intensity": "strong", "statement": "Dogs are sitting by the door",
        "repetition": 1, "song": False,
    }  # fmt: skip
    assert clip.path == tmp_path / "any/where/03-01-06-02-02-01-12.wav"
    assert clip.has_sound and not clip.has_frames


def test_all_emotions_have_their_numbers(tmp_path):
    plant(tmp_path, {speech(1, emotion): wav() for emotion in range(1, 9)})
    clips = Ravdess(tmp_path)
    assert clips.labels == list(EMOTIONS) == list(clips.label_set)
    assert clips.targets.tolist() == list(range(8))


def test_the_order_is_that_of_the_names_and_not_of_the_folders(tmp_path):
    plant(tmp_path, {f"z{9 - actor}/{speech(actor, e)}": wav() for actor in (3, 1, 2) for e in (4, 2)})
    clips = Ravdess(tmp_path)
    assert clips.labels == ["calm"] * 3 + ["sad"] * 3
    assert clips.subjects == ["01", "02", "03"] * 2


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("03-01-09-01-01-01-01.wav", "emotion is 09"),
        ("04-01-03-01-01-01-01.wav", "modality is 04"),
        ("03-03-03-01-01-01-01.wav", "channel is 03"),
        ("03-01-03-03-01-01-01.wav", "intensity is 03"),
        ("03-01-03-01-03-01-01.wav", "statement is 03"),
        ("03-01-03-01-01-00-01.wav", "repetition is 00"),
        ("03-01-03-01-01-01-25.wav", "actor is 25"),
        ("03-01-01-02-01-01-01.wav", "neutral has no strong"),
        ("02-01-03-01-01-01-01.wav", "does not go with .wav"),
        ("03-01-03-01-01-01-01.mp4", "does not go with .mp4"),
        ("03-01-03-01-01-01.wav", "not of the form"),
        ("x03-01-03-01-01-01-01.wav", "not of the form"),
        ("03-01-03-01-01-01-01.wav.bak", "not of the form"),
        ("._03-01-03-01-01-01-01.wav", "not of the form"),
    ],
)
def test_an_unknown_name_is_listed_with_its_reason(tmp_path, name, said):
    plant(tmp_path, {speech(1): wav(), "b/" + name: wav()})
    clips = Ravdess(tmp_path)
    assert len(clips) == 1 and said in reasons_of(clips)[name]
    with pytest.raises(DataError, match=said):
        parse_name(name)


def test_song_stays_out_unless_asked_for(tmp_path):
    plant(tmp_path, {speech(1): wav(), speech(1, channel=2): wav()})
    spoken, all_of_it = Ravdess(tmp_path), Ravdess(tmp_path, song=True)
    assert len(spoken) == 1 and "song=True" in reasons_of(spoken)[speech(1, channel=2)]
    assert [clip.extra["song"] for clip in all_of_it] == [False, True] and not all_of_it.skipped


def test_a_recording_comes_once_whatever_files_it_has(tmp_path):
    files = {speech(1, kind=kind): wav() if kind == 3 else mp4() for kind in (1, 2, 3)}
    plant(tmp_path, files)
    audio, video, both = (Ravdess(tmp_path, kind) for kind in ("audio", "video", "both"))
    assert len(audio) == len(video) == len(both) == 1
    assert audio[0].sound_path.name == speech(1, kind=3) and not audio[0].has_frames
    assert video[0].frames_path.name == speech(1, kind=1) and not video[0].has_sound
    assert both[0].sound_path == both[0].frames_path == tmp_path / speech(1, kind=1)
    assert "same sound" in reasons_of(audio)[speech(1, kind=1)]
    assert "same pictures" in reasons_of(video)[speech(1, kind=2)]
    assert set(reasons_of(both)) == {speech(1, kind=2), speech(1, kind=3)}


def test_pictures_and_sound_in_two_files_make_one_clip(tmp_path):
    plant(tmp_path, {speech(1, kind=2): mp4(), speech(1, kind=3): wav(), speech(2, kind=2): mp4()})
    (clip,) = both = Ravdess(tmp_path, "both")
    assert clip.sound_path.name == speech(1, kind=3) and clip.frames_path.name == speech(1, kind=2)
    assert "no file with sound" in reasons_of(both)[speech(2, kind=2)]


def test_a_soundtrack_serves_where_the_wav_is_missing(tmp_path):
    plant(tmp_path, {speech(1, kind=1): mp4()})
    (clip,) = Ravdess(tmp_path, "audio")
    assert clip.sound_path.name == speech(1, kind=1) and not clip.has_frames


def test_the_same_name_in_two_folders_is_one_recording(tmp_path):
    plant(tmp_path, {f"{place}/{speech(1)}": wav() for place in ("a", "b")})
    clips = Ravdess(tmp_path)
    assert clips[0].path == tmp_path / "a" / speech(1)
    assert clips.skipped[0].path == tmp_path / "b" / speech(1) and "same recording" in clips.skipped[0].reason


BROKEN = {
    "empty": (b"", "empty"),
    "lfs": (LFS, "Git LFS pointer"),
    "text": (b"this is no recording at all", "not a WAV file"),
    "short": (wav(claimed=9999), "cut short: its header claims 9999 bytes of samples, 320 are there"),
    "huge": (wav(claimed=0xFFFFFFFF), "claims 4294967295 bytes"),
    "header": (wav()[:30], "cut short"),
    "silent": (wav(samples=0), "no samples"),
    "mp4": (mp4(), "not a WAV file"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_wav_is_reported_by_name(tmp_path, kind):
    content, said = BROKEN[kind]
    plant(tmp_path, {speech(1): wav(), speech(2): content})
    with pytest.warns(UserWarning, match=speech(2)):
        clips = Ravdess(tmp_path)
    assert clips.subjects == ["01"] and said in reasons_of(clips)[speech(2)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (mp4(cut=5), "cut short"),
        (mp4((b"ftyp", b"mdat")), "no moov box"),
        (wav(), "not an MP4 file"),
        (LFS, "Git LFS pointer"),
        (b"", "empty"),
    ],
)
def test_a_broken_video_is_reported_by_name(tmp_path, content, said):
    plant(tmp_path, {speech(1, kind=1): mp4(), speech(2, kind=1): content})
    with pytest.warns(UserWarning, match=speech(2, kind=1)):
        clips = Ravdess(tmp_path, "video")
    assert clips.subjects == ["01"] and said in reasons_of(clips)[speech(2, kind=1)]


def test_a_whole_twin_takes_the_place_of_a_broken_file(tmp_path):
    plant(tmp_path, {"a/" + speech(1): LFS, "b/" + speech(1): wav()})
    with pytest.warns(UserWarning, match="LFS"):
        clips = Ravdess(tmp_path)
    assert clips[0].path.parent.name == "b"


def test_extra_chunks_are_no_defect(tmp_path):
    plant(tmp_path, {speech(1): wav(extra=b"LIST\x05\0\0\0INFOx\0")})
    assert len(Ravdess(tmp_path)) == 1 and not Ravdess(tmp_path).skipped


def test_no_clip_at_all_names_what_was_looked_for(tmp_path):
    plant(tmp_path, {"notes.txt": b"hello"})
    with pytest.raises(DataError, match=r"MM-CC-EE-II-SS-RR-AA(?s:.*)notes\.txt"):
        Ravdess(tmp_path)
    with pytest.raises(DataError, match="no RAVDESS clip(?s:.*)Git LFS"):
        Ravdess(plant(tmp_path / "pointers", {speech(1): LFS}))


def test_a_missing_folder_a_file_and_a_wrong_modality(tmp_path):
    with pytest.raises(FileError, match="no folder"):
        Ravdess(tmp_path / "nowhere")
    plant(tmp_path, {speech(1): wav()})
    with pytest.raises(FileError, match="is a file"):
        Ravdess(tmp_path / speech(1))
    with pytest.raises(ArgumentError, match="modality"):
        Ravdess(tmp_path, "sound")
    with pytest.raises(ArgumentError, match="fps"):
        Ravdess(tmp_path, "video", fps=0)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every folder")
def test_a_folder_that_may_not_be_listed_is_an_error(tmp_path):
    plant(tmp_path, {"a/" + speech(1): wav()})
    (tmp_path / "a").chmod(0)
    try:
        with pytest.raises(FileError, match="cannot list"):
            Ravdess(tmp_path)
    finally:
        (tmp_path / "a").chmod(0o700)


def test_the_real_recordings(data_folder):
    folder = data_folder / "ravdess"
    if not folder.is_dir():
        pytest.skip(f"no RAVDESS at {folder}")
    clips = Ravdess(folder)
    assert len(clips) == 480 and not clips.skipped
    assert sorted(set(clips.subjects)) == [f"{actor:02d}" for actor in range(1, 9)]
    assert clips.counts() == {"neutral": 32} | {label: 64 for label in EMOTIONS[1:]}
    assert len({clip.content_key() for clip in clips[:60]}) == 60
    clip = clips[0]
    assert clip.sample_rate == 16000 and clip.sound.dtype == "float32" and 2 < clip.duration < 6
