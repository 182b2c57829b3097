"""The ledger of song2021: checks hold, claims are found as expected, and wrong code is found out."""

import pytest

from emolab.papers import references
from emolab.papers.ledger import entries, implementation, swapped, verify
from emolab.papers.song2021 import claims, equations
from tests.papers.song2021_wrong import WRONG

ENTRIES = {entry.number: entry for entry in equations.ENTRIES}


def test_every_verdict_is_among_the_entries():
    assert {entry.verdict for entry in entries("song2021")} == {"ok", "misprint", "ambiguous", "silent"}


# Wrong code


@pytest.mark.parametrize(
    "number, name, wrong", WRONG, ids=[f"{n}-{name}-{i}" for i, (n, name, _) in enumerate(WRONG)]
)
def test_wrong_code_is_found_out(number, name, wrong):
    assert name in ENTRIES[number].code
    with swapped(name, wrong(implementation(name))):
        (found,) = verify("song2021", [number])
    assert not found.holds and not found.said.startswith("broke off"), found.said


def test_every_entry_has_a_wrong_implementation_that_it_finds():
    assert set(ENTRIES) == {number for number, _, _ in WRONG}


# References and coverage


def test_every_registered_formula_in_an_entrys_code_refers_to_it():
    for number, names in references.formulas_of("song2021").items():
        registered = [name for name in ENTRIES[number].code if "." not in name]
        assert names or not registered or number in NOT_REFERRED, number


NOT_REFERRED = {"2.3", "Section 2.5", "2.4.1 padding", "audio system", "2.9.3 settings", "training", "2.43"}

LEDGER = {  # the rows of the specification, and the entries and claims that each became
    "2.1-2.3": ["2.1", "2.2", "2.3"],
    "2.4-2.7": ["2.4", "2.5", "2.6", "2.7"],
    "2.8": ["2.8"],
    "2.9, 2.10": ["2.9", "2.10"],
    "2.11": ["2.11"],
    "2.12": ["2.12"],
    "2.13": ["2.13"],
    "padding, max, average, global pooling": [
        "2.4.1 padding", "2.4.3 max pooling", "2.4.3 average pooling", "2.4.3 global pooling",
    ],
    "2.14-2.19": [f"2.{i}" for i in range(14, 20)],
    "2.20": ["2.20"],
    "2.21, 2.23": ["2.21", "2.23"],
    "2.22": ["2.22"],
    "2.24": ["2.24"],
    "2.25": ["2.25", "2.5.2", "2.5.3", "2.5.4"],
    "2.26": ["2.26", "2.5.5"],
    "2.27": ["2.27", "Section 2.5"],
    "2.28": ["2.28"],
    "2.29, 2.30": ["2.29", "2.30"],
    "hard attention": ["hard attention"],
    "2.31-2.34": [f"2.{i}" for i in range(31, 35)],
    "2.35-2.38": [f"2.{i}" for i in range(35, 39)],
    "2.39, 2.40": ["2.39", "2.40"],
    "2.41": ["2.41"],
    "2.42": ["2.42"],
    "2.43-2.45": ["2.43", "2.44", "2.45"],
    "2.46": ["2.46"],
    "2.47-2.50": [*(f"2.{i}" for i in range(47, 51)), "2.9.3 settings"],
    "Table 2.1": ["Table 2.1", "Table 2.1, LRN"],
    "video system": ["video system", ("Section 3.4.2", "every fourth"), ("Section 3.2.1", "30,000")],
    "audio system": ["audio system", "training", ("Section 3.4.3", "4,096")],
    "fusion": ["fusion"],
    "3.1": ["3.1", ("Section 3.5.1", "more than n %")],
    "Table 3.1": ["Table 3.1", ("Table 3.1", "truth")],
    "RAVDESS": [
        ("Section 3.2.3", "1,440"), ("Section 3.2.3", "24 actors"), ("Section 3.2.3", "7,356"),
        ("Section 3.2.3", "1920 x 1080"),
    ],
    "Tables 4.1-4.6": [
        "3.3.1",
        ("Section 3.3.1", "144 each"), ("Section 3.3.1", "whole actors"), ("Section 3.3.1", "people unseen"),
        ("Tables 4.2, 4.4, 4.5", "whole count of 144"), ("Tables 4.2, 4.5", "whole counts of 1,440"),
        ("Table 4.4", "whole count"), ("Section 4.1", "raises"), ("Section 4.2", "raises"),
        ("Section 4.1", "one fold"),
        ("Section 4.1", "obtains 83"), ("Table 4.1", "best, 79"), ("Table 4.3", "best, 80"),
        ("Table 4.3", "normalisation raises"), ("Table 4.2", ".03"), ("Table 4.4", ".04"),
        ("Table 4.5", ".02"),
        ("Section 4.3", "text's deviation .04"), ("Section 4.3", "agree on the deviation"),
        ("Section 4.2", "76"), ("Section 4.2", "81"), ("Section 4.2", "69"), ("Section 4.3", "the mean, 92"),
        ("Section 4.3", "94"), ("Section 4.3", "88"), ("Section 4.3", "91"),
        ("Section 4.3", "both together"),
        ("Table 4.6", "92"), ("Table 4.6", "three rows"), ("Table 4.6", "voice"),
        ("Table 4.6", "face"),
        ("Abstract", "78"), ("Abstract", "77"), ("Abstract", "92"),
        ("Abstract, 4.3, Table 4.5", "one figure"),
    ],
}  # fmt: skip


def test_every_row_of_the_ledger_became_entries_or_claims_and_nothing_else_is_there():
    meant = []
    for row, targets in LEDGER.items():
        for target in targets:
            if isinstance(target, str):
                assert target in ENTRIES, (row, target)
                meant.append(target)
            else:
                number, words = target
                fits = [c for c in claims.CLAIMS if c.number == number and words in c.title]
                assert len(fits) == 1, (row, target, [c.title for c in fits])
                meant.append(fits[0])
    assert len(meant) == len(set(map(id, meant))) == len(ENTRIES) + len(claims.CLAIMS)


def test_what_the_ledger_calls_false_is_found_false_by_computation():
    expected = {claim.title: claim.expected for claim in claims.CLAIMS}
    for words, verdict in {
        "pictures of 1920": "does not hold", "whole count of 144": "holds",
        "video's accuracy": "does not hold",
        "attention raises the audio": "does not hold", "text's deviation .04": "does not hold",
        "one figure for both": "does not hold", "96 and 7 times 192": "holds",
        "truth stands": "does not hold",
    }.items():  # fmt: skip
        (title,) = [title for title in expected if words in title]
        assert expected[title] == verdict
