"""Answers that are alike: copies with other names are found, other roads are not."""

from emolab.teach.bank import exercise
from emolab.teach.grading.similarity import compare, likeness, tokens_of
from tests.teach.small_class import RIGHT, write_bank

LONG = """
def double(x):
    total = 0
    result = []
    for row in x:
        values = [2 * value for value in row]
        result.append(values)
        total = total + sum(values)
    return np.array(result)
"""
OTHER = """
def double(x):
    # another road
    out = np.empty_like(x)
    n = 0
    while n < x.size:
        out.flat[n] = x.flat[n] + x.flat[n]
        n += 1
    if not out.size:
        raise ValueError("nothing")
    return out
"""


def test_renamed_copies_are_alike_and_others_are_not(tmp_path):
    copied = LONG.replace("total", "s").replace("row", "line").replace("result", "res") + "\n# my own\n"
    assert likeness(tokens_of(LONG), tokens_of(copied)) == 1
    assert likeness(tokens_of(LONG), tokens_of(OTHER)) < 0.5
    twice = exercise("twice", write_bank(tmp_path))
    found = compare(twice, {"ann": LONG, "bob": copied, "eve": OTHER, "joe": RIGHT, "odd": "def ("})
    assert [(pair.one, pair.other, pair.share) for pair in found.pairs] == [("ann", "bob", 1)]
    assert found.count == 1 and found.short == 2


def test_given_lines_do_not_count():
    stub = "import numpy as np\n\ndef f(x):\n    given = np.cumsum(x) ** 2\n"
    assert tokens_of(stub + "    return 3\n", stub) == ["return", "3"]
    assert tokens_of('def f():\n    """Said."""\n    return "a"\n')[-2:] == ["return", "S"]
