"""What gu2025 draws: frames with boxes, landmarks and bars, time lines, videos and pictures."""

import numpy as np
import pytest

from emolab.analysis import timeline
from emolab.cli.main import main
from emolab.core.errors import ArgumentError, ShapeError
from emolab.datasets import Clip
from emolab.papers.gu2025 import System
from emolab.papers.gu2025.annotate import annotated_frames, write_annotated
from emolab.papers.gu2025.drawing import (
    BOX,
    INK,
    PAPER,
    POINT,
    colour_of,
    draw_frame,
    draw_timeline,
    drawn_size,
    panel_width,
    strip_height,
    window_at,
)
from emolab.papers.gu2025.seeing import boxes_of, seen
from emolab.vision import FaceDetector, read_image
from tests.papers.test_gu2025 import TINY
from tests.papers.worlds import tiny_clips, tiny_system

SEVEN = ("anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral")
GREY = np.full((240, 320, 3), 90, np.uint8)


@pytest.fixture(scope="module")
def clips():
    return tiny_clips(2, fps=TINY["fps"], seconds=1.6)


@pytest.fixture(scope="module")
def system(clips):
    one = System("joined", "laptop", **TINY)
    one.train(clips, show=False)
    return one


def count(picture, colour):
    return int((picture == np.array(colour, np.uint8)).all(axis=-1).sum())


def test_bars_are_as_long_as_the_confidences():
    p = np.array([0.5, 0.25, 0.125, 0.0625, 0.0625, 0, 0])
    drawn = draw_frame(GREY, p, SEVEN)
    assert drawn.shape == (240, 320 + panel_width(240), 3) and drawn.dtype == np.uint8
    assert (drawn[:, :320] == 90).all()
    areas = np.array([count(drawn[:, 320:], colour_of(i)) for i in range(7)])
    full = areas[0] / p[0]
    np.testing.assert_allclose(areas[:5], full * p[:5], rtol=0.1)
    assert max(areas[5:]) < 20 < areas[3]  # lettering may have a grey in its edges
    assert len({colour_of(i) for i in range(7)}) == 7


def test_a_window_in_which_nothing_was_found_has_no_bars():
    drawn = draw_frame(GREY, np.full(7, np.nan), SEVEN)
    assert all(count(drawn, colour_of(i)) < 20 for i in range(7)) and count(drawn, INK) > 20


def test_the_box_and_the_landmarks_stand_where_they_are():
    points = np.stack([np.linspace(100, 167, 68), np.full(68, 120.0)], axis=1)
    drawn = draw_frame(GREY, np.eye(7)[0], SEVEN, (50, 80, 100, 60), points)[:, :320]
    rows, columns = np.nonzero((drawn == BOX).all(axis=-1))
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (50, 150, 80, 140)
    assert (drawn[60:140, 90:95] == 90).all(), "a frame, not a filled square"
    rows, columns = np.nonzero((drawn == POINT).all(axis=-1))
    assert abs(rows.mean() - 120.5) < 1 and 98 <= columns.min() and columns.max() <= 170


def test_small_pictures_are_enlarged_and_all_sides_are_even():
    drawn = draw_frame(np.zeros((31, 45, 3), np.uint8), np.eye(7)[0], SEVEN, (5, 10, 20, 20))
    height, width, scale = drawn_size((31, 45))
    assert (height, width) == (240, 348) and drawn.shape == (height, width + panel_width(height), 3)
    rows, columns = np.nonzero((drawn[:, :width] == BOX).all(axis=-1))
    assert abs(rows.min() - 5 * scale) <= 1 and abs(columns.max() - 30 * scale) <= 1
    assert not any(side % 2 for side in (*drawn.shape[:2], strip_height(height)))


def test_wrong_pictures_and_confidences_are_named():
    with pytest.raises(ShapeError, match="frame is float64"):
        draw_frame(GREY / 255, np.eye(7)[0], SEVEN)
    with pytest.raises(ShapeError, match=r"confidence has shape \(6,\) for 7 classes"):
        draw_frame(GREY, np.ones(6), SEVEN)


def test_the_time_line_has_a_band_for_each_confidence():
    p = np.array([[0.25, 0.75], [np.nan, np.nan], [1.0, 0.0]])
    drawn = draw_timeline(timeline(p, ("sad", "happy"), width=1.0, step=1.0), 30, 40)
    assert drawn.shape == (40, 30, 3)
    assert (drawn[:10, :10] == colour_of(0)).all() and (drawn[10:, :10] == colour_of(1)).all()
    assert (drawn[:, 10:20] == PAPER).all() and (drawn[:, 20:] == colour_of(0)).all()
    now = draw_timeline(timeline(p, ("sad", "happy"), width=1.0, step=1.0), 30, 40, now=1.5)
    assert (now[:, 15] == 255).all() and (now[:, :13] == drawn[:, :13]).all()


