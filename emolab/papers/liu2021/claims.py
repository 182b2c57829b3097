"""What liu2021 says in numbers, each held against the others."""

from math import floor

import numpy as np

from emolab.papers.arithmetic import agrees, gain, judged, mean, ratio, total, whole_counts
from emolab.papers.claims import Audited, Claim
from emolab.papers.liu2021 import tables
from emolab.papers.liu2021.tables import RESULTS, TABLE_1, TABLE_2, TABLE_3, TABLE_3_ALL


def _stft():
    missing = [name for name, value in tables.STFT_OF_FACES.items() if value is None]
    given = len(tables.STFT_OF_FACES) - len(missing)
    found = "cannot be decided" if missing else "holds"
    needed = f"{len(tables.STFT_OF_FACES)} settings are needed"
    return Audited(
        found, "STFT features of faces", f"{given} given", f"{needed}; missing: {', '.join(missing)}"
    )


def _segments_a_video():
    return ratio(
        TABLE_1["emotion segments"],
        TABLE_1["videos"],
        TABLE_1["emotion segments of a video"],
        1,
        percent=False,
    )


def _segments():
    return total((tables.MOSI_SUBJECTIVE, tables.MOSI_OBJECTIVE), TABLE_1["video segments"])


def _sentences():
    return total(tuple(tables.MOSI_SENTENCES.values()), TABLE_1["emotion segments"])


def _individuals():
    return total(tuple(tables.MOSI_PEOPLE.values()), TABLE_1["speakers"])


def _videos_split():
    return total(tuple(tables.MOSI_PEOPLE.values()), TABLE_1["videos"])


def _labels_of_mosi():
    from emolab.datasets.labels import LABEL_SETS

    known = {*tables.MOSI_LABELS, *LABEL_SETS["sentiment2"], *LABEL_SETS["sentiment7"]}
    used = set(TABLE_3)
    shared = used & known
    return judged(
        used <= known, f"results by {len(used)} emotions", f"{len(shared)} of them are labels of MOSI",
        f"emotions: {', '.join(TABLE_3)}; labels: polarity {', '.join(tables.MOSI_LABELS)}",
    )  # fmt: skip


def _meld_product():
    product = tables.MELD_CHARACTERS * tables.MELD_FACES_EACH
    return judged(
        agrees(tables.MELD_FACES, product, -4), f"about {tables.MELD_FACES:,}", f"{product:,}",
        f"{tables.MELD_CHARACTERS} x {tables.MELD_FACES_EACH:,} = {product:,}",
    )  # fmt: skip


def _meld_range():
    few, most, others = tables.MELD_FEWEST, tables.MELD_MOST, tables.MELD_CHARACTERS - 2
    low, high = few + most + others * few, few + most + others * most
    return judged(
        low <= tables.MELD_FACES <= high, f"about {tables.MELD_FACES:,}", f"{low:,} to {high:,}",
        f"{few:,} + {most:,} + {others} characters of {few:,} to {most:,} each",
    )  # fmt: skip


def _meld_each():
    low, high, each = tables.MELD_FEWEST, tables.MELD_MOST, tables.MELD_FACES_EACH
    return judged(
        low <= each <= high, f"about {each:,} a character", f"{low:,} to {high:,}", "the prose's own range"
    )


def _meld_seasons():
    seasons = [int(name[1:3]) for name in tables.MELD_EPISODES]
    return judged(
        len(set(seasons)) == tables.MELD_SEASONS and seasons[0] == tables.MELD_FIRST_SEASON,
        f"{tables.MELD_SEASONS} seasons, the first listed is season {tables.MELD_FIRST_SEASON}",
        f"{len(set(seasons))} seasons, the first listed is season {seasons[0]}",
        f"seasons in the episodes' names: {', '.join(map(str, seasons))}",
    )  # fmt: skip


def _best_layer():
    ranked = sorted(TABLE_2, key=TABLE_2.get, reverse=True)
    told = ", ".join(f"{layer} {TABLE_2[layer]}" for layer in ranked)
    return judged(ranked[0] == "dense", "the fully connected layer is best", told, "sorted")


