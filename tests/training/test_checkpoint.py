"""Checkpoints: what was saved comes back bit for bit, and what cannot be used is named."""

import json
import shutil
import zipfile

import numpy as np
import pytest

from emolab.core.errors import FileError, FormatError
from emolab.core.files import HEADER, load_arrays, save_arrays
from emolab.nn import SGD, Adam, CosineSchedule
from emolab.training import Interrupted, fit
from emolab.training.checkpoint import load_checkpoint, rng_state, save_checkpoint
from training.plain import Momentum, Two, clips_and_labels

TASK = clips_and_labels()


def train(epochs, folder, *, model=None, make=Adam, **options):
    model = model or Two()
    optimiser = make(model.parameters(), 0.01)
    options = {"batch_size": 16, "progress": False, "rng": 3, "validation": TASK, "patience": 50} | options
    history = fit(model, *TASK, epochs=epochs, optimiser=optimiser, folder=folder, **options)
    return model, optimiser, history


def content(model, optimiser):
    state = {**model.state_dict(), **{f"o.{k}": v for k, v in optimiser.state_dict().items()}}
    return {name: np.asarray(value).tobytes() for name, value in state.items()}


@pytest.mark.parametrize("make", [Adam, SGD, Momentum])
@pytest.mark.parametrize("cut", [1, 4, 6])
def test_a_broken_run_ends_as_an_unbroken_one(tmp_path, make, cut):
    options = {"make": make, "schedule": CosineSchedule(0.01, total=24)}
    whole, optimiser, history = train(6, tmp_path / "whole", **options)
    train(cut, tmp_path / "cut", **options)
    other = Two(rng=99)  # its weights and noise are overwritten
    again, resumed, joined = train(6, tmp_path / "cut", model=other, resume=True, rng=77, **options)
    assert content(again, resumed) == content(whole, optimiser)
    assert rng_state(again.rng) == rng_state(whole.rng)
    np.testing.assert_array_equal(joined.loss, history.loss)
    np.testing.assert_array_equal(joined.validation_loss, history.validation_loss)
    assert joined.best_epoch == history.best_epoch and len(joined) == 6


def test_patience_goes_on_counting(tmp_path):
    clips, labels = TASK
    options = {"validation": (clips, (labels + 1) % 3), "patience": 3}
    whole, _, history = train(40, tmp_path / "whole", **options)
    assert history.stopped_early and len(history) < 38
    train(len(history) - 1, tmp_path / "cut", **options)
    again, _, joined = train(40, tmp_path / "cut", resume=True, **options)
    assert len(joined) == len(history) and joined.best_epoch == history.best_epoch
    assert {k: v.tobytes() for k, v in again.state_dict().items()} == {
        k: v.tobytes() for k, v in whole.state_dict().items()
    }
    _, _, finished = train(40, tmp_path / "cut", resume=True, **options)  # nothing is left to do
    assert len(finished) == len(history)


@pytest.mark.parametrize("kind", ["PCG64", "MT19937", "Philox", "SFC64"])
def test_every_kind_of_random_state_survives(tmp_path, kind):
    def make():
        return np.random.Generator(getattr(np.random, kind)(4))

    model = Two()
    rng = make()
    rng.random(5)
    save_checkpoint(tmp_path / "c.npz", model, Adam(model), rng, {"settings": {}})
    wanted = rng.random(9)
    fresh = make()
    load_checkpoint(tmp_path / "c.npz", model, Adam(model), fresh)
    np.testing.assert_array_equal(fresh.random(9), wanted)


def test_ctrl_c_leaves_the_last_epoch_and_says_how_to_go_on(tmp_path):
    calls = []

    def stop(inputs, rng):
        calls.append(1)
        if len(calls) == 11:  # 4 batches an epoch: in the middle of the third
            raise KeyboardInterrupt
        return inputs

    with pytest.raises(Interrupted, match="interrupted after 2 of 6 epochs.*resume") as caught:
        train(6, tmp_path / "cut", augment=stop)
    assert isinstance(caught.value, KeyboardInterrupt) and not isinstance(caught.value, Exception)
    assert caught.value.checkpoint == tmp_path / "cut" / "checkpoint.npz" and caught.value.epoch == 2
    same = train(6, tmp_path / "whole", augment=lambda inputs, rng: inputs)[0]
    again = train(6, tmp_path / "cut", resume=True, augment=lambda inputs, rng: inputs)[0]
    assert content(again, Adam(again)) == content(same, Adam(same))


def test_ctrl_c_without_a_folder_says_that_nothing_is_kept():
    def stop(inputs, rng):
        raise KeyboardInterrupt

    with pytest.raises(Interrupted, match="nothing is on disk") as caught:
        train(6, None, augment=stop)
    assert caught.value.checkpoint is None


def test_ctrl_c_between_the_epoch_and_its_file_counts_what_is_on_disk(tmp_path, monkeypatch):
    writes = []

    def write(*arguments):
        writes.append(1)
        if len(writes) == 3:  # the first is made before training
            raise KeyboardInterrupt
        save_checkpoint(*arguments)

    monkeypatch.setattr("emolab.training.loop.save_checkpoint", write)
    with pytest.raises(Interrupted) as caught:
        train(5, tmp_path)
    assert caught.value.epoch == 1
    progress = load_arrays(tmp_path / "checkpoint.npz")[1]["progress"]
    assert len(progress["history"]["epochs"]) == 1


