"""The system of zhu2022 from clips to labels: both roads, all their readings, fusion, resume."""

import json

import numpy as np
import pytest

from emolab.core.errors import ArgumentError, DataError, NotFittedError
from emolab.datasets import Clip
from emolab.datasets.clips import Clips
from emolab.fusion import weighted_scores
from emolab.papers import load_system
from emolab.papers.zhu2022 import System
from emolab.papers.zhu2022.features import mean_of_frames, voice
from emolab.papers.zhu2022.settings import PRESETS, WIDTHS
from tests.papers.breaking_off import goes_on_alike, whole_state
from tests.papers.worlds import LABELS, apart, tiny_clips
from tests.papers.zhu2022_world import TINY, tiny_system

MODALITIES = ("audio", "video", "joined")
pytestmark = pytest.mark.filterwarnings("ignore:(macro_f1|unweighted_accuracy)")


@pytest.fixture(scope="module")
def parts():
    clips = tiny_clips()
    return apart(clips)


@pytest.fixture(scope="module")
def trained(parts, tmp_path_factory):
    """A system of each modality trained on three people, its folder, and the clips of the fourth."""
    train, test = parts
    systems = {}
    for modality in MODALITIES:
        systems[modality] = tiny_system(modality)
        folder = tmp_path_factory.mktemp(modality)
        systems[modality].history = systems[modality].train(train, validation=test, folder=folder, show=False)
        systems[modality].folder = folder
    return systems, test


@pytest.mark.parametrize("modality", MODALITIES)
def test_a_trained_system_measures_and_predicts(trained, modality):
    system, test = trained[0][modality], trained[1]
    p = system.probabilities(test)
    assert p.shape == (3, 3) and p.dtype == np.float32
    np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-5)
    assert system.predict(test) == [LABELS[i] for i in p.argmax(axis=1)]
    right = sum(said == clip.label for said, clip in zip(system.predict(test), test))
    assert system.evaluate(test)["weighted_accuracy"] == pytest.approx(right / 3)


def test_the_joined_decision_is_six_tenths_face_and_four_tenths_voice(trained):
    systems, test = trained
    seen, heard = systems["video"].probabilities(test), systems["audio"].probabilities(test)
    joined = systems["joined"].probabilities(test)
    assert np.array_equal(joined, weighted_scores(seen, heard, (0.6, 0.4)))  # the same networks, so the same


def test_the_weights_of_the_decision_can_be_set(trained):
    systems, test = trained
    other = System.load(kept(systems["joined"]))
    for weights, single in (((1.0, 0.0), "video"), ((0.0, 0.3), "audio")):
        changes = dict(zip(("video_weight", "voice_weight"), weights))
        other.settings = PRESETS.of("laptop", {**TINY, **changes})
        assert np.array_equal(other.probabilities(test), systems[single].probabilities(test))
    with pytest.raises(ArgumentError, match="video_weight and voice_weight are both 0"):
        tiny_system("joined", video_weight=0, voice_weight=0)


def test_the_weight_curve_is_taken_and_drawn_on_validation_clips(trained):
    systems, test = trained
    joined = systems["joined"]
    right = [np.mean(systems[m].probabilities(test).argmax(axis=1) == test.targets) for m in MODALITIES]
    assert joined.curve.accuracy[[0, -1, 60]].tolist() == pytest.approx(right)
    assert (joined.folder / "weights.png").stat().st_size > 5000
    assert not (systems["video"].folder / "weights.png").exists() and systems["video"].curve is None
    assert joined.history.keys() == {"voice", "face"} and len(joined.history["face"]) == 2
    assert json.dumps(joined.history.to_dict()) and len(systems["audio"].history) == 2


def kept(system):
    """Path of the system's file."""
    path = system.folder / "system.npz"
    if not path.exists():
        system.save(path)
    return path


