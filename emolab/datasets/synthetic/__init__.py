"""Talking heads by formula: voice, prosody, face, head, and the corpus made of them."""

from emolab.datasets.synthetic.corpus import SyntheticClips
from emolab.datasets.synthetic.music import make_music
from emolab.datasets.synthetic.noise import NOISES, make_noise
from emolab.datasets.synthetic.talking_head import SyntheticClip
from emolab.datasets.synthetic.write import write_clips

__all__ = ["NOISES", "SyntheticClip", "SyntheticClips", "make_music", "make_noise", "write_clips"]
