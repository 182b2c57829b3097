"""What each paper prints for a modality: the figure, and what it was measured on."""

from typing import NamedTuple

from emolab.papers.gu2025 import tables as gu2025
from emolab.papers.liu2021 import tables as liu2021
from emolab.papers.liu2026 import tables as liu2026
from emolab.papers.song2021 import tables as song2021
from emolab.papers.zhu2022 import tables as zhu2022


class Figure(NamedTuple):
    """An accuracy as printed, in percent."""

    percent: float
    place: str  # in the paper
    of: str  # what it was measured on
    how: str  # protocol, as far as it is said


def _song2021(folds, table):
    return Figure(folds.mean, table, "RAVDESS", "ten random folds, actors mixed")


def _zhu2022(row):
    return Figure(zhu2022.TABLE_1[row].accuracy, f"Table 1, row {row}", "CHEAVD 2.0", "its test set")


def _liu2021(percent):
    return Figure(percent, "Table 3", "MOSI and MELD", "a training and a test part, cut by people")


PRINTED = {
    ("song2021", "audio"): _song2021(song2021.TABLE_4_4, "Table 4.4"),
    ("song2021", "video"): _song2021(song2021.TABLE_4_2, "Table 4.2"),
    ("song2021", "joined"): _song2021(song2021.TABLE_4_5, "Table 4.5"),
    ("zhu2022", "audio"): _zhu2022(2),
    ("zhu2022", "video"): _zhu2022(4),
    ("zhu2022", "joined"): _zhu2022(5),
    ("gu2025", "video"): Figure(gu2025.ACCURACY_CKPLUS, "Section 3.1", "CK+", "not said"),
    ("liu2021", "audio"): _liu2021(liu2021.TABLE_3_ALL.voice),
    ("liu2021", "video"): _liu2021(liu2021.TABLE_3_ALL.video),
    ("liu2021", "joined"): _liu2021(liu2021.TABLE_3_ALL.joined),
    ("liu2026", "joined"): Figure(
        liu2026.FIGURE_10_PRINTED, "Figure 10", "its own recordings", "8:1:1 or five folds"
    ),
}  # fmt: skip


def printed_text(paper, modality):
    """Return the figure and its place as text, or what stands for one that is not printed."""
    found = PRINTED.get((paper, modality))
    return "none printed" if found is None else f"{found.percent:.2f} % ({found.place}, {found.of})"


def differs(paper, modality, of, how, *, preset, also=()):
    """Return what is different from the paper, as text.

    of, how   what is measured on here, and by which protocol
    """
    found = PRINTED.get((paper, modality))
    parts = []
    if found is not None:
        parts += [] if found.of == of else [f"data: {of}, not {found.of}"]
        parts += [] if found.how == how else [f"protocol: {how}, not {found.how}"]
    if preset != "paper":
        parts.append(f"preset {preset}: smaller networks than the paper's")
    return "; ".join([*parts, *also])
