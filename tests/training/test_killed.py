"""kill -9 at random moments, then resume: the same bits as an unbroken run, on one thread and on two."""

import os
import re
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pytest

from emolab.core.files import load_arrays

PROGRAM = Path(__file__).with_name("killed_run.py")
EPOCHS = 120
KILLS = 4


def start(folder, result, threads, epochs=EPOCHS):
    environment = {**os.environ, "EMOLAB_THREADS": str(threads), "PYTHONWARNINGS": "ignore"}
    return subprocess.Popen(
        [sys.executable, PROGRAM, folder, result, str(epochs)], env=environment, stderr=subprocess.PIPE
    )


def finish(process):
    said = process.communicate(timeout=120)[1]
    assert process.returncode == 0, said.decode()


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory):
    folder = tmp_path_factory.mktemp("unbroken")
    finish(start(folder / "run", folder / "result.npz", threads=1))
    return np.load(folder / "result.npz")


def wait_for_a_new_epoch(process, checkpoint):
    before = checkpoint.stat().st_mtime_ns if checkpoint.exists() else None
    while process.poll() is None:
        if checkpoint.exists() and checkpoint.stat().st_mtime_ns != before:
            return
        time.sleep(0.002)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
@pytest.mark.parametrize("threads", [1, 2])
def test_the_same_bits_after_kills(unbroken, tmp_path, threads):
    rng = np.random.default_rng(time.time_ns())  # other moments at each run of the test
    checkpoint, result = tmp_path / "run" / "checkpoint.npz", tmp_path / "result.npz"
    killed = 0
    for _ in range(KILLS):
        process = start(tmp_path / "run", result, threads)
        wait_for_a_new_epoch(process, checkpoint)
        time.sleep(rng.uniform(0, 0.2))
        process.kill()
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
    if killed < 2:
        warnings.warn(f"the training was too quick: {killed} of {KILLS} kills met it", stacklevel=1)
    finish(start(tmp_path / "run", result, threads))
    resumed = np.load(result)
    assert sorted(resumed.files) == sorted(unbroken.files)
    for name in unbroken.files:
        assert resumed[name].tobytes() == unbroken[name].tobytes(), name
    assert killed, "no kill met the training"


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system signals otherwise")
def test_ctrl_c_says_how_to_go_on(tmp_path):
    checkpoint = tmp_path / "run" / "checkpoint.npz"
    process = start(tmp_path / "run", tmp_path / "result.npz", 2, epochs=100_000)
    wait_for_a_new_epoch(process, checkpoint)
    time.sleep(np.random.default_rng(time.time_ns()).uniform(0, 0.3))
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=60)[1].decode()
    assert process.returncode != 0
    done = re.search("Interrupted: interrupted after ([0-9]+) of 100000 epochs, which are in (.*);", said)
    assert done and done[2] == str(checkpoint) and "--resume" in said
    assert int(done[1]) == len(load_arrays(checkpoint)[1]["progress"]["history"]["epochs"])
