"""Face frames: which pictures of a film, what of each, and how a network learns from them."""

import numpy as np

from emolab.datasets import Clip
from emolab.papers.face_frames import at_rate, face_frames, faces, move_and_mirror, spread_frames


def test_a_film_of_30_pictures_a_second_becomes_one_of_7_5():
    assert at_rate(12, 30, 7.5).tolist() == [0, 4, 8]
    assert at_rate(13, 30, 7.5).tolist() == [0, 4, 8, 12]
    assert at_rate(5, 7.5, 7.5).tolist() == [0, 1, 2, 3, 4] == at_rate(5, 5, 7.5).tolist()
    assert at_rate(30, 29.97, 7.5).tolist() == [0, 3, 7, 11, 15, 19, 23, 27]
    assert at_rate(1, 30, 7.5).tolist() == [0] and at_rate(0, 30, 7.5).tolist() == []


def test_faces_are_the_middle_of_each_picture():
    frames = np.zeros((8, 60, 80, 3), np.uint8)
    frames[:, 10:50, 20:60] = np.random.default_rng(0).integers(1, 255, (8, 40, 40, 3))
    clip = Clip("sad", "01", frames=frames, fps=15, name="box")
    found = face_frames(clip, fps=7.5, face=40, crop=2 / 3)  # 40 of 60 pixels
    assert np.array_equal(found, frames[::2, 10:50, 20:60]) and found.dtype == np.uint8
    smaller = face_frames(clip, fps=7.5, face=32, crop=2 / 3)
    assert smaller.shape == (4, 32, 32, 3) and smaller.dtype == np.uint8


def test_faces_of_other_settings_are_kept_apart(tmp_path, monkeypatch):
    monkeypatch.setenv("EMOLAB_CACHE", str(tmp_path / "cache"))
    frames = np.random.default_rng(0).integers(0, 255, (4, 64, 64, 3)).astype(np.uint8)
    clip = Clip("sad", "01", frames=frames, fps=7.5, name="film")
    clip.path = tmp_path / "film.mp4"  # kept by what is in it
    shapes = [faces([clip], 7.5, face, 0.66, False)[0].shape for face in (32, 40, 32)]
    assert shapes == [(4, 32, 32, 3), (4, 40, 40, 3), (4, 32, 32, 3)]
    assert len(list((tmp_path / "cache" / "faces").glob("*/*.npz"))) == 2


def test_frames_to_learn_from_are_spread_over_each_clip():
    clips = [np.arange(12), np.arange(100, 103), np.array([200])]
    frames, labels = spread_frames(clips, [4, 2, 0], 3)
    assert frames.tolist() == [3, 6, 9, 100, 101, 102, 200] and labels.tolist() == [4, 4, 4, 2, 2, 2, 0]


def test_moved_and_mirrored_pictures_are_the_same_pictures_elsewhere():
    x = np.zeros((64, 9, 9), np.uint8)
    x[:, 4, 3] = 1
    (grey,) = move_and_mirror((x,), np.random.default_rng(0))
    (colour,) = move_and_mirror((np.repeat(x[..., None], 3, axis=3),), np.random.default_rng(0))
    assert np.array_equal(colour, np.repeat(grey[..., None], 3, axis=3))
    assert (grey.sum(axis=(1, 2)) == 1).all()
    _, rows, columns = np.nonzero(grey)
    assert set(rows) == {2, 3, 4, 5, 6} and set(columns) == set(range(1, 8))  # 3 +- 2, and 5 +- 2 mirrored
