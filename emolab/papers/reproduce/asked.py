"""What is asked for: papers, seeds, the preset, and the collections at hand."""

import importlib
from dataclasses import asdict

PICTURES = 4  # of one label, so that a face is about as telling as a voice


class Asked:
    """What all rows are planned from.

    sources    Sources
    papers     their keys
    seeds      of what is averaged over seeds; of folds the first alone
    preset     of all systems
    changes    {paper: settings in place of the preset's}
    synthetic  people and takes of each emotion in the synthetic corpus; corpus: its other settings
    pictures   that each made pair shows
    volumes    clips whose latency is measured, None for those of the paper
    """

    def __init__(
        self, sources, papers, seeds, preset="laptop", *, changes=None, synthetic=(16, 2), corpus=None,
        volumes=None, pictures=PICTURES,
    ):  # fmt: skip
        self.sources, self.papers, self.seeds, self.preset = sources, papers, seeds, preset
        self.synthetic, self.corpus, self.volumes = synthetic, corpus or {}, volumes
        self.pictures = pictures
        self._changes = changes or {}
        self._fingerprints = {}

    def system(self, paper):
        """Return the class of a paper's system."""
        return importlib.import_module(f"emolab.papers.{paper}").System

    def changes_of(self, paper):
        """Return the settings that are not the preset's."""
        return dict(self._changes.get(paper, {}))

    def settings_of(self, paper, modality, changes):
        """Return all settings of a system, by name."""
        return asdict(self.system(paper)(modality, self.preset, **changes).settings)

    def fingerprint(self, name, clips, compute):
        """Return the fingerprint of a collection, computed once."""
        if name not in self._fingerprints:
            self._fingerprints[name] = compute(clips)
        return self._fingerprints[name]
