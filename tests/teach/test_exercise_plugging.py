"""Answers that stand in for the library: the same numbers, really called, and refused where they fail."""

from collections import Counter
from contextlib import ExitStack

import numpy as np
import pytest

import emolab
from emolab import audio, nn
from emolab.cli.demo import IN_DEMO
from emolab.cli.main import main
from emolab.core.errors import ArgumentError, DataError
from emolab.papers.song2021.demonstrate import demonstrate
from emolab.teach.bank import exercise, exercises
from emolab.teach.plugging import exercise_of, plug_of, replaced, using
from tests.teach.student_layers import HAMMING, STUDENTS, write_bank

LENGTHS = np.array([5, 2, 4])


@pytest.fixture
def bank(tmp_path):
    return write_bank(tmp_path)


def written(folder, name):
    path = folder / f"{name}.py"
    path.write_text(STUDENTS[name][2])
    return path


def dense(rng):
    layer = nn.Dense(6, 4, rng=rng)
    y = layer.forward(rng.standard_normal((3, 5, 6)).astype(np.float32))
    return y, layer.backward(np.ones_like(y)), layer.W.grad, layer.b.grad


def recurrent(make):
    def run(rng):
        layer = make(6, 4, rng=rng, bidirectional=True)
        y = layer.forward(rng.standard_normal((3, 5, 6)).astype(np.float32), LENGTHS)
        dy = rng.standard_normal(y.shape).astype(np.float32)
        dx = layer.backward(dy)
        return y, dx, layer.h_last, layer.dh0, *(p.grad for p in layer.parameters().values())

    return run


def soft_attention(rng):
    layer = nn.SoftAttention(6, 4, query=3, rng=rng)
    x, q = rng.standard_normal((3, 5, 6)).astype(np.float32), rng.standard_normal((3, 3)).astype(np.float32)
    z = layer.forward(x, q, LENGTHS)
    return z, layer.weights, *layer.backward(np.ones_like(z)), layer.Wx.grad, layer.Wc.grad, layer.v.grad


def cross_entropy(rng):
    loss, cache = nn.softmax_cross_entropy_forward(rng.standard_normal((4, 3)), np.array([0, 2, 1, 1]))
    return loss, nn.softmax_cross_entropy_backward(1.0, cache)


def adam(rng):
    layer = nn.Dense(3, 2, rng=rng)
    optimiser = nn.Adam(layer, 0.1)
    for _ in range(3):
        layer.W.grad[...] = layer.W.value
        optimiser.step()
    return layer.W.value, layer.b.value


RUNS = {
    "dense": dense, "lstm": recurrent(nn.LSTM), "gru": recurrent(nn.GRU), "soft_attention": soft_attention,
    "cross_entropy": cross_entropy, "adam": adam, "window": lambda rng: (audio.hamming(7),),
}  # fmt: skip


@pytest.mark.parametrize("name", STUDENTS)
def test_the_library_computes_with_it(name, bank, tmp_path, each_backend):
    run = RUNS[name]
    before = run(np.random.default_rng(3))
    with using([written(tmp_path, name)], bank=bank) as (standing,):
        found = run(np.random.default_rng(3))
    assert all(calls > 0 for calls in standing.calls.values()), standing.calls
    for a, b in zip(found, before, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-5)
    calls = dict(standing.calls)
    run(np.random.default_rng(3))
    assert standing.calls == calls, "it is still called after the block"


def test_it_is_what_decides(bank, tmp_path):
    """A window that passes its (weak) tests but is another one shows in the library's result."""
    path = tmp_path / "window.py"
    path.write_text(HAMMING.replace("0.54 - 0.46", "0.5 - 0.5"))
    before = audio.hamming(7)
    with using([path], bank=bank):
        assert audio.hamming(7)[0] == pytest.approx(0) and before[0] == pytest.approx(0.08)
    assert np.array_equal(audio.hamming(7), before)


def test_an_answer_that_fails_is_refused(bank, tmp_path):
    path = tmp_path / "window.py"
    path.write_text(HAMMING.replace("0.54 - 0.46", "0.5 - 0.4"))
    with pytest.raises(
        ArgumentError, match="fails 2 of 2 tests of window, so it is not used: hamming_visible"
    ):
        with using([path], bank=bank):
            raise AssertionError("it is in use")


