"""Every fourth tutorial runs from top to bottom, from number 1 on."""

import pytest

from tests.tutorials.running import check_run, part


@pytest.mark.parametrize("path", part(0))
def test_it_runs(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # whatever it writes lands here
    check_run(path)
