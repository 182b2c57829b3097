"""Submissions are read without trusting them: whatever is broken is named."""

import os
import stat
import zipfile

import pytest

from emolab.core.errors import FileError
from emolab.teach.grading.file_names import file_name
from emolab.teach.grading.submissions import find_submissions, read_submission
from tests.teach.small_class import RIGHT, hand_in


def piece(path, exercise="twice"):
    return read_submission("ann", path, [exercise]).pieces[0]


def test_folders_and_zips_are_students_and_others_are_named(tmp_path):
    hand_in(tmp_path, "ann", twice=RIGHT)
    hand_in(tmp_path, "bob", twice=RIGHT)
    with zipfile.ZipFile(tmp_path / "bob.zip", "w") as archive:
        archive.writestr("twice.py", RIGHT)
    with zipfile.ZipFile(tmp_path / "eve.zip", "w") as archive:
        archive.writestr("eve/deep/twice.py", RIGHT)
        archive.writestr("__MACOSX/._twice.py", "x")
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / ".DS_Store").write_text("x")
    students, others = find_submissions(tmp_path)
    assert list(students) == ["ann", "bob", "bob.zip", "eve"] and others == ["notes.txt"]
    for path in students.values():
        assert piece(path).text == RIGHT and not piece(path).why
    with pytest.raises(FileError, match="no such folder"):
        find_submissions(tmp_path / "gone")
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileError, match="holds no submission"):
        find_submissions(tmp_path / "empty")


def test_a_link_is_never_followed(tmp_path):
    secret = tmp_path / "secret.py"
    secret.write_text(RIGHT)
    home = hand_in(tmp_path / "class", "ann")
    (home / "twice.py").symlink_to(secret)
    assert piece(home).text == "" and "is a link" in piece(home).why
    (tmp_path / "class" / "bob").symlink_to(tmp_path)
    assert "is a link" in piece(tmp_path / "class" / "bob", "secret").why
    (home / "inner").symlink_to(tmp_path, target_is_directory=True)
    assert "no file secret.py" in piece(home, "secret").why
    with zipfile.ZipFile(tmp_path / "eve.zip", "w") as archive:
        info = zipfile.ZipInfo("twice.py")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, str(secret))
    assert "is a link" in piece(tmp_path / "eve.zip").why


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00rubbish", "not UTF-8 text"),
        (RIGHT.encode() + "# M\u00fcller".encode("latin-1"), "not UTF-8 text"),
        (b"\0" * 10, "null byte"),
        (b"def (:\n", "Python cannot read this"),
        (b"import os\n", "line 1"),
        (b"x = 1\n" * 400_000, "has 2 MiB"),
    ],
)
def test_broken_files_are_named(tmp_path, content, said):
    home = hand_in(tmp_path, "ann", twice=content)
    assert said in piece(home).why
    with zipfile.ZipFile(tmp_path / "ann.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("twice.py", content)
    assert said in piece(tmp_path / "ann.zip").why


def test_what_is_no_file_is_named(tmp_path):
    home = hand_in(tmp_path, "ann")
    (home / "twice.py").mkdir()
    assert "is a folder" in piece(home).why
    home = hand_in(tmp_path, "bob")
    os.mkfifo(home / "twice.py")  # opening one for reading would wait for ever
    assert "no ordinary file" in piece(home).why
    home = hand_in(tmp_path, "eve")
    with open(home / "twice.py", "wb") as file:
        file.truncate(50 << 20)
    assert "has 50 MiB" in piece(home).why


def test_a_missing_file_names_what_looks_like_it(tmp_path):
    home = hand_in(tmp_path, "ann")
    (home / "twice (1).py").write_text(RIGHT)
    assert piece(home).why == "no file twice.py; there is 'twice (1).py'"
    two = hand_in(tmp_path / "two", "ann", twice=RIGHT)
    hand_in(two, "copy", twice=RIGHT)
    assert "there are 2 files called twice.py" in piece(two).why


def test_a_whole_handout_is_handed_in(tmp_path):
    """The visible tests, which have the answers' names, are not taken for answers."""
    home = hand_in(tmp_path, "ann/week1", twice=RIGHT).parent
    hand_in(home / "week1", "visible", twice="import numpy")
    assert piece(home).text == RIGHT and not piece(home).why
    (home / "week1" / "twice.py").unlink()
    assert piece(home).why == "no file twice.py"


def test_a_zip_file_in_a_folder_is_opened_where_no_answer_lies_beside_it(tmp_path):
    home = hand_in(tmp_path, "ann")
    with zipfile.ZipFile(home / "week1.zip", "w") as archive:
        archive.writestr("week1/twice.py", RIGHT)
    assert piece(home).text == RIGHT and not piece(home).why
    (home / "twice.py").write_text(RIGHT + "\n")
    assert piece(home).text == RIGHT + "\n"
    (home / "twice.py").unlink()
    (home / "week1.zip").write_bytes(b"PK\x03\x04 not a zip")
    assert piece(home).why.startswith("there is no .py file, but 'week1.zip', which cannot be read")


def test_what_holds_no_answer_at_all_is_said(tmp_path):
    home = hand_in(tmp_path, "ann")
    assert piece(home).why == "nothing was handed in"
    (home / "assignment.ipynb").write_text("{}")
    assert "no .py file, but 'assignment.ipynb'; a notebook is not graded" in piece(home).why


def test_zip_files_that_are_none(tmp_path):
    path = tmp_path / "ann.zip"
    path.write_bytes(b"PK\x03\x04 not a zip")
    assert "ann.zip cannot be read" in piece(path).why
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("twice.py", b"#" * (64 << 20))  # small on disk
    assert path.stat().st_size < 100_000 and "has 64 MiB" in piece(path).why
    raw = path.read_bytes()
    whole = raw.replace((64 << 20).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    path.write_bytes(whole)  # and one that lies about it
    assert piece(path).why and piece(path).text == ""


def test_the_digest_is_that_of_the_answer(tmp_path):
    home = hand_in(tmp_path, "ann", twice=RIGHT)
    before = piece(home).digest
    os.utime(home / "twice.py", (1, 1))
    assert piece(home).digest == before
    (home / "twice.py").write_text(RIGHT + "\n")
    assert piece(home).digest != before


def test_students_have_file_names_of_their_own():
    names = ["ann", "../../etc", "a b", "a_b", "a/b", "", "\u00fc" * 300, "<b>"]
    found = [file_name(name) for name in names]
    assert len(set(found)) == len(names) and all(name.isascii() and len(name) < 80 for name in found)
    assert not any(set(name) & set("/.<> ") for name in found)