def _dropout_layer():
    gained = TABLE_2["dropout"] - TABLE_2["pool"]
    found = "cannot be decided" if gained else "holds"
    line = "in inference dropout changes nothing: 0.00 apart; missing: whether it was at work here"
    printed = f"pool {TABLE_2['pool']}, dropout {TABLE_2['dropout']}"
    return Audited(found, printed, f"{gained:.2f} apart", line)


def _two_videos():
    best, alone = TABLE_2["dense"], TABLE_3_ALL.video
    return judged(
        agrees(best, alone, 2), f"dense layer {best:.2f}", f"video {alone:.2f}",
        f"{best} - {alone} = {best - alone:.2f}; both are of the face alone, by the same layer",
    )  # fmt: skip


def _column(name):
    return [getattr(row, name) for row in TABLE_3.values()]


def _average(name):
    def audit():
        return mean(_column(name), getattr(TABLE_3_ALL, name), 2)

    return audit


def _shares():
    """The least and largest share of each emotion with which all three averages come out at once, or None."""
    from scipy.optimize import linprog

    columns, wanted = np.array([_column(name) for name in TABLE_3_ALL._fields]), np.array(TABLE_3_ALL)
    given = {
        "A_ub": np.concatenate([columns, -columns]), "b_ub": np.concatenate([wanted, -wanted]) + 0.005,
        "A_eq": np.ones((1, len(TABLE_3))), "b_eq": [1], "bounds": (0, 1),
    }  # fmt: skip
    ranges = []
    for one in np.eye(len(TABLE_3)):
        ends = [linprog(sign * one, **given) for sign in (1, -1)]
        if not all(end.success for end in ends):
            return None
        ranges.append([abs(100 * end.fun) for end in ends])
    return ranges


def _weighted_average():
    printed, ranges = (
        ", ".join(f"{name} {value:.2f}" for name, value in TABLE_3_ALL._asdict().items()),
        _shares(),
    )
    if ranges is None:
        return judged(False, printed, "no shares", "no shares of the five emotions give all three at once")
    told = ", ".join(f"{name} {low:.0f} to {high:.0f}%" for name, (low, high) in zip(TABLE_3, ranges))
    line = (
        f"shares that give all three at once; {100 / len(TABLE_3):.0f}% each does not; missing: the true ones"
    )
    return Audited("cannot be decided", printed, told, line)


def _below_eighty():
    bound = tables.FIGURE_8["single"]
    found = {name: getattr(TABLE_3_ALL, name) for name in ("voice", "video")}
    told = ", ".join(f"{name} {value}" for name, value in found.items())
    return judged(max(found.values()) < bound, f"below {bound}", told, "the averages of Table 3")


def _joined_best():
    gains = {name: row.joined - max(row.voice, row.video) for name, row in TABLE_3.items()}
    least = min(gains, key=gains.get)
    return judged(
        min(gains.values()) > 0, "better in every row", f"at least {gains[least]:.2f} ({least})",
        "both joined minus the better of the two",
    )  # fmt: skip


def _disgust_helped():
    row = TABLE_3["disgust"]
    voice_helps = tables.DISGUST_HELPED_BY == "voice"
    stronger, weaker = (row.voice, row.video) if voice_helps else (row.video, row.voice)
    return judged(
        stronger > weaker, f"{tables.DISGUST_HELPED_BY} makes up for the other",
        f"voice {row.voice}, video {row.video}", f"{row.voice} - {row.video} = {row.voice - row.video:.2f}",
    )  # fmt: skip


def _faces_better():
    rows = {name: TABLE_3[name] for name in ("disgust", "fear")}
    told = ", ".join(f"{name} {row.video - row.voice:+.2f}" for name, row in rows.items())
    return judged(
        all(row.video > row.voice for row in rows.values()), "the face is better", told, "video minus voice"
    )


def _lowest_voice():
    column = {name: row.voice for name, row in TABLE_3.items()}
    lowest = min(column, key=column.get)
    return judged(
        (lowest, column[lowest]) == ("disgust", 58.36), "disgust, 58.36", f"{lowest}, {column[lowest]}",
        "the lowest of the voice's column",
    )  # fmt: skip


