"""History and progress: what the epochs gave, and how it is shown."""

import io
import sys

import numpy as np
import pytest

from emolab.core.errors import FileError, FormatError
from emolab.training import Epoch, History, fit
from emolab.training.progress import Bar, Lines, progress_of
from training.plain import Two, clips_and_labels


def history():
    rows = [(1, 1.5, 0.25, 1.4, 0.5, 0.01, 2.0), (2, 1.0, 0.5, 1.2, 0.75, 0.005, 2.5)]
    return History([Epoch(*row) for row in rows], best_epoch=2, stopped_early=True)


def test_columns_are_arrays():
    assert history().validation_accuracy.tolist() == [0.5, 0.75]
    assert np.isnan(History([Epoch(1, 1.0, 0.5, None, None, 0.1, 1.0)]).validation_loss).all()
    assert [epoch.loss for epoch in history()] == [1.5, 1.0] and history()[-1].epoch == 2
    with pytest.raises(AttributeError, match="recall"):
        _ = history().recall


def test_saved_and_loaded(tmp_path):
    history().save(tmp_path / "history.json")
    loaded = History.load(tmp_path / "history.json")
    assert loaded.to_dict() == history().to_dict()
    assert "stopped early after epoch 2" in str(loaded) and "those of epoch 2" in str(loaded)


@pytest.mark.parametrize("text", ["{", "[]", '{"epochs": [{"loss": 1}]}', '{"epochs": 3}'])
def test_a_file_that_is_no_history_is_named(tmp_path, text):
    path = tmp_path / "history.json"
    path.write_text(text)
    with pytest.raises(FormatError, match="history.json"):
        History.load(path)
    with pytest.raises(FileError, match="none.json"):
        History.load(tmp_path / "none.json")


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_bar_on_a_terminal_shows_loss_accuracy_and_time_left(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    fit(Two(), *clips_and_labels(), epochs=2, batch_size=20, progress="voice")
    shown = sys.stderr.getvalue()
    assert "voice, epoch 1/2" in shown and "left]" in shown and "100 %" in shown
    assert "loss" in shown and "accuracy" in shown
    assert isinstance(progress_of(True, 2, 3), Bar) and not isinstance(progress_of(True, 2, 3), Lines)


def test_plain_lines_elsewhere(monkeypatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    fit(Two(), *clips_and_labels(), epochs=200, progress=True)
    lines = sys.stderr.getvalue().splitlines()
    assert 1 <= len(lines) < 20 and "\r" not in sys.stderr.getvalue()
    assert lines[-1].startswith("training, epoch 200: loss ") and "accuracy" in lines[-1]


def test_lines_say_the_time_left(monkeypatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    monkeypatch.setattr("emolab.training.progress.LINE_SECONDS", 0)
    fit(Two(), *clips_and_labels(), epochs=3, progress=True)
    lines = sys.stderr.getvalue().splitlines()
    assert len(lines) == 3 and "s left for 2 more" in lines[0]


@pytest.mark.parametrize("quiet", [False, None])
def test_quiet_where_it_is_not_wanted(monkeypatch, capsys, quiet):
    fit(Two(), *clips_and_labels(), epochs=2, progress=quiet)
    captured = capsys.readouterr()
    assert captured.out == captured.err == ""


def test_a_callable_gets_each_epoch():
    seen = []
    found = fit(Two(), *clips_and_labels(), epochs=3, progress=lambda *said: seen.append(said))
    assert [epoch for epoch, _ in seen] == found.epochs and {epochs for _, epochs in seen} == {3}
