"""The synthetic corpus: the same bytes for the same seed, true ground truth, and who confuses what."""

import pickle
from itertools import product

import numpy as np
import pytest

from emolab.core import ArgumentError
from emolab.datasets import LABEL_SETS, SyntheticClips
from emolab.datasets.synthetic import emotions
from emolab.datasets.synthetic.emotions import ACTION_UNITS, EMOTIONS, emotion_of, face_of, voice_of


def everything(clip):
    extra = clip.extra
    arrays = [clip.sound, clip.frames, extra["pitch"], extra["landmarks"], extra["action_units"]]
    return b"".join(array.tobytes() for array in arrays)


def test_a_corpus_has_every_label_of_every_subject():
    clips = SyntheticClips(subjects=3, per_label=2)
    assert len(clips) == 48 and set(clips.counts().values()) == {6}
    assert clips.subjects == [f"{i:02d}" for i in (1, 2, 3) for _ in range(16)]
    clip = clips[5]
    assert clip.sound.dtype == np.float32 and clip.sound.ndim == 1 and clip.sample_rate == 16000
    assert clip.frames.dtype == np.uint8 and clip.frames.shape[1:] == (48, 48, 3) and clip.fps == 7.5
    assert len(clip.frames) == int(clip.duration * 7.5)
    assert clip.frames.flags.c_contiguous
    assert clip.extra["landmarks"].shape == (len(clip.frames), 68, 2)
    assert clip.extra["action_units"].shape == (len(clip.frames), len(ACTION_UNITS))
    assert abs(len(clip.extra["pitch"]) / 100 - clip.duration) < 0.02


def test_the_same_seed_gives_the_same_bytes_in_any_order():
    first = SyntheticClips(subjects=2, per_label=1, seed=3)
    forward = [everything(clip) for clip in first]
    again = SyntheticClips(subjects=2, per_label=1, seed=3)
    backward = [everything(clip) for clip in reversed(list(again))][::-1]
    assert forward == backward
    frames_first = SyntheticClips(subjects=2, per_label=1, seed=3)[4]
    assert frames_first.frames.tobytes() == first[4].frames.tobytes()
    assert frames_first.sound.tobytes() == first[4].sound.tobytes()
    first[4].release()
    assert everything(first[4]) == forward[4]
    assert len(set(forward)) == len(forward)


def test_a_clip_does_not_depend_on_the_size_of_the_corpus():
    small = SyntheticClips(subjects=1, per_label=1).choose(label="sad")[0]
    large = SyntheticClips(subjects=3, per_label=2, label_set=["calm", "sad"]).choose(label="sad")[0]
    assert everything(small) == everything(large) and small.content_key() == large.content_key()


def test_another_seed_gives_other_people_and_clips():
    a, b = (SyntheticClips(subjects=1, per_label=1, seed=seed)[0] for seed in (0, 1))
    assert not np.array_equal(a.sound[:1000], b.sound[:1000]) and not np.array_equal(a.frames[0], b.frames[0])
    assert a.speaker.pitch != b.speaker.pitch and a.content_key() != b.content_key()


def test_keys_are_made_without_making_clips(monkeypatch):
    clips = SyntheticClips(subjects=2, per_label=2)
    for kind in ("_decode_sound", "_decode_frames"):
        monkeypatch.setattr(type(clips[0]), kind, lambda clip: pytest.fail("a clip was made"))
    assert len({clip.content_key() for clip in clips}) == len(clips)
    others = [{"difficulty": 0.4}, {"size": 64}, {"fps": 10}, {"sample_rate": 8000}, {"seconds": 2.0}]
    keys = {SyntheticClips(subjects=1, per_label=1, **other)[0].content_key() for other in others}
    assert len(keys) == 5 and clips[0].content_key() not in keys


def test_a_clip_travels_without_its_data():
    clip = SyntheticClips(subjects=1, per_label=1)[2]
    made = everything(clip)
    text = pickle.dumps(clip)
    assert len(text) < 3000 and everything(pickle.loads(text)) == made


def autocorrelation_pitch(piece, rate, low=70, high=500):
    """The pitch at the highest peak of the autocorrelation, each lag divided by the window's own."""
    window = np.hanning(len(piece))
    piece = (piece - piece.mean()) * window
    a, w = (np.fft.irfft(np.abs(np.fft.rfft(x, 4 * len(x))) ** 2)[: len(x)] for x in (piece, window))
    lags = np.arange(int(rate / high), int(rate / low))
    strength = (a / w)[lags] / (a / w)[0]
    return rate / lags[np.flatnonzero(strength > 0.93 * strength.max())[0] :][0], strength.max()


@pytest.mark.parametrize("rate", [8000, 16000, 44100])
def test_the_pitch_contour_is_that_of_the_sound(rate):
    clips = SyntheticClips(subjects=2, per_label=1, difficulty=0.2, sample_rate=rate, seed=1)
    good = total = 0
    for clip in clips:
        for k in np.flatnonzero(clip.extra["pitch"] > 0)[::4]:
            centre, half = round(k / 100 * rate), round(0.02 * rate)
            piece = clip.sound[max(0, centre - half) : centre + half]
            found, strength = autocorrelation_pitch(piece, rate)
            if strength > 0.6:
                total += 1
                good += abs(found / clip.extra["pitch"][k] - 1) < 0.06
    assert total > 300 and good > 0.9 * total


