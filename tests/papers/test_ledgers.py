"""The ledgers of all papers: checks hold, audits find what is expected, references lead to entries."""

import pytest

from emolab import papers
from emolab.core.errors import ArgumentError
from emolab.papers import PAPERS
from emolab.papers.claims import audit, claims
from emolab.papers.ledger import entries, verify
from emolab.papers.references import expand, references_to

NUMBERS = [(paper, entry.number) for paper in PAPERS for entry in entries(paper)]
REFERENCES = [(paper, name, text) for paper in PAPERS for name, text in references_to(paper)]


@pytest.mark.parametrize("paper, number", NUMBERS)
def test_the_check_holds(paper, number):
    (found,) = verify(paper, [number])
    assert found.holds, found.said
    assert found.said and len(found.entry.why) < 300


@pytest.mark.parametrize("paper", PAPERS)
def test_every_audit_finds_what_is_expected(paper):
    for found in audit(paper):
        assert found.agrees, f"{found.claim.number}, {found.claim.title}: {found.result}"
        assert all(found.result), found.claim.number


@pytest.mark.parametrize("paper, name, reference", REFERENCES)
def test_a_reference_in_the_code_leads_to_entries(paper, name, reference):
    where, numbers = expand(reference)
    assert where == paper and numbers, (name, reference)
    assert set(numbers) <= {entry.number for entry in entries(paper)}


def test_verify_runs_one_paper_or_all():
    found = papers.verify("zhu2022")
    assert [one.entry for one in found] == list(entries("zhu2022")) and all(one.holds for one in found)
    with pytest.raises(ArgumentError, match="no paper 'zhu2021'; there are song2021"):
        papers.verify("zhu2021")


def test_there_are_as_many_as_the_papers_ask():
    counts = {paper: (len(entries(paper)), len(claims(paper))) for paper in PAPERS}
    assert all(least <= found for pair in counts.values() for least, found in zip((20, 10), pair)), counts
