"""Where two conventions part."""

import warnings
from dataclasses import fields, replace

import numpy as np
import pytest

from emolab.audio import CONVENTIONS, Convention, mfcc
from emolab.audio.part_ways import STEPS, part_ways

RATE = 16000


def voice():
    t = np.arange(RATE // 2) / RATE
    noise = np.random.default_rng(0).standard_normal(len(t))
    return 0.2 * np.sin(2 * np.pi * 150 * t * (1 + 0.2 * t)) + 0.03 * noise


def by_stage(found):
    return {parting.stage: parting for parting in found.partings}


def test_every_setting_belongs_to_one_stage():
    named = [name for names in STEPS.values() for name in names]
    assert sorted(named) == sorted(entry.name for entry in fields(Convention))


def test_a_convention_does_not_part_from_itself():
    for name in CONVENTIONS:
        for parting in part_ways(voice(), RATE, name, name).partings:
            assert parting.difference == 0 and not parting.settings and parting.moved == 0


@pytest.mark.parametrize("change, stage", [
    (dict(window="hamming"), "windowed"), (dict(preemphasis=0.5), "frames"), (dict(n_fft=1024), "spectrum"),
    (dict(power=1), "spectrum"), (dict(gain=2.0), "spectrum"), (dict(mel_scale="htk", slopes="hz"), "bank"),
    (dict(log="db"), "log"), (dict(lifter=0), "mfcc"),
])  # fmt: skip
def test_one_change_parts_at_its_stage(change, stage):
    a = CONVENTIONS["kaldi"]
    b = replace(a, **change)
    found = part_ways(voice(), RATE, a, b)
    parted = [p.stage for p in found.partings if p.difference > 1e-6 or len(set(p.shapes)) > 1]
    assert parted[0] == stage
    assert [p.stage for p in found.partings if p.settings] == [stage]
    assert set(by_stage(found)[stage].settings) == set(change)
    wanted = mfcc(voice(), RATE, a)
    moved = np.sqrt(np.mean((mfcc(voice(), RATE, b) - wanted) ** 2)) / np.sqrt(np.mean(wanted**2))
    assert by_stage(found)[stage].moved == pytest.approx(moved)
    assert by_stage(found)["mfcc"].difference == pytest.approx(moved)


def test_frames_are_paired_by_time():
    """The same filter bank every 5 ms and every 10 ms: every other frame is the same."""
    a, b = (Convention(hop=hop) for hop in (0.010, 0.005))
    found = by_stage(part_ways(voice(), RATE, a, b))
    assert [shape[0] for shape in found["mfcc"].shapes] == [48, 96]
    assert found["mfcc"].difference < 1e-12


def test_all_pairs():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for a in CONVENTIONS:
            for b in CONVENTIONS:
                found = part_ways(voice(), RATE, a, b)
                assert [p.stage for p in found.partings][-1] == "mfcc"
                assert found.partings[-1].difference >= 0
