"""References from code to the ledger: every way to write one leads to the entries that it means."""

import types

import pytest

from emolab.core.errors import ArgumentError
from emolab.papers import references
from emolab.papers.references import expand, paper_of, places

SONG = ("2.5.2", "2.5.3", "2.5.4", "2.5.5", "2.14", "2.15", "2.16", "2.4.3 max pooling",
        "2.4.3 global pooling", "hard attention", "Table 2.1")  # fmt: skip
ZHU = ("Eq 1", "Eq 3, 4", "Fig 2", "Fig 2, attention gates", "steps 1-3", "step 4", "step 5", "step 6",
       "Fig 4-6", "Section 2.2", "Eq 6", "Table 1")  # fmt: skip


@pytest.mark.parametrize(
    "reference, numbers, meant",
    [
        ("song2021 2.14-2.16", SONG, ["2.14", "2.15", "2.16"]),
        ("song2021 2.15", SONG, ["2.15"]),
        ("song2021 2.5.3-2.5.5", SONG, ["2.5.3", "2.5.4", "2.5.5"]),
        ("song2021 2.4.3 max pooling", SONG, ["2.4.3 max pooling"]),
        ("song2021 2.4.3", SONG, ["2.4.3 max pooling", "2.4.3 global pooling"]),
        ("song2021 hard attention", SONG, ["hard attention"]),
        ("song2021 Table 2.1", SONG, ["Table 2.1"]),
        ("liu2026 1-4", ("1", "2", "3", "4", "5"), ["1", "2", "3", "4"]),
        ("liu2026 1-4", ("Eq 1", "Eq 2", "Eq 3", "Eq 4"), ["Eq 1", "Eq 2", "Eq 3", "Eq 4"]),
        ("liu2026 5-7", ("5-7", "8"), ["5-7"]),
        ("liu2026 6", ("5-7", "8"), ["5-7"]),
        ("zhu2022 steps 1-6", ZHU, ["steps 1-3", "step 4", "step 5", "step 6"]),
        ("zhu2022 steps 1-6", ("steps 1-6",), ["steps 1-6"]),
        ("zhu2022 step 2", ZHU, ["steps 1-3"]),
        ("zhu2022 Fig 2, attention gates", ZHU, ["Fig 2, attention gates"]),
        ("zhu2022 Fig 2, attention gates", ("Fig 2",), ["Fig 2"]),
        ("zhu2022 Fig 2", ZHU, ["Fig 2"]),
        ("zhu2022 Fig 4-6, LBP image", ZHU, ["Fig 4-6"]),
        ("zhu2022 4", ZHU, ["Eq 3, 4"]),
        ("zhu2022 3", ZHU, ["Eq 3, 4"]),
        ("zhu2022 6, weights", ZHU, ["Eq 6"]),
        ("zhu2022 2.2", ZHU, ["Section 2.2"]),
        ("zhu2022 Table 1", ZHU, ["Table 1"]),
    ],
)
def test_a_reference_leads_to_its_entries(reference, numbers, meant):
    assert expand(reference, numbers) == (reference.split()[0], meant)


@pytest.mark.parametrize(
    "reference, numbers, said",
    [
        ("song2021 2.14-2.17", SONG, "no entry for equation 2.17"),
        ("song2021 soft attention", SONG, "no entry for soft attention"),
        ("song2021 2.4.3 median pooling", SONG, "no entry for equation 2.4.3 median pooling"),
        ("zhu2022 Fig 3", ZHU, "no entry for fig 3"),
        ("song2021 2.16-2.14", SONG, "no range"),
        ("song2021 2.14-3.2", SONG, "no range"),
        ("nobody2020 1", SONG, "does not begin with a paper's key"),
        ("song2021", SONG, "does not begin with a paper's key"),
    ],
)
def test_what_leads_nowhere_is_named(reference, numbers, said):
    with pytest.raises(ArgumentError, match=said):
        expand(reference, numbers)


def test_a_step_is_no_equation_and_a_table_no_figure():
    assert places("1") != places("step 1") != places("Fig 1") != places("Table 1")
    assert places("Eq 1") == places("1") and places("Figure 2") == places("Fig 2")


def test_sources_that_are_none_of_the_papers_are_passed_over():
    assert paper_of("Boll 1979") is None and paper_of("Rafii & Pardo 2013 eq 1") is None
    assert paper_of("liu2026 1-4") == "liu2026"


def test_every_entry_knows_the_formulas_that_refer_to_it(monkeypatch):
    entries = [types.SimpleNamespace(number=f"2.{i}", code=()) for i in range(1, 51)]
    known = {
        "lstm_forward": types.SimpleNamespace(equations=("song2021 2.14-2.19", "liu2026 9")),
        "relu": types.SimpleNamespace(equations=("song2021 2.9",)),
        "masks": types.SimpleNamespace(equations=("Boll 1979",)),
    }
    fake = types.SimpleNamespace(ENTRIES=entries)
    monkeypatch.setattr("emolab.core.registry.formulas", lambda: known)
    monkeypatch.setattr(references.importlib, "import_module", lambda name: fake)
    found = references.formulas_of("song2021")
    assert found["2.9"] == ("relu",) and found["2.17"] == ("lstm_forward",) and found["2.1"] == ()
    assert references.references_to("song2021") == [
        ("lstm_forward", "song2021 2.14-2.19"),
        ("relu", "song2021 2.9"),
    ]
