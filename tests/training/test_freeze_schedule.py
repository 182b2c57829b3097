"""What is frozen when: frozen weights stay to the bit, freed ones move, also after a resume."""

import numpy as np
import pytest

from emolab.core.errors import ArgumentError, FormatError
from emolab.models import VGG
from emolab.nn import SGD, Adam, BatchNorm, Dense, Module, ReLU, Sequential
from emolab.training import FreezeSchedule, fit
from training.plain import clips_and_labels

STAGES = {1: ("second",), 3: ("norm", "second"), 5: ("",)}
CLIPS, LABELS = clips_and_labels(48)
MEANS = np.stack([clip.mean(axis=0) for clip in CLIPS]).astype(np.float32)


class Three(Module):
    def __init__(self, seed=0):
        rng = np.random.default_rng(seed)
        self.first, self.norm, self.relu = Dense(4, 8, rng=rng), BatchNorm(8), ReLU()
        self.second = Dense(8, 3, rng=rng)

    def forward(self, x):
        return self.second(self.relu(self.norm(self.first(x))))

    def backward(self, dy):
        return self.first.backward(self.norm.backward(self.relu.backward(self.second.backward(dy))))


def trained(epochs, make=Adam, model=None, folder=None, stages=STAGES, **options):
    model = model or Three()
    states = [model.state_dict()]
    optimiser = make(model.parameters(), 0.01)
    note = lambda epoch, _: states.append(model.state_dict())  # noqa: E731
    freeze = FreezeSchedule(stages) if stages else None
    fit(model, MEANS, LABELS, epochs=epochs, batch_size=16, optimiser=optimiser, progress=note, folder=folder,
        freeze=freeze, **options)  # fmt: skip
    return model, states


def moved(before, after):
    return {name for name in before if not np.array_equal(before[name], after[name])}


HEAD = {"second.W", "second.b"}
NORM = {"norm.gamma", "norm.beta", "norm.mean", "norm.variance"}
EXPECTED = [HEAD] * 2 + [HEAD | NORM] * 2 + [HEAD | NORM | {"first.W", "first.b"}] * 2


@pytest.mark.parametrize("make", [Adam, SGD, lambda p, rate: SGD(p, rate, momentum=0.9)])
def test_only_what_is_free_moves(make):
    _, states = trained(6, make)
    assert [moved(a, b) for a, b in zip(states, states[1:])] == EXPECTED
    _, states = trained(1, make, stages=None)
    assert moved(*states) == EXPECTED[-1]


@pytest.mark.parametrize("make", [Adam, lambda p, rate: SGD(p, rate, momentum=0.9)])
@pytest.mark.parametrize("cut", [1, 2, 4])
def test_a_broken_run_ends_as_an_unbroken_one(tmp_path, make, cut):
    whole, _ = trained(6, make, folder=tmp_path / "whole")
    trained(cut, make, folder=tmp_path / "cut")
    again, states = trained(6, make, Three(9), tmp_path / "cut", resume=True)
    assert not moved(whole.state_dict(), again.state_dict())
    assert [moved(a, b) for a, b in zip(states[1:], states[2:])] == EXPECTED[cut + 1 :]
    with pytest.raises(FormatError, match="freeze"):
        trained(6, make, folder=tmp_path / "cut", resume=True, stages={1: ("second",)})


def test_a_vgg_frees_its_last_layers_first():
    vgg = VGG("A", width=1 / 32, input_size=32, classes=3, batch_norm=True, keep=1, rng=0)
    x = np.random.default_rng(0).standard_normal((12, 32, 32, 3)).astype(np.float32)
    x[np.arange(12), 0, 0, 0] += 5 * (np.arange(12) % 3)
    states = [vgg.state_dict()]
    schedule = FreezeSchedule({1: "head.layers.6", 2: ("blocks.4", "head")})
    fit(vgg, x, np.arange(12) % 3, epochs=2, batch_size=6, freeze=schedule,
        progress=lambda epoch, _: states.append(vgg.state_dict()))  # fmt: skip
    assert moved(*states[:2]) == {"head.layers.6.W", "head.layers.6.b"}
    later = moved(*states[1:])
    assert later and all(name.startswith(("head", "blocks.4")) for name in later)
    assert "blocks.4.layers.0.W" in later and vgg.frozen_blocks() == 4


def test_wrong_stages():
    for stages in ({2: ("second",)}, {}, {"1": "second"}, {0: "a", 1: "a"}, {True: "second"}, [1]):
        with pytest.raises(ArgumentError, match="whole epochs, the first of them 1"):
            FreezeSchedule(stages)
    with pytest.raises(ArgumentError, match="from epoch 3 on nothing"):
        FreezeSchedule({1: "second", 3: ()})
    with pytest.raises(ArgumentError, match="no parameter below 'third'; its parts are first, norm, second"):
        trained(1, stages={1: "second", 9: "third"})
    with pytest.raises(ArgumentError, match="no parameter below 'sec'"):
        FreezeSchedule({1: "sec"})(Three(), 1)


def test_it_tells_its_stages():
    text = str(FreezeSchedule({4: "", 1: ["second"]}))
    assert text == "from epoch 1: second\nfrom epoch 4: everything"
    model = Sequential(Dense(2, 2), Dense(2, 2))
    assert FreezeSchedule({1: "layers.1.b"})(model, 1)["layers.1.b"]
    assert not model[1].W.trainable
