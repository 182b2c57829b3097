"""What the tests of all systems share: a cache of their own."""

import pytest


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    """Keep features in a folder that only this test sees."""
    monkeypatch.setenv("EMOLAB_CACHE", str(tmp_path / "cache"))
