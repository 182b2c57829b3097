"""One folder a paper: its system, its equations and its tables."""

import importlib

PAPERS = ("song2021",)


def __getattr__(name):
    if name in PAPERS:
        return importlib.import_module(f"emolab.papers.{name}")
    raise AttributeError(f"module 'emolab.papers' has no attribute {name!r}")
