"""fit: it learns, stops in time, repeats itself, and says what is wrong before anything is lost."""

import numpy as np
import pytest

from emolab.core.errors import ArgumentError, DataError, FileError, ShapeError
from emolab.nn import AdamW, CosineSchedule, softmax_cross_entropy
from emolab.training import fit, predict, predict_logits, predict_probabilities
from training.plain import Momentum, Two, clips_and_labels


@pytest.fixture
def task():
    return clips_and_labels()


def weights(model):
    return np.concatenate([value.ravel() for value in model.state_dict().values()])


def test_it_learns_and_keeps_its_history(task):
    clips, labels = task
    model = Two()
    history = fit(model, clips, labels, validation=task, epochs=60, batch_size=16, progress=False)
    assert len(history) == 60 and history.best_epoch is None
    assert history.loss[-1] < history.loss[0] / 2
    assert history.validation_accuracy[-1] == np.mean(predict(model, clips) == labels) > 0.9
    loss, _ = softmax_cross_entropy(predict_logits(model, clips), labels)
    assert history.validation_loss[-1] == pytest.approx(float(loss), rel=1e-6)
    np.testing.assert_allclose(predict_probabilities(model, clips).sum(axis=1), 1, rtol=1e-5)
    assert not model.training


def test_one_step_is_the_gradient_of_the_batch(task):
    """One batch of all clips, plain descent: the weights move by minus rate times the gradient."""
    clips, labels = task
    model, twin = Two(noise=0, dtype=np.float64), Two(noise=0, dtype=np.float64)
    optimiser = Momentum(model.parameters(), 0.3)
    fit(model, clips, labels, epochs=1, batch_size=60, optimiser=optimiser, progress=False)
    logits = twin.forward(np.array([clip.mean(axis=0) for clip in clips]))
    twin.backward(softmax_cross_entropy(logits, labels)[1])
    for name, parameter in twin.parameters().items():
        wanted = parameter.value - 0.3 * parameter.grad
        np.testing.assert_allclose(model.parameters()[name].value, wanted, rtol=1e-9, atol=1e-12)


def test_the_seed_decides_and_the_order_matters(task):
    found = []
    for seed in (0, 0, 1):
        model = Two()
        fit(model, *task, epochs=3, batch_size=8, rng=seed, progress=False)
        found.append(weights(model))
    np.testing.assert_array_equal(found[0], found[1])
    assert (found[0] != found[2]).any()


def test_predictions_do_not_depend_on_their_company(task):
    clips, labels = task
    model = Two()
    fit(model, clips, labels, epochs=2, progress=False)
    alone = np.concatenate([predict_logits(model, [clip]) for clip in clips])
    np.testing.assert_allclose(predict_logits(model, clips, batch_size=7), alone, rtol=1e-5, atol=1e-6)


def test_prediction_leaves_the_mode_and_the_noise_alone(task):
    model = Two().train()
    state = model.rng.bit_generator.state
    np.testing.assert_array_equal(predict_logits(model, task[0]), predict_logits(model, task[0]))
    assert model.training and model.rng.bit_generator.state == state


def test_patience_puts_the_best_weights_back(task):
    clips, labels = task
    unlearnable = clips, (labels + 1) % 3  # the better the training, the worse this
    model = Two(noise=0)
    history = fit(
        model, clips, labels, validation=unlearnable, epochs=50, patience=4, progress=False,
        optimiser=Momentum(model.parameters(), 0.3),
    )  # fmt: skip
    assert history.stopped_early and len(history) == history.best_epoch + 4 < 50
    assert history.best_epoch == history.validation_loss.argmin() + 1
    loss, _ = softmax_cross_entropy(predict_logits(model, clips), unlearnable[1])
    assert float(loss) == pytest.approx(history.validation_loss.min(), rel=1e-6)


def test_patience_may_watch_the_accuracy(task):
    model = Two(noise=0)
    history = fit(
        model, *task, validation=task, epochs=60, patience=3, watch="accuracy", progress=False,
        optimiser=Momentum(model.parameters(), 0.3),
    )  # fmt: skip
    assert history.best_epoch == history.validation_accuracy.argmax() + 1
    assert history.stopped_early


def test_schedule_clipping_weights_and_smoothing_reach_the_step(task):
    seen = []

    def loss(logits, labels, **extra):
        seen.append(extra)
        return softmax_cross_entropy(logits, labels, **extra)

    model = Two()
    optimiser = AdamW(model.parameters(), 1.0)
    schedule = CosineSchedule(0.01, total=8)
    history = fit(
        model, *task, epochs=2, batch_size=15, optimiser=optimiser, schedule=schedule, clip_norm=1e-3,
        loss=loss, label_smoothing=0.1, class_weights=[1, 2, 3], progress=False,
    )  # fmt: skip
    assert history.learning_rate.tolist() == [schedule(3), schedule(7)]
    assert len(seen) == 8 and seen[0]["smoothing"] == 0.1
    assert seen[0]["weights"].tolist() == [1, 2, 3] and seen[0]["weights"].dtype == np.float32
    norm = np.sqrt(sum((p.grad.astype(float) ** 2).sum() for p in model.parameters().values()))
    assert norm == pytest.approx(1e-3, rel=1e-4)


