"""The recognisers of voices and faces: their inputs, their files, and what they refuse."""

import numpy as np
import pytest

from emolab.core.errors import DataError, FormatError, ShapeError
from emolab.models import VGG, SpeechNetwork, save_weights
from emolab.models.face_recogniser import FaceRecogniser
from emolab.models.voice_recogniser import FUNCTIONALS, D, VoiceRecogniser, voice_frames, voice_functionals

RNG = np.random.default_rng(0)
TINY = {"hidden": 6, "attention": 5}


@pytest.fixture(scope="module")
def voice(tmp_path_factory):
    path = tmp_path_factory.mktemp("voice") / "voice.npz"
    network = SpeechNetwork(FUNCTIONALS, 7, **TINY, rng=1)
    save_weights(network.to(np.float16), path)
    return VoiceRecogniser.load(path)


@pytest.fixture(scope="module")
def face(tmp_path_factory):
    path = tmp_path_factory.mktemp("face") / "face.npz"
    settings = {"width": 1 / 16, "hidden": 9, "input_size": 48, "channels": 1, "classes": 7}
    save_weights(VGG("A", batch_norm=True, rng=1, **settings).to(np.float16), path)
    return FaceRecogniser.load(path)


def tone(seconds, rate):
    t = np.arange(int(seconds * rate)) / rate
    return (0.3 * np.sin(2 * np.pi * 220 * t) + 0.05 * RNG.standard_normal(len(t))).astype(np.float32)


def test_a_voice_gives_seven_probabilities_whatever_its_loudness(voice):
    sound = tone(1, 16000)
    p = voice.probabilities(sound, 16000)
    assert p.shape == (7,) == (len(voice.classes),) and abs(p.sum() - 1) < 1e-5
    np.testing.assert_allclose(voice.probabilities(0.3 * sound, 16000), p, atol=1e-3)


def test_any_rate_becomes_the_same_frames():
    sound = tone(1, 48000)
    frames = voice_frames(sound, 48000)
    assert frames.shape[1] == D
    assert abs(len(frames) - len(voice_frames(tone(1, 16000), 16000))) <= 1


@pytest.mark.parametrize("T, K", [(30, 1), (100, 1), (101, 2), (125, 2), (126, 3), (250, 7)])
def test_every_second_of_a_clip_is_summed_up_and_the_whole(T, K):
    frames = RNG.normal(size=(T, D)).astype(np.float32)
    windows, whole = voice_functionals(frames)
    assert windows.shape == (K, FUNCTIONALS) and whole.shape == (FUNCTIONALS,)
    last = windows[-1].reshape(D, 12)
    np.testing.assert_array_equal(last[:, 0], frames[-100:].max(axis=0))
    np.testing.assert_array_equal(whole.reshape(D, 12)[:, 1], frames.min(axis=0))


def test_silence_and_scraps_of_sound_are_refused(voice):
    with pytest.raises(DataError, match="silent"):
        voice.probabilities(np.zeros(16000), 16000)
    with pytest.raises(DataError):
        voice.probabilities(np.ones(20), 16000)


def test_a_face_and_its_mirror_are_judged_alike(face):
    faces = RNG.integers(0, 256, (70, 48, 48)).astype(np.uint8)
    p = face.probabilities(faces)
    assert p.shape == (70, 7) and np.allclose(p.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(face.probabilities(faces[:, :, ::-1]), p, atol=1e-5)
    np.testing.assert_allclose(face.probabilities(faces // 2 + 20), face.probabilities(faces // 2), atol=1e-3)
    grey = np.repeat(faces[..., None], 3, axis=-1)
    assert abs(face.probabilities(grey) - p).max() < 0.02  # grey of three equal channels is rounded
    assert face.probabilities(faces[:0]).shape == (0, 7)


def test_pictures_of_another_size_are_named(face):
    with pytest.raises(ShapeError, match=r"\(2, 64, 64\)"):
        face.probabilities(np.zeros((2, 64, 64)))


def test_files_of_other_networks_are_refused(tmp_path):
    save_weights(SpeechNetwork(39, 7, **TINY, rng=1), tmp_path / "narrow.npz")
    with pytest.raises(FormatError, match="narrow.npz is no voice recogniser's"):
        VoiceRecogniser.load(tmp_path / "narrow.npz")
    with pytest.raises(FormatError, match="narrow.npz is no face recogniser's"):
        FaceRecogniser.load(tmp_path / "narrow.npz")
    changed = SpeechNetwork(FUNCTIONALS, 7, **TINY, rng=1)
    changed.settings = {**changed.settings, "layers": 3}
    save_weights(changed, tmp_path / "changed.npz")
    with pytest.raises(FormatError, match="changed.npz: its header describes no SpeechNetwork"):
        VoiceRecogniser.load(tmp_path / "changed.npz")
    eight = SpeechNetwork(FUNCTIONALS, 8, **TINY, rng=1)
    save_weights(eight, tmp_path / "eight.npz")
    with pytest.raises(FormatError, match="names no SpeechNetwork of F 1920, classes 7"):
        VoiceRecogniser.load(tmp_path / "eight.npz")


def test_the_networks_that_ship_are_there_and_finite():
    """Their figures are measured by `emolab papers reproduce`; here they are only asked."""
    p = FaceRecogniser.load().probabilities(RNG.integers(0, 256, (2, 48, 48)))
    assert p.shape == (2, 7) and np.isfinite(p).all()
    p = VoiceRecogniser.load().probabilities(tone(2, 16000), 16000)
    assert p.shape == (7,) and p.sum() == pytest.approx(1, abs=1e-5)
