"""emolab predict without a system: by the networks that come with the library."""

import json

import numpy as np
import pytest

from emolab.analysis import Recogniser
from emolab.audio import write_wav
from emolab.cli.main import main
from emolab.datasets import Clip, SyntheticClips
from emolab.datasets.labels import LABEL_SETS
from emolab.vision import read_sound, read_video

CORPUS = {"seconds": 2.5, "size": 96, "fps": 10}


@pytest.fixture(scope="module")
def clip():
    return SyntheticClips(1, 1, **CORPUS)[0]


def test_a_sound_file_gets_seven_probabilities_and_a_time_line(clip, tmp_path, capsys):
    write_wav(tmp_path / "talk.wav", clip.sound, clip.sample_rate)
    assert main(["predict", str(tmp_path / "talk.wav"), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["used"] == "voice" and tuple(found["probabilities"]) == LABEL_SETS["basic7"]
    assert sum(found["probabilities"].values()) == pytest.approx(1, abs=1e-5)
    assert found["timeline"]["end"] == pytest.approx([2.5], abs=0.1) and "note" not in found
    assert main(["predict", str(tmp_path / "talk.wav")]) == 0
    assert "  over time: 0.0 to 2.5 s " in capsys.readouterr().out


def write_film(clip, path, sound=True):
    av = pytest.importorskip("av", reason="films need PyAV: pip install emolab[video]")
    with av.open(str(path), "w") as container:
        film = container.add_stream("mpeg4", rate=10)
        film.height, film.width, film.pix_fmt = 96, 96, "yuv420p"
        film.bit_rate = 4_000_000
        track = container.add_stream("pcm_s16le", rate=clip.sample_rate, layout="mono") if sound else None
        for frame in clip.frames:
            container.mux(film.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), "rgb24")))
        container.mux(film.encode(None))
        if not sound:
            return
        block = av.AudioFrame.from_ndarray(np.rint(clip.sound * 32767).astype(np.int16)[None], "s16", "mono")
        block.sample_rate, block.pts = clip.sample_rate, 0
        container.mux(track.encode(block))
        container.mux(track.encode(None))


def test_a_film_is_judged_by_voice_and_face(clip, tmp_path, capsys):
    path = tmp_path / "talk.mkv"
    write_film(clip, path)
    assert main(["predict", str(path), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["used"] == "voice and face" and "note" not in found
    assert found["timeline"]["start"] == [0, 1, 2]
    assert sum(found["probabilities"].values()) == pytest.approx(1, abs=1e-5)


def test_no_film_is_held_in_memory(clip, tmp_path):
    path = tmp_path / "talk.mkv"
    write_film(clip, path)
    film = Clip(None, "talk", path=path, sound_path=path, frames_path=path)
    found = Recogniser.load().recognise(film)
    assert found.probabilities.sum() == pytest.approx(1, abs=1e-5)
    assert film._frames is None and film._sound is None
    sound, rate = read_sound(path)
    np.testing.assert_array_equal(sound, read_video(path).sound)
    assert rate == clip.sample_rate


def test_a_film_without_a_face_and_without_a_sound_track_is_told(clip, tmp_path, capsys):
    path = tmp_path / "mute.mkv"
    blank = SyntheticClips(1, 1, **CORPUS)[0]
    blank.frames[:] = 90
    write_film(blank, path, sound=False)
    assert main(["predict", str(path)]) == 1
    said = capsys.readouterr().err
    assert "no face in any of its 13 pictures" in said and "no sound track" in said


def test_what_cannot_be_judged_is_told_and_the_rest_goes_on(clip, tmp_path, capsys):
    write_wav(tmp_path / "silent.wav", np.zeros(8000, np.float32), 16000)
    write_wav(tmp_path / "talk.wav", clip.sound, clip.sample_rate)
    (tmp_path / "text.wav").write_text("hello")
    names = ["silent.wav", "nowhere.wav", "text.wav", "talk.wav"]
    assert main(["predict", *(str(tmp_path / name) for name in names)]) == 1
    told = capsys.readouterr()
    assert "silent throughout" in told.err and "nowhere.wav: no such file" in told.err
    assert "text.wav" in told.err and "talk.wav: " in told.out and "silent" not in told.out


def test_a_system_alone_and_drawing_without_one_are_told(tmp_path, capsys):
    assert main(["predict", str(tmp_path / "system.npz")]) == 2
    assert "name the recordings after it" in capsys.readouterr().err
    assert main(["predict", "talk.wav", "--draw", "out.mp4"]) == 2
    assert "needs a system of gu2025" in capsys.readouterr().err
