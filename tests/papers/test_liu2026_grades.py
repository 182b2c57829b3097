"""Emotions of liu2026 as grades of a scale."""

import numpy as np
import pytest

from emolab.core.errors import ArgumentError, DataError
from emolab.papers.liu2026 import tables
from emolab.papers.liu2026.grades import EDGES, grade_of, grades_of_labels, middle_of


def test_values_within_a_grade_do_not_depend_on_the_edges():
    values = middle_of(np.arange(9))
    assert grade_of(values).tolist() == grade_of(values, edge="below").tolist() == list(range(9))
    assert len(EDGES) == len(tables.EMOTIONS) + 1


def test_an_inner_edge_goes_where_it_is_told_and_the_ends_do_not():
    assert grade_of([0.0, 0.1, 0.8, 1.0]).tolist() == [0, 1, 8, 8]
    assert grade_of([0.0, 0.1, 0.8, 1.0], edge="below").tolist() == [0, 0, 7, 8]


def test_errors_name_the_value():
    with pytest.raises(DataError, match=r"values\[1\] is 1.2"):
        grade_of([0.5, 1.2])
    with pytest.raises(DataError, match=r"values\[0\] is nan"):
        grade_of([np.nan])
    with pytest.raises(DataError, match=r"grades\[1\] is 9"):
        middle_of([0, 9])
    with pytest.raises(ArgumentError, match="edge"):
        grade_of([0.5], edge="upper")


def test_labels_of_any_set_find_their_grade():
    nine = ["trust", "joy", "anxiety", "fear", "surprise", "sadness", "anticipation", "anger", "disgust"]
    assert grades_of_labels(nine).tolist() == list(range(9))
    assert grades_of_labels(["happy", "fearful", "surprised", "sad", "angry"]).tolist() == [1, 3, 4, 5, 7]
    others = ["happiness", "excitement", "neutral", "calm", "bored"]
    assert grades_of_labels(others).tolist() == [1, 1, -1, -1, -1]