def _disgust_between():
    both, table = tables.RESULTS_DISGUST, TABLE_3["disgust"].joined
    low, high = min(both.values()), max(both.values())
    return judged(
        low <= table <= high, f"disgust {table} in Table 3", f"{low} on MOSI, {high} on MELD",
        f"an average over both lies between them; {table} - {high} = {table - high:.2f}",
    )  # fmt: skip


def _all_between():
    low, high = RESULTS["MOSI"], RESULTS["MELD"]
    share = (TABLE_3_ALL.joined - low) / (high - low)
    return judged(
        0 <= share <= 1, f"all emotions {TABLE_3_ALL.joined} in Table 3", f"{low} on MOSI, {high} on MELD",
        f"an average with {100 * share:.0f}% of the clips from MELD",
    )  # fmt: skip


def _peak(name):
    def audit():
        peak, result = tables.FIGURE_6_PEAKS[name], RESULTS[name]
        return judged(
            agrees(peak, result, 0), f"peak {peak}", f"{result}", f"{result} rounds to {floor(result + 0.5)}"
        )

    return audit


def _on_test_sentences():
    return whole_counts((RESULTS["MOSI"], tables.RESULT_OF_VIVEKANANDAM), tables.MOSI_SENTENCES["test"])


def _meld_higher():
    return judged(
        RESULTS["MELD"] > RESULTS["MOSI"], "MELD is higher", f"{RESULTS['MELD']} against {RESULTS['MOSI']}",
        f"{RESULTS['MELD']} - {RESULTS['MOSI']} = {RESULTS['MELD'] - RESULTS['MOSI']:.2f}",
    )  # fmt: skip


def _similar_gain():
    gained = {name: RESULTS[name] - value for name, value in tables.RESULTS_DISGUST.items()}
    told = ", ".join(f"{name} {value:.2f} below its average" for name, value in gained.items())
    return judged(min(gained.values()) > 0, "disgust is recognised worse", told, "average minus disgust")


def _about_ninety():
    about = tables.FIGURE_8["joined"]
    return judged(
        agrees(about, TABLE_3_ALL.joined, -1), f"about {about}", f"{TABLE_3_ALL.joined}", "to the nearest ten"
    )


def _selection():
    bars, by = tables.FIGURE_8_BARS, tables.FIGURE_8["gained by selection"]
    if bars is not None:
        return gain(*bars, by, 0)
    before = TABLE_3_ALL.joined - by
    return Audited(
        "cannot be decided",
        f"{by} percent more",
        f"{before:.2f} before, if points",
        f"{TABLE_3_ALL.joined} - {by} = {before:.2f}; missing: the bars' values, and points or percent",
    )


def _losses():
    chance = {name: 2.0**-bits for name, bits in tables.FIGURE_7.items()}
    told = ", ".join(f"{name} {value:.3f}" for name, value in chance.items())
    rate = RESULTS["MOSI"] / 100
    bits = ", ".join(f"{name} {bits} bits" for name, bits in tables.FIGURE_7.items())
    found = "cannot be decided" if chance["test"] < rate else "holds"
    line = (
        "2^-loss, the typical probability of the right class; missing: where the test's ends, on which data"
    )
    return Audited(found, bits, told, f"{line}; the accuracy is {rate}")