def test_a_fresh_start_keeps_the_old_checkpoint_aside(tmp_path):
    train(2, tmp_path)
    old = (tmp_path / "checkpoint.npz").read_bytes()
    (tmp_path / ".checkpoint.npz.abc.part").write_bytes(b"half")
    train(1, tmp_path)
    assert (tmp_path / "checkpoint.before.npz").read_bytes() == old
    assert sorted(p.name for p in tmp_path.iterdir()) == ["checkpoint.before.npz", "checkpoint.npz"]


def test_resume_without_a_checkpoint_starts_and_says_so(tmp_path):
    with pytest.warns(UserWarning, match="no checkpoint in .* yet: the training starts at epoch 1"):
        assert len(train(1, tmp_path / "new", resume=True)[2]) == 1


def change(path, **entries):
    """Change entries of a checkpoint's header, or its arrays."""
    arrays, header = load_arrays(path)
    for name, value in entries.items():
        if callable(value):
            value(arrays, header)
        else:
            header[name] = value
    save_arrays(path, arrays, header)


def cut_short(path):
    path.write_bytes(path.read_bytes()[:-200])


def empty(path):
    path.write_bytes(b"")


def with_pickle(path):
    arrays, header = load_arrays(path)
    np.savez(path, **{"model/first.W": np.array([{"a": 1}], dtype=object)})


def lying_size(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(HEADER, json.dumps({"format": 1, "kind": "emolab checkpoint"}))
        text = "{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000,), }"
        text += " " * (117 - len(text)) + "\n"
        start = b"\x93NUMPY\x01\x00" + (118).to_bytes(2, "little")
        archive.writestr("model/first.W.npy", start + text.encode())


def weights_alone(path):
    save_arrays(path, Two().state_dict(), {"model": "Two"})


def of_another_shape(path):
    change(path, arrays=lambda a, h: a.update({"model/first.W": np.zeros((9, 8), np.float32)}))


def of_another_dtype(path):
    change(path, arrays=lambda a, h: a.update({"model/first.W": a["model/first.W"].astype(float)}))


def without_a_slot(path):
    change(path, arrays=lambda a, h: a.pop("optimiser/m/first.W"))


def with_a_bad_random_state(path):
    change(path, header=lambda a, h: h["rng"]["order"].update(state={"state": "much", "inc": 1}))


def without_a_history(path):
    change(path, header=lambda a, h: h["progress"].pop("history"))


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (cut_short, "cut short"),
        (empty, "not a whole .npz"),
        (with_pickle, "holds a pickle"),
        (lying_size, "claims shape"),
        (weights_alone, "no checkpoint of a training"),
        (lambda p: change(p, model="VGG"), "of the model VGG, not Two"),
        (lambda p: change(p, optimiser="SGD"), "of the optimiser SGD, not Adam"),
        (lambda p: change(p, rng=None), "does not describe a training"),
        (lambda p: change(p, progress=[]), "does not describe a training"),
        (lambda p: change(p, format=99), "newer"),
        (of_another_shape, r"first.W has shape \(9, 8\)"),
        (of_another_dtype, "first.W is float64 there, float32 in the model"),
        (without_a_slot, "lacks m/first.W"),
        (with_a_bad_random_state, "does not describe a training"),
        (without_a_history, "does not describe a training"),
    ],
)
def test_a_checkpoint_that_cannot_be_used_is_named(tmp_path, harm, said):
    train(2, tmp_path)
    path = tmp_path / "checkpoint.npz"
    harm(path)
    found = path.read_bytes()
    model = Two(rng=8)
    before = content(model, Adam(model))
    with pytest.raises(FormatError, match=said) as caught:
        train(4, tmp_path, model=model, resume=True)
    assert str(path) in str(caught.value)
    assert str(caught.value).count(str(path)) == 1
    assert path.read_bytes() == found
    if harm is not without_a_history:
        assert content(model, Adam(model)) == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"batch_size": 8}, "batch_size = 16, here it is 8"),
        ({"clip_norm": 1.0}, "clip_norm = None, here it is 1.0"),
        ({"make": lambda p, rate: Adam(p, rate / 2)}, "optimiser = .*0.01.*here"),
        ({"model": Two(D=4, C=5)}, "second.W has shape"),
    ],
)
def test_other_settings_are_named(tmp_path, options, said):
    train(1, tmp_path)
    with pytest.raises(FormatError, match=said):
        train(2, tmp_path, resume=True, **options)


def test_other_data_are_noticed(tmp_path):
    train(1, tmp_path)
    clips, labels = clips_and_labels(seed=1)
    model = Two()
    with pytest.raises(FormatError, match="fingerprint of data and labels"):
        fit(
            model, clips, labels, validation=TASK, patience=50, epochs=2, batch_size=16, progress=False,
            optimiser=Adam(model, 0.01), folder=tmp_path, resume=True,
        )  # fmt: skip


def test_there_is_no_such_file(tmp_path):
    model = Two()
    with pytest.raises(FileError, match="no such file"):
        load_checkpoint(tmp_path / "none.npz", model, Adam(model), np.random.default_rng(0))


def test_model_settings_must_agree(tmp_path):
    first, second = Two(), Two()
    first.settings, second.settings = {"hidden": 8}, {"hidden": 9}
    path = tmp_path / "c.npz"
    save_checkpoint(path, first, Adam(first), np.random.default_rng(0), {"settings": {}})
    with pytest.raises(FormatError, match="the model's hidden = 8, here it is 9"):
        load_checkpoint(path, second, Adam(second), np.random.default_rng(0))
    shutil.copy(path, tmp_path / "copy.npz")
    assert load_checkpoint(tmp_path / "copy.npz", first, Adam(first), np.random.default_rng(0))[1] is None
