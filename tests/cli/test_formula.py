import json

import pytest

from emolab.cli.main import main
from tests.papers import made_paper


@pytest.fixture
def made(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    return made_paper.install(monkeypatch)


def test_a_function_leads_to_its_equations(capsys, made):
    assert main(["formula", "relu_forward"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("relu_forward  emolab/nn/relu.py:") and "kernel  emolab/kernels/relu.py" in out
    assert "Formula   y = x where" in out and "implements 2 entries" in out
    assert f"{made}  1.14    ok" in out and "1.15" in out


def test_twins_for_a_graphics_card_are_listed(capsys, made):
    assert main(["formula", "gru_forward"]) == 0
    out = capsys.readouterr().out
    assert "kernel  emolab/kernels/gru.py\ncuda    emolab/kernels/cuda/gru.py" in out
    assert main(["formula", "dense_forward"]) == 0
    assert "cuda" not in capsys.readouterr().out.split("\n\n")[0]
    assert main(["formula", "gru_forward", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cuda"] == "emolab/kernels/cuda/gru.py"


def test_the_docstring_names_the_equations():
    import inspect

    from emolab.nn.relu import relu

    text = inspect.getdoc(relu)
    assert text.endswith("\nEquations song2021 2.9") and "Equations" not in relu.formula.function.__doc__


def test_json_and_what_is_cited_beside_the_papers(capsys, made):
    assert main(["formula", "relu", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["equations"] == [{"paper": made, "number": "1.14", "title": "rectifier", "verdict": "ok"}]
    assert main(["formula", "hpss"]) == 0
    out = capsys.readouterr().out
    assert "implements no equation of the five papers" in out and "from elsewhere: FitzGerald 2010" in out


def test_a_class_goes_by_its_own_name(capsys, made):
    assert main(["formula", "LSTM"]) == 0
    assert capsys.readouterr().out.startswith("emolab.nn.LSTM  emolab/nn/lstm.py:")


@pytest.mark.parametrize("name, near", [("mfc", "mfcc"), ("gru", "gru_forward"), ("sofmax", "softmax")])
def test_a_typo_is_told_with_the_nearest(capsys, made, name, near):
    assert main(["formula", name]) == 2
    err = capsys.readouterr().err
    assert f"no formula is called {name!r}" in err and near in err


def test_the_report_lists_both_sides(capsys, made):
    assert main(["formula"]) == 0
    out = capsys.readouterr().out
    assert "functions implement no equation" in out and "FitzGerald 2010" in out
    assert "1 equation has no function:" in out and "settings" in out
    assert main(["formula", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    alone = {row["name"] for row in found["without_equation"]}
    assert "mfcc" in alone and "relu" not in alone and found["without_function"][0]["number"] == "settings"


def test_the_papers_themselves(capsys):
    assert main(["formula", "mfcc", "--json"]) == 0
    known = {(row["paper"], row["number"]) for row in json.loads(capsys.readouterr().out)["equations"]}
    assert {("song2021", "2.24"), ("song2021", "2.26"), ("song2021", "2.27"), ("liu2026", "4")} <= known
