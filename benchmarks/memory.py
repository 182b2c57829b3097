"""Peak memory of a process, each measured in a process of its own: a training step, and many clips."""

import tempfile
import wave
from pathlib import Path

import numpy as np

from benchmarks.startup import run
from benchmarks.work import Sides, Work, at_least

CLIPS, FEWER = 1000, 250
SECONDS, RATE, VOICES = 3, 16000, 20
SAME = at_least(0.9)  # of the peak with fewer clips

PEAK = """
def peak():
    import resource, sys
    try:
        for line in open("/proc/self/status"):
            if line.startswith("VmHWM"):
                return 1024 * int(line.split()[1])
    except OSError:  # no Linux: counts what the process was before as well
        pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
"""
OURS = """
import numpy as np
from emolab.models import VGG
from emolab.nn import Adam, softmax_cross_entropy
rng = np.random.default_rng(0)
x = rng.standard_normal((32, 48, 48, 3)).astype(np.float32)
network = VGG("D", input_size=48, classes=7, rng=0)
adam = Adam(network, 1e-5)
for _ in range(3):
    adam.zero_grad()
    _, dlogits = softmax_cross_entropy(network.forward(x), rng.integers(0, 7, 32))
    network.backward_to_parameters(dlogits)
    adam.step()
print(peak())
"""
THEIRS = """
import torch
from benchmarks.convolution import _torch_step, _torch_vgg16, _vgg16
from benchmarks.torch_layouts import image, layouts
import numpy as np
x = np.random.default_rng(0).standard_normal((32, 48, 48, 3)).astype(np.float32)
layout = layouts(torch)[{layout!r}]
network = _torch_vgg16(torch, _vgg16(0.5), layout, 0.5).train()
step = _torch_step(torch, network, image(torch, x, layout), torch.arange(32) % 7)
for _ in range(3):
    step()
print(peak())
"""
FEATURES = """
from emolab.cli.main import main
import contextlib, io
with contextlib.redirect_stdout(io.StringIO()):
    main(["features", {folder!r}, "--set", "is09", "-o", {out!r}])
print(peak())
"""


def works():
    """Return the rows."""
    size = f"{CLIPS:,} clips of {SECONDS} s, beside {FEWER}"
    return [
        Work(
            "memory-vgg", "peak memory, VGG-16 training steps", "N 32, 48 x 48 x 3", _step, "torch", None,
            True,
        ),
        Work("memory-features", "peak memory, IS09 of a folder", size, _features, None, SAME, True),
    ]  # fmt: skip


def _step(torch):
    peers = {}
    if torch is not None:
        from benchmarks.torch_layouts import layouts

        peers = {f"PyTorch, {name}": _peak(THEIRS.format(layout=name)) for name in layouts(torch)}
    note = "whole processes, Python and libraries included"
    _peak(OURS)()  # compiles what is not on disk yet, which takes memory of its own
    return Sides(_peak(OURS), peers, memory=True, note=note)


def _features(_):
    room = tempfile.TemporaryDirectory()  # ends with the functions that hold it
    most, fewer = (_clips(Path(room.name) / f"{count} clips", count) for count in (CLIPS, FEWER))

    def own():
        return _peak(FEATURES.format(folder=most, out=f"{room.name}/most.npz"))()

    def other():
        return _peak(FEATURES.format(folder=fewer, out=f"{room.name}/fewer.npz"))()

    other()  # compiles what is not on disk yet, which takes memory of its own
    return Sides(own, {f"{FEWER} clips": other}, memory=True, note="it must not grow with the clips")


def _peak(code):
    return lambda: float(run(PEAK + code).split()[-1])


def _clips(folder, count):
    """Write so many recordings of a few made-up voices; return the folder's name."""
    folder.mkdir()
    rng, t = np.random.default_rng(0), np.arange(SECONDS * RATE) / RATE
    for i in range(VOICES):
        pitch = rng.uniform(90, 250)
        x = sum(np.sin(2 * np.pi * k * pitch * t) / k for k in range(1, 9)) * (1 + np.sin(7 * t)) / 8
        samples = (8000 * (x + 0.05 * rng.standard_normal(len(t)))).astype("<i2").tobytes()
        for j in range(i, count, VOICES):
            with wave.open(str(folder / f"{j:04d}.wav"), "wb") as file:
                file.setnchannels(1)
                file.setsampwidth(2)
                file.setframerate(RATE)
                file.writeframes(samples)
    return str(folder)
