"""Every tutorial has the parts that make it one."""

import pytest

from emolab.teach.anatomy import check_anatomy
from emolab.teach.bank import folders
from emolab.teach.tutorials import read_tutorial, tutorials, tutorials_folder
from tests.tutorials.running import FOLDER, PARTS, part

PATHS = sorted(FOLDER.glob("*.py"))


@pytest.fixture(scope="module")
def bank():
    return {path.name: path.parent.name[:2] for path in folders()}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_anatomy(path, bank):
    found = check_anatomy(read_tutorial(path), bank, {p.name for p in PATHS})
    assert not found, "\n".join(f"{path.name}:{one.line}: {one.said}" for one in found)


def test_all_are_found_numbered_and_run():
    assert tutorials_folder() == FOLDER
    numbers = [tutorial.number for tutorial in tutorials()]
    assert numbers == sorted(set(numbers)) and len(numbers) == len(PATHS) >= 2
    assert sorted(one.values[0] for which in range(PARTS) for one in part(which)) == PATHS
