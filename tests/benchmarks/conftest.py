"""What all tests of the benchmarks share."""

from types import SimpleNamespace

import pytest

from benchmarks import timing


@pytest.fixture(autouse=True)
def no_collection_between_rounds(monkeypatch):
    """A whole suite's objects take a second to be looked through; no figure counts here."""
    idle = SimpleNamespace(
        isenabled=lambda: False, disable=lambda: None, enable=lambda: None, collect=lambda: None
    )
    monkeypatch.setattr(timing, "gc", idle)
