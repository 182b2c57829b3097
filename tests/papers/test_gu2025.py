"""The system of gu2025: training, time lines and their statistics, missing parts, what a file keeps."""

import json
from functools import partial

import numba
import numpy as np
import pytest

from emolab.analysis import AlertThresholds, on_windows
from emolab.cli.main import main
from emolab.core.errors import ArgumentError, DataError, FormatError, MissingModality, NotFittedError
from emolab.core.files import load_arrays
from emolab.datasets import Clip, SyntheticClips
from emolab.papers import gu2025
from emolab.papers.gu2025 import System, statistics
from emolab.papers.gu2025.hearing import frames_of, heard
from emolab.papers.gu2025.seeing import VECTOR, measured, seen
from tests.papers.test_song2021 import a_clip
from tests.papers.test_song2021_files import changed
from tests.papers.worlds import LABELS, apart, tiny_clips

MODALITIES = ("audio", "video", "joined")
TINY = {
    "voice_width": 1 / 16, "face_width": 1 / 64, "side": 16, "bands": 16, "width": 0.4, "step": 0.2,
    "epochs": 2, "face_epochs": 1, "frames_a_clip": 2, "batch_size": 8, "fps": 5.0,
}  # fmt: skip


def tiny_system(modality="audio", **changes):
    return System(modality, "laptop", **{**TINY, **changes})


@pytest.fixture(scope="module")
def world():
    """Clips of three people to learn from, those of a fourth, and the features of both."""
    clips = tiny_clips()
    train, test = apart(clips)
    return train, test, tiny_system("joined").read(train, False), tiny_system("joined").read(test, False)


@pytest.fixture(scope="module")
def trained(world):
    train, test, features, held = world
    systems = {modality: tiny_system(modality) for modality in MODALITIES}
    for system in systems.values():
        validation = system._own(held), test.targets
        system.train_on(features, train.targets, LABELS, validation=validation, show=False)
    return systems


def learned(world, modality="audio", **changes):
    """A system trained on the features at hand."""
    system = tiny_system(modality, **changes)
    system.train_on(world[2], world[0].targets, LABELS, show=False)
    return system


def test_a_clip_is_judged_by_the_mean_of_its_windows_and_both_by_equal_weights(trained, world):
    held = world[3]
    voice, face, both = (trained[name].probabilities_of(held) for name in MODALITIES)
    for p in (voice, face, both):
        assert p.shape == (3, 3) and p.dtype == np.float32
        np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(both, (voice + face) / 2, rtol=1e-5)
    for place in range(3):
        line = trained["audio"].timeline(None, {"audio": [held["audio"][place]]})
        np.testing.assert_allclose(line.confidence.mean(axis=0), voice[place], rtol=1e-5)
    assert trained["audio"].evaluate(world[1])["clips"] == 3


def test_a_voice_and_a_face_are_learned():
    clips = tiny_clips(subjects=4, difficulty=0.0)
    settings = {
        "epochs": 30,
        "face_epochs": 12,
        "face_width": 1 / 32,
        "side": 24,
        "noise": 0.0,
        "face_noise": 0.0,
    }
    settings |= {"landmarks": "frame", "voice_width": 1 / 8}
    system = tiny_system("joined", **settings)
    features = system.read(clips, False)
    system.train_on(features, clips.targets, LABELS, show=False)
    for modality in ("audio", "video"):
        right = system.judge(features, modality).argmax(axis=1) == clips.targets
        assert right.mean() > 0.8, modality


def test_weights_of_the_decision(trained, world):
    system, held = trained["joined"], world[3]
    voice, face = (trained[name].probabilities_of(held) for name in ("audio", "video"))
    other = tiny_system("joined", video_weight=0.9, voice_weight=0.3)
    other.voice, other.face, other.classes, other.trained = system.voice, system.face, system.classes, True
    np.testing.assert_allclose(other.probabilities_of(held), 0.75 * face + 0.25 * voice, rtol=1e-5)


# over time


