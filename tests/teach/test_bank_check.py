"""The bank's check finds each violation; the bank itself has none."""

import json

import pytest

from emolab.cli.main import main
from emolab.teach.bank import BANK, exercise, exercises, folders
from emolab.teach.bank_check import check_exercise
from tests.teach.small_exercise import HIDDEN, MUTANTS, SOURCE, TOML, VISIBLE, write_exercise


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
def test_every_exercise_of_the_bank_holds(folder):
    assert check_exercise(folder).violations == ()


def test_a_right_one_has_no_violation(tmp_path):
    found = check_exercise(write_exercise(tmp_path))
    assert found.violations == () and found.tests == 4 and found.mutants == 3


def mutants(name, find="2 * x", put="3 * x", fails="test_double", says="Twice is two times."):
    """The three mutants, the first changed."""
    lines = f'name = "{name}"\nfind = "{find}"\nput = "{put}"\nsays = "{says}"\nfails = "{fails}"\n'
    return "[[mutants]]\n" + lines + MUTANTS[MUTANTS.index("[[mutants]]", 5) :]


@pytest.mark.parametrize("changes, said", [
    ({"more": MUTANTS[: MUTANTS.rindex("[[mutants]]")]}, "it has 2 mutants"),
    ({"toml": TOML.replace(', "three"', "")}, "it has 2 hints"),
    ({"more": mutants("idle", put="x * 2")}, "mutant idle passes every test"),
    ({"more": mutants("other", fails="test_total")}, "mutant other passes test_total, which it is to fail"),
    ({"more": mutants("lost", fails="test_none")}, "mutant lost is to fail test_none, which is no test"),
    ({"more": mutants("lost", find="4 * x")}, "'4 * x' stands 0 times between the markers"),
    ({"more": mutants("twin", put="-2 * x")}, "cannot be told from mutant"),
    ({"more": mutants("broken", put="2 * (x")}, "mutant broken, line 6: Python cannot read this"),
    ({"more": mutants("minus")}, "two mutants have the same name"),
    ({"more": mutants("echo", says="The sign is lost.")}, "two mutants have the same says"),
    ({"more": "[weights]\ntest_tripple = 2\n" + MUTANTS}, "weights names test_tripple, which is no test"),
    ({"toml": TOML.replace("equations = []", 'equations = ["song2021 99.9"]')},
     "ledger of song2021 has no '99.9'"),
    ({"toml": TOML.replace("equations = []", 'equations = ["smith 1"]')}, "begins with no paper's key"),
    ({"more": 'plugs = "emolab.nn.lstm.lstm_forwards"\n' + MUTANTS}, "plugs: no formula is registered"),
    ({"more": 'plugs = "emolab.nn.gru.lstm_forward"\n' + MUTANTS},
     "plugs: lstm_forward stands in emolab.nn.lstm"),
    ({"toml": TOML.replace('"01"', '"02"')}, "tutorial is 02, the folder is 01_topic"),
    ({"source": SOURCE.replace("    # BEGIN", "    return 2 * x\n    # BEGIN", 1)},
     "the stub passes test_double"),
    ({"source": SOURCE.replace("2 * x", "2 * x + 1")}, "the solution fails test_double"),
    ({"source": SOURCE.replace("import numpy as np", "import scipy")}, "scipy may not be imported"),
    ({"source": SOURCE.replace("x.sum()", "float(x.sum()) + 0.0")
                      .replace('"""Twice', '"""\n    return float(x.sum()) + 0.0\n    Twice'),
      "more": MUTANTS.replace("x.sum()", "+ 0.0").replace("x.sum(axis=0)", "+ 1")},
     "the stub holds a line of the solution: return float(x.sum()) + 0.0"),
    ({"visible": VISIBLE + "\n\n# the hidden one is test_hidden_double\n"},
     "names the hidden test test_hidden_double"),
    ({"visible": VISIBLE + "\n\n# The sign is lost.\n"}, "holds what the tutor says to mutant minus"),
    ({"hidden": ""}, "it has 0 hidden tests"),
    ({"hidden": HIDDEN.replace("(2, 5, 3)", "(2, int(__import__('time').time_ns() % 97 + 1))")}, "run again"),
])  # fmt: skip
def test_each_violation_is_named(tmp_path, changes, said):
    found = check_exercise(write_exercise(tmp_path, **changes)).violations
    assert any(said in one for one in found), found


def test_the_command_prints_and_its_status_tells(tmp_path, capsys):
    write_exercise(tmp_path)
    bank = ["--bank", str(tmp_path / "bank")]
    assert main(["bank", "check", *bank]) == 0
    assert "1 exercises, 1 hold, 0 do not" in capsys.readouterr().out
    write_exercise(tmp_path, more=mutants("idle", put="x * 2"))
    assert main(["bank", "check", "twice", *bank]) == 1
    assert "    mutant idle passes every test" in capsys.readouterr().out
    assert main(["bank", "check", "twice", "--json", *bank]) == 1
    assert json.loads(capsys.readouterr().out)[0]["name"] == "twice"
    assert main(["bank", "check", "twize", *bank]) == 2
    assert "did you mean twice?" in capsys.readouterr().err
    for what in ("check", "list"):  # one that is mistyped holds nothing
        assert main(["bank", what, "--bank", str(tmp_path / "gone")]) == 1
        assert "gone holds no exercise" in capsys.readouterr().err


def test_the_bank_is_listed_in_order(capsys):
    found = exercises()
    assert [one.topic for one in found.values()] == sorted(one.topic for one in found.values())
    assert main(["bank", "list"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in found) and max(map(len, said.splitlines())) <= 100
    assert exercise("hamming").folder.is_relative_to(BANK)


def test_broken_folders_are_named_and_the_others_checked(tmp_path, capsys):
    folder = write_exercise(tmp_path)
    (folder.parent / "empty").mkdir()
    assert main(["bank", "check", "--bank", str(tmp_path / "bank")]) == 1
    said = capsys.readouterr().out
    assert "empty/exercise.toml: no such file" in said and "01 twice: 4 tests" in said


def test_a_slow_test_is_told_but_is_no_violation(tmp_path, capsys):
    slow = HIDDEN.replace("    x = rng", "    __import__('time').sleep(1.1)\n    x = rng", 1)
    write_exercise(tmp_path, hidden=slow)
    assert main(["bank", "check", "--bank", str(tmp_path / "bank")]) == 0
    assert "s, which should be below 1" in capsys.readouterr().out
