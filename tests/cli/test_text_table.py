"""Tables of text: as wide as the terminal, and no word is cut."""

from emolab.cli.text_table import text_table


def test_long_cells_are_wrapped_inside_their_column():
    lines = text_table(("name", "what it is"), [("a", "word " * 40), ("bc", "short")], width=60)
    assert all(len(line) <= 60 for line in lines)
    assert lines[1].startswith("a     word") and lines[2].startswith("      word")
    assert lines[-1] == "bc    short"


def test_no_word_is_cut():
    name = "a_name_of_thirty_letters_in_all"
    lines = text_table(("one", "two", "three"), [(name, "word " * 20, "word " * 20)], width=62)
    assert any(line.startswith(name) for line in lines)


def test_a_long_column_of_blanks():
    assert text_table(("one", " " * 40), [("a", " " * 50)], width=60) == ["one", "a"]


def test_a_heading_alone():
    assert text_table(("one", "two"), [], width=80) == ["one  two"]
