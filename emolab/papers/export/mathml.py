"""LaTeX as MathML, which browsers draw by themselves."""

import re
import xml.etree.ElementTree as xml

from emolab.core.errors import ArgumentError
from emolab.papers.export.needed import needed

LARGE = {"&#x02211;", "&#x0220F;", "\N{N-ARY SUMMATION}", "\N{N-ARY PRODUCT}"}
NAMES = {"arg", "deg", "dim", "gcd", "ker", "argmax", "argmin", "sign"}  # functions the converter lacks
SPACES = {"negativethinmathspace": "-0.167em"}  # a name that browsers no longer know


def mathml(latex, where="", display="block"):
    """Return a formula's LaTeX as a <math> element.

    where     named in an error, such as "song2021 2.8"
    display   "block", or "inline" for a formula within a line
    Errors    ArgumentError for LaTeX that cannot be read; MissingExtra
    """
    convert = needed("latex2mathml.converter").convert_to_element
    bare = re.sub(r"\\.", "", latex)
    if bare.count("{") != bare.count("}"):
        raise ArgumentError(f"{where}: the braces do not pair up: {latex}")
    try:
        root = convert(latex.replace(r"\operatorname*", r"\operatorname"), display=display)
    except Exception as error:  # the converter raises errors of its own and of its parts
        raise ArgumentError(
            f"{where}: this LaTeX cannot be read ({type(error).__name__}): {latex}"
        ) from error
    for parent in list(root.iter()):
        _join_words(parent)
        _limits(parent)
        _tall_fences(parent)
        if parent.get("width") in SPACES:
            parent.set("width", SPACES[parent.get("width")])
        if parent.text and parent.text[1:] in NAMES:
            parent.text = parent.text[1:]
        if parent.text and parent.text.startswith("\\") and parent.tag in ("mi", "mo", "mn"):
            raise ArgumentError(f"{where}: the command {parent.text} is not known: {latex}")
    root.set("display", display)
    text = xml.tostring(root, encoding="unicode")
    # the converter writes characters as references, which the tree takes for text
    return re.sub(r"&amp;(#x[0-9A-Fa-f]+;|lt;|gt;|amp;)", r"&\1", text)


def _limits(element):
    """Bounds of a sum stand below and above it where there is room; browsers decide."""
    under = {"msubsup": "munderover", "msub": "munder"}
    if element.tag in under and len(element) and (element[0].text or "") in LARGE:
        element.tag = under[element.tag]


def _tall_fences(parent):
    """Fences around what is tall grow by hand: where no mathematical font is installed they would not."""
    children = list(parent)
    for at, child in enumerate(children):
        if child.tag != "mo" or child.get("fence") != "true":
            continue
        inside = children[at + 1 :] if child.get("form") == "prefix" else children[:at]
        rows = max(
            [sum(row.tag == "mtr" for row in table) for e in inside for table in e.iter("mtable")], default=0
        )
        if rows > 1:
            child.set("mathsize", f"{0.95 * rows:.2f}em")
        elif any(True for e in inside for tag in ("mfrac", "munderover", "munder") for _ in e.iter(tag)):
            child.set("mathsize", "1.5em")


def _join_words(parent):
    """Join the upright letters of a word, which would stand apart, into one identifier."""
    kept = []
    for child in list(parent):
        upright = child.tag == "mi" and child.get("mathvariant") == "normal" and len(child.text or "") >= 1
        before = kept[-1] if kept else None
        joins = (
            upright and before is not None and before.get("mathvariant") == "normal" and before.tag == "mi"
        )
        if joins and parent.tag in ("mrow", "mstyle") and (child.text + before.text).isalpha():
            before.text += child.text
            parent.remove(child)
        else:
            kept.append(child)
    for child in kept:
        if child.tag == "mi" and child.get("mathvariant") == "normal" and len(child.text or "") > 1:
            del child.attrib["mathvariant"]