CLAIMS = (
    Claim(
        "Facial Expression Feature Extraction, STFT", "faces are described by a short-time Fourier transform",
        "cannot be decided", _stft, "it is a transform of a signal over time, as the voice is",
    ),
    Claim(
        "Table 1, segments of a video", "2,199 segments of 93 videos are 23.2 each", "does not hold",
        _segments_a_video, "they are 23.65",
    ),
    Claim("Table 1, segments", "2,199 subjective and 1,503 objective segments are 3,702", "holds", _segments),
    Claim("MOSI, sentences", "1,435 and 764 sentences are 2,199", "holds", _sentences),
    Claim(
        "MOSI, individuals", "61 individuals and 32 speakers are the 89 speakers of Table 1", "does not hold",
        _individuals, "what is split is videos; a speaker may stand on both sides",
    ),
    Claim("MOSI, videos", "61 and 32 are the 93 videos", "holds", _videos_split),
    Claim(
        "MOSI, labels", "MOSI gives results by emotion", "does not hold", _labels_of_mosi,
        "it is labelled by polarity alone",
    ),
    Claim(
        "MELD, faces of six characters", "six characters of 27,000 faces are 120,000", "does not hold",
        _meld_product, "four tenths more",
    ),
    Claim(
        "MELD, faces from fewest to most", "2,600 to 6,800 faces a character are 120,000", "does not hold",
        _meld_range, "a third of that at the most",
    ),
    Claim(
        "MELD, faces a character", "27,000 faces a character lie in the range of 2,600 to 6,800",
        "does not hold", _meld_each, "the two counts exclude each other",
    ),
    Claim(
        "MELD, seasons", "the first of the five episodes is of season 3", "does not hold", _meld_seasons,
        "five seasons are listed, but by its name the first is of season 1",
    ),
    Claim("Table 2, best layer", "the fully connected layer is recognised best", "holds", _best_layer),
    Claim(
        "Table 2, dropout", "the dropout layer's features differ from the pool's", "cannot be decided",
        _dropout_layer, "dropout must have been at work while features were taken",
    ),
    Claim(
        "Table 2 and Table 3, video", "the face alone has one accuracy", "does not hold", _two_videos,
        "of which data Table 2 is, is not said",
    ),
    *(
        Claim(
            f"Table 3, average of {name}", f"the five emotions have the average {value:.2f}",
            "does not hold", _average(name), "the mean of the five rows is lower",
        )
        for name, value in TABLE_3_ALL._asdict().items()
    ),
    Claim(
        "Table 3, weighted", "the averages weigh the emotions by their clips", "cannot be decided",
        _weighted_average, "how many clips each emotion has is not printed",
    ),
    Claim("Table 3, joined", "both modalities joined are better in every row", "holds", _joined_best),
    Claim(
        "Table 3, disgust", "the voice makes up for the face's weakness in disgust", "does not hold",
        _disgust_helped, "the voice is the weaker one",
    ),
    Claim("Table 3, fear", "the face tells disgust and fear better than the voice", "holds", _faces_better),
    Claim("Table 3, lowest of the voice", "disgust by voice is 58.36, the lowest", "holds", _lowest_voice),
    Claim(
        "Figure 8, single modality", "one modality stays below 80 percent", "does not hold", _below_eighty,
        "both averages of Table 3 are above it",
    ),
    Claim("Figure 8, both", "both modalities reach about 90 percent", "holds", _about_ninety),
    Claim(
        "Figure 8, selection", "chi-square selection adds 3 percent", "cannot be decided", _selection,
        "its bars are not printed",
    ),
    Claim(
        "Figure 7", "loss 0.22 in training, below 1.4 in test, shows good recognition", "cannot be decided",
        _losses, "a gap of this size is what overfitting looks like",
    ),
    Claim("Figure 6, MOSI", "the peak at weight 0.57 is the result on MOSI", "holds", _peak("MOSI")),
    Claim(
        "Figure 6, MELD", "the peak at weight 0.57 is the result on MELD", "does not hold", _peak("MELD"),
        "two points above the result that is reported",
    ),
    Claim("Figure 9, MELD", "accuracy on MELD is above that on MOSI", "holds", _meld_higher),
    Claim("Figure 9, disgust", "disgust is recognised worse than the average", "holds", _similar_gain),
    Claim(
        "Figure 9 and Table 3, disgust", "Table 3 is an average over both data sets", "does not hold",
        _disgust_between, "its disgust is above that of either",
    ),
    Claim(
        "Figure 9 and Table 3, all emotions", "Table 3's overall accuracy lies between the two data sets'",
        "holds", _all_between,
    ),
    Claim(
        "Figure 9, MOSI", "accuracies on MOSI are of its 764 test sentences", "does not hold",
        _on_test_sentences, "no count of 764 rounds to them",
    ),
)  # fmt: skip