def test_augment_changes_training_only(task):
    calls = []

    def louder(inputs, rng):
        calls.append(rng.random())
        return inputs[0] * np.float32(2), inputs[1]

    fit(Two(), *task, validation=task, epochs=2, batch_size=30, augment=louder, progress=False)
    assert len(set(calls)) == 4


def test_an_augment_in_double_precision_leaves_the_training_single(task):
    kinds = []

    class Seen(Two):
        def forward(self, x, lengths=None):
            kinds.append(x.dtype)
            return super().forward(x, lengths)

    clips, labels = task
    single = [clip.astype(np.float32) for clip in clips]
    fit(
        Seen(), single, labels, epochs=1, batch_size=30, progress=False,
        augment=lambda inputs, rng: (inputs[0] * np.ones(1), inputs[1]),
    )  # fmt: skip
    assert set(kinds) == {np.dtype(np.float32)}


def test_every_clip_is_seen_once_an_epoch():
    clips, labels = clips_and_labels(33)
    marked = [np.full((2, 4), i, float) for i in range(33)]
    seen = []

    def look(inputs, rng):
        seen.append(inputs[0][:, 0, 0].astype(int).tolist())
        return inputs

    fit(Two(), marked, labels, epochs=3, batch_size=8, augment=look, progress=False)
    assert [len(batch) for batch in seen] == [8, 8, 8, 9] * 3  # the 33rd joins the last batch
    for e in range(3):
        assert sorted(sum(seen[4 * e : 4 * e + 4], [])) == list(range(33))
    assert seen[:4] != seen[4:8]


@pytest.mark.parametrize(
    ("labels", "error", "said"),
    [
        (np.zeros(60, int), DataError, "all 60 clips are of class 0"),
        (np.arange(60) % 4, DataError, r"labels\[3\] is 3; the model's 3 classes are 0 to 2"),
        (np.arange(60) - 1, DataError, r"labels\[0\] is -1"),
        (np.arange(60.0), DataError, "dtype float64"),
        (["joy"] * 60, DataError, "whole numbers"),
        (np.arange(59), ShapeError, "59"),
    ],
)
def test_bad_labels_are_named_and_nothing_is_trained(task, labels, error, said):
    model = Two()
    before = weights(model)
    with pytest.raises(error, match=said):
        fit(model, task[0], labels, epochs=1, progress=False)
    np.testing.assert_array_equal(weights(model), before)


def test_validation_labels_are_checked_too(task):
    with pytest.raises(DataError, match=r"validation labels\[5\] is 7"):
        fit(Two(), *task, validation=(task[0][:6], [0, 1, 2, 0, 1, 7]), epochs=1, progress=False)
    with pytest.raises(ShapeError, match="validation labels"):
        fit(Two(), *task, validation=(task[0], [0]), epochs=1, progress=False)


@pytest.mark.parametrize(
    "options",
    [
        {"patience": 3}, {"watch": "f1"}, {"resume": True}, {"epochs": 0}, {"batch_size": 2.5},
        {"validation": [1]}, {"validation": 3},
    ],
)  # fmt: skip
def test_bad_options_are_named(task, options):
    with pytest.raises(ArgumentError, match="fit: " + next(iter(options))):
        fit(Two(), *task, progress=False, **options)


def test_a_loss_that_is_no_number_names_epoch_and_batch(task, tmp_path):
    calls = []

    def breaks(logits, labels):
        calls.append(1)
        loss, dlogits = softmax_cross_entropy(logits, labels)
        return (np.nan if len(calls) == 6 else loss), dlogits

    with pytest.raises(DataError, match=r"epoch 2, batch 2 of 4: the loss is nan; .*learning rate") as caught:
        fit(Two(), *task, epochs=3, batch_size=15, loss=breaks, folder=tmp_path, progress=False)
    assert f"after epoch 1 is in {tmp_path}" in str(caught.value)


def test_a_wild_learning_rate_ends_with_a_message(task):
    model = Two()
    with np.errstate(all="ignore"), pytest.raises(DataError, match=r"epoch \d+.*try a tenth of it"):
        fit(model, *task, epochs=50, optimiser=Momentum(model.parameters(), 1e38), progress=False)


def test_infinite_weights_are_found_before_they_are_saved(task, tmp_path):
    class Breaks(Momentum):
        def step(self):
            super().step()
            if self.t == 4:
                self.parameters["first.W"].value[0, 0] = np.inf

    model = Two()
    optimiser = Breaks(model.parameters())
    with pytest.raises(DataError, match="epoch 2: first.W holds NaN or infinity"):
        fit(model, *task, epochs=3, batch_size=30, optimiser=optimiser, folder=tmp_path, progress=False)
    assert np.isfinite(np.load(tmp_path / "checkpoint.npz")["model/first.W"]).all()


def test_a_folder_that_cannot_be_written_is_said_before_training(task, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    model = Two()
    before = weights(model)
    for folder in (tmp_path / "file", tmp_path / "file" / "runs"):
        with pytest.raises(FileError, match="cannot write .*choose another folder"):
            fit(model, *task, epochs=1, folder=folder, progress=False)
    np.testing.assert_array_equal(weights(model), before)