def test_a_second_belongs_to_the_window_whose_middle_is_nearest():
    line = timeline(np.full((3, 2), 0.5), ("a", "b"), [0.0, 0.5, 3.0], [1.0, 1.5, 4.0])
    assert window_at(line, [0.1, 0.74, 0.76, 1.4, 2.0, 3.5, 9.0]).tolist() == [0, 0, 1, 1, -1, 2, -1]


def test_what_was_seen_keeps_the_detectors_boxes(clips, system):
    clip = clips[0]
    found = seen(system.read([clip], False)["video"][0], system.settings.side)
    boxes = boxes_of(clip.frames, system.settings, FaceDetector.load())
    there = np.isfinite(boxes).all(axis=1)
    assert len(found.boxes) == there.sum() and found.points.shape == (there.sum(), 68, 2)
    np.testing.assert_allclose(found.boxes, boxes[there], rtol=1e-6)
    top, left, height, width = found.boxes.T
    middle = found.points.mean(axis=1)
    assert ((left < middle[:, 0]) & (middle[:, 0] < left + width)).all()
    assert ((top < middle[:, 1]) & (middle[:, 1] < top + height)).all()


def test_each_picture_is_drawn_with_its_face_and_without_one_where_there_is_none(clips, system):
    clip = clips[0]
    frames = clip.frames.copy()
    frames[3:] = 90  # nobody
    clip = Clip(None, "1", sound=clip.sound, sample_rate=clip.sample_rate, frames=frames, fps=clip.fps)
    with pytest.warns(UserWarning, match="left out, without a face"):
        drawn = list(annotated_frames(system, clip))
    height, width, _ = drawn_size(frames.shape[1:])
    assert len(drawn) == len(frames)
    assert {one.shape for one in drawn} == {(height + strip_height(height), width + panel_width(height), 3)}
    assert count(drawn[0][:height, :width], BOX) > 0
    assert count(drawn[-1][:height, :width], BOX) == 0 == count(drawn[-1][:height, :width], POINT)


def test_pictures_are_written_one_by_one(clips, system, tmp_path):
    out = write_annotated(system, clips[1], tmp_path / "drawn", show=False)
    names = sorted(path.name for path in out.iterdir())
    assert names == [f"{n:05d}.png" for n in range(1, len(clips[1].frames) + 1)]
    first = next(iter(annotated_frames(system, clips[1])))
    assert np.array_equal(read_image(out / names[0]), first)


def test_a_voice_has_nothing_to_be_drawn_on(clips):
    with pytest.raises(ArgumentError, match="only hears"):
        next(annotated_frames(System("audio", "laptop", **TINY), clips[0]))


def test_predict_draws(clips, system, tmp_path, capsys, monkeypatch):
    pytest.importorskip("av", reason="videos need PyAV; install emolab[video]")
    from emolab.vision import read_video

    monkeypatch.chdir(tmp_path)
    clips.subset([0]).write("films", names="plain", kinds="mp4")
    (film,) = (tmp_path / "films" / "mp4").iterdir()
    system.save("system.npz")
    assert main(["predict", "system.npz", str(film), "--draw", "drawn.mp4"]) == 0
    assert "  drawn: drawn.mp4" in capsys.readouterr().out
    video = read_video("drawn.mp4")
    height, width, _ = drawn_size(clips[0].frames.shape[1:])
    assert video.frames.shape[1:] == (height + strip_height(height), width + panel_width(height), 3)
    assert abs(len(video.frames) - len(clips[0].frames)) <= 1 and len(video.sound) > 0
    assert main(["predict", "system.npz", str(film), "--draw", "pictures", "--json"]) == 0
    assert '"drawn": "pictures/' in capsys.readouterr().out
    assert (tmp_path / "pictures" / film.stem / "00001.png").is_file()
    assert main(["predict", "system.npz", str(film), str(film), "--draw", "drawn.mp4"]) == 2
    assert "one .mp4 cannot hold several files" in capsys.readouterr().err


def test_predict_says_who_cannot_draw(clips, tmp_path, capsys):
    song = tiny_system("audio")
    song.train(clips, show=False)
    song.save(tmp_path / "song.npz")
    voice = System("audio", "laptop", **TINY)
    voice.train(clips, show=False)
    voice.save(tmp_path / "voice.npz")
    for name, said in (("song", "song2021 finds no box"), ("voice", "this system only hears")):
        assert main(["predict", str(tmp_path / f"{name}.npz"), "a.wav", "--draw", "out"]) == 2
        assert said in capsys.readouterr().err
