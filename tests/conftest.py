"""What all tests share: where real recordings lie, and the two faces of the library."""

import os
from pathlib import Path

import pytest

import emolab


def pytest_collection_modifyitems(config, items):
    """Tests marked slow are skipped, unless -m names the mark."""
    if "slow" in config.option.markexpr:
        return
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.skip(reason="slow; run it with -m slow"))


@pytest.fixture(scope="session")
def data_folder():
    """The folder of real recordings: EMOLAB_DATA, else ../shared/data; the test is skipped without it."""
    named = os.environ.get("EMOLAB_DATA")
    folder = Path(named) if named else Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no real recordings at {folder}; set EMOLAB_DATA to a folder that has them")
    return folder


@pytest.fixture(params=["numpy", "numba"])
def each_backend(request):
    """Run the test once with the formulas and once with the kernels."""
    with emolab.use(request.param):
        yield request.param
