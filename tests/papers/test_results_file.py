import numpy as np
import pytest

from emolab.core.errors import ArgumentError, FileError, FormatError
from emolab.papers.results_file import (
    ClassCounts,
    Confusion,
    FoldResults,
    Printed,
    printed_number,
    read_results,
)


@pytest.fixture
def written(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "results.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return write


@pytest.mark.parametrize(
    "text",
    [
        "5,1\n2,7\n",
        "a,b\n5,1\n2,7\n",
        ",a,b\na,5,1\nb,2,7\n",
        "true;a;b\r\na;5;1\r\nb;2;7\r\n",
        "\ufeff\ta\tb\na\t5\t1\nb\t2\t7\n",
        "# a note\n\na,5,1\nb,2,7\n",
        ",0,1\n0,5,1\n1,2,7\n",
    ],
)
def test_a_confusion_matrix_is_read_with_and_without_labels(written, text):
    found = read_results(written(text))
    assert isinstance(found, Confusion) and found.unit == "counts"
    np.testing.assert_array_equal(found.matrix, [[5, 1], [2, 7]])
    assert len(found.names) == 2


@pytest.mark.parametrize(
    "text, unit, digits",
    [
        ("0.9,0.1\n0.25,0.75\n", "rates", 2),
        ("90.5,9.5\n25,75\n", "percent", 1),
        ("90 %,10 %\n25,75\n", "percent", 0),
        ("0,9;0,1\n0,2;0,8\n", "rates", 1),
        ("1,0\n0,1\n", "rates", 0),
    ],
)
def test_the_unit_is_found(written, text, unit, digits):
    found = read_results(written(text))
    assert (found.unit, found.digits) == (unit, digits)


def test_the_unit_may_be_told(written):
    assert read_results(written("90,10\n25,75\n")).unit == "percent"
    assert read_results(written("90,10\n25,75\n"), "counts").unit == "counts"
    with pytest.raises(FormatError, match="whole"):
        read_results(written("90.5,10\n25,75\n"), "counts")
    with pytest.raises(ArgumentError, match="counts, rates, percent"):
        read_results(written("90,10\n25,75\n"), "parts")


def test_class_counts_are_read(written):
    found = read_results(written("Emotion,Correct,Total,Accuracy\nanger,203,252,80.6 %\nsad,29,42,69.0\n"))
    assert found == ClassCounts(("anger", "sad"), (203, 29), (252, 42), (Printed(80.6, 1), Printed(69.0, 1)))
    assert read_results(written("right,samples\n1,2\n0,2\n")).names == ("line 2", "line 3")


@pytest.mark.parametrize(
    "text", ["fold,accuracy\n1,91.67\n2,87.50\n", "accuracy\n91.67\n87.50\n", "91.67\n87.50\n"]
)
def test_folds_are_read(written, text):
    found = read_results(written(text))
    assert found == FoldResults((Printed(91.67, 2), Printed(87.5, 2)), ())


def test_folds_have_samples(written):
    assert read_results(written("fold,accuracy,samples\n1,.5,10\n2,.7,12\n")).samples == (10, 12)


@pytest.mark.parametrize(
    "text, said",
    [
        ("", "empty"),
        (b"\xff\xfe\x00a", "UTF-8"),
        ("a,\0b\n1,2\n", "zero bytes"),
        ("5,1\n2,seven\n", "line 2, column 2: 'seven' is no number"),
        ("5,1\n2\n", "line 2: 1 numbers"),
        ("5,1,3\n2,7,3\n", "line 1: 3 numbers"),
        ("5,1\n2,-7\n", "line 2, column 2: -7 is below 0"),
        (",a,b\nb,5,1\na,2,7\n", "another order"),
        (",a,b\na,5,1\nc,2,7\n", "line 3: the row is called 'c', its column 'b'"),
        ("0,0\n0,0\n", "zeros alone"),
        ("class,right,samples\n", "no line below"),
        ("class,right\na,3\n", "line 1: a column `samples`"),
        ("class,right,samples\na,30,29\n", "line 2: 30 right of 29"),
        ("class,right,samples\na,3,\n", "line 2: the count of samples is missing"),
        ("class,right,samples\na,3.5,9\n", "line 2: right must be a whole number"),
        ("class,right,samples\na,0,0\n", "line 2: a has no samples"),
        ("class,right,samples\na,1,2\na,1,2\n", "line 3: a stands twice"),
        ("fold,accuracy\n1,101\n2,90\n", "line 2: an accuracy of 101"),
        ("fold,accuracy\n1,90\n", "two or more"),
        ("fold,accuracy,samples\n1,90,0\n2,80,9\n", "line 2: a fold without samples"),
        ("nan,1\n2,3\n", "no number"),
        ("1e999,1\n2,3\n", "no number"),
    ],
)
def test_broken_files_are_told_by_line(written, text, said):
    with pytest.raises(FormatError, match=said.replace("(", r"\(")):
        read_results(written(text))


def test_files_that_are_not_there(tmp_path):
    with pytest.raises(FileError, match="no such file"):
        read_results(tmp_path / "none.csv")
    with pytest.raises(FileError, match="cannot be read"):
        read_results(tmp_path)


def test_numbers_keep_their_printed_digits():
    assert printed_number("78.50 %", "") == Printed(78.5, 2)
    assert printed_number("78,5", "") == Printed(78.5, 1)
    assert printed_number(".04", "") == Printed(0.04, 2)
    with pytest.raises(FormatError, match="--mean: 'x' is no number"):
        printed_number("x", "--mean")
