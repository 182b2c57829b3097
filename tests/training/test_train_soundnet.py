"""Teaching SoundNet by networks that see."""

import numpy as np
import pytest

from emolab.core.errors import ArgumentError, DataError
from emolab.datasets import Clip, SyntheticClips
from emolab.models import VGG
from emolab.models.soundnet import RANGE, SAMPLE_RATE, SoundNet
from emolab.nn import softmax
from emolab.training.train_soundnet import ImageTeacher, pieces_of, train_soundnet

pytestmark = pytest.mark.filterwarnings("ignore:.*clips are shorter than a piece")


def teacher(classes, rng):
    return ImageTeacher(
        VGG("A", width=1 / 32, input_size=32, classes=classes, rng=rng),
        lambda frames: frames[:, ::2, ::2][:, :32, :32] / np.float32(255) - np.float32(0.5),
    )


@pytest.fixture(scope="module")
def clips():
    return SyntheticClips(subjects=2, per_label=1, label_set="basic7", size=64, fps=4, seconds=1)


@pytest.fixture
def teachers():
    return teacher(5, 1), teacher(3, 2)


def student(rng=0):
    return SoundNet(objects=5, scenes=3, width=1 / 16, rng=rng)


SETTINGS = {"seconds": 9.5, "batch_size": 7, "progress": False}


def test_the_loss_falls(clips, teachers):
    network = student()
    history = train_soundnet(network, clips[:8], teachers, epochs=6, **SETTINGS)
    assert history.loss[-1] < history.loss[0] / 3 and not network.training
    assert 0 <= history.accuracy.min() and history.accuracy.max() <= 1


def test_a_broken_run_goes_on_with_the_same_numbers(clips, teachers, tmp_path):
    whole, parts = student(), student()
    wanted = train_soundnet(whole, clips[:4], teachers, epochs=3, **SETTINGS)
    train_soundnet(parts, clips[:4], teachers, epochs=1, folder=tmp_path, **SETTINGS)
    other = student(rng=5)
    history = train_soundnet(other, clips[:4], teachers, epochs=3, folder=tmp_path, resume=True, **SETTINGS)
    assert list(history.loss) == list(wanted.loss)
    for name, value in whole.state_dict().items():
        np.testing.assert_array_equal(other.state_dict()[name], value)


def recording(seconds, fps=2):
    """Brightness is the number of the picture, sound is its loudness in ten thousandths."""
    frames = np.arange(round(seconds * fps), dtype=np.uint8)[:, None, None, None] * np.ones((1, 4, 4, 3))
    sound = np.repeat(np.arange(len(frames)), SAMPLE_RATE // fps) / 1e4
    return Clip("happy", "a", sound=sound, sample_rate=SAMPLE_RATE, frames=frames, fps=fps, name="grey")


def brightness(frames):
    """Two classes: the first's probability is a hundredth of the brightness."""
    p = frames.mean(axis=(1, 2, 3)) / 100
    return np.stack([p, 1 - p], axis=1)


def test_pieces_and_answers_belong_together():
    x, (answers, _) = pieces_of([recording(45)], [brightness, brightness], 20 * SAMPLE_RATE, 4)
    assert x.shape == (2, 20 * SAMPLE_RATE) and answers.shape == (2, 4, 2)  # 5 s are left over
    heard = x.reshape(2, 4, -1).mean(axis=2) / RANGE * 1e4  # the mean picture number of each quarter
    np.testing.assert_allclose(answers[..., 0] * 100, heard, rtol=1e-4)
    np.testing.assert_allclose(answers.sum(axis=2), 1, rtol=1e-6)


def test_a_short_clip_is_filled_and_said():
    with pytest.warns(UserWarning, match="1 of 1 clips are shorter than a piece of 20.0 s, the first is"):
        x, (answers, _) = pieces_of([recording(10)], [brightness, brightness], 20 * SAMPLE_RATE, 4)
    assert x.shape == (1, 20 * SAMPLE_RATE) and not x[0, 10 * SAMPLE_RATE :].any()
    np.testing.assert_allclose(answers[0, :, 0], [0.045, 0.145, 0.19, 0.19])


def test_what_cannot_be_taught_is_said(clips, teachers):
    with pytest.raises(ArgumentError, match="one step of the heads needs 209374"):
        train_soundnet(student(), clips[:2], teachers, seconds=5)
    with pytest.raises(ArgumentError, match="teacher of scenes knows 3 classes, the network's head 4"):
        train_soundnet(SoundNet(objects=5, scenes=4, width=1 / 16), clips[:2], teachers, **SETTINGS)
    with pytest.raises(ArgumentError, match="1 teachers for two heads"):
        train_soundnet(student(), clips[:2], teachers[:1], **SETTINGS)
    with pytest.raises(DataError, match="no clip"):
        train_soundnet(student(), [], teachers, **SETTINGS)
    mute = Clip("happy", "a", sound=np.zeros(0), sample_rate=8000, frames=np.zeros((2, 64, 64, 3)), fps=5)
    with pytest.raises(DataError, match="0 samples and 2 pictures"):
        train_soundnet(student(), [mute], teachers, **SETTINGS)
    uncertain = (lambda frames: 2 * softmax(np.zeros((len(frames), 5)))), teachers[1]
    with pytest.raises(DataError, match="no distribution"):
        train_soundnet(student(), clips[:2], uncertain, epochs=1, **SETTINGS)