def test_nothing_voiced_is_silent_or_noise():
    for clip in SyntheticClips(subjects=2, per_label=1, difficulty=0.2):
        pitch = clip.extra["pitch"]
        power = [np.mean(clip.sound[k * 160 : k * 160 + 160] ** 2) for k in range(len(pitch))]
        assert np.mean(np.array(power)[pitch > 0]) > 20 * np.mean(np.array(power)[:4])
        assert 0.4 < np.mean(pitch > 0) < 0.95


def sample(image, points):
    x, y = np.clip(np.rint(points).astype(int), 0, image.shape[0] - 1).T
    return image[y, x]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_landmarks_lie_on_what_is_drawn(seed):
    clips = SyntheticClips(subjects=4, per_label=1, seed=seed, difficulty=0.3, size=128)
    for clip in clips:
        f = len(clip.frames) // 2
        grey = clip.frames[f].mean(axis=2)
        points = clip.extra["landmarks"][f]
        assert points.min() > 0 and points.max() < 127
        brows = points[[18, 19, 20, 23, 24, 25]]
        knit = clip.extra["action_units"][f, ACTION_UNITS.index("brow_lowerer")] > 0.3
        for shift in (-8,) if knit else (-8, 8):  # a brow is darker than the skin above and below it
            assert sample(grey, brows).mean() < sample(grey, brows + [0, shift]).mean() - 8
        mouth, lips = points[60:68], points[[50, 51, 52, 56, 57, 58]]
        assert np.ptp(lips[:, 1]) > np.ptp(mouth[:, 1]) - 1e-3
        frame = clip.frames[f].astype(float)
        red = frame[..., 0] / (frame.sum(axis=2) + 1)
        lip = (points[[57]] + points[[66]]) / 2
        assert sample(red, lip).mean() > sample(red, lip + [0, 14]).mean()  # the lip is redder than the chin
        jaw = points[[6, 7, 8, 9, 10]]
        inside = sample(frame, jaw - [0, 4])
        outside = sample(frame, jaw + [0, 4])
        assert np.abs(inside - outside).mean() > 8  # there is an edge at the chin


def test_open_eyes_show_the_iris_at_their_landmarks():
    clips = SyntheticClips(subjects=4, per_label=1, difficulty=0.1, size=128, label_set=["surprised"])
    for clip in clips:
        f = len(clip.frames) // 2
        if clip.extra["action_units"][f, ACTION_UNITS.index("eyes_closed")] > 0.2:
            continue
        grey = clip.frames[f].mean(axis=2)
        for eye in (range(36, 42), range(42, 48)):
            points = clip.extra["landmarks"][f, list(eye)]
            centre, corners = points.mean(axis=0, keepdims=True), points[[0, 3]]
            between = (centre + corners) / 2  # the white
            assert sample(grey, centre).mean() < sample(grey, between).mean() - 40


