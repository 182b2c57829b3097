"""Plots: what they show, in words and numbers, and how they are written."""

import subprocess
import sys

import numpy as np
import pytest

from emolab.core.errors import ArgumentError, DataError, FileError
from emolab.training import (
    Epoch,
    Heard,
    History,
    Seen,
    plot_attention,
    plot_confusion,
    plot_curves,
    plot_folds,
    save_figure,
)


def history(best=None, validation=True):
    held_out = (1.5, 0.5) if validation else (None, None)
    return History([Epoch(e, 2.0 / e, 1 - 0.5 / e, *held_out, 0.01, 1.0) for e in range(1, 6)], best)


def texts(axes):
    return [text.get_text() for text in axes.texts]


def test_curves_show_loss_and_accuracy_of_training_and_validation():
    left, right = plot_curves(history(best=3), "voice").axes
    assert left.get_ylabel() == "cross-entropy loss (nats)" and right.get_ylabel().startswith("accuracy (%")
    assert [line.get_label() for line in left.lines] == ["training", "validation"]
    np.testing.assert_allclose(left.lines[0].get_ydata(), 2 / np.arange(1, 6))
    np.testing.assert_allclose(right.lines[1].get_ydata(), 50)
    labels = [text.get_text() for text in left.get_legend().get_texts()]
    assert "epoch 3, kept" in labels and left.get_xlabel() == "epoch"


def test_curves_compare_several_and_need_no_validation():
    left, _ = plot_curves({"voice": history(), "face": history(validation=False)}).axes
    assert [line.get_label() for line in left.lines] == [
        "voice, training", "voice, validation", "face, training"
    ]  # fmt: skip
    assert left.lines[0].get_color() == left.lines[1].get_color() != left.lines[2].get_color()
    with pytest.raises(DataError, match="'face' has no epoch"):
        plot_curves({"voice": history(), "face": History()})


def test_confusion_shows_shares_of_the_row_and_counts():
    figure = plot_confusion([[3, 1, 0], [0, 0, 0], [1, 0, 7]], ["joy", "fear", "rage"])
    axes = figure.axes[0]
    assert texts(axes) == ["75 %", "3", "25 %", "1", "12 %", "1", "88 %", "7", "no clip"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["joy  (4)", "fear  (0)", "rage  (8)"]
    assert axes.get_xlabel() == "predicted" and axes.get_ylabel().startswith("true")
    np.testing.assert_allclose(axes.images[0].get_array()[2], [12.5, 0, 87.5])


def test_folds_show_each_fold_and_the_mean():
    axes = plot_folds({"random": [0.9, 0.8], "subjects": [0.5, 0.7, 0.6]}, chance=0.125).axes[0]
    assert [bar.get_height() for bar in axes.patches] == pytest.approx([90, 80, 50, 70, 60])
    assert "random\n85.0 ± 5.0 %" in texts(axes) and "chance" in texts(axes)


def test_attention_stands_over_one_time_axis():
    weights = np.array([0.1, 0.2, 0.7])
    frames = np.random.default_rng(0).random((3, 8, 8, 3))
    figure = plot_attention(Heard(weights, 0.5, np.zeros((5, 9)), 8000), Seen(weights, 0.4, frames))
    spectrum, voice, strip, face = figure.axes[:4]
    assert face.get_xlabel() == "time (s)" and face.get_xlim() == (0, 1.5)
    np.testing.assert_allclose(voice.patches[0].get_data().values, 100 * weights)
    np.testing.assert_allclose(face.patches[0].get_data().edges, [0, 0.4, 0.8, 1.2])
    assert len(strip.child_axes) == 3 and "kHz" in spectrum.get_ylabel()
    assert len(plot_attention(Heard(weights, 0.5)).axes) == 1


@pytest.mark.parametrize("ending", ["png", "pdf", "svg"])
def test_saved_whole(tmp_path, ending):
    path = save_figure(plot_curves(history()), tmp_path / "new" / f"curves.{ending}")
    assert path.stat().st_size > 5000
    assert [p.name for p in path.parent.iterdir()] == [f"curves.{ending}"]


def test_pictures_need_neither_a_window_nor_pyplot():
    code = (
        "import sys, emolab.training as t; assert 'matplotlib' not in sys.modules; "
        "t.plot_folds({'a': [.5, .6]}); assert 'matplotlib.pyplot' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda p: save_figure(plot_curves(history()), p / "curves.bmp"), ArgumentError, "must end in .png"),
        (lambda p: plot_confusion([[1, 2]]), DataError, r"\(1, 2\)"),
        (lambda p: plot_confusion(np.eye(2), ["joy"]), DataError, "1 names for 2"),
        (lambda p: plot_folds({}), DataError, "no result"),
        (lambda p: plot_attention(), DataError, "heard, seen or both"),
        (lambda p: plot_attention(Heard([0.5, np.nan], 1)), DataError, "voice's weights"),
        (lambda p: plot_attention(seen=Seen([1.0], 1, np.zeros((2, 4, 4)))), DataError, "2 frames, but 1"),
    ],
)
def test_bad_input_is_named(tmp_path, call, error, said):
    with pytest.raises(error, match=said):
        call(tmp_path)


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="cannot write"):
        save_figure(plot_curves(history()), tmp_path / "file" / "curves.png")
