"""One folder a paper: its system, its equations and its tables.

zhu2022   Zhu, Ding, Min (2022). Emotion Recognition of College Students Based on Audio and Video Image.
          Traitement du Signal 39(5), 1475-1481. doi:10.18280/ts.390503
gu2025    Gu (2025). A facial and vocal emotion recognition system based on deep learning.
liu2026   Liu, Feng, Li (2026). A Bimodal Emotion Recognition Algorithm for Audio and Video Based on Emotion
          Modeling. International Arab Journal of Information Technology 23(2). doi:10.34028/iajit/23/2/3
liu2021   Liu, Wang, Wang, Chen (2021). Multi-Modal Fusion Emotion Recognition Method of Speech Expression
          Based on Deep Learning. Frontiers in Neurorobotics 15:697634. doi:10.3389/fnbot.2021.697634
song2021  Song (2021). Feature Fusion Deep Learning Method for Video and Audio Based Emotion Recognition.
          MSc thesis, Purdue University Northwest.
"""

import importlib

PAPERS = ("song2021", "zhu2022", "gu2025", "liu2021", "liu2026")


def __getattr__(name):
    if name in PAPERS:
        return importlib.import_module(f"emolab.papers.{name}")
    raise AttributeError(f"module 'emolab.papers' has no attribute {name!r}")


def load_system(path):
    """Return the trained system that a file keeps, of whichever paper.

    Errors    FileError where it is missing; FormatError where it holds no system, or a broken one
    """
    from emolab.core.errors import FormatError
    from emolab.core.files import load_arrays
    from emolab.papers.stored import kind_of

    kind = load_arrays(path)[1].get("kind", "no emolab file")
    for paper in PAPERS:
        if kind == kind_of(paper):
            return importlib.import_module(f"emolab.papers.{paper}").System.load(path)
    raise FormatError(f"{path} holds {kind}, not a trained system; train one with: emolab train")


def verify(paper=None):
    """Run the checks of all entries of the ledger, or of one paper's, and return them: [Verified].

    Errors    ArgumentError for a paper that is none of the five
    """
    from emolab.core.errors import ArgumentError
    from emolab.papers.ledger import verify as run

    if paper is not None and paper not in PAPERS:
        raise ArgumentError(f"verify: no paper {paper!r}; there are {', '.join(PAPERS)}")
    return [found for key in ([paper] if paper else PAPERS) for found in run(key)]
