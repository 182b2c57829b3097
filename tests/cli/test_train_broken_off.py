"""emolab train, killed or stopped in the middle: nothing is lost, and --resume gives the very same system."""

import os
import re
import signal
import subprocess
import sys
import time
import warnings

import numpy as np
import pytest

from emolab.core.files import load_arrays

EPOCHS = 40
OPTIONS = [
    "--data", "synthetic:2x1", "--preset", "laptop", "--set", "face_epochs=6", "--set", "vgg_width=0.03125",
    "--set", "audio_hidden=16", "--set", "video_hidden=16",
]  # fmt: skip

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system signals otherwise")


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


def start(folder, cache, *options, modality="joined", threads=2, epochs=EPOCHS):
    """Start the command in a process of its own."""
    environment = {**os.environ, "EMOLAB_THREADS": str(threads), "EMOLAB_CACHE": str(cache)}
    words = ["train", "song2021", "--modality", modality, *OPTIONS, "--epochs", str(epochs), "--out", folder]
    return subprocess.Popen(
        [sys.executable, "-m", "emolab.cli.main", *map(str, words), *options], env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell may have it ignored
    )  # fmt: skip


def finish(process):
    said = process.communicate(timeout=120)[1]
    assert process.returncode == 0, said


def wait_for_news(process, *paths):
    """Wait until one of the files is written again, or the process ends."""
    stamps = [path.stat().st_mtime_ns if path.exists() else None for path in paths]
    while process.poll() is None:
        if any(path.exists() and path.stat().st_mtime_ns != stamp for path, stamp in zip(paths, stamps)):
            return
        time.sleep(0.002)


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory, cache):
    folder = tmp_path_factory.mktemp("unbroken")
    finish(start(folder, cache, threads=1))
    return folder / "system.npz"


@pytest.mark.parametrize("threads", [1, 2])
def test_killed_and_resumed_it_is_bit_for_bit_the_same_system(unbroken, cache, tmp_path, threads):
    rng = np.random.default_rng(time.time_ns())  # other moments at each run of the test
    face, whole = tmp_path / "face" / "checkpoint.npz", tmp_path / "checkpoint.npz"
    killed = []
    for moment in ("face", "joined"):
        process = start(tmp_path, cache, *(["--resume"] if killed else []), threads=threads)
        wait_for_news(process, face if moment == "face" else whole)
        time.sleep(rng.uniform(0, 0.1))
        process.kill()
        process.communicate()
        killed.append(process.returncode == -signal.SIGKILL)
    if not all(killed):
        warnings.warn(f"the training was too quick: {sum(killed)} of 2 kills met it", stacklevel=1)
    finish(start(tmp_path, cache, "--resume", threads=threads))
    ours, wanted = load_arrays(tmp_path / "system.npz"), load_arrays(unbroken)
    assert ours[1] == wanted[1] and ours[0].keys() == wanted[0].keys()
    for name, value in wanted[0].items():
        assert ours[0][name].tobytes() == value.tobytes(), name
    assert any(killed), "no kill met the training"
    assert not list(tmp_path.glob("**/*.part"))


def test_ctrl_c_keeps_the_last_epoch_and_says_how_to_go_on(cache, tmp_path):
    epochs, checkpoint = 150, tmp_path / "checkpoint.npz"
    process = start(tmp_path, cache, modality="audio", epochs=epochs)
    for _ in range(3):
        wait_for_news(process, checkpoint)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1 and out == "" and "Traceback" not in err
    said = re.search(f"^emolab: interrupted after ([0-9]+) of {epochs} epochs, which are in (.*);", err, re.M)
    assert said and said[2] == str(checkpoint) and "--resume" in err
    done = int(said[1])
    assert 1 <= done < epochs
    assert done == len(load_arrays(checkpoint)[1]["progress"]["history"]["epochs"])
    assert not (tmp_path / "system.npz").exists() and not list(tmp_path.glob("*.part"))
    process = start(tmp_path, cache, "--resume", modality="audio", epochs=epochs)
    finish(process)
    history = load_arrays(checkpoint)[1]["progress"]["history"]["epochs"]
    assert len(history) == epochs and (tmp_path / "system.npz").exists()


def test_ctrl_c_in_a_fold_says_how_to_go_on(cache, tmp_path):
    folds = ["--folds", "2", "--split", "random"]
    process = start(tmp_path, cache, *folds, modality="audio", epochs=60)
    second = tmp_path / "random" / "fold_02" / "checkpoint.npz"
    for _ in range(3):
        wait_for_news(process, second)
    process.send_signal(signal.SIGINT)
    err = process.communicate(timeout=60)[1]
    assert process.returncode == 1 and "Traceback" not in err
    assert re.search(rf"^emolab: interrupted after [0-9]+ of 60 epochs, which are in {second};", err, re.M)
    process = start(tmp_path, cache, *folds, "--resume", modality="audio", epochs=60)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0 and "emolab, 2 random folds" in out and "fold 2/2" in err
