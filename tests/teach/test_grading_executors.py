"""Where a class is graded: processes of this machine, or a cluster."""

import sys

import pytest

from emolab.core.errors import ArgumentError, MissingExtra
from emolab.teach.bank import exercise
from emolab.teach.grading import grade_class
from emolab.teach.grading.executors import open_executor
from tests.teach.small_class import hand_in, write_bank

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="answers are held in on Linux only"
)


def test_executors():
    for wrong in ("dask:/x", "http://x:1", "dask://", "x"):
        with pytest.raises(ArgumentError, match="dask://HOST:PORT"), open_executor(wrong):
            raise AssertionError
    with open_executor(None, 1) as pool:
        assert pool.submit(abs, -3).result() == 3


def test_dask_names_its_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtra, match=r"emolab\[dist\]"), open_executor("dask://localhost:1"):
        raise AssertionError


def test_a_class_is_graded_on_a_dask_cluster(tmp_path):
    distributed = pytest.importorskip("distributed", reason="a cluster needs it: pip install emolab[dist]")
    pytest.importorskip("emolab.teach.bank").exercise("hamming")
    solution = exercise("hamming").solution
    hand_in(tmp_path / "in", "ann", hamming=solution)
    hand_in(tmp_path / "in", "bob", hamming="x = 1\n")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        address = cluster.scheduler_address.replace("tcp://", "dask://")
        graded = grade_class(tmp_path / "in", tmp_path / "out", ("hamming",), executor=address)
    assert [result["points"] for result in graded.results] == [exercise("hamming").points, 0]
    with pytest.raises(ArgumentError, match="cannot be sent"):
        grade_class(
            tmp_path / "in", tmp_path / "out", ("twice",), executor=address, bank=write_bank(tmp_path)
        )
