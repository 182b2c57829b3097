import json

import pytest

from emolab.cli.main import main

TABLE = """class,right,samples,printed
anger,203,252,80.6
disgust,29,42,69.0
sad,116,132,87.9
happy,208,236,88.1
scared,223,293,76.1
surprised,34,51,66.7
normal,324,400,81.0
"""


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(TABLE)
    return str(path)


def test_a_false_figure_gives_status_1_and_its_arithmetic(capsys, table):
    assert main(["audit", table, "--accuracy", "78.5", "--samples", "1406"]) == 1
    out = capsys.readouterr().out
    assert "counts of 7 classes, 1406 samples" in out
    assert (
        "1137 / 1406 = 80.87" in out
        and "mean of the 7 classes' rates: 78.48, which is what is printed" in out
    )
    assert out.splitlines()[-1] == "8 holds, 1 does not hold, 0 cannot be decided"


def test_a_right_figure_gives_status_0(capsys, table):
    assert main(["audit", table, "--accuracy", "80.87", "--mean", "78.5"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "9 holds, 0 does not hold, 0 cannot be decided"


def test_json(capsys, table):
    assert main(["audit", table, "--accuracy", "78.5", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["holds"] is False and found["audits"][-1]["found"] == "does not hold"
    assert found["figures"]["unweighted accuracy"].endswith("78.48 %")


def test_a_matrix_and_folds_are_recognised(capsys, tmp_path):
    path = tmp_path / "matrix.csv"
    path.write_text(",a,b\na,.9,.3\nb,.2,.8\n")
    assert main(["audit", str(path)]) == 1
    assert "a confusion matrix of rates, 2 classes" in capsys.readouterr().out
    path.write_text("fold,accuracy\n1,91.67\n2,94.44\n3,87.50\n")
    assert main(["audit", str(path), "--samples", "144", "--std", "0.02"]) == 1
    out = capsys.readouterr().out
    assert "accuracies of 3 folds" in out and "91.67 is 132/144" in out
    assert main(["audit", str(path)]) == 0
    assert "nothing is printed beside it" in capsys.readouterr().out


def test_figures_without_a_file(capsys):
    given = "--mean 91.25 --best 94.44 --lowest 87.50 --std 0.04 --folds 10 --samples 144"
    assert main(["audit", *given.split()]) == 1
    assert "standard deviation: does not hold: 10 values from 0.875 to 0.9444" in capsys.readouterr().out


@pytest.mark.parametrize(
    "given, said",
    [
        ("--accuracy eighty", "--accuracy: 'eighty' is no number"),
        ("--accuracy 180", "--accuracy must lie in 0 to 100"),
        ("--samples 12,x", "--samples must be a whole number"),
        ("--samples 0", "--samples must be a whole number above 0"),
        ("--folds 0", "--folds must be 1 or more"),
        ("--std 3", "--std says nothing about counts of classes"),
        ("--samples 1,2,3", "3 numbers for 7 classes"),
    ],
)
def test_wrong_options_give_status_2(capsys, table, given, said):
    assert main(["audit", table, *given.split()]) == 2
    assert said in capsys.readouterr().err


def test_a_broken_file_gives_status_1_and_its_line(capsys, tmp_path):
    path = tmp_path / "broken.csv"
    path.write_text(TABLE + "last,30,29,1\n")
    assert main(["audit", str(path)]) == 1
    assert "broken.csv, line 9: 30 right of 29 samples" in capsys.readouterr().err
    assert main(["audit", str(tmp_path / "none.csv")]) == 1
    assert "none.csv: no such file" in capsys.readouterr().err
    assert main(["audit"]) == 2
    assert "without a file give --best and --lowest" in capsys.readouterr().err
