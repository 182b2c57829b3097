"""The anatomy check finds what is not as it should be."""

import pytest

from emolab.teach.anatomy import check_anatomy
from emolab.teach.tutorials import read_tutorial
from tests.teach import made_tutorial

BANK = {"hamming": "03", "dct_two": "01"}
FILES = {"02_gradients_you_can_trust.py", "03_made_page.py"}
PADDING = "# %%\n" + "x = 1\n\n" * 14 + "\n"
WHOLE = made_tutorial.TEXT.replace("# %% [markdown]\n# ## 3.4", PADDING * 7 + "# %% [markdown]\n# ## 3.4")


def said_of(tmp_path, text):
    path = made_tutorial.write(tmp_path, text)
    return " | ".join(found.said for found in check_anatomy(read_tutorial(path), BANK, FILES))


def test_a_right_page_passes(tmp_path):
    assert said_of(tmp_path, WHOLE) == ""


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("# # 3. A made", "# # 4. A made", "must begin with '# 3. Title'"),
        ("It takes about 50 minutes to read.", "It is long.", "how long"),
        ("You need nothing.", "Ask for nothing.", "what one needs"),
        ("# You need nothing.", "# a\n# b\n# c\n# d\n# e\n# f\n# g\n# You need nothing.", "the opening has"),
        ("## 3.2 A misprint", "## 3.3 A misprint", "must be called '## 3.2"),
        ("**Speed.** Run", "Run", "begins with **Speed.**"),
        ("## 3.4 In the papers", "## 3.4 The papers", "the last two sections"),
        ("`emolab exercise start hamming`", "An exercise", "must name one"),
        ("start hamming", "start dct_two", "exercise dct_two: it belongs to 01"),
        ("start hamming", "start nothing_known", "the bank has no such exercise"),
        ("Next: [Another", "Then: [Another", "must end with 'Next"),
        ("02_gradients_you_can_trust.py", "99_nowhere.py", "leads nowhere"),
        ("**Question.** What is wrong?", "What is wrong?", "no **Question.**"),
        ("**Formula** (song2021, eq. 2.8).", "(song2021, eq. 2.8).", "no **Formula**"),
        ('axes.set_title("all alike")\nplt.show()', 'axes.set_title("all alike")', "no picture"),
        ("figure, axes = plt", "x = 1\n" * 40 + "figure, axes = plt", "a cell of 45 lines"),
        ("import time\n", "import time\nimport torch\n", "torch is not in every installation"),
        ("answer = 400  # put your guess here", "answer = 400", "the cell after **Try it.**"),
        ("assert np.allclose(p, each)", "np.allclose(p, each)", "the cell after **Try it.**"),
        ("eq. 2.25 and 2.26", "eq. 2.25 and 2.99", "equation 2.99"),
        ("**Misprint.** Eq. 2.8 has", "Eq. 2.8 has", "song2021 2.8 is a misprint"),
        ("asks for the window.", "asks for the window!", "exclamation"),
        ("asks for the window.", "asks for the window \N{ROCKET}.", "pictograph"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_found(tmp_path, before, after, said):
    assert WHOLE.count(before) >= 1
    assert said in said_of(tmp_path, WHOLE.replace(before, after, 1))


def test_length_and_number_of_tries(tmp_path):
    assert "an hour" in said_of(tmp_path, made_tutorial.TEXT)
    assert "an hour" in said_of(tmp_path, WHOLE + "\n# %%\n" + "x = 1\n" * 900)
    none = WHOLE.replace("**Try it.**", "Try it:")
    assert "0 cells to try" in said_of(tmp_path, none)


def test_the_line_is_named(tmp_path):
    text = WHOLE.replace("asks for the window.", "asks for the window!")
    found = check_anatomy(read_tutorial(made_tutorial.write(tmp_path, text)), BANK, FILES)
    assert text.splitlines()[found[0].line - 1].endswith("window!")
