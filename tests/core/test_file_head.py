"""What the first bytes of a file say."""

import pytest

from emolab.core import FileError, FormatError
from emolab.core.file_head import looks_like_text, read_head


def test_head_of_a_file(tmp_path):
    (tmp_path / "a").write_bytes(b"0123456789")
    assert read_head(tmp_path / "a", 4) == b"0123"
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(FormatError, match="empty"):
        read_head(tmp_path / "a")
    with pytest.raises(FileError, match="no such file"):
        read_head(tmp_path / "b")
    with pytest.raises(FileError, match="folder"):
        read_head(tmp_path)


def test_text_is_told_from_bytes():
    text = "größer als nötig\r\n" * 9
    assert (
        looks_like_text(b"a,b\n1,2\n") and not looks_like_text(b"a\x00b") and not looks_like_text(b"\xff\xd8")
    )
    for cut in range(20, 60):  # the cut may part a character
        assert looks_like_text(text.encode()[:cut]), cut
    assert not looks_like_text(b"\xc3 broken in the middle of it")
