"""Talking heads by formula: voice, prosody, face, head, and the corpus made of them."""

from emolab.datasets.synthetic.corpus import SyntheticClip, SyntheticClips

__all__ = ["SyntheticClip", "SyntheticClips"]
