"""Talking heads by formula: voice, prosody, face, head, and the corpus made of them."""

from emolab.datasets.synthetic.corpus import SyntheticClip, SyntheticClips
from emolab.datasets.synthetic.write import write_clips

__all__ = ["SyntheticClip", "SyntheticClips", "write_clips"]
