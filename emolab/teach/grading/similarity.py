"""How alike two answers are: by their tokens, names made equal, the stub's own lines taken out."""

import io
import keyword
import tokenize
from collections import Counter
from itertools import combinations
from typing import NamedTuple

GRAM = 5  # tokens that are compared at once
LEAST = 30  # tokens; shorter answers are alike by nature
SHARE = 0.9
MOST = 100  # pairs of an exercise that are listed
LEFT_OUT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
            tokenize.ENCODING, tokenize.ENDMARKER}  # fmt: skip


class Alike(NamedTuple):
    """Two answers that are nearly the same."""

    exercise: str
    one: str
    other: str
    share: float  # 1 for the same tokens


class Compared(NamedTuple):
    """The answers to one exercise, compared."""

    pairs: tuple  # of Alike, the most alike first, at most MOST
    count: int  # of all pairs above the share
    short: int  # answers that are too short to compare


def tokens_of(text, stub=""):
    """Return the tokens of an answer: names as N, numbers as they are, texts as S; [] where it is no Python.

    stub      whose lines do not count
    """
    given = {line.strip() for line in stub.splitlines()}
    found, line = [], []
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.NEWLINE:
                found += line if line and not _is_text(line) else []
                line = []
            elif token.type not in LEFT_OUT and token.line.strip() not in given:
                line.append(_plain(token))
    except (tokenize.TokenError, SyntaxError):
        return []
    return found


def _plain(token):
    if token.type == tokenize.NAME and not keyword.iskeyword(token.string):
        return "N"
    return "S" if token.type == tokenize.STRING else token.string


def _is_text(line):
    return all(token == "S" for token in line)  # a docstring


def likeness(one, other):
    """Return which share of the runs of tokens two answers have in common, 0 to 1."""
    a, b = _grams(one), _grams(other)
    return _share(a, b)


def _grams(tokens):
    return Counter(tuple(tokens[i : i + GRAM]) for i in range(len(tokens) - GRAM + 1))


def _share(a, b):
    both = a.total() + b.total()
    return 2 * (a & b).total() / both if both else 0.0


def compare(exercise, answers, share=SHARE):
    """Compare all answers to an exercise.

    answers   {student: source}
    share     from which on a pair is listed
    """
    stub = exercise.stub
    tokens = {student: tokens_of(text, stub) for student, text in answers.items()}
    grams = {student: _grams(found) for student, found in tokens.items() if len(found) >= LEAST}
    pairs = []
    for one, other in combinations(grams, 2):
        least, most = sorted((grams[one].total(), grams[other].total()))
        if 2 * least < share * (least + most):
            continue  # of lengths too different to be that alike
        alike = _share(grams[one], grams[other])
        if alike >= share:
            pairs.append(Alike(exercise.name, one, other, round(alike, 3)))
    pairs.sort(key=lambda pair: -pair.share)
    return Compared(tuple(pairs[:MOST]), len(pairs), len(tokens) - len(grams))