def test_files_of_any_name_are_known_by_their_functions(bank, tmp_path):
    path = tmp_path / "my_lstm.py"
    text = STUDENTS["lstm"][2]
    assert exercise_of(text, path, bank).name == "lstm"
    with pytest.raises(ArgumentError, match="answers no exercise that plugs"):
        exercise_of("def f(): pass", path, bank)


def test_what_it_does_not_take_is_named(bank, tmp_path):
    with (
        using([written(tmp_path, "gru")], bank=bank),
        pytest.raises(DataError, match="gru_forward with update"),
    ):
        layer = nn.GRU(3, 2, update="past")
        layer.forward(np.ones((1, 2, 3), np.float32))


def test_an_error_in_it_names_its_line(bank, tmp_path):
    path = tmp_path / "window.py"
    path.write_text(
        HAMMING.replace("    return", "    if length == 7: raise ValueError('seven')\n    return")
    )
    with using([path], bank=bank), pytest.raises(DataError, match="window.py, line 3: ValueError: seven"):
        audio.hamming(7)


def test_a_system_trains_with_it(bank, tmp_path):
    """song2021 on synthetic people: the student's GRU is called in training, and learns what ours learns."""
    from emolab.datasets import SyntheticClips
    from emolab.papers import song2021

    clips = SyntheticClips(subjects=2, per_label=1, seed=0)

    def trained():
        system = song2021.System("audio", "laptop", rng=0, epochs=2)
        learned = system.read(clips, False)
        system.train_on(learned, clips.targets, clips.label_set, show=False)
        return system.probabilities_of(learned)

    plain = trained()
    with using([written(tmp_path, "gru"), written(tmp_path, "cross_entropy")], bank=bank) as standing:
        mine = trained()
    assert standing[0].calls["gru_forward"] >= 3 and standing[0].calls["gru_backward"] >= 2
    assert standing[1].calls["softmax_cross_entropy_backward"] >= 2
    np.testing.assert_allclose(mine, plain, atol=1e-3)


def test_the_command_refuses_and_says_why(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hamming.py").write_text(HAMMING.replace("0.54", "0.6"))
    assert main(["demo", "--use", "hamming.py", "--out", "out"]) == 2
    said = capsys.readouterr().err
    assert "tests of hamming, so it is not used" in said and not (tmp_path / "out").exists()
    assert emolab.backend()


def test_the_demo_stops_at_an_answer_that_it_would_never_call(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lstm.py").write_text(exercise("lstm").solution)
    assert main(["demo", "--use", "lstm.py", "--out", "out"]) == 2
    said = capsys.readouterr().err
    assert "the demo never calls lstm_forward, lstm_backward" in said and not (tmp_path / "out").exists()
    assert "answers to hamming, " in said and "emolab train zhu2022" in said


def test_the_demo_calls_what_it_says_it_takes(tmp_path):
    """A small demo, every pluggable formula counted: IN_DEMO is what it calls, no more and no less."""
    calls = Counter()

    def counted(name, function):
        def count(*args, **kwargs):
            calls[name] += 1
            return function(*args, **kwargs)

        return count

    pluggable = [one for one in exercises().values() if one.plugs]
    with ExitStack() as stack:
        for one in pluggable:
            formula = plug_of(one).forward
            stack.enter_context(replaced(formula, counted(one.name, formula.function)))
        demonstrate(tmp_path, people=3, test_people=1, takes=1, epochs=1, face_epochs=1, show=False)
    assert set(calls) == set(IN_DEMO)


def test_the_option_says_what_is_in_use_and_how_often_it_was_called(tmp_path, capsys):
    from emolab.cli.use import in_use

    for name, text in (("hamming", HAMMING), ("dense_backward", STUDENTS["dense"][2])):
        (tmp_path / f"{name}.py").write_text(text)
    with in_use([str(tmp_path / "hamming.py"), str(tmp_path / "dense_backward.py")]):
        audio.hamming(5)
        audio.hamming(6)
    said = capsys.readouterr().err
    assert "in use: hamming of" in said and "passes all tests of dense_backward" in said
    assert "was called 2 times" in said and "was never called: nothing in this run needs it" in said
