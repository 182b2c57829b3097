"""What holds for every synthetic clip, whatever its seed, person, label, take and difficulty."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from emolab.datasets import LABEL_SETS, SyntheticClips
from emolab.datasets.synthetic.head import HeadMotion, to_head, to_picture

DRAWN = ("basic7", "ravdess8", "liu2026_9")  # the label sets that the corpus knows voices and faces for
LABELS = sorted({label for name in DRAWN for label in LABEL_SETS[name]})

clips = st.builds(
    lambda seed, difficulty, label, take, person: SyntheticClips(
        subjects=3, per_label=8, seed=seed, difficulty=difficulty, label_set=[label], seconds=0.8
    ).choose(subject=person)[take],
    st.integers(0, 2**40), st.floats(0, 1), st.sampled_from(LABELS),
    st.integers(0, 7), st.sampled_from(["01", "02", "03"]),
)  # fmt: skip


@given(clips)
@settings(max_examples=25, deadline=None)
def test_every_clip_is_sound_and_in_the_picture(clip):
    sound, frames, extra = clip.sound, clip.frames, clip.extra
    assert np.isfinite(sound).all() and 0.002 < np.abs(sound).max() <= 1
    assert frames.std() > 15 and frames.mean() > 40
    points, pitch = extra["landmarks"], extra["pitch"]
    assert points.min() >= -0.5 and points.max() <= 47.5
    assert ((pitch == 0) | ((pitch > 50) & (pitch < 700))).all() and (pitch > 0).any()
    assert (extra["action_units"] >= 0).all()
    assert (points[:, 36, 0] < points[:, 39, 0]).all() and (points[:, 39, 0] < points[:, 42, 0]).all()
    assert (points[:, 48, 0] < points[:, 54, 0]).all() and (points[:, 8, 1] > points[:, 57, 1]).all()
    assert (points[:, 66, 1] >= points[:, 62, 1]).all() and (points[:, 41, 1] >= points[:, 37, 1]).all()


@given(clips)
@settings(max_examples=10, deadline=None)
def test_made_again_it_is_the_same(clip):
    sound, frames = clip.sound.copy(), clip.frames.copy()
    clip.release()
    assert np.array_equal(clip.frames, frames) and np.array_equal(clip.sound, sound)


numbers = st.floats(-0.5, 0.5)


@given(st.tuples(*[numbers] * 6), st.tuples(numbers, numbers))
def test_picture_and_head_coordinates_are_inverse(pose, point):
    x, y, roll, scale, turn, nod = (np.array([value]) for value in pose)
    motion = HeadMotion(x, y, roll, 1 + scale, turn, nod)
    there = to_picture(np.array([[point]]), motion)  # (1, 1, 2)
    back = to_head(there[:, :, None, 0], there[:, :, None, 1], motion)
    np.testing.assert_allclose(np.ravel(back), point, atol=1e-12)
