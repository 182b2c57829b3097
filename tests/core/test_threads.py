"""Threads: pieces by size alone, one pool, errors passed on."""

import os
import subprocess
import sys
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import emolab
from emolab.core.errors import ArgumentError
from emolab.core.threads import one_pool, pieces, run_pieces


@pytest.fixture(autouse=True)
def as_before():
    count = emolab.threads()
    yield
    emolab.set_threads(count)


@given(st.integers(0, 500), st.integers(1, 40), st.integers(1, 12))
def test_pieces_cover_the_range_once_in_order(n, least, most):
    parts = pieces(n, least, most)
    assert [i for a, b in parts for i in range(a, b)] == list(range(n))
    assert len(parts) <= most and (len(parts) < 2 or min(b - a for a, b in parts) >= least)


def test_results_come_in_order_and_do_not_depend_on_threads():
    x = np.random.default_rng(0).normal(size=(300, 50)).astype(np.float32)

    def work():
        return run_pieces(lambda a, b: x[a:b].T @ x[a:b], len(x))

    emolab.set_threads(1)
    one = work()
    emolab.set_threads(3)
    assert all(np.array_equal(a, b) for a, b in zip(one, work()))


def test_nested_work_and_errors_pass_through():
    emolab.set_threads(2)
    nested = run_pieces(lambda a, b: sum(run_pieces(lambda c, d: d - c, b - a, 1)), 64)
    assert sum(nested) == 64

    def fail(start, stop):
        raise ValueError("piece")

    with pytest.raises(ValueError, match="piece"):
        run_pieces(fail, 64)


def test_two_threads_really_work_at_once():
    emolab.set_threads(2)
    meeting = threading.Barrier(2, timeout=20)
    assert sorted(run_pieces(lambda a, b: meeting.wait(), 2, least=1)) == [0, 1]


def test_blas_is_held_at_one_thread_inside_and_free_after():
    from threadpoolctl import threadpool_info

    def counts():
        return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]

    before = counts()
    with one_pool(), one_pool():
        assert set(counts()) == {1}
    assert counts() == before


@pytest.mark.parametrize("bad", [0, -1, 1.5, "two", None])
def test_a_wrong_number_is_named(bad):
    with pytest.raises(ArgumentError, match="set_threads.*whole number"):
        emolab.set_threads(bad)


def test_a_wrong_environment_is_named():
    code = "import emolab; emolab.threads()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "EMOLAB_THREADS": "many"},
        capture_output=True,
        text=True,
    )
    assert "EMOLAB_THREADS: the number of threads must be a whole number" in done.stderr
