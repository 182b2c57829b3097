"""Every fourth tutorial runs from top to bottom, from number 2 on."""

import pytest

from tests.tutorials.running import check_run, part


@pytest.mark.parametrize("path", part(1))
def test_it_runs(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # whatever it writes lands here
    check_run(path)
