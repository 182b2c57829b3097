"""The system of liu2026 from clips to labels: features, both networks, one modality alone, files, resume."""

import numpy as np
import pytest

from emolab.core.errors import ArgumentError, DataError, FormatError, NotFittedError
from emolab.core.files import load_arrays, save_arrays
from emolab.datasets import Clip
from emolab.fusion import align_weights
from emolab.models import SoundNet, save_weights
from emolab.papers import load_system
from emolab.papers.liu2026 import System, eight_one_one, tables
from emolab.papers.liu2026.features import COEFFICIENTS, IS09, voice, width
from emolab.training import correlation
from tests.papers.breaking_off import goes_on_alike, whole_state
from tests.papers.liu2026_world import tiny_system
from tests.papers.worlds import LABELS, apart, tiny_clips

MODALITIES = ("audio", "video", "joined")
SYSTEMS = (*MODALITIES, "lstm")
pytestmark = [
    pytest.mark.filterwarnings("ignore:(macro_f1|unweighted_accuracy)"),
    pytest.mark.filterwarnings("ignore:SoundNet"),
]


@pytest.fixture(scope="module")
def parts():
    clips = tiny_clips()
    return apart(clips)


@pytest.fixture(scope="module")
def read(parts):
    """Features of the training clips by both roads, and of the test clips."""
    return [tiny_system().read(clips, False) for clips in parts]


@pytest.fixture(scope="module")
def trained(parts, read):
    """Systems trained on three people."""
    test = read[1], parts[1].targets
    systems = {}
    for name in SYSTEMS:
        systems[name] = tiny_system("joined", network="lstm") if name == "lstm" else tiny_system(name)
        history = systems[name].train_on(read[0], parts[0].targets, LABELS, validation=test, show=False)
        assert len(history) == 2 and history.epochs[-1].validation_loss is not None
    return systems


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_trained_system_measures_and_predicts(trained, parts, name):
    system, test = trained[name], parts[1]
    p = system.probabilities(test)
    assert p.shape == (3, 3) and p.dtype == np.float32
    np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-5)
    assert system.predict(test) == [LABELS[i] for i in p.argmax(axis=1)]
    right = sum(said == clip.label for said, clip in zip(system.predict(test), test))
    assert system.evaluate(test)["weighted_accuracy"] == pytest.approx(right / 3)


def test_the_correlation_is_that_of_the_grades_and_not_of_the_label_sets_order(trained):
    p = np.eye(3, dtype=np.float32)[[0, 1, 1, 2]]  # of happy, sad, angry: joy, sadness, anger
    true = np.array([0, 1, 2, 2])
    found = trained["joined"].measure(true, p)
    joy, sadness, anger = 0.15, 0.55, 0.75
    of_grades = correlation([joy, sadness, anger, anger], [joy, sadness, sadness, anger])
    assert found["correlation"] == pytest.approx(of_grades, rel=1e-12)
    assert abs(of_grades - correlation(true, [0, 1, 1, 2])) > 1e-3 and found["correlation_clips"] == 4
    assert trained["joined"].measure(true, p[[1, 1, 1, 1]])["correlation"] is None


def test_emotions_without_a_grade_are_no_part_of_the_correlation():
    system = tiny_system("audio")
    system.classes = ("neutral", "disgust", "trust", "anticipation")
    p = np.eye(4, dtype=np.float32)[[0, 1, 2, 3, 0, 2]]
    found = system.measure(np.array([0, 1, 2, 3, 1, 3]), p)
    assert found["correlation_clips"] == 4 and found["clips"] == 6
    of_grades = correlation([0.9, 0.05, 0.65, 0.65], [0.9, 0.05, 0.65, 0.05])
    assert found["correlation"] == pytest.approx(of_grades, rel=1e-12)
    found = system.measure(np.array([0, 0]), p[:2])
    assert found["correlation"] is None and found["correlation_clips"] == 0


