"""Compiled code on disk: damaged, unwritable, written by two at once, of another Numba: never a crash."""

import os
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest

from emolab.kernels import kept_code
from emolab.kernels.kept_code import KeptFiles, keep

pytestmark = pytest.mark.skipif(numba.config.DISABLE_JIT, reason="needs compiled kernels")
SCRIPT = """
import sys
if len(sys.argv) > 1:
    import numba
    numba.__version__ = sys.argv[1]
import numpy as np
from emolab.kernels.kept_code import keep
from emolab.kernels.relu import relu_forward
from emolab.kernels import relu
for dtype in (np.float32, np.float64):
    assert (relu_forward(np.array([-1, 2, 3], dtype))[0] == [0, 2, 3]).all()
kernels = [value for value in vars(relu).values() if hasattr(value, "stats") and value.signatures]
print(*(sum(sum(getattr(k.stats, n).values()) for k in kernels) for n in ("cache_hits", "cache_misses")))
"""


def run(folder, *arguments, **more):
    return subprocess.run(
        [sys.executable, "-W", "always", "-c", SCRIPT, *arguments], capture_output=True, text=True,
        env={**os.environ, "NUMBA_CACHE_DIR": str(folder), **more},
    )  # fmt: skip


def figures(done):
    assert done.returncode == 0, done.stderr[-2000:]
    return [int(word) for word in done.stdout.split()]


def test_what_is_damaged_is_compiled_and_written_anew(tmp_path):
    hits, misses = figures(run(tmp_path))
    assert hits == 0 and misses > 0
    assert figures(run(tmp_path)) == [misses, 0]
    for damage in (lambda b: b[:40], lambda b: b"no code at all", lambda b: b""):
        for ending in ("nbc", "nbi"):
            files = list(tmp_path.rglob(f"*.{ending}"))
            assert files
            for path in files:
                path.write_bytes(damage(path.read_bytes()))
            done = run(tmp_path)
            assert figures(done) == [0, misses] and "Warning" in done.stderr
            assert figures(run(tmp_path)) == [misses, 0]


def test_two_at_once_on_an_empty_folder(tmp_path):
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    both = [
        subprocess.Popen([sys.executable, "-c", SCRIPT], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for one in both:
        one.communicate()
        assert one.returncode == 0
    assert figures(run(tmp_path))[1] <= 1  # an entry that the other's index lost is compiled again


def test_code_of_two_signatures_never_shares_a_file(tmp_path):
    first, second = (KeptFiles(str(tmp_path), "f", ("source", "parts")) for _ in range(2))
    first._load_index, second._load_index = dict, dict  # neither has seen what the other wrote
    first.save("float32", "code for float32")
    second.save("float64", "code for float64")
    again = KeptFiles(str(tmp_path), "f", ("source", "parts"))
    assert again.load("float64") == "code for float64" and again.load("float32") is None
    again.save("float32", "code for float32")
    assert [again.load(key) for key in ("float32", "float64")] == ["code for float32", "code for float64"]
    assert KeptFiles(str(tmp_path), "f", ("source", "other parts")).load("float64") is None


def test_another_numba_does_not_read_it(tmp_path):
    _, misses = figures(run(tmp_path))
    assert figures(run(tmp_path, "99.0")) == [0, misses]


def test_no_folder_to_write_costs_a_compilation_and_is_said(monkeypatch):
    def nowhere(function):
        raise RuntimeError("cannot cache function: no locator available")

    monkeypatch.setattr(kept_code, "FunctionCache", nowhere)
    kept_code.say_once.cache_clear()
    with pytest.warns(UserWarning, match="no folder can be written.*NUMBA_CACHE_DIR"):
        add = keep(numba.njit(lambda x: x + 1))
    assert add(2) == 3


def test_a_folder_that_becomes_read_only(tmp_path, monkeypatch):
    def full(self, filepath):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(KeptFiles, "_open_for_write", full)
    kept_code.say_once.cache_clear()
    with pytest.warns(UserWarning, match="cannot be written.*No space left"):
        assert keep(numba.njit(_double))(np.arange(3)).tolist() == [0, 2, 4]


def _double(x):
    return x + x


def test_a_change_in_a_part_is_noticed_in_the_kernels_that_call_it(monkeypatch):
    folder = Path(kept_code.__file__).parent
    for name in kept_code.PARTS:
        assert (folder / f"{name}.py").is_file(), name
    before = kept_code.parts_stamp()
    monkeypatch.setattr(kept_code, "PARTS", kept_code.PARTS[:-1])
    kept_code.parts_stamp.cache_clear()
    assert kept_code.parts_stamp() != before
    monkeypatch.undo()
    kept_code.parts_stamp.cache_clear()
