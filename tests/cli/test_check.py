import json

import numpy as np
import pytest

import emolab
from emolab.cli.main import main
from emolab.nn.gradient_case import GRADIENT_CASES, away_from, gradient_case, gradient_cases


@pytest.fixture
def broken_case():
    gradient_cases()

    @gradient_case("broken relu", covers=("relu_backward",))
    def build(rng):
        forward = lambda x: (np.maximum(x, 0), x)  # noqa: E731
        return (forward, lambda dy, x: dy), (away_from(rng.standard_normal(6)),), {"margin": 0.1}

    @gradient_case("broken crash")
    def crash(rng):
        raise RuntimeError("no such layer")

    yield
    del GRADIENT_CASES["broken relu"], GRADIENT_CASES["broken crash"]


def test_the_command_prints_a_table(capsys):
    assert main(["check", "dense"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["layer", "tensors", "worst", "error", "step", "verdict"]
    assert [line.split()[0] for line in lines[1:3]] == ["Dense", "dense"]
    assert "2 layers, 2 passed, 0 failed" in lines[-1]


def test_the_command_prints_json(capsys):
    assert main(["check", "Dense", "--json", "--seed", "3"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["passed"] and found["seed"] == 3 and found["backend"] == emolab.backend()
    assert [row["name"] for row in found["cases"][0]["rows"]] == ["x", "W", "b"]


def test_a_failure_gives_status_1_and_says_what(capsys, broken_case):
    assert main(["check", "broken"]) == 1
    out = capsys.readouterr().out
    assert "the gradient of x is wrong by" in out and "RuntimeError: no such layer" in out
    assert "0 passed, 2 failed" in out
    assert main(["check", "broken", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["passed"] is False


def test_an_unknown_layer_gives_status_2_and_near_names(capsys):
    assert main(["check", "dnse"]) == 2
    assert "no layer is called 'dnse'; did you mean" in capsys.readouterr().err
    assert main(["check", "--seed", "-1"]) == 2


def test_two_cases_of_one_name_are_an_error():
    gradient_cases()
    with pytest.raises(emolab.ArgumentError, match="'dense' stands in"):
        gradient_case("dense")(lambda rng: None)