@pytest.mark.parametrize("name", SYSTEMS)
def test_saved_and_loaded_it_gives_the_same_probabilities(trained, read, name, tmp_path):
    system = trained[name]
    system.save(tmp_path / "system.npz")
    other = load_system(tmp_path / "system.npz")
    assert np.array_equal(other.probabilities_of(read[1]), system.probabilities_of(read[1]))
    other.save(tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == (tmp_path / "system.npz").read_bytes()


# what is heard


def test_the_features_are_joined_on_the_video_s_time_steps(parts):
    from emolab.audio import is09, mfcc

    clip = parts[0][0]
    heard = mfcc(clip.sound, clip.sample_rate, "liu2026")
    x = voice(clip, 7.5)
    assert clip.sample_rate == 16000 and round(len(clip.sound) * 7.5 / 16000) == 4
    assert x.shape == (4, width(None)) and x.dtype == np.float32
    pooled = align_weights(len(heard), 4) @ heard
    np.testing.assert_allclose(x[:, :COEFFICIENTS], pooled, rtol=1e-4, atol=1e-3)
    whole = is09(clip.sound, clip.sample_rate)
    assert IS09 == len(whole) and np.array_equal(x[:, COEFFICIENTS:], np.tile(whole, (4, 1)))
    np.testing.assert_allclose(voice(clip, None)[0, :COEFFICIENTS], heard.mean(axis=0), rtol=1e-3, atol=1e-3)


def test_the_joined_network_gets_as_many_steps_of_the_voice_as_of_the_face(trained, read):
    features = {"audio": list(read[1]["audio"]), "video": list(read[1]["video"])}
    features["video"][0] = features["video"][0][:2]
    for name, steps in (("joined", 2), ("audio", len(read[1]["audio"][0]))):
        assert len(trained["joined"]._inputs(features, name)[0][0]) == steps
    assert np.isfinite(trained["joined"].probabilities_of(features)).all()


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    path = tmp_path_factory.mktemp("weights") / "soundnet.npz"
    save_weights(SoundNet(objects=3, scenes=2, width=1 / 16, rng=5), path)
    return path


@pytest.mark.parametrize("modality", ["audio", "joined"])
def test_soundnet_is_heard_where_its_weights_are_given(parts, weights, modality, tmp_path):
    system = tiny_system(modality, soundnet_weights=weights)
    train, test = parts
    plain = tiny_system(modality).hear(test, False)[0]
    x = system.hear(test, False)[0]
    assert x.shape == (len(plain), plain.shape[1] + 16) and np.array_equal(x[:, : plain.shape[1]], plain)
    assert np.ptp(x[:, plain.shape[1] :]) > 0
    system.train(train, show=False)
    system.save(tmp_path / "system.npz")
    other = load_system(tmp_path / "system.npz")  # has its SoundNet in it
    assert np.array_equal(other.probabilities(test), system.probabilities(test))
    assert not system.plan() and "no SoundNet" in tiny_system(modality).plan()[0]


def test_soundnet_for_those_who_hear_nothing(weights, tmp_path):
    with pytest.raises(ArgumentError, match="soundnet_weights would not be used: nothing is heard"):
        tiny_system("video", soundnet_weights=weights)
    (tmp_path / "notes.npz").write_bytes(b"notes")
    with pytest.raises(FormatError, match="notes.npz"):
        tiny_system(soundnet_weights=tmp_path / "notes.npz")


def a_clip(name="short", frames=None, seconds=0.5):
    sound = np.sin(np.arange(int(16000 * seconds)) / 9).astype(np.float32)
    return Clip("sad", "01", sound=sound, sample_rate=16000, frames=frames, fps=7.5, name=name)


def test_a_clip_that_cannot_be_used_is_named(trained):
    with pytest.raises(DataError, match="no-faces.*no pictures, only sound"):
        trained["video"].predict([a_clip("no-faces")])
    broken = a_clip("broken-microphone")
    broken.sound[5000] = np.nan
    with pytest.raises(DataError, match="broken-microphone: .*5000"):
        trained["audio"].predict([a_clip(), broken])
    for seconds in (1 / 16000, 0.02):
        with pytest.raises(DataError, match="too-short: "):
            trained["audio"].predict([a_clip("too-short", seconds=seconds)])


# one modality alone


@pytest.mark.parametrize("name", ["joined", "lstm"])
def test_a_clip_with_one_modality_is_judged_by_that_one(trained, read, name):
    system, (_, test) = trained[name], read
    features = {"audio": [None, *test["audio"][1:]], "video": [*test["video"][:-1], None]}
    p, whole = system.probabilities_of(features), system.probabilities_of(test)
    np.testing.assert_allclose(p[1], whole[1], rtol=1e-4)
    for row, there in ((0, "video"), (2, "audio")):
        assert not np.allclose(p[row], whole[row]) and p[row].sum() == pytest.approx(1, rel=1e-5)
        alone = system.judge({there: [test[there][row]]}, there)
        np.testing.assert_allclose(p[row], alone[0], rtol=1e-4)
        features[there] = features[there][::-1]
    other = system.probabilities_of(features)  # and it is that modality which counts
    assert not np.allclose(other[[0, 2]], p[[0, 2]])


def test_one_modality_of_the_paper_s_network_is_its_own_decision(trained, read):
    from emolab.training import predict_outputs

    system = trained["joined"]
    outputs = predict_outputs(system.network, system._inputs(read[1], "joined"))
    np.testing.assert_allclose(system.judge(read[1], "video"), outputs.video, rtol=1e-4)
    np.testing.assert_allclose(system.judge(read[1], "audio"), outputs.audio, rtol=1e-4)


def test_to_the_baseline_a_missing_modality_is_an_lstm_at_its_initial_state(trained, read):
    system = trained["lstm"]
    (seen,) = system._inputs(read[1], "video")
    W, b, V, c = (layer for i in (0, 2) for layer in system.network.head.layers[i].parameters().values())
    h = np.concatenate([system.network.video(x[None], None) for x in seen])  # (N, hidden)
    hidden = np.maximum(h @ W.value[h.shape[1] :] + b.value, 0)
    logits = hidden @ V.value + c.value
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(system.judge(read[1], "video"), p, rtol=1e-4)


def test_a_sound_alone_is_no_error_for_the_joined_system(trained):
    assert trained["joined"].probabilities([a_clip()]).shape == (1, 3)


# settings


CHANGES = [
    {"network": "lstm"}, {"rnn": 5}, {"lstm": 5}, {"common": 6}, {"attention": 2}, {"heads": 2},
    {"reading": "standard"}, {"over": "asks"}, {"activation": "relu"}, {"audio_weight": 0.1},
    {"video_weight": 0.0}, {"own_audio": 0.1}, {"own_video": 1.0}, {"learning_rate": 1e-4},
    {"clip_norm": 0.01}, {"face_rate": 1e-4}, {"vgg": "B"}, {"face_epochs": 2}, {"epochs": 1},
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_each_setting_changes_something(parts, read, trained, change, tmp_path):
    system = tiny_system(**change)
    system.train_on(read[0], parts[0].targets, LABELS, show=False)
    p = system.probabilities_of(read[1])
    assert not np.array_equal(p, trained["joined"].probabilities_of(read[1]))
    system.save(tmp_path / "system.npz")
    assert np.array_equal(System.load(tmp_path / "system.npz").probabilities_of(read[1]), p)


def test_pooled_over_the_clip_the_voice_has_one_step(parts):
    system = tiny_system(steps="clip")
    system.train(parts[0], show=False)
    features = system.read(parts[1], False)
    assert {x.shape for x in features["audio"]} == {(1, width(None))}
    assert {len(x) for x in system._inputs(features, "joined")[0]} == {1}
    assert system.probabilities_of(features).shape == (3, 3)


@pytest.mark.parametrize("settings, said", [
    ({"preset": "huge"}, "no preset 'huge'; choose one of paper, laptop"),
    ({"network": "dean"}, "network is 'dean'; it must be one of cross_modal, lstm"),
    ({"steps": "audio"}, "steps is 'audio'; it must be one of video, clip"),
    ({"rnn": 0}, "rnn is 0; it must be a whole number from 1"),
    ({"audio_weight": -1}, "audio_weight is -1; it must be a number from 0"),
    ({"attention": 6, "heads": 4}, "liu2026: heads is 4, which does not divide attention, 6"),
    ({"unknown": 2}, "there is no setting 'unknown'; there are steps, network"),
])  # fmt: skip
def test_wrong_arguments_are_named(settings, said):
    with pytest.raises(ArgumentError, match=said):
        System("joined", **settings)


def test_an_untrained_system_says_what_to_do(tmp_path):
    for use in (tiny_system().predict, tiny_system().evaluate):
        with pytest.raises(NotFittedError, match="liu2026 system is not trained yet"):
            use(tiny_clips())
    with pytest.raises(NotFittedError):
        tiny_system().save(tmp_path / "system.npz")


# files that lie


@pytest.mark.parametrize("change, said", [
    ({"lstm": 7}, r"network/video.lstm.cells.0.Wx is \(4, 28\), in the file it is \(4, 24\)"),
    ({"network": "lstm"}, "network/audio.lstm.cells.0.Wx"),
    ({"vgg_width": 1 / 8}, "face/vgg.blocks.0.layers.0.b"),
    ({"attention": 10**9}, "network/audio_video.Wq"),
    ({"rnn": "many"}, "rnn is 'many'"),
    ({"heads": 3}, "in its header heads is 3, which does not divide attention, 4"),
    ({"soundnet_width": 1.0}, "soundnet/blocks.4.layers.0.b is .*it is not there"),
    ({"soundnet_width": 99.0}, "soundnet_width as 99.0"),
    ({"modality": "video"}, "network/road.lstm.cells.0.Wx"),
])  # fmt: skip
def test_a_file_whose_header_lies_is_refused(trained, change, said, tmp_path):
    trained["joined"].save(tmp_path / "system.npz")
    arrays, header = load_arrays(tmp_path / "system.npz")
    place = header["settings"] if next(iter(change)) in header["settings"] else header
    place.update(change)
    save_arrays(tmp_path / "lies.npz", arrays, header)
    with pytest.raises(FormatError, match=said):
        System.load(tmp_path / "lies.npz")


# going on


@pytest.mark.parametrize("stop_in", ["face", "broken"])
def test_a_training_that_was_stopped_goes_on_with_the_same_numbers(
    parts, read, tmp_path, monkeypatch, stop_in
):
    from emolab.papers.liu2026 import system as network
    from emolab.papers.song2021 import face

    def learn(folder, resume=False):
        one = tiny_system(face_epochs=2)
        one.train_on(read[0], parts[0].targets, LABELS, folder=folder, resume=resume, show=False)
        return whole_state(one)

    learn(tmp_path / "broken")  # an earlier training, whose checkpoints must not be gone on with
    resumed = goes_on_alike(learn, [face, network], stop_in, tmp_path, monkeypatch)
    assert resumed == [True, stop_in == "broken"]


# the split and the tables


def test_eight_one_one():
    train, validation, test = eight_one_one(103, rng=1)
    assert (len(train), len(validation), len(test)) == (83, 10, 10)
    assert sorted([*train, *validation, *test]) == list(range(103))
    assert train.tolist() != sorted(train) and not np.array_equal(train, eight_one_one(103, rng=2)[0])
    with pytest.raises(DataError, match="9 clips cannot be cut 8:1:1"):
        eight_one_one(9)


def test_what_the_figure_and_the_table_print():
    sums = tables.FIGURE_10.sum(axis=1)
    np.testing.assert_allclose(sums, [1.02, 1, 1, 1, 1, 1, 1, 1, 0.99])
    diagonal = 100 * tables.FIGURE_10.diagonal().mean()
    assert round(diagonal, 2) == tables.FIGURE_10_MEAN != tables.FIGURE_10_PRINTED
    rows, columns = np.nonzero(tables.FIGURE_10 == 0.04)
    confused = {(tables.EMOTIONS[i], tables.EMOTIONS[j]) for i, j in zip(rows, columns)}
    assert confused == {*tables.CONFUSED_PRINTED, *tables.CONFUSED_LEFT_OUT}
    own = tables.TABLE_3["own"]
    growth = [[own[n].proposed - own[100].proposed, own[n].lstm - own[100].lstm] for n in (500,)]
    assert growth == [[4, 9]] and own[500].dean - own[100].dean == 6
    assert "93.4%" in System.printed_line("paper", "joined") and System.printed_line("paper", "audio") is None
