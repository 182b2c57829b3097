"""What `emolab doctor` says of CuPy: absent, without a card, and at work."""

import sys
import types

import pytest

from emolab.cli.doctor import _gpu


def fake(properties):
    runtime = types.SimpleNamespace(getDeviceProperties=properties)
    return types.SimpleNamespace(cuda=types.SimpleNamespace(runtime=runtime), __version__="14.0")


def no_driver(number):
    raise RuntimeError("cudaErrorInsufficientDriver: too old\nand more")


@pytest.mark.parametrize(
    "cupy, said",
    [
        (fake(no_driver), "finds no GPU (cudaErrorInsufficientDriver: too old): install NVIDIA's driver"),
        (fake(lambda number: {"name": b"Some card"}), "Some card, CuPy 14.0   (emolab.use('cupy')"),
    ],
)
def test_cupy_with_and_without_a_card(cupy, said, monkeypatch):
    monkeypatch.setitem(sys.modules, "cupy", cupy)
    assert said in _gpu()


def test_no_cupy_comes_with_what_to_do(monkeypatch):
    monkeypatch.delitem(sys.modules, "cupy", raising=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert "CuPy is not installed" in _gpu() and "pip install 'emolab[gpu]'" in _gpu()