def test_a_time_line_of_the_voice_the_face_and_both(trained, world):
    clip, held = world[1][0], world[3]
    features = {name: values[:1] for name, values in held.items()}
    lines = {name: trained[name].timeline(clip) for name in MODALITIES}
    rows = heard(features["audio"][0], TINY["bands"])
    np.testing.assert_array_equal(lines["audio"].start, rows.start)
    np.testing.assert_allclose(np.diff(lines["video"].start), 0.2)
    for line in lines.values():
        assert line.classes == tuple(LABELS) and line.seen.all()
        np.testing.assert_allclose(line.confidence.sum(axis=1), 1, rtol=1e-5)
    assert lines["joined"].end[-1] == pytest.approx(max(line.end[-1] for line in lines.values()))
    again = trained["joined"].timeline(clip, features)
    np.testing.assert_array_equal(again.confidence, lines["joined"].confidence)


def test_a_window_without_a_face_is_judged_by_the_voice(trained):
    frames = SyntheticClips(1, 1, seconds=3.0, size=48)[0].frames.copy()
    frames[len(frames) // 2 :] = 128  # from the middle on there is nothing to see
    sound = SyntheticClips(1, 1, seconds=3.0)[0].sound
    clip = Clip("sad", "01", sound=sound, sample_rate=16000, frames=frames, fps=7.5, name="half")
    with pytest.warns(UserWarning, match=r"half: \d+ of \d+ pictures left out, without a face: at 1\.\d s"):
        video = trained["video"].timeline(clip)
    assert video.seen.all() and video.end[-1] < 2  # it ends where the last face is seen
    with pytest.warns(UserWarning, match="without a face"):
        both = trained["joined"].timeline(clip)
    late = both.start > video.end[-1] + 0.1
    assert both.seen.all() and late.sum() > 3
    voice = trained["joined"].timeline(Clip("sad", "01", sound=sound, sample_rate=16000))
    alone = on_windows(voice, both.start, both.end).confidence
    np.testing.assert_allclose(both.confidence[late], alone[late], rtol=1e-6)
    assert not np.allclose(both.confidence[0], alone[0])


def test_statistics_of_a_clip(trained, world):
    system, clip = trained["joined"], world[1][0]
    found = system.statistics(clip)
    assert sum(found.shares.values()) == pytest.approx(1) and sum(found.percent.values()) == 100
    line = system.timeline(clip)
    seconds = np.append(np.diff(line.start), line.end[-1] - line.start[-1])
    happy = np.average(line.column("happy"), weights=seconds)
    assert found.balance.mean_positive == pytest.approx(happy)
    assert found.change.slope.keys() == set(LABELS) and found.alerts == []
    low = AlertThresholds(negative=0.01, span=0, lasting=0.1)
    (alert,) = (one for one in system.statistics(clip, low).alerts if one.kind == "negative")
    assert alert.start == 0 and alert.end == pytest.approx(line.end[-1])
    one = line._replace(**{name: getattr(line, name)[:1] for name in ("start", "end", "confidence")})
    assert statistics(one).change is None


def test_landmarks_around_a_picture(world):
    face = seen(world[3]["video"][0], TINY["side"])
    assert face.faces.shape[1:] == (16, 16, 3) and face.points.shape[1:] == (68, 2)
    for reading, size in VECTOR.items():
        assert measured(face, reading, 0.4).shape == (len(face.start), size)
    whole, frame = measured(face, "window", 100.0), measured(face, "frame", 100.0)
    assert np.ptp(whole, axis=0).max() == 0  # a window that holds all is the same for each picture
    np.testing.assert_allclose(whole[0, :22], frame[:, :22].mean(axis=0), rtol=1e-4)
    alone = measured(face, "window", 0.01)
    np.testing.assert_allclose(alone[:, :22], frame[:, :22], rtol=1e-5)
    assert not alone[:, 22:66].any()  # nothing deviates in a single picture


def test_a_mirror_or_a_shift_of_the_head_keeps_the_detected_face():
    clip = tiny_clips(subjects=1, size=48)[0]
    wide = np.full((len(clip.frames), 80, 120, 3), 90, np.uint8)
    wide[:, 10:58, 65:113] = clip.frames  # the head is far from the middle
    moved = Clip("sad", "01", frames=wide, fps=clip.fps, name="moved")
    here = Clip("sad", "01", frames=clip.frames, fps=clip.fps, name="here")
    system = tiny_system("video")
    a, b = (seen(rows, 16) for rows in system.look([here, moved], False))
    shift = (b.points - a.points).mean(axis=(0, 1))
    np.testing.assert_allclose(shift, [65, 10], atol=2)
    centre = seen(tiny_system("video", faces="centre").look([moved], False)[0], 16)
    assert abs((centre.points - b.points).mean()) > 5


@pytest.mark.parametrize(
    "modality, changes",
    [
        ("audio", {"prosody": False}), ("audio", {"noise": 0.5}), ("audio", {"momentum": 0.5}),
        ("audio", {"weight_decay": 0.1}), ("audio", {"keep": 0.9}), ("audio", {"label_smoothing": 0.3}),
        ("video", {"landmarks": "none"}), ("video", {"landmarks": "frame"}), ("video", {"colour": True}),
        ("video", {"augment": False}), ("video", {"stride": 2}), ("video", {"face_noise": 0.5}),
        ("video", {"frames_a_clip": 1}),
    ],
)  # fmt: skip
def test_each_setting_changes_what_is_learned(trained, world, modality, changes):
    p = learned(world, modality, **changes).probabilities_of(world[3])
    assert not np.allclose(p, trained[modality].probabilities_of(world[3]), rtol=1e-4)


@pytest.mark.parametrize("name, value", [("faces", "centre"), ("margin", 0.5), ("fps", 2.5)])
def test_each_setting_changes_what_is_seen(name, value):
    clips = tiny_clips(subjects=1).choose(label="sad")
    a, b = (tiny_system("video", **change).look(clips, False)[0] for change in ({}, {name: value}))
    assert a.shape != b.shape or not np.array_equal(a, b)


# what goes wrong


def test_an_untrained_system_says_so(tmp_path):
    system = tiny_system("joined")
    for use in (system.predict, system.timeline, system.statistics):
        with pytest.raises(NotFittedError, match="gu2025 system is not trained yet"):
            use(tiny_clips(subjects=1))
    with pytest.raises(NotFittedError):
        system.save(tmp_path / "system.npz")


@pytest.mark.parametrize(
    "settings, said",
    [
        ({"step": 2.0}, "step is 2.0, width 1.0; windows may leave no gaps"),
        ({"video_weight": 0, "voice_weight": 0}, "video_weight and voice_weight are both 0"),
        ({"faces": "haar"}, "faces is 'haar'; it must be one of detector, centre"),
        ({"landmarks": True}, "landmarks is True; it must be one of window, frame, none"),
        ({"bands": 8}, "bands is 8; it must be a whole number from 16"),
        ({"side": 8}, "side is 8; it must be a whole number from 16"),
        ({"momentum": 1}, "momentum is 1; it must be a number from 0, at most 0.999"),
        ({"hidden": 3}, "no setting 'hidden'"),
    ],
)
def test_wrong_settings_are_named(settings, said):
    with pytest.raises(ArgumentError, match=said):
        System("joined", "laptop", **settings)


def test_a_clip_that_cannot_be_used_is_named(trained):
    broken = a_clip("broken-microphone")
    broken.sound[5000] = np.nan
    with pytest.raises(DataError, match="broken-microphone: .*5000"):
        trained["audio"].predict([broken])
    noise = np.random.default_rng(0).integers(0, 60, (4, 48, 48, 3)).astype(np.uint8)
    with pytest.raises(MissingModality, match="nobody: no face in any of its 3 pictures"):
        trained["video"].predict([a_clip("nobody", frames=noise)])
    with pytest.raises(MissingModality, match="empty-film: no picture"):
        trained["video"].predict([a_clip("empty-film", frames=np.zeros((0, 40, 40, 3), np.uint8))])
    blank = a_clip("blank", frames=np.full((4, 48, 48, 3), 70, np.uint8))
    with pytest.raises(MissingModality, match="blank: no face"):
        tiny_system("video", faces="centre").look([blank], False)
    silent = Clip("sad", "01", sound=np.zeros(16000, np.float32), sample_rate=16000, name="silence")
    assert np.isfinite(trained["audio"].probabilities([silent])).all()


@pytest.mark.parametrize("missing, there", [("video", "audio"), ("audio", "video")])
def test_one_modality_alone_is_used_alone(trained, world, missing, there):
    features = dict(world[3])
    features[missing] = [*features[missing][:-1], None]
    p = trained["joined"].probabilities_of(features)
    # without the compiler BLAS serves, which may round a row otherwise among others
    close = partial(np.allclose, rtol=1e-5 if numba.config.DISABLE_JIT else 0, atol=0)
    assert close(p[-1:], trained[there].probabilities_of(world[3])[-1:])
    assert close(p[:-1], trained["joined"].probabilities_of(world[3])[:-1])
    last = {name: values[-1:] for name, values in features.items()}
    line = trained["joined"].timeline(None, last)
    assert close(line.confidence, trained[there].timeline(None, last).confidence)


# what is kept


@pytest.mark.parametrize("modality", MODALITIES)
def test_saved_and_loaded_it_gives_the_same_probabilities(trained, world, modality, tmp_path):
    trained[modality].save(tmp_path / "system.npz")
    other = System.load(tmp_path / "system.npz")
    held = world[3]
    assert np.array_equal(other.probabilities_of(held), trained[modality].probabilities_of(held))
    other.save(tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == (tmp_path / "system.npz").read_bytes()


def test_a_resumed_training_is_an_unbroken_one(trained, world, tmp_path):
    train, _, features, _ = world

    class Stop(Exception):
        pass

    broken = tiny_system("joined")
    real = broken._fit

    def stop_before_the_face(engine, *arguments, **options):
        if engine is broken.face:
            raise Stop
        return real(engine, *arguments, **options)

    broken._fit = stop_before_the_face
    with pytest.raises(Stop):
        broken.train_on(features, train.targets, LABELS, folder=tmp_path / "run", show=False)
    system = tiny_system("joined")
    system.train_on(features, train.targets, LABELS, folder=tmp_path / "run", resume=True, show=False)
    assert np.array_equal(system.probabilities_of(world[3]), trained["joined"].probabilities_of(world[3]))


@pytest.mark.parametrize(
    "setting, value",
    [
        ("bands", 32), ("width", 10.0), ("voice_width", 8.0), ("prosody", False), ("face_width", 8.0),
        ("colour", True), ("landmarks", "frame"), ("step", 5.0), ("video_weight", "x"),
    ],
)  # fmt: skip
def test_a_header_that_lies_is_refused(trained, tmp_path, setting, value):
    trained["joined"].save(tmp_path / "system.npz")
    settings = {**load_arrays(tmp_path / "system.npz")[1]["settings"], setting: value}
    lie = changed(tmp_path / "system.npz", tmp_path / "lie.npz", {"settings": settings})
    with pytest.raises(FormatError, match="lie.npz"):
        System.load(lie)


def test_predict_tells_the_time_line(trained, tmp_path, capsys):
    trained["joined"].save(tmp_path / "system.npz")
    tiny_clips(subjects=1, seconds=1.0).write(tmp_path / "corpus", kinds=("wav",))
    wav = str(next((tmp_path / "corpus").rglob("*.wav")))
    assert main(["predict", str(tmp_path / "system.npz"), wav, "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    line = found["timeline"]
    assert "judged by the voice alone" in found["note"]
    assert len(line["start"]) == len(line["end"]) == len(line["label"]) == len(line["confidence"]) > 2
    assert line["classes"] == LABELS
    assert main(["predict", str(tmp_path / "system.npz"), wav]) == 0
    assert "  over time: 0.0 to " in capsys.readouterr().out


# the table


def test_the_table_sums_to_99_and_the_accuracy_counts_unlabelled_clips():
    tables = gu2025.tables
    assert sum(tables.TABLE_1.values()) == 99
    right, printed = tables.CKPLUS_RIGHT, tables.CKPLUS_PRINTED
    assert round(100 * right / printed["sequences"], 2) == tables.ACCURACY_CKPLUS
    labelled = tables.CKPLUS["labelled"]
    assert tables.ACCURACY_CKPLUS not in [round(100 * n / labelled, 2) for n in range(labelled + 1)]


def test_the_paper_s_settings_are_the_defaults():
    settings = System("joined", "paper").settings
    assert settings == gu2025.PAPER == gu2025.Settings()
    assert frames_of(settings.width) == 100
