import json

import pytest

from emolab.cli.main import main
from emolab.papers.ledger import swapped
from tests.papers import made_paper


@pytest.fixture(autouse=True)
def made(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    return made_paper.install(monkeypatch)


def test_list(capsys, made):
    assert main(["papers", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split()[:7] == [made, "5", "2", "1", "1", "1", "3"]
    assert main(["papers", "list", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found[0]["entries"] == {"ok": 2, "misprint": 1, "ambiguous": 1, "silent": 1}


def test_show_lists_a_paper(capsys, made):
    assert main(["papers", "show", made]) == 0
    out = capsys.readouterr().out
    assert "1.14" in out and "5 entries" in out
    assert main(["papers", "show", made, "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 5


@pytest.mark.parametrize("number", ["1.1", "Eq 1.1", "(1.1)", "eq. 1.1"])
def test_show_tells_all_of_an_entry(capsys, made, number):
    assert main(["papers", "show", made, *number.split()]) == 0
    out = capsys.readouterr().out
    assert "printed   softmax(x)ᵢ = (e^{xⱼ})/(∑ⱼ₌₁^C e^{xⱼ})" in out
    assert "intended  softmax(x)ᵢ = (e^{xᵢ})/(∑ⱼ₌₁^C e^{xⱼ})" in out
    assert "erratum   the numerator's index" in out and "verdict   misprint" in out
    assert "softmax_forward  emolab/nn/softmax.py:" in out
    assert "check     holds: largest difference" in out


def test_show_tells_readings_latex_and_kernels(capsys, made):
    assert main(["papers", "show", made, "Fig", "2,", "gates"]) == 0
    out = capsys.readouterr().out
    assert "readings  gates='standard': as drawn" in out and "(default)" in out
    assert main(["papers", "show", made, "1.14", "--latex"]) == 0
    out = capsys.readouterr().out
    assert "f(x) = { x, x > 0; 0, otherwise }" in out and r"\begin{cases}" in out
    assert "kernel emolab/kernels/relu.py" in out
    assert main(["papers", "show", made, "1.14", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["holds"] is True and [code["name"] for code in found["code"]] == ["relu_forward", "relu"]


def test_what_there_is_not_is_told_with_the_nearest(capsys, made):
    assert main(["papers", "show", "made2002"]) == 2
    assert f"did you mean {made}?" in capsys.readouterr().err
    assert main(["papers", "verify", "nothing"]) == 2
    assert f"(there are {made})" in capsys.readouterr().err
    assert main(["papers", "show", made, "1.41"]) == 2
    assert "did you mean 1.1, 1.15, 1.14?" in capsys.readouterr().err


def test_verify_ends_with_the_counts(capsys, made):
    assert main(["papers", "verify"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:4] == ["paper", "number", "verdict", "check"]
    assert lines[-3].split() == ["paper", "ok", "misprint", "ambiguous", "silent", "all", "failed"]
    assert lines[-2].split() == [made, "2", "1", "1", "1", "5", "0"]
    assert lines[-1].startswith("5 entries, 5 hold, 0 fail")


def test_verify_with_a_wrong_implementation_gives_status_1(capsys, made):
    with swapped("relu_forward", lambda x: (x, None)):
        assert main(["papers", "verify", made]) == 1
        out = capsys.readouterr().out
        assert f"FAILS: {made} 1.14" in out and "5 entries, 3 hold, 2 fail" in out
        assert main(["papers", "verify", made, "--json"]) == 1
        found = json.loads(capsys.readouterr().out)
        assert [row["number"] for row in found["entries"] if not row["holds"]] == ["1.14", "1.15"]
        assert main(["papers", "show", made, "1.14"]) == 1
        assert "check     FAILS" in capsys.readouterr().out


def test_audit_ends_with_the_counts(capsys, made):
    assert main(["papers", "audit", made]) == 0
    out = capsys.readouterr().out
    assert "accuracy 78.5" in out and "232 / 294 = 78.91" in out
    lines = out.splitlines()
    assert lines[-2].split() == [made, "1", "1", "1", "3", "0"]
    assert lines[-1].startswith("3 claims, 3 as expected, 0 not")


def test_an_unexpected_finding_gives_status_1(capsys, monkeypatch):
    claims = (made_paper.CLAIMS[0].__class__("T 1", "x", "holds", made_paper.CLAIMS[0].audit),)
    made_paper.install(monkeypatch, claims=claims)
    assert main(["papers", "audit"]) == 1
    assert "UNEXPECTED: made2020 T 1, x: does not hold, not holds" in capsys.readouterr().out
    assert main(["papers", "audit", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["claims"][0]["as_expected"] is False


def test_an_audit_that_breaks_off_gives_status_1(capsys, monkeypatch):
    claims = (made_paper.CLAIMS[0].__class__("T 1", "x", "cannot be decided", lambda: 1 // 0),)
    made_paper.install(monkeypatch, claims=claims)
    assert main(["papers", "audit"]) == 1
    assert "broke off: ZeroDivisionError" in capsys.readouterr().out


def test_export_writes_the_pages(capsys, made, tmp_path):
    assert main(["papers", "export", "--out", str(tmp_path / "pages")]) == 0
    said = capsys.readouterr().out.split()
    assert said == [str(tmp_path / "pages" / name) for name in (f"{made}.html", "index.html")]
    with swapped("relu_forward", lambda x: (x, None)):
        assert main(["papers", "export", "--out", str(tmp_path / "pages")]) == 1
    assert "2 checks or audits did not find" in capsys.readouterr().out