@pytest.mark.parametrize("modality", MODALITIES)
def test_saved_and_loaded_it_gives_the_same_probabilities(trained, modality, tmp_path):
    system, test = trained[0][modality], trained[1]
    other = load_system(kept(system))
    assert np.array_equal(other.probabilities(test), system.probabilities(test))
    other.save(tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == kept(system).read_bytes()


# the readings


@pytest.fixture(scope="module")
def read(parts):
    """Features of the training clips by both roads, and of the test clips."""
    system = tiny_system("joined")
    return [system.read(clips, False) for clips in parts]


def outcome(modality, parts, read, path=None, **changes):
    """Probabilities of the test clips after a training with changed settings, through a file if asked."""
    system = tiny_system(modality, **changes)
    train, test = read
    system.train_on(train, parts[0].targets, LABELS, show=False)
    if path is not None:
        system.save(path)
        loaded = System.load(path)
        assert np.array_equal(loaded.probabilities_of(test), system.probabilities_of(test))
    return system.probabilities_of(test)


VOICES = [
    {"voice": "lstm"}, {"gates": "attention"}, {"score": "dot"}, {"reads": 1}, {"attention": 5},
    {"layers": 2}, {"gates": "attention", "reach": 1, "layers": 2}, {"standardise": "own"}, {"keep": 1.0},
    {"clip_norm": 0.01}, {"label_smoothing": 0.5}, {"learning_rate": 1e-4},
]  # fmt: skip
FACES = [
    {"face": "pca_vgg"},
    {"face": "lbph"},
    {"mapping": "riu2"},
    {"mapping": "ri"},
    {"radius": 2.0},
    {"points": 4},
    {"augment": False},
    {"batch_norm": False},
    {"vgg": "B"},
    {"frames_a_clip": 1},
    {"face_rate": 1e-4},
]
DESCRIPTORS = [{"block_weights": False}, {"scales": False}, {"bins": "ri"}, {"components": 3}]


@pytest.mark.parametrize("change", VOICES, ids=str)
def test_each_setting_of_the_voice_changes_something(parts, read, trained, change, tmp_path):
    p = outcome("audio", parts, read, tmp_path / "system.npz", **change)
    assert not np.array_equal(p, trained[0]["audio"].probabilities_of(read[1]))


def test_each_setting_of_the_face_changes_something(parts, read, trained, tmp_path):
    usual = trained[0]["video"].probabilities_of(read[1])
    for change in FACES:
        p = outcome("video", parts, read, tmp_path / "system.npz", **change)
        assert not np.array_equal(p, usual), change
    usual = outcome("video", parts, read, face="pca_vgg")
    for change in DESCRIPTORS:
        p = outcome("video", parts, read, tmp_path / "system.npz", face="pca_vgg", **change)
        assert not np.array_equal(p, usual), change


@pytest.mark.parametrize("features", WIDTHS)
def test_each_feature_set_by_itself(parts, features):
    clip = parts[0][0]
    x = voice(clip, features, 1)
    assert x.shape[1] == WIDTHS[features] and x.dtype == np.float32 and len(x) > 30
    whole = voice(clip, "all", 1)
    first = {"all": 0, "mfcc": 0, "fbank": 39, "spectrogram": 159}[features]
    assert np.array_equal(x, whole[:, first : first + x.shape[1]])
    assert tiny_system(features=features).hear([clip], False)[0].shape == (-(-len(x) // 8), x.shape[1])


def test_steps_are_means_of_frames():
    x = np.arange(14.0).reshape(7, 2)
    assert mean_of_frames(x, 3).tolist() == [[2, 3], [8, 9], [12, 13]]
    assert mean_of_frames(x, 1) is x and mean_of_frames(x, 9).tolist() == [[6, 7]]


def test_recordings_of_another_rate_have_the_same_features():
    t = np.arange(8000) / 16000
    slow, fast = (
        Clip("sad", "01", sound=np.sin(880 * np.arange(n) / rate).astype(np.float32), sample_rate=rate)
        for n, rate in ((8000, 16000), (24000, 48000))
    )
    a, b = voice(slow, "mfcc", 1), voice(fast, "mfcc", 1)
    assert a.shape == b.shape and len(t) == 8000
    assert np.abs(a - b)[5:-5, 1].max() < 0.05 * np.abs(a[:, 1]).max()


def test_the_training_part_s_statistics_are_learned_and_kept(read, trained):
    frames = np.concatenate(read[0]["audio"])
    kept = trained[0]["audio"].voice.standardise
    np.testing.assert_allclose(kept.mean.value, frames.mean(axis=0), rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(kept.deviation.value, frames.std(axis=0), rtol=1e-3)


def test_own_statistics_make_a_clip_depend_on_those_beside_it(parts, read):
    system = tiny_system(standardise="own")
    system.train_on(read[0], parts[0].targets, LABELS, show=False)
    one, all_three = system.probabilities(parts[1][:1]), system.probabilities(parts[1])
    assert not np.allclose(one[0], all_three[0], atol=1e-4)
    usual = tiny_system()
    usual.train_on(read[0], parts[0].targets, LABELS, show=False)
    one, all_three = usual.probabilities(parts[1][:1]), usual.probabilities(parts[1])
    np.testing.assert_allclose(one[0], all_three[0], rtol=1e-4)


# one modality alone


def a_clip(name="short", frames=None, seconds=0.5):
    sound = np.sin(np.arange(int(16000 * seconds)) / 9).astype(np.float32)
    return Clip("sad", "01", sound=sound, sample_rate=16000, frames=frames, fps=7.5, name=name)


def test_a_clip_with_one_modality_is_judged_by_that_one(trained):
    systems, test = trained
    joined, features = systems["joined"], systems["joined"].read(test, False)
    features["audio"] = [None, *features["audio"][1:]]
    features["video"] = [*features["video"][:-1], None]
    p = joined.probabilities_of(features)
    assert np.allclose(p[0], systems["video"].probabilities(test)[0], rtol=1e-5)
    assert np.allclose(p[1], joined.probabilities(test)[1], rtol=1e-5)
    assert np.allclose(p[2], systems["audio"].probabilities(test)[2], rtol=1e-5)
    sound = [a_clip()]
    np.testing.assert_allclose(joined.probabilities(sound), systems["audio"].probabilities(sound), rtol=1e-5)


def test_a_clip_that_cannot_be_used_is_named(trained):
    systems = trained[0]
    with pytest.raises(DataError, match="no-faces.*no pictures, only sound"):
        systems["video"].predict([a_clip("no-faces")])
    broken = a_clip("broken-microphone")
    broken.sound[5000] = np.nan
    with pytest.raises(DataError, match="broken-microphone: .*5000"):
        systems["audio"].predict([a_clip(), broken])
    with pytest.raises(DataError, match="one-sample: .*sample"):
        systems["audio"].predict([a_clip("one-sample", seconds=1 / 16000)])


def test_pictures_that_show_nothing_are_left_out_of_training_and_told():
    clips = list(tiny_clips(subjects=2))
    blank = a_clip("blank", frames=np.zeros((2, 40, 40, 3), np.uint8))
    some, other = tiny_system("video", epochs=1), tiny_system("video", epochs=1)
    with pytest.warns(UserWarning, match="1 of 7 clips have no face: left out to learn from"):
        some.train(Clips([*clips, blank], LABELS), show=False)
    other.train(Clips(clips, LABELS), show=False)
    assert np.array_equal(some.probabilities(clips), other.probabilities(clips))
    with pytest.raises(DataError, match="no clip has a face to learn from"):
        tiny_system("video").train(Clips([blank, blank], LABELS), show=False)


def test_an_untrained_system_says_what_to_do(tmp_path):
    system = tiny_system("joined")
    for use in (system.predict, system.evaluate):
        with pytest.raises(NotFittedError, match="zhu2022 system is not trained yet"):
            use(tiny_clips())
    with pytest.raises(NotFittedError):
        system.save(tmp_path / "system.npz")


def test_a_class_that_training_never_saw_is_named(parts, read):
    some = np.flatnonzero(parts[0].targets < 2)
    features = {name: [values[i] for i in some] for name, values in read[0].items()}
    with pytest.warns(UserWarning, match="no clip of angry to learn from"):
        tiny_system().train_on(features, parts[0].targets[some], LABELS, show=False)


@pytest.mark.parametrize("settings, said", [
    ({"preset": "row6"}, "no preset 'row6'; choose one of paper, laptop, fer2013, row1, row2, row3"),
    ({"features": "lpc"}, "features is 'lpc'; it must be one of all, mfcc, fbank, spectrogram"),
    ({"face": "hog"}, "face is 'hog'; it must be one of lbp_vgg, pca_vgg, lbph"),
    ({"replace": 4}, "replace is 4; it must be a whole number from 1, at most 3"),
    ({"side": 20}, "side is 20; it must be a whole number from 32"),
    ({"video_weight": 2}, "video_weight is 2"),
    ({"unknown": 2}, "there is no setting 'unknown'; there are features, "),
    ({"vgg_weights": "x.npz"}, "would not be used: with transfer=false the VGG starts from nothing"),
])  # fmt: skip
def test_wrong_arguments_are_named(settings, said):
    with pytest.raises(ArgumentError, match=said):
        System("video", **settings)


def test_more_components_than_pictures(parts, read):
    with pytest.raises(ArgumentError, match=r"components is 99, but PCA of \d+ training pictures has"):
        outcome("video", parts, read, face="pca_vgg", components=99)


# going on


@pytest.mark.parametrize("stop_in, face", [("voice", "lbp_vgg"), ("face", "pca_vgg")])
def test_a_training_that_was_stopped_goes_on_with_the_same_numbers(
    parts, read, tmp_path, monkeypatch, stop_in, face
):
    from emolab.papers.zhu2022 import system as module

    def learn(folder, resume=False, rng=0):
        one = tiny_system("joined", face=face, rng=rng)
        one.train_on(read[0], parts[0].targets, LABELS, folder=folder, resume=resume, show=False)
        return whole_state(one)

    learn(tmp_path / "broken", rng=1)  # an earlier training, whose checkpoints must not be gone on with
    resumed = goes_on_alike(learn, [module], stop_in, tmp_path, monkeypatch)
    assert resumed == [True, stop_in == "face"]
