"""The system of liu2021 from clips to labels: networks, selection, SVCs, fuzzy integral, layers, resume."""

import numpy as np
import pytest

from emolab.core.errors import ArgumentError, DataError, FileError, FormatError, NotFittedError
from emolab.core.files import load_arrays, save_arrays
from emolab.datasets import Clip
from emolab.fusion import choquet_integral, sugeno_integral
from emolab.models import save_weights
from emolab.papers import liu2021, load_system
from emolab.papers.liu2021 import System
from emolab.papers.liu2021.face import fresh, pretrained
from emolab.papers.liu2021.settings import PRESETS
from emolab.papers.liu2021.system import NETWORKS
from emolab.papers.roads import outputs
from emolab.training import fit
from tests.papers.breaking_off import goes_on_alike, whole_state
from tests.papers.liu2021_world import TINY, tiny_system
from tests.papers.worlds import LABELS, apart, tiny_clips

MODALITIES = ("audio", "video", "joined")
pytestmark = pytest.mark.filterwarnings("ignore:(macro_f1|unweighted_accuracy|SVC.fit)")


@pytest.fixture(scope="module")
def parts():
    clips = tiny_clips(per_label=2)
    return apart(clips)


@pytest.fixture(scope="module")
def read(parts):
    """Features of the training clips by both roads, and of the test clips."""
    return [tiny_system("joined").read(clips, False) for clips in parts]


def learned(read, parts, modality, **settings):
    """A system trained on what was read."""
    system = tiny_system(modality, **settings)
    system.train_on(read[0], parts[0].targets, LABELS, show=False)
    return system


@pytest.fixture(scope="module")
def trained(parts, tmp_path_factory):
    """A system of each modality trained on three people, its file, and the clips of the fourth."""
    train, test = parts
    systems = {}
    for modality in MODALITIES:
        one = systems[modality] = tiny_system(modality)
        folder = tmp_path_factory.mktemp(modality)
        one.history = one.train(train, validation=test, folder=folder, show=False)
        one.file = folder / "system.npz"
        one.save(one.file)
    return systems, test


@pytest.mark.parametrize("modality", MODALITIES)
def test_a_trained_system_measures_and_predicts(trained, modality):
    system, test = trained[0][modality], trained[1]
    p = system.probabilities(test)
    assert p.shape == (6, 3) and p.dtype == np.float32
    np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-5)
    right = sum(said == clip.label for said, clip in zip(system.predict(test), test))
    assert system.evaluate(test)["weighted_accuracy"] == pytest.approx(right / 6)


