"""The demonstration, small: all files are there and say what was found."""

import json

import numpy as np
import pytest

from emolab.core.errors import FileError
from emolab.papers.song2021.demonstrate import demonstrate


def test_the_folder_holds_all_that_the_page_shows(tmp_path):
    said = []
    found = demonstrate(
        tmp_path / "demo",
        people=4,
        test_people=2,
        takes=1,
        epochs=1,
        face_epochs=1,
        say=said.append,
        show=False,
    )
    names = {path.name for path in (tmp_path / "demo").iterdir()}
    pictures = {"curves.png", "attention.png", "faces.png"}
    pictures |= {f"{name}_confusion.png" for name in ("audio", "video", "joined")}
    assert names == pictures | {"metrics.json", "index.html", "audio.npz", "video.npz", "joined.npz"}
    kept = json.loads((tmp_path / "demo" / "metrics.json").read_text())
    assert kept["results"]["joined"]["clips"] == np.sum(kept["results"]["joined"]["confusion"]) == 16
    best = max(kept["results"][name]["weighted_accuracy"] for name in ("audio", "video"))
    assert kept["gain_points"] == pytest.approx(100 * (kept["results"]["joined"]["weighted_accuracy"] - best))
    page = (tmp_path / "demo" / "index.html").read_text()
    assert all(name in page for name in pictures) and "http" not in page.replace("<!doctype", "")
    assert len(said) > 5 and found["seconds"] > 0


def test_a_folder_that_cannot_be_written_is_said_before_the_work(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="cannot write"):
        demonstrate(tmp_path / "file" / "demo", show=False)