def relative_mouth(clip):
    """How far the mouth's corners stand above its middle, and how far it is open, in eye distances."""
    points = clip.extra["landmarks"][len(clip.frames) // 2]
    scale = np.linalg.norm(points[36] - points[45])
    middle = (points[51, 1] + points[57, 1]) / 2
    return (middle - points[[48, 54], 1].mean()) / scale, (points[66, 1] - points[62, 1]) / scale


def test_expressions_move_the_landmarks():
    clips = SyntheticClips(subjects=6, per_label=1, difficulty=0.1)

    def mean_mouth(k):
        chosen = {label: clips.choose(label=label) for label in clips.label_set}
        return {label: np.mean([relative_mouth(c)[k] for c in some]) for label, some in chosen.items()}

    corner, opened = mean_mouth(0), mean_mouth(1)
    assert corner["happy"] > corner["neutral"] + 0.05 > corner["sad"] + 0.10
    assert opened["surprised"] > opened["neutral"] + 0.05

    def brow(label):
        heights = []
        for clip in clips.choose(label=label):
            p = clip.extra["landmarks"][len(clip.frames) // 2]
            heights.append((p[36:48, 1].mean() - p[[21, 22], 1].mean()) / np.linalg.norm(p[36] - p[45]))
        return np.mean(heights)

    assert brow("surprised") > brow("neutral") + 0.05 > brow("angry") + 0.10


@pytest.mark.parametrize("name", ["basic7", "ravdess8", "liu2026_9"])
def test_voice_and_face_together_settle_the_label_sets_of_systems(name):
    groups = [(emotion_of(label).voice, emotion_of(label).face) for label in LABEL_SETS[name]]
    assert len(set(groups)) == len(groups)
    for part in (0, 1):
        kinds = [group[part] for group in groups]
        assert len(set(kinds)) <= len(groups) - 2  # alone, each leaves pairs open
    assert len(SyntheticClips(subjects=1, per_label=1, label_set=name)) == len(LABEL_SETS[name])


@pytest.mark.parametrize(
    "pair", [("happy", "surprised"), ("angry", "fearful"), ("sad", "calm"), ("neutral", "disgust")]
)
def test_difficulty_takes_away_what_tells_voices_apart(pair):
    def drawn(label, difficulty, seed=0):
        return np.array(voice_of(EMOTIONS[label], 1.0, difficulty, np.random.default_rng(seed)))

    a, b = pair
    assert np.array_equal(drawn(a, 1.0), drawn(b, 1.0))
    gaps = [np.abs(drawn(a, d) - drawn(b, d)).sum() for d in (0.0, 0.5, 0.8)]
    assert gaps[0] > gaps[1] > gaps[2] > 0
    assert np.array_equal(drawn(a, 0.0, 1), drawn(a, 0.0, 2)) and np.any(drawn(a, 0.5, 1) != drawn(a, 0.5, 2))


@pytest.mark.parametrize("pair", [("surprised", "fearful"), ("angry", "disgust"), ("neutral", "calm")])
def test_difficulty_takes_away_what_tells_faces_apart(pair):
    def drawn(label, difficulty):
        return face_of(EMOTIONS[label], 1.0, difficulty, np.random.default_rng(0))

    a, b = pair
    assert np.array_equal(drawn(a, 1.0), drawn(b, 1.0)) and not np.allclose(drawn(a, 0.0), drawn(b, 0.0))
    assert emotions.remaining(0) == 1 and emotions.remaining(1) == 0


def nearest_centre(features, clips):
    """Share of clips of unseen people that the nearest class centre names, in the within-class metric."""
    targets, people = clips.targets, np.array(clips.subjects)
    right = 0
    for fold in range(4):
        test = np.array([int(p) % 4 == fold for p in people])
        train = ~test
        spread = features[train].std(axis=0) + 1e-9
        x = features / spread
        centres = np.array([x[train & (targets == k)].mean(axis=0) for k in range(len(clips.label_set))])
        within = x[train] - centres[targets[train]]
        metric = np.linalg.inv(np.cov(within.T) + 0.1 * np.eye(x.shape[1]))
        away = x[test][:, None] - centres  # (n, classes, D)
        found = np.einsum("nkd,de,nke->nk", away, metric, away).argmin(axis=1)
        right += np.sum(found == targets[test])
    return right / len(clips)


def test_each_modality_confuses_what_the_other_separates():
    from emolab.audio import mfcc

    clips = SyntheticClips(subjects=12, per_label=2, seed=0)
    voices, faces = [], []
    for clip in clips:
        cepstra = mfcc(clip.sound, clip.sample_rate, n=13)  # (T, 13)
        pitch = np.log2(clip.extra["pitch"][clip.extra["pitch"] > 0])
        voices.append(np.r_[cepstra.mean(0), cepstra.std(0), pitch.mean(), pitch.std()])
        points = clip.extra["landmarks"][len(clip.frames) // 3 :].mean(axis=0)  # (68, 2)
        points = (points - points[27:36].mean(axis=0)) / np.linalg.norm(points[36] - points[45])
        faces.append(points[[17, 19, 21, 22, 24, 26, 37, 41, 44, 46, 48, 51, 54, 57, 62, 66, 8], 1])
        clip.release()
    voices, faces = np.array(voices), np.array(faces)
    voice, face = nearest_centre(voices, clips), nearest_centre(faces, clips)
    both = nearest_centre(np.hstack([voices, faces]), clips)
    assert 0.45 < voice < 0.75 and 0.5 < face < 0.82
    assert both > max(voice, face) + 0.12


@pytest.mark.parametrize(("rate", "fps", "size"), list(product((8000, 44100), (5, 30), (32, 49))))
def test_other_rates_and_sizes(rate, fps, size):
    clip = SyntheticClips(subjects=1, per_label=1, sample_rate=rate, fps=fps, size=size)[7]
    assert clip.sample_rate == rate and len(clip.sound) == pytest.approx(clip.duration * rate, abs=1)
    assert clip.frames.shape == (int(clip.duration * fps), size, size, 3)
    assert clip.extra["landmarks"].max() < size and clip.frames.std() > 20
    assert 0.001 < np.abs(clip.sound).max() <= 1


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("subjects", 0), ("subjects", 1.5), ("per_label", 0), ("seed", -1), ("seed", None),
        ("difficulty", 1.01), ("difficulty", -0.1), ("difficulty", float("nan")), ("sample_rate", 0),
        ("sample_rate", 16000.0), ("fps", 0), ("fps", float("nan")), ("size", 8), ("seconds", 0.1),
        ("subjects", True), ("seconds", float("inf")), ("label_set", ["bored"]), ("label_set", "basic8"),
    ],
)  # fmt: skip
def test_wrong_options_are_named(option, value):
    with pytest.raises(ArgumentError, match=option):
        SyntheticClips(**{option: value})