@pytest.mark.parametrize("modality", MODALITIES)
def test_saved_and_loaded_it_gives_the_same_probabilities(trained, modality, tmp_path):
    system, test = trained[0][modality], trained[1]
    other = load_system(system.file)
    assert np.array_equal(other.probabilities(test), system.probabilities(test))
    other.save(tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == system.file.read_bytes()


def test_each_network_s_history_is_kept(trained):
    systems = trained[0]
    assert len(systems["audio"].history) == 2
    assert {name: len(one) for name, one in systems["video"].history.items()} == {"face": 1, "within": 2}
    assert list(systems["joined"].history) == ["voice", "face", "within", "across"]
    for history in systems["joined"].history.values():
        assert history.epochs[-1].validation_loss is not None


def scores_of(system, features):
    """What the three classifiers say, (3, N, C)."""
    vectors = system._vectors(features, "joined", False)
    vectors["joined"] = outputs(system.across.road, system._steps(vectors), "", False)
    return np.stack([one.probabilities(vectors[name], 3) for name, one in system.classifiers.items()])


@pytest.mark.parametrize("name, integral", [("choquet", choquet_integral), ("sugeno", sugeno_integral)])
def test_the_decision_is_the_fuzzy_integral_of_three_classifiers(trained, read, name, integral):
    system = System.load(trained[0]["joined"].file)
    system.settings = PRESETS.of("laptop", {**TINY, "integral": name})
    scores = scores_of(system, read[1])
    assert list(system.classifiers) == ["audio", "video", "joined"] and scores.shape == (3, 6, 3)
    levels = integral(scores, np.array(system.densities))
    expected = levels / levels.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(system.probabilities_of(read[1]), expected, rtol=1e-6)


def test_fixed_densities_of_the_printed_weight_are_a_weighted_mean(parts, read):
    system = learned(read, parts, "joined", densities="fixed", joined_density=0)
    assert system.densities == [0.57, 0.43, 0]
    scores = scores_of(system, read[1])
    expected = 0.57 * scores[0] + 0.43 * scores[1]  # lambda is 0
    np.testing.assert_allclose(system.probabilities_of(read[1]), expected, rtol=1e-5)
    with pytest.raises(ArgumentError, match="of the three densities at least two must be above 0"):
        tiny_system("joined", densities="fixed", joined_density=0, face_density=0)


def test_densities_come_from_clips_that_nothing_learned_from(parts, read):
    system = tiny_system("joined")
    system.classes = LABELS
    targets = parts[0].targets
    rows, held = system._split(targets, np.random.default_rng(0))
    assert np.array_equal(np.sort(np.concatenate([rows, held])), np.arange(len(targets)))
    assert np.bincount(targets[held]).tolist() == [1, 1, 1]  # 0.3 of 6, rounded down
    assert len(tiny_system("audio")._split(targets, np.random.default_rng(0))[1]) == 0
    with pytest.warns(UserWarning, match="3 clips are too few to hold some of each class back"):
        assert len(system._split(np.arange(3), np.random.default_rng(0))[1]) == 0


def test_half_of_the_features_are_kept_and_the_joined_ones_follow_each_other(trained, read):
    system = trained[0]["joined"]
    vectors = system._vectors(read[1], "joined", False)
    assert vectors["audio"].shape == vectors["video"].shape == (6, 6)
    steps = system._steps(vectors)
    assert steps.shape == (6, 2, 6) and not steps[:, 0, 3:].any() and not steps[:, 1, :3].any()
    kept = system.classifiers["video"].selector.kept_
    assert len(kept) == 3 and np.array_equal(steps[:, 1, 3:], vectors["video"][:, kept])
    assert system.classifiers["joined"].selector is None


VOICE = [
    {"voice_layer": "conv"}, {"voice_layer": "pool"}, {"voice_layer": "lstm"}, {"recurrent": 1.0},
    {"convention": "psf"}, {"coefficients": 9}, {"differences": 1}, {"trim": 10.0}, {"share": 1.0},
    {"C": 100.0}, {"svm_kernel": "linear"}, {"kernel": 5}, {"keep": 1.0}, {"clip_norm": 1e-3}, {"pool": 2},
]  # fmt: skip
FACE = [
    {"face_layer": "pool"}, {"layout": "released"}, {"blocks_b": 2}, {"augment": False}, {"face_keep": 1.0},
    {"face_rate": 1e-4}, {"side": 110},
]  # fmt: skip
JOINED = [{"selects": "joined"}, {"held": 0.5}, {"densities": "fixed"}, {"integral": "sugeno"}, {"across": 4}]


@pytest.mark.parametrize("modality, changes", [("audio", VOICE), ("video", FACE), ("joined", JOINED)])
def test_each_setting_changes_something(parts, read, tmp_path, modality, changes):
    usual = learned(read, parts, modality).probabilities_of(read[1])
    for change in changes:
        own = read
        if change.keys() & {"convention", "coefficients", "differences", "trim", "side"}:
            own = [tiny_system(modality, **change).read(clips, False) for clips in parts]
        system = learned(own, parts, modality, **change)
        assert not np.array_equal(system.probabilities_of(own[1]), usual), change
        system.save(tmp_path / "system.npz")
        loaded = System.load(tmp_path / "system.npz")
        assert np.array_equal(loaded.probabilities_of(own[1]), system.probabilities_of(own[1])), change


# one modality alone, and what cannot be used


def a_clip(name="short", seconds=0.5):
    sound = np.sin(np.arange(int(16000 * seconds)) / 9).astype(np.float32)
    return Clip("sad", "01", sound=sound, sample_rate=16000, fps=7.5, name=name)


def test_a_clip_with_one_modality_is_judged_by_that_one_s_classifier(trained, read):
    joined = trained[0]["joined"]
    features = {"audio": [None, *read[1]["audio"][1:]], "video": [*read[1]["video"][:-1], None]}
    p = joined.probabilities_of(features)
    assert np.allclose(p[0], joined.judge(read[1], "video")[0], rtol=1e-4)
    assert np.allclose(p[1], joined.judge(read[1], "joined")[1], rtol=1e-4)
    assert np.allclose(p[-1], joined.judge(read[1], "audio")[-1], rtol=1e-4)
    assert joined.probabilities([a_clip()]).shape == (1, 3)


def test_a_clip_that_cannot_be_used_is_named(trained):
    systems = trained[0]
    with pytest.raises(DataError, match="no-faces.*no pictures, only sound"):
        systems["video"].predict([a_clip("no-faces")])
    broken = a_clip("broken-microphone")
    broken.sound[5000] = np.nan
    with pytest.raises(DataError, match="broken-microphone: .*5000"):
        systems["audio"].predict([a_clip(), broken])


def test_an_untrained_system_says_what_to_do(tmp_path):
    system = tiny_system("joined")
    for use in (system.predict, system.evaluate):
        with pytest.raises(NotFittedError, match="liu2021 system is not trained yet"):
            use(tiny_clips())
    with pytest.raises(NotFittedError):
        system.save(tmp_path / "system.npz")


def test_a_class_that_training_never_saw_is_named_and_never_said(parts, read):
    some = np.flatnonzero(parts[0].targets != 1)
    features = {name: [values[i] for i in some] for name, values in read[0].items()}
    system = tiny_system()
    with pytest.warns(UserWarning, match="no clip of sad to learn from"):
        system.train_on(features, parts[0].targets[some], LABELS, show=False)
    p = system.probabilities_of(read[1])
    assert p.shape == (6, 3) and not p[:, 1].any() and p[:, 2].any()


@pytest.mark.parametrize("settings, said", [
    ({"preset": "row1"}, "no preset 'row1'; choose one of paper, laptop"),
    ({"face_layer": "stem"}, "face_layer is 'stem'; it must be one of conv, pool, dropout, dense"),
    ({"voice_layer": "stem"}, "voice_layer is 'stem'; it must be one of conv, pool, lstm, dropout, dense"),
    ({"integral": "mean"}, "integral is 'mean'; it must be one of choquet, sugeno"),
    ({"side": 74}, "side is 74; it must be a whole number from 75"),
    ({"held": 0.6}, "held is 0.6; it must be a number above 0, at most 0.5"),
    ({"share": 0}, "share is 0; it must be a number above 0, at most 1"),
])  # fmt: skip
def test_wrong_arguments_are_named(settings, said):
    with pytest.raises(ArgumentError, match=said):
        System("video", **settings)


# the face's weights


def test_the_face_s_network_starts_from_a_file(tmp_path, parts, read):
    settings = PRESETS.of("laptop", TINY)
    other = fresh(settings, 5, 3)
    save_weights(other, tmp_path / "face.npz")
    found = pretrained(settings, 3, tmp_path / "face.npz", 0)
    old, new = other.state_dict(), found.state_dict()
    same = [name for name in new if np.array_equal(new[name], old.get(name))]
    assert {name for name in new if not name.startswith("head.")} <= set(same)
    assert new["head.out.W"].shape == (6, 3) and found.settings["hidden"] == 6
    system = learned(read, parts, "video", face_weights=tmp_path / "face.npz")
    usual = learned(read, parts, "video")
    assert not np.array_equal(system.probabilities_of(read[1]), usual.probabilities_of(read[1]))
    system.save(tmp_path / "system.npz")
    loaded = System.load(tmp_path / "system.npz")
    assert loaded.pixels == "unit"
    assert np.array_equal(loaded.probabilities_of(read[1]), system.probabilities_of(read[1]))


def test_weights_that_cannot_be_used_are_told_before_any_work(tmp_path):
    with pytest.raises(ArgumentError, match="face_weights would not be used: the voice needs no face"):
        tiny_system("audio", face_weights="x.npz")
    with pytest.raises(FileError, match="no-such"):
        tiny_system("video", face_weights="no-such.npz").check_options()
    save_weights(fresh(PRESETS.of("laptop", {**TINY, "width": 1 / 16}), 5, 3), tmp_path / "wide.npz")
    with pytest.raises(FormatError, match="wide.npz"):
        tiny_system("video", face_weights=tmp_path / "wide.npz").check_options()


# layers


def test_the_layers_are_compared_on_one_training_of_the_network(parts, monkeypatch, tmp_path):
    from emolab.papers.liu2021 import system as module

    trainings = []

    def counting(model, *data, **settings):
        trainings.append(type(model).__name__)
        return fit(model, *data, **settings)

    monkeypatch.setattr(module, "fit", counting)
    rows = tiny_system("video").compare_layers(*parts, folder=tmp_path, show=False)
    assert [(row.layer, row.printed) for row in rows] == list(liu2021.tables.TABLE_2.items())
    assert trainings.count("FaceNetwork") == 1 and trainings.count("LSTMClassifier") == 4
    by_layer = {row.layer: row for row in rows}
    assert by_layer["dropout"].same_as in ("pool", "conv") and by_layer["dense"].same_as is None
    alone = tiny_system("video", face_layer="pool")
    alone.train(parts[0], show=False)
    right = alone.evaluate(parts[1])["weighted_accuracy"]
    assert by_layer["pool"].accuracy == pytest.approx(100 * right)
    again = tiny_system("video").compare_layers(*parts, folder=tmp_path, resume=True, show=False)
    assert again == rows
    voice = tiny_system("audio").compare_layers(*parts, show=False)
    assert [row.layer for row in voice] == ["conv", "pool", "lstm", "dropout", "dense"]
    with pytest.raises(ArgumentError, match="compared for one modality"):
        tiny_system("joined").compare_layers(*parts)


# going on


@pytest.mark.parametrize("stop_in", ["voice", "within", "across"])
def test_a_training_that_was_stopped_goes_on_with_the_same_numbers(
    parts, read, tmp_path, monkeypatch, stop_in
):
    from emolab.papers.liu2021 import system as module

    def learn(folder, resume=False):
        one = tiny_system("joined")
        one.train_on(read[0], parts[0].targets, LABELS, folder=folder, resume=resume, show=False)
        return whole_state(one)

    learn(tmp_path / "broken")  # an earlier training, whose checkpoints must not be gone on with
    resumed = goes_on_alike(learn, [module], stop_in, tmp_path, monkeypatch)
    assert resumed == [i <= NETWORKS.index(stop_in) for i in range(len(NETWORKS))]


# files that lie


@pytest.mark.parametrize("header, said", [
    ({"densities": [0.5, 0.5]}, "densities as .*which no liu2021 system has"),
    ({"densities": None}, "densities as None"),
    ({"face_size": None}, "face_size as None"),
    ({"face_size": 10**9}, r"within/road.lstm.cells.0.Wx is \(1000000000, 24\), in the file it is"),
    ({"pixels": "raw"}, "pixels as 'raw'"),
    ({"settings": {"blocks_b": 10**6}}, "blocks_b.layers.999999.* is not there"),
    ({"settings": {"across": 10**6}}, r"across/road.lstm.cells.0.Wx is \(6, 4000000\)"),
    ({"settings": {"share": 1.0}}, "across/road"),
])  # fmt: skip
def test_a_header_that_lies_is_named(trained, tmp_path, header, said):
    arrays, old = load_arrays(trained[0]["joined"].file)
    header = {**header, "settings": {**old["settings"], **header.get("settings", {})}}
    save_arrays(tmp_path / "x.npz", arrays, {**old, **header})
    with pytest.raises(FormatError, match=f"x.npz.*{said}"):
        System.load(tmp_path / "x.npz")


@pytest.mark.parametrize("name, change, said", [
    ("audio-svc/support_vectors_", lambda x: x[1:], "arrays of audio-svc do not fit each other"),
    ("audio-svc/classes_", lambda x: x + 7, "arrays of audio-svc do not fit each other"),
    ("video-svc/platt_", lambda x: x * np.nan, "video-svc/platt_ holds NaN"),
    ("video-selector/kept_", lambda x: x + 100, "video-selector/kept_ names features that are not there"),
    ("joined-scaler/mean_", lambda x: x[1:], "joined-scaler/mean_ is"),
    ("joined-svc/pairs_", None, "joined-svc/pairs_ is not there"),
    ("voice/head.out.b", lambda x: x[1:], "head.out.b"),
])  # fmt: skip
def test_an_array_that_lies_is_named(trained, tmp_path, name, change, said):
    arrays, header = load_arrays(trained[0]["joined"].file)
    old = arrays.pop(name)
    if change is not None:
        arrays[name] = change(old)
    save_arrays(tmp_path / "x.npz", arrays, header)
    with pytest.raises(FormatError, match=f"x.npz.*{said}"):
        System.load(tmp_path / "x.npz")


# the tables


def test_the_tables_hold_what_the_paper_prints():
    t = liu2021.tables
    means = np.mean(list(t.TABLE_3.values()), axis=0)
    np.testing.assert_allclose(means, t.TABLE_3_MEANS, atol=0.005)
    assert (np.abs(means - t.TABLE_3_ALL) > 1).all()  # which are not the means that they are said to be
    assert t.TABLE_1["emotion segments"] / t.TABLE_1["videos"] == pytest.approx(23.645, abs=1e-3)
    assert max(t.TABLE_2, key=t.TABLE_2.get) == liu2021.PAPER.face_layer
    assert "83.72% over all emotions" in System.printed_line("paper", "audio")


def test_the_paper_s_settings_are_the_defaults():
    s = System("joined", "paper").settings
    assert (s.filters, s.kernel, s.hidden, s.recurrent) == (32, 3, 256, 0.8)
    assert (s.blocks_a, s.blocks_b, s.blocks_c, s.share, s.dense, s.batch_size) == (5, 10, 5, 0.5, 300, 50)
