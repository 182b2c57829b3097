"""Collections as people have them, tiny and made by formula, and settings that train in a moment."""

import numpy as np

from emolab.audio import write_wav
from emolab.datasets import SyntheticClips
from tests.papers import liu2021_world, liu2026_world, worlds, zhu2022_world
from tests.papers.test_gu2025 import TINY as GU2025

LABELS = ("happy", "sad", "angry")
CHANGES = {
    "song2021": worlds.TINY, "zhu2022": zhu2022_world.TINY, "gu2025": GU2025, "liu2021": liu2021_world.TINY,
    "liu2026": liu2026_world.TINY,
}  # fmt: skip
FER = {"happy": 3, "sad": 4, "angry": 0}
CORPUS = {"seconds": 0.5, "size": 32, "label_set": LABELS}


def write_ravdess(folder, people=4, takes=2):
    SyntheticClips(people, takes, **CORPUS).write(folder, kinds="wav")


def write_emodb(folder, people=("03", "08", "09")):
    """Two takes of three emotions by each speaker."""
    clips = SyntheticClips(len(people), 2, **CORPUS)
    letters = {"happy": "F", "sad": "T", "angry": "W"}
    folder.mkdir(parents=True)
    for clip in clips:
        name = f"{people[int(clip.subject) - 1]}a01{letters[clip.label]}{'ab'[clip.take]}.wav"
        write_wav(folder / name, clip.sound, clip.sample_rate)


def write_fer2013(folder, each=8):
    """Grey faces by formula for Training and PublicTest, every one of them different."""
    folder.mkdir(parents=True)
    arrays = {}
    for part, seed in (("train", 1), ("public", 2)):
        clips = SyntheticClips(each, 1, seed=seed, **(CORPUS | {"size": 48}))
        arrays[f"{part}_images"] = np.stack([clip.frames[0].mean(axis=-1) for clip in clips]).astype(np.uint8)
        arrays[f"{part}_labels"] = np.array([FER[clip.label] for clip in clips])
    flat = np.full((1, 48, 48), 130, np.uint8)  # as some of the published pictures are
    arrays["public_images"] = np.concatenate([arrays["public_images"], flat])
    arrays["public_labels"] = np.append(arrays["public_labels"], FER["sad"])
    np.savez(folder / "fer2013_small.npz", **arrays)


def write_all(folder):
    """RAVDESS, EMO-DB and FER2013, each in its folder."""
    write_ravdess(folder / "ravdess")
    write_emodb(folder / "emodb")
    write_fer2013(folder / "fer2013")
    return folder
